"""Sending what is due, so that no letter is lost and none is sent twice because of us.

1. One short transaction claims some letters: they become *sending*, under the worker's name.
2. Each is sent outside any transaction over one kept connection.
3. Its result is saved at once, in a short transaction of its own.

When a worker dies, whoever comes next sees that its proof of life is gone (oic.mail.liveness) and
puts its letters back. One moment cannot be closed by anybody: when the server has the letter and
we die, or the connection breaks, before its reply is here and saved, nobody can know whether it
was taken. Such a letter is sent again with the same Message-ID, by which mail programs and
servers recognise it: twice is better than never.

Failures of the server as a whole (not reached, sign-in refused, or "not now" before it was told
a recipient: 421 and other 4xx to EHLO and MAIL) stop the batch and pause the worker without
counting against a letter; those of one letter push it back with growing pauses.

A demonstration keeps its letters at home: a due letter becomes *sent* without any network, so
that everything that follows from a sent letter can be seen, and the outbox screen says so.
Without a mail server (no OIC_MAIL_URL) letters wait in the outbox until there is one.
"""

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from oic.core.clock import now
from oic.core.db import db, end_reading, transaction
from oic.mail import queries, verdicts
from oic.mail.connection import KeptConnection, LetterMessage, mailer
from oic.mail.liveness import Worker
from oic.mail.models import Letter, LetterState
from oic.mail.verdicts import Verdict, Whose
from oic.web import panels
from oic.web.pages import settings

log = logging.getLogger(__name__)

BATCH = 20
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    *[timedelta(hours=4)] * 18,  # together some three days, then the letter has failed
)
SERVER_PAUSES = tuple(timedelta(seconds=number) for number in (5, 15, 30, 60, 120, 300))
BROKEN_IN_A_ROW = 3
"""So many letters on which the connection broke, one after the other: it is the server."""
IDLE = timedelta(seconds=20)
"""A connection that had nothing to carry for so long is closed."""
_JITTER = random.SystemRandom()


@dataclass(frozen=True)
class Result:
    """What became of a letter that was tried; a verdict of None: the server has taken it."""

    letter_id: int
    claimed_by: str
    at: datetime
    verdict: Verdict | None


