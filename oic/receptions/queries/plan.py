"""Lists of receptions: to come, drafts, past; by week and by month."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from oic.core.clock import today
from oic.core.db import db
from oic.places.models import Venue
from oic.receptions.models import (
    OPEN,
    Booking,
    BookingState,
    Reception,
    ReceptionState,
    WaitingEntry,
    WaitingState,
    reception_expert,
)
from oic.receptions.queries.free import places_of

TABS = ("coming", "drafts", "past")
PAST_SHOWN = 200


@dataclass(frozen=True)
class Listed:
    """A reception in a list, with how full it is."""

    reception: Reception
    places: int
    booked: int
    """Visits, walk-ins included, that are not called off."""
    waiting: int
    without_outcome: int
    """Visits of a day that is over of which nobody has said how they ended."""


def receptions(
    tab: str, *, municipality_id: int | None = None, expert_id: int | None = None
) -> list[Listed]:
    """The receptions of a tab: those to come and the drafts by day, the past ones latest first."""
    statement = select(Reception).options(
        selectinload(Reception.venue).selectinload(Venue.municipality),
        selectinload(Reception.experts),
    )
    if municipality_id:
        statement = statement.join(Venue).where(Venue.municipality_id == municipality_id)
    if expert_id:
        statement = statement.where(
            Reception.id.in_(
                select(reception_expert.c.reception_id).where(
                    reception_expert.c.user_id == expert_id
                )
            )
        )
    if tab == "drafts":
        statement = statement.where(Reception.state == ReceptionState.DRAFT)
    elif tab == "past":
        statement = statement.where(
            Reception.state != ReceptionState.DRAFT, Reception.day < today()
        ).limit(PAST_SHOWN)
    else:
        statement = statement.where(
            Reception.state != ReceptionState.DRAFT, Reception.day >= today()
        )
    latest_first = tab == "past"
    order = (
        (Reception.day.desc(), Reception.begins.desc(), Reception.id.desc())
        if latest_first
        else (Reception.day, Reception.begins, Reception.id)
    )
    return _listed(db.session.scalars(statement.order_by(*order)).all())


def listed(reception: Reception) -> Listed:
    """One reception with how full it is."""
    return _listed([reception])[0]


def _listed(found: Sequence[Reception]) -> list[Listed]:
    ids = [one.id for one in found]
    booked = _count(ids, Booking.state != BookingState.CANCELLED)
    open_ones = _count(ids, Booking.state.in_(OPEN))
    waiting = Counter(
        dict(
            db.session.execute(
                select(WaitingEntry.reception_id, func.count())
                .where(
                    WaitingEntry.reception_id.in_(ids),
                    WaitingEntry.state.in_((WaitingState.WAITING, WaitingState.OFFERED)),
                )
                .group_by(WaitingEntry.reception_id)
            ).all()
        )
    )
    return [
        Listed(
            one,
            places_of(one),
            booked[one.id],
            waiting[one.id],
            open_ones[one.id] if one.day < today() else 0,
        )
        for one in found
    ]


def _count(ids: Collection[int], condition: object) -> Counter[int]:
    rows = db.session.execute(
        select(Booking.reception_id, func.count())
        .where(Booking.reception_id.in_(ids), condition)  # type: ignore[arg-type]
        .group_by(Booking.reception_id)
    )
    return Counter({int(number): count for number, count in rows if number is not None})


def counts() -> dict[str, int]:
    """How many receptions are to come, and how many are drafts."""
    coming = db.session.scalar(
        select(func.count()).where(
            Reception.state == ReceptionState.PUBLISHED, Reception.day >= today()
        )
    )
    drafts = db.session.scalar(select(func.count()).where(Reception.state == ReceptionState.DRAFT))
    return {"coming": coming or 0, "drafts": drafts or 0}


def between(
    first: date, last: date, states: Iterable[ReceptionState] | None = None
) -> Sequence[Reception]:
    """The receptions of a period, drafts included, in order; only some states."""
    statement = (
        select(Reception)
        .where(Reception.day.between(first, last))
        .options(
            selectinload(Reception.venue).selectinload(Venue.municipality),
            selectinload(Reception.experts),
        )
        .order_by(Reception.day, Reception.begins, Reception.id)
    )
    if states is not None:
        statement = statement.where(Reception.state.in_(tuple(states)))
    return db.session.scalars(statement).all()
