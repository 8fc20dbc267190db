"""Questions about municipalities, venues and the ways between them."""

from collections.abc import Iterator, Sequence
from math import asin, ceil, cos, radians, sin, sqrt

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from oic.core.db import db
from oic.core.text import latin_key, sort_key
from oic.places.models import Municipality, TravelTime, Venue

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


def municipality_by_code(code: str) -> Municipality | None:
    """A municipality by its code in the national register; None for an unknown one."""
    return db.session.scalar(select(Municipality).where(Municipality.code == code))


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


EARTH_KM = 6371
"""The Earth's mean radius."""
ROAD_FACTOR = 1.3
"""How much longer the road is than the line: our choice, between a plain and the Balkan."""
ROAD_KMH = 55
"""How fast one is on it: our choice, for second-class roads and the way out of a town."""


def estimated_minutes(a: Municipality, b: Municipality) -> int:
    """How long one travels between two municipalities' seats, in minutes, by their coordinates.

    The great-circle distance by the haversine formula, made longer for the road and rounded up to
    five minutes. It is a proposal: what the centre has found itself goes before it.
    """
    if a.id == b.id:
        return 0
    lat_a, lat_b = radians(a.latitude), radians(b.latitude)
    half_lat, half_lon = (lat_b - lat_a) / 2, radians(b.longitude - a.longitude) / 2
    line = sin(half_lat) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_lon) ** 2
    kilometres = 2 * EARTH_KM * asin(sqrt(line)) * ROAD_FACTOR
    return ceil(kilometres / ROAD_KMH * 60 / 5) * 5


def travel_times() -> dict[frozenset[int], int]:
    """What the centre has found itself, in minutes, by the pair of municipalities."""
    return {
        frozenset((row.a_id, row.b_id)): row.minutes
        for row in db.session.scalars(select(TravelTime))
    }


def travel_minutes(a: Municipality, b: Municipality) -> int:
    """How long one travels between two municipalities, in minutes: as found, else estimated."""
    if a.id == b.id:
        return 0
    known = db.session.get(TravelTime, (min(a.id, b.id), max(a.id, b.id)))
    return estimated_minutes(a, b) if known is None else known.minutes


def office_municipality() -> Municipality:
    """Where the centre's office is."""
    return office_venues()[0].municipality


def travel_minutes_from_office(municipality: Municipality) -> int:
    """How long one travels from the office to a municipality, in minutes."""
    return travel_minutes(office_municipality(), municipality)


def venues(*, active: bool = True) -> list[Venue]:
    """The halls and the office's rooms, by municipality and name; only the active ones."""
    statement = select(Venue).options(joinedload(Venue.municipality))
    if active:
        statement = statement.where(Venue.active)
    return sorted(
        db.session.scalars(statement),
        key=lambda venue: (
            not venue.in_office,
            sort_key(venue.municipality.name_bg),
            sort_key(venue.name_bg),
        ),
    )


def halls() -> list[Venue]:
    """The active venues outside the office, by municipality and name."""
    return [venue for venue in venues() if not venue.in_office]


def office_venues() -> Sequence[Venue]:
    """The office's rooms, the first one first; there is always one (see oic.reference)."""
    return db.session.scalars(
        select(Venue)
        .where(Venue.in_office)
        .options(joinedload(Venue.municipality))
        .order_by(Venue.active.desc(), Venue.id)
    ).all()


def venue(venue_id: int | None) -> Venue | None:
    """A venue by its number; None for none."""
    return db.session.get(Venue, venue_id) if venue_id else None
