"""What the outbox is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from oic.core.clock import now
from oic.core.db import db
from oic.mail.models import Letter, LetterState


def counts() -> dict[LetterState, int]:
    """How many letters are in each state; states without letters are 0."""
    rows = db.session.execute(select(Letter.state, func.count()).group_by(Letter.state))
    found = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in LetterState}


@dataclass(frozen=True)
class LetterFilter:
    """What the outbox screen shows; None and "" mean all."""

    state: LetterState | None = None
    kind: str = ""
    to: str = ""
    """Part of the recipient's address or name, in any case."""
    about_type: str = ""
    about_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Key:
    """A place in the list: after this letter."""

    created_at: datetime
    id: int


@dataclass(frozen=True)
class LetterPage:
    """Some letters, newest first, and where the next page begins; None: this is the last."""

    letters: Sequence[Letter]
    after: Key | None


def page(wanted: LetterFilter, *, after: Key | None = None, size: int = 50) -> LetterPage:
    """A page of the outbox, newest first."""
    query = select(Letter).order_by(Letter.created_at.desc(), Letter.id.desc()).limit(size + 1)
    if wanted.state is not None:
        query = query.where(Letter.state == wanted.state)
    if wanted.kind:
        query = query.where(Letter.kind == wanted.kind)
    if wanted.about_type:
        query = query.where(Letter.about_type == wanted.about_type)
    if wanted.about_id is not None:
        query = query.where(Letter.about_id == wanted.about_id)
    if wanted.since is not None:
        query = query.where(Letter.created_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(Letter.created_at < wanted.until)
    if text := wanted.to.strip():
        # SQLite folds the case of ASCII alone; a name is asked for as typed, and capitalised.
        spellings = {text, text.lower(), text.capitalize(), text.title()}
        query = query.where(
            or_(
                Letter.to_email.icontains(text, autoescape=True),
                *(Letter.to_name.contains(one, autoescape=True) for one in sorted(spellings)),
            )
        )
    if after is not None:
        query = query.where(
            or_(
                Letter.created_at < after.created_at,
                and_(Letter.created_at == after.created_at, Letter.id < after.id),
            )
        )
    found = db.session.scalars(query).all()
    more = len(found) > size
    letters = found[:size]
    last = letters[-1] if more else None
    return LetterPage(letters, Key(last.created_at, last.id) if last else None)


def kinds() -> list[str]:
    """The kinds of letter there are, for the filter."""
    return list(db.session.scalars(select(Letter.kind).distinct().order_by(Letter.kind)))


def anything_due() -> bool:
    """Whether a letter is due, or one is on its way and its worker may be gone."""
    due = or_(
        and_(Letter.state == LetterState.QUEUED, Letter.not_before <= now()),
        Letter.state == LetterState.SENDING,
    )
    return db.session.scalar(select(Letter.id).where(due).limit(1)) is not None
