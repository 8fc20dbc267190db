"""The workload: who carries how much, who is here, how quickly and how well they answer.

Whatever is counted here is counted by the register's own filters, so that each figure opens the
list it was counted from and the list has exactly that many.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from oic.centre.queries import calendar
from oic.core.clock import local, now, today
from oic.core.db import db
from oic.core.errors import Message
from oic.core.working_days import WorkCalendar
from oic.enquiries.models import OPEN_STATES, RUNNING_STATES, Enquiry, FollowUp, State
from oic.enquiries.queries.aside import not_aside
from oic.enquiries.queries.register import Due, due_condition, within
from oic.staff import queries as staff
from oic.staff.models import Absence, Role, User

WEEKS = 12
"""How many weeks the trend shows."""


class Period(StrEnum):
    """How far back the answers are looked at; today is the last day."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"

    @property
    def label(self) -> Message:
        """Its name."""
        return _PERIODS[self][0]

    @property
    def days(self) -> int:
        """How many days it has."""
        return _PERIODS[self][1]


_PERIODS: dict[Period, tuple[Message, int]] = {
    Period.WEEK: (_l("7 days"), 7),
    Period.MONTH: (_l("30 days"), 30),
    Period.QUARTER: (_l("90 days"), 90),
}


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both counted."""

    first: date
    last: date


def span(period: Period) -> Span:
    """The days of a period that ends today."""
    return Span(today() - timedelta(days=period.days - 1), today())


@dataclass(frozen=True)
class Open:
    """Open enquiries by urgency; the four together are all of them."""

    overdue: int = 0
    soon: int = 0
    """The last day is today, or near."""
    later: int = 0
    awaiting: int = 0

    @property
    def total(self) -> int:
        """All open ones."""
        return self.overdue + self.soon + self.later + self.awaiting


@dataclass(frozen=True)
class Answers:
    """What was answered for the first time in a period."""

    number: int = 0
    considered: int = 0
    """Those that were not answered on the spot: only these took time."""
    median_days: float | None = None
    """Working days from the question to the first answer; 0 is the same day."""
    rated: int = 0
    """Enquiries that clients rated in the period."""
    mean: float | None = None
    """Of the ratings, one to five."""


@dataclass(frozen=True)
class Row:
    """One expert, or (``user`` None) what nobody has taken."""

    user: User | None
    open: Open = field(default_factory=Open)
    answers: Answers = field(default_factory=Answers)
    absence: Absence | None = None
    works_now: bool = False

    @property
    def capacity(self) -> int:
        """How many this person can carry."""
        return self.user.capacity if self.user else 0

    @property
    def over(self) -> int:
        """How many more than that are open; not above zero: there is room."""
        return self.open.total - self.capacity


@dataclass(frozen=True)
class Workload:
    """The whole table: experts, what nobody has, everything together."""

    rows: Sequence[Row]
    nobody: Open
    everything: Open
    answers: Answers
    """Of everybody together."""
    span: Span

    @property
    def scale(self) -> int:
        """How long the longest bar is."""
        longest = [max(row.open.total, row.capacity) for row in self.rows]
        return max([*longest, self.nobody.total, 1])


def workload(period: Period) -> Workload:
    """Everything on the workload's page. The number of questions to the database is fixed."""
    days = span(period)
    carried, figures = _open(), _figures(days)
    people = _people({number for number in {*carried, *figures} if number is not None})
    away = {absence.user_id: absence for absence in staff.on_absence(today())}
    here = {person.id for person in staff.present_experts(now())}
    rows = [
        Row(
            person,
            carried.get(person.id, Open()),
            _answers([figures[person.id]] if person.id in figures else []),
            away.get(person.id),
            person.id in here,
        )
        for person in people
    ]
    return Workload(
        rows=[row for row in rows if _belongs(row)],
        nobody=carried.get(None, Open()),
        everything=Open(
            sum(one.overdue for one in carried.values()),
            sum(one.soon for one in carried.values()),
            sum(one.later for one in carried.values()),
            sum(one.awaiting for one in carried.values()),
        ),
        answers=_answers(figures.values()),
        span=days,
    )


def _belongs(row: Row) -> bool:
    """Experts always; anybody else only with something to show."""
    user = row.user
    is_expert = user is not None and user.active and user.role is Role.EXPERT
    return is_expert or bool(row.open.total or row.answers.number or row.answers.rated)


