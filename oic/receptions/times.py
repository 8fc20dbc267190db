"""The times of a reception: wall-clock hours in Sofia, cut into places.

A promise is made by the clock on the wall: what begins at 09:00 begins at 09:00 whichever side of a
change of the clock the day lies on. Only the instants, by which overlaps are found, follow it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from oic.core.clock import SOFIA, local_instant

_MIDNIGHT = time(0)


@dataclass(frozen=True, order=True)
class Span:
    """From one instant to another; the end is not part of it."""

    begins_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Span") -> bool:
        """Whether some moment belongs to both."""
        return self.begins_at < other.ends_at and other.begins_at < self.ends_at


def span(day: date, begins: time, ends: time) -> Span:
    """The instants of wall-clock hours on a day; an end at 00:00 is the midnight after it."""
    last = day + timedelta(days=1) if ends == _MIDNIGHT else day
    return Span(local_instant(day, begins), local_instant(last, ends))


def places(day: date, begins: time, ends: time, *, step: int, minutes: int) -> Iterator[Span]:
    """The places of a reception's hours: one every ``step`` minutes, each ``minutes`` long.

    The hour that the spring change skips has none, nor the moments after it that belong to the
    place before; of the hour that the autumn change repeats only the first has: no two places read
    the same on the wall. Raises ValueError for a step or a length that is not positive.
    """
    if step <= 0 or minutes <= 0:
        message = "places need minutes"
        raise ValueError(message)
    hours = span(day, begins, ends)
    on_the_wall = hours.begins_at.astimezone(SOFIA).time() == begins
    if on_the_wall and _same_offset(hours):  # all but two days of a year
        at, length, stride = hours.begins_at, timedelta(minutes=minutes), timedelta(minutes=step)
        while at + length <= hours.ends_at:
            yield Span(at, at + length)
            at += stride
        return
    shown, not_before = datetime.combine(day, begins), hours.begins_at
    while shown.date() == day:
        begins_at = local_instant(day, shown.time())
        place = Span(begins_at, begins_at + timedelta(minutes=minutes))
        if place.ends_at > hours.ends_at:
            return
        stands_on_the_wall = begins_at.astimezone(SOFIA).replace(tzinfo=None) == shown
        if stands_on_the_wall and begins_at >= not_before:
            yield place
            not_before = begins_at + timedelta(minutes=step)
        shown += timedelta(minutes=step)


def _same_offset(hours: Span) -> bool:
    """Whether the clock on the wall runs evenly from one end of the hours to the other."""
    begins, ends = hours.begins_at.astimezone(SOFIA), hours.ends_at.astimezone(SOFIA)
    return begins.utcoffset() == ends.utcoffset() and begins.fold == ends.fold


def without(free: Iterable[Span], taken: Sequence[Span]) -> list[Span]:
    """The places that overlap nothing of ``taken``, which is in order; one pass over both."""
    left, at = [], 0
    ends: list[datetime] = []
    for one in taken:  # a long stretch may end after those that begin behind it
        ends.append(max(one.ends_at, ends[-1]) if ends else one.ends_at)
    for place in sorted(free):
        while at < len(taken) and ends[at] <= place.begins_at:
            at += 1
        if not any(one.overlaps(place) for one in _until(taken, at, place.ends_at)):
            left.append(place)
    return left


def _until(taken: Sequence[Span], at: int, end: datetime) -> Iterator[Span]:
    for one in taken[at:]:
        if one.begins_at >= end:
            return
        yield one


IN_THE_OFFICE = "office"


def time_value(day: date, begins: time, reception_id: int | None) -> str:
    """A time as a button or an address carries it: 2026-12-01T09:30@17, or @office."""
    return f"{day}T{begins:%H:%M}@{reception_id or IN_THE_OFFICE}"


def read_time(text: str) -> tuple[date, time, int | None] | None:
    """The time that a button or an address carries; None for anything else."""
    moment, _, at = text.partition("@")
    day, _, begins = moment.partition("T")
    try:
        reception_id = None if at == IN_THE_OFFICE else int(at)
        return date.fromisoformat(day), time.fromisoformat(begins), reception_id
    except ValueError:
        return None
