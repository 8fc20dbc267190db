"""Without these strangers would get in, or colleagues would be kept out."""

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select

from oic.audit.models import AuditEntry, Verb
from oic.core.db import db
from oic.staff import passwords, queries
from oic.staff.actions.sign_in import ACCOUNT_ATTEMPTS, ADDRESS_ATTEMPTS, ATTEMPTS
from oic.staff.models import SignInAttempt, User
from oic.staff.sign_in import local_address
from tests.checking.client import Client, Page
from tests.factories.staff import make_user

WORD = "четири зелени круши"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash at the tests' price."""
    monkeypatch.setattr(
        passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )


@pytest.fixture
def elena(app: Flask) -> User:
    """Somebody with a password."""
    del app
    return make_user(name="Елена Експертова", email="elena@oic.bg", password=WORD)


def sign_in(
    client: Client,
    email: str = "elena@oic.bg",
    password: str = WORD,
    *,
    address: str = "192.0.2.1",
    query: str = "",
) -> Page:
    return client.post(
        f"/desk/sign-in{query}",
        {"email": email, "password": password},
        environ_overrides={"REMOTE_ADDR": address},
    )


def verbs() -> list[Verb]:
    return list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


def test_the_right_password_lets_in_whatever_the_case_of_the_address(
    client: Client, elena: User
) -> None:
    page = sign_in(client, " Elena@OIC.bg ")
    assert page.status_code == 303
    assert client.get("/desk/account", status=200).heading == "Моят профил"
    assert verbs() == [Verb.SIGNED_IN]
    assert elena.last_seen_at is not None


def test_every_failure_says_the_same(client: Client, elena: User) -> None:
    make_user(email="gone@oic.bg", password=WORD, active=False)
    make_user(email="invited@oic.bg")
    del elena
    said = set()
    for email, password in (
        ("elena@oic.bg", "грешна парола тук"),
        ("nobody@oic.bg", WORD),
        ("gone@oic.bg", WORD),
        ("invited@oic.bg", WORD),
    ):
        page = sign_in(client, email, password)
        assert page.status_code == 422
        said.add(page.words.replace(email, ""))
    assert len(said) == 1
    assert "Имейлът или паролата не са верни" in said.pop()


def test_what_was_typed_stays_but_the_password(client: Client, elena: User) -> None:
    del elena
    page = sign_in(client, password="грешна парола тук")
    assert page.find("input", id="email")[0].get("value") == "elena@oic.bg"
    assert not page.find("input", id="password")[0].get("value")


def test_a_failure_stands_in_the_trail_without_what_was_typed(client: Client, elena: User) -> None:
    sign_in(client, password="грешна парола тук")
    sign_in(client, "my-secret-typed-as-mail")
    first, second = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert (first.verb, first.thing_id) == (Verb.SIGN_IN_FAILED, elena.id)
    assert (second.verb, second.thing_id) == (Verb.SIGN_IN_FAILED, None)
    assert first.address == "192.0.2.1"
    kept = [attempt.account_hash for attempt in db.session.scalars(select(SignInAttempt))]
    assert not any("secret" in text for text in [*kept, first.label, second.label])


def test_whoever_guesses_at_an_account_waits_whether_it_exists_or_not(
    client: Client, elena: User, frozen_clock: "object"
) -> None:
    del elena
    said = set()
    for email in ("elena@oic.bg", "nobody@oic.bg"):
        for _ in range(ATTEMPTS):
            assert sign_in(client, email, "грешна парола тук").status_code == 422
        page = sign_in(client, email, WORD)
        assert page.status_code == 429
        said.add(page.words.replace(email, ""))
    assert len(said) == 1
    assert "Опитайте отново след 15 минути" in said.pop()
    frozen_clock.move(minutes=15, seconds=1)  # type: ignore[attr-defined]
    assert sign_in(client).status_code == 303


def test_a_stranger_elsewhere_does_not_lock_a_colleague_out(client: Client, elena: User) -> None:
    del elena
    for _ in range(ATTEMPTS + 1):
        page = sign_in(client, password="грешна парола тук", address="203.0.113.9")
    assert page.status_code == 429
    assert sign_in(client, address="192.0.2.1").status_code == 303


def test_guessing_from_many_addresses_is_slowed_down_all_the_same(
    client: Client, elena: User, frozen_clock: "object"
) -> None:
    del elena
    for number in range(ACCOUNT_ATTEMPTS):
        address = f"198.51.100.{number}"
        assert sign_in(client, password="грешна парола тук", address=address).status_code == 422
        frozen_clock.move(seconds=30)  # type: ignore[attr-defined]
    page = sign_in(client)
    assert page.status_code == 429
    assert "Опитайте отново след 35 минути" in page.words
    frozen_clock.move(minutes=35, seconds=1)  # type: ignore[attr-defined]
    assert sign_in(client).status_code == 303


