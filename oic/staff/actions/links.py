"""One-time links: the invitation, the reset, the first administrator."""

import hashlib
import secrets
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Refused
from oic.mail.actions import queue, retry, withdraw
from oic.mail.models import Letter
from oic.staff import mails, passwords, queries
from oic.staff.actions.accounts import AccountDetails, add_account, new_session_key
from oic.staff.models import LinkPurpose, OneTimeLink, User

INVITATION_LASTS = timedelta(hours=72)
RESET_LASTS = timedelta(hours=1)
TOKEN_BYTES = 32
"""256 bits; only their SHA-256 is kept, so that a copy of the database opens no account."""


def token_hash(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _make(purpose: LinkPurpose, account: User | None, lasts: timedelta, *, by: User | None) -> str:
    """Write a link and return its token; earlier ones of the same account are void."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    _void(account, by=by)
    db.session.add(
        OneTimeLink(
            purpose=purpose,
            user=account,
            token_hash=token_hash(token),
            created_at=now(),
            expires_at=now() + lasts,
        )
    )
    return token


def _void(account: User | None, *, by: User | None) -> None:
    """Let no earlier link work, and no letter leave that carries one."""
    owner = OneTimeLink.user_id.is_(None) if account is None else OneTimeLink.user_id == account.id
    db.session.execute(
        update(OneTimeLink).where(owner, OneTimeLink.used_at.is_(None)).values(used_at=now())
    )
    if account is not None:
        withdraw(("account", account.id), mails.SECRET_KINDS, by=by)


def _use(token: str) -> OneTimeLink:
    """Use a link up, for one request even when two arrive at once. Raises Refused."""
    used = db.session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.token_hash == token_hash(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now(),
        )
        .values(used_at=now())
        .returning(OneTimeLink.id)
    ).scalar()
    found = db.session.get(OneTimeLink, used) if used is not None else None
    if found is None or (found.user is not None and not found.user.active):
        raise Refused(_l("This link has been used or is too old. Ask for a new one."))
    return found


def invite(account: User, *, by: User | None, send: bool = True) -> str:
    """Make the link by which a new colleague sets a password; by letter if ``send``.

    Returns the token, for the one who has to hand the link over.
    """
    token = _make(LinkPurpose.INVITATION, account, INVITATION_LASTS, by=by)
    if send:
        _post(mails.invitation(account, token, invited_by=by.name if by else ""), account)
    record(Verb.INVITED, "account", account.id, by=by)
    return token


def send_reset(account: User, *, by: User | None, send: bool = True) -> str:
    """Make the link by which somebody sets a new password; by letter if ``send``."""
    token = _make(LinkPurpose.RESET, account, RESET_LASTS, by=by)
    if send:
        _post(mails.reset(account, token), account)
    record(Verb.RESET_ASKED, "account", account.id, by=by)
    return token


def ask_for_reset(email: str) -> None:
    """Send a reset letter where the address has an active account; else do nothing.

    Who has no password yet gets the invitation anew.
    """
    account = queries.by_email(email)
    if account is None or not account.active:
        return
    if account.password_hash is None:
        invite(account, by=None)
    else:
        send_reset(account, by=None)


def _post(letter: mails.AccountLetter, account: User) -> None:
    queue(
        kind=letter.kind,
        to_email=account.email,
        to_name=account.name,
        subject=letter.subject,
        text=letter.text,
        language=account.language,
        automatic=True,
        about=("account", account.id),
    )


def retry_letter(letter: Letter, *, by: User | None) -> None:
    """Let a letter with a link leave at once. Raises Refused when the link does not work any more.

    Also raises what :func:`oic.mail.actions.retry` raises.
    """
    if not queries.carries_good_link(letter):
        raise Refused(
            _l(
                "The link in this letter no longer works. Instead, the administrator sends the "
                "invitation again, or a link to a new password, from the person's page."
            )
        )
    retry(letter, by=by)


def set_password_by_link(token: str, password: str) -> User:
    """Use a link: set the password, end the account's sessions, begin anew. Raises Refused.

    A password that is refused leaves the link as it was.
    """
    link = queries.link(token_hash(token))
    if link is None or link.user is None:
        raise Refused(_l("This link has been used or is too old. Ask for a new one."))
    passwords.check(password, name=link.user.name, email=link.user.email)
    account = _use(token).user
    assert account is not None  # noqa: S101 - held by the question above
    put_password(account, password, by=account)
    account.last_seen_at = now()  # at work from here on, however long she was away
    return account


def put_password(account: User, password: str, *, by: User | None) -> None:
    """Keep a checked password; sessions end and other links are void."""
    account.password_hash = passwords.make_hash(password)
    account.session_key = new_session_key()
    _void(account, by=by)
    record(Verb.PASSWORD_SET, "account", account.id, by=by)


def first_administrator_link() -> str | None:
    """The address that creates the first administrator; None once there is an account.

    Each call makes a new link and voids the one before.
    """
    if queries.anybody():
        return None
    return mails.address(
        "staff.first", token=_make(LinkPurpose.FIRST_ADMINISTRATOR, None, INVITATION_LASTS, by=None)
    )


def create_first_administrator(token: str, details: AccountDetails, password: str) -> User:
    """Use the first-start link: make the administrator's account. Raises Refused."""
    link = queries.link(token_hash(token))
    if link is None or link.purpose is not LinkPurpose.FIRST_ADMINISTRATOR or queries.anybody():
        raise Refused(_l("This link has been used or is too old. Ask for a new one."))
    passwords.check(password, name=details.name, email=details.email)
    account = add_account(details, by=None)
    _use(token)
    put_password(account, password, by=account)
    return account