class Delivery:
    """One worker's sending. Its methods are called by one thread, in an application context."""

    def __init__(
        self, new_worker: Callable[[], Worker], stopping: Callable[[], bool] = lambda: False
    ) -> None:
        self._new_worker = new_worker
        self.worker = new_worker()
        self._stopping = stopping
        self._line: KeptConnection | None = None
        self._used_at = now()
        self._broken = 0
        self._server_failures = 0
        self._paused_until: datetime | None = None
        self._unsaved: list[Result] = []

    def run_once(self) -> int:
        """Send a batch of what is due; the number of letters that were tried.

        Raises SQLAlchemyError when the database is away; what was sent is remembered and saved
        by the next call.
        """
        while self._unsaved:
            self._save(self._unsaved[0])
            self._unsaved.pop(0)
        if not self.worker.holds():
            log.warning("others take this worker for dead: going on under another name")
            self.worker = self._new_worker()
        due = queries.anything_due()
        end_reading()
        if not due:
            self._close_when_idle()
            return 0
        if settings().demo:
            return self._keep_at_home()
        if self._paused_until and now() < self._paused_until:
            return 0
        return self._send_batch(self._claim())

    def close(self) -> None:
        """Close the connection and give up the proof of life."""
        if self._line:
            self._line.close()
        self.worker.close()

    def _claim(self) -> Sequence[int]:
        """Mark the letters that this worker will send now; first, those of the dead go back."""
        with transaction() as session:
            owners = session.scalars(
                select(Letter.claimed_by).where(Letter.state == LetterState.SENDING).distinct()
            ).all()
            gone = [
                name
                for name in owners
                # What is under our own name between two batches was left by an error of ours.
                if name is None or name == self.worker.name or not self.worker.is_alive(name)
            ]
            if gone:
                taken_up = session.scalars(
                    update(Letter)
                    .where(
                        Letter.state == LetterState.SENDING,
                        Letter.claimed_by.in_(gone) | Letter.claimed_by.is_(None),
                    )
                    .values(state=LetterState.QUEUED, claimed_by=None)
                    .returning(Letter.id)
                    .execution_options(synchronize_session=False)
                ).all()
                log.warning("taking up %d letters of a worker that is gone", len(taken_up))
            if settings().mail_server is None:
                return []
            chosen = session.scalars(
                select(Letter.id)
                .where(Letter.state == LetterState.QUEUED, Letter.not_before <= now())
                .order_by(Letter.not_before, Letter.id)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            ).all()
            if chosen:
                session.execute(
                    update(Letter)
                    .where(Letter.id.in_(chosen))
                    .values(state=LetterState.SENDING, claimed_by=self.worker.name)
                    .execution_options(synchronize_session=False)
                )
            return chosen

    def _send_batch(self, ids: Sequence[int]) -> int:
        for tried, letter_id in enumerate(ids):
            if self._stopping() or not self.worker.holds():
                self._release(ids[tried:], None)
                return tried
            if trouble := self._open():
                self._release(ids[tried:], trouble)
                return tried
            result = self._send(letter_id)
            try:
                self._save(result)
            except SQLAlchemyError:
                self._unsaved.append(result)
                raise
            if trouble := self._servers_fault(result.verdict):
                self._release(ids[tried + 1 :], trouble)
                return tried + 1
        return len(ids)

    def _servers_fault(self, verdict: Verdict | None) -> Verdict | None:
        """The verdict if it speaks of the server and not of the letter that was tried."""
        if verdict is None or verdict.whose is Whose.LETTER:
            self._broken = self._server_failures = 0
            return None
        if verdict.whose is Whose.SERVER:  # paused already
            return verdict
        self._broken += 1
        if self._broken < BROKEN_IN_A_ROW:
            return None
        self._broken = 0
        self._pause(verdict)
        return verdict

    def _open(self) -> Verdict | None:
        """See to a connection; what is wrong with the server, or None."""
        if self._line and self._line.is_open:
            return None
        self._line = mailer.connect()
        try:
            self._line.open()
        except Exception as error:  # noqa: BLE001 - whatever it is, the letters wait
            self._line = None
            verdict = verdicts.of_connecting(error)
            self._pause(verdict)
            return verdict
        self._paused_until = None
        return None

    def _pause(self, verdict: Verdict) -> None:
        pause = SERVER_PAUSES[min(self._server_failures, len(SERVER_PAUSES) - 1)]
        self._server_failures += 1
        self._paused_until = now() + pause
        log.warning("no letters for %d s: %s", pause.total_seconds(), verdict.said)

    def _send(self, letter_id: int) -> Result:
        """Hand one letter over, outside any transaction."""
        try:
            letter = db.session.get_one(Letter, letter_id)
            message = LetterMessage(letter)
        except SQLAlchemyError:
            raise
        except Exception as error:  # noqa: BLE001 - one bad letter must not stop the others
            log.warning("letter %d cannot be composed: %s", letter_id, type(error).__name__)
            return Result(letter_id, self.worker.name, now(), verdicts.of_sending(error))
        finally:
            end_reading()
        verdict = self._hand_over(message)
        self._used_at = now()
        if verdict:
            log.warning("letter %d did not leave: %s", letter_id, verdict.said)
        else:
            log.info("letter %d left", letter_id)
        return Result(letter_id, self.worker.name, now(), verdict)

    def _hand_over(self, message: LetterMessage) -> Verdict | None:
        line = self._line or mailer.connect()
        reused = line.num_emails > 0
        try:
            line.send(message)
        except Exception as error:  # noqa: BLE001 - judged below
            if not line.is_open or verdicts.ends_connection(error):
                line.close()
                self._line = None
            if reused and not line.begun and verdicts.ends_connection(error):
                # The server had enough of the old connection before it saw this letter.
                return self._open() or self._hand_over(message)
            verdict = verdicts.of_sending(error)
            if verdict.whose is Whose.SERVER:
                self._pause(verdict)
            return verdict
        return None

    def _save(self, result: Result) -> None:
        """Save what became of a letter, unless somebody else has taken it up meanwhile."""
        with transaction() as session:
            letter = session.scalar(
                select(Letter)
                .where(
                    Letter.id == result.letter_id,
                    Letter.state == LetterState.SENDING,
                    Letter.claimed_by == result.claimed_by,
                )
                .with_for_update()
            )
            if letter is None:
                log.error("letter %d was taken from this worker", result.letter_id)
                return
            letter.claimed_by = None
            if result.verdict and result.verdict.whose is Whose.SERVER:
                letter.state = LetterState.QUEUED
                letter.last_error = result.verdict.said
                return
            letter.attempts += 1
            if result.verdict is None:
                letter.state = LetterState.SENT
                letter.sent_at = result.at
                letter.last_error = ""
                _tell_owners(letter.to_email, failing=False)
                return
            letter.last_error = result.verdict.said
            if result.verdict.no_mailbox:
                _tell_owners(letter.to_email, failing=True)
            if result.verdict.permanent or letter.attempts > len(PAUSES):
                letter.state = LetterState.FAILED
                return
            letter.state = LetterState.QUEUED
            pause = PAUSES[letter.attempts - 1]
            letter.not_before = result.at + pause * _JITTER.uniform(0.9, 1.1)

    def _release(self, ids: Sequence[int], trouble: Verdict | None) -> None:
        """Put letters that were claimed and not tried back, as if nothing had been."""
        if not ids:
            return
        values: dict[str, object] = {"state": LetterState.QUEUED, "claimed_by": None}
        if trouble:
            values["last_error"] = trouble.said
        with transaction() as session:
            session.execute(
                update(Letter)
                .where(Letter.id.in_(ids), Letter.claimed_by == self.worker.name)
                .values(**values)
                .execution_options(synchronize_session=False)
            )

    def _keep_at_home(self) -> int:
        with transaction() as session:
            kept = session.scalars(
                update(Letter)
                .where(
                    Letter.state.in_((LetterState.QUEUED, LetterState.SENDING)),
                    Letter.not_before <= now(),
                )
                .values(state=LetterState.SENT, sent_at=now(), claimed_by=None, last_error="")
                .returning(Letter.id)
                .execution_options(synchronize_session=False)
            ).all()
        return len(kept)

    def _close_when_idle(self) -> None:
        if self._line and now() - self._used_at > IDLE:
            self._line.close()
            self._line = None


def _tell_owners(email: str, *, failing: bool) -> None:
    """Let the parts that keep addresses know whether letters reach this one."""
    for panel in panels.at("delivery"):
        panel.render(email, failing=failing)