def test_an_address_waits_after_too_many_failures_over_many_accounts(
    client: Client, elena: User
) -> None:
    del elena
    for number in range(ADDRESS_ATTEMPTS):
        assert sign_in(client, f"someone{number}@oic.bg").status_code == 422
    assert sign_in(client).status_code == 429
    assert sign_in(client, address="192.0.2.2").status_code == 303


def test_an_ipv6_customer_does_not_get_a_fresh_limit_with_each_address(
    client: Client, elena: User
) -> None:
    del elena
    for number in range(ADDRESS_ATTEMPTS):
        sign_in(client, f"someone{number}@oic.bg", address=f"2001:db8:1:2::{number:x}")
    assert sign_in(client, address="2001:db8:1:2:ffff::1").status_code == 429
    assert sign_in(client, address="2001:db8:1:3::1").status_code == 303


def test_a_success_forgets_the_slips_before_it(client: Client, elena: User) -> None:
    del elena
    for _ in range(ATTEMPTS - 1):
        sign_in(client, password="грешна парола тук")
    assert sign_in(client).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(SignInAttempt)) == 0


def test_a_hash_grows_with_the_parameters_at_the_next_sign_in(
    client: Client, elena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = elena.password_hash
    monkeypatch.setattr(
        passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    )
    assert sign_in(client).status_code == 303
    after = queries.by_email("elena@oic.bg")
    assert after is not None
    assert after.password_hash != before
    assert "m=16,t=2" in str(after.password_hash)
    assert client.get("/desk/account").status_code == 200, "the session must survive it"


def test_one_goes_on_to_the_page_that_was_asked_for(client: Client, elena: User) -> None:
    del elena
    page = client.get("/desk/absences?past=1", status=303)
    target = page.headers["Location"]
    assert "next=/desk/absences?past%3D1" in target or "next=%2Fdesk%2Fabsences" in target
    shown = client.get(target, status=200)
    done = client.submit(shown, email="elena@oic.bg", password=WORD, status=303)
    assert done.headers["Location"] == "/desk/absences?past=1"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        None,
    ],
)
def test_signing_in_never_leads_elsewhere(address: str | None) -> None:
    assert local_address(address) is None


def test_a_session_from_before_is_not_taken_over(client: Client, elena: User) -> None:
    del elena
    client.get("/desk/sign-in", status=200)
    with client.raw.session_transaction() as session:
        session["planted"] = "by somebody else"
        token = session.get("csrf_token")
    sign_in(client)
    assert "planted" not in client.session
    assert client.session.get("csrf_token") != token


def test_signing_out_is_a_post_and_ends_the_session(as_expert: Client) -> None:
    assert as_expert.get("/desk/sign-out").status_code == 405
    as_expert.post("/desk/sign-out", status=303)
    assert "/desk/sign-in" in as_expert.get("/desk/account", status=303).headers["Location"]
    assert verbs() == [Verb.SIGNED_OUT]


def test_whoever_signs_out_knows_that_it_is_on_every_device(as_expert: Client) -> None:
    page = as_expert.get("/desk/account", status=200)
    assert page.find("button", title="Прекратява сесиите Ви на всички устройства")
    page = as_expert.post("/desk/sign-out", follow=True)
    assert "Излязохте от профила на всички устройства." in page.words


def test_whoever_is_signed_in_need_not_do_it_again(as_expert: Client) -> None:
    page = as_expert.get("/desk/sign-in?next=/desk/account", status=303)
    assert page.headers["Location"] == "/desk/account"


def test_each_role_begins_at_a_page_that_it_may_open(
    client: Client, as_user: Callable[[User], Client]
) -> None:
    del client
    for role in ("expert", "manager", "administrator"):
        browser = as_user(make_user(role=role))
        begins = browser.get("/desk/sign-in", status=303).headers["Location"]
        assert browser.get(begins).status_code == 200


def test_a_copy_of_the_cookie_opens_nothing_after_signing_out(as_expert, as_user, expert):
    copied = as_user(expert)
    copied.get("/desk/", status=200)
    as_expert.post("/desk/sign-out", status=303)
    copied.get("/desk/", status=303)


def test_a_copy_of_an_old_cookie_is_worth_nothing_once_its_owner_has_stopped(
    as_expert, frozen_clock, settings
):
    as_expert.get("/desk/", status=200)
    old = as_expert.session
    frozen_clock.move(minutes=settings.idle_minutes + 2)
    old["seen"] = int(frozen_clock.now.timestamp())  # as if the copy had been kept fresh
    with as_expert.raw.session_transaction() as kept:
        kept.update(old)
    as_expert.get("/desk/", status=303)
