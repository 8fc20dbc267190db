"""Without these hours would be lost, doubled, or changed behind somebody's back."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from oic.centre.models import CalendarException
from oic.core.db import db, transaction
from oic.places.queries import office_venues
from oic.receptions.models import OfficeException, OfficeHours
from oic.receptions.queries.hours import is_working_time, visits_left_out
from oic.receptions.queries.office import office_stretches
from oic.staff.models import Role, User
from tests.checking.client import Client
from tests.factories.receptions import (
    make_booking,
    make_office_exception,
    make_office_hours,
    make_reception_topic,
    make_venue,
)
from tests.factories.staff import make_absence, make_user

HOURS, EXCEPTIONS = "/desk/receptions/hours", "/desk/receptions/exceptions"
TODAY = date(2026, 3, 10)
"""A Tuesday."""
MONDAY = date(2026, 3, 16)
DAY = timedelta(days=1)


@pytest.fixture
def elena(app: Flask) -> User:
    return make_user(name="Елена Експертова", language="en")


@pytest.fixture
def desk(as_user: Callable[[User], Client], elena: User) -> Client:
    return as_user(elena)


@pytest.fixture
def manager_page(as_user: Callable[[User], Client]) -> Client:
    return as_user(make_user(language="en", role=Role.MANAGER))


def rules() -> list[tuple[int, time, time, date, date | None]]:
    return [
        (one.weekday, one.begins, one.ends, one.first_day, one.last_day)
        for one in db.session.scalars(
            select(OfficeHours).order_by(
                OfficeHours.weekday, OfficeHours.first_day, OfficeHours.begins
            )
        )
    ]


def rule_id() -> int:
    return db.session.scalars(select(OfficeHours.id).order_by(OfficeHours.id)).all()[0]


def test_an_expert_enters_a_weeks_hours_at_once(desk: Client, elena: User) -> None:
    desk.submit(
        f"{HOURS}/new",
        weekdays=["0", "3"],
        hours="9–12.30, 14:00-16",
        last_day="2026-06-30",
        status=303,
    )
    until = date(2026, 6, 30)
    assert rules() == [
        (weekday, begins, ends, TODAY, until)
        for weekday in (0, 3)
        for begins, ends in ((time(9), time(12, 30)), (time(14), time(16)))
    ]
    assert [one.day for one in office_stretches(TODAY, MONDAY)] == [
        TODAY + 2 * DAY,
        TODAY + 2 * DAY,
        MONDAY,
        MONDAY,
    ]
    page = desk.get(HOURS, status=200)
    assert "Елена Експертова" in page.words
    assert "Monday" in page.words
    assert "09:00–12:30" in page.words


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"hours": "сутрин"}, "Write it like 09:00–12:30"),
        ({"hours": "12:00–09:00"}, "Write it like 09:00–12:30"),
        ({"hours": "9:00–9:20"}, "shorter than the 30 minutes"),
        ({"weekdays": []}, "Choose at least one day."),
        ({"first_day": "2026-03-09"}, "From today on"),
        ({"last_day": "2026-03-09"}, "The last day is before the first."),
        ({"hours": "9–12, 11–13"}, "receives at this time already"),
    ],
)
def test_hours_that_cannot_be_are_said_and_none_of_them_is_kept(
    desk: Client, fields: dict[str, object], said: str
) -> None:
    wanted: dict[str, object] = {"weekdays": ["0"], "hours": "9–12", **fields}
    assert said in desk.submit(f"{HOURS}/new", **wanted, status=422).words
    assert rules() == []


@pytest.mark.parametrize(
    ("hours", "first", "last", "refused"),
    [
        ("11–13", "2026-04-01", "", True),
        ("8–9", "2026-04-01", "", False),
        ("12–14", "2026-04-01", "", False),
        ("9–12", "2026-07-01", "", False),
        ("9–12", "2026-03-16", "2026-07-31", True),
    ],
)
def test_an_expert_does_not_receive_twice_at_once(
    desk: Client, elena: User, hours: str, first: str, last: str, *, refused: bool
) -> None:
    make_office_hours(elena, weekdays=[0], first_day=MONDAY, last_day=date(2026, 6, 30))
    make_office_hours(make_user(), weekdays=[0])
    page = desk.submit(
        f"{HOURS}/new",
        weekdays=["0"],
        hours=hours,
        first_day=first,
        last_day=last,
        status=422 if refused else 303,
    )
    if refused:
        assert "Monday, 09:00–12:00, from 16.03.2026 to 30.06.2026" in page.words


def test_hours_outside_working_time_are_saved_with_a_warning(desk: Client) -> None:
    page = desk.submit(f"{HOURS}/new", weekdays=["1"], hours="17–19", follow=True)
    assert "Tuesday, 17:00–19:00 is outside the working hours of Елена Експертова" in page.words
    assert "outside working hours" in desk.get(HOURS, status=200).words


def test_working_time_may_have_a_seam_but_no_gap(elena: User) -> None:
    halves = [(0, time(9), time(12)), (0, time(12), time(17)), (0, time(18), time(20))]
    person = make_user(hours=halves)
    assert is_working_time(person, 0, time(10), time(16))
    assert not is_working_time(person, 0, time(16), time(19))
    assert not is_working_time(person, 1, time(10), time(11))


def test_hours_of_others_are_a_managers(desk: Client, manager_page: Client, elena: User) -> None:
    colleague = make_user()
    make_office_hours(colleague, weekdays=[0])
    address = f"{HOURS}/{rule_id()}"
    desk.get(address, status=403)
    for path, data in (
        ("", {"hours": "10–12"}),
        ("/end", {"ends_on": "2026-03-20"}),
        ("/remove", {}),
    ):
        desk.post(f"{address}{path}", data, status=403)
    page = desk.post(
        f"{HOURS}/new",
        {
            "expert": str(colleague.id),
            "weekdays": "1",
            "hours": "9–12",
            "venue": str(office_venues()[0].id),
            "place_minutes": "30",
            "first_day": "2026-03-16",
        },
    )
    assert page.status_code == 422
    manager_page.submit(address, "change", hours="10–12", from_day="2026-03-16", status=303)
    assert [one[1] for one in rules()] == [time(9), time(10)]


def test_a_change_of_hours_that_ran_leaves_the_past_as_it_was(desk: Client, elena: User) -> None:
    make_office_hours(elena, weekdays=[0], first_day=date(2026, 1, 5))
    desk.submit(f"{HOURS}/{rule_id()}", "change", hours="13–15", from_day="2026-04-01", status=303)
    assert rules() == [
        (0, time(9), time(12), date(2026, 1, 5), date(2026, 3, 31)),
        (0, time(13), time(15), date(2026, 4, 1), None),
    ]
    begins = {one.day: one.begins for one in office_stretches(date(2026, 1, 5), date(2026, 4, 6))}
    assert begins[date(2026, 1, 5)] == time(9)
    assert begins[date(2026, 3, 30)] == time(9)
    assert begins[date(2026, 4, 6)] == time(13)


def test_a_change_from_a_day_that_is_past_is_refused(desk: Client, elena: User) -> None:
    make_office_hours(elena, weekdays=[0])
    page = desk.submit(
        f"{HOURS}/{rule_id()}", "change", hours="13–15", from_day="2026-03-09", status=422
    )
    assert "From today on: what was, was." in page.words
    assert len(rules()) == 1


def test_hours_that_have_not_begun_are_changed_in_place_or_taken_back(
    desk: Client, elena: User
) -> None:
    make_office_hours(elena, weekdays=[0], first_day=MONDAY)
    address = f"{HOURS}/{rule_id()}"
    desk.submit(address, "change", hours="13–15", weekday="2", first_day="2026-03-18", status=303)
    assert rules() == [(2, time(13), time(15), date(2026, 3, 18), None)]
    desk.submit(address, "remove", status=303)
    assert rules() == []


def test_hours_end_on_a_day_and_are_not_taken_back_once_begun(desk: Client, elena: User) -> None:
    make_office_hours(elena, weekdays=[0], first_day=date(2026, 1, 5))
    address = f"{HOURS}/{rule_id()}"
    desk.submit(address, "ending", ends_on="2026-03-08", status=422)
    desk.submit(address, "ending", ends_on="2026-03-20", status=303)
    assert rules()[0][4] == date(2026, 3, 20)
    assert "These hours have begun" in desk.post(f"{address}/remove").words
    desk.submit(address, "change", last_day="", status=303)
    assert rules() == [(0, time(9), time(12), date(2026, 1, 5), None)], "only the end is changed"


def test_hours_of_a_colleague_who_left_can_still_be_ended(
    manager_page: Client, elena: User
) -> None:
    make_office_hours(make_user(active=False), weekdays=[0])
    assert "not active" in manager_page.get(HOURS, status=200).words
    manager_page.submit(f"{HOURS}/{rule_id()}", "ending", ends_on="2026-03-09", status=303)


def test_who_is_booked_outside_the_new_hours_is_named_not_forgotten(
    desk: Client, elena: User
) -> None:
    make_office_hours(elena, weekdays=[0], first_day=date(2026, 1, 5))
    topic = make_reception_topic()
    make_booking(topic, day=MONDAY, begins=time(9))
    make_booking(topic, day=MONDAY, begins=time(11))
    page = desk.submit(
        f"{HOURS}/{rule_id()}", "change", hours="10–12", from_day="2026-03-10", follow=True
    )
    assert "1 booked visit is outside the hours now" in page.words
    assert "16 March 2026 09:00" in page.words
    page = desk.submit(f"{EXCEPTIONS}/new", "exception", day="2026-03-16", follow=True)
    assert "2 booked visits are outside the hours now" in page.words
    assert [one.begins for one in visits_left_out([elena.id])] == [time(9), time(11)]
    assert visits_left_out([make_user().id]) == []


def test_an_expert_closes_a_day_and_takes_it_back(desk: Client, elena: User) -> None:
    make_office_hours(elena, weekdays=[0])
    desk.submit(f"{EXCEPTIONS}/new", "exception", day="2026-03-16", note="Обучение", status=303)
    assert office_stretches(MONDAY, MONDAY) == []
    page = desk.get(EXCEPTIONS, status=200)
    assert "Обучение" in page.words
    desk.submit(page, "take-back", status=303)
    assert len(office_stretches(MONDAY, MONDAY)) == 1


def test_a_day_gets_hours_of_its_own(desk: Client, elena: User) -> None:
    make_office_hours(elena, weekdays=[0])
    desk.submit(
        f"{EXCEPTIONS}/new",
        "exception",
        day="2026-03-16",
        what="hours",
        hours="8–9, 16–17",
        status=303,
    )
    assert [one.begins for one in office_stretches(MONDAY, MONDAY)] == [time(8), time(16)]
    assert "16:00–17:00" in desk.get(EXCEPTIONS, status=200).words


def test_only_a_manager_closes_a_day_for_everybody(desk: Client, manager_page: Client) -> None:
    typed = {"expert": "0", "day": "2026-03-16", "what": "closed"}
    desk.post(f"{EXCEPTIONS}/new", {**typed, "venue": office_venues()[0].id}, status=422)
    manager_page.submit(f"{EXCEPTIONS}/new", "exception", **typed, status=303)
    one = db.session.scalars(select(OfficeException)).one()
    assert one.expert_id is None
    assert (
        "A manager enters the days of others."
        in desk.post(f"{EXCEPTIONS}/{one.id}/take-back").words
    )
    again = manager_page.submit(f"{EXCEPTIONS}/new", "exception", day="2026-03-16", status=422)
    assert "On this day nobody receives already." in again.words


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day": "2026-03-09"}, "Only days from 10.03.2026"),
        ({"day": "2027-12-01"}, "check the date"),
        ({"day": "2026-03-14"}, "The centre does not work on this day"),
        ({"day": "2026-04-13"}, "The centre does not work on this day"),
        ({"what": "hours"}, "Write it like 09:00–12:30"),
        ({"what": "hours", "hours": "9–11, 10–12"}, "The hours overlap each other."),
        ({"expert": "0", "what": "hours", "hours": "9–11"}, "choose whose"),
    ],
)
def test_an_exception_that_cannot_be_is_said_and_what_was_typed_stays(
    manager_page: Client, fields: dict[str, str], said: str
) -> None:
    typed = {"day": "2026-03-16", "note": "Бележка", **fields}
    page = manager_page.submit(f"{EXCEPTIONS}/new", "exception", **typed, status=422)
    assert said in page.words
    assert "Бележка" in page.text
    assert db.session.scalars(select(OfficeException)).all() == []


def test_a_day_has_one_exception_of_an_expert(desk: Client, elena: User) -> None:
    make_office_exception(MONDAY, elena)
    page = desk.submit(f"{EXCEPTIONS}/new", "exception", day="2026-03-16", status=422)
    assert "take it back first" in page.words


def test_holidays_and_absences_stand_in_the_list_without_their_reason(
    desk: Client, elena: User
) -> None:
    colleague = make_user(name="Петър Колев")
    make_absence(colleague, MONDAY, MONDAY + 4 * DAY)
    with transaction():
        for day, working in ((MONDAY + 5 * DAY, True), (MONDAY + 7 * DAY, False)):
            note = "Отработване" if working else "Областен празник"
            db.session.add(CalendarException(day=day, working=working, note=note))
    page = desk.get(EXCEPTIONS, status=200)
    assert "Петър Колев" in page.words
    assert "absent" in page.words
    assert "Easter" in page.words
    assert "working day Отработване" in page.words
    assert "day off of the centre Областен празник" in page.words
    assert not [form for form in page.forms if "take-back" in form.action]


def test_an_exception_of_a_room_that_is_no_office_is_refused(desk: Client, elena: User) -> None:
    hall = make_venue()
    make_office_hours(elena, weekdays=[0], first_day=MONDAY)
    typed = {"weekday": "0", "hours": "9–12", "place_minutes": "30", "first_day": "2026-03-16"}
    desk.post(f"{HOURS}/{rule_id()}", {**typed, "venue": hall.id}, status=422)


def test_the_lists_cost_as_many_questions_however_many_receive(
    desk: Client, elena: User, count_queries: Callable[[], Any]
) -> None:
    def asked(address: str) -> int:
        desk.get(address, status=200)
        with count_queries() as queries:
            desk.get(address, status=200)
        return int(queries.count)

    def fill(person: User, number: int) -> None:
        make_office_hours(person, weekdays=range(5))
        make_office_exception(MONDAY + number * DAY, person, begins=time(8), ends=time(9))
        make_absence(person, MONDAY + 20 * DAY)

    fill(elena, 0)
    before = [asked(HOURS), asked(EXCEPTIONS)]
    for number in range(4):
        fill(make_user(), number)
    assert [asked(HOURS), asked(EXCEPTIONS)] == before
