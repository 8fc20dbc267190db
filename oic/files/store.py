"""Keeping files: each content once, under its SHA-256, outside the web root.

A file is first *received* (bytes on disk, checked; no database) and then *kept* (its row, inside
the transaction that uses it), so that nobody waits for somebody's upload with the database
locked. :func:`put` does both. What was received and never kept is swept: oic.files.sweep.
"""

import errno
import fcntl
import hashlib
import io
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flask_babel import lazy_gettext as _l
from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from oic.core import clock
from oic.core.db import db
from oic.core.errors import Message, Refused
from oic.files import kinds, names
from oic.files.kinds import BY_EXTENSION, Kind
from oic.files.models import StoredFile
from oic.web.pages import settings

MEGABYTE = 1024 * 1024
LARGEST_FILE = 10 * MEGABYTE
"""Bytes."""
MOST_FILES = 10
"""With one form."""
_CHUNK = 1 << 18
INCOMING = "incoming"
OTHER = "application/octet-stream"
"""What nobody is asked for and a letter may carry: only ever saved, never shown."""


@dataclass(frozen=True)
class Rejection:
    """One file that was not taken, and why, in words for its sender."""

    name: str
    reason: Message

    def __str__(self) -> str:
        """Both, in the reader's language."""
        return str(_l("“%(name)s”: %(reason)s", name=self.name, reason=self.reason))


def together(rejections: Iterable[Rejection]) -> list[Rejection]:
    """The rejections with one for each reason: what is true of ten files is said once."""
    by_reason: dict[str, list[Rejection]] = {}
    for rejection in rejections:
        by_reason.setdefault(str(rejection.reason), []).append(rejection)
    return [
        Rejection(", ".join(one.name for one in same), same[0].reason)
        for same in by_reason.values()
    ]


class _Sentences:
    """Several rejections as one message, rendered when it is shown."""

    def __init__(self, rejections: Sequence[Rejection]) -> None:
        self._rejections = rejections

    def __str__(self) -> str:
        return "\n".join(str(rejection) for rejection in self._rejections)


class Rejected(Refused):
    """One or several files were not taken; ``rejections`` has each with its reason."""

    def __init__(self, *rejections: Rejection, field: str | None = "files") -> None:
        super().__init__(_Sentences(rejections), field=field)
        self.rejections = rejections


class StorageFull(Refused):
    """The server has no room; nothing was stored."""

    def __init__(self) -> None:
        super().__init__(
            _l(
                "The file could not be stored: there is no room left on our server. Please send "
                "it without the file, or call us."
            ),
            field="files",
        )


@dataclass(frozen=True)
class Received:
    """A checked content on disk that has no row yet, and the clean name it came under."""

    name: str
    sha256: str
    size: int
    media_type: str
    """What it is by its own bytes: one of oic.files.kinds, or OTHER for what came by mail."""


@contextmanager
def shelf(*, exclusive: bool) -> Iterator[Path]:
    """The folder of the files; placing shares it, sweeping has it alone."""
    folder = settings().files_dir
    (folder / INCOMING).mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
        yield folder


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def location(folder: Path, sha256: str) -> Path:
    """Where a content lies under the folder of the files."""
    return folder / sha256[:2] / sha256[2:4] / sha256


def _place(temporary: Path, received: Received) -> None:
    """Move a finished file to its place; one that is there already only becomes fresh again."""
    stamp = clock.now().timestamp()
    os.utime(temporary, (stamp, stamp))
    with shelf(exclusive=False) as folder:
        target = location(folder, received.sha256)
        if target.is_file() and target.stat().st_size == received.size:
            os.utime(target, (stamp, stamp))
            return
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary.replace(target)
        for made in (target.parent, target.parent.parent, folder):
            _sync_folder(made)


def _copy(stream: IO[bytes], descriptor: int, limit: int) -> tuple[str, int]:
    """Copy to disk; give the SHA-256 and the size, which passes the limit by a chunk at most."""
    digest = hashlib.sha256()
    size = 0
    with os.fdopen(descriptor, "wb") as file:
        while size <= limit and (chunk := stream.read(_CHUNK)):
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


_ADVICE = {
    kinds.Locked: _l("it is protected with a password. Please remove it and attach it again."),
    kinds.Macros: _l("it contains macros. Please save it without them or as PDF."),
    kinds.Damaged: _l("it is damaged and cannot be opened."),
}
_NOT_ACCEPTED = _l(
    "files of this kind are not accepted. Please attach a PDF, a document, a spreadsheet, a "
    "presentation, a text or a picture."
)


def _kind(path: Path, name: str) -> Kind:
    """The content's kind, if the name agrees. Raises Rejected."""
    ending = names.extension(name)
    try:
        kind = kinds.tell(path)
    except kinds.Unusable as error:
        raise Rejected(Rejection(name, _ADVICE[type(error)])) from error
    if kind is None or (ending and ending not in BY_EXTENSION):
        raise Rejected(Rejection(name, _NOT_ACCEPTED))
    if ending and kind not in BY_EXTENSION[ending]:
        reason = _l(
            "its name ends in “.%(ending)s” but its content is “.%(content)s”. Please save it "
            "again and attach the new file.",
            ending=ending,
            content=kind.extension,
        )
        raise Rejected(Rejection(name, reason))
    return kind


