"""What the pages of reception hours share."""

from flask import abort

from oic.receptions.models import Booking, Reception
from oic.receptions.queries import visits


def find_reception(reception_id: int) -> Reception:
    """A reception, or the page that says there is none."""
    found = visits.reception(reception_id)
    if found is None:
        abort(404)
    return found


def find_booking(booking_id: int) -> Booking:
    """A visit, or the page that says there is none."""
    found = visits.booking(booking_id)
    if found is None:
        abort(404)
    return found
