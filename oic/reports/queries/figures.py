"""The figures of a period: whole numbers by table, row and measure, the same everywhere.

Pages, workbooks, closed periods and the network's exchange all have this one form. Rows are named
by what does not change: a channel's word, a municipality's code, a programme's code, a topic's key,
a month. Shares, means and percentiles are made of these numbers where they are shown, so that
the figures of many centres can be added up.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from math import ceil

from sqlalchemy import ColumnElement, func, select

from oic.activities.models import EVENTS
from oic.activities.queries import totals
from oic.core.clock import today
from oic.core.db import db
from oic.enquiries.models import Enquiry, FollowUp, Topic
from oic.enquiries.queries.aside import not_aside
from oic.enquiries.queries.register import within
from oic.funding.models import Programme
from oic.places.models import Municipality, Venue
from oic.receptions.models import (
    OPEN,
    BookedThrough,
    Booking,
    BookingState,
    Reception,
    ReceptionState,
)
from oic.reports.periods import Period
from oic.reports.queries import tallies
from oic.reports.queries.counting import NONE, TOGETHER, Dimension, Key, Measure

Row = dict[str, int]
Rows = dict[str, Row]
Figures = dict[str, Rows]

_WANTED = [
    (Measure.CONSULTATIONS, dimension)
    for dimension in (
        Dimension.ALL,
        Dimension.CHANNEL,
        Dimension.CLIENT_TYPE,
        Dimension.MUNICIPALITY,
        Dimension.PROGRAMME,
        Dimension.TOPIC,
        Dimension.HOUR,
    )
] + [
    (Measure.QUESTIONS, dimension)
    for dimension in (
        Dimension.ALL,
        Dimension.CHANNEL,
        Dimension.CLIENT_TYPE,
        Dimension.MUNICIPALITY,
        Dimension.PROGRAMME,
        Dimension.TOPIC,
    )
]
_WANTED += [
    (Measure.SECONDS, Dimension.ALL),
    (Measure.SECONDS, Dimension.CHANNEL),
    (Measure.ANSWERED, Dimension.ALL),
    (Measure.ANSWERED, Dimension.CHANNEL),
    (Measure.ANSWERED, Dimension.STANDARD),
    (Measure.WAIT, Dimension.ALL),
]
_BY_MONTH = {
    Dimension.CHANNEL: "channel_month",
    Dimension.CLIENT_TYPE: "client_type_month",
}


class Names:
    """What the database calls by numbers, by what does not change. Three questions."""

    def __init__(self) -> None:
        self.municipalities = {str(one.id): one for one in db.session.scalars(select(Municipality))}
        self.programmes = {str(one.id): one for one in db.session.scalars(select(Programme))}
        self.topics = {str(one.id): one for one in db.session.scalars(select(Topic))}

    def key(self, dimension: Dimension, value: str) -> str:
        """The row of a dimension's value."""
        if dimension is Dimension.MUNICIPALITY and value in self.municipalities:
            return self.municipalities[value].code
        if dimension is Dimension.PROGRAMME and value in self.programmes:
            return self.programmes[value].code
        if dimension is Dimension.TOPIC and value in self.topics:
            return self.topics[value].key
        return value


def figures(period: Period, names: Names | None = None) -> Figures:
    """All figures of a period. The number of questions to the database is fixed."""
    names = names or Names()
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for key, number in tallies.read(period.first, period.last, _WANTED).items():
        _place(found, names, key, number)
    for month in period.months:
        found["month"][f"{month.first:%Y-%m}"]  # a month without anything is a row as well
    _ratings(found["summary"][TOGETHER], period)
    _receptions(found, names, period)
    _activities(found, names, period)
    return {
        table: {row: dict(numbers) for row, numbers in rows.items()}
        for table, rows in found.items()
    }


def _place(found: dict[str, dict[str, Counter[str]]], names: Names, key: Key, number: int) -> None:
    month = f"{key.day:%Y-%m}"
    measure = key.measure.value
    if key.measure is Measure.WAIT:
        found["wait"][key.value]["answers"] += number
    elif key.dimension is Dimension.ALL:
        found["summary"][TOGETHER][measure] += number
        found["month"][month][measure] += number
    elif key.dimension is Dimension.STANDARD:
        found["summary"][TOGETHER][key.value] += number
        if key.value == "in_time":
            found["month"][month][key.value] += number
    elif key.dimension is Dimension.HOUR:
        weekday, _dash, hour = key.value.partition("-")
        found["hour"][weekday][hour] += number
    else:
        row = names.key(key.dimension, key.value)
        found[key.dimension.value][row][measure] += number
        by_month = _BY_MONTH.get(key.dimension)
        if by_month and key.measure is Measure.CONSULTATIONS:
            found[by_month][month][row] += number


