"""Without these a new colleague could not begin, or a link could be used by somebody else."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select

from oic.audit.models import AuditEntry
from oic.core.clock import now
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.mail.models import Letter, LetterState
from oic.staff import actions, passwords, queries
from oic.staff.models import OneTimeLink, Role, User
from tests.checking.client import Client
from tests.factories.staff import make_user

WORD = "четири зелени круши"
Letters = Callable[..., list[Letter]]


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash at the tests' price."""
    monkeypatch.setattr(
        passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )


def path_in(letter: Letter) -> str:
    found = re.search(r"http://localhost(/desk/link/\S+)", letter.body_text)
    assert found
    return found[1]


def test_an_invitation_brings_a_new_colleague_in(
    as_administrator: Client, client: Client, letters: Letters
) -> None:
    as_administrator.submit(
        "/desk/people/new", name="Нова Колежка", email="New@OIC.bg", role="expert", status=303
    )
    (letter,) = letters(kind="account_invitation", to="new@oic.bg")
    assert letter.automatic
    assert "Нова Колежка" in letter.body_text
    assert "72 часа" in letter.body_text
    path = path_in(letter)
    for _ in range(2):  # a mail scanner follows the link first: it must stay good
        page = client.get(path, status=200)
    done = client.submit(page, password=WORD, again=WORD, status=303, follow=False)
    assert done.status_code == 303
    assert client.get("/desk/account").status_code == 200
    account = queries.by_email("new@oic.bg")
    assert account is not None
    assert passwords.matches(account.password_hash, WORD)
    assert len(account.hours) == 10
    assert queries.weekly_hours(account) == 40


def test_a_link_works_once(app: Flask, client: Client) -> None:
    elena = make_user()
    with transaction():
        token = actions.invite(elena, by=None)
    page = client.get(f"/desk/link/{token}", status=200)
    client.submit(page, password=WORD, again=WORD, status=303)
    stranger = Client(app)
    assert stranger.get(f"/desk/link/{token}").status_code == 410
    again = stranger.post(f"/desk/link/{token}", {"password": WORD, "again": WORD})
    assert again.status_code == 410
    with pytest.raises(Refused), transaction():
        actions.set_password_by_link(token, "пет жълти дюли в купа")


def test_a_password_that_is_refused_leaves_the_link_good(app: Flask, client: Client) -> None:
    del app
    elena = make_user(name="Елена Експертова")
    with transaction():
        token = actions.invite(elena, by=None)
    bad = client.submit(
        f"/desk/link/{token}",
        password="експертова 2026",
        again="експертова 2026",
        status=422,
    )
    assert "Не слагайте своето име" in bad.words
    different = client.submit(f"/desk/link/{token}", password=WORD, again=WORD + "а", status=422)
    assert "Двете пароли се различават" in different.words
    client.submit(f"/desk/link/{token}", password=WORD, again=WORD, status=303)


@pytest.mark.parametrize(("made", "hours"), [("invite", 72), ("send_reset", 1)])
def test_a_link_ends_with_its_time(
    app: Flask, client: Client, frozen_clock: Any, made: str, hours: int
) -> None:
    del app
    elena = make_user(password=WORD)
    with transaction():
        token = getattr(actions, made)(elena, by=None)
    frozen_clock.move(hours=hours, seconds=-1)
    assert client.get(f"/desk/link/{token}").status_code == 200
    frozen_clock.move(seconds=1)
    assert client.get(f"/desk/link/{token}").status_code == 410


def test_only_a_hash_of_the_token_is_kept(app: Flask) -> None:
    del app
    elena = make_user()
    with transaction():
        token = actions.invite(elena, by=None, send=False)
    kept = db.session.scalars(select(OneTimeLink)).one()
    assert len(token) >= 43, "256 bits"
    assert token not in (kept.token_hash, str(vars(kept)))
    trail = db.session.scalars(select(AuditEntry)).all()
    assert not any(token in f"{entry.label}{entry.detail}" for entry in trail)


def test_a_newer_link_voids_the_older(app: Flask, client: Client) -> None:
    del app
    elena = make_user()
    with transaction():
        old = actions.invite(elena, by=None)
    with transaction():
        new = actions.invite(elena, by=None)
    assert client.get(f"/desk/link/{old}").status_code == 410
    assert client.get(f"/desk/link/{new}").status_code == 200


