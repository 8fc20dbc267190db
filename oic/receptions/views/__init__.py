"""Reception hours at the desk: this file is the feature's index."""

from oic.receptions.views import (
    along,
    bookings,
    feed,
    hours,
    panels,
    plan,
    reception,
    rounds,
    settings,
    sheet,
    week,
)
from oic.receptions.views.blueprint import blueprint

__all__ = [
    "along",
    "blueprint",
    "bookings",
    "feed",
    "hours",
    "panels",
    "plan",
    "reception",
    "rounds",
    "settings",
    "sheet",
    "week",
]
