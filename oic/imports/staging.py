"""Rows of a table that are understood, put aside on disk until they are written in one go."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from oic.core.clock import now


class Staging:
    """Rows that are ready, on disk: a database of its own, thrown away afterwards."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.unlink(missing_ok=True)
        self.path = path
        self._kept = sqlite3.connect(path, isolation_level=None)
        path.chmod(0o600)
        self._kept.executescript(
            """
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            CREATE TABLE row (
                n INTEGER PRIMARY KEY,
                at TEXT NOT NULL,
                key TEXT NOT NULL UNIQUE,
                data TEXT NOT NULL
            );
            CREATE TABLE organisation (n INTEGER PRIMARY KEY, ident TEXT UNIQUE, data TEXT);
            CREATE TABLE contact (n INTEGER PRIMARY KEY, ident TEXT UNIQUE, data TEXT);
            CREATE TABLE found (ident TEXT PRIMARY KEY, id INTEGER NOT NULL);
            """
        )
        self._kept.execute("BEGIN")

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Throw it away."""
        self._kept.close()
        self.path.unlink(missing_ok=True)

    def free_key(self, key: str) -> tuple[str, int]:
        """The key, or the key with the number of times that this very row stands in the table."""
        number, given = 1, key
        while self._one("SELECT 1 FROM row WHERE key = ?", given):
            number += 1
            given = f"{key[:58]}-{number}"
        return given, number

    def add(self, number: int, at: str, key: str, data: dict[str, Any]) -> None:
        """Put a row aside."""
        self._kept.execute(
            "INSERT INTO row VALUES (?, ?, ?, ?)",
            (number, at, key, json.dumps(data, ensure_ascii=False)),
        )

    def drop(self, keys: Iterable[str]) -> int:
        """Take rows back that are in the register already; how many."""
        dropped = 0
        for key in keys:
            dropped += self._kept.execute("DELETE FROM row WHERE key = ?", (key,)).rowcount
        return dropped

    def client(self, table: str, ident: str, data: Callable[[], dict[str, Any]]) -> int:
        """The number of a new client by what it is known by; made where it is not there yet."""
        found = self._one(f"SELECT n FROM {table} WHERE ident = ?", ident)  # noqa: S608 - our own name
        if found is not None:
            return int(found)
        made = self._kept.execute(
            f"INSERT INTO {table} (ident, data) VALUES (?, ?)",  # noqa: S608 - our own name
            (ident, json.dumps(data(), ensure_ascii=False)),
        )
        return int(made.lastrowid or 0)

    def remembered(self, ident: str) -> int | None:
        """What was found in the register for this before; 0: nothing. None: not asked yet."""
        found = self._one("SELECT id FROM found WHERE ident = ?", ident)
        return None if found is None else int(found)

    def remember(self, ident: str, number: int) -> None:
        """Keep what was found in the register; 0: nothing."""
        self._kept.execute("INSERT OR REPLACE INTO found VALUES (?, ?)", (ident, number))

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self._one(f"SELECT count(*) FROM {table}") or 0)  # noqa: S608 - our own name

    def every(self, table: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The clients of a table, by number."""
        rows = self._kept.execute(f"SELECT n, data FROM {table} ORDER BY n")  # noqa: S608 - our own name
        return ((int(number), json.loads(data)) for number, data in rows)

    def rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The rows by the moment at which they were received, each with its key."""
        rows = self._kept.execute("SELECT key, data FROM row ORDER BY at, n")
        return ((str(key), json.loads(data)) for key, data in rows)

    def of_years(self) -> dict[int, int]:
        """How many rows of each year there are."""
        rows = self._kept.execute("SELECT substr(at, 1, 4), count(*) FROM row GROUP BY 1")
        return {int(year): int(number) for year, number in rows}

    def keys(self, after: str, most: int) -> list[str]:
        """Keys in order, so many after one."""
        rows = self._kept.execute(
            "SELECT key FROM row WHERE key > ? ORDER BY key LIMIT ?", (after, most)
        )
        return [str(key) for (key,) in rows]

    def _one(self, statement: str, *given: object) -> Any:  # noqa: ANN401 - SQLite's value
        row = self._kept.execute(statement, given).fetchone()
        return None if row is None else row[0]


def staging_path(folder: Path) -> Path:
    """Where a table is put aside: a name of its own, under the data folder."""
    return folder / "imports" / f"{now():%Y%m%d%H%M%S%f}.sqlite3"
