"""What a delivery report says of each recipient, field by field (RFC 3464, RFC 6533)."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from oic.mail.kinds import signs
from oic.mail.reading.charsets import decode
from oic.mail.reading.letter import ReadFile, ReadLetter
from oic.mail.reading.parts import head_and_body

READ = 200_000
"""Bytes of a part that are looked at."""
_MOST = 500
_LONGEST = 500
_REPORTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_OF_A_RECIPIENT = frozenset(
    {"original-recipient", "final-recipient", "action", "status", "diagnostic-code"}
)
_BLANK_LINES = re.compile(rb"\r?\n(?:[ \t]{0,100}\r?\n)++")
_UNWRITTEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udc7f\udd00-\udfff]")
"""Control characters, and lone surrogates that stand for no byte: nothing can encode them."""
_ESCAPED = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")


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
        if file.media_type in _REPORTS:
            found += filter(None, map(_failure, _groups(file)))
    return tuple(found[:_MOST])


def original_recipients(letter: ReadLetter) -> tuple[str, ...]:
    """To whom the letter was sent before anybody forwarded it, by the report (RFC 3464, 2.3.1)."""
    found = [
        _address(fields.get("original-recipient", ""))
        for file in letter.files
        if file.media_type in _REPORTS
        for fields in _groups(file)
    ]
    return tuple(filter(None, dict.fromkeys(found)))


def _groups(file: ReadFile) -> Iterator[dict[str, str]]:
    """The fields of each recipient, by their names in lower case.

    Not every server keeps to one empty line between recipients and none within: a recipient is
    complete when its address and its fate are known, or when a field comes a second time.
    """
    fields: dict[str, str] = {}
    # Programs that unfold mail leave blanks before a field's name.
    for block in _BLANK_LINES.split(file.content[:READ].strip()):
        for name, value in head_and_body(block.strip() + b"\n\n")[0]:
            lowered = name.lower()
            if lowered not in _OF_A_RECIPIENT:
                continue
            if lowered in fields and lowered != "diagnostic-code":
                yield fields
                fields = {}
            fields.setdefault(lowered, value)
        if _failure(fields):
            yield fields
            fields = {}
    yield fields


def _failure(fields: dict[str, str]) -> Failure | None:
    """One recipient's fate; None where the address or the fate is not told."""
    address = _address(fields.get("original-recipient", ""))
    address = address or _address(fields.get("final-recipient", ""))
    words = fields.get("action", "").replace("(", " ").split()
    action = one_line(words[0]).lower() if words else ""
    stated = fields.get("status", "")
    if not address or not (action or stated.strip()):
        return None
    diagnostic = fields.get("diagnostic-code", "")
    said = diagnostic.partition(";")[2] or diagnostic
    status = signs.STATUS.search(stated[:200])
    return Failure(address, status[1] if status else "", action, one_line(said))


def _address(value: str) -> str:
    """The address behind „rfc822;“ or „utf-8;“ (RFC 6533, 3)."""
    kind, _, rest = value[:1_000].rpartition(";")
    text = one_line(rest)
    if "utf-8" in kind.lower():
        text = one_line(_ESCAPED.sub(lambda found: _sign(int(found[1], 16)), text))
    match = signs.ADDRESS.search(text)
    return match[0] if match else ""


def _sign(number: int) -> str:
    """A character by its number; nothing for a number that is none."""
    return chr(number) if number <= sys.maxunicode else ""


def one_line(text: str) -> str:
    """Text of a header or a body on one line that a page and the database take."""
    plain = decode(_UNWRITTEN.sub(" ", text[:2_000]).encode("utf-8", "surrogateescape"))
    return " ".join("".join(c if c.isprintable() else " " for c in plain).split())[:_LONGEST]
