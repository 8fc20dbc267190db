"""What one asks of office hours when they are changed: clashes, working time, visits left out."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Protocol

from sqlalchemy import or_, select

from oic.core.clock import today
from oic.core.db import db
from oic.receptions.models import Booking, BookingState, OfficeHours
from oic.receptions.queries.office import OfficeStretch, office_stretches
from oic.staff import queries as staff
from oic.staff.models import User


class WeeklyHours(Protocol):
    """What a rule wants; both days are included."""

    @property
    def expert(self) -> User:
        """Who receives."""

    @property
    def begins(self) -> time:
        """From."""

    @property
    def ends(self) -> time:
        """To."""

    @property
    def first_day(self) -> date:
        """The first day."""

    @property
    def last_day(self) -> date | None:
        """The last day; None: until further notice."""


def overlapping_rule(
    wanted: WeeklyHours, weekday: int, *, leave_out: int | None = None
) -> OfficeHours | None:
    """A rule of the same expert that shares a moment with these hours, other than ``leave_out``."""
    statement = select(OfficeHours).where(
        OfficeHours.expert_id == wanted.expert.id,
        OfficeHours.weekday == weekday,
        OfficeHours.begins < wanted.ends,
        OfficeHours.ends > wanted.begins,
        or_(OfficeHours.last_day.is_(None), OfficeHours.last_day >= wanted.first_day),
    )
    if wanted.last_day is not None:
        statement = statement.where(OfficeHours.first_day <= wanted.last_day)
    if leave_out is not None:
        statement = statement.where(OfficeHours.id != leave_out)
    return db.session.scalar(statement.order_by(OfficeHours.first_day, OfficeHours.begins).limit(1))


def is_working_time(expert: User, weekday: int, begins: time, ends: time) -> bool:
    """Whether hours lie in the expert's working time, stretches that touch taken together."""
    reached = begins
    for first, last in sorted(staff.stretches(expert, weekday)):
        if first <= reached < last:
            reached = last
    return reached >= ends


def visits_left_out(expert_ids: Collection[int] | None = None) -> list[Booking]:
    """The visits booked in the office that no hours cover any more, by day and time.

    ``expert_ids``: of these experts alone. They stay booked until somebody moves them.
    """
    statement = select(Booking).where(
        Booking.state == BookingState.BOOKED,
        Booking.reception_id.is_(None),
        Booking.begins.is_not(None),
        Booking.day >= today(),
    )
    if expert_ids is not None:
        statement = statement.where(Booking.expert_id.in_(expert_ids))
    visits = db.session.scalars(statement.order_by(Booking.day, Booking.begins, Booking.id)).all()
    if not visits:
        return []
    hours: dict[tuple[int, date], list[OfficeStretch]] = defaultdict(list)
    for one in office_stretches(visits[0].day, visits[-1].day, expert_ids):
        hours[one.expert_id, one.day].append(one)
    return [visit for visit in visits if not _covered(visit, hours)]


def _covered(visit: Booking, hours: dict[tuple[int, date], list[OfficeStretch]]) -> bool:
    if visit.begins is None or visit.expert_id is None:
        return True
    ends = datetime.combine(visit.day, visit.begins) + timedelta(minutes=visit.minutes)
    return any(
        one.begins <= visit.begins and ends <= datetime.combine(visit.day, one.ends)
        for one in hours[visit.expert_id, visit.day]
    )
