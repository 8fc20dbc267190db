"""What a failure to send means, and how it is said to people.

RFC 5321 (4.2.1): a reply of 4xx may be different later, one of 5xx will not. RFC 3463 gives the
enhanced codes their meaning.
"""

import re
import smtplib
import ssl
from dataclasses import dataclass
from enum import Enum

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from oic.core.errors import Message
from oic.mail.message import Unsendable
from oic.web.pages import settings

_SERVER_GOES_AWAY = 421
_TOO_LARGE = frozenset({452, 552})
"""RFC 1870: for now, and for ever."""
_PERMANENT = 500
_LONGEST = 500
_ADDRESS = re.compile(r"<?[^\s<>\"'(),;:]+@[^\s<>\"'(),;]+>?")
_ENHANCED = re.compile(r"\b[245]\.(\d{1,3}\.\d{1,3})\b")

_MEANINGS: tuple[tuple[str, Message], ...] = (
    ("1.1", _l("There is no such mailbox.")),
    ("1.2", _l("The part of the address after @ does not exist or takes no mail.")),
    ("1.10", _l("The part of the address after @ does not exist or takes no mail.")),
    ("1.3", _l("The address is not written correctly.")),
    ("2.1", _l("The mailbox is switched off.")),
    ("2.2", _l("The mailbox is full.")),
    ("2.3", _l("The letter is too large for the mailbox.")),
    ("3.4", _l("The letter is too large for the server.")),
    ("7.1", _l("The server refuses our letters to this mailbox.")),
)

_TAKES_NONE = _l("The mail server takes no letters at present.")


_NO_MAILBOX = frozenset(("1.1", "1.2", "1.3", "1.10", "2.1"))
"""Those that speak of the address; the others are of the letter, of the day or of us."""


class Whose(Enum):
    """Whose failure it is."""

    LETTER = "letter"
    LINE = "line"
    """The connection broke in the middle of a letter: perhaps the letter's, perhaps not."""
    SERVER = "server"


@dataclass(frozen=True)
class Verdict:
    """What to do about a failure: try again or not, and what to say."""

    whose: Whose
    permanent: bool
    said: str
    no_mailbox: bool = False
    """The address takes no letters at all, whatever they are."""


def of_connecting(error: Exception) -> Verdict:
    """A failure to reach the server or to sign in: no letter's fault, and never for ever."""
    match error:
        case smtplib.SMTPAuthenticationError():
            sentence = _l("The mail server does not accept our user name and password.")
        case ssl.SSLError():
            sentence = _l("The mail server cannot prove who it is (certificate).")
        case smtplib.SMTPConnectError() | smtplib.SMTPHeloError():
            sentence = _TAKES_NONE
        case _:
            sentence = _l("The mail server cannot be reached.")
    return Verdict(Whose.SERVER, permanent=False, said=say(sentence, _reply(error)))


def of_sending(error: Exception) -> Verdict:
    """A failure of one letter on an open connection."""
    match error:
        case Unsendable() | UnicodeError() | smtplib.SMTPNotSupportedError():
            sentence = _l("The letter cannot be sent as it is.")
            return Verdict(Whose.LETTER, permanent=True, said=say(sentence, str(error)))
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            code, said = next(iter(refused.values()), (0, b""))
            return _replied(_l("The server refused the recipient."), code, said, at_address=True)
        case smtplib.SMTPSenderRefused():
            return _of_beginning(error)
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=said):
            return _replied(_l("The server refused the letter."), code, said)
        case OSError() | smtplib.SMTPException():  # SMTPServerDisconnected and timeouts too
            sentence = _l("The connection to the mail server broke.")
            return Verdict(Whose.LINE, permanent=False, said=say(sentence, _reply(error)))
        case _:
            sentence = _l("The letter could not be put together.")
            return Verdict(Whose.LETTER, permanent=True, said=say(sentence, type(error).__name__))


def _of_beginning(error: smtplib.SMTPSenderRefused) -> Verdict:
    """A refusal of MAIL: the server had been told nothing of the letter but its size."""
    code, said = error.smtp_code, error.smtp_error
    if code in _TOO_LARGE:
        return _replied(_l("The server refused the letter."), code, said)
    if code < _PERMANENT:
        return Verdict(Whose.SERVER, permanent=False, said=say(_TAKES_NONE, _reply(error)))
    # Our own address is refused: that is put right by us, and the letter may wait.
    return _replied(_l("The server refused the centre's address."), 400, said)


def of_report(status: str, diagnostic: str) -> Verdict:
    """What a bounce says of a recipient: ``status`` by RFC 3463, empty where it gives none."""
    detail = status.partition(".")[2]
    meaning = dict(_MEANINGS).get(detail) or _l("The letter was not delivered.")
    # A report that says nothing nearer is about the address: letters go there and come back.
    nothing_nearer = detail in {"", "0.0", "1.0"}
    return Verdict(
        Whose.LETTER,
        permanent=not status.startswith("4"),
        said=say(meaning, diagnostic if status in diagnostic else f"{status} {diagnostic}".strip()),
        no_mailbox=nothing_nearer or detail in _NO_MAILBOX,
    )


def ends_connection(error: Exception) -> bool:
    """Whether the server said goodbye, or went without: the letter was not looked at."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            return any(code == _SERVER_GOES_AWAY for code, _ in refused.values())
        case smtplib.SMTPResponseException(smtp_code=code):
            return bool(code == _SERVER_GOES_AWAY)
        case smtplib.SMTPServerDisconnected():
            return True
        case smtplib.SMTPException():
            return False
    return isinstance(error, OSError)


def _replied(
    sentence: Message, code: int, reply: bytes | str, *, at_address: bool = False
) -> Verdict:
    """A reply as a verdict; ``at_address``: it came before the server had seen the letter."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    if code == _SERVER_GOES_AWAY:
        # After the recipient or the text: perhaps because of them, and a letter on which a
        # server always gives up must not stand before the others for ever.
        return Verdict(Whose.LINE, permanent=False, said=say(_TAKES_NONE, f"{code} {text}"))
    permanent = code >= _PERMANENT
    found = _ENHANCED.search(text)
    meaning = dict(_MEANINGS).get(found[1]) if found and permanent else None
    said = say(sentence if meaning is None else meaning, f"{code} {text}")
    no_mailbox = permanent and (found[1] in _NO_MAILBOX if found else at_address)
    return Verdict(Whose.LETTER, permanent=permanent, said=said, no_mailbox=no_mailbox)


def _reply(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return f"{error.smtp_code} {text}"
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return error.strerror or type(error).__name__
    return str(error)


def say(sentence: Message, technical: str) -> str:
    """The sentence in the centre's language, then what the server said, without addresses."""
    with force_locale(settings().language):
        said = str(sentence)
    technical = " ".join(_ADDRESS.sub("…", technical).split())
    return f"{said} ({technical})"[:_LONGEST] if technical else said
