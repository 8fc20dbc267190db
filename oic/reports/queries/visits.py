"""The visits and the receptions behind the report's figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from oic.core.db import db
from oic.places.models import Venue
from oic.receptions.models import OPEN, BookedThrough, Booking, BookingState, Reception
from oic.reports.queries.figures import reception_counts

MOST = 500
"""More are not shown: a shorter period is."""

_WALK_IN = Booking.through == BookedThrough.WALK_IN
_KINDS: dict[str, tuple[ColumnElement[bool], ...]] = {
    "booked": (~_WALK_IN, Booking.state != BookingState.CANCELLED),
    "came": (~_WALK_IN, Booking.state == BookingState.DONE),
    "did_not_come": (~_WALK_IN, Booking.state == BookingState.NO_SHOW),
    "open": (~_WALK_IN, Booking.state.in_(OPEN)),
    "walk_ins": (_WALK_IN, Booking.state != BookingState.CANCELLED),
    "called_off": (~_WALK_IN, Booking.state == BookingState.CANCELLED),
    "visitors": (
        (_WALK_IN & (Booking.state != BookingState.CANCELLED))
        | (~_WALK_IN & (Booking.state == BookingState.DONE)),
    ),
}
KINDS = tuple(_KINDS)


@dataclass(frozen=True)
class Wanted:
    """Which visits: of which days, at receptions or in the office, with which outcome, where."""

    first: date
    last: date
    outreach: bool
    kind: str = ""
    municipality_id: int | None = None


def visits(wanted: Wanted) -> Sequence[Booking]:
    """The visits that a figure counts, by day and time; at most MOST + 1."""
    question = (
        select(Booking)
        .where(
            Booking.day.between(wanted.first, wanted.last),
            Booking.reception_id.is_not(None).is_(wanted.outreach),
            *_KINDS.get(wanted.kind, ()),
        )
        .options(
            joinedload(Booking.venue).joinedload(Venue.municipality),
            joinedload(Booking.topic),
            joinedload(Booking.enquiry),
        )
        .order_by(Booking.day, Booking.begins, Booking.id)
        .limit(MOST + 1)
    )
    if wanted.municipality_id is not None:
        question = question.join(Venue, Venue.id == Booking.venue_id).where(
            Venue.municipality_id == wanted.municipality_id
        )
    return db.session.scalars(question).unique().all()


def receptions(first: date, last: date, municipality_id: int | None = None) -> Sequence[Reception]:
    """The receptions that the report counts, by day; at most MOST + 1."""
    question = (
        select(Reception)
        .where(*reception_counts(first, last))
        .options(
            joinedload(Reception.venue).joinedload(Venue.municipality),
            selectinload(Reception.experts),
        )
        .order_by(Reception.day, Reception.begins, Reception.id)
        .limit(MOST + 1)
    )
    if municipality_id is not None:
        question = question.join(Venue, Venue.id == Reception.venue_id).where(
            Venue.municipality_id == municipality_id
        )
    return db.session.scalars(question).unique().all()
