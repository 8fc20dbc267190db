"""Limits on how often one may do a thing: so many times in a sliding window."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete, func, select

from oic.core import clock
from oic.core.db import db
from oic.core.network import customer
from oic.web.models import RateEvent

LONGEST_WINDOW = 86_400
"""Seconds; what is older is swept."""


def _key(key: str) -> str:
    """A network address as its customer's; an e-mail address or an account as a hash only."""
    return customer(key) or hashlib.sha256(key.strip().casefold().encode()).hexdigest()


def _used(action: str, key: str, seconds: int) -> int:
    """How often within the window. Raises ValueError for one that the sweep would cut short."""
    if seconds > LONGEST_WINDOW:
        message = f"a window of {seconds} s is longer than what is kept ({LONGEST_WINDOW} s)"
        raise ValueError(message)
    since = clock.now() - timedelta(seconds=seconds)
    used = db.session.scalar(
        select(func.count())
        .select_from(RateEvent)
        .where(RateEvent.action == action, RateEvent.key == key, RateEvent.at > since)
    )
    return used or 0


def has_room(action: str, key: str, limit: int, seconds: int) -> bool:
    """Whether :func:`within_limit` would allow it at present. Counts nothing."""
    return _used(action, _key(key), seconds) < limit


def take_turns(action: str, key: str) -> str:
    """Let those who do ``action`` for the same ``key`` at once do it one after the other.

    Until the transaction ends: two at once would both see the last free place. On SQLite writers
    wait anyway. Gives the key as it is kept.
    """
    key = _key(key)
    if db.session.get_bind().dialect.name == "postgresql":
        lock = func.hashtextextended(f"{action}\n{key}", 0)
        db.session.execute(select(func.pg_advisory_xact_lock(lock)))
    return key


def within_limit(action: str, key: str, limit: int, seconds: int, *, times: int = 1) -> bool:
    """Whether ``key`` may do ``action`` once more within the window, and if so count it.

    ``key`` is whose: a network address, an e-mail address, an account. What is refused is not
    counted, so that waiting helps. ``times`` counts a large thing for several. Call it inside a
    transaction. Raises ValueError for a window of over a day, which the sweep would cut short.
    """
    key = take_turns(action, key)
    if _used(action, key, seconds) + times > limit:
        return False
    db.session.add_all(RateEvent(action=action, key=key, at=clock.now()) for _ in range(times))
    db.session.flush()
    return True


def sweep() -> int:
    """Forget what no window needs any more; the number forgotten. For the jobs."""
    before = clock.now() - timedelta(seconds=LONGEST_WINDOW)
    done = db.session.execute(delete(RateEvent).where(RateEvent.at <= before))
    return int(done.rowcount)  # type: ignore[attr-defined]
