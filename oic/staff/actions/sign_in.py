"""Signing in and out, the limit on attempts, the sight of a session."""

import hashlib
import math
from datetime import datetime, timedelta

from flask_babel import lazy_ngettext
from sqlalchemy import ColumnElement, delete, func, or_, select, update

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Refused
from oic.core.network import customer
from oic.staff import passwords, queries
from oic.staff.actions.accounts import new_session_key
from oic.staff.actions.links import put_password
from oic.staff.models import SignInAttempt, User

ATTEMPTS = 5
"""Failures for one account from one address within the window, before they must wait: counted
together, so that a stranger elsewhere locks nobody out."""
ADDRESS_ATTEMPTS = 25
"""Failures from one address within the window: a whole office may share one."""
WINDOW = timedelta(minutes=15)
ACCOUNT_ATTEMPTS = 50
"""Failures for one account from all addresses within the longer window: guessing from many
addresses is slowed down too, and no single address reaches it before it must wait itself."""
ACCOUNT_WINDOW = timedelta(hours=1)
KEPT = timedelta(days=1)
SEEN_EVERY = timedelta(minutes=1)
"""How often at most the time of last use is written."""


def _account_hash(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()


def begin_attempt(email: str, address: str) -> int:
    """Count an attempt before the password is looked at, and return its number.

    Counted first, so that many at once cannot slip through between look and count. Raises
    Refused with the minutes to wait when this address has had too many, for the account or for
    all of them, or the account from all addresses; an account that does not exist waits in the
    same way. To be called in a transaction of its own.
    """
    account, address = _account_hash(email), customer(address) or address
    _one_at_a_time(account, address)
    for_account, from_here = SignInAttempt.account_hash == account, SignInAttempt.address == address
    wait = max(
        _wait(for_account & from_here, ATTEMPTS, WINDOW),
        _wait(from_here, ADDRESS_ATTEMPTS, WINDOW),
        _wait(for_account, ACCOUNT_ATTEMPTS, ACCOUNT_WINDOW),
    )
    if wait:
        raise Refused(
            lazy_ngettext(
                "Too many attempts. Try again in %(num)d minute.",
                "Too many attempts. Try again in %(num)d minutes.",
                wait,
            )
        )
    attempt = SignInAttempt(at=now(), account_hash=account, address=address)
    db.session.add(attempt)
    db.session.flush()
    return attempt.id


def _one_at_a_time(*keys: str) -> None:
    """Let nobody else count these until the transaction ends. On SQLite writers wait anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        for key in sorted(keys):
            lock = func.hashtextextended(f"sign-in\n{key}", 0)
            db.session.execute(select(func.pg_advisory_xact_lock(lock)))


def _wait(whose: ColumnElement[bool], limit: int, window: timedelta) -> int:
    """Minutes until there is room for another attempt; 0: there is."""
    latest = list(
        db.session.scalars(
            select(SignInAttempt.at)
            .where(whose, SignInAttempt.at > now() - window)
            .order_by(SignInAttempt.at.desc(), SignInAttempt.id.desc())
            .limit(limit)
        )
    )
    if len(latest) < limit:
        return 0
    return max(1, math.ceil((latest[-1] + window - now()) / timedelta(minutes=1)))


def fail_attempt(email: str) -> None:
    """Put a failed attempt into the trail: with the account where there is one."""
    account = queries.by_email(email)
    record(Verb.SIGN_IN_FAILED, "account", account.id if account else None, by=None)


def sign_in(account: User, attempt_id: int) -> None:
    """Note that somebody signed in: this address's failures for the account are forgotten."""
    attempt = db.session.get(SignInAttempt, attempt_id)
    if attempt is not None:
        db.session.execute(
            delete(SignInAttempt).where(
                SignInAttempt.account_hash == attempt.account_hash,
                SignInAttempt.address == attempt.address,
            )
        )
    account.last_seen_at = now()
    record(Verb.SIGNED_IN, "account", account.id, by=account)


def keep_stronger_hash(account: User, password_hash: str, *, of: str) -> None:
    """Replace a hash by a stronger one of the same password, unless it was changed meanwhile.

    ``of`` is the hash that the password was found to match.
    """
    if account.password_hash == of:
        account.password_hash = password_hash


def sign_out(account: User) -> None:
    """Sign somebody out, everywhere: a copy of the cookie that was just given up opens nothing."""
    account.session_key = new_session_key()
    record(Verb.SIGNED_OUT, "account", account.id, by=account)


def see(account: User) -> None:
    """Note that the account is in use, at most once a minute."""
    db.session.execute(
        update(User)
        .where(
            User.id == account.id,
            or_(User.last_seen_at.is_(None), User.last_seen_at <= now() - SEEN_EVERY),
        )
        .values(last_seen_at=now())
    )


def is_to_be_seen(account: User, at: datetime) -> bool:
    """Whether the time of last use is old enough to be written again."""
    return account.last_seen_at is None or account.last_seen_at <= at - SEEN_EVERY


def change_password(account: User, password: str) -> None:
    """Change one's own password, the present one having been checked. Raises Refused.

    All sessions end; the caller signs the present one in anew.
    """
    passwords.check(password, name=account.name, email=account.email)
    put_password(account, password, by=account)


def sweep() -> None:
    """Forget attempts that no limit looks at any more."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now() - KEPT))
