"""Municipalities, which the reference data has."""

from oic.places.models import Municipality
from oic.places.queries import municipalities


def municipality(name: str) -> Municipality:
    """A municipality by its name in Bulgarian."""
    return next(place for place in municipalities() if place.name_bg == name)
