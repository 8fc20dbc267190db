"""The administrator adds a mailbox, sees whether it works, and hears of it when it does not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from oic.admin import standstill
from oic.core.clock import now
from oic.core.db import db, transaction
from oic.mail import filing, mailboxes
from oic.mail.mailboxes import LockedPasswordError
from oic.mail.models import Incoming, IncomingState, Mailbox, Security
from tests.factories.incoming import come_in, letter
from tests.servers.scripted_imap import Script, scripted_imap

SECRET = "тайна-парола 1"
FIELDS = {
    "host": "mail.example.bg",
    "security": "tls",
    "username": "oic@example.bg",
    "password": SECRET,
}


def add(as_administrator, **fields):
    page = as_administrator.get("/desk/settings/mailboxes/new", status=200)
    return as_administrator.submit(page, "mailbox", **(FIELDS | fields))


def only() -> Mailbox:
    db.session.expire_all()
    return db.session.scalars(select(Mailbox)).one()


def test_a_mailbox_is_kept_and_its_password_never_shown_again(app, as_administrator):
    answer = add(as_administrator)

    row = only()
    assert answer.status_code == 303
    assert SECRET not in row.sealed_password
    assert mailboxes.server_of(row).password == SECRET
    for path in ("/desk/settings/mailboxes", f"/desk/settings/mailboxes/{row.id}", "/desk/audit"):
        assert SECRET not in as_administrator.get(path, status=200).text


def test_an_empty_password_keeps_the_old_one_and_another_server_asks_for_it(app, as_administrator):
    add(as_administrator)
    row = only()
    path = f"/desk/settings/mailboxes/{row.id}"

    kept = as_administrator.submit(as_administrator.get(path), "mailbox", done_folder="Вписани")
    moved = as_administrator.submit(as_administrator.get(path), "mailbox", host="evil.example.bg")

    assert kept.status_code == 303
    assert moved.status_code == 422
    row = only()
    assert (row.host, row.done_folder) == ("mail.example.bg", "Вписани")
    assert mailboxes.server_of(row).password == SECRET


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("host", ""),
        ("host", "mail example"),
        ("username", ""),
        ("password", ""),
        ("port", "99999"),
        ("done_folder", "INBOX"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(app, as_administrator, field, value):
    answer = add(as_administrator, **{field: value})

    assert answer.status_code == 422
    assert answer.find("*", id=f"{field}-error")
    assert db.session.scalars(select(Mailbox)).all() == []


def test_a_demonstration_fetches_from_nobodys_mailbox(app, as_administrator, change_settings):
    add(as_administrator)
    assert mailboxes.active_mailboxes()

    change_settings(demo=True)

    assert mailboxes.active_mailboxes() == []


def test_the_same_mailbox_is_not_kept_twice(app, as_administrator):
    add(as_administrator)

    assert add(as_administrator, port="1993", host="MAIL.example.bg").status_code == 422


def test_another_secret_key_locks_the_password_and_says_so(app, as_administrator, monkeypatch):
    add(as_administrator)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another secret, as long as the first one was")

    with pytest.raises(LockedPasswordError):
        mailboxes.server_of(only())
    assert "парол" in mailboxes.locked_words()


def test_whether_it_works_is_tried_at_once_and_nothing_is_fetched(app, as_administrator):
    with scripted_imap(Script({3: letter()})) as server:
        there = {"host": server.host, "port": server.port, "security": "none"}
        add(as_administrator, password="secret", **there)
        row = only()
        page = as_administrator.get("/desk/settings/mailboxes")
        well = as_administrator.submit(page, f"/{row.id}/try", follow=True)
    ill = as_administrator.submit(page, f"/{row.id}/try", follow=True)

    assert "Работи" in well.words
    assert "недостъпен" in ill.words
    assert db.session.scalars(select(Incoming)).all() == []


def test_one_of_the_environment_is_shown_and_changed_there_alone(
    app, as_administrator, change_settings
):
    change_settings(imap_url=f"imaps://desk:{'geheim'}@mail.example.bg")
    with transaction():
        mailboxes.declare()
    assert mailboxes.declared()

    page = as_administrator.get("/desk/settings/mailboxes", status=200)
    assert "mail.example.bg" in page.words
    assert "geheim" not in page.text
    answer = as_administrator.post(f"/desk/settings/mailboxes/{only().id}/remove", {})
    assert "в средата" in as_administrator.get("/desk/settings/mailboxes").words or answer.data
    assert only().active

    change_settings(imap_url="")
    with transaction():
        mailboxes.declare()
    assert not only().active


def test_a_mailbox_can_be_removed_and_its_letters_stay(app, as_administrator):
    add(as_administrator)
    row = come_in(letter())

    as_administrator.post(f"/desk/settings/mailboxes/{only().id}/remove", {}, status=303)

    assert db.session.scalars(select(Mailbox)).all() == []
    assert db.session.get(Incoming, row.id) is not None


@pytest.fixture
def box(app) -> Mailbox:
    with transaction():
        return mailboxes.save(
            None,
            mailboxes.Typed("mail.example.bg", None, Security.TLS, "oic@example.bg", SECRET),
            by=None,
        )


def tell() -> int:
    with transaction():
        return standstill.tell()


def test_a_standstill_is_told_once_in_words_and_anew_after_it_worked(
    app, box, administrator, letters, frozen_clock
):
    with transaction():
        mailboxes.tried(box.id)
    frozen_clock.move(hours=3)
    assert tell() == 0
    with transaction():
        mailboxes.tried(box.id, error="Пощенският сървър е недостъпен.")
    frozen_clock.move(hours=2)

    assert (tell(), tell()) == (1, 0)

    (told,) = letters(kind=standstill.KIND)
    assert told.to_email == administrator.email
    assert "недостъпен" in told.body_text
    assert SECRET not in told.body_text
    with transaction():
        mailboxes.tried(box.id)
    frozen_clock.move(hours=5)
    assert tell() == 1


def test_a_mailbox_that_nobody_tries_is_told_too(app, box, administrator, letters, frozen_clock):
    frozen_clock.move(hours=5)

    assert tell() == 1
    assert "никой не опитва" in letters(kind=standstill.KIND)[0].body_text


def test_one_that_is_switched_off_is_no_standstill(app, box, administrator, frozen_clock):
    with transaction():
        box.active = False
    frozen_clock.move(hours=50)

    assert tell() == 0


def test_readiness_names_nobody_and_says_what_stands_still(
    app, box, client, monkeypatch, frozen_clock
):
    ready = client.get("/readyz", status=200)
    assert ready.json["status"] == "ready"
    frozen_clock.move(hours=5)

    still = client.get("/readyz", status=200)
    assert still.json["status"] == "degraded"
    assert still.json["mail"]["mailboxes"][0]["standing_still"] is True
    assert client.get("/readyz?strict=1").status_code == 503
    assert "example.bg" not in still.text


def test_what_was_given_up_is_counted_and_can_be_tried_again(
    client, as_administrator, as_expert, monkeypatch, frozen_clock
):
    def broken(*_):
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr(filing, "_filer", broken)
        row = come_in(letter())
        for _ in range(filing.GIVEN_UP_AFTER):
            frozen_clock.move(hours=2)
            filing.file_waiting()
    db.session.refresh(row)
    assert row.state is IncomingState.QUARANTINED
    assert client.get("/readyz").json["mail"]["quarantined"] == 1
    assert "1 писмо не можа" in as_administrator.get("/desk/settings/mailboxes").words
    assert as_expert.get("/desk/incoming?state=quarantined").find(
        "a", href=f"/desk/incoming/{row.id}"
    )

    as_expert.submit(as_expert.get(f"/desk/incoming/{row.id}"), "again")

    assert filing.file_waiting() == 1
    db.session.refresh(row)
    assert row.state is IncomingState.FILED
    assert now() - row.came_at > timedelta(hours=2)
