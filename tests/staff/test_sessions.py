"""Without these a computer left alone would stay open, or work would be thrown away."""

from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask

from config import Settings
from oic.core.db import db, transaction
from oic.staff import actions, passwords
from oic.staff.models import User
from oic.staff.sign_in import BACKGROUND_HEADER
from tests.checking.client import Client
from tests.factories.staff import make_user

WORD = "четири зелени круши"
NEW = "пет жълти дюли в купа"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash at the tests' price."""
    monkeypatch.setattr(
        passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )


def is_in(browser: Client) -> bool:
    return browser.get("/desk/account").status_code == 200


def test_a_session_ends_by_idleness_and_says_so(
    as_expert: Client, frozen_clock: Any, change_settings: Callable[..., Settings]
) -> None:
    change_settings(idle_minutes=30)
    assert is_in(as_expert)
    frozen_clock.move(minutes=29)
    assert is_in(as_expert), "work keeps it alive"
    frozen_clock.move(minutes=29)
    assert is_in(as_expert)
    frozen_clock.move(minutes=31)
    page = as_expert.get("/desk/absences", follow=True)
    assert page.heading == "Вход"
    assert "Сесията Ви изтече" in page.words
    assert "next=/desk/absences" in page.path


def test_what_a_page_does_by_itself_is_not_work(
    as_expert: Client, frozen_clock: Any, change_settings: Callable[..., Settings]
) -> None:
    change_settings(idle_minutes=30)
    assert is_in(as_expert)
    for _ in range(4):
        frozen_clock.move(minutes=8)
        as_expert.get("/desk/account", headers={BACKGROUND_HEADER: "1"})
    assert as_expert.get("/desk/account", headers={BACKGROUND_HEADER: "1"}).status_code == 401
    assert not is_in(as_expert)


def test_a_script_is_told_plainly_that_the_session_is_over(client: Client) -> None:
    page = client.get("/desk/account", headers={"Sec-Fetch-Mode": "cors"})
    assert page.status_code == 401


def test_an_old_copy_of_the_cookie_is_as_idle_as_it_is_old(
    as_expert: Client, frozen_clock: Any
) -> None:
    assert is_in(as_expert)
    old = as_expert.raw.get_cookie("oic")
    assert old is not None
    frozen_clock.move(minutes=100)
    assert is_in(as_expert)
    frozen_clock.move(minutes=100)
    as_expert.raw.set_cookie("oic", old.value)
    assert not is_in(as_expert)


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(
    app: Flask, as_user: Callable[[User], Client]
) -> None:
    del app
    elena = make_user(password=WORD)
    here, elsewhere = as_user(elena), as_user(elena)
    here.submit("/desk/account", "word", present=WORD, password=NEW, again=NEW, status=303)
    assert is_in(here)
    assert not is_in(elsewhere)
    assert passwords.matches(db.session.get_one(User, elena.id).password_hash, NEW)


def test_deactivation_ends_every_session_at_once(
    as_expert: Client, expert: User, administrator: User
) -> None:
    assert is_in(as_expert)
    with transaction():
        actions.deactivate(expert, by=administrator)
    assert not is_in(as_expert)
    with transaction():
        actions.activate(expert, by=administrator)
    assert not is_in(as_expert), "an old session must not come back to life"


def test_a_new_role_ends_the_sessions_of_the_old_one(
    as_expert: Client, as_administrator: Client, expert: User
) -> None:
    as_administrator.submit(
        f"/desk/people/{expert.id}", "details", role="administrator", status=303
    )
    assert not is_in(as_expert)


def test_the_time_of_last_use_is_written_at_most_once_a_minute(
    as_expert: Client, expert: User, frozen_clock: Any
) -> None:
    is_in(as_expert)
    first = db.session.get_one(User, expert.id).last_seen_at
    assert first == frozen_clock.now
    frozen_clock.move(seconds=50)
    is_in(as_expert)
    assert db.session.get_one(User, expert.id).last_seen_at == first
    frozen_clock.move(seconds=10)
    is_in(as_expert)
    assert db.session.get_one(User, expert.id).last_seen_at == frozen_clock.now


def test_the_language_changes_and_one_stays_on_the_page(as_expert: Client) -> None:
    page = as_expert.post("/desk/account/language", {"language": "en", "next": "/desk/absences"})
    assert page.headers["Location"] == "/desk/absences"
    assert as_expert.get("/desk/absences").heading == "Absences"
    as_expert.post("/desk/account/language", {"language": "xx"}, status=400)
