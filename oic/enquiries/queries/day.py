"""My day: what is to be done now, in the order in which it is to be done, with the reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from oic.clients.models import Contact
from oic.core.clock import local, local_instant, today
from oic.core.db import db
from oic.core.working_days import WorkCalendar
from oic.enquiries.models import (
    OPEN_STATES,
    RUNNING_STATES,
    Draft,
    Enquiry,
    FollowUp,
    FollowUpState,
    Reminder,
    State,
)
from oic.enquiries.queries.register import Due, due_condition
from oic.mail.models import Letter, LetterState
from oic.staff.models import User
from oic.web.access import Permission

LISTED = 30
"""Lines of one kind on the day; more are behind a link to the register."""
READ = 300
"""Of so many the day is made: nobody carries more, and the page stays quick for one who does."""
WEEK_DAYS = 7
"""How far "the week at a glance" looks beyond today, like the register's "due in seven days"."""
DRAFTS = 6


class Why(StrEnum):
    """Why a line is on the day, in the day's order."""

    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    ACKNOWLEDGE = "acknowledge"
    """The client has heard nothing yet, and the day for it has come."""
    NEW = "new"
    CAME_BACK = "came_back"
    REMINDER = "reminder"
    DUE_SOON = "due_soon"
    FAILED_LETTER = "failed_letter"
    UNASSIGNED = "unassigned"


@dataclass(frozen=True)
class Line:
    """One thing to do now. ``also`` are the further reasons that its enquiry would have."""

    why: Why
    enquiry: Enquiry
    also: tuple[Why, ...] = ()
    reminder: Reminder | None = None
    letter: Letter | None = None

    @property
    def key(self) -> str:
        """What tells the line from every other on the page."""
        if self.reminder:
            return f"reminder-{self.reminder.id}"
        return f"letter-{self.letter.id}" if self.letter else f"enquiry-{self.enquiry.id}"


@dataclass(frozen=True)
class Now:
    """The list "Now": its lines, and how many of each kind were left out."""

    lines: list[Line]
    more: dict[Why, int] = field(default_factory=dict)


def _mine(user: User) -> ColumnElement[bool]:
    return Enquiry.assignee_id == user.id


def _shown() -> tuple[_AbstractLoad, ...]:
    """What a line says of an enquiry, read along with it."""
    return (
        joinedload(Enquiry.contact).options(
            joinedload(Contact.organisation),
            selectinload(Contact.emails),
            selectinload(Contact.phones),
        ),
        joinedload(Enquiry.organisation),
        joinedload(Enquiry.municipality),
        joinedload(Enquiry.standing_in_for),
    )


def _enquiries(*where: ColumnElement[bool]) -> Sequence[Enquiry]:
    return db.session.scalars(
        select(Enquiry)
        .where(*where)
        .options(*_shown())
        .order_by(Enquiry.due_on, Enquiry.id)
        .limit(READ)
    ).all()


def now_for(user: User) -> Now:
    """The list "Now" of somebody's day. An enquiry stands in it once, for its first reason.

    A reminder and a letter that was not delivered are things to do of their own, and stand beside
    it. The number of questions to the database does not grow with what there is to do.
    """
    found = [*_of_enquiries(user)]
    found += [Line(Why.REMINDER, r.enquiry, reminder=r) for r in reminders_until(user, today())]
    found += [Line(Why.FAILED_LETTER, e, letter=letter) for e, letter in failed_letters(user)]
    if user.may(Permission.MANAGE):
        nobody = _enquiries(Enquiry.assignee_id.is_(None), Enquiry.state.in_(RUNNING_STATES))
        found += [Line(Why.UNASSIGNED, enquiry) for enquiry in nobody]
    lines: list[Line] = []
    more: dict[Why, int] = {}
    for why in Why:
        group = [line for line in found if line.why is why]
        if why is Why.CAME_BACK:  # whoever has waited longest comes first
            group.sort(key=lambda line: line.enquiry.came_back_at or line.enquiry.received_at)
        lines += group[:LISTED]
        if len(group) > LISTED:
            more[why] = len(group) - LISTED
    return Now(lines, more)


def _of_enquiries(user: User) -> Iterable[Line]:
    day = today()
    running = Enquiry.state.in_(RUNNING_STATES)
    near = or_(Enquiry.warn_on <= day, Enquiry.due_on <= day)
    unheard = and_(Enquiry.acknowledged_at.is_(None), Enquiry.acknowledge_by <= day)
    wanted = or_(
        and_(running, or_(near, unheard, Enquiry.seen_by_assignee_at.is_(None))),
        Enquiry.came_back_at.is_not(None),
    )
    for enquiry in _enquiries(_mine(user), wanted):
        first, *also = reasons(enquiry, day)
        yield Line(first, enquiry, tuple(also))


def reasons(enquiry: Enquiry, day: date) -> list[Why]:
    """Why its assignee should look at an enquiry on a day, the most urgent reason first."""
    runs = enquiry.state in RUNNING_STATES
    held = {
        Why.OVERDUE: runs and enquiry.due_on < day,
        Why.DUE_TODAY: runs and enquiry.due_on == day,
        Why.ACKNOWLEDGE: runs and enquiry.acknowledged_at is None and enquiry.acknowledge_by <= day,
        Why.NEW: runs and enquiry.seen_by_assignee_at is None,
        Why.CAME_BACK: enquiry.came_back_at is not None,
        Why.DUE_SOON: runs and enquiry.warn_on <= day < enquiry.due_on,
    }
    return [why for why, holds in held.items() if holds]


