"""Questions about visits, and about who waits for one."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from oic.centre import queries as centre
from oic.core.clock import local_now, now, today
from oic.core.db import db
from oic.mail.models import Letter
from oic.receptions.models import (
    OPEN,
    Booking,
    BookingState,
    Reception,
    WaitingEntry,
    WaitingState,
)
from oic.staff.queries import absences_between


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


def of_reception(reception_id: int) -> Sequence[Booking]:
    """The visits of a reception that are not called off, by time; those without one last."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.reception_id == reception_id, Booking.state != BookingState.CANCELLED)
        .options(selectinload(Booking.topic), selectinload(Booking.expert))
        .order_by(Booking.begins.is_(None), Booking.begins, Booking.created_at, Booking.id)
    ).all()


def of_day(day: date, *, reception_id: int | None = None) -> Sequence[Booking]:
    """The visits of a day at a reception, or in the office (None), called-off ones left out."""
    return db.session.scalars(
        select(Booking)
        .where(
            Booking.day == day,
            Booking.reception_id == reception_id,
            Booking.state != BookingState.CANCELLED,
        )
        .options(
            selectinload(Booking.topic),
            selectinload(Booking.expert),
            selectinload(Booking.files),
            selectinload(Booking.enquiry),
        )
        .order_by(Booking.begins.is_(None), Booking.begins, Booking.created_at, Booking.id)
    ).all()


def of_contact(contact_id: int, limit: int = 20) -> Sequence[Booking]:
    """A person's visits, the latest first."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.contact_id == contact_id)
        .options(selectinload(Booking.topic), selectinload(Booking.venue))
        .order_by(Booking.day.desc(), Booking.begins.desc(), Booking.id.desc())
        .limit(limit)
    ).all()


def between(first: date, last: date) -> Sequence[Booking]:
    """All visits of a period that are not called off, by time."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.day.between(first, last), Booking.state != BookingState.CANCELLED)
        .options(selectinload(Booking.topic), selectinload(Booking.venue))
        .order_by(Booking.day, Booking.begins, Booking.id)
    ).all()


def without_outcome(expert_id: int | None = None) -> Sequence[Booking]:
    """Visits whose time is over and of which nobody has said how they ended, the oldest first."""
    statement = (
        select(Booking)
        .where(Booking.state.in_(OPEN), Booking.day < today())
        .options(selectinload(Booking.topic), selectinload(Booking.reception))
        .order_by(Booking.day, Booking.begins, Booking.id)
    )
    if expert_id is not None:
        statement = statement.where(Booking.expert_id == expert_id)
    return db.session.scalars(statement).all()


def ahead_of(expert_id: int, first: date, last: date) -> Sequence[Booking]:
    """The visits that an expert has in a period."""
    return db.session.scalars(
        select(Booking)
        .where(
            Booking.expert_id == expert_id,
            Booking.day.between(first, last),
            Booking.state.in_(OPEN),
        )
        .options(selectinload(Booking.topic), selectinload(Booking.venue))
        .order_by(Booking.day, Booking.begins, Booking.id)
    ).all()


def needing_care() -> list[Booking]:
    """Visits to come that nobody can receive: the expert is absent, or no longer works here."""
    rows = db.session.scalars(
        select(Booking)
        .where(
            Booking.state == BookingState.BOOKED,
            Booking.day >= today(),
            Booking.expert_id.is_not(None),
        )
        .options(selectinload(Booking.expert), selectinload(Booking.topic))
        .order_by(Booking.day, Booking.begins, Booking.id)
    ).all()
    if not rows:
        return []
    away = absences_between(rows[0].day, rows[-1].day)
    return [
        visit
        for visit in rows
        if visit.expert is None
        or not visit.expert.works_at_desk
        or any(
            one.user_id == visit.expert_id and one.first_day <= visit.day <= one.last_day
            for one in away
        )
    ]


def everyone_waiting() -> Sequence[WaitingEntry]:
    """Everybody on the waiting lists, in turn."""
    return db.session.scalars(
        select(WaitingEntry)
        .where(WaitingEntry.state.in_((WaitingState.WAITING, WaitingState.OFFERED)))
        .options(selectinload(WaitingEntry.reception), selectinload(WaitingEntry.topic))
        .order_by(WaitingEntry.reception_id, WaitingEntry.created_at, WaitingEntry.id)
    ).all()


def waiting_entry(entry_id: int) -> WaitingEntry | None:
    """A place on the waiting list by its number."""
    return db.session.get(WaitingEntry, entry_id)


def letters_of(booking_id: int) -> Sequence[Letter]:
    """The letters about a visit, the latest first."""
    return db.session.scalars(
        select(Letter)
        .where(Letter.about_type == "booking", Letter.about_id == booking_id)
        .order_by(Letter.id.desc())
    ).all()
