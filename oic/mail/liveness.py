"""Proof that a worker lives, for those who would take up its letters.

A worker holds a lock for as long as it lives; the operating system, or PostgreSQL, takes it away
when the process ends, however it ends. No clock is involved: a worker that is slow is not dead,
and the letters of one that was killed are taken up at once.
"""

import fcntl
import hashlib
import os
import secrets
import socket
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import Connection, create_engine, func, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from oic.core.db import db

_LOCK = ".lock"


class Worker(Protocol):
    """A sender of letters with a name of its own, alive until it is closed or dies."""

    @property
    def name(self) -> str:
        """Unique for ever: a restarted worker has another."""

    def is_alive(self, name: str) -> bool:
        """Whether the worker of that name still lives. Call it inside a transaction."""

    def holds(self) -> bool:
        """Whether others still see this worker as alive."""

    def close(self) -> None:
        """Give the proof up."""


def new_worker(data_dir: Path) -> Worker:
    """A worker of the present application's database; lock files of SQLite lie beside it."""
    url = db.engine.url
    if url.get_backend_name() == "postgresql":
        return PostgresqlWorker(url)
    beside = Path(url.database).parent if url.database else data_dir
    return LocalWorker(beside / "workers")


def _new_name() -> str:
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(8)}"


class LocalWorker:
    """Proof by a locked file: all workers of an SQLite database run on its machine."""

    def __init__(self, folder: Path) -> None:
        self.name = _new_name()
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = folder / f"{self.name}.new"
        self._file: IO[bytes] = made.open("xb")
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        made.rename(folder / (self.name + _LOCK))  # seen by others only when it is locked
        self._sweep()

    def is_alive(self, name: str) -> bool:
        """Whether the file is locked. A dead worker's file is removed."""
        if name == self.name:
            return True
        path = self._folder / (name + _LOCK)
        try:
            with path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def holds(self) -> bool:
        """Whether the file still is where others look for it."""
        return (self._folder / (self.name + _LOCK)).exists()

    def close(self) -> None:
        """Unlock."""
        (self._folder / (self.name + _LOCK)).unlink(missing_ok=True)
        self._file.close()

    def _sweep(self) -> None:
        for path in self._folder.glob("*" + _LOCK):
            self.is_alive(path.name.removesuffix(_LOCK))


class PostgresqlWorker:
    """Proof by an advisory lock of a session that does nothing else."""

    def __init__(self, url: URL) -> None:
        self.name = _new_name()
        # A machine that lost its power must not live on for hours in the server's eyes.
        quick = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
        engine = create_engine(
            url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=quick
        )
        self._connection: Connection = engine.connect()
        self._connection.execute(select(func.pg_advisory_lock(_key(self.name))))

    def is_alive(self, name: str) -> bool:
        """Whether somebody holds the lock. Two that ask at once do not both hear no."""
        if name == self.name:
            return True
        free = db.session.scalar(select(func.pg_try_advisory_xact_lock(_key(name))))
        return not free

    def holds(self) -> bool:
        """Whether the session is still there."""
        try:
            self._connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        """End the session."""
        self._connection.close()


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
