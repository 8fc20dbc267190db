"""From a row of the outbox to the message on the wire.

The bytes are ASCII (quoted-printable or base64, so that any server carries them), no line is
longer than 998 characters, and a letter sent again is the same bytes but for its Date.
"""

import hashlib
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import EmailPolicy
from email.utils import format_datetime, formataddr
from typing import Any

from oic.core.clock import local
from oic.files import store
from oic.mail.addresses import ascii_domain, reply_address
from oic.mail.models import Letter
from oic.web.pages import settings

_IDS = frozenset({"message-id", "in-reply-to", "references"})
_ADDRESSES = frozenset({"from", "to", "reply-to"})
_FOLDED_LENGTH = 76


class Unsendable(Exception):  # noqa: N818 - says what the letter is
    """The letter cannot be put on the wire as it is; the message says why, to a person."""


class _LetterPolicy(EmailPolicy):
    """SMTP's line ends, with headers folded by rules that every mail program reads.

    Python 3.11 loses the quotes of a folded display name with a comma in it (one recipient
    becomes two) and encodes long Message-IDs as words (a reply no longer finds its thread).
    """

    def fold(self, name: str, value: Any) -> str:  # noqa: ANN401 - as the base class has it
        lowered = name.lower()
        if lowered in _IDS:
            return f"{name}: " + "\r\n ".join(str(value).split()) + "\r\n"
        if lowered in _ADDRESSES:
            return f"{name}: " + ",\r\n ".join(map(_folded, value.addresses)) + "\r\n"
        if lowered == "subject":
            return f"{name}: {_words(str(value), len(name) + 2)}\r\n"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401 - as above
        return self.fold(name, value).encode("ascii")


POLICY = _LetterPolicy(linesep="\r\n", cte_type="7bit", max_line_length=_FOLDED_LENGTH)


def _words(text: str, indent: int) -> str:
    """A header's text: as it is when plain ASCII, else RFC 2047 words."""
    charset = "us-ascii" if text.isascii() and "=?" not in text else "utf-8"
    header = Header(text, charset, maxlinelen=_FOLDED_LENGTH, header_name="x" * (indent - 2))
    return header.encode(linesep="\r\n")


def _folded(address: Address) -> str:
    name, plain = address.display_name, address.addr_spec
    if not name or (name.isascii() and "=?" not in name):
        return formataddr((name, plain))
    return f"{_words(name, 10)}\r\n <{plain}>"


def _address(name: str, plain: str) -> Address:
    local_part, _, domain = plain.rpartition("@")
    known = ascii_domain(domain)
    if not known or not local_part.isascii():
        message = "the address has characters that mail does not carry"
        raise Unsendable(message)
    try:
        return Address(name, local_part, known)
    except (ValueError, IndexError) as error:
        message = "the address is not a mail address"
        raise Unsendable(message) from error


def compose(letter: Letter, date: datetime) -> EmailMessage:
    """The message of a letter, dated ``date``. Reads its attachments.

    Raises Unsendable when the address or an attachment makes that impossible.
    """
    centre = settings()
    name = centre.centre_name_bg if letter.language == "bg" else centre.centre_name_en
    message = EmailMessage(policy=POLICY)
    message["From"] = _address(name, centre.centre_email)
    message["To"] = _address(letter.to_name, letter.to_email)
    if letter.reply_token:
        message["Reply-To"] = _address(name, reply_address(letter.reply_token))
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(local(date))
    message["Message-ID"] = letter.message_id
    if letter.in_reply_to:
        message["In-Reply-To"] = letter.in_reply_to.split()[-1]
        message["References"] = letter.in_reply_to
    if letter.automatic:
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.body_text)
    message.add_alternative(letter.body_html, subtype="html")
    if letter.calendar:  # last: the richest of the alternatives (RFC 2046, 5.1.4)
        message.add_alternative(
            letter.calendar.text, subtype="calendar", params={"method": letter.calendar.method}
        )
    for attachment in letter.attachments:
        try:
            with store.open_file(attachment.file) as file:
                content = file.read()
        except FileNotFoundError as error:
            problem = "a file that goes with the letter is missing in the data folder"
            raise Unsendable(problem) from error
        main, sub = _content_type(attachment.file.media_type)
        message.add_attachment(content, maintype=main, subtype=sub, filename=attachment.name)
    message["Content-Language"] = letter.language  # last: content headers move with the content
    _fix_boundaries(message, letter.message_id)
    return message


def _content_type(media_type: str) -> tuple[str, str]:
    """As an attachment carries it: a kept message as plain bytes.

    RFC 2046, 5.2.1, allows message/rfc822 no base64, and without it not every server carries it.
    """
    main, _, sub = media_type.partition("/")
    return ("application", "octet-stream") if main == "message" or not sub else (main, sub)


def _fix_boundaries(message: EmailMessage, message_id: str) -> None:
    """Boundaries that follow from the Message-ID: sent again, the letter has the same bytes."""
    parts: list[Message[Any, Any]] = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        digest = hashlib.sha256(f"{message_id} {number}".encode()).hexdigest()
        part.set_boundary(f"=_oic_{digest[:32]}")
