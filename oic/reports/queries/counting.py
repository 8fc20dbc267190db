"""What is counted, from the rows themselves: this is what the figures mean.

The kept counts (:mod:`oic.reports.queries.tallies`) are the sums of what stands here, and are never
anything else. Nothing that is read here is about a person: an enquiry carries the client type and
the municipality as they were when it was asked, so that nothing changes when a client does.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from oic.core.clock import SOFIA, local_instant
from oic.core.db import db
from oic.enquiries.models import Enquiry, Question
from oic.enquiries.queries.aside import not_aside

NONE = "none"
"""The value of a dimension that an enquiry or a question does not have."""
UNKNOWN_HOUR = "unknown"
"""The hour of what was asked at midnight sharp: a day without a time, from an older register."""
STRETCHES_AT_ONCE = 100
_DAY = timedelta(days=1)
WAIT_STEP = 6
"""Minutes: waiting is counted in tenths of an hour, begun ones taken as whole."""


class Measure(StrEnum):
    """What is counted."""

    CONSULTATIONS = "consultations"
    QUESTIONS = "questions"
    SECONDS = "seconds"
    """Of talk."""
    ANSWERED = "answered"
    """For the first time."""
    WAIT = "wait"
    """First answers that were not given on the spot, by how long they took."""


class Dimension(StrEnum):
    """By what it is counted."""

    ALL = "all"
    CHANNEL = "channel"
    CLIENT_TYPE = "client_type"
    MUNICIPALITY = "municipality"
    PROGRAMME = "programme"
    TOPIC = "topic"
    EXPERT = "expert"
    HOUR = "hour"
    """Weekday and hour in Sofia: 0-09 is Monday from nine to ten."""
    STANDARD = "standard"
    """Of a first answer: in_time, late, or unknown; and on_the_spot."""


class Key(NamedTuple):
    """One count's place: a day of Sofia, a measure, a dimension and its value."""

    day: date
    measure: Measure
    dimension: Dimension
    value: str


Counts = Counter[Key]

TOGETHER = "all"
"""The one value of ``Dimension.ALL``."""


def midnight(day: date) -> datetime:
    """The instant at which a day begins in Sofia."""
    return local_instant(day, time())


def on_days(days: Iterable[date]) -> Counts:
    """Count what was asked and what was answered on some days; three questions, as a rule."""
    counts: Counts = Counter()
    stretches = list(_stretches(days))
    for begin in range(0, len(stretches), STRETCHES_AT_ONCE):
        some = stretches[begin : begin + STRETCHES_AT_ONCE]
        _consultations(counts, some)
        _questions(counts, some)
        _answers(counts, some)
    return counts


def _stretches(days: Iterable[date]) -> Iterator[tuple[datetime, datetime]]:
    """Days as instants from and until: neighbours together."""
    begins = ends = None
    for day in sorted(set(days)):
        if begins is None or ends is None:
            begins = day
        elif day - ends > _DAY:
            yield midnight(begins), midnight(ends + _DAY)
            begins = day
        ends = day
    if begins is not None and ends is not None:
        yield midnight(begins), midnight(ends + _DAY)


Stretches = Sequence[tuple[datetime, datetime]]


def _in(column: InstrumentedAttribute[Any], stretches: Stretches) -> ColumnElement[bool]:
    """An instant lies in one of the stretches; each is found by the column's index."""
    return or_(*(and_(column >= begins, column < ends) for begins, ends in stretches))


def _rows(statement: Any) -> Iterator[Any]:  # noqa: ANN401 - a select of any columns
    return iter(db.session.execute(statement.execution_options(yield_per=2000)))


