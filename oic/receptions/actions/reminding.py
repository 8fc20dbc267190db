"""Reminders of visits: one for each time that was promised."""

from oic.core.clock import now
from oic.core.db import db
from oic.receptions import mails
from oic.receptions.actions.booking import locked
from oic.receptions.models import Booking, BookingState


def remind(booking_id: int) -> None:
    """Write the reminder of a visit; nothing for one that was called off or reminded meanwhile."""
    booking = db.session.get(Booking, booking_id)
    if booking is None:
        return
    locked(booking)
    if booking.state is BookingState.BOOKED and booking.reminded_at is None:
        booking.reminded_at = now()
        mails.reminder(booking)
