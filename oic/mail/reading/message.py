"""Reading a raw message: the one door through which mail gets from bytes to values."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from oic.mail.reading.bodies import contents_of
from oic.mail.reading.letter import Party, ReadLetter
from oic.mail.reading.parties import parties
from oic.mail.reading.parts import Part, take_apart
from oic.mail.reading.words import decoded

MOST_HEADERS = 2_000
_ID = re.compile(r"<([^<>\s]{1,900})>")
_BARE_ID = re.compile(r"[^\s<>,;]{1,400}@[^\s<>,;]{1,400}")
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?"
)
_SENDER_HEADERS = ("From", "Sender", "Reply-To", "X-Original-From", "Return-Path", "X-Sender")
_DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To")
_READ = 20_000


def read(raw: bytes) -> ReadLetter:
    """What a raw message says, as far as it can be read.

    Never raises: whatever is wrong is worked around, and told in ``defects``.
    """
    message = take_apart(raw)
    contents = contents_of(message)
    headers = message.headers[:MOST_HEADERS]
    defects = list(contents.defects)
    if not headers:
        defects.append("no headers")
    return ReadLetter(
        message_id=_first(_ids(_values(message, "Message-ID"))),
        in_reply_to=_ids(_values(message, "In-Reply-To")),
        references=_ids(_values(message, "References")),
        sender=_sender(message),
        reply_to=_parties(message, "Reply-To"),
        to=_parties(message, "To"),
        cc=_parties(message, "Cc"),
        delivered_to=tuple(
            dict.fromkeys(
                party.email
                for name in _DELIVERED
                for value in _values(message, name)
                for party in parties(value)
            )
        ),
        subject=decoded(message.header("Subject")),
        date=_date(message),
        text=contents.text,
        html=contents.html,
        files=tuple(contents.files),
        headers=tuple((name, decoded(value)) for name, value in headers),
        defects=tuple(dict.fromkeys(defects)),
    )


def _values(message: Part, name: str) -> list[str]:
    wanted = name.lower()
    return [value for key, value in message.headers if key.lower() == wanted]


def _first(ids: tuple[str, ...]) -> str:
    return ids[0] if ids else ""


def _ids(values: Iterable[str]) -> tuple[str, ...]:
    """The Message-IDs of headers, in angle brackets, once each."""
    found: list[str] = []
    for value in values:
        text = value[:_READ]
        in_brackets = _ID.findall(text)
        found += in_brackets or _BARE_ID.findall(text)
    return tuple(dict.fromkeys(f"<{decoded(one)}>" for one in found))


def _parties(message: Part, name: str) -> tuple[Party, ...]:
    return tuple(party for value in _values(message, name) for party in parties(value))


def _sender(message: Part) -> Party | None:
    """Who wrote it. A From without an address lends its name to the next address there is."""
    name = ""
    for header in _SENDER_HEADERS:
        for value in _values(message, header):
            found = parties(value)
            if found:
                return found[0] if found[0].name or not name else Party(name, found[0].email)
            if header == "From" and not name:
                name = decoded(value).strip(" \"'<>")
    return Party(name, "") if name else None


def _date(message: Part) -> datetime | None:
    """When it was written; where that cannot be read, when the last server got it."""
    for value in _values(message, "Date"):
        if found := read_date(decoded(value)):
            return found
    for value in _values(message, "Received"):
        if found := read_date(value.rpartition(";")[2]):
            return found
    return None


def read_date(text: str) -> datetime | None:
    """A date as a header writes it (RFC 5322, 3.3, and what is met beside it); else None."""
    text = text.strip()[:200]
    if iso := _ISO.search(text):
        return _iso(iso)
    try:
        fields = parsedate_tz(text)
        if fields is None:
            return None
        there = timezone(timedelta(seconds=fields[9] or 0))
        return datetime(*fields[:6], tzinfo=there).astimezone(UTC)
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        return None  # a day 99, a year 0, a zone of days: as good as none


def _iso(found: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute = (int(found[number]) for number in range(1, 6))
    zone = found[7] or "Z"
    offset = timedelta()
    if zone != "Z":
        digits = zone[1:].replace(":", "")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        offset = -offset if zone[0] == "-" else offset
    try:
        there = timezone(offset)
        moment = datetime(year, month, day, hour, minute, int(found[6] or 0), tzinfo=there)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
