"""Every question asked about colleagues, their hours and their absences."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from oic.centre.queries import calendar
from oic.core.clock import local, now, today
from oic.core.db import db
from oic.mail.models import Letter, LetterState
from oic.staff.mails import SECRET_KINDS
from oic.staff.models import PERMISSIONS, Absence, OneTimeLink, Role, User
from oic.web.access import Permission

OFFICE_DAY = time(9), time(17, 30)
"""When somebody who keeps no hours of her own is here, on every day that the centre works."""
DESK_ROLES = tuple(role for role, allowed in PERMISSIONS.items() if Permission.DESK in allowed)


def _desk() -> Select[Any]:
    return (
        select(User)
        .where(User.active.is_(True), User.role.in_(DESK_ROLES))
        .order_by(User.name, User.id)
    )


def _experts() -> Select[Any]:
    return _desk().where(User.password_hash.is_not(None))


def desk() -> list[User]:
    """Everybody of the desk by name, with their hours; those too who are only invited so far."""
    return list(db.session.scalars(_desk().options(selectinload(User.hours))))


def experts() -> list[User]:
    """The active accounts that enquiries can be assigned to, by name, with their hours."""
    return list(db.session.scalars(_experts().options(selectinload(User.hours))))


def managers() -> list[User]:
    """The active managers, in the order of their accounts: whom letters about the desk go to."""
    return list(
        db.session.scalars(
            select(User).where(User.active, User.role == Role.MANAGER).order_by(User.id)
        )
    )


def user(user_id: int) -> User | None:
    """An account by its number."""
    return db.session.get(User, user_id)


def hold(*user_ids: int) -> None:
    """Hold accounts until the transaction ends, against others who hold them.

    For what is allowed once for a person: the next asks after the first is saved. Nobody who only
    names the account in a row of theirs waits.
    """
    db.session.execute(
        select(User.id)
        .where(User.id.in_(user_ids))
        .order_by(User.id)
        .with_for_update(key_share=True)
    )


def by_email(email: str) -> User | None:
    """The account with an e-mail address, in any case; active or not."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def everybody() -> list[User]:
    """All accounts: the active ones first, then by name."""
    return list(db.session.scalars(select(User).order_by(User.active.desc(), User.name, User.id)))


def anybody() -> bool:
    """Whether there is an account at all."""
    return db.session.scalar(select(User.id).limit(1)) is not None


def active_administrators() -> int:
    """How many active administrators there are."""
    return (
        db.session.scalar(
            select(func.count()).where(User.role == Role.ADMINISTRATOR, User.active.is_(True))
        )
        or 0
    )


def weekly_hours(person: User) -> float:
    """Hours worked in a full week."""
    minutes = sum(
        (ends.hour - begins.hour) * 60 + ends.minute - begins.minute
        for weekday in range(7 if person.hours else 5)
        for begins, ends in stretches(person, weekday)
    )
    return minutes / 60


def _absences() -> Select[Any]:
    return select(Absence).options(joinedload(Absence.user), joinedload(Absence.deputy))


def absence_on(person: User, day: date) -> Absence | None:
    """The absence that a day falls in, if the person is away."""
    return db.session.scalar(
        _absences().where(
            Absence.user_id == person.id,
            Absence.first_day <= day,
            Absence.last_day >= day,
            Absence.ended_at.is_(None),
        )
    )


def on_absence(day: date) -> list[Absence]:
    """Who is away on a day, by name."""
    return absences_between(day, day)


def absences_between(first: date, last: date) -> list[Absence]:
    """The absences that touch a period and have not been ended, by first day and name."""
    return list(
        db.session.scalars(
            _absences()
            .join(User, Absence.user_id == User.id)
            .where(
                Absence.first_day <= last,
                Absence.last_day >= first,
                Absence.ended_at.is_(None),
                User.active.is_(True),
            )
            .order_by(Absence.first_day, User.name, Absence.id)
        )
    )


def coming_absences(days: int = 366) -> list[Absence]:
    """The absences that run or are to come."""
    return absences_between(today(), today() + timedelta(days=days))


