"""What is read out of a raw message: plain values that know neither the wire nor the register."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Party:
    """Somebody in an address header, decoded: ``name`` may be empty, ``email`` is as written."""

    name: str
    email: str


@dataclass(frozen=True)
class ReadFile:
    """A file that a message carries, its content as the sender had it."""

    name: str
    """Decoded and never empty; not yet made safe for a disk: see oic.files.names."""
    media_type: str
    """As the message states it, in lower case, without parameters."""
    content: bytes
    content_id: str = ""
    """Without angle brackets; what ``cid:`` addresses in the HTML name."""
    inline: bool = False
    """Whether the sender meant it to be seen inside the text."""


@dataclass(frozen=True)
class ReadLetter:
    """One message, read as far as it could be."""

    message_id: str = ""
    """With angle brackets; empty where there is none that could be referred to."""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    """Message-IDs with angle brackets, oldest first."""
    sender: Party | None = None
    """From; where that is missing Sender, Reply-To or Return-Path. May have a name alone."""
    reply_to: tuple[Party, ...] = ()
    to: tuple[Party, ...] = ()
    cc: tuple[Party, ...] = ()
    delivered_to: tuple[str, ...] = ()
    """Addresses from Delivered-To, X-Original-To, Envelope-To: where it really arrived."""
    subject: str = ""
    date: datetime | None = None
    """Aware; None where the message gives none that can be read."""
    text: str = ""
    """The body as plain text: from text/plain, else made of the HTML. Line ends are \\n."""
    html: str = ""
    """The body's HTML as sent, NOT sanitised; empty for a plain message."""
    files: tuple[ReadFile, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    """All top-level headers, decoded and unfolded, in their order."""
    defects: tuple[str, ...] = field(default=())
    """What was wrong with the message, as short English words for the log."""

    def header(self, name: str) -> str:
        """The first header of a name in any case; empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def headers_named(self, name: str) -> list[str]:
        """All headers of a name in any case."""
        return [value for key, value in self.headers if key.lower() == name.lower()]
