"""The secret address of an expert's calendar: given once, known here by its hash alone."""

import hashlib
import secrets

from sqlalchemy import delete, select

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.clock import now
from oic.core.db import db
from oic.receptions.models import CalendarFeed
from oic.staff import queries as staff
from oic.staff.models import User


def open_feed(user: User) -> str:
    """Give somebody a new address; the one before it no longer works. The address's secret."""
    staff.hold(user.id)
    _forget(user)
    token = secrets.token_urlsafe(24)
    feed = CalendarFeed(user_id=user.id, token_hash=_hash(token), created_at=now())
    db.session.add(feed)
    db.session.flush()
    record(Verb.CREATED, "calendar_feed", feed.id, by=user)
    return token


def close_feed(user: User) -> None:
    """Let the address of somebody's calendar no longer work."""
    staff.hold(user.id)
    if _forget(user):
        record(Verb.REMOVED, "calendar_feed", user.id, by=user)


def feed_of(user: User) -> CalendarFeed | None:
    """Somebody's address, if there is one; the secret itself is not known."""
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.user_id == user.id))


def whose(token: str) -> User | None:
    """Whose calendar an address shows; None for one that was never given or was revoked."""
    feed = db.session.scalar(select(CalendarFeed).where(CalendarFeed.token_hash == _hash(token)))
    return feed.user if feed is not None and feed.user.active else None


def _forget(user: User) -> bool:
    gone = db.session.execute(
        delete(CalendarFeed).where(CalendarFeed.user_id == user.id).returning(CalendarFeed.id)
    )
    return bool(gone.all())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
