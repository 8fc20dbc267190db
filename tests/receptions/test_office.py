"""Without these a visitor would stand before a locked door, or find free hours hidden."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from oic.centre.models import CalendarException
from oic.core.clock import now
from oic.core.db import db, transaction
from oic.places.queries import office_venues
from oic.receptions.models import OfficeException, OfficeHours
from oic.receptions.queries.office import STEP, OfficeStretch, office_stretches
from oic.staff.models import Absence, Role, User
from tests.factories.receptions import make_office_exception, make_office_hours
from tests.factories.staff import make_absence, make_user

MONDAY = date(2026, 3, 16)
SUNDAY = MONDAY + timedelta(days=6)
EASTER_MONDAY = date(2026, 4, 13)


def days(found: Sequence[OfficeStretch]) -> list[date]:
    return [one.day for one in found]


def set_day(day: date, *, working: bool) -> None:
    with transaction():
        db.session.add(CalendarException(day=day, working=working, note=""))


def test_an_expert_receives_by_her_weekly_rule(app: Flask) -> None:
    expert, room = make_user(), office_venues()[0]
    make_office_hours(expert, weekdays=[0, 3], begins=time(10), ends=time(12), place_minutes=45)
    assert office_stretches(MONDAY, SUNDAY) == [
        OfficeStretch(expert.id, room.id, day, time(10), time(12), 45)
        for day in (MONDAY, MONDAY + timedelta(days=3))
    ]


def test_a_rule_holds_from_its_first_day_to_its_last(app: Flask) -> None:
    make_office_hours(
        make_user(), first_day=MONDAY + timedelta(days=1), last_day=MONDAY + timedelta(days=2)
    )
    assert days(office_stretches(MONDAY, SUNDAY)) == [
        MONDAY + timedelta(days=1),
        MONDAY + timedelta(days=2),
    ]


def test_nobody_receives_on_a_holiday_nor_on_the_centres_own_day_off(app: Flask) -> None:
    make_office_hours(make_user(), weekdays=range(7))
    set_day(EASTER_MONDAY + timedelta(days=1), working=False)
    found = days(office_stretches(EASTER_MONDAY, EASTER_MONDAY + timedelta(days=6)))
    assert found == [EASTER_MONDAY + timedelta(days=after) for after in (2, 3, 4)]


def test_a_rule_for_saturdays_holds_on_working_saturdays_alone(app: Flask) -> None:
    make_office_hours(make_user(), weekdays=[5])
    saturday = MONDAY + timedelta(days=5)
    set_day(saturday, working=True)
    found = office_stretches(saturday - timedelta(days=7), saturday + timedelta(days=7))
    assert days(found) == [saturday]


def test_nobody_waits_for_an_expert_who_is_on_leave(app: Flask) -> None:
    expert, colleague = make_user(), make_user()
    for person in (expert, colleague):
        make_office_hours(person, weekdays=[0, 1])
    absence = make_absence(expert, MONDAY)
    found = office_stretches(MONDAY, SUNDAY)
    assert [(one.day, one.expert_id) for one in found] == [
        (MONDAY, colleague.id),
        (MONDAY + timedelta(days=1), expert.id),
        (MONDAY + timedelta(days=1), colleague.id),
    ]
    with transaction():
        db.session.get_one(Absence, absence.id).ended_at = now()
    assert len(office_stretches(MONDAY, SUNDAY)) == 4, "who is back receives"


def test_nobody_waits_for_an_expert_who_has_left(app: Flask) -> None:
    for person in (make_user(active=False), make_user(role=Role.ADMINISTRATOR)):
        make_office_hours(person)
    assert office_stretches(MONDAY, SUNDAY) == []


def test_a_closed_day_takes_the_hours_of_one_or_of_all(app: Flask) -> None:
    expert, colleague = make_user(), make_user()
    for person in (expert, colleague):
        make_office_hours(person, weekdays=[0, 1])
    make_office_exception(MONDAY, expert)
    make_office_exception(MONDAY + timedelta(days=1))
    found = office_stretches(MONDAY, SUNDAY)
    assert [(one.day, one.expert_id) for one in found] == [(MONDAY, colleague.id)]


def test_a_days_own_hours_replace_the_rules_and_may_be_two_stretches(app: Flask) -> None:
    expert, room = make_user(), office_venues()[0]
    make_office_hours(expert, weekdays=[0], place_minutes=20)
    make_office_exception(MONDAY, expert, begins=time(14), ends=time(15))
    make_office_exception(MONDAY, expert, begins=time(16), ends=time(17))
    make_office_exception(MONDAY + timedelta(days=1), expert, begins=time(9), ends=time(10))
    assert office_stretches(MONDAY, SUNDAY) == [
        OfficeStretch(expert.id, room.id, MONDAY, time(14), time(15), 20),
        OfficeStretch(expert.id, room.id, MONDAY, time(16), time(17), 20),
        OfficeStretch(expert.id, room.id, MONDAY + timedelta(days=1), time(9), time(10), STEP),
    ]


def test_a_days_own_hours_follow_the_rule_of_that_day_whatever_period_is_asked(
    app: Flask,
) -> None:
    """A rule that begins later says nothing about how long the places of an earlier day are."""
    expert = make_user()
    make_office_hours(expert, weekdays=[0], place_minutes=20, last_day=MONDAY)
    make_office_hours(expert, weekdays=[0], place_minutes=60, first_day=MONDAY + timedelta(days=1))
    make_office_exception(MONDAY, expert, begins=time(14), ends=time(15))
    for last in (MONDAY, MONDAY + timedelta(days=30)):
        assert office_stretches(MONDAY, last)[0].place_minutes == 20


def test_one_asks_for_some_experts_alone(app: Flask) -> None:
    expert, colleague = make_user(), make_user()
    for person in (expert, colleague):
        make_office_hours(person, weekdays=[0])
    found = office_stretches(MONDAY, SUNDAY, [expert.id])
    assert [one.expert_id for one in found] == [expert.id]
    assert office_stretches(MONDAY, SUNDAY, []) == []


def test_a_year_costs_as_many_questions_as_a_day(
    app: Flask, count_queries: Callable[[], Any]
) -> None:
    for number in range(4):
        expert = make_user()
        make_office_hours(expert, weekdays=range(5))
        make_office_exception(MONDAY + timedelta(days=number), expert)
        make_office_exception(
            MONDAY + timedelta(days=40 + number), expert, begins=time(8), ends=time(9)
        )
        make_absence(expert, MONDAY + timedelta(days=100))
    asked = []
    for last in (MONDAY, MONDAY + timedelta(days=365)):
        db.session.expire_all()
        with count_queries() as queries:
            assert office_stretches(MONDAY, last)
        asked.append(queries.count)
    assert asked[1] <= asked[0] + 1, "the experts and rooms of exceptions, once"
    assert asked[1] <= 9


HOURS = st.tuples(st.integers(8, 16), st.integers(1, 3)).map(
    lambda pair: (time(pair[0]), time(pair[0] + pair[1]))
)
PERIOD = st.tuples(st.integers(0, 20), st.integers(0, 12)).map(
    lambda pair: (pair[0], pair[0] + pair[1])
)
BEGIN = date(2026, 4, 6)
"""With Good Friday, Easter Monday, and the first of May behind it."""


@dataclass(frozen=True)
class Rule:
    expert: int
    weekday: int
    hours: tuple[time, time]
    days: tuple[int, int]
    step: int


@dataclass(frozen=True)
class Apart:
    expert: int | None
    day: int
    hours: tuple[time, time] | None


RULES = st.lists(
    st.builds(
        Rule, st.integers(0, 1), st.integers(0, 6), HOURS, PERIOD, st.sampled_from([15, 30, 60])
    ),
    max_size=6,
)
APART = st.lists(
    st.one_of(
        st.builds(Apart, st.integers(0, 1), st.integers(0, 20), st.none() | HOURS),
        st.builds(Apart, st.none(), st.integers(0, 20), st.none()),
    ),
    max_size=4,
)
AWAY = st.lists(st.tuples(st.integers(0, 1), PERIOD), max_size=2)
SPECIAL = st.dictionaries(st.integers(0, 20), st.booleans(), max_size=3)
LAW = {date(2026, 4, day) for day in (10, 11, 12, 13)} | {date(2026, 5, 1)}
"""Easter and Labour Day of 2026, by Кодекс на труда, чл. 154."""


def by_hand(
    day: date,
    expert: int,
    *,
    rules: Sequence[Rule],
    apart: Sequence[Apart],
    away: Sequence[tuple[int, tuple[int, int]]],
    special: dict[int, bool],
) -> set[tuple[time, time]]:
    """Whether and when one receives on a day, as one would look it up on paper."""
    number = (day - BEGIN).days
    if not special.get(number, day.weekday() < 5 and day not in LAW):
        return set()
    if any(who == expert and first <= number <= last for who, (first, last) in away):
        return set()
    of_day = [one for one in apart if one.day == number]
    if any(one.expert is None for one in of_day):
        return set()
    own = [one for one in of_day if one.expert == expert]
    if own:
        return {one.hours for one in own if one.hours}
    return {
        rule.hours
        for rule in rules
        if rule.expert == expert
        and rule.weekday == day.weekday()
        and rule.days[0] <= number <= rule.days[1]
    }


@settings(max_examples=40)
@given(rules=RULES, apart=APART, away=AWAY, special=SPECIAL)
def test_any_plan_gives_the_hours_that_one_would_look_up_day_by_day(
    app: Flask,
    rules: list[Rule],
    apart: list[Apart],
    away: list[tuple[int, tuple[int, int]]],
    special: dict[int, bool],
) -> None:
    people: list[User] = [make_user(), make_user()]
    with transaction():
        for table in (OfficeHours, OfficeException, Absence, CalendarException):
            db.session.execute(delete(table))
    for rule in rules:
        make_office_hours(
            people[rule.expert],
            weekdays=[rule.weekday],
            begins=rule.hours[0],
            ends=rule.hours[1],
            place_minutes=rule.step,
            first_day=BEGIN + timedelta(days=rule.days[0]),
            last_day=BEGIN + timedelta(days=rule.days[1]),
        )
    for one in apart:
        begins, ends = one.hours or (None, None)
        who = None if one.expert is None else people[one.expert]
        make_office_exception(BEGIN + timedelta(days=one.day), who, begins=begins, ends=ends)
    for expert, (first, last) in away:
        make_absence(people[expert], BEGIN + timedelta(days=first), BEGIN + timedelta(days=last))
    for number, working in special.items():
        set_day(BEGIN + timedelta(days=number), working=working)
    found = office_stretches(BEGIN, BEGIN + timedelta(days=35))
    assert days(found) == sorted(days(found))
    for ordinal in range(36):
        day = BEGIN + timedelta(days=ordinal)
        for number, person in enumerate(people):
            hours = {
                (one.begins, one.ends)
                for one in found
                if one.day == day and one.expert_id == person.id
            }
            assert hours == by_hand(
                day, number, rules=rules, apart=apart, away=away, special=special
            )