def _people(numbers: set[int]) -> list[User]:
    """Whom enquiries can be assigned to, and whoever has some all the same, by name."""
    found = {person.id: person for person in staff.experts()}
    others = numbers - found.keys()
    if others:
        found |= {u.id: u for u in db.session.scalars(select(User).where(User.id.in_(others)))}
    return sorted(found.values(), key=lambda person: (not person.active, person.name, person.id))


def _open() -> dict[int | None, Open]:
    """Open enquiries by assignee and urgency."""
    rows = db.session.execute(
        select(
            Enquiry.assignee_id,
            func.count().filter(due_condition(Due.OVERDUE)),
            func.count().filter(due_condition(Due.SOON)),
            func.count().filter(due_condition(Due.LATER)),
            func.count().filter(Enquiry.state == State.AWAITING_CLIENT),
        )
        .where(Enquiry.state.in_(OPEN_STATES))
        .group_by(Enquiry.assignee_id)
    )
    return {user_id: Open(*counts) for user_id, *counts in rows}


@dataclass
class _Figures:
    """What a period's answers and ratings are made of."""

    number: int = 0
    waits: list[int] = field(default_factory=list)
    rated: int = 0
    scores: int = 0
    sum: int = 0


def _figures(days: Span) -> dict[int | None, _Figures]:
    """Answers and ratings of a period by assignee."""
    found: dict[int | None, _Figures] = defaultdict(_Figures)
    worked = calendar()
    answered = db.session.execute(
        select(
            Enquiry.assignee_id,
            Enquiry.received_at,
            Enquiry.first_answered_at,
            Enquiry.answered_on_the_spot,
        ).where(*within(Enquiry.first_answered_at, days.first, days.last), not_aside())
    )
    for user_id, received_at, answered_at, at_once in answered:
        found[user_id].number += 1
        if not at_once and answered_at is not None:
            found[user_id].waits.append(_working_days(worked, received_at, answered_at))
    ratings = db.session.execute(
        select(
            Enquiry.assignee_id,
            func.count(Enquiry.id.distinct()),
            func.count(),
            func.sum(FollowUp.score),
        )
        .select_from(FollowUp)
        .join(Enquiry, Enquiry.id == FollowUp.enquiry_id)
        .where(
            FollowUp.score.is_not(None),
            *within(FollowUp.scored_at, days.first, days.last),
            not_aside(),
        )
        .group_by(Enquiry.assignee_id)
    )
    for user_id, rated, scores, total in ratings:
        figures = found[user_id]
        figures.rated, figures.scores, figures.sum = rated, scores, total or 0
    return dict(found)


def _answers(figures: Iterable[_Figures]) -> Answers:
    """The figures of one or of several together."""
    given = list(figures)
    waits = [wait for one in given for wait in one.waits]
    scores = sum(one.scores for one in given)
    return Answers(
        number=sum(one.number for one in given),
        considered=len(waits),
        median_days=median(waits) if waits else None,
        rated=sum(one.rated for one in given),
        mean=sum(one.sum for one in given) / scores if scores else None,
    )


def _working_days(worked: WorkCalendar, since: datetime, until: datetime) -> int:
    return max(0, worked.between(local(since).date(), local(until).date()))


@dataclass(frozen=True)
class Week:
    """What came in and what was first answered from a Monday to a Sunday."""

    days: Span
    received: int
    answered: int


def weeks(number: int = WEEKS) -> list[Week]:
    """The last weeks, the present one included, the oldest first. Two questions."""
    monday = today() - timedelta(days=today().weekday())
    first = monday - timedelta(weeks=number - 1)
    received, answered = (
        Counter(
            (local(instant).date() - first).days // 7
            for instant in db.session.scalars(
                select(column).where(*within(column, first, None), not_aside())
            )
            if instant is not None
        )
        for column in (Enquiry.received_at, Enquiry.first_answered_at)
    )
    return [
        Week(
            Span(first + timedelta(weeks=week), first + timedelta(weeks=week, days=6)),
            received[week],
            answered[week],
        )
        for week in range(number)
    ]


def to_move(user_id: int | None, number: int) -> Sequence[int]:
    """Which enquiries to move from somebody: those due latest, for their answer is begun last.

    Of what nobody has (``user_id`` None), those due first.
    """
    latest = (Enquiry.due_on.desc(), Enquiry.id.desc())
    first = (Enquiry.due_on.asc(), Enquiry.id.asc())
    return db.session.scalars(
        select(Enquiry.id)
        .where(Enquiry.assignee_id == user_id, Enquiry.state.in_(RUNNING_STATES))
        .order_by(*(first if user_id is None else latest))
        .limit(number)
    ).all()
