"""Which letter of ours a report is about, and whom it names without a standard form."""

import email
import logging
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from flufl.bounce import all_failures

from oic.mail.kinds import signs
from oic.mail.kinds.statuses import READ, Failure, one_line, original_recipients
from oic.mail.reading.letter import ReadFile, ReadLetter
from oic.mail.reading.parties import parties
from oic.mail.reading.parts import head_and_body

TEXT_READ = 20_000
"""Signs of a text that are looked at."""
_FOREIGN_READ = 60_000
"""Bytes that flufl.bounce is given: it goes over each line some hundred times."""
_MOST = 20
_RETURNED = frozenset(
    {
        "message/rfc822",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "message/global",
        "message/global-headers",
    }
)
_NAMING = {
    "message/disposition-notification": "original-message-id",
    "message/global-disposition-notification": "original-message-id",
    "message/delivery-status": "x-original-message-id",
    "message/global-delivery-status": "x-original-message-id",
} | dict.fromkeys(_RETURNED, "message-id")
_ID = re.compile(r"<[^<>\s]{3,900}>")
_LONG_LINE = re.compile(rb"([^\n]{2000})[^\n]{1,}")

# It writes the traceback of whatever it stumbles over into the log, letter and all.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Found:
    """Whom a report in no standard form names."""

    failed: tuple[Failure, ...] = ()
    waiting: tuple[Failure, ...] = ()


def by_header(letter: ReadLetter) -> Found:
    """By X-Failed-Recipients, as Exim and Gmail write it."""
    named = [
        match[0]
        for value in letter.headers_named("X-Failed-Recipients")
        for match in signs.ADDRESS.finditer(value[:5_000])
    ]
    return Found(failed=_failures(letter, named, "failed"))


def by_experience(letter: ReadLetter, raw: bytes) -> Found:
    """By the words that servers use, as flufl.bounce knows them."""
    # Cut, since its patterns go over a line of any length again and again.
    cut = _LONG_LINE.sub(rb"\1", raw[:_FOREIGN_READ])
    try:
        message = email.message_from_bytes(cut)
        if not message.get("From"):
            del message["From"]
            message["From"] = "unknown"  # it stumbles where there is none
        waiting, failed = all_failures(message)
    except Exception:  # noqa: BLE001 - its patterns meet mail that Python's parser chokes on
        return Found()
    return Found(
        _failures(letter, [one.decode("utf-8", "replace") for one in sorted(failed)], "failed"),
        _failures(letter, [one.decode("utf-8", "replace") for one in sorted(waiting)], "delayed"),
    )


def by_text(letter: ReadLetter, own_addresses: Collection[str], action: str) -> tuple[Failure, ...]:
    """By the addresses that begin a line of the text, above the copy of our letter.

    Only for what is known for a report by other signs: anybody may write an address.
    """
    return _failures(
        letter,
        [
            match[1].rstrip(".")
            for match in signs.ADDRESS_OF_LINE.finditer(_above_copy(letter))
            if match[1].lower().rstrip(".") not in own_addresses
        ],
        action,
    )


def _failures(letter: ReadLetter, addresses: list[str], action: str) -> tuple[Failure, ...]:
    """The addresses with what the text says of them."""
    lines = _above_copy(letter).split("\n") if addresses else []
    wanted = "4" if action == "delayed" else "5"
    status = next(
        (one[1] for one in map(signs.STATUS.search, lines) if one and one[1][0] == wanted), ""
    )
    said = next((line for line in lines if status and status in line), "")
    said = said or next((line for line in lines if signs.REPLY_CODE.search(line[:1_000])), "")
    unique = filter(None, dict.fromkeys(map(one_line, addresses)))
    return tuple(Failure(one, status, action, one_line(said)) for one in unique)[:_MOST]


def _above_copy(letter: ReadLetter) -> str:
    text = letter.text[:TEXT_READ]
    copy = signs.COPY_BEGINS.search(text)
    return text[: copy.start()] if copy else text


def letters_meant(letter: ReadLetter, own_domain: str) -> tuple[str, ...]:
    """The Message-IDs that a report or an automatic answer may be about, the likeliest first.

    Those of our domain come before all others; others stay, for the domain may have changed.
    """
    found: list[str] = []
    for file in letter.files:
        for name, value in _fields(file):
            if name.lower() == _NAMING.get(file.media_type):
                found += _ID.findall(value[:5_000].encode("ascii", "replace").decode())
    found += letter.in_reply_to
    found += reversed(letter.references)
    found += signs.QUOTED_ID.findall(letter.text[:TEXT_READ])
    ending = f"@{own_domain.lower()}>"
    found.sort(key=lambda one: not one.lower().endswith(ending))
    return tuple(dict.fromkeys(found))[:_MOST]


def sent_to(letter: ReadLetter) -> tuple[str, ...]:
    """To whom the letter was sent that a report is about, by the report and the returned part."""
    found = list(original_recipients(letter))
    for file in letter.files:
        if file.media_type in _RETURNED:
            for name, value in _fields(file):
                if name.lower() == "to":
                    found += [party.email for party in parties(value)]
    return tuple(filter(None, dict.fromkeys(map(one_line, found))))[:_MOST]


def _fields(file: ReadFile) -> Iterator[tuple[str, str]]:
    if file.media_type in _NAMING:
        yield from head_and_body(file.content[:READ].lstrip(b"\r\n"))[0]
