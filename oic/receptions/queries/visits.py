"""Questions about visits, and about who waits for one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from oic.centre import queries as centre
from oic.core.clock import local_now, now
from oic.core.db import db
from oic.receptions.models import (
    Booking,
    BookingState,
    Reception,
    WaitingEntry,
    WaitingState,
)


def by_token(token: str) -> Booking | None:
    """A visit by the secret of its link."""
    return db.session.scalar(select(Booking).where(Booking.token == token))


def booking(booking_id: int) -> Booking | None:
    """A visit by its number."""
    return db.session.get(Booking, booking_id)


def reception(reception_id: int | None) -> Reception | None:
    """A reception by its number; None for none."""
    return db.session.get(Reception, reception_id) if reception_id else None


def waiting_by_token(token: str) -> WaitingEntry | None:
    """A place on the waiting list by the secret of its link."""
    return db.session.scalar(select(WaitingEntry).where(WaitingEntry.token == token))


def waiting_made_by(submission_key: str | None) -> WaitingEntry | None:
    """The place on the waiting list that a form made already."""
    if submission_key is None:
        return None
    return db.session.scalar(
        select(WaitingEntry).where(WaitingEntry.submission_key == submission_key)
    )


def waiting_for(reception_id: int | None) -> Sequence[WaitingEntry]:
    """Who waits for a time of a reception, or of the office, in turn."""
    return db.session.scalars(
        select(WaitingEntry)
        .where(
            WaitingEntry.reception_id == reception_id,
            WaitingEntry.state == WaitingState.WAITING,
        )
        .order_by(WaitingEntry.created_at, WaitingEntry.id)
    ).all()


def queues_to_look_at() -> list[int]:
    """The receptions for which somebody waits or has an offer, as numbers; 0 is the office."""
    rows = db.session.scalars(
        select(WaitingEntry.reception_id)
        .where(WaitingEntry.state.in_((WaitingState.WAITING, WaitingState.OFFERED)))
        .distinct()
    )
    return sorted(reception_id or 0 for reception_id in rows)


def to_remind() -> list[int]:
    """The visits that are near enough for a reminder and have had none.

    Not those that were booked when it was near already: their confirmation is reminder enough.
    """
    before = timedelta(hours=centre.number("visit_reminder_hours"))
    moment = now()
    rows = db.session.scalars(
        select(Booking)
        .where(
            Booking.state == BookingState.BOOKED,
            Booking.reminded_at.is_(None),
            Booking.day >= local_now().date(),
            Booking.day <= (local_now() + before).date(),
            Booking.begins.is_not(None),
        )
        .order_by(Booking.day, Booking.begins, Booking.id)
    )
    return [visit.id for visit in rows if _is_near(visit, moment, before)]


def _is_near(visit: Booking, moment: datetime, before: timedelta) -> bool:
    begins_at = visit.begins_at
    if begins_at is None or not moment < begins_at <= moment + before:
        return False
    return visit.changed_at <= begins_at - before
