"""Taking a raw letter in: on disk, then its receipt in the database, before anything reads it.

What is taken in is ours: from here on no fault of reading can lose it. The same content is taken
in once, and another copy of the same letter (oic.mail.identity) is known as one.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from oic.core.clock import now
from oic.core.db import db, transaction
from oic.files import store
from oic.mail.identity import fingerprint
from oic.mail.models import Incoming, IncomingState, MailPlace

NAME = "letter.eml"


@dataclass(frozen=True)
class Place:
    """Where the letter lies: one UID of a mailbox's folder, at its UIDVALIDITY."""

    mailbox_id: int
    uidvalidity: int
    uid: int


def take_in(raw: bytes, *, arrived_at: datetime | None = None, place: Place | None = None) -> int:
    """Keep a letter durably and give its number; whatever is done twice changes nothing.

    Raises StorageFull when the disk is full and SQLAlchemyError when the database is away: then
    the letter was not taken, and has to stay where it is.
    """
    received = store.take(raw, NAME)
    letter_hash = fingerprint(raw)
    with transaction():
        stored = store.keep(received)
        _hold(letter_hash)
        incoming = db.session.scalar(select(Incoming).where(Incoming.file_id == stored.id))
        if incoming is None:
            incoming = _row(stored.id, letter_hash, arrived_at)
        if place is not None:
            _at(place, incoming.id)
        return incoming.id


def passed_over(place: Place, why: str) -> None:
    """Note a letter that is not taken in: gone before it could be fetched, or left as earlier."""
    with transaction():
        _at(place, None, settled=why)


def _hold(letter_hash: str) -> None:
    """Let nobody take in a copy of the same letter meanwhile; on SQLite writers wait anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        key = func.hashtextextended(f"incoming\n{letter_hash}", 0)
        db.session.execute(select(func.pg_advisory_xact_lock(key)))


def _row(file_id: int, letter_hash: str, arrived_at: datetime | None) -> Incoming:
    original = db.session.scalar(select(Incoming.id).where(Incoming.fingerprint == letter_hash))
    row = Incoming(
        file_id=file_id,
        fingerprint=None if original else letter_hash,
        copy_of_id=original,
        came_at=now(),
        arrived_at=arrived_at,
        state=IncomingState.NOTED if original else IncomingState.WAITING,
        nature="copy" if original else "",
        not_before=now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def _at(place: Place, incoming_id: int | None, settled: str = "") -> None:
    values = {
        "mailbox_id": place.mailbox_id,
        "uidvalidity": place.uidvalidity,
        "uid": place.uid,
        "incoming_id": incoming_id,
        "settled": settled,
    }
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    db.session.execute(dialect.insert(MailPlace).values(values).on_conflict_do_nothing())
