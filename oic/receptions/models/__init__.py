"""Reception hours: what is planned, who comes, and the time that is spoken for."""

from oic.receptions.models.along import HandedOver
from oic.receptions.models.bookings import (
    OPEN,
    BookedThrough,
    Booking,
    BookingFile,
    BookingInvitation,
    BookingState,
    CalendarFeed,
    WaitingEntry,
    WaitingState,
)
from oic.receptions.models.claims import OFFICE, Claim, ClaimKind
from oic.receptions.models.plan import (
    BookableBy,
    OfficeException,
    OfficeHours,
    Reception,
    ReceptionState,
    ReceptionTopic,
    reception_expert,
)

__all__ = [
    "OFFICE",
    "OPEN",
    "BookableBy",
    "BookedThrough",
    "Booking",
    "BookingFile",
    "BookingInvitation",
    "BookingState",
    "CalendarFeed",
    "Claim",
    "ClaimKind",
    "HandedOver",
    "OfficeException",
    "OfficeHours",
    "Reception",
    "ReceptionState",
    "ReceptionTopic",
    "WaitingEntry",
    "WaitingState",
    "reception_expert",
]