def _ratings(row: Counter[str], period: Period) -> None:
    number, together = db.session.execute(
        select(func.count(), func.coalesce(func.sum(FollowUp.score), 0))
        .select_from(FollowUp)
        .join(Enquiry, Enquiry.id == FollowUp.enquiry_id)
        .where(
            FollowUp.score.is_not(None),
            *within(FollowUp.scored_at, period.first, period.last),
            not_aside(),
        )
    ).one()
    row["ratings"] += number or 0
    row["points"] += together or 0


def _receptions(found: dict[str, dict[str, Counter[str]]], names: Names, period: Period) -> None:
    held = db.session.execute(
        select(Venue.municipality_id, func.count())
        .select_from(Reception)
        .join(Venue, Venue.id == Reception.venue_id)
        .where(*reception_counts(period.first, period.last))
        .group_by(Venue.municipality_id)
    )
    for municipality_id, number in held:
        row = names.key(Dimension.MUNICIPALITY, str(municipality_id))
        found["reception"][row]["receptions"] += number
    visits = db.session.execute(
        select(
            Booking.reception_id.is_not(None).label("outreach"),
            Venue.municipality_id,
            Booking.through,
            Booking.state,
            func.count(),
        )
        .select_from(Booking)
        .join(Venue, Venue.id == Booking.venue_id)
        .where(Booking.day.between(period.first, period.last))
        .group_by("outreach", Venue.municipality_id, Booking.through, Booking.state)
    )
    for outreach, municipality_id, through, state, number in visits:
        place = names.key(Dimension.MUNICIPALITY, str(municipality_id))
        counted = found["reception"][place] if outreach else found["office"][TOGETHER]
        for measure in visit_measures(through, state):
            counted[measure] += number


def reception_counts(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    """Which receptions are counted: held, or announced and their day is here or over."""
    return (
        Reception.day.between(first, last),
        (Reception.state == ReceptionState.HELD)
        | ((Reception.state == ReceptionState.PUBLISHED) & (Reception.day <= today())),
    )


def visit_measures(through: BookedThrough, state: BookingState) -> list[str]:
    """What a visit counts as. booked = came + did_not_come + open; walk-ins stand beside it."""
    if state is BookingState.CANCELLED:
        return [] if through is BookedThrough.WALK_IN else ["called_off"]
    if through is BookedThrough.WALK_IN:
        return ["walk_ins"]
    if state in OPEN:
        return ["booked", "open"]
    return ["booked", "came" if state is BookingState.DONE else "did_not_come"]


def _activities(found: dict[str, dict[str, Counter[str]]], names: Names, period: Period) -> None:
    for kind, municipality_id, count, number in totals(period.first, period.last):
        found["activity"][kind.value]["activities"] += count
        found["activity"][kind.value]["number"] += number
        if kind in EVENTS:
            place = names.key(Dimension.MUNICIPALITY, str(municipality_id or NONE))
            found["event_place"][place]["activities"] += count
            found["event_place"][place]["number"] += number


def percentile(waits: Mapping[str, Row], share: float) -> int | None:
    """The shortest wait, in minutes, that so great a share of the answers did not exceed.

    The nearest-rank percentile (Hyndman and Fan, 1996, definition 1); 0.5 is the median. None
    where there is no answer.
    """
    by_length = sorted((int(minutes), row["answers"]) for minutes, row in waits.items())
    rank = ceil(share * sum(number for _minutes, number in by_length))
    reached = 0
    for minutes, number in by_length:
        reached += number
        if number and reached >= rank:
            return minutes
    return None


def added(figures_of_many: list[Figures]) -> Figures:
    """The figures of several centres, or of several periods, as those of one."""
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for one in figures_of_many:
        for table, rows in one.items():
            for row, numbers in rows.items():
                found[table][row].update(numbers)
    return {
        table: {row: dict(numbers) for row, numbers in rows.items()}
        for table, rows in found.items()
    }
