"""How a visit's time and place are said, in letters, calendars and on pages."""

from datetime import date, datetime, time

from flask_babel import get_locale

from oic.core.wording import day_text, time_text, weekday_day_text
from oic.places.models import Municipality, Venue
from oic.web.pages import settings


def address_of(venue: Venue, language: str) -> str:
    """The street address; a room of the office has the centre's own unless it says otherwise."""
    own = venue.address(language)
    if own or not venue.in_office:
        return own
    centre = settings()
    return centre.centre_address_en if language == "en" else centre.centre_address_bg


def place_words(venue: Venue, language: str) -> str:
    """The hall or room, the municipality where it is not the office, and the address."""
    where = "" if venue.in_office else municipality_words(venue.municipality, language)
    parts = (venue.name(language), where, address_of(venue, language))
    return ", ".join(part for part in parts if part)


def municipality_words(municipality: Municipality, language: str) -> str:
    """община Опан, or Opan municipality."""
    if language == "en":
        return f"{municipality.name_en} municipality"
    return f"община {municipality.name_bg}"


def time_words(day: date, begins: time | None, language: str) -> str:
    """понеделник, 09.03.2026 г., 14:00 ч."""
    said = weekday_day_text(day, language)
    return said if begins is None else f"{said}, {time_text(begins, language)}"


def moment_words(instant: datetime, language: str) -> str:
    """An instant on the clock on the wall: day and time."""
    return f"{weekday_day_text(instant, language)}, {time_text(instant, language)}"


def map_link(venue: Venue) -> str:
    """The place on a map; empty where the coordinates are not known."""
    if venue.latitude is None or venue.longitude is None:
        return ""
    at = f"{venue.latitude:.5f}/{venue.longitude:.5f}"
    return (
        f"https://www.openstreetmap.org/?mlat={venue.latitude:.5f}&mlon={venue.longitude:.5f}"
        f"#map=17/{at}"
    )


class DayWords:
    """A day inside a lazy sentence, in the reader's language."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __str__(self) -> str:
        """The day in the present language."""
        return day_text(self.day)


class VenueWords:
    """A place inside a lazy sentence, in the reader's language."""

    def __init__(self, venue: Venue) -> None:
        self.venue = venue

    def __str__(self) -> str:
        """Municipality and hall in the present language."""
        language = str(get_locale() or "bg")[:2]
        return f"{self.venue.municipality.name(language)}, {self.venue.name(language)}"