def _consultations(counts: Counts, stretches: Stretches) -> None:
    statement = select(
        Enquiry.received_at,
        Enquiry.channel,
        Enquiry.client_type,
        Enquiry.municipality_id,
        Enquiry.assignee_id,
        Enquiry.duration_seconds,
    ).where(_in(Enquiry.received_at, stretches), not_aside())
    asked, talked = Measure.CONSULTATIONS, Measure.SECONDS
    for received_at, channel, client_type, municipality_id, expert_id, seconds in _rows(statement):
        moment = received_at.astimezone(SOFIA)
        day, expert = moment.date(), str(expert_id or NONE)
        counts[Key(day, asked, Dimension.ALL, TOGETHER)] += 1
        counts[Key(day, asked, Dimension.CHANNEL, channel.value)] += 1
        counts[Key(day, asked, Dimension.CLIENT_TYPE, client_type.value)] += 1
        counts[Key(day, asked, Dimension.MUNICIPALITY, str(municipality_id or NONE))] += 1
        counts[Key(day, asked, Dimension.EXPERT, expert)] += 1
        counts[Key(day, asked, Dimension.HOUR, hour_of(moment))] += 1
        if seconds:
            counts[Key(day, talked, Dimension.ALL, TOGETHER)] += seconds
            counts[Key(day, talked, Dimension.CHANNEL, channel.value)] += seconds
            counts[Key(day, talked, Dimension.EXPERT, expert)] += seconds


def hour_of(moment: datetime) -> str:
    """The weekday and the hour of a moment by the clock on the wall."""
    hour = f"{moment.hour:02}" if moment.timetz().replace(tzinfo=None) != time() else UNKNOWN_HOUR
    return f"{moment.weekday()}-{hour}"


def _questions(counts: Counts, stretches: Stretches) -> None:
    statement = (
        select(
            Enquiry.id,
            Enquiry.received_at,
            Enquiry.channel,
            Enquiry.client_type,
            Enquiry.municipality_id,
            Question.programme_id,
            Question.topic_id,
        )
        .join(Question, Question.enquiry_id == Enquiry.id)
        .where(_in(Enquiry.received_at, stretches), not_aside())
    )
    asked = Measure.QUESTIONS
    about: set[tuple[int, Dimension, str]] = set()
    days: dict[int, date] = {}
    for row in _rows(statement):
        day = row.received_at.astimezone(SOFIA).date()
        days[row.id] = day
        counts[Key(day, asked, Dimension.ALL, TOGETHER)] += 1
        counts[Key(day, asked, Dimension.CHANNEL, row.channel.value)] += 1
        counts[Key(day, asked, Dimension.CLIENT_TYPE, row.client_type.value)] += 1
        counts[Key(day, asked, Dimension.MUNICIPALITY, str(row.municipality_id or NONE))] += 1
        for dimension, number in (
            (Dimension.PROGRAMME, row.programme_id),
            (Dimension.TOPIC, row.topic_id),
        ):
            value = str(number or NONE)
            counts[Key(day, asked, dimension, value)] += 1
            about.add((row.id, dimension, value))
    # One consultation about two questions on the same programme is one consultation on it.
    for enquiry_id, dimension, value in about:
        counts[Key(days[enquiry_id], Measure.CONSULTATIONS, dimension, value)] += 1


def _answers(counts: Counts, stretches: Stretches) -> None:
    statement = select(
        Enquiry.first_answered_at,
        Enquiry.channel,
        Enquiry.assignee_id,
        Enquiry.answered_on_the_spot,
        Enquiry.answered_in_time,
        Enquiry.first_answer_minutes,
    ).where(_in(Enquiry.first_answered_at, stretches), not_aside())
    answered = Measure.ANSWERED
    for answered_at, channel, expert_id, on_the_spot, in_time, minutes in _rows(statement):
        day, expert = answered_at.astimezone(SOFIA).date(), str(expert_id or NONE)
        standard = {True: "in_time", False: "late"}.get(in_time, "unknown")
        counts[Key(day, answered, Dimension.ALL, TOGETHER)] += 1
        counts[Key(day, answered, Dimension.CHANNEL, channel.value)] += 1
        counts[Key(day, answered, Dimension.EXPERT, expert)] += 1
        counts[Key(day, answered, Dimension.STANDARD, standard)] += 1
        if on_the_spot:
            counts[Key(day, answered, Dimension.STANDARD, "on_the_spot")] += 1
        elif minutes is not None:
            waited = wait_of(minutes)
            counts[Key(day, Measure.WAIT, Dimension.ALL, str(waited))] += 1
            counts[Key(day, Measure.WAIT, Dimension.EXPERT, f"{expert}-{waited}")] += 1


def wait_of(minutes: int) -> int:
    """Working minutes as they are counted: tenths of an hour, begun ones taken as whole."""
    return -(-minutes // WAIT_STEP) * WAIT_STEP
