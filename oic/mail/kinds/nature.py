"""What a letter is. In doubt it is a person's: an enquiry too many is found, one too few is not."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from oic.mail.kinds import signs
from oic.mail.kinds.answerable import auto_submitted, has_null_sender
from oic.mail.kinds.reports import Failure, by_experience, letters_meant, recipients
from oic.mail.reading.letter import ReadLetter


class Nature(StrEnum):
    """What a letter is, for whoever files it."""

    PERSON = "person"
    BOUNCE = "bounce"
    DELAY = "delay"
    AUTO_REPLY = "auto_reply"
    RECEIPT = "receipt"
    BULLETIN = "bulletin"
    OWN = "own"


@dataclass(frozen=True)
class Told:
    """What a letter is, why, and which letter of ours it is about, if it is about one."""

    nature: Nature
    why: str = ""
    """Short, in English: for the administrator's list."""
    failures: tuple[Failure, ...] = ()
    about: tuple[str, ...] = ()
    """Message-IDs with angle brackets, the likeliest first."""

    @classmethod
    def unknown(cls) -> "Told":
        """Of a letter that was not read."""
        return cls(Nature.PERSON, "not read")


def told(
    letter: ReadLetter, raw: bytes, *, own_addresses: Collection[str], own_domain: str
) -> Told:
    """What a letter is. ``own_addresses`` are in lower case. Never raises."""
    own = _own(letter, own_addresses, own_domain)
    if own:
        return Told(Nature.OWN, own)
    report = _report(letter, raw)
    if report is not None:
        return report
    automatic = _auto_reply(letter)
    if automatic:
        return Told(Nature.AUTO_REPLY, automatic, about=letters_meant(letter))
    bulletin = _bulletin(letter, own_domain)
    if bulletin:
        return Told(Nature.BULLETIN, bulletin)
    return Told(Nature.PERSON)


def _own(letter: ReadLetter, own_addresses: Collection[str], own_domain: str) -> str:
    sender = letter.sender.email.lower() if letter.sender else ""
    ours = signs.OUR_ID.fullmatch(letter.message_id)
    if ours and ours[1].lower() == own_domain.lower() and sender in own_addresses:
        return "our own Message-ID"
    return ""


def _report(letter: ReadLetter, raw: bytes) -> Told | None:
    """A bounce, a delay or a receipt."""
    statuses = recipients(letter)
    if statuses:
        return _by_standard(letter, statuses)
    if any(file.media_type == "message/disposition-notification" for file in letter.files):
        return Told(Nature.RECEIPT, "disposition notification", about=letters_meant(letter))
    sender = letter.sender.email if letter.sender else ""
    machine = bool(signs.MACHINE_SENDERS.match(sender)) or has_null_sender(letter)
    named = bool(letter.header("X-Failed-Recipients"))
    return _by_looks(letter, raw, named=named) if machine or named else None


def _by_looks(letter: ReadLetter, raw: bytes, *, named: bool) -> Told | None:
    """A report in no standard form, from a machine or about a recipient that a header names."""
    failures, about = by_experience(raw, letter), letters_meant(letter)
    if signs.DELAY_SUBJECT.match(letter.subject):
        return Told(Nature.DELAY, "subject of a delay", failures, about)
    if named:
        return Told(Nature.BOUNCE, "X-Failed-Recipients", failures, about)
    if signs.BOUNCE_SUBJECT.match(letter.subject):
        return Told(Nature.BOUNCE, "subject of a bounce", failures, about)
    return Told(Nature.BOUNCE, "words of a bounce", failures, about) if failures else None


def _by_standard(letter: ReadLetter, statuses: tuple[Failure, ...]) -> Told:
    about = letters_meant(letter)
    failed = tuple(one for one in statuses if one.action == "failed")
    waiting = tuple(one for one in statuses if one.action == "delayed")
    if failed:
        return Told(Nature.BOUNCE, "delivery status: failed", failed, about)
    if waiting:
        return Told(Nature.DELAY, "delivery status: delayed", waiting, about)
    if all(one.action in {"delivered", "relayed", "expanded"} for one in statuses):
        return Told(Nature.RECEIPT, "delivery status: delivered", about=about)
    nature = Nature.BOUNCE if any(one.is_permanent for one in statuses) else Nature.DELAY
    return Told(nature, "delivery status", statuses, about)


def _auto_reply(letter: ReadLetter) -> str:
    """Why it is a program's answer in somebody's name; empty for a person's."""
    stated = auto_submitted(letter)
    if stated in {"auto-replied", "auto-notified"}:
        return f"Auto-Submitted: {stated}"
    for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Mail-Autoreply"):
        if letter.header(name).strip().lower() not in {"", "no"}:
            return name
    if letter.header("Precedence").strip().lower() in {"auto_reply", "auto-reply"}:
        return "Precedence: auto_reply"
    if signs.OUT_OF_OFFICE_SUBJECT.match(letter.subject):
        return "subject of an automatic answer"
    if signs.RECEIPT_SUBJECT.match(letter.subject) and not letter.text.strip():
        return "subject of a receipt"
    return ""


def _bulletin(letter: ReadLetter, own_domain: str) -> str:
    """Why it is one of many; empty for one that is meant for us."""
    if own_domain and any(
        one.lower().endswith(f"@{own_domain.lower()}>")
        for one in (*letter.in_reply_to, *letter.references)
    ):
        return ""  # an answer to us, whichever way it took
    if letter.header("List-Unsubscribe"):
        return "List-Unsubscribe"
    if letter.header("Precedence").strip().lower() in signs.BULK and (
        letter.header("List-Id") or any(letter.header(name) for name in signs.CAMPAIGNS)
    ):
        return "Precedence and List-Id"
    return ""
