"""Every question asked about imports."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from oic.core.clock import now
from oic.core.db import db
from oic.imports.actions.runs import ABANDONED_AFTER
from oic.imports.models import AT_WORK, ImportRun


def run(run_id: int) -> ImportRun | None:
    """A run by its number."""
    return db.session.get(ImportRun, run_id)


def runs(limit: int = 50) -> Sequence[ImportRun]:
    """The runs, the latest first."""
    return db.session.scalars(
        select(ImportRun)
        .options(joinedload(ImportRun.created_by))
        .order_by(ImportRun.id.desc())
        .limit(limit)
    ).all()


def waiting() -> Sequence[int]:
    """The runs that wait for a worker, or whose worker is gone, the oldest first."""
    return db.session.scalars(
        select(ImportRun.id)
        .where(
            ImportRun.state.in_(AT_WORK),
            ImportRun.alive_at.is_(None) | (ImportRun.alive_at < now() - ABANDONED_AFTER),
        )
        .order_by(ImportRun.asked_at, ImportRun.id)
    ).all()
