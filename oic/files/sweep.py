"""Removing files that nothing uses: forms that were never sent, rows that were erased."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Column, delete, exists, select

from oic.core import clock
from oic.core.db import Base, db
from oic.files.models import StoredFile
from oic.files.store import INCOMING, location, shelf

GRACE = timedelta(days=1)
"""A form that is being filled in may still be sent."""


def _users() -> Iterator[Column[int]]:
    """Every column of every table that points at a stored file, whichever part it belongs to."""
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column is StoredFile.__table__.c.id:
                yield key.parent


def forget_unused() -> int:
    """Delete the rows that nothing points at and nobody has put for a day; how many.

    Inside a transaction; the contents go afterwards, with :func:`remove_contents`.
    """
    unused = (
        select(StoredFile.id)
        .where(StoredFile.put_at < clock.now() - GRACE)
        .where(*(~exists().where(column == StoredFile.id) for column in _users()))
    )
    done = db.session.execute(
        delete(StoredFile).where(StoredFile.id.in_(unused), StoredFile.put_at < clock.now() - GRACE)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _old(path: Path, before: datetime) -> bool:
    return path.is_file() and path.stat().st_mtime < before.timestamp()


def remove_contents() -> int:
    """Remove from disk what has no row and nobody has sent for a day; how many.

    Outside a transaction. While it runs nothing is placed, so that a content which somebody
    sends again at this moment is either found fresh and stays, or is written anew.
    """
    before = clock.now() - GRACE
    removed = 0
    with shelf(exclusive=True) as folder:
        old = [path for path in folder.glob("*/*/*") if _old(path, before)]
        kept = set(db.session.scalars(select(StoredFile.sha256)))
        for path in old:
            if path.name not in kept and path == location(folder, path.name):
                path.unlink()
                removed += 1
        for path in (folder / INCOMING).iterdir():
            if _old(path, before):
                path.unlink()
                removed += 1
    return removed
