"""Whether a program may answer a letter by itself, so that no two of them answer each other."""

from collections.abc import Collection

from oic.mail.kinds import signs
from oic.mail.reading.letter import ReadLetter

_SUPPRESSED = frozenset({"all", "oof", "autoreply", "rn", "nrn", "dr"})
_MACHINES = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Loop", "X-Mail-Autoreply")


def answerable(letter: ReadLetter, *, own_addresses: Collection[str]) -> bool:
    """Whether an automatic answer may go to the sender (RFC 3834, 2; RFC 5230, 4.6)."""
    sender = letter.sender.email if letter.sender else ""
    if "@" not in sender or sender.lower() in own_addresses:
        return False
    if signs.NOT_TO_ANSWER.match(sender) or signs.MACHINE_SENDERS.match(sender):
        return False
    if is_report(letter) or signs.OUT_OF_OFFICE_SUBJECT.match(letter.subject):
        return False
    return not (has_null_sender(letter) or is_automatic(letter) or is_bulk(letter))


def is_report(letter: ReadLetter, kind: str = "") -> bool:
    """Whether it says that it is a report (RFC 6522), of a kind where one is asked for."""
    stated = letter.header("Content-Type")[:1_000].lower()
    return stated.lstrip().startswith("multipart/report") and kind in stated


def has_null_sender(letter: ReadLetter) -> bool:
    """Whether its envelope named nobody: a report, or another letter that nobody may answer."""
    return any(
        "".join(value.split()) in {"<>", ""} for value in letter.headers_named("Return-Path")
    )


def auto_submitted(letter: ReadLetter) -> str:
    """The word of Auto-Submitted without comments and parameters (RFC 3834, 5); empty: none."""
    words = letter.header("Auto-Submitted").replace(";", " ").replace("(", " ").split()
    return words[0].lower() if words else ""


def is_automatic(letter: ReadLetter) -> bool:
    """Whether it says that a program wrote it."""
    if auto_submitted(letter) not in {"", "no"}:
        return True
    if any(letter.header(name).strip().lower() not in {"", "no"} for name in _MACHINES):
        return True
    wished = letter.header("X-Auto-Response-Suppress").lower().replace(" ", "").split(",")
    return bool(_SUPPRESSED.intersection(wished))


def is_bulk(letter: ReadLetter) -> bool:
    """Whether it went to many."""
    if precedence(letter) in signs.BULK | signs.ANSWERS:
        return True
    return any(letter.header(name) for name in signs.LIST_HEADERS)


def precedence(letter: ReadLetter) -> str:
    """The word of Precedence (RFC 3834, 3.1.8)."""
    return letter.header("Precedence").strip().lower()
