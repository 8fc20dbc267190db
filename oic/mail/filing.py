"""From a raw letter that was taken in to what it is in the register.

What a letter means, a higher part knows: it registers its filer at the place "incoming" of
oic.web.panels. Here stand the order of steps and what happens when one fails: the letter is tried
again, then registered plainly with the raw letter attached, and at last put where a person sees
it; the next letter never waits for it.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from oic.audit.actions import Person, record
from oic.audit.models import Verb
from oic.core.clock import now
from oic.core.db import db, end_reading, transaction
from oic.core.errors import Refused
from oic.files import store
from oic.files.store import Received, StorageFull
from oic.mail.addresses import mail_domain
from oic.mail.kinds import Told, told
from oic.mail.models import Incoming, IncomingState, Mailbox
from oic.mail.reading.letter import ReadLetter
from oic.mail.reading.message import read
from oic.web import panels
from oic.web.pages import settings

PLAINLY_AFTER = 2
"""Tries; then a letter is registered without understanding it."""
GIVEN_UP_AFTER = 5
"""Tries; then it waits for a person."""
MOST_FILES = 100
"""Files of one letter that are kept one by one; the others are in the raw letter."""
_FIRST_PAUSE = timedelta(minutes=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """A letter to be filed: its row, held; what was read; its files, on disk already."""

    row: Incoming
    letter: ReadLetter
    told: Told
    files: Sequence[Received]
    plainly: bool
    """Whether it has to be registered without understanding it: reading or filing it failed."""


@dataclass(frozen=True)
class Filed:
    """What became of a letter."""

    state: IncomingState
    about: tuple[str, int] | None = None


Filer = Callable[[Taken], Filed]


def file_waiting(stopping: Callable[[], bool] = lambda: False) -> int:
    """File every letter that waits and whose time has come; how many were tried.

    Raises StorageFull when the disk is full and SQLAlchemyError when the database is away.
    """
    tried = 0
    after = 0
    while not stopping():
        waiting = db.session.scalar(
            select(Incoming.id)
            .where(
                Incoming.state == IncomingState.WAITING,
                Incoming.not_before <= now(),
                Incoming.id > after,
            )
            .order_by(Incoming.id)
            .limit(1)
        )
        end_reading()
        if waiting is None:
            break
        file_one(waiting)
        after = waiting
        tried += 1
    return tried


def file_one(incoming_id: int) -> None:
    """File one letter if it still waits; what fails is noted on its row and raised no further.

    Raises StorageFull when the disk is full and SQLAlchemyError when the database is away.
    """
    row = db.session.get(Incoming, incoming_id)
    if row is None or row.state is not IncomingState.WAITING:
        end_reading()
        return
    try:
        _file(row.id, plainly=row.attempts >= PLAINLY_AFTER)
    except StorageFull:
        raise  # no letter's fault either: it waits until there is room
    except DBAPIError as error:
        if error.connection_invalidated:
            raise  # the database is away: nobody's letter is at fault
        _failed(incoming_id, error)
    except Exception as error:  # noqa: BLE001 - no fault of one letter may stop the others
        _failed(incoming_id, error)


def _file(incoming_id: int, *, plainly: bool) -> None:
    raw = raw_of(db.session.get_one(Incoming, incoming_id))
    letter = as_far_as_possible(raw) if plainly else read(raw)
    known = (
        Told.unknown()
        if plainly
        else told(
            letter,
            raw,
            own_addresses=own_addresses(),
            own_domain=mail_domain(settings().centre_email),
        )
    )
    files = [store.take(file.content, file.name) for file in letter.files[:MOST_FILES]]
    end_reading()
    with transaction():
        row = db.session.scalar(
            select(Incoming)
            .where(Incoming.id == incoming_id, Incoming.state == IncomingState.WAITING)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        if row is None:
            return  # another worker has it, or had it
        describe(row, letter, known)
        filed = _filer()(Taken(row, letter, known, files, plainly))
        row.state = filed.state
        row.about_type, row.about_id = filed.about or (None, None)


def as_far_as_possible(raw: bytes) -> ReadLetter:
    """What can be read of a letter that was in trouble before, which may be nothing."""
    try:
        return read(raw)
    except Exception as error:  # noqa: BLE001 - the fault was noted at its first try already
        log.warning("a letter cannot be read: %s", type(error).__name__)
        return ReadLetter()


def _filer() -> Filer:
    filer: Filer = panels.at("incoming")[0].render
    return filer


def describe(row: Incoming, letter: ReadLetter, known: Told) -> None:
    """Write on the row what lists show and what answers are found by."""
    row.nature, row.why = known.nature.value, known.why[:200]
    row.message_id = letter.message_id
    row.message_key = message_key(letter.message_id)
    if letter.sender is not None:
        row.from_email = letter.sender.email[:320]
        row.from_name = letter.sender.name[:200]
    row.subject = letter.subject[:200]


def message_key(message_id: str) -> str:
    """By which a letter is found that another refers to; empty for none."""
    return hashlib.sha256(message_id.encode()).hexdigest() if message_id else ""


def raw_of(row: Incoming) -> bytes:
    """The letter as it came. Raises FileNotFoundError if the data folder has lost it."""
    with store.open_file(row.file) as file:
        return file.read()


def own_addresses() -> frozenset[str]:
    """The addresses that are the centre's own, in lower case."""
    boxes = db.session.scalars(select(Mailbox.username).where(Mailbox.active))
    own = [settings().centre_email, *boxes]
    return frozenset(address.strip().lower() for address in own if "@" in address)


def _failed(incoming_id: int, error: Exception) -> None:
    # The traceback's last line may hold what somebody wrote; the kind of error does not.
    log.error("letter %d cannot be filed: %s", incoming_id, type(error).__name__)
    log.debug("letter %d", incoming_id, exc_info=error)
    db.session.rollback()
    with transaction():
        row = db.session.get_one(Incoming, incoming_id, with_for_update=True)
        if row.state is not IncomingState.WAITING:
            return
        row.attempts += 1
        row.last_error = _said(error)
        row.not_before = now() + _FIRST_PAUSE * 2 ** min(row.attempts - 1, 6)
        if row.attempts >= GIVEN_UP_AFTER:
            row.state = IncomingState.QUARANTINED


def _said(error: Exception) -> str:
    """The kind of error and where it arose: for the administrator, without the letter's text."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    if step is None:
        return type(error).__name__
    code = step.tb_frame.f_code
    where = code.co_filename.rpartition("/")[2]
    return f"{type(error).__name__} ({where}:{step.tb_lineno})"


def try_again(row: Incoming, *, by: Person) -> None:
    """Let a letter that was given up be tried anew. Raises Refused for one that was not."""
    if row.state is not IncomingState.QUARANTINED:
        raise Refused(_l("Only a letter that could not be registered can be tried again."))
    row.state, row.attempts, row.not_before = IncomingState.WAITING, 0, now()
    record(Verb.CHANGED, "incoming", row.id, by=by)
    db.session.flush()
