"""Reception hours at the desk: this file is the feature's index."""

from oic.receptions.views import (
    bookings,
    feed,
    panels,
    plan,
    reception,
    rounds,
    sheet,
    week,
)
from oic.receptions.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "bookings",
    "feed",
    "panels",
    "plan",
    "reception",
    "rounds",
    "sheet",
    "week",
]
