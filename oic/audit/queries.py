"""Reading the trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from datetime import time as wall_time

from sqlalchemy import select

from oic.audit.models import AuditEntry, Verb
from oic.core.clock import local_instant
from oic.core.db import db

PAGE = 50


@dataclass(frozen=True)
class TrailFilter:
    """What of the trail is shown; None and "" mean all."""

    by_id: int | None = None
    """0: what the program did by itself, or somebody without an account."""
    verb: Verb | None = None
    thing_type: str = ""
    thing_id: int | None = None
    first: date | None = None
    """Days in Sofia, both included."""
    last: date | None = None


@dataclass(frozen=True)
class TrailPage:
    """Some entries, newest first, and the number to go on before; None: this is the last page."""

    entries: Sequence[AuditEntry]
    before: int | None


def page(wanted: TrailFilter, *, before: int | None = None, size: int = PAGE) -> TrailPage:
    """A page of the trail, newest first. Entries are numbered in the order they were written."""
    question = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(size + 1)
    if wanted.by_id is not None:
        question = question.where(
            AuditEntry.by_id == wanted.by_id if wanted.by_id else AuditEntry.by_id.is_(None)
        )
    if wanted.verb is not None:
        question = question.where(AuditEntry.verb == wanted.verb)
    if wanted.thing_type:
        question = question.where(AuditEntry.thing_type == wanted.thing_type)
    if wanted.thing_id is not None:
        question = question.where(AuditEntry.thing_id == wanted.thing_id)
    if wanted.first is not None:
        question = question.where(AuditEntry.at >= local_instant(wanted.first, wall_time.min))
    if wanted.last is not None:
        following = wanted.last + timedelta(days=1)
        question = question.where(AuditEntry.at < local_instant(following, wall_time.min))
    if before is not None:
        question = question.where(AuditEntry.id < before)
    found = db.session.scalars(question).all()
    entries = found[:size]
    return TrailPage(entries, entries[-1].id if len(found) > size else None)


def thing_types() -> list[str]:
    """The kinds of thing that stand in the trail."""
    return list(
        db.session.scalars(select(AuditEntry.thing_type).distinct().order_by(AuditEntry.thing_type))
    )
