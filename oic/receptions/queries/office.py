"""When who receives in the office: the weekly rule, its exceptions, holidays and absences."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from oic.centre import queries as centre
from oic.core.clock import today
from oic.core.db import db
from oic.receptions.models import OfficeException, OfficeHours
from oic.staff import queries as staff
from oic.staff.models import User

STEP = 30
"""Minutes between the times of a day with hours of its own, where no rule says otherwise."""


@dataclass(frozen=True)
class OfficeStretch:
    """An expert's hours in a room of the office on one day, by the clock on the wall."""

    expert_id: int
    venue_id: int
    day: date
    begins: time
    ends: time
    place_minutes: int


def office_stretches(
    first: date, last: date, expert_ids: Collection[int] | None = None
) -> list[OfficeStretch]:
    """When experts receive in the office in a period, by day and time.

    Exceptions stand above the weekly rule; nobody receives on days on which the centre does not
    work, nor while absent or without an active account. As many questions however long the period.
    """
    present = {one.id for one in staff.desk() if one.active}
    if expert_ids is not None:
        present &= set(expert_ids)
    rules = _rules(first, last, present)
    exceptions = defaultdict(list)
    for one in exceptions_between(first, last):
        exceptions[one.day].append(one)
    away = staff.absences_between(first, last)
    calendar = centre.calendar()
    found = []
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        if not calendar.is_working(day):
            continue
        absent = {one.user_id for one in away if one.first_day <= day <= one.last_day}
        found += [
            one
            for one in _of_day(day, rules[day.weekday()], exceptions[day])
            if one.expert_id in present - absent
        ]
    return found


def _rules(first: date, last: date, expert_ids: Collection[int]) -> dict[int, list[OfficeHours]]:
    rows = db.session.scalars(
        select(OfficeHours)
        .where(
            OfficeHours.expert_id.in_(expert_ids),
            OfficeHours.first_day <= last,
            or_(OfficeHours.last_day.is_(None), OfficeHours.last_day >= first),
        )
        .order_by(OfficeHours.begins, OfficeHours.id)
    )
    by_weekday: dict[int, list[OfficeHours]] = defaultdict(list)
    for row in rows:
        by_weekday[row.weekday].append(row)
    return by_weekday


def _of_day(
    day: date, rules: Sequence[OfficeHours], exceptions: Sequence[OfficeException]
) -> Iterator[OfficeStretch]:
    if any(one.expert_id is None for one in exceptions):
        return
    apart = {one.expert_id for one in exceptions}
    running = [
        rule
        for rule in rules
        if rule.first_day <= day and (rule.last_day is None or day <= rule.last_day)
    ]
    steps = {rule.expert_id: rule.place_minutes for rule in running}
    for rule in running:
        if rule.expert_id not in apart:
            yield OfficeStretch(
                rule.expert_id, rule.venue_id, day, rule.begins, rule.ends, rule.place_minutes
            )
    for one in exceptions:
        if one.expert_id and one.venue_id and one.begins and one.ends:
            step = steps.get(one.expert_id, STEP)
            yield OfficeStretch(one.expert_id, one.venue_id, day, one.begins, one.ends, step)


def exceptions_between(first: date, last: date) -> Sequence[OfficeException]:
    """The days of a period that depart from the weekly rule, in order, with their experts."""
    return db.session.scalars(
        select(OfficeException)
        .where(OfficeException.day.between(first, last))
        .options(selectinload(OfficeException.expert), selectinload(OfficeException.venue))
        .order_by(OfficeException.day, OfficeException.begins, OfficeException.id)
    ).all()


def rules() -> Sequence[OfficeHours]:
    """The weekly rules that run or will, by expert, weekday and time; with working hours."""
    return db.session.scalars(
        select(OfficeHours)
        .where(or_(OfficeHours.last_day.is_(None), OfficeHours.last_day >= today()))
        .options(
            selectinload(OfficeHours.expert).selectinload(User.hours),
            selectinload(OfficeHours.venue),
        )
        .order_by(
            OfficeHours.expert_id, OfficeHours.weekday, OfficeHours.begins, OfficeHours.first_day
        )
    ).all()


def rule(rule_id: int) -> OfficeHours | None:
    """A weekly rule by its number."""
    return db.session.get(OfficeHours, rule_id)


def exception(exception_id: int) -> OfficeException | None:
    """An exception by its number."""
    return db.session.get(OfficeException, exception_id)
