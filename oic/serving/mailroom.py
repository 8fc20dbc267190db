"""The worker's mail room: a thread for each mailbox, and one that files what waits."""

import logging
import threading

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from config import ImapServer
from oic.core.db import end_reading, transaction
from oic.files.store import StorageFull
from oic.mail import filing, mailboxes
from oic.mail.fetching.line import Line
from oic.mail.fetching.rounds import Round
from oic.mail.fetching.trouble import MailboxTrouble
from oic.mail.mailboxes import LockedPasswordError

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0
"""Seconds between two looks at what waits and which mailboxes there are."""
POLL_EVERY = 60.0
"""Seconds between two rounds where the server does not tell of news."""
IDLE_FOR = 300.0
"""Seconds of waiting for news, after which a round is done all the same."""
FIRST_PAUSE = 10.0
LONGEST_PAUSE = 300.0
"""Seconds between two tries of a mailbox that fails: doubled from the first to the longest."""


class Watch(threading.Thread):
    """Fetches from one mailbox until it is told to stop; the letter in hand is finished."""

    def __init__(self, app: Flask, mailbox_id: int, server: ImapServer) -> None:
        super().__init__(name=f"mailbox {mailbox_id}")
        self._app = app
        self._mailbox_id = mailbox_id
        self.server = server
        self._stop_asked = threading.Event()

    def stop(self) -> None:
        """Ask it to end after the letter in hand."""
        self._stop_asked.set()

    def run(self) -> None:
        """Fetch, wait, fetch; after a failure again, later and later."""
        pause = FIRST_PAUSE
        while not self._stop_asked.is_set():
            before = pause
            try:
                with self._app.app_context():
                    self._fetch_on()
            except _Worked:
                pause = FIRST_PAUSE
            except SQLAlchemyError:
                log.exception("mailbox %d: the database is away", self._mailbox_id)
            pause = min(pause, LONGEST_PAUSE)
            if not self._stop_asked.wait(pause):
                pause = min(before * 2, LONGEST_PAUSE)

    def _fetch_on(self) -> None:
        """Rounds over one line until it breaks. Raises _Worked if one of them was done."""
        worked = False
        line: Line | None = None
        try:
            line = Line(self.server)
            rounds = Round(self._mailbox_id, self.server, line, self._stop_asked.is_set)
            while not self._stop_asked.is_set():
                rounds.go()
                self._note()
                worked = True
                line.wait(IDLE_FOR if line.can_idle else POLL_EVERY, self._stop_asked.is_set)
        except (MailboxTrouble, StorageFull) as trouble:
            self._note(trouble.said if isinstance(trouble, MailboxTrouble) else str(trouble))
        except SQLAlchemyError:
            raise
        except Exception as error:  # a fault of ours: said on the screen, and tried again
            log.exception("mailbox %d cannot be fetched", self._mailbox_id)
            self._note(type(error).__name__)
        finally:
            if line is not None:
                line.close()
        if worked:
            raise _Worked

    def _note(self, error: str = "") -> None:
        with transaction():
            mailboxes.tried(self._mailbox_id, error=error)


class _Worked(Exception):  # noqa: N818 - no error: what the loop is told
    """The line broke after it had worked: the next try need not wait long."""


class MailRoom(threading.Thread):
    """Keeps a watch at every active mailbox, and files letters that no watch filed."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="mail room")
        self._app = app
        self._stop_asked = threading.Event()
        self._watches: dict[int, Watch] = {}

    def stop(self) -> None:
        """Ask it and its watches to end after the letters in hand."""
        self._stop_asked.set()
        for watch in list(self._watches.values()):
            watch.stop()

    def run(self) -> None:
        """Look, file, look."""
        try:
            while not self._stop_asked.wait(LOOK_EVERY):
                self._once()
        finally:
            for watch in self._watches.values():
                watch.stop()
            for watch in self._watches.values():
                watch.join()

    def _once(self) -> None:
        try:
            with self._app.app_context():
                self._staff()
                filing.file_waiting(self._stop_asked.is_set)
        except Exception:
            log.exception("letters cannot be filed at present")

    def _staff(self) -> None:
        """Begin watches that are missing, end those that are not wanted any more."""
        if not mailboxes.declared():
            end_reading()
            with transaction():
                mailboxes.declare()
        wanted = self._wanted()
        for mailbox_id, watch in list(self._watches.items()):
            if wanted.get(mailbox_id) != watch.server or not watch.is_alive():
                watch.stop()
                if not watch.is_alive():
                    del self._watches[mailbox_id]
        for mailbox_id, server in wanted.items():
            if mailbox_id not in self._watches and not self._stop_asked.is_set():
                watch = Watch(self._app, mailbox_id, server)
                self._watches[mailbox_id] = watch
                watch.start()

    def _wanted(self) -> dict[int, ImapServer]:
        """The active mailboxes; one whose password cannot be read says so on the screen."""
        wanted: dict[int, ImapServer] = {}
        locked: list[int] = []
        for mailbox in mailboxes.active_mailboxes():
            try:
                server = mailboxes.server_of(mailbox)
            except LockedPasswordError:
                if mailbox.error != mailboxes.locked_words():
                    locked.append(mailbox.id)
                continue
            if server is not None:
                wanted[mailbox.id] = server
        end_reading()
        for mailbox_id in locked:
            with transaction():
                mailboxes.tried(mailbox_id, error=mailboxes.locked_words())
        return wanted
