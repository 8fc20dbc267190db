"""Limits on how often one may do a thing: so many times in a sliding window."""

import hashlib
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import delete, func, select

from oic.core import clock
from oic.core.db import db
from oic.web.models import RateEvent

LONGEST_WINDOW = 86_400
"""Seconds; what is older is swept."""


def _key(key: str) -> str:
    """An IPv6 address stands for its /64 (one customer has them all); an IPv4 for itself.

    Whatever else (an e-mail address, an account) is kept as a hash, for comparing only.
    """
    try:
        address = ip_address(key.split("%", maxsplit=1)[0])
    except ValueError:
        return hashlib.sha256(key.strip().casefold().encode()).hexdigest()
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((address, 64), strict=False))
    return str(address)


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


def within_limit(action: str, key: str, limit: int, seconds: int, *, times: int = 1) -> bool:
    """Whether ``key`` may do ``action`` once more within the window, and if so count it.

    ``key`` is whose: a network address, an e-mail address, an account. What is refused is not
    counted, so that waiting helps. ``times`` counts a large thing for several. Call it inside a
    transaction. Raises ValueError for a window of over a day, which the sweep would cut short.
    """
    key = _key(key)
    if db.session.get_bind().dialect.name == "postgresql":
        # Two at once would both see the last free place. On SQLite writers wait anyway.
        lock = func.hashtextextended(f"{action}\n{key}", 0)
        db.session.execute(select(func.pg_advisory_xact_lock(lock)))
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
