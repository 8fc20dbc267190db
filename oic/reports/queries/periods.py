"""A period's report: its figures beside those of earlier periods, and what is closed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from oic.core.db import db
from oic.reports.models import ClosedPeriod
from oic.reports.periods import Period
from oic.reports.queries.figures import Figures, Names, figures


@dataclass(frozen=True)
class Correction:
    """A number that was reported and has changed since."""

    table: str
    row: str
    measure: str
    reported: int
    present: int


@dataclass(frozen=True)
class Report:
    """What is reported of a period: when it is closed, as it was then."""

    period: Period
    now: Figures
    before: Figures
    year_before: Figures
    closed: ClosedPeriod | None = None
    corrections: Sequence[Correction] = ()
    """What has changed since it was closed."""
    alone: bool = False
    """Without earlier periods beside it: what many centres report together."""


def report(period: Period) -> Report:
    """The report of a period. Earlier periods that are closed stand as they were reported."""
    names = Names()
    closed = closed_period(period)
    now = figures(period, names)
    corrections: Sequence[Correction] = ()
    if closed is not None:
        now, present = closed.figures, now
        corrections = differences(now, present)
    return Report(
        period,
        now,
        reported(period.before, names),
        reported(period.year_before, names),
        closed,
        corrections,
    )


def reported(period: Period, names: Names | None = None) -> Figures:
    """A period's figures: as it was closed, or else as they are at present."""
    closed = closed_period(period)
    return closed.figures if closed is not None else figures(period, names)


def closed_period(period: Period) -> ClosedPeriod | None:
    """How a period was closed; the last time, when that was more than once."""
    return db.session.scalar(
        select(ClosedPeriod)
        .where(ClosedPeriod.first == period.first, ClosedPeriod.last == period.last)
        .options(joinedload(ClosedPeriod.closed_by))
        .order_by(ClosedPeriod.id.desc())
        .limit(1)
    )


def closed_periods(limit: int = 50) -> Sequence[ClosedPeriod]:
    """What was closed, the latest first."""
    return db.session.scalars(
        select(ClosedPeriod)
        .options(joinedload(ClosedPeriod.closed_by))
        .order_by(ClosedPeriod.last.desc(), ClosedPeriod.first, ClosedPeriod.id.desc())
        .limit(limit)
    ).all()


def differences(reported_figures: Figures, present: Figures) -> list[Correction]:
    """Every number that is not what it was; a row that is not there counts as zero."""
    found = []
    for table in sorted({*reported_figures, *present}):
        then, now = reported_figures.get(table, {}), present.get(table, {})
        for row in sorted({*then, *now}):
            old, new = then.get(row, {}), now.get(row, {})
            for measure in sorted({*old, *new}):
                before, after = old.get(measure, 0), new.get(measure, 0)
                if before != after:
                    found.append(Correction(table, row, measure, before, after))
    return found
