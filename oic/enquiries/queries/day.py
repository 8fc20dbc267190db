"""My day: what is to be done now, in the order in which it is to be done, with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from oic.core.clock import local_instant, today
from oic.core.db import db
from oic.enquiries.models import (
    OPEN_STATES,
    RUNNING_STATES,
    Enquiry,
    FollowUp,
    FollowUpState,
    Reminder,
    State,
)
from oic.mail.models import Letter, LetterState
from oic.staff.models import User

LISTED = 30
"""Lines of one kind on the day; more are behind a link to the register."""


class Why(StrEnum):
    """Why a line is on the day, in the day's order."""

    OVERDUE = "overdue"
    REMINDER = "reminder"
    DUE_TODAY = "due_today"
    NEW = "new"
    CAME_BACK = "came_back"
    DUE_SOON = "due_soon"
    FAILED_LETTER = "failed_letter"
    UNASSIGNED = "unassigned"


@dataclass(frozen=True)
class Line:
    """One thing to do now."""

    why: Why
    enquiry: Enquiry
    reminder: Reminder | None = None
    letter: Letter | None = None


def _mine(user: User) -> ColumnElement[bool]:
    return Enquiry.assignee_id == user.id


def _enquiries(*where: ColumnElement[bool]) -> Sequence[Enquiry]:
    return db.session.scalars(
        select(Enquiry)
        .where(*where)
        .options(
            joinedload(Enquiry.contact),
            joinedload(Enquiry.organisation),
            joinedload(Enquiry.municipality),
        )
        .order_by(Enquiry.due_on, Enquiry.id)
        .limit(200)
    ).all()


def lines(user: User) -> list[Line]:
    """The list "Now" of somebody's day. An enquiry stands in it once, for its first reason.

    Five questions to the database, however much there is to do.
    """
    day = today()
    found: list[Line] = []
    running = _enquiries(_mine(user), Enquiry.state.in_(RUNNING_STATES))
    back = _enquiries(_mine(user), Enquiry.came_back_at.is_not(None))
    found += [Line(Why.OVERDUE, e) for e in running if e.due_on < day]
    found += [Line(Why.REMINDER, r.enquiry, reminder=r) for r in reminders_due(user)]
    found += [Line(Why.DUE_TODAY, e) for e in running if e.due_on == day]
    found += [Line(Why.NEW, e) for e in running if e.seen_by_assignee_at is None]
    found += [Line(Why.CAME_BACK, e) for e in back]
    found += [Line(Why.DUE_SOON, e) for e in running if e.warn_on <= day < e.due_on]
    found += [Line(Why.FAILED_LETTER, e, letter=letter) for e, letter in failed_letters(user)]
    if user.role.value == "manager":
        nobody = _enquiries(Enquiry.assignee_id.is_(None), Enquiry.state.in_(RUNNING_STATES))
        found += [Line(Why.UNASSIGNED, e) for e in nobody]
    seen: set[tuple[int, bool]] = set()
    once = []
    for line in found:
        key = (line.enquiry.id, line.reminder is not None or line.letter is not None)
        if key in seen and line.reminder is None and line.letter is None:
            continue
        seen.add(key)
        once.append(line)
    return once


def reminders_due(user: User) -> Sequence[Reminder]:
    """Somebody's reminders that are due today or were before."""
    until = local_instant(today() + timedelta(days=1), time())
    return db.session.scalars(
        select(Reminder)
        .where(Reminder.user_id == user.id, Reminder.done_at.is_(None), Reminder.due_at < until)
        .options(joinedload(Reminder.enquiry).joinedload(Enquiry.contact))
        .order_by(Reminder.due_at)
        .limit(LISTED)
    ).all()


def failed_letters(user: User) -> list[tuple[Enquiry, Letter]]:
    """Letters about somebody's enquiries that were not delivered."""
    rows = db.session.execute(
        select(Enquiry, Letter)
        .join(Letter, (Letter.about_type == "enquiry") & (Letter.about_id == Enquiry.id))
        .where(_mine(user), Letter.state == LetterState.FAILED)
        .order_by(Letter.id.desc())
        .limit(LISTED)
    )
    return [(enquiry, letter) for enquiry, letter in rows]


def follow_ups_ahead(user: User, days: int = 7) -> Sequence[FollowUp]:
    """Follow-up letters of somebody's enquiries that leave in the coming days."""
    return db.session.scalars(
        select(FollowUp)
        .join(Enquiry, Enquiry.id == FollowUp.enquiry_id)
        .where(
            FollowUp.state == FollowUpState.PLANNED,
            FollowUp.due_on <= today() + timedelta(days=days),
            _mine(user),
        )
        .options(joinedload(FollowUp.enquiry))
        .order_by(FollowUp.due_on)
        .limit(LISTED)
    ).all()


@dataclass(frozen=True)
class Load:
    """Somebody's load against capacity."""

    open: int
    awaiting: int
    capacity: int


def load(user: User) -> Load:
    """How much somebody carries."""
    counts = {
        state: number
        for state, number in db.session.execute(
            select(Enquiry.state, func.count())
            .where(_mine(user), Enquiry.state.in_(OPEN_STATES))
            .group_by(Enquiry.state)
        )
    }
    return Load(sum(counts.values()), counts.get(State.AWAITING_CLIENT, 0), user.capacity)