@dataclass(frozen=True)
class Desk:
    """How the whole desk stands."""

    overdue: int
    due_soon: int


def of_desk() -> Desk:
    """How many running enquiries are overdue, and how many due today or soon."""
    late, near = (func.count().filter(due_condition(due)) for due in (Due.OVERDUE, Due.SOON))
    row = db.session.execute(select(late, near).where(Enquiry.state.in_(RUNNING_STATES))).one()
    return Desk(overdue=row[0], due_soon=row[1])


def nobody_has() -> int:
    """How many running enquiries nobody has taken."""
    nobody = (Enquiry.assignee_id.is_(None), Enquiry.state.in_(RUNNING_STATES))
    return db.session.scalar(select(func.count()).where(*nobody)) or 0


def reminders_until(user: User, day: date, since: date | None = None) -> Sequence[Reminder]:
    """Somebody's reminders up to the end of a day, by the hour; ``since`` leaves out earlier."""
    wanted = [
        Reminder.user_id == user.id,
        Reminder.done_at.is_(None),
        Reminder.due_at < local_instant(day + timedelta(days=1), time()),
    ]
    if since is not None:
        wanted.append(Reminder.due_at >= local_instant(since, time()))
    return db.session.scalars(
        select(Reminder)
        .where(*wanted)
        .options(joinedload(Reminder.enquiry).options(*_shown()))
        .order_by(Reminder.due_at, Reminder.id)
        .limit(READ)
    ).all()


def failed_letters(user: User) -> list[tuple[Enquiry, Letter]]:
    """Letters about somebody's enquiries that were not delivered, the newest first.

    Those about what nobody has are a manager's.
    """
    hers = _mine(user)
    if user.may(Permission.MANAGE):
        hers = or_(hers, Enquiry.assignee_id.is_(None))
    rows = db.session.execute(
        select(Enquiry, Letter)
        .join(Letter, (Letter.about_type == "enquiry") & (Letter.about_id == Enquiry.id))
        .where(hers, Letter.state == LetterState.FAILED)
        .options(*_shown())
        .order_by(Letter.id.desc())
        .limit(READ)
    )
    return [(enquiry, letter) for enquiry, letter in rows]


@dataclass
class DayAhead:
    """One of the coming days: what falls due, what leaves, what one is reminded of."""

    day: date
    due: list[Enquiry] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    reminders: list[Reminder] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is planned."""
        return not (self.due or self.follow_ups or self.reminders)


def week(user: User, calendar: WorkCalendar) -> list[DayAhead]:
    """Today and the coming seven days; days off only where something stands on them."""
    first = today()
    last = first + timedelta(days=WEEK_DAYS)
    days = {
        day: DayAhead(day)
        for day in (first + timedelta(days=number) for number in range(WEEK_DAYS + 1))
    }
    for enquiry in _enquiries(
        _mine(user),
        Enquiry.state.in_(RUNNING_STATES),
        Enquiry.due_on >= first,
        Enquiry.due_on <= last,
    ):
        days[enquiry.due_on].due.append(enquiry)
    for follow_up in _follow_ups_until(user, last):
        days[max(follow_up.due_on, first)].follow_ups.append(follow_up)
    for reminder in reminders_until(user, last, since=first + timedelta(days=1)):
        days[local(reminder.due_at).date()].reminders.append(reminder)
    return [found for day, found in days.items() if calendar.is_working(day) or not found.is_empty]


def _follow_ups_until(user: User, last: date) -> Sequence[FollowUp]:
    return db.session.scalars(
        select(FollowUp)
        .join(Enquiry, Enquiry.id == FollowUp.enquiry_id)
        .where(FollowUp.state == FollowUpState.PLANNED, FollowUp.due_on <= last, _mine(user))
        .options(joinedload(FollowUp.enquiry))
        .order_by(FollowUp.due_on, FollowUp.id)
        .limit(READ)
    ).all()


def drafts(user: User) -> list[tuple[Draft, Enquiry | None]]:
    """What somebody has begun to write, the newest first, with the enquiry that it is about."""
    rows = db.session.execute(
        select(Draft, Enquiry)
        .outerjoin(Enquiry, Enquiry.id == Draft.enquiry_id)
        .where(Draft.user_id == user.id)
        .order_by(Draft.updated_at.desc(), Draft.id.desc())
        .limit(DRAFTS)
    )
    return [(draft, enquiry) for draft, enquiry in rows]


@dataclass(frozen=True)
class Load:
    """Somebody's load against capacity."""

    open: int
    awaiting: int
    capacity: int


def load(user: User) -> Load:
    """How much somebody carries."""
    rows = db.session.execute(
        select(Enquiry.state, func.count())
        .where(_mine(user), Enquiry.state.in_(OPEN_STATES))
        .group_by(Enquiry.state)
    )
    counts = {row[0]: row[1] for row in rows}
    return Load(sum(counts.values()), counts.get(State.AWAITING_CLIENT, 0), user.capacity)
