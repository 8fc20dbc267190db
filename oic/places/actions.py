"""Keeping the venues, and how long one travels between municipalities."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from oic.audit.actions import Person, record
from oic.audit.models import Verb
from oic.core.db import db
from oic.core.errors import Refused
from oic.core.text import fold, transliterate
from oic.places.models import Municipality, TravelTime, Venue
from oic.places.queries import estimated_minutes

LONGEST_TRAVEL = 600
"""Minutes."""


@dataclass(frozen=True)
class VenueFacts:
    """What is known of a venue. English fields that are empty are written from the Bulgarian."""

    municipality: Municipality
    name_bg: str
    name_en: str = ""
    in_office: bool = False
    address_bg: str = ""
    address_en: str = ""
    coordinates: tuple[float, float] | None = None
    wheelchair: bool | None = None
    how_to_bg: str = ""
    how_to_en: str = ""
    """Stays empty: letters that are only exchanged tell nobody the way."""
    active: bool = True


def add_venue(facts: VenueFacts, *, by: Person) -> Venue:
    """Add a venue. Raises Refused for a name that the municipality has already."""
    _check_name(facts, own=None)
    venue = Venue(municipality=facts.municipality, **_columns(facts))
    db.session.add(venue)
    db.session.flush()
    record(Verb.CREATED, "venue", venue.id, by=by, label=venue.name_bg)
    return venue


def change_venue(venue: Venue, facts: VenueFacts, *, by: Person) -> None:
    """Change a venue, or stop offering it; what is planned in it stays there.

    Raises Refused for a name that the municipality has already, and where the office would be left
    without a room.
    """
    _check_name(facts, own=venue)
    if _is_last_room(venue) and not (facts.in_office and facts.active):
        raise Refused(
            _l("This is the only room of the office: the centre receives somewhere."),
            field="active" if facts.in_office else "in_office",
        )
    columns = {**_columns(facts), "municipality_id": facts.municipality.id}
    changed = [name for name, value in columns.items() if getattr(venue, name) != value]
    for name in changed:
        setattr(venue, name, columns[name])
    if changed:
        db.session.flush()
        db.session.refresh(venue)
        detail = {"fields": changed}
        record(Verb.CHANGED, "venue", venue.id, by=by, label=venue.name_bg, detail=detail)


def remove_venue(venue: Venue, *, by: Person) -> None:
    """Delete a venue that was never used, entered by mistake. Raises Refused for any other."""
    if _is_last_room(venue):
        raise Refused(_l("This is the only room of the office: the centre receives somewhere."))
    venue_id, label = venue.id, venue.name_bg
    try:
        with db.session.begin_nested():
            db.session.delete(venue)
    except IntegrityError:  # the database knows what refers to it, whoever does
        raise Refused(
            _l("This venue has been used: it cannot be deleted, only offered no more.")
        ) from None
    record(Verb.REMOVED, "venue", venue_id, by=by, label=label)


def _is_last_room(venue: Venue) -> bool:
    if not (venue.in_office and venue.active):
        return False
    others = select(func.count()).where(Venue.in_office, Venue.active, Venue.id != venue.id)
    return not db.session.scalar(others)


def _check_name(facts: VenueFacts, *, own: Venue | None) -> None:
    there = db.session.scalars(
        select(Venue).where(Venue.municipality_id == facts.municipality.id)
    ).all()
    if any(fold(one.name_bg) == fold(facts.name_bg) for one in there if one is not own):
        raise Refused(
            _l("There is a venue of this name in the municipality already."), field="name_bg"
        )


def _columns(facts: VenueFacts) -> dict[str, object]:
    name, address = " ".join(facts.name_bg.split()), " ".join(facts.address_bg.split())
    latitude, longitude = facts.coordinates or (None, None)
    return {
        "in_office": facts.in_office,
        "name_bg": name,
        "name_en": " ".join(facts.name_en.split()) or transliterate(name),
        "address_bg": address,
        "address_en": " ".join(facts.address_en.split()) or transliterate(address),
        "latitude": latitude,
        "longitude": longitude,
        "wheelchair": facts.wheelchair,
        "how_to_bg": facts.how_to_bg.strip(),
        "how_to_en": facts.how_to_en.strip(),
        "active": facts.active,
    }


def set_travel_minutes(
    a: Municipality, b: Municipality, minutes: int | None, *, by: Person
) -> bool:
    """Note how long one travels between two municipalities; None: as estimated, again.

    Whether anything changed. What only repeats the estimate is not noted as the centre's own.
    Raises Refused for what no trip takes, and ValueError for one municipality twice.
    """
    if a.id == b.id:
        message = "nobody travels within a municipality"
        raise ValueError(message)
    if minutes is not None and not 0 <= minutes <= LONGEST_TRAVEL:
        raise Refused(_l("Minutes, from 0 to %(most)d.", most=LONGEST_TRAVEL))
    first, second = sorted((a.id, b.id))
    known = db.session.get(TravelTime, (first, second), with_for_update=True)
    before = known.minutes if known else None
    if known is None and minutes == estimated_minutes(a, b):
        return False
    if minutes == before:
        return False
    if minutes is None:
        db.session.delete(known)
    elif known is None:
        db.session.add(TravelTime(a_id=first, b_id=second, minutes=minutes))
    else:
        known.minutes = minutes
    db.session.flush()
    record(
        Verb.CHANGED,
        "travel_time",
        None,
        by=by,
        label=f"{a.name_bg} – {b.name_bg}",
        detail={"minutes": [before, minutes]},
    )
    return True
