"""Adding, changing, deactivating accounts; hours and what a person can carry."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import time

from flask_babel import lazy_gettext as _l

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Refused
from oic.core.numbers import is_email
from oic.staff import queries
from oic.staff.models import HIGHEST_CAPACITY, Role, User, WorkingHours

DEFAULT_STRETCHES = ((time(9), time(12, 30)), (time(13), time(17, 30)))
DEFAULT_HOURS = dict.fromkeys(range(5), DEFAULT_STRETCHES)
"""Monday to Friday, 09:00–12:30 and 13:00–17:30."""
SPOKEN_LANGUAGES = ("bg", "en", "de", "fr", "ru", "tr", "es", "it", "el", "ro")
"""What the desk offers to choose from: the languages that people write in."""

Hours = Mapping[int, Sequence[tuple[time, time]]]
"""By weekday, Monday is 0: the stretches of that day."""


@dataclass(frozen=True)
class AccountDetails:
    """What the administrator decides about an account."""

    email: str
    name: str
    role: Role
    language: str = "bg"
    position_bg: str = ""
    position_en: str = ""


def new_session_key() -> str:
    """A fresh key: every session that carries another one is over."""
    return secrets.token_urlsafe(24)


def _checked(details: AccountDetails, *, own: User | None = None) -> AccountDetails:
    email, name = details.email.strip().lower(), " ".join(details.name.split())
    if not is_email(email):
        raise Refused(_l("This is not an e-mail address."), field="email")
    if not name:
        raise Refused(_l("A name is needed: it stands under every answer."), field="name")
    other = queries.by_email(email)
    if other is not None and other is not own:
        raise Refused(_l("Another account has this e-mail address."), field="email")
    return AccountDetails(
        email=email,
        name=name,
        role=details.role,
        language=details.language,
        position_bg=details.position_bg.strip(),
        position_en=details.position_en.strip(),
    )


def add_account(details: AccountDetails, *, by: User | None) -> User:
    """Add an account without a password, with the usual hours.

    Raises Refused for an address that is wrong or taken.
    """
    details = _checked(details)
    account = User(
        **asdict(details),
        active=True,
        session_key=new_session_key(),
        created_at=now(),
        spoken_languages=["bg"],
        hours=_rows(DEFAULT_HOURS),
    )
    db.session.add(account)
    db.session.flush()
    record(Verb.CREATED, "account", account.id, by=by, detail={"role": account.role.value})
    return account


def change_account(account: User, details: AccountDetails, *, by: User) -> None:
    """Change an account's details. Raises Refused when the last administrator would be lost."""
    details = _checked(details, own=account)
    if account.role is Role.ADMINISTRATOR and details.role is not Role.ADMINISTRATOR:
        _keep_an_administrator(account)
    changed: dict[str, object] = {}
    for field, value in asdict(details).items():
        before = getattr(account, field)
        if before == value:
            continue
        setattr(account, field, value)
        # A name and an address are personal: the trail says that they changed, not from what.
        changed[field] = [before, value] if field in {"role", "language"} else True
    if not changed:
        return
    if "role" in changed:
        account.session_key = new_session_key()  # what the old role had open is closed
    record(Verb.CHANGED, "account", account.id, by=by, detail=changed)


def change_own_account(account: User, *, name: str, language: str) -> None:
    """Change one's own name and language of the program."""
    name = " ".join(name.split())
    if not name:
        raise Refused(_l("A name is needed: it stands under every answer."), field="name")
    changed: dict[str, object] = {}
    if account.name != name:
        changed["name"] = True
        account.name = name
    if account.language != language:
        changed["language"] = [account.language, language]
        account.language = language
    if changed:
        record(Verb.CHANGED, "account", account.id, by=account, detail=changed)


def _keep_an_administrator(account: User) -> None:
    if account.active and queries.active_administrators() <= 1:
        raise Refused(
            _l("This is the last administrator. Make somebody else one first."), field="role"
        )


def deactivate(account: User, *, by: User | None) -> None:
    """End an account's use and its sessions; what it did stays. Not the last administrator."""
    if not account.active:
        return
    if by is not None and account.id == by.id:
        raise Refused(_l("Nobody deactivates the account that they are signed in with."))
    if account.role is Role.ADMINISTRATOR:
        _keep_an_administrator(account)
    account.active = False
    account.session_key = new_session_key()
    record(Verb.DEACTIVATED, "account", account.id, by=by)


def activate(account: User, *, by: User | None) -> None:
    """Let a deactivated account be used again, with the password it had."""
    if account.active:
        return
    account.active = True
    record(Verb.ACTIVATED, "account", account.id, by=by)


def _rows(hours: Hours) -> list[WorkingHours]:
    return [
        WorkingHours(weekday=weekday, begins=begins, ends=ends)
        for weekday, stretches in sorted(hours.items())
        for begins, ends in sorted(stretches)
    ]


def _check_hours(hours: Hours) -> None:
    for weekday, stretches in hours.items():
        end = None
        for begins, ends in sorted(stretches):
            if begins >= ends:
                raise Refused(_l("A stretch must end after it begins."), field=f"day_{weekday}")
            if end is not None and begins < end:
                raise Refused(_l("Two stretches overlap."), field=f"day_{weekday}")
            end = ends


def set_hours(account: User, hours: Hours, *, by: User) -> None:
    """Replace the weekly hours. Raises Refused for stretches that overlap or end too early."""
    _check_hours(hours)
    before = _spelled(account.hours)
    account.hours = _rows(hours)
    after = _spelled(account.hours)
    if before != after:
        record(Verb.CHANGED, "account", account.id, by=by, detail={"hours": [before, after]})


def _spelled(rows: Sequence[WorkingHours]) -> list[str]:
    return [f"{row.weekday + 1} {row.begins:%H:%M}-{row.ends:%H:%M}" for row in rows]


def set_capability(
    account: User, *, spoken_languages: Sequence[str], capacity: int, by: User
) -> None:
    """Set the languages that a person answers in and how many open enquiries she can carry."""
    if not 1 <= capacity <= HIGHEST_CAPACITY:
        raise Refused(
            _l("A whole number from 1 to %(highest)d.", highest=HIGHEST_CAPACITY),
            field="capacity",
        )
    spoken = [code for code in SPOKEN_LANGUAGES if code in spoken_languages]
    if not spoken:
        raise Refused(_l("Choose at least one language."), field="spoken_languages")
    changed: dict[str, object] = {}
    if account.spoken_languages != spoken:
        changed["spoken_languages"] = [account.spoken_languages, spoken]
        account.spoken_languages = spoken
    if account.capacity != capacity:
        changed["capacity"] = [account.capacity, capacity]
        account.capacity = capacity
    if changed:
        record(Verb.CHANGED, "account", account.id, by=by, detail=changed)
