"""Without these enquiries would go to somebody who is not there."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from flask import Flask

from oic.centre.actions import add_exception
from oic.core.clock import SOFIA
from oic.core.db import db, transaction
from oic.staff import queries
from oic.staff.forms import parse_stretches, show_stretches
from oic.staff.models import Role, User
from tests.checking.client import Client
from tests.factories.staff import make_absence, make_user

TUESDAY = date(2026, 3, 10)


def at(hour: int, minute: int = 0, day: date = TUESDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=SOFIA)


@pytest.mark.parametrize(
    "text",
    [
        "09:00–12:30, 13:00–17:30",
        "9-12:30;13-17:30",
        "9.00 - 12.30, 13.00 - 17.30",
        "09:00—12:30 ч., 13:00—17:30 ч.",
        "9:00-12:30 и 13:00-17:30",
    ],
)
def test_hours_are_read_however_they_are_written(text: str) -> None:
    assert show_stretches(parse_stretches(text)) == "09:00–12:30, 13:00–17:30"


@pytest.mark.parametrize("text", ["сутрин", "9", "12:30-9", "9-9", "9:75-10", "25-26", "9-10-11"])
def test_hours_that_make_no_sense_are_not_guessed(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the form words it
        parse_stretches(text)


def test_one_enters_ones_week_with_several_stretches_a_day(as_expert: Client, expert: User) -> None:
    page = f"/desk/hours/{expert.id}"
    as_expert.submit(
        page,
        day_0="8-12, 12:30-14, 15:00-16:30",
        day_1="",
        day_2="9-17",
        day_3="",
        day_4="",
        status=303,
    )
    account = db.session.get_one(User, expert.id)
    assert queries.weekly_hours(account) == 15
    assert as_expert.get(page).find("input", id="day_0")[0].get("value") == (
        "08:00–12:00, 12:30–14:00, 15:00–16:30"
    )


def test_wrong_hours_come_back_with_what_was_typed(as_expert: Client, expert: User) -> None:
    page = as_expert.submit(f"/desk/hours/{expert.id}", day_0="9-12, 11-17", status=422)
    assert "застъпват" in page.words
    page = as_expert.submit(f"/desk/hours/{expert.id}", day_0="сутрин", status=422)
    assert page.find("input", id="day_0")[0].get("value") == "сутрин"
    assert queries.weekly_hours(db.session.get_one(User, expert.id)) == 42.5


def test_hours_of_others_are_a_managers(
    as_expert: Client, as_manager: Client, manager: User, expert: User
) -> None:
    assert as_expert.get(f"/desk/hours/{manager.id}").status_code == 403
    as_expert.post(f"/desk/hours/{manager.id}", {"day_0": "9-10"}, status=403)
    assert as_manager.get(f"/desk/hours/{expert.id}").status_code == 200


def here(person: User, moment: datetime) -> bool:
    return person in queries.present_experts(moment)


def test_presence_knows_hours_weekends_holidays_and_absences(app: Flask) -> None:
    del app
    elena = make_user(
        hours=[(1, time(9), time(12, 30)), (1, time(13), time(17)), (5, time(9), time(12))]
    )
    assert here(elena, at(9))
    assert not here(elena, at(12, 45)), "a break"
    assert not here(elena, at(17)), "the end is not in it"
    saturday = date(2026, 3, 14)
    assert not here(elena, at(10, day=saturday)), "the centre is closed"
    with transaction():
        add_exception(saturday, working=True, note="", by=None)
        add_exception(date(2026, 3, 17), working=False, note="", by=None)
    assert here(elena, at(10, day=saturday))
    assert not here(elena, at(10, day=date(2026, 3, 17)))
    assert not here(elena, at(10, day=date(2026, 3, 3))), "the national holiday"
    make_absence(elena, TUESDAY)
    assert not here(elena, at(9))


def test_who_keeps_no_hours_is_here_whenever_the_centre_is(app: Flask) -> None:
    del app
    ana = make_user(hours=[])
    assert here(ana, at(9))
    assert here(ana, at(12, 45))
    assert not here(ana, at(20))
    assert queries.weekly_hours(ana) == 42.5
    assert not here(ana, at(10, day=date(2026, 3, 14)))
    make_absence(ana, TUESDAY)
    assert not here(ana, at(10))


def test_present_experts_are_asked_for_in_few_questions(
    app: Flask, count_queries: Callable[[], Any]
) -> None:
    del app
    here = [make_user() for _ in range(6)]
    make_absence(here[0], TUESDAY)
    make_user(role=Role.ADMINISTRATOR)
    make_user(active=False)
    with count_queries() as counted:
        present = queries.present_experts(at(10))
    assert {person.id for person in present} == {person.id for person in here[1:]}
    assert counted.count <= 4
    assert queries.present_experts(at(20)) == []


def test_experts_are_those_who_take_enquiries(
    app: Flask, expert: User, manager: User, administrator: User
) -> None:
    del app, administrator
    gone = make_user(active=False)
    assert {person.id for person in queries.experts()} == {expert.id, manager.id}
    assert gone.id not in {person.id for person in queries.experts()}
