"""Without these the centre could lose its last key, or keep a door open for who has left."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from oic.audit.models import AuditEntry, Verb
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.mail.models import Letter, LetterState
from oic.staff import actions, queries
from oic.staff.models import Role, User
from tests.checking.client import Client
from tests.factories.enquiries import make_enquiry
from tests.factories.staff import make_user


@pytest.mark.parametrize("wrong", [{"capacity": 0}, {"capacity": 201}, {"language": "de"}])
def test_what_the_forms_do_not_allow_cannot_be_stored(app: object, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        make_user(**wrong)


def test_an_account_is_changed_and_the_trail_says_what_without_the_name(
    as_administrator: Client, expert: User
) -> None:
    as_administrator.submit(
        f"/desk/people/{expert.id}",
        "details",
        name="Елена Нова",
        role="manager",
        position_bg="главен експерт",
        position_en="chief expert",
        status=303,
    )
    account = db.session.get_one(User, expert.id)
    assert (account.name, account.role) == ("Елена Нова", Role.MANAGER)
    assert (account.position_bg, account.position_en) == ("главен експерт", "chief expert")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == Verb.CHANGED)).one()
    assert entry.detail is not None
    assert entry.detail["role"] == ["expert", "manager"]
    assert "Нова" not in str(entry.detail)


def test_an_address_stands_for_one_account_alone(as_administrator: Client, expert: User) -> None:
    page = as_administrator.submit(
        "/desk/people/new", name="Друга", email=expert.email.upper(), role="expert", status=422
    )
    assert "Друг профил има този имейл" in page.words
    assert page.find("input", id="name")[0].get("value") == "Друга"
    page = as_administrator.submit(
        "/desk/people/new", name="Друга", email="не е адрес", role="expert", status=422
    )
    assert "Това не е имейл адрес" in page.words


def test_the_last_administrator_stays_one(as_administrator: Client, administrator: User) -> None:
    page = as_administrator.submit(
        f"/desk/people/{administrator.id}", "details", role="expert", status=422
    )
    assert "последният администратор" in page.words
    other = make_user(role=Role.ADMINISTRATOR)
    as_administrator.submit(
        f"/desk/people/{administrator.id}", "details", role="expert", status=303
    )
    with pytest.raises(Refused), transaction():
        actions.deactivate(other, by=None)


def test_nobody_locks_oneself_out(as_administrator: Client, administrator: User) -> None:
    make_user(role=Role.ADMINISTRATOR)
    page = as_administrator.post(f"/desk/people/{administrator.id}/deactivate", status=409)
    assert "с който е влязъл" in page.words
    assert db.session.get_one(User, administrator.id).active


def test_deactivating_says_what_happens_to_the_open_work_and_can_be_undone(
    as_administrator: Client, expert: User
) -> None:
    make_enquiry(assignee=expert)
    make_enquiry(assignee=expert)
    page = as_administrator.get(f"/desk/people/{expert.id}/deactivate", status=200)
    assert "2 отворени запитвания остават на това име" in page.words
    as_administrator.submit(page, status=303)
    assert not db.session.get_one(User, expert.id).active
    as_administrator.post(f"/desk/people/{expert.id}/activate", status=303)
    assert db.session.get_one(User, expert.id).active


def test_an_invitation_that_did_not_arrive_is_seen_where_people_are_kept(
    as_administrator: Client, frozen_clock: Any
) -> None:
    invited = make_user(name="Нова Колежка", invited=True)

    def letter_fails() -> None:
        with transaction():
            actions.invite(invited, by=None)
            letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
            assert letter is not None
            letter.state, letter.last_error = LetterState.FAILED, "Няма такава кутия. (550)"

    letter_fails()
    listed = as_administrator.get("/desk/people", status=200)
    assert "Недоставено" in listed.words
    assert "Няма такава кутия. (550)" in listed.text
    page = as_administrator.get(f"/desk/people/{invited.id}", status=200)
    assert "Писмо не беше доставено" in page.words
    assert "Няма такава кутия. (550)" in page.words
    assert page.words.count("Изпрати поканата отново") == 1
    frozen_clock.move(minutes=1)
    as_administrator.post(f"/desk/people/{invited.id}/link", status=303)
    for path in ("/desk/people", f"/desk/people/{invited.id}"):
        assert "Няма такава кутия" not in as_administrator.get(path, status=200).text


def test_people_are_the_administrators_alone(as_manager: Client, as_expert: Client) -> None:
    for browser in (as_manager, as_expert):
        assert browser.get("/desk/people").status_code == 403
        assert browser.get("/desk/settings").status_code == 403
        assert browser.get("/desk/audit").status_code == 403


def test_one_changes_ones_own_name_and_language(as_expert: Client, expert: User) -> None:
    page = as_expert.submit(
        "/desk/account", "own", name="  Елена   Нова ", language="en", follow=True, status=200
    )
    assert page.heading == "My account"
    assert "Saved." in page.words
    assert db.session.get_one(User, expert.id).name == "Елена Нова"


def test_a_wrong_present_password_changes_nothing(app: Flask) -> None:
    elena = make_user(password="четири зелени круши")
    before = elena.password_hash
    new = "пет жълти дюли в купа"
    page = Client(app, elena).submit(
        "/desk/account", "word", present="не е тази парола", password=new, again=new, status=422
    )
    assert "Това не е сегашната Ви парола" in page.words
    assert db.session.get_one(User, elena.id).password_hash == before


def test_a_manager_sets_languages_and_room_within_bounds(app: Flask, manager: User) -> None:
    del app
    elena = make_user()
    with transaction():
        actions.set_capability(elena, spoken_languages=["de", "bg"], capacity=30, by=manager)
    account = queries.user(elena.id)
    assert account is not None
    assert (account.spoken_languages, account.capacity) == (["bg", "de"], 30)
    for capacity, languages, field in ((0, ["bg"], "capacity"), (9, [], "spoken_languages")):
        with pytest.raises(Refused) as refused, transaction():
            actions.set_capability(elena, spoken_languages=languages, capacity=capacity, by=manager)
        assert refused.value.field == field
