"""What comes to a mailbox is in the register exactly once, whatever happens meanwhile."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from config import ImapServer
from oic.core.db import db, transaction
from oic.enquiries.models import Enquiry
from oic.files import store
from oic.mail import filing, mailboxes
from oic.mail.fetching.line import KEYWORD
from oic.mail.fetching.rounds import one_round
from oic.mail.fetching.trouble import MailboxTrouble
from oic.mail.models import Incoming, IncomingState, Mailbox, MailPlace, Security
from tests.factories.incoming import letter
from tests.servers.dovecot import Dovecot
from tests.servers.scripted_imap import Script, scripted_imap


def mailbox_of(server: ImapServer, **values) -> int:
    """A mailbox of the screen."""
    given = {"host": server.host, "port": server.port, "security": Security.NONE}
    with transaction():
        row = mailboxes.save(
            None,
            mailboxes.Typed(
                **given,
                username=server.username,
                password=server.password,
                folder=server.folder,
                **values,
            ),
            by=None,
        )
        return row.id


def subjects() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(Enquiry.subject)))


def test_new_and_old_read_and_unread_letters_are_registered_once(
    app: Flask, dovecot: Dovecot, user: str
) -> None:
    dovecot.deliver(letter(subject="едно"), letter(subject="две"), user=user)
    hands = dovecot.hands(user)
    hands.store("1", "+FLAGS", r"(\Seen \Answered)")
    server = dovecot.account(user)
    number = mailbox_of(server)

    first = one_round(number, server)
    dovecot.deliver(letter(subject="три"), user=user)
    hands.noop()
    hands.store("2", "-FLAGS", r"(\Seen)")
    second = one_round(number, server)
    hands.logout()

    assert (first.taken_in, first.settled, second.taken_in) == (2, 2, 1)
    assert subjects() == ["две", "едно", "три"]


def test_what_is_registered_is_marked_or_moved(app: Flask, dovecot: Dovecot, user: str) -> None:
    server = dovecot.account(user)
    number = mailbox_of(server)
    dovecot.deliver(letter(subject="остава"), user=user)
    one_round(number, server)
    client = dovecot.hands(user)
    assert KEYWORD.encode() in client.uid("FETCH", "1:*", "(FLAGS)")[1][0]
    client.logout()

    dovecot.deliver(letter(subject="отива"), user=user)
    one_round(number, replace(server, done_folder="Вписани"))

    client = dovecot.hands(user)
    assert client.search(None, "ALL")[1] == [b"1"]
    client.select('"&BBIEPwQ4BEEEMAQ9BDg-"')
    assert client.search(None, "ALL")[1] == [b"1"]
    client.logout()


def test_the_same_letter_in_two_mailboxes_is_one_enquiry(
    app: Flask, dovecot: Dovecot, user: str, numbers: Iterator[int]
) -> None:
    other = f"desk{next(numbers)}"
    raw = letter(subject="до двама")
    dovecot.deliver(b"Delivered-To: a@oic.example.bg\r\n" + raw, user=user)
    dovecot.deliver(b"Delivered-To: b@oic.example.bg\r\n" + raw, user=other)
    for name in (user, other):
        server = dovecot.account(name)
        done = one_round(mailbox_of(server), server)
        assert done.settled == 1

    assert subjects() == ["до двама"]


def test_another_uidvalidity_makes_nothing_double(app: Flask) -> None:
    script = Script({3: letter(subject="едно"), 4: letter(subject="две")}, uidvalidity=7)
    with scripted_imap(script) as server:
        number = mailbox_of(server)
        one_round(number, server)
        script.uidvalidity = 8
        done = one_round(number, server)

    assert done.settled == 2
    assert subjects() == ["две", "едно"]


@pytest.mark.parametrize(
    "step",
    ["CONNECT", "LOGIN", "CAPABILITY", "SELECT", "NOOP", "SEARCH", "FETCH", "BODY", "STORE"],
)
def test_a_line_that_breaks_at_any_step_loses_nothing_and_doubles_nothing(
    app: Flask, step: str
) -> None:
    script = Script({3: letter(subject="едно"), 4: letter(subject="две")}, break_at=step)
    with scripted_imap(script) as server:
        number = mailbox_of(server)
        with pytest.raises(MailboxTrouble):
            one_round(number, server)
        script.break_at = ""
        one_round(number, server)

    assert subjects() == ["две", "едно"]
    settled = db.session.scalars(select(MailPlace.settled)).all()
    assert settled == ["marked", "marked"]


def test_a_full_disk_leaves_the_letter_where_it_was(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script({3: letter(subject="едно")})

    def full(*_: object) -> None:
        raise store.StorageFull

    with scripted_imap(script) as server:
        number = mailbox_of(server)
        with monkeypatch.context() as patch:
            patch.setattr(store, "take", full)
            with pytest.raises(store.StorageFull):
                one_round(number, server)
        assert db.session.scalars(select(MailPlace.id)).all() == []
        assert not {"STORE", "MOVE"} & set(script.commands)
        one_round(number, server)

    assert subjects() == ["едно"]


def test_a_letter_that_cannot_be_filed_stays_on_the_server_until_it_is(
    app: Flask, monkeypatch: pytest.MonkeyPatch, frozen_clock
) -> None:
    script = Script({3: letter(subject="едно")})

    def broken(*_: object) -> None:
        raise ValueError

    with scripted_imap(script) as server:
        number = mailbox_of(server)
        with monkeypatch.context() as patch:
            patch.setattr(filing, "read", broken)
            assert one_round(number, server).settled == 0
        assert db.session.scalar(select(Incoming.state)) is IncomingState.WAITING
        frozen_clock.move(minutes=5)
        filing.file_waiting()
        assert one_round(number, server).settled == 1

    assert subjects() == ["едно"]


def test_letters_that_lay_there_before_can_be_left_alone(
    app: Flask, dovecot: Dovecot, user: str
) -> None:
    dovecot.deliver(letter(subject="старо"), user=user)
    server = dovecot.account(user)
    number = mailbox_of(server, leave_earlier=True)

    one_round(number, server)
    dovecot.deliver(letter(subject="ново"), user=user)
    one_round(number, server)

    assert subjects() == ["ново"]


def test_a_letter_that_somebody_takes_away_meanwhile_is_no_error(app: Flask) -> None:
    script = Script({3: letter(subject="едно"), 4: letter(subject="две")})

    class Vanishing(dict):
        def get(self, key, default=None):
            return None if key == 3 else super().get(key, default)

    script.messages = Vanishing(script.messages)
    with scripted_imap(script) as server:
        one_round(mailbox_of(server), server)

    assert subjects() == ["две"]
    assert Counter(db.session.scalars(select(MailPlace.settled))) == {"gone": 1, "marked": 1}


def test_fetch_does_one_round_and_says_how_it_went(
    app: Flask, command, change_settings, dovecot: Dovecot, user: str
) -> None:
    change_settings(
        imap_url=f"imap://{user}:%D0%BF%40%D1%80%D0%BEl%D0%B0%20with%20spaces"
        f"@127.0.0.1:{dovecot.port} imap://nobody:x@127.0.0.1:1"
    )
    dovecot.deliver(letter(subject="по команда"), user=user)

    done = command("mail", "fetch")

    assert done.exit_code == 1
    assert re.search(rf"{user}: 1 ", done.output)
    assert "nobody: " in done.output
    assert subjects() == ["по команда"]
    rows = {row.username: row for row in db.session.scalars(select(Mailbox))}
    assert rows[user].worked_at is not None
    assert rows["nobody"].error
    assert rows["nobody"].worked_at is None


def test_files_come_by_the_same_door(app: Flask, command, tmp_path) -> None:
    one, many, none = tmp_path / "a.eml", tmp_path / "b.mbox", tmp_path / "none"
    first, second, third = (letter(subject=subject) for subject in ("едно", "две", "три"))
    one.write_bytes(first)
    line = b"From ivan@example.bg Mon Oct  5 10:12:00 2026\n"
    many.write_bytes(line + second + b"\n\n" + line + third + b"\n" + line + first)

    done = command("mail", "read", str(one), str(many), str(none))

    assert done.exit_code == 1
    assert str(none) in done.output
    assert subjects() == ["две", "едно", "три"]
