"""Without these work would wait for somebody who is on the beach."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from oic.audit.models import AuditEntry
from oic.core.clock import now
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.staff import actions, queries
from oic.staff.actions import NewAbsence
from oic.staff.models import Absence, AbsenceKind, User
from tests.checking.client import Client
from tests.factories.staff import make_absence, make_user

TODAY = date(2026, 3, 10)
MONDAY, FRIDAY = date(2026, 3, 16), date(2026, 3, 20)


def begin(absence: Absence) -> None:
    with transaction():
        db.session.get_one(Absence, absence.id).begun_at = now()


def test_an_expert_enters_an_absence_with_a_deputy(as_expert: Client, expert: User) -> None:
    deputy = make_user(name="Петър Колев")
    as_expert.submit(
        "/desk/absences/new",
        first_day="2026-03-16",
        last_day="2026-03-20",
        kind="sick",
        deputy=str(deputy.id),
        status=303,
    )
    absence = queries.absence_on(expert, FRIDAY)
    assert absence is not None
    assert (absence.first_day, absence.last_day) == (MONDAY, FRIDAY)
    assert absence.deputy_id == deputy.id
    assert queries.absence_on(expert, FRIDAY + timedelta(days=1)) is None
    assert [one.id for one in queries.on_absence(MONDAY)] == [absence.id]
    trail = db.session.scalars(select(AuditEntry)).all()
    assert not any("sick" in str(entry.detail) for entry in trail), "an illness is private"


def test_colleagues_see_who_is_away_but_not_why(as_expert: Client, as_manager: Client) -> None:
    colleague = make_user(name="Петър Колев")
    make_absence(colleague, TODAY, FRIDAY, kind=AbsenceKind.SICK)
    seen = as_expert.get("/desk/absences", status=200).words
    assert "Днес отсъстват: Петър Колев" in seen
    assert "Болничен" not in seen
    assert "Болничен" in as_manager.get("/desk/absences", status=200).words


def test_absences_of_others_are_a_managers(
    as_expert: Client, as_manager: Client, expert: User
) -> None:
    colleague = make_user()
    data = {
        "user": str(colleague.id),
        "first_day": "2026-03-16",
        "last_day": "2026-03-16",
        "kind": "leave",
        "deputy": "0",
    }
    as_expert.post("/desk/absences/new", data, status=422)
    as_manager.post("/desk/absences/new", data, status=303)
    absence = queries.absence_on(colleague, MONDAY)
    assert absence is not None
    for path in ("", "/end", "/cancel"):
        as_expert.post(f"/desk/absences/{absence.id}{path}", data, status=403)
    with pytest.raises(Refused), transaction():
        actions.enter_absence(NewAbsence(colleague, FRIDAY, FRIDAY, AbsenceKind.LEAVE), by=expert)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("2026-03-20", "2026-03-16", "last_day"),
        ("2026-03-18", "2026-03-25", "first_day"),
        ("2026-03-16", "2030-03-16", "last_day"),
    ],
)
def test_days_that_cannot_be_are_refused_beside_their_field(
    as_expert: Client, expert: User, first: str, last: str, field: str
) -> None:
    make_absence(expert, date(2026, 3, 18), date(2026, 3, 19))
    page = as_expert.submit(
        "/desk/absences/new", first_day=first, last_day=last, kind="leave", status=422
    )
    assert page.find(id=f"{field}-error")
    assert page.find("input", id="first_day")[0].get("value") == first


def test_a_deputy_must_be_there(as_expert: Client, expert: User) -> None:
    deputy = make_user(name="Петър Колев")
    make_absence(deputy, date(2026, 3, 19))
    page = as_expert.submit(
        "/desk/absences/new",
        first_day="2026-03-16",
        last_day="2026-03-20",
        deputy=str(deputy.id),
        status=422,
    )
    assert "Петър Колев отсъства от 19.03.2026 до 19.03.2026" in page.words
    page = as_expert.submit(
        "/desk/absences/new",
        first_day="2026-03-16",
        last_day="2026-03-20",
        deputy=str(expert.id),
        status=422,
    )
    assert "Изберете колега" in page.words


def test_a_deputy_who_falls_ill_is_told_whom_it_leaves_alone(
    as_expert: Client, expert: User
) -> None:
    colleague = make_user(name="Петър Колев")
    make_absence(colleague, MONDAY, FRIDAY, deputy=expert)
    page = as_expert.submit(
        "/desk/absences/new", first_day="2026-03-18", last_day="2026-03-18", follow=True
    )
    assert "замества Петър Колев" in page.words
    assert queries.absence_on(expert, date(2026, 3, 18)) is not None


def test_coming_back_earlier_ends_the_absence_yesterday(as_expert: Client, expert: User) -> None:
    absence = make_absence(expert, date(2026, 3, 5), FRIDAY)
    begin(absence)
    as_expert.post(f"/desk/absences/{absence.id}/end", status=303)
    kept = db.session.get_one(Absence, absence.id)
    assert kept.last_day == date(2026, 3, 9)
    assert kept.ended_at is None, "the job hands back and then marks it ended"
    assert queries.absence_on(expert, TODAY) is None
    as_expert.post(f"/desk/absences/{absence.id}/end", status=409)


def test_an_absence_taken_back_on_its_first_day_is_over_at_once(
    as_expert: Client, expert: User
) -> None:
    absence = make_absence(expert, TODAY, FRIDAY)
    as_expert.post(f"/desk/absences/{absence.id}/end", status=303)
    assert queries.absence_on(expert, TODAY) is None


def test_an_absence_that_has_not_begun_can_be_taken_back(as_expert: Client, expert: User) -> None:
    absence = make_absence(expert, MONDAY, FRIDAY)
    as_expert.post(f"/desk/absences/{absence.id}/cancel", status=303)
    assert queries.absence_on(expert, MONDAY) is None
    begun = make_absence(expert, TODAY, FRIDAY)
    begin(begun)
    as_expert.post(f"/desk/absences/{begun.id}/cancel", status=409)


def test_an_absence_that_has_begun_keeps_its_deputy_but_can_grow(
    as_expert: Client, expert: User
) -> None:
    deputy, other = make_user(), make_user()
    absence = make_absence(expert, TODAY, FRIDAY, deputy=deputy)
    begin(absence)
    path = f"/desk/absences/{absence.id}"
    page = as_expert.submit(path, deputy=str(other.id), status=422)
    assert "първият ден и заместникът остават" in page.words
    as_expert.submit(path, last_day="2026-03-27", status=303)
    assert db.session.get_one(Absence, absence.id).last_day == date(2026, 3, 27)


def test_past_absences_stay_to_be_read(as_expert: Client, app: Flask) -> None:
    del app
    make_absence(make_user(name="Петър Колев"), date(2026, 1, 5), date(2026, 1, 9))
    assert "Петър Колев" in as_expert.get("/desk/absences?past=1", status=200).words
    assert "Петър Колев" not in as_expert.get("/desk/absences", status=200).words
