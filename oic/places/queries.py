"""Questions about municipalities."""

from sqlalchemy import select

from oic.core.db import db
from oic.core.text import sort_key
from oic.places.models import Municipality


def municipalities(language: str = "bg") -> list[Municipality]:
    """All municipalities, by name in the language's own alphabet."""
    found = db.session.scalars(select(Municipality))
    return sorted(found, key=lambda place: sort_key(place.name(language)))


def municipality_by_id(municipality_id: int | None) -> Municipality | None:
    """A municipality by its id; None for none."""
    return db.session.get(Municipality, municipality_id) if municipality_id else None