def _too_large(name: str, limit: int) -> Rejected:
    reason = _l("it is larger than %(limit)s MB.", limit=limit // MEGABYTE)
    return Rejected(Rejection(name, reason))


def receive(stream: IO[bytes], name: str, *, limit: int = LARGEST_FILE) -> Received:
    """Check a content and write it to disk durably; no row is made.

    ``limit`` is in bytes. Raises Rejected with the reason in words, StorageFull when the disk
    is full; then nothing of it stays.
    """
    name = names.clean(name)

    def checked(temporary: Path, sha256: str, size: int) -> Received:
        if size > limit:
            raise _too_large(name, limit)
        if not size:
            raise Rejected(Rejection(name, _l("it is empty.")))
        kind = _kind(temporary, name)
        if names.extension(name):
            return Received(name, sha256, size, kind.value)
        return Received(names.clean(f"{name}.{kind.extension}"), sha256, size, kind.value)

    return _written(stream, limit, checked)


def take(content: bytes, name: str) -> Received:
    """Write what came by mail to disk durably, whatever it is and however large; no row is made.

    A letter that is here cannot be sent back for being of the wrong kind: what the centre asks
    nobody for is kept as bytes that are only ever saved, never opened. Raises StorageFull when
    the disk is full; then nothing of it stays, and the letter stays where it was.
    """
    clean = names.clean(name)

    def told(temporary: Path, sha256: str, size: int) -> Received:
        try:
            kind = kinds.tell(temporary) if size else None
        except kinds.Unusable:
            kind = None
        return Received(clean, sha256, size, kind or OTHER)

    return _written(io.BytesIO(content), len(content), told)


def _written(stream: IO[bytes], limit: int, look: Callable[[Path, str, int], Received]) -> Received:
    """Write, let somebody look at what it is, and put it into its place, or leave nothing."""
    temporary = settings().files_dir / INCOMING / secrets.token_hex(16)
    try:
        with shelf(exclusive=False):
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        received = look(temporary, *_copy(stream, descriptor, limit))
        _place(temporary, received)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StorageFull from error
        raise
    finally:
        temporary.unlink(missing_ok=True)
    return received


def receive_all(
    uploads: Iterable[tuple[IO[bytes], str]], *, already: int = 0, already_bytes: int = 0
) -> tuple[list[Received], list[Rejection]]:
    """Receive the files of one form: those that are fine, and those that are not with reasons.

    ``already`` and ``already_bytes`` count the files that an earlier try of the same form left.
    The total of a form is limited by the setting OIC_UPLOAD_MEGABYTES. Raises StorageFull.
    """
    received: list[Received] = []
    rejections: list[Rejection] = []
    room = settings().upload_megabytes * MEGABYTE - already_bytes
    for stream, name in uploads:
        if already + len(received) >= MOST_FILES:
            reason = _l("only %(most)s files can be sent at once.", most=MOST_FILES)
            rejections.append(Rejection(names.clean(name), reason))
            continue
        try:
            one = receive(stream, name)
        except Rejected as error:
            rejections.extend(error.rejections)
            continue
        if one.size > room:
            limit = settings().upload_megabytes
            reason = _l("together the files are larger than %(limit)s MB.", limit=limit)
            rejections.append(Rejection(one.name, reason))
            continue
        room -= one.size
        received.append(one)
    return received, rejections


def _insert(received: Received) -> Insert:
    values = {
        "sha256": received.sha256,
        "size": received.size,
        "media_type": received.media_type,
        "put_at": clock.now(),
    }
    # Whoever puts the same content at the same moment waits for this row and gets it; the fresh
    # date keeps a sweep that is under way off it.
    if db.session.get_bind().dialect.name == "postgresql":
        pg = postgresql.insert(StoredFile).values(values)
        return pg.on_conflict_do_update(
            index_elements=["sha256"], set_={"put_at": pg.excluded.put_at}
        )
    lite = sqlite.insert(StoredFile).values(values)
    return lite.on_conflict_do_update(
        index_elements=["sha256"], set_={"put_at": lite.excluded.put_at}
    )


def keep(received: Received) -> StoredFile:
    """The row of a received content: a new one, or the one that it had already."""
    statement = _insert(received).returning(StoredFile)
    options = {"populate_existing": True}
    found: StoredFile = db.session.execute(statement, execution_options=options).scalar_one()
    return found


def keep_all(received: Iterable[Received]) -> list[tuple[StoredFile, str]]:
    """Rows and names of several, as an action takes them.

    The rows are written in the order of their hashes, so that two forms with the same files
    never wait for each other crosswise.
    """
    received = list(received)
    rows = {one.sha256: keep(one) for one in sorted(received, key=lambda one: one.sha256)}
    return [(rows[one.sha256], one.name) for one in received]


def open_file(stored: StoredFile) -> IO[bytes]:
    """The content, to read. Raises FileNotFoundError if the data folder has lost it."""
    return location(settings().files_dir, stored.sha256).open("rb")


def refresh(received: Received) -> bool:
    """Keep a content that was received earlier from being swept; False if it was already."""
    stamp = clock.now().timestamp()
    with shelf(exclusive=False) as folder:
        try:
            os.utime(location(folder, received.sha256), (stamp, stamp))
        except FileNotFoundError:
            return False
    return True
