"""What a letter is. In doubt it is a person's: an enquiry too many is found, one too few is not."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from oic.mail.kinds import signs
from oic.mail.kinds.answerable import (
    auto_submitted,
    has_null_sender,
    is_automatic,
    is_report,
    precedence,
)
from oic.mail.kinds.reports import (
    TEXT_READ,
    Found,
    by_experience,
    by_header,
    by_text,
    letters_meant,
    sent_to,
)
from oic.mail.kinds.statuses import READ, Failure, recipients
from oic.mail.reading.letter import ReadLetter

_RECEIPTS = frozenset(
    {"message/disposition-notification", "message/global-disposition-notification"}
)


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
    original_recipients: tuple[str, ...] = ()
    """To whom the letter went that a report is about; who forwarded it has another address."""

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
    report = _report(letter, raw, own_addresses)
    if report is not None:
        nature, why, failures = report
        return Told(nature, why, failures, letters_meant(letter, own_domain), sent_to(letter))
    automatic = _auto_reply(letter)
    if automatic:
        return Told(Nature.AUTO_REPLY, automatic, about=letters_meant(letter, own_domain))
    bulletin = _bulletin(letter, own_addresses, own_domain)
    if bulletin:
        return Told(Nature.BULLETIN, bulletin)
    return Told(Nature.PERSON)


def _own(letter: ReadLetter, own_addresses: Collection[str], own_domain: str) -> str:
    sender = letter.sender.email.lower() if letter.sender else ""
    ours = signs.OUR_ID.fullmatch(letter.message_id)
    if ours and ours[1].lower() == own_domain.lower() and sender in own_addresses:
        return "our own Message-ID"
    return ""


_Report = tuple[Nature, str, tuple[Failure, ...]]


def _report(letter: ReadLetter, raw: bytes, own_addresses: Collection[str]) -> _Report | None:
    """A bounce, a delay or a receipt."""
    sender = letter.sender.email if letter.sender else ""
    machine = bool(signs.MACHINE_SENDERS.match(sender)) or has_null_sender(letter)
    named = by_header(letter)
    # A person may attach the report that he asks about: then nothing says that this is one.
    if machine or named.failed or is_report(letter) or is_automatic(letter):
        statuses = recipients(letter)
        if statuses:
            return _by_standard(statuses)
        receipt = _receipt(letter)
        if receipt:
            return Nature.RECEIPT, receipt, ()
    if machine or named.failed or is_report(letter, "delivery-status"):
        return _by_looks(letter, raw, named, own_addresses)
    return None


def _by_standard(statuses: tuple[Failure, ...]) -> _Report:
    failed = tuple(one for one in statuses if one.action == "failed")
    waiting = tuple(one for one in statuses if one.action == "delayed")
    if failed:
        return Nature.BOUNCE, "delivery status: failed", failed
    if waiting:
        return Nature.DELAY, "delivery status: delayed", waiting
    if all(one.action in {"delivered", "relayed", "expanded"} for one in statuses):
        return Nature.RECEIPT, "delivery status: delivered", ()
    nature = Nature.BOUNCE if any(one.is_permanent for one in statuses) else Nature.DELAY
    return nature, "delivery status", statuses


def _receipt(letter: ReadLetter) -> str:
    """What a disposition notification confirms (RFC 8098, 3.2.6); empty where there is none."""
    found = [file for file in letter.files if file.media_type in _RECEIPTS]
    if not found:
        return ""
    if all(signs.NOT_DISPLAYED.search(file.content[:READ]) for file in found):
        return "delivery status: delivered"  # it was deleted unread, or only passed on
    return "disposition notification"


def _by_looks(
    letter: ReadLetter, raw: bytes, named: Found, own_addresses: Collection[str]
) -> _Report | None:
    """A report in no standard form, from a machine or about a recipient that a header names."""
    if named.failed:
        return Nature.BOUNCE, "X-Failed-Recipients", named.failed
    if signs.OUT_OF_OFFICE_SUBJECT.match(letter.subject):
        return None  # it may quote an error: „my old address is gone“
    found = by_experience(letter, raw)
    if signs.DELAY_SUBJECT.match(letter.subject):
        waiting = found.waiting or by_text(letter, own_addresses, "delayed")
        return Nature.DELAY, "subject of a delay", waiting
    if found.waiting and not found.failed:
        return Nature.DELAY, "words of a bounce", found.waiting
    if signs.BOUNCE_SUBJECT.match(letter.subject):
        failed = found.failed or by_text(letter, own_addresses, "failed")
        return Nature.BOUNCE, "subject of a bounce", failed
    return (Nature.BOUNCE, "words of a bounce", found.failed) if found.failed else None


def _auto_reply(letter: ReadLetter) -> str:
    """Why it is a program's answer in somebody's name; empty for a person's."""
    stated = auto_submitted(letter)
    if stated in {"auto-replied", "auto-notified"}:
        return f"Auto-Submitted: {stated}"
    for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Mail-Autoreply"):
        if letter.header(name).strip().lower() not in {"", "no"}:
            return name
    if precedence(letter) in signs.ANSWERS:
        return "Precedence: auto_reply"
    signed = is_automatic(letter) or has_null_sender(letter)
    if signs.OUT_OF_OFFICE_SUBJECT.match(letter.subject) and (
        signed or not signs.QUOTES.search(letter.text[:TEXT_READ])
    ):
        return "subject of an automatic answer"
    if signs.RECEIPT_SUBJECT.match(letter.subject) and not letter.text.strip():
        return "subject of a receipt"
    return ""


def _bulletin(letter: ReadLetter, own_addresses: Collection[str], own_domain: str) -> str:
    """Why it is one of many; empty for one that is meant for us."""
    if own_domain and any(
        one.lower().endswith(f"@{own_domain.lower()}>")
        for one in (*letter.in_reply_to, *letter.references)
    ):
        return ""  # an answer to us, whichever way it took
    if _list_is_ours(letter, own_addresses):
        return ""
    if letter.header("List-Unsubscribe"):
        return "List-Unsubscribe"
    if precedence(letter) in signs.BULK and any(
        letter.header(name) for name in (*signs.LIST_HEADERS, *signs.CAMPAIGNS)
    ):
        return "Precedence and List-Id"
    return ""


def _list_is_ours(letter: ReadLetter, own_addresses: Collection[str]) -> bool:
    """Whether the list is how the centre shares its address: a Google group of that name."""
    posted = signs.ADDRESS.findall(letter.header("List-Post")[:2_000])
    return any(one.removeprefix("mailto:").lower() in own_addresses for one in posted)
