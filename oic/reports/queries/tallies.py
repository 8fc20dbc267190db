"""The kept counts, put together with what has changed since: never stale, never slow.

A month or a day whose hours bear no mark is taken from the kept counts; everything else is counted
from the rows. What a transaction changed bears its mark in that same transaction, so what was saved
a second ago is counted. The marks are asked before the counts: a count that is renewed in between
is only newer than it needs to be.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from sqlalchemy import or_, select, tuple_

from oic.core.clock import local
from oic.core.db import db
from oic.reports.models import Grain, Tally, TallyMark
from oic.reports.queries import counting
from oic.reports.queries.counting import Counts, Dimension, Key, Measure

Wanted = Collection[tuple[Measure, Dimension]]
_AT_ONCE = 400
"""Days named in one question."""
_DAY = timedelta(days=1)


def read(first: date, last: date, wanted: Wanted) -> Counts:
    """The counts of some measures by some dimensions, from a day to a day.

    A whole month may come as one count, under its first day: sums over the period and over its
    months are right, single days are not to be asked for.
    """
    if last < first:
        return Counter()
    stale = changed_days(first, last)
    months, days = _split(first, last, stale)
    counts: Counts = Counter()
    for grain, firsts in ((Grain.MONTH, months), (Grain.DAY, days)):
        for key, number in _kept(grain, firsts, wanted):
            counts[key] += number
    asked = set(wanted)
    for key, number in counting.on_days(stale).items():
        if (key.measure, key.dimension) in asked:
            counts[key] += number
    return counts


def read_days(first: date, last: date, wanted: Wanted) -> Counts:
    """The same, with a count for every single day."""
    stale = changed_days(first, last)
    fresh = [day for day in _days(first, last) if day not in stale]
    counts: Counts = Counter(dict(_kept(Grain.DAY, fresh, wanted)))
    asked = set(wanted)
    for key, number in counting.on_days(stale).items():
        if (key.measure, key.dimension) in asked:
            counts[key] += number
    return counts


def changed_days(first: date, last: date) -> set[date]:
    """The days whose kept counts cannot be trusted at present."""
    hours = db.session.scalars(
        select(TallyMark.hour)
        .where(
            TallyMark.hour >= counting.midnight(first),
            TallyMark.hour < counting.midnight(last + _DAY),
        )
        .distinct()
    )
    return {local(hour).date() for hour in hours}


def changed_months() -> list[date]:
    """The months that hold such days, each by its first day, the newest first."""
    hours = db.session.scalars(select(TallyMark.hour).distinct())
    return sorted({local(hour).date().replace(day=1) for hour in hours}, reverse=True)


def last_of_month(day: date) -> date:
    """The last day of the month that a day lies in."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - _DAY


def _days(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(one) for one in range(first.toordinal(), last.toordinal() + 1))


def _split(first: date, last: date, stale: set[date]) -> tuple[list[date], list[date]]:
    """Months that can be taken as they are kept, and the other days that can."""
    touched = {day.replace(day=1) for day in stale}
    months: list[date] = []
    days: list[date] = []
    month = first.replace(day=1)
    while month <= last:
        end = last_of_month(month)
        if month >= first and end <= last and month not in touched:
            months.append(month)
        else:
            within = _days(max(first, month), min(last, end))
            days += [day for day in within if day not in stale]
        month = end + _DAY
    return months, days


def _kept(grain: Grain, firsts: list[date], wanted: Wanted) -> Iterator[tuple[Key, int]]:
    columns = Tally.first, Tally.measure, Tally.dimension, Tally.value, Tally.number
    by = or_(
        *(
            tuple_(Tally.measure, Tally.dimension) == tuple_(measure.value, dimension.value)
            for measure, dimension in wanted
        )
    )
    for begin in range(0, len(firsts), _AT_ONCE):
        some = firsts[begin : begin + _AT_ONCE]
        rows = db.session.execute(
            select(*columns).where(Tally.grain == grain, Tally.first.in_(some), by)
        )
        for first, measure, dimension, value, number in rows:
            yield Key(first, Measure(measure), Dimension(dimension), value), number
