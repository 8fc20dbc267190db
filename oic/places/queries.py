"""Questions about municipalities."""

from collections.abc import Iterator

from sqlalchemy import select

from oic.core.db import db
from oic.core.text import latin_key, sort_key
from oic.places.models import Municipality

_MARKS = frozenset(map(latin_key, "община общ кметство град гр село municipality town".split()))
"""Words before a name that say it is where somebody is."""
_OTHERS = frozenset(
    map(latin_key, "ул улица бул булевард обл област оиц риц център street province".split())
)
"""Words before a name that make it a street's, the province's or the centre's own."""
_SPOKEN_TO = "SZR31"
"""Stara Zagora: letters name it as the province and as the town they are sent to."""


def municipalities(language: str = "bg") -> list[Municipality]:
    """All municipalities, by name in the language's own alphabet."""
    found = db.session.scalars(select(Municipality))
    return sorted(found, key=lambda place: sort_key(place.name(language)))


def municipality_by_id(municipality_id: int | None) -> Municipality | None:
    """A municipality by its id; None for none."""
    return db.session.get(Municipality, municipality_id) if municipality_id else None


def municipality_named_in(text: str) -> Municipality | None:
    """The municipality that a text says it is about; None where it names none, or several.

    Understands every spelling that :func:`oic.core.text.latin_key` does. A name behind „община“
    or „гр.“ goes before one that is only mentioned; Stara Zagora, the town that is written to,
    goes behind any other. Streets and the province are no municipalities.
    """
    keys = latin_key(text).split()
    found = [(place, before) for place in municipalities() for before in _mentions(place, keys)]
    said = {place for place, before in found if before in _MARKS}
    mentioned = {place for place, before in found if before not in _OTHERS}
    for places in (said, mentioned):
        others = {place for place in places if place.code != _SPOKEN_TO} or places
        if places:
            return others.pop() if len(others) == 1 else None
    return None


def _mentions(place: Municipality, keys: list[str]) -> Iterator[str]:
    """The word before each place where a text names a municipality; empty at its beginning."""
    for name in {latin_key(place.name_bg), latin_key(place.name_en)}:
        parts = name.split()
        for start in range(len(keys) - len(parts) + 1):
            if keys[start : start + len(parts)] == parts:
                yield keys[start - 1] if start else ""
