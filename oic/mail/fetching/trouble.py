"""What went wrong with a mailbox, in words for whoever can act."""

import imaplib
import ssl

from flask_babel import lazy_gettext as _l
from imap_tools.errors import (
    MailboxFolderSelectError,
    MailboxLoginError,
    MailboxStarttlsError,
    UnexpectedCommandStatusError,
)

from oic.core.errors import Message
from oic.mail import verdicts


class MailboxTrouble(Exception):  # noqa: N818 - says what it is
    """Letters cannot be fetched at present; ``said`` tells a person why, without addresses."""

    def __init__(self, sentence: Message, error: BaseException) -> None:
        self.said = verdicts.say(sentence, _technical(error))
        super().__init__(self.said)


def of_opening(error: Exception, *, signing_in: bool) -> MailboxTrouble:
    """A mailbox that cannot be reached, signed in to or opened."""
    match error:
        case ssl.SSLError() | MailboxStarttlsError():
            sentence = _l("The mail server cannot prove who it is (certificate).")
        case MailboxFolderSelectError():
            sentence = _l("The folder cannot be opened on the mail server.")
        case MailboxLoginError():
            sentence = _l("The mail server does not accept our user name and password.")
        case imaplib.IMAP4.abort() | UnicodeError():
            sentence = _l("The mail server cannot be reached.")
        case imaplib.IMAP4.error() if signing_in:
            sentence = _l("The mail server does not accept our user name and password.")
        case _:
            sentence = _l("The mail server cannot be reached.")
    return MailboxTrouble(sentence, error)


def of_fetching(error: Exception) -> MailboxTrouble:
    """A mailbox that was open and then refused or broke off."""
    match error:
        case OSError() | imaplib.IMAP4.abort():
            sentence = _l("The connection to the mail server broke.")
        case _:
            sentence = _l("The mail server refused to go on.")
    return MailboxTrouble(sentence, error)


def _technical(error: BaseException) -> str:
    """What the server said; a reply to a sign-in repeats no password."""
    if isinstance(error, UnexpectedCommandStatusError):
        status, data = error.command_result[0], error.command_result[1]
        parts = data if isinstance(data, list) else [data]
        said = [
            part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part)
            for part in parts
            if part
        ]
        return " ".join([str(status), *said])
    if isinstance(error, OSError):
        return error.strerror or str(error) or type(error).__name__
    return str(error) or type(error).__name__
