"""Questions about municipalities."""

from sqlalchemy import select

from oic.core.db import db
from oic.core.text import latin_key, sort_key, words
from oic.places.models import Municipality

_BEFORE_THE_NAME = frozenset(latin_key(word) for word in ("община", "гр", "град", "с", "село"))


def municipalities(language: str = "bg") -> list[Municipality]:
    """All municipalities, by name in the language's own alphabet."""
    found = db.session.scalars(select(Municipality))
    return sorted(found, key=lambda place: sort_key(place.name(language)))


def municipality_by_code(code: str) -> Municipality | None:
    """A municipality by its code in the national register (SZR31)."""
    return db.session.scalars(
        select(Municipality).where(Municipality.code == code.strip().upper())
    ).first()


def municipality_by_id(municipality_id: int | None) -> Municipality | None:
    """A municipality by its id; None for none."""
    return db.session.get(Municipality, municipality_id) if municipality_id else None


def find_municipality(name: str) -> Municipality | None:
    """A municipality by its name in any spelling: Казанлък, kazanluk, „общ. Казанлък“, SZR12."""
    wanted = _key(name)
    if not wanted:
        return None
    for place in db.session.scalars(select(Municipality)):
        if wanted in {_key(place.name_bg), _key(place.name_en)}:
            return place
    return municipality_by_code(name)


def _key(name: str) -> str:
    keys = [latin_key(word) for word in words(name.replace("общ.", " "))]
    return "".join(key for key in keys if key not in _BEFORE_THE_NAME)