def past_absences(limit: int = 100) -> list[Absence]:
    """The absences that are over, the latest first."""
    return list(
        db.session.scalars(
            _absences()
            .where(or_(Absence.last_day < today(), Absence.ended_at.is_not(None)))
            .order_by(Absence.last_day.desc(), Absence.id.desc())
            .limit(limit)
        )
    )


def absence(absence_id: int) -> Absence | None:
    """An absence by its number."""
    return db.session.get(Absence, absence_id)


def overlapping(
    person_id: int, first: date, last: date, *, leave_out: int | None = None
) -> Absence | None:
    """An absence of the person that touches a period, other than ``leave_out``."""
    question = _absences().where(
        Absence.user_id == person_id,
        Absence.first_day <= last,
        Absence.last_day >= first,
        Absence.ended_at.is_(None),
    )
    if leave_out is not None:
        question = question.where(Absence.id != leave_out)
    return db.session.scalar(question.order_by(Absence.first_day).limit(1))


def standing_in(person_id: int, first: date, last: date) -> list[Absence]:
    """The absences of others in a period for which this person is the deputy."""
    return list(
        db.session.scalars(
            _absences()
            .where(
                Absence.deputy_id == person_id,
                Absence.first_day <= last,
                Absence.last_day >= first,
                Absence.ended_at.is_(None),
            )
            .order_by(Absence.first_day)
        )
    )


def present_experts(at: datetime) -> list[User]:
    """The experts who work at an instant, by name; four questions however many they are."""
    moment = local(at)
    if not calendar().is_working(moment.date()):
        return []
    away = {absence.user_id for absence in on_absence(moment.date())}
    return [person for person in experts() if person.id not in away and works_at(person, moment)]


def stretches(person: User, weekday: int) -> list[tuple[time, time]]:
    """When somebody works on a weekday (Monday 0) on which the centre does; empty: not at all."""
    if not person.hours:
        return [OFFICE_DAY]
    return [(one.begins, one.ends) for one in person.hours if one.weekday == weekday]


def works_at(person: User, moment: datetime) -> bool:
    """Whether it is somebody's working time, by the clock in Sofia; absences are another matter."""
    return any(
        begins <= moment.time() < ends for begins, ends in stretches(person, moment.weekday())
    )


def link(token_hash: str) -> OneTimeLink | None:
    """A link that can still be used, by the hash of its token."""
    found = db.session.scalar(select(OneTimeLink).where(OneTimeLink.token_hash == token_hash))
    if found is None or found.used_at is not None or found.expires_at <= now():
        return None
    if found.user is not None and not found.user.active:
        return None
    return found


def has_open_invitation(person: User) -> bool:
    """Whether the person has a link that can still be used and no password yet."""
    if person.password_hash is not None:
        return False
    waiting = select(OneTimeLink.id).where(
        OneTimeLink.user_id == person.id,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now(),
    )
    return db.session.scalar(waiting.limit(1)) is not None


def standing_in_from_now(person: User) -> list[Absence]:
    """The absences that run or are to come in which this person is the deputy."""
    return standing_in(person.id, today(), date.max)


def carries_good_link(letter: Letter) -> bool:
    """Whether the link in a letter about an account still works: no newer one has voided it."""
    person = user(letter.about_id) if letter.about_id is not None else None
    if person is None or not person.active:
        return False
    good = select(OneTimeLink.id).where(
        OneTimeLink.user_id == person.id,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now(),
        OneTimeLink.created_at <= letter.created_at,  # a link is made just before its letter
    )
    return db.session.scalar(good.limit(1)) is not None


def undelivered(people: Iterable[User]) -> dict[int, Letter]:
    """By account the invitation or reset letter that did not arrive, if no newer one left."""
    letters = db.session.scalars(
        select(Letter)
        .where(
            Letter.about_type == "account",
            Letter.about_id.in_([person.id for person in people]),
            Letter.kind.in_(SECRET_KINDS),
        )
        .order_by(Letter.created_at, Letter.id)
    )
    latest = {letter.about_id: letter for letter in letters if letter.about_id is not None}
    return {key: one for key, one in latest.items() if one.state is LetterState.FAILED}