def test_a_letter_whose_link_is_dead_does_not_leave(
    app: Flask, letters: Letters, frozen_clock: Any
) -> None:
    del app
    elena = make_user()
    with transaction():
        actions.invite(elena, by=None)
        letters()[0].state = LetterState.FAILED
    frozen_clock.move(minutes=1)
    with transaction():
        actions.invite(elena, by=None)
    frozen_clock.move(minutes=1)
    with transaction():
        token = actions.send_reset(elena, by=None)
    assert [letter.state for letter in letters()] == [
        LetterState.CANCELLED,
        LetterState.CANCELLED,
        LetterState.QUEUED,
    ]
    with transaction():
        actions.set_password_by_link(token, WORD)
    assert letters()[-1].state is LetterState.CANCELLED


def test_a_deactivated_account_cannot_be_opened_by_its_link(
    client: Client, administrator: User
) -> None:
    elena = make_user()
    with transaction():
        token = actions.invite(elena, by=administrator)
        actions.deactivate(elena, by=administrator)
    assert client.get(f"/desk/link/{token}").status_code == 410


def test_the_reset_form_answers_the_same_whether_the_account_exists(
    client: Client, letters: Letters
) -> None:
    make_user(email="elena@oic.bg", password=WORD)
    make_user(email="gone@oic.bg", password=WORD, active=False)
    said = {
        client.submit("/desk/forgotten", email=email, follow=True).words
        for email in (" Elena@oic.bg", "gone@oic.bg", "nobody@oic.bg", "not an address")
    }
    assert len(said) == 1
    (letter,) = letters()
    assert (letter.kind, letter.to_email) == ("account_reset", "elena@oic.bg")


def test_a_reset_sets_the_password_and_ends_the_sessions(
    app: Flask, client: Client, letters: Letters
) -> None:
    elena = make_user(password=WORD, email="elena@oic.bg", language="en")
    elsewhere = Client(app, elena)
    client.submit("/desk/forgotten", email="elena@oic.bg", status=303)
    (letter,) = letters(kind="account_reset")
    assert letter.subject == "A new password for the enquiries register"
    new = "пет жълти дюли в купа"
    client.submit(path_in(letter), password=new, again=new, status=303)
    assert elsewhere.get("/desk/account").status_code == 303
    assert passwords.matches(db.session.get_one(User, elena.id).password_hash, new)


def test_whoever_was_away_for_days_is_signed_in_by_the_reset(
    client: Client, letters: Letters
) -> None:
    elena = make_user(password=WORD, email="elena@oic.bg")
    with transaction():
        elena.last_seen_at = now() - timedelta(days=3)
    client.submit("/desk/forgotten", email="elena@oic.bg", status=303)
    (letter,) = letters(kind="account_reset")
    client.submit(path_in(letter), password=WORD, again=WORD, status=303)
    assert client.get("/desk/account").status_code == 200


def test_nobody_is_flooded_with_reset_letters(client: Client, letters: Letters) -> None:
    make_user(email="elena@oic.bg", password=WORD)
    for _ in range(6):
        client.submit("/desk/forgotten", email="elena@oic.bg", status=303)
    assert len(letters(kind="account_reset")) == 3
    for number in range(4):
        client.submit("/desk/forgotten", email=f"x{number}@oic.bg", status=303)
    client.submit("/desk/forgotten", email="y@oic.bg", status=429)


def test_the_first_start_makes_one_administrator(app: Flask, client: Client) -> None:
    with transaction():
        older = actions.first_administrator_link()
    with transaction():
        link = actions.first_administrator_link()
    assert older
    assert link
    assert client.get(older).status_code == 410
    data = {"name": "Асен Първи", "email": "asen@oic.bg", "password": WORD, "again": WORD}
    client.submit(client.get(link, status=200), **data, status=303)
    account = queries.by_email("asen@oic.bg")
    assert account is not None
    assert account.role is Role.ADMINISTRATOR
    assert client.get("/desk/people").status_code == 200
    assert Client(app).get(link).status_code == 410
    with transaction():
        assert actions.first_administrator_link() is None


def test_the_first_link_makes_nobody_once_there_is_an_account(app: Flask, client: Client) -> None:
    del app
    with transaction():
        link = actions.first_administrator_link()
    assert link
    make_user()
    data = {"name": "Асен", "email": "a@oic.bg", "password": WORD, "again": WORD, "language": "bg"}
    client.post(link, data, status=422)
    assert queries.by_email("a@oic.bg") is None


def test_without_a_mail_server_the_link_is_shown_to_the_administrator_once(
    as_administrator: Client,
) -> None:
    elena = make_user()
    page = as_administrator.post(f"/desk/people/{elena.id}/link", follow=True)
    assert "http://localhost/desk/link/" in page.words
    assert "/desk/link/" not in as_administrator.get(f"/desk/people/{elena.id}").words
