"""A connection to one folder of one mailbox, by UID (RFC 3501), never by sequence number.

A sequence number names another message as soon as one before it is gone; a UID, together with the
folder's UIDVALIDITY, names one message for ever. Nothing here looks at flags: what a person has
read in her own mail program is as new to the register as what she has not. Messages are read with
BODY.PEEK, so that reading marks nothing either.
"""

import imaplib
import re
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxStarttlsError, UnexpectedCommandStatusError
from imap_tools.utils import check_command_status, encode_folder

from config import ImapServer
from oic.mail.fetching import trouble
from oic.mail.fetching.trouble import MailboxTrouble

TIMEOUT = 60.0
"""Seconds that the server may take for an answer."""
IDLE_LONGEST = 25 * 60.0
"""Seconds; RFC 2177 asks for a new IDLE before 29 minutes are over."""
IDLE_SLICE = 1.0
"""Seconds between two looks at whether to stop."""
KEYWORD = "$OicRegistered"
"""What a message is marked with that stays in its folder."""

_FAILURES = (OSError, imaplib.IMAP4.error, ImapToolsError)
_ARRIVED = re.compile(rb'INTERNALDATE "[^"]{1,60}"')


class Settled(StrEnum):
    """What was done on the server with a message that is in the register."""

    MOVED = "moved"
    MARKED = "marked"
    LEFT = "left"
    """The server could neither move nor mark it; its UID is remembered all the same."""


@dataclass(frozen=True)
class Fetched:
    """One message as the server has it."""

    uid: int
    raw: bytes
    arrived_at: datetime | None
    """When the server got it (INTERNALDATE), if it says so."""


class Line:
    """One open folder. Every method raises MailboxTrouble when the mailbox fails."""

    def __init__(self, server: ImapServer, *, timeout: float = TIMEOUT) -> None:
        """Connect, sign in and open the folder."""
        self._server = server
        self._box = _connect(server, timeout)
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        client = self._box.client
        signing_in = True
        try:
            if "AUTH=PLAIN" in client.capabilities:
                # Unlike LOGIN it carries a password in any alphabet (RFC 4616).
                self._box.login_utf8(self._server.username, self._server.password, None)
            else:
                self._box.login(self._server.username, self._server.password, None)
            signing_in = False
            # What a server can do is often known only after the sign-in (MOVE, UIDPLUS, IDLE).
            self._capabilities = _capabilities(client)
            self._box.folder.set(self._server.folder)
            self.uidvalidity = self._number("UIDVALIDITY")
            self._keywords = b"\\*" in b"".join(self._untagged("PERMANENTFLAGS"))
        except (*_FAILURES, UnicodeError) as error:
            raise trouble.of_opening(error, signing_in=signing_in) from error

    def _untagged(self, name: str) -> list[bytes]:
        return [part for part in self._box.client.response(name)[1] or [] if part]

    def _number(self, name: str) -> int:
        said = self._untagged(name)
        if not said or not said[-1].isdigit():
            message = f"the server names no {name}"
            raise imaplib.IMAP4.error(message)
        return int(said[-1])

    @property
    def can_idle(self) -> bool:
        """Whether the server tells of new messages by itself (RFC 2177)."""
        return "IDLE" in self._capabilities

    def uids(self, after: int = 0) -> list[int]:
        """The UIDs in the folder that are greater than ``after``, in order."""
        with _telling():
            self._box.client.noop()
            result = self._box.client.uid("SEARCH", "UID", f"{after + 1}:*")
            check_command_status(result, UnexpectedCommandStatusError)
            words = b" ".join(part for part in result[1] if part).split()
            # ``*`` is the last message, whatever its UID: without news it is named all the same.
            return sorted({int(word) for word in words if int(word) > after})

    def fetch(self, uid: int) -> Fetched | None:
        """One message, with nothing marked by reading it; None when it is not there any more."""
        with _telling():
            result = self._box.client.uid("FETCH", str(uid), "(UID INTERNALDATE BODY.PEEK[])")
            check_command_status(result, UnexpectedCommandStatusError)
            for part in result[1]:
                if isinstance(part, tuple) and b"BODY[]" in part[0].upper():
                    return Fetched(uid, part[1], _arrived(result[1]))
            return None

    def settle(self, uid: int, folder: str = "") -> Settled:
        """Take a message that is in the register out of the way: move it, else mark it.

        Nothing but this message is touched: where a server can neither MOVE (RFC 6851) nor
        expunge by UID (RFC 4315), moving would also remove what a person has only marked as
        deleted, and the message is marked instead. An empty ``folder`` only marks.
        """
        with _telling():
            if folder and self._move(uid, folder):
                return Settled.MOVED
            if not self._keywords:
                return Settled.LEFT
            status, _ = self._box.client.uid("STORE", str(uid), "+FLAGS.SILENT", f"({KEYWORD})")
            return Settled.MARKED if status == "OK" else Settled.LEFT

    def _move(self, uid: int, folder: str) -> bool:
        if not self._capabilities & {"MOVE", "UIDPLUS"}:
            return False
        if self._moved(uid, folder):
            return True
        # Made when it is first needed; a server that has it already says no, and is asked again.
        client = self._box.client
        client.create(_wired(folder))
        client.subscribe(_wired(folder))
        return self._moved(uid, folder)

    def _moved(self, uid: int, folder: str) -> bool:
        client = self._box.client
        if "MOVE" in self._capabilities:
            return bool(client.uid("MOVE", str(uid), _wired(folder))[0] == "OK")
        if client.uid("COPY", str(uid), _wired(folder))[0] != "OK":
            return False
        client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
        return bool(client.uid("EXPUNGE", str(uid))[0] == "OK")

    def wait(self, seconds: float, stopping: Callable[[], bool] = lambda: False) -> None:
        """Until something new may be there, ``seconds`` are over, or it is time to stop.

        Where the server cannot say that there is news, this is a sleep.
        """
        until = time.monotonic() + min(seconds, IDLE_LONGEST)
        if not self.can_idle:
            while not stopping() and (left := until - time.monotonic()) > 0:
                time.sleep(min(left, IDLE_SLICE))
            return
        with _telling(), self._box.idle as idle:
            while not stopping() and (left := until - time.monotonic()) > 0:
                began, patience = time.monotonic(), min(left, IDLE_SLICE)
                said = idle.poll(timeout=patience)
                # Nothing, and before its time: the line has ended, which the next word shows.
                ended = not said and time.monotonic() - began < patience
                if ended or any(b"EXISTS" in line or b"BYE" in line for line in said):
                    return

    def close(self) -> None:
        """Say goodbye where somebody still listens."""
        try:
            self._box.client.logout()
        except _FAILURES:
            self._box.client.shutdown()


