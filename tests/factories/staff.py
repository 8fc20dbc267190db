"""Accounts, hours and absences."""

from collections.abc import Sequence
from datetime import date, time
from itertools import count
from secrets import token_urlsafe

from oic.core.clock import now
from oic.core.db import db, transaction
from oic.staff import passwords
from oic.staff.models import Absence, AbsenceKind, Role, User, WorkingHours

_numbers = count(1)
NOBODY_KNOWS = "no hash of anything"
FULL_WEEK = tuple((weekday, time(9), time(17, 30)) for weekday in range(5))


def make_user(
    *,
    role: Role | str = Role.EXPERT,
    name: str = "",
    email: str = "",
    password: str | None = None,
    language: str = "bg",
    active: bool = True,
    invited: bool = False,
    spoken_languages: Sequence[str] = ("bg", "en"),
    capacity: int = 20,
    hours: Sequence[tuple[int, time, time]] = FULL_WEEK,
) -> User:
    """Make an account; one without ``password`` cannot sign in by the form.

    ``invited``: it has never had a password. ``hours`` are (weekday, begins, ends), Monday 0, by
    default nine to half past five.
    """
    number = next(_numbers)
    role = Role(role)
    user = User(
        email=email or f"{role.value}{number}@oic.example.bg",
        name=name or f"{role.value.capitalize()} Примерова {number}",
        role=role,
        language=language,
        active=active,
        password_hash=_hash(password, invited=invited),
        session_key=token_urlsafe(24),
        created_at=now(),
        spoken_languages=list(spoken_languages),
        capacity=capacity,
        hours=[WorkingHours(weekday=day, begins=begins, ends=ends) for day, begins, ends in hours],
    )
    with transaction():
        db.session.add(user)
    return user


def _hash(password: str | None, *, invited: bool) -> str | None:
    if invited:
        return None
    return passwords.make_hash(password) if password else NOBODY_KNOWS


def make_absence(
    user: User,
    first_day: date,
    last_day: date | None = None,
    *,
    deputy: User | None = None,
    kind: AbsenceKind = AbsenceKind.LEAVE,
) -> Absence:
    """Send somebody away for whole days, the last one included; by default for one day."""
    absence = Absence(
        user_id=user.id,
        first_day=first_day,
        last_day=last_day or first_day,
        kind=kind,
        deputy_id=deputy.id if deputy else None,
    )
    with transaction():
        db.session.add(absence)
    return absence
