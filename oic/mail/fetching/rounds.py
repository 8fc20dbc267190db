"""One round through a mailbox: take in what is new, file it, and settle what is filed.

A letter is new when its UID has no place in our register yet, whatever its flags say and however
old it is. It is settled on the server only when it is in the register.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import aliased

from config import ImapServer
from oic.core.db import db, end_reading, transaction
from oic.mail import filing, mailboxes
from oic.mail.fetching.line import Line
from oic.mail.fetching.receiving import Place, passed_over, take_in
from oic.mail.models import Incoming, IncomingState, Mailbox, MailPlace


@dataclass(frozen=True)
class Done:
    """What a round did."""

    taken_in: int
    settled: int


class Round:
    """The rounds over one open line to a mailbox."""

    def __init__(
        self,
        mailbox_id: int,
        server: ImapServer,
        line: Line,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._mailbox_id = mailbox_id
        self._done_folder = server.done_folder
        self._line = line
        self._stopping = stopping
        self._known: set[int] | None = None
        self._seen = 0
        """Up to this UID every letter has its place."""
        self._since: datetime | None = None
        """Letters that arrived before are left alone where UIDs do not tell it any more."""

    def go(self) -> Done:
        """Do all there is to do.

        Raises MailboxTrouble when the mailbox fails, StorageFull when the disk is full and
        SQLAlchemyError when the database is away: whatever was begun is done by the next round.
        """
        if self._known is None:
            self._known = self._skip_earlier() | self._places()
        taken = 0
        # The first time all of them are looked at, and not those after the last known: another
        # worker that was killed may have left a gap. After that there is none up to the last.
        for uid in self._line.uids(after=self._seen):
            if self._stopping():
                break
            if uid not in self._known:
                taken += self._take(uid)
            self._seen = uid
        # What another worker took in and could not finish is finished here.
        filing.file_waiting(self._stopping)
        return Done(taken, self._settle())

    def _take(self, uid: int) -> int:
        place = Place(self._mailbox_id, self._line.uidvalidity, uid)
        fetched = self._line.fetch(uid)
        if fetched is None:
            passed_over(place, "gone")
            return 0
        if self._since and fetched.arrived_at and fetched.arrived_at < self._since:
            passed_over(place, "left")
            return 0
        number = take_in(fetched.raw, arrived_at=fetched.arrived_at, place=place)
        del fetched  # one message in memory, while it is read anew
        filing.file_one(number)
        return 1

    def _places(self) -> set[int]:
        found = db.session.scalars(
            select(MailPlace.uid).where(
                MailPlace.mailbox_id == self._mailbox_id,
                MailPlace.uidvalidity == self._line.uidvalidity,
            )
        ).all()
        end_reading()
        return set(found)

    def _skip_earlier(self) -> set[int]:
        """What lay there before and is to be left alone: decided when it is first opened."""
        mailbox = mailboxes.by_id(self._mailbox_id)
        if mailbox is None or not mailbox.leave_earlier:
            end_reading()
            return set()
        validity, last, since = mailbox.skipped_validity, mailbox.skipped_uid, mailbox.created_at
        end_reading()
        uids = self._line.uids()
        if not validity:
            last = uids[-1] if uids else 0
            with transaction():
                row = db.session.get_one(Mailbox, self._mailbox_id, with_for_update=True)
                if not row.skipped_validity:
                    row.skipped_validity, row.skipped_uid = self._line.uidvalidity, last
                validity, last = row.skipped_validity, row.skipped_uid
        if validity != self._line.uidvalidity:
            self._since = since
            return set()
        return {uid for uid in uids if uid <= last}

    def _settle(self) -> int:
        original = aliased(Incoming)
        resting = (IncomingState.FILED, IncomingState.NOTED, IncomingState.JUNK)
        rows = db.session.execute(
            select(MailPlace.id, MailPlace.uid)
            .join(Incoming, Incoming.id == MailPlace.incoming_id)
            .outerjoin(original, original.id == Incoming.copy_of_id)
            .where(
                MailPlace.mailbox_id == self._mailbox_id,
                MailPlace.uidvalidity == self._line.uidvalidity,
                MailPlace.settled == "",
                Incoming.state.in_(resting),
                or_(original.id.is_(None), original.state.in_(resting)),
            )
            .order_by(MailPlace.uid)
        ).all()
        end_reading()
        for place_id, uid in rows:
            how = self._line.settle(uid, self._done_folder)
            with transaction():
                db.session.execute(
                    update(MailPlace).where(MailPlace.id == place_id).values(settled=how.value)
                )
        return len(rows)


def one_round(mailbox_id: int, server: ImapServer) -> Done:
    """Connect, do one round, and leave. Raises as :meth:`Round.go` does."""
    line = Line(server)
    try:
        return Round(mailbox_id, server, line).go()
    finally:
        line.close()
