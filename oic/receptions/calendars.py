"""Calendar entries: the part of a letter that a calendar understands, and feeds to subscribe to.

RFC 5545 (iCalendar), RFC 5546 (iTIP: what REQUEST, CANCEL and PUBLISH must hold), RFC 6047 (how a
letter carries them), RFC 7986 (names of feeds). Times are UTC, which needs no VTIMEZONE: the wall
clock was asked when the time was promised. No entry holds a link that opens anything: calendars are
shared with colleagues.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vGeo, vText

from oic.mail.addresses import ascii_domain

PRODUCT = "-//OIC//Reception hours//BG"
REFRESH = timedelta(hours=1)
"""How often a program that subscribes is asked to look."""
_TEXT_CONTROLS = "\n"
_UNFIT_IN_NAMES = str.maketrans({'"': "'", "\\": "/"})


@dataclass(frozen=True)
class Party:
    """Somebody with an address."""

    name: str
    email: str


@dataclass(frozen=True)
class Occasion:
    """What stands in a calendar: one visit, one reception."""

    uid: str
    sequence: int
    """Rises with each change, so that an older letter that comes late changes nothing."""
    begins_at: datetime
    """An instant: a time without a zone is refused with ValueError."""
    ends_at: datetime
    summary: str
    changed_at: datetime
    location: str = ""
    description: str = ""
    latitude: float | None = None
    longitude: float | None = None
    url: str = ""
    """A page for everybody; never one that a secret in its address opens."""
    cancelled: bool = False


def request(occasion: Occasion, organizer: Party, attendee: Party) -> str:
    """The entry for whoever has booked, or the same moved: METHOD:REQUEST (RFC 5546, 3.2.2).

    Raises ValueError for an occasion that is called off: nobody is asked to come to it.
    """
    if occasion.cancelled:
        message = "what is called off is no request"
        raise ValueError(message)
    return _letter("REQUEST", occasion, organizer, attendee)


def cancel(occasion: Occasion, organizer: Party, attendee: Party) -> str:
    """What takes the entry out again: METHOD:CANCEL (RFC 5546, 3.2.5), with a higher sequence."""
    return _letter("CANCEL", occasion, organizer, attendee)


def feed(name: str, occasions: Iterable[Occasion], organizer: Party) -> str:
    """A calendar to subscribe to, or one entry to keep: METHOD:PUBLISH (RFC 5546, 3.2.1).

    Each entry names who publishes it and nobody who is invited. One that is called off stands as
    cancelled for as long as it is given, since some programs keep what they no longer find.
    """
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", _Words(_line(name)))
    calendar.add("name", _Words(_line(name)))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH, parameters={"VALUE": "DURATION"})
    for occasion in occasions:
        event = _event(occasion)
        event.add("organizer", _address(organizer))
        calendar.add_component(event)
    return _text(calendar)


def _letter(method: str, occasion: Occasion, organizer: Party, attendee: Party) -> str:
    calendar = _calendar(method)
    event = _event(occasion, cancelled=method == "CANCEL")
    event.add("organizer", _address(organizer))
    invited = _address(attendee)
    # Whoever booked has said yes already; nothing is asked back, so that no program answers.
    invited.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    event.add("attendee", invited)
    calendar.add_component(event)
    return _text(calendar)


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


class _Words(vText):
    """A text escaped by RFC 5545, 3.3.11: the library takes a backslash and N for a line end."""

    def to_ical(self) -> bytes:
        escaped = re.sub(r"[\\;,]", r"\\\g<0>", self)
        return escaped.replace("\n", r"\n").encode()


def _event(occasion: Occasion, *, cancelled: bool = False) -> Event:
    event = Event()
    event.add("uid", occasion.uid)
    event.add("sequence", occasion.sequence)
    event.add("dtstamp", _utc(occasion.changed_at))
    event.add("last-modified", _utc(occasion.changed_at))
    event.add("dtstart", _utc(occasion.begins_at))
    event.add("dtend", _utc(occasion.ends_at))
    event.add("summary", _Words(_line(occasion.summary)))
    if location := _line(occasion.location):
        event.add("location", _Words(location))
    if description := _lines(occasion.description):
        event.add("description", _Words(description))
    if occasion.latitude is not None and occasion.longitude is not None:
        event.add("geo", vGeo((occasion.latitude, occasion.longitude)))
    if occasion.url:
        event.add("url", occasion.url)
    event.add("status", "CANCELLED" if cancelled or occasion.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE")
    return event


def _address(party: Party) -> vCalAddress:
    # As the letter's own headers say it: a program looks for itself among the invited.
    local_part, _, domain = party.email.strip().rpartition("@")
    address = vCalAddress(f"mailto:{local_part}@{ascii_domain(domain)}")
    # A parameter's value may hold no quotation mark (RFC 5545, 3.1), and some programs take a
    # backslash before the closing one for an escape and lose the address that follows.
    name = _line(party.name).translate(_UNFIT_IN_NAMES)
    if name:
        address.params["CN"] = vText(name)
    return address


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:  # would be taken for the machine's own zone
        message = "a calendar entry needs an instant, not a time without a zone"
        raise ValueError(message)
    return instant.astimezone(UTC).replace(microsecond=0)


def _visible(text: str, kept: str = "") -> str:
    return "".join(
        char if char in kept or unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"} else " "
        for char in text
    )


def _line(text: str) -> str:
    """One line without control characters: people type what they like."""
    return " ".join(_visible(text).split())


def _lines(text: str) -> str:
    return _visible(text.replace("\r\n", "\n").replace("\r", "\n"), _TEXT_CONTROLS).strip()


def _text(calendar: Calendar) -> str:
    written = calendar.to_ical()
    return bytes(written).decode()
