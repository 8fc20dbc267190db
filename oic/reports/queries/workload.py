"""The workload: who carries how much, who is here, how quickly and how well they answer.

Whatever is counted here is counted by the register's own filters, so that each figure opens the
list it was counted from and the list has exactly that many.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from oic.centre import queries as centre
from oic.core.clock import now, today
from oic.core.db import db
from oic.core.errors import Message
from oic.enquiries.models import OPEN_STATES, RUNNING_STATES, Enquiry, FollowUp, State
from oic.enquiries.queries.aside import not_aside
from oic.enquiries.queries.register import Due, due_condition, within
from oic.receptions.models import Reception, ReceptionState, reception_expert
from oic.reports.periods import Period, running
from oic.reports.queries import tallies
from oic.reports.queries.counting import NONE, Dimension, Measure
from oic.reports.queries.figures import percentile
from oic.staff import queries as staff
from oic.staff.models import Absence, Role, User

WEEKS = 12
"""How many weeks the trend shows."""


class Back(StrEnum):
    """How far back the answers are looked at; today is the last day."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"

    @property
    def label(self) -> Message:
        """Its name."""
        return _BACK[self][0]

    @property
    def period(self) -> Period:
        """Its days."""
        return running(_BACK[self][1], today())


_BACK: dict[Back, tuple[Message, int]] = {
    Back.WEEK: (_l("7 days"), 7),
    Back.MONTH: (_l("30 days"), 30),
    Back.QUARTER: (_l("90 days"), 90),
}


@dataclass(frozen=True)
class Open:
    """Open enquiries by urgency; the four together are all of them."""

    overdue: int = 0
    soon: int = 0
    """The last day is today, or near."""
    later: int = 0
    awaiting: int = 0
    still: int = 0
    """Of them all: nothing has happened for longer than the rule says."""
    this_week: int = 0
    """Of those that run: due within seven days."""

    @property
    def total(self) -> int:
        """All open ones."""
        return self.overdue + self.soon + self.later + self.awaiting


@dataclass(frozen=True)
class Answers:
    """What was answered for the first time in a period."""

    number: int = 0
    considered: int = 0
    """Those that were not answered on the spot: only these took time."""
    median: int | None = None
    """Working minutes from the question to the first answer, in tenths of an hour."""
    ninetieth: int | None = None
    """Nine of ten answers took no longer."""
    rated: int = 0
    """Enquiries that clients rated in the period."""
    mean: float | None = None
    """Of the ratings, one to five."""


@dataclass(frozen=True)
class Row:
    """One expert, or (``user`` None) what nobody has taken."""

    user: User | None
    open: Open = field(default_factory=Open)
    answers: Answers = field(default_factory=Answers)
    talk: int = 0
    """Seconds of talk in what came in during the period."""
    receptions: int = 0
    """Seconds of outreach receptions in the period, without travel."""
    absence: Absence | None = None
    works_now: bool = False

    @property
    def capacity(self) -> int:
        """How many this person can carry."""
        return self.user.capacity if self.user else 0

    @property
    def over(self) -> int:
        """How many more than that are open; not above zero: there is room."""
        return self.open.total - self.capacity


@dataclass(frozen=True)
class Workload:
    """The whole table: experts, what nobody has, everything together."""

    rows: Sequence[Row]
    nobody: Open
    everything: Open
    answers: Answers
    """Of everybody together."""
    period: Period
    still_since: date
    """What has stood still was touched on this day for the last time, or earlier."""

    @property
    def scale(self) -> int:
        """How long the longest bar is."""
        longest = [max(row.open.total, row.capacity) for row in self.rows]
        return max([*longest, self.nobody.total, 1])


def workload(back: Back) -> Workload:
    """Everything on the workload's page. The number of questions to the database is fixed."""
    period, still_since = back.period, last_day_of_standstill()
    carried, figures = _open(still_since), _figures(period)
    people = _people({number for number in {*carried, *figures} if number is not None})
    away = {absence.user_id: absence for absence in staff.on_absence(today())}
    here = {person.id for person in staff.present_experts(now())}
    received = _receptions(period)
    rows = [
        Row(
            person,
            carried.get(person.id, Open()),
            _answers([figures[person.id]] if person.id in figures else []),
            figures[person.id].talk if person.id in figures else 0,
            received[person.id],
            away.get(person.id),
            person.id in here,
        )
        for person in people
    ]
    return Workload(
        rows=[row for row in rows if _belongs(row)],
        nobody=carried.get(None, Open()),
        everything=_together(carried.values()),
        answers=_answers(figures.values()),
        period=period,
        still_since=still_since,
    )


def last_day_of_standstill() -> date:
    """The day on or before which something last happened to what stands still today."""
    return centre.calendar().before(today(), centre.number("standstill_days")) - timedelta(days=1)


def _together(parts: Iterable[Open]) -> Open:
    given = list(parts)
    return Open(
        *(
            sum(getattr(one, name) for one in given)
            for name in ("overdue", "soon", "later", "awaiting", "still", "this_week")
        )
    )


def _belongs(row: Row) -> bool:
    """Experts always; anybody else only with something to show."""
    user = row.user
    is_expert = user is not None and user.active and user.role is Role.EXPERT
    return is_expert or bool(row.open.total or row.answers.number or row.answers.rated)


def _people(numbers: set[int]) -> list[User]:
    """Whom enquiries can be assigned to, and whoever has some all the same, by name."""
    found = {person.id: person for person in staff.experts()}
    others = numbers - found.keys()
    if others:
        found |= {u.id: u for u in db.session.scalars(select(User).where(User.id.in_(others)))}
    return sorted(found.values(), key=lambda person: (not person.active, person.name, person.id))


