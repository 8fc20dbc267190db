"""A round: every municipality once in a quarter, shared fairly; and last quarter's round again.

Only a proposal: people change it and save what they like of it, as drafts.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from flask_babel import lazy_gettext as _l

from oic.core.errors import Message
from oic.core.working_days import WorkCalendar

QUARTER = timedelta(weeks=13)
BEGINS, ENDS = time(10), time(13)
"""The hours that are proposed: after the morning buses, before they leave."""


@dataclass(frozen=True)
class Stop:
    """A municipality to go to: its hall, how far it is, and who looks after it."""

    municipality_id: int
    venue_id: int
    travel: int
    """Minutes one way."""
    prefers: frozenset[int] = frozenset()
    """The experts who look after the municipality."""


@dataclass(frozen=True)
class Helper:
    """An expert who goes out: when she is there, and what she has in the quarter already."""

    expert_id: int
    weekdays: frozenset[int]
    away: frozenset[date] = frozenset()
    """Days on which she is absent, or on a trip already."""
    trips: int = 0
    travel: int = 0
    """Minutes of travel, both ways together."""


@dataclass(frozen=True)
class Proposed:
    """One reception of a proposed round."""

    stop: Stop
    day: date
    expert_id: int
    why: Message
    begins: time = BEGINS
    ends: time = ENDS


@dataclass
class _Load:
    trips: Counter[int] = field(default_factory=Counter)
    travel: Counter[int] = field(default_factory=Counter)


def quarter(day: date) -> tuple[date, date]:
    """The first and last day of the quarter that a day lies in."""
    month = (day.month - 1) // 3 * 3 + 1
    first = date(day.year, month, 1)
    following = date(day.year + 1, 1, 1) if month == 10 else date(day.year, month + 3, 1)  # noqa: PLR2004 - October
    return first, following - timedelta(days=1)


def propose(  # noqa: PLR0913 - what a round is made of
    stops: Sequence[Stop],
    helpers: Sequence[Helper],
    calendar: WorkCalendar,
    first: date,
    last: date,
    *,
    busy: Collection[date] = (),
) -> list[Proposed]:
    """A round through all stops between two days, by day; what finds no day is left out.

    The far ones are given away first. Each goes to the expert with the fewest trips so far, then
    the one who looks after the municipality, then the least travel; on a working day on which she
    is there, has no other trip, and as little else as possible goes on (``busy``: days with a
    reception already). The days lie evenly in the period. The same input gives the same round.
    """
    days = [
        day
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
        if calendar.is_working(day)
    ]
    load = _Load(
        Counter({one.expert_id: one.trips for one in helpers}),
        Counter({one.expert_id: one.travel for one in helpers}),
    )
    taken: dict[int, set[date]] = defaultdict(set)
    crowded = Counter(busy)
    found = []
    order = sorted(stops, key=lambda stop: (-stop.travel, stop.municipality_id))
    for number, stop in enumerate(order):
        wanted = _evenly(days, number, len(order))
        choice = _choose(stop, helpers, load, taken, crowded, days, wanted)
        if choice is None:
            continue
        helper, day = choice
        taken[helper.expert_id].add(day)
        crowded[day] += 1
        load.trips[helper.expert_id] += 1
        load.travel[helper.expert_id] += 2 * stop.travel
        why = (
            _l("looks after the municipality")
            if helper.expert_id in stop.prefers
            else _l("has the fewest trips so far")
        )
        found.append(Proposed(stop, day, helper.expert_id, why))
    return sorted(found, key=lambda one: (one.day, one.stop.municipality_id))


def _evenly(days: Sequence[date], number: int, count: int) -> int:
    """Where in the period the n-th of so many lies: spread by steps that never fall together."""
    return (2 * number + 1) * len(days) // (2 * count) if days else 0


def _choose(  # noqa: PLR0913, PLR0917 - one step of the round
    stop: Stop,
    helpers: Sequence[Helper],
    load: _Load,
    taken: dict[int, set[date]],
    crowded: Counter[date],
    days: Sequence[date],
    wanted: int,
) -> tuple[Helper, date] | None:
    by_load = sorted(
        helpers,
        key=lambda one: (
            load.trips[one.expert_id],
            one.expert_id not in stop.prefers,
            load.travel[one.expert_id],
            one.expert_id,
        ),
    )
    for helper in by_load:
        free = [
            (crowded[day], abs(at - wanted), day)
            for at, day in enumerate(days)
            if day.weekday() in helper.weekdays
            and day not in helper.away
            and day not in taken[helper.expert_id]
        ]
        if free:
            return helper, min(free)[2]
    return None


def moved_on(day: date, calendar: WorkCalendar, away: Iterable[date] = ()) -> date:
    """The same weekday a quarter later, or the next working day after it on which one is there."""
    absent = set(away)
    moved = calendar.next_working(day + QUARTER)
    while moved in absent:
        moved = calendar.next_working(moved + timedelta(days=1))
    return moved
