"""What became of a letter of ours, by the report that came back (RFC 3464, RFC 8098)."""

import email
import re
from dataclasses import dataclass

from flufl.bounce import all_failures

from oic.mail.kinds import signs
from oic.mail.reading.charsets import decode
from oic.mail.reading.letter import ReadFile, ReadLetter
from oic.mail.reading.parts import head_and_body

_READ = 200_000
_LONGEST = 500
_TEXT_READ = 20_000
_RETURNED = frozenset({"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"})
_ID = re.compile(r"<[^<>\s]{3,900}>")


@dataclass(frozen=True)
class Failure:
    """One recipient that a letter did not reach, or has not reached yet."""

    address: str
    status: str = ""
    """As in RFC 3463: 5.1.1."""
    action: str = ""
    """failed, delayed, delivered, relayed or expanded."""
    diagnostic: str = ""
    """What the server said, on one line."""

    @property
    def is_permanent(self) -> bool:
        """Whether it will not arrive any more."""
        return self.action == "failed" or (not self.action and not self.status.startswith("4"))


def recipients(letter: ReadLetter) -> tuple[Failure, ...]:
    """What the delivery report in a letter says of each recipient; nothing without a report."""
    found: list[Failure] = []
    for file in letter.files:
        if file.media_type in {"message/delivery-status", "message/global-delivery-status"}:
            found += _statuses(file)
    return tuple(found)


def _statuses(file: ReadFile) -> list[Failure]:
    found = []
    blocks = re.split(rb"(?:\r?\n[ \t]*){2,}", file.content[:_READ].strip())
    for block in blocks[:500]:
        headers, _ = head_and_body(block + b"\n\n")
        fields = {name.lower(): value for name, value in reversed(headers)}
        address = _address(fields.get("original-recipient", "")) or _address(
            fields.get("final-recipient", "")
        )
        final = _address(fields.get("final-recipient", ""))
        action = fields.get("action", "").split("(")[0].strip().lower()
        if not (address or final) or not (action or fields.get("status")):
            continue
        status = signs.STATUS.search(fields.get("status", ""))
        diagnostic = fields.get("diagnostic-code", "")
        said = diagnostic.partition(";")[2] or diagnostic
        found.append(
            Failure(address or final, status[1] if status else "", action, _one_line(said))
        )
    return found


def _address(value: str) -> str:
    """The address behind „rfc822;“."""
    text = value.rpartition(";")[2] if ";" in value else value
    match = signs.ADDRESS.search(text[:1_000])
    return match[0] if match else ""


def _one_line(text: str) -> str:
    plain = decode(text[:2_000].encode("utf-8", "surrogateescape"))
    return " ".join("".join(c if c.isprintable() else " " for c in plain).split())[:_LONGEST]


def by_experience(raw: bytes, letter: ReadLetter) -> tuple[Failure, ...]:
    """The recipients that failed in a report of no standard form, as flufl.bounce finds them."""
    named = [
        match[0]
        for value in letter.headers_named("X-Failed-Recipients")
        for match in signs.ADDRESS.finditer(value[:5_000])
    ]
    if not named:
        try:
            failed = all_failures(email.message_from_bytes(raw[:_READ]))[1]
            named = [address.decode("ascii", "replace") for address in failed]
        except Exception:  # noqa: BLE001 - its patterns meet mail that Python's parser chokes on
            named = []
    status = signs.STATUS.search(letter.text[:_TEXT_READ])
    known = status[1] if status and status[1].startswith("5") else ""
    return tuple(Failure(address, known, "failed") for address in dict.fromkeys(named))


def letters_meant(letter: ReadLetter) -> tuple[str, ...]:
    """The Message-IDs that a report or an automatic answer may be about, the likeliest first."""
    found: list[str] = []
    for file in letter.files:
        if file.media_type in _RETURNED:
            headers, _ = head_and_body(file.content[:_READ])
            found += _ids_of(headers, "message-id")
        elif file.media_type == "message/disposition-notification":
            headers, _ = head_and_body(file.content[:_READ])
            found += _ids_of(headers, "original-message-id")
    found += letter.in_reply_to
    found += reversed(letter.references)
    found += signs.QUOTED_ID.findall(letter.text[:_TEXT_READ])
    return tuple(dict.fromkeys(found))[:20]


def _ids_of(headers: tuple[tuple[str, str], ...], wanted: str) -> list[str]:
    return [
        one
        for name, value in headers
        if name.lower() == wanted
        for one in _ID.findall(value[:5_000].encode("ascii", "replace").decode())
    ]
