"""Whether a program may answer a letter by itself, so that no two of them answer each other."""

from collections.abc import Collection

from oic.mail.kinds import signs
from oic.mail.reading.letter import ReadLetter

_SUPPRESSED = frozenset({"all", "oof", "autoreply", "rn", "nrn", "dr"})
_MACHINES = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Loop", "X-Mail-Autoreply")


def answerable(letter: ReadLetter, *, own_addresses: Collection[str]) -> bool:
    """Whether an automatic answer may go to the sender (RFC 3834, 2; RFC 5230, 4.6)."""
    sender = letter.sender.email if letter.sender else ""
    if "@" not in sender or sender.lower() in own_addresses or signs.NOT_TO_ANSWER.match(sender):
        return False
    return not (has_null_sender(letter) or is_automatic(letter) or is_bulk(letter))


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
    precedence = letter.header("Precedence").strip().lower()
    if precedence in signs.BULK or precedence in {"auto_reply", "auto-reply"}:
        return True
    return any(letter.header(name) for name in signs.LIST_HEADERS)