def _open(still_since: date) -> dict[int | None, Open]:
    """Open enquiries by assignee and urgency."""
    (still,) = within(Enquiry.last_activity_at, None, still_since)
    rows = db.session.execute(
        select(
            Enquiry.assignee_id,
            func.count().filter(due_condition(Due.OVERDUE)),
            func.count().filter(due_condition(Due.SOON)),
            func.count().filter(due_condition(Due.LATER)),
            func.count().filter(Enquiry.state == State.AWAITING_CLIENT),
            func.count().filter(still),
            func.count().filter(due_condition(Due.WEEK)),
        )
        .where(Enquiry.state.in_(OPEN_STATES))
        .group_by(Enquiry.assignee_id)
    )
    return {user_id: Open(*counts) for user_id, *counts in rows}


@dataclass
class _Figures:
    """What a period's answers and ratings are made of."""

    number: int = 0
    waits: Counter[int] = field(default_factory=Counter)
    talk: int = 0
    rated: int = 0
    scores: int = 0
    sum: int = 0


_WANTED = (
    (Measure.ANSWERED, Dimension.EXPERT),
    (Measure.WAIT, Dimension.EXPERT),
    (Measure.SECONDS, Dimension.EXPERT),
)


def _figures(period: Period) -> dict[int | None, _Figures]:
    """Answers, talk and ratings of a period by assignee."""
    found: dict[int | None, _Figures] = defaultdict(_Figures)
    for key, number in tallies.read(period.first, period.last, _WANTED).items():
        expert, _dash, waited = key.value.partition("-")
        figures = found[None if expert == NONE else int(expert)]
        if key.measure is Measure.WAIT:
            figures.waits[int(waited)] += number
        elif key.measure is Measure.SECONDS:
            figures.talk += number
        else:
            figures.number += number
    ratings = db.session.execute(
        select(
            Enquiry.assignee_id,
            func.count(Enquiry.id.distinct()),
            func.count(),
            func.sum(FollowUp.score),
        )
        .select_from(FollowUp)
        .join(Enquiry, Enquiry.id == FollowUp.enquiry_id)
        .where(
            FollowUp.score.is_not(None),
            *within(FollowUp.scored_at, period.first, period.last),
            not_aside(),
        )
        .group_by(Enquiry.assignee_id)
    )
    for user_id, rated, scores, total in ratings:
        figures = found[user_id]
        figures.rated, figures.scores, figures.sum = rated, scores, total or 0
    return dict(found)


def _answers(figures: Iterable[_Figures]) -> Answers:
    """The figures of one or of several together."""
    given = list(figures)
    waits: Counter[int] = Counter()
    for one in given:
        waits.update(one.waits)
    lengths = {str(minutes): {"answers": number} for minutes, number in waits.items()}
    scores = sum(one.scores for one in given)
    return Answers(
        number=sum(one.number for one in given),
        considered=waits.total(),
        median=percentile(lengths, 0.5),
        ninetieth=percentile(lengths, 0.9),
        rated=sum(one.rated for one in given),
        mean=sum(one.sum for one in given) / scores if scores else None,
    )


def _receptions(period: Period) -> Counter[int]:
    """Seconds of outreach receptions by expert, as far as they are held or over."""
    rows = db.session.execute(
        select(reception_expert.c.user_id, Reception.begins, Reception.ends)
        .join(Reception, Reception.id == reception_expert.c.reception_id)
        .where(
            Reception.day.between(period.first, period.last),
            Reception.state.in_((ReceptionState.PUBLISHED, ReceptionState.HELD)),
        )
    )
    found: Counter[int] = Counter()
    for user_id, begins, ends in rows:
        minutes = (ends.hour - begins.hour) * 60 + ends.minute - begins.minute
        found[user_id] += minutes * 60
    return found


@dataclass(frozen=True)
class Week:
    """What came in and what was first answered from a Monday to a Sunday."""

    days: Period
    received: int
    answered: int


def weeks(number: int = WEEKS) -> list[Week]:
    """The last weeks, the present one included, the oldest first."""
    monday = today() - timedelta(days=today().weekday())
    first = monday - timedelta(weeks=number - 1)
    measures = (Measure.CONSULTATIONS, Measure.ANSWERED)
    found: Counter[tuple[Measure, int]] = Counter()
    wanted = [(measure, Dimension.ALL) for measure in measures]
    for key, count in tallies.read_days(first, monday + timedelta(days=6), wanted).items():
        found[key.measure, (key.day - first).days // 7] += count
    return [
        Week(
            Period(first + timedelta(weeks=week), first + timedelta(weeks=week, days=6)),
            *(found[measure, week] for measure in measures),
        )
        for week in range(number)
    ]


def to_move(user_id: int | None, number: int) -> Sequence[Enquiry]:
    """Which enquiries to move from somebody: those due latest, for their answer is begun last.

    Of what nobody has (``user_id`` None), those due first.
    """
    latest = (Enquiry.due_on.desc(), Enquiry.id.desc())
    first = (Enquiry.due_on.asc(), Enquiry.id.asc())
    return db.session.scalars(
        select(Enquiry)
        .where(Enquiry.assignee_id == user_id, Enquiry.state.in_(RUNNING_STATES))
        .order_by(*(first if user_id is None else latest))
        .limit(number)
    ).all()
