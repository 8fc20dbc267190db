"""The coming two weeks: who is here for how long, what falls due, what is to be expected."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from oic.centre import queries as centre
from oic.core.clock import local, today
from oic.core.db import db
from oic.core.working_days import HolidayName, holiday_name
from oic.enquiries.models import (
    RUNNING_STATES,
    Enquiry,
    FollowUp,
    FollowUpState,
    Reminder,
)
from oic.places.models import Venue
from oic.receptions.models import OPEN, Booking, Reception, ReceptionState
from oic.reports.queries import tallies
from oic.reports.queries.counting import Dimension, Measure, midnight
from oic.staff import queries as staff
from oic.staff.models import Absence, User

DAYS = 14
LEARNED_FROM = 8
"""Weeks that the expectation is the mean of."""
_MINUTES = 60


@dataclass(frozen=True)
class Presence:
    """One expert's day."""

    user: User
    minutes: int = 0
    """At work."""
    promised: int = 0
    """Of them: receptions with their travel, and visits booked in the office."""
    absence: Absence | None = None
    receptions: Sequence[Reception] = ()
    visits: int = 0
    due: int = 0
    """Enquiries whose last day it is; on today's, those overdue as well."""

    @property
    def free(self) -> int:
        """Minutes at the desk that nobody has been promised."""
        return max(0, self.minutes - self.promised)


@dataclass(frozen=True)
class Day:
    """One day of the centre."""

    day: date
    works: bool
    holiday: HolidayName | None
    people: Sequence[Presence]
    due: int
    """Of everybody, what nobody has taken included."""
    follow_ups: int
    reminders: int
    expected: float
    """New enquiries, as the same weekday brought in the last weeks."""

    @property
    def free(self) -> int:
        """Minutes of everybody together."""
        return sum(one.free for one in self.people)


@dataclass(frozen=True)
class Forecast:
    """The days, and what they come to together."""

    days: Sequence[Day]
    experts: Sequence[User] = field(default_factory=list)

    @property
    def due(self) -> int:
        """What falls due in these days."""
        return sum(day.due for day in self.days)

    @property
    def expected(self) -> float:
        """New enquiries to expect."""
        return sum(day.expected for day in self.days)

    @property
    def free(self) -> int:
        """Minutes at the desk."""
        return sum(day.free for day in self.days)


def forecast() -> Forecast:
    """The coming two weeks from today. The number of questions to the database is fixed."""
    first, last = today(), today() + timedelta(days=DAYS - 1)
    experts = staff.experts()
    calendar = centre.calendar()
    absences = staff.absences_between(first, last)
    receptions = _receptions(first, last)
    visits = _visits(first, last)
    due = _due(first, last)
    follow_ups, reminders = _follow_ups(first, last), _reminders(first, last)
    expected = _expected(first)
    days = []
    for number in range(DAYS):
        day = first + timedelta(days=number)
        works = calendar.is_working(day)
        people = [
            _presence(
                expert,
                day,
                works,
                next((a for a in absences if _is_away(a, expert, day)), None),
                [one for one in receptions if one.day == day and expert in one.experts],
                visits[expert.id, day],
                due[expert.id, day],
            )
            for expert in experts
        ]
        days.append(
            Day(
                day,
                works,
                holiday_name(day),
                people,
                sum(number for (_who, on), number in due.items() if on == day),
                follow_ups[day],
                reminders[day],
                expected.get(day.weekday(), 0.0) if works else 0.0,
            )
        )
    return Forecast(days, experts)


def _is_away(absence: Absence, expert: User, day: date) -> bool:
    return absence.user_id == expert.id and absence.first_day <= day <= absence.last_day


def _presence(  # noqa: PLR0913, PLR0917 - one cell put together
    expert: User,
    day: date,
    works: bool,  # noqa: FBT001 - what the calendar says of the day
    absence: Absence | None,
    receptions: Sequence[Reception],
    visits: list[int],
    due: int,
) -> Presence:
    stretches = staff.stretches(expert, day.weekday()) if works and absence is None else []
    return Presence(
        expert,
        minutes=sum(_length(begins, ends) for begins, ends in stretches),
        promised=sum(visits)
        + sum(
            _length(one.begins, one.ends) + one.travel_there + one.travel_back for one in receptions
        ),
        absence=absence,
        receptions=receptions,
        visits=len(visits),
        due=due,
    )


def _length(begins: time, ends: time) -> int:
    day = date(2000, 1, 1)
    length = datetime.combine(day, ends) - datetime.combine(day, begins)
    return int(length.total_seconds()) // _MINUTES


def _receptions(first: date, last: date) -> Sequence[Reception]:
    return db.session.scalars(
        select(Reception)
        .where(
            Reception.day.between(first, last),
            Reception.state.in_((ReceptionState.DRAFT, ReceptionState.PUBLISHED)),
        )
        .options(
            selectinload(Reception.experts),
            selectinload(Reception.venue).selectinload(Venue.municipality),
        )
        .order_by(Reception.day, Reception.begins, Reception.id)
    ).all()


def _visits(first: date, last: date) -> dict[tuple[int, date], list[int]]:
    """The minutes of the visits booked in the office, by expert and day."""
    found: dict[tuple[int, date], list[int]] = defaultdict(list)
    rows = db.session.execute(
        select(Booking.expert_id, Booking.day, Booking.minutes).where(
            Booking.day.between(first, last),
            Booking.reception_id.is_(None),
            Booking.expert_id.is_not(None),
            Booking.state.in_(OPEN),
        )
    )
    for expert_id, day, minutes in rows:
        found[int(expert_id or 0), day].append(minutes)
    return found


def _due(first: date, last: date) -> Counter[tuple[int | None, date]]:
    """What falls due by expert and day; what is overdue is due today."""
    rows = db.session.execute(
        select(Enquiry.assignee_id, Enquiry.due_on, func.count())
        .where(Enquiry.state.in_(RUNNING_STATES), Enquiry.due_on <= last)
        .group_by(Enquiry.assignee_id, Enquiry.due_on)
    )
    found: Counter[tuple[int | None, date]] = Counter()
    for user_id, day, number in rows:
        found[user_id, max(day, first)] += number
    return found


def _follow_ups(first: date, last: date) -> Counter[date]:
    rows = db.session.execute(
        select(FollowUp.due_on, func.count())
        .where(FollowUp.state == FollowUpState.PLANNED, FollowUp.due_on <= last)
        .group_by(FollowUp.due_on)
    )
    found: Counter[date] = Counter()
    for day, number in rows:
        found[max(day, first)] += number
    return found


def _reminders(first: date, last: date) -> Counter[date]:
    moments = db.session.scalars(
        select(Reminder.due_at).where(
            Reminder.done_at.is_(None), Reminder.due_at < midnight(last + timedelta(days=1))
        )
    )
    return Counter(max(local(moment).date(), first) for moment in moments)


def _expected(first: date) -> dict[int, float]:
    """The mean of new enquiries by weekday over the last weeks; days off count as they were."""
    begins, ends = first - timedelta(weeks=LEARNED_FROM), first - timedelta(days=1)
    wanted = [(Measure.CONSULTATIONS, Dimension.ALL)]
    together: Counter[int] = Counter()
    for key, number in tallies.read_days(begins, ends, wanted).items():
        together[key.day.weekday()] += number
    return {weekday: number / LEARNED_FROM for weekday, number in together.items()}
