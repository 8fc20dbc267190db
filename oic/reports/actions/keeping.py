"""Keeping the counts: what has changed is counted anew, month by month."""

from datetime import date, timedelta

from sqlalchemy import delete, func, insert, literal, select

from oic.core.clock import local
from oic.core.db import db
from oic.reports.models import Grain, Tally, TallyMark
from oic.reports.queries import counting
from oic.reports.queries.tallies import changed_months, last_of_month

_AT_ONCE = 1000


def due() -> list[int]:
    """The months with something to count anew, as numbers for :func:`renew`, the newest first."""
    return [month.toordinal() for month in changed_months()]


def renew(number: int) -> int:
    """Count the changed days of one month anew. Returns how many days that were.

    The marks are held first and only those are taken away: what changes while this counts bears
    a mark that stays. Somebody else who renews the same month waits here and then finds nothing.
    """
    month = date.fromordinal(number)
    end = last_of_month(month)
    marks = db.session.execute(
        select(TallyMark.id, TallyMark.hour)
        .where(
            TallyMark.hour >= counting.midnight(month),
            TallyMark.hour < counting.midnight(end + timedelta(days=1)),
        )
        .order_by(TallyMark.id)
        .with_for_update()
    ).all()
    days = sorted({local(hour).date() for _id, hour in marks})
    if not days:
        return 0
    for begin in range(0, len(days), _AT_ONCE):
        _count(days[begin : begin + _AT_ONCE])
    _sum_up(month, end)
    ids = [mark_id for mark_id, _hour in marks]
    for begin in range(0, len(ids), _AT_ONCE):
        db.session.execute(
            delete(TallyMark)
            .where(TallyMark.id.in_(ids[begin : begin + _AT_ONCE]))
            .execution_options(synchronize_session=False)
        )
    return len(days)


def _forget(grain: Grain, firsts: list[date]) -> None:
    db.session.execute(
        delete(Tally)
        .where(Tally.grain == grain, Tally.first.in_(firsts))
        .execution_options(synchronize_session=False)
    )


def _count(days: list[date]) -> None:
    counts = counting.on_days(days)
    _forget(Grain.DAY, days)
    rows = [
        {
            "grain": Grain.DAY,
            "first": key.day,
            "measure": key.measure.value,
            "dimension": key.dimension.value,
            "value": key.value,
            "number": number,
        }
        for key, number in counts.items()
    ]
    if rows:
        db.session.execute(insert(Tally), rows)


def _sum_up(month: date, end: date) -> None:
    _forget(Grain.MONTH, [month])
    of_days = (
        select(
            literal(Grain.MONTH.value),
            literal(month),
            Tally.measure,
            Tally.dimension,
            Tally.value,
            func.sum(Tally.number),
        )
        .where(Tally.grain == Grain.DAY, Tally.first.between(month, end))
        .group_by(Tally.measure, Tally.dimension, Tally.value)
    )
    names = ["grain", "first", "measure", "dimension", "value", "number"]
    db.session.execute(insert(Tally).from_select(names, of_days, include_defaults=False))
