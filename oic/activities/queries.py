"""Every question asked about activities."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from oic.activities.models import Activity, ActivityKind
from oic.core.db import db

PAGE = 100


def activity(activity_id: int) -> Activity | None:
    """An activity by its number."""
    return db.session.get(Activity, activity_id)


@dataclass(frozen=True)
class Wanted:
    """Which activities are asked for; what is None asks nothing."""

    first: date | None = None
    last: date | None = None
    kinds: Collection[ActivityKind] = ()
    municipality_id: int | None = None
    """0: those of no municipality."""


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.first:
        yield Activity.day >= wanted.first
    if wanted.last:
        yield Activity.day <= wanted.last
    if wanted.kinds:
        yield Activity.kind.in_(wanted.kinds)
    if wanted.municipality_id is not None:
        yield Activity.municipality_id == (wanted.municipality_id or None)


def count_and_sum(wanted: Wanted) -> tuple[int, int]:
    """How many there are, and the sum of their numbers."""
    count, number = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Activity.number), 0)).where(
            *_conditions(wanted)
        )
    ).one()
    return int(count), int(number)


def activities(
    wanted: Wanted, *, after: tuple[date, int] | None = None, limit: int = PAGE
) -> Sequence[Activity]:
    """Activities, the latest first; ``after``: day and number of the page before's last one."""
    question = (
        select(Activity).options(joinedload(Activity.municipality)).where(*_conditions(wanted))
    )
    if after:
        day, number = after
        question = question.where(
            (Activity.day < day) | ((Activity.day == day) & (Activity.id < number))
        )
    return db.session.scalars(
        question.order_by(Activity.day.desc(), Activity.id.desc()).limit(limit)
    ).all()


def totals(first: date, last: date) -> list[tuple[ActivityKind, int | None, int, int]]:
    """By kind and municipality: how many, and the sum of their numbers, from a day to a day."""
    rows = db.session.execute(
        select(
            Activity.kind,
            Activity.municipality_id,
            func.count(),
            func.coalesce(func.sum(Activity.number), 0),
        )
        .where(Activity.day.between(first, last))
        .group_by(Activity.kind, Activity.municipality_id)
    )
    return [(kind, place, int(count), int(number)) for kind, place, count, number in rows]