class _StartTls(MailBoxUnencrypted):
    """Encrypted before anything is said; unlike imap-tools' own it leaves no socket behind."""

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = super()._get_mailbox_client()
        try:
            check_command_status(
                client.starttls(ssl.create_default_context()), MailboxStarttlsError
            )
        except BaseException:
            client.shutdown()
            raise
        return client


def _connect(server: ImapServer, timeout: float) -> BaseMailBox:
    try:
        if server.use_ssl:
            context = ssl.create_default_context()
            return MailBox(server.host, server.port, timeout=timeout, ssl_context=context)
        if server.use_starttls:
            return _StartTls(server.host, server.port, timeout=timeout)
        return MailBoxUnencrypted(server.host, server.port, timeout=timeout)
    except (*_FAILURES, UnicodeError) as error:
        raise trouble.of_opening(error, signing_in=False) from error


@contextmanager
def _telling() -> Iterator[None]:
    """Turn what imaplib and the network raise into words for people."""
    try:
        yield
    except MailboxTrouble:
        raise
    except (*_FAILURES, UnicodeError, ValueError) as error:
        raise trouble.of_fetching(error) from error


def _wired(folder: str) -> str:
    """A folder's name in quotes and in IMAP's own UTF-7 (RFC 3501, 5.1.3)."""
    return encode_folder(folder).decode("ascii")


def _capabilities(client: imaplib.IMAP4) -> frozenset[str]:
    status, data = client.capability()
    if status != "OK" or not data or not data[-1]:
        return frozenset(client.capabilities)
    return frozenset(data[-1].decode("ascii", "replace").upper().split())


def _flat(data: list[Any]) -> list[bytes]:
    """The pieces of a response outside its literals."""
    return [part[0] if isinstance(part, tuple) else part for part in data if part]


def _arrived(data: list[Any]) -> datetime | None:
    for part in _flat(data):
        if match := _ARRIVED.search(part):
            found = imaplib.Internaldate2tuple(match[0])
            return datetime.fromtimestamp(time.mktime(found), UTC) if found else None
    return None
