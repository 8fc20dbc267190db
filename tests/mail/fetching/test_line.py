import imaplib
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from config import parse_imap_url
from oic.mail.fetching.line import KEYWORD, Line, Settled
from oic.mail.fetching.trouble import MailboxTrouble
from tests.servers.dovecot import PASSWORD, Dovecot

FIRST = b"Subject: first\r\n\r\nhello\r\n"
SECOND = b"Subject: second\r\n\r\nhello again\r\n"
WITHOUT_MOVE = "IMAP4rev1 SASL-IR IDLE UIDPLUS LITERAL+"
WITHOUT_ANYTHING = "IMAP4rev1 LITERAL+"


@pytest.fixture
def line(app: Flask, dovecot: Dovecot, user: str) -> Iterator[Line]:
    opened = Line(dovecot.account(user))
    yield opened
    opened.close()


def seen_by_people(dovecot: Dovecot, user: str) -> list[bytes]:
    client = dovecot.hands(user)
    _, said = client.uid("FETCH", "1:*", "(FLAGS)")
    client.logout()
    return [part for part in said if part]


def test_messages_come_byte_by_byte_and_in_the_order_of_their_arrival(
    line: Line, dovecot: Dovecot, user: str
) -> None:
    every_byte = b"Subject: bytes\r\n\r\n" + (bytes(range(32, 256)) + b"\r\n") * 5000 + b"\r\n"
    dovecot.deliver(FIRST, every_byte, SECOND, user=user)

    uids = line.uids()

    assert uids == sorted(uids)
    got = [line.fetch(uid) for uid in uids]
    assert [one.raw for one in got if one] == [FIRST, every_byte, SECOND]


def test_when_it_arrived_is_known(line: Line, dovecot: Dovecot, user: str) -> None:
    client = dovecot.hands(user)
    client.append("INBOX", "", '"24-Nov-2026 23:30:00 +0200"', FIRST)
    client.logout()

    fetched = line.fetch(line.uids()[0])

    assert fetched is not None
    assert fetched.arrived_at == datetime(2026, 11, 24, 21, 30, tzinfo=UTC)


def test_what_people_read_or_flagged_is_as_new_as_what_they_did_not(
    line: Line, dovecot: Dovecot, user: str
) -> None:
    dovecot.deliver(FIRST, SECOND, user=user)
    client = dovecot.hands(user)
    client.store("1", "+FLAGS", r"(\Seen \Flagged \Answered)")
    client.logout()

    assert len(line.uids()) == 2


def test_fetching_marks_nothing_as_read(line: Line, dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(FIRST, user=user)

    line.fetch(line.uids()[0])

    assert b"Seen" not in seen_by_people(dovecot, user)[0]


def test_a_message_that_somebody_deleted_meanwhile_skips_none_of_the_others(
    line: Line, dovecot: Dovecot, user: str
) -> None:
    dovecot.deliver(FIRST, FIRST, SECOND, user=user)
    uids = line.uids()
    client = dovecot.hands(user)
    client.store("1", "+FLAGS", r"\Deleted")
    client.expunge()
    client.logout()

    got = [line.fetch(uid) for uid in uids]

    assert [one.raw if one else None for one in got] == [None, FIRST, SECOND]


def test_only_what_came_after_is_asked_for(line: Line, dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(FIRST, user=user)
    last = line.uids()[-1]
    assert line.uids(after=last) == []

    dovecot.deliver(SECOND, user=user)

    (new,) = line.uids(after=last)
    fetched = line.fetch(new)
    assert fetched is not None
    assert fetched.raw == SECOND


def test_an_empty_mailbox_is_none_that_fails(line: Line) -> None:
    assert line.uids() == []


def test_what_is_in_the_register_is_moved_to_a_folder_with_a_bulgarian_name(
    line: Line, dovecot: Dovecot, user: str
) -> None:
    dovecot.deliver(FIRST, SECOND, user=user)
    first, second = line.uids()

    assert line.settle(first, "Вписани & готови") is Settled.MOVED

    assert line.uids() == [second]
    there = Line(dovecot.account(user, "Вписани & готови"))
    fetched = there.fetch(there.uids()[0])
    there.close()
    assert fetched is not None
    assert fetched.raw == FIRST


@pytest.mark.parametrize("capability", [WITHOUT_MOVE, WITHOUT_ANYTHING])
def test_what_a_person_has_only_marked_as_deleted_survives_a_move(
    app: Flask, capability: str
) -> None:
    server = Dovecot("desk", capability=capability)
    try:
        server.deliver(FIRST, SECOND)
        client = server.hands()
        client.store("2", "+FLAGS", r"\Deleted")
        client.logout()
        line = Line(server.account())
        first, second = line.uids()

        settled = line.settle(first, "Вписани")

        moves = "UIDPLUS" in capability
        assert settled is (Settled.MOVED if moves else Settled.MARKED)
        assert line.uids() == ([second] if moves else [first, second])
        line.close()
    finally:
        server.stop()


def test_without_a_folder_it_is_marked_and_stays(line: Line, dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(FIRST, user=user)
    (uid,) = line.uids()

    assert line.settle(uid) is Settled.MARKED

    assert KEYWORD.encode() in seen_by_people(dovecot, user)[0]
    assert line.uids() == [uid]


def test_the_folder_has_another_validity_after_it_was_made_anew(
    app: Flask, dovecot: Dovecot, user: str
) -> None:
    client = dovecot.hands(user)
    client.create("Work")
    before = Line(dovecot.account(user, "Work"))
    client.delete("Work")
    client.create("Work")
    after = Line(dovecot.account(user, "Work"))
    client.logout()

    assert before.uidvalidity != after.uidvalidity
    before.close()
    after.close()


def test_a_new_message_ends_the_wait(line: Line, dovecot: Dovecot, user: str) -> None:
    assert line.can_idle
    waiting = threading.Event()

    def stopping() -> bool:
        waiting.set()
        return False

    def deliver() -> None:
        waiting.wait()
        dovecot.deliver(FIRST, user=user)

    postman = threading.Thread(target=deliver)
    postman.start()
    line.wait(600, stopping)
    postman.join()

    assert len(line.uids()) == 1


def test_a_wait_ends_when_the_worker_is_to_stop(line: Line) -> None:
    asked = iter([False, True])

    line.wait(600, lambda: next(asked))

    assert line.uids() == []


def test_a_wrong_password_is_said_in_words_without_repeating_it(
    app: Flask, dovecot: Dovecot, user: str
) -> None:
    wrong = replace(dovecot.account(user), password="грешна парола")

    with pytest.raises(MailboxTrouble, match="не приема нашите потребителско име") as caught:
        Line(wrong)

    assert "грешна" not in caught.value.said
    assert PASSWORD not in caught.value.said


def test_a_folder_that_is_not_there_is_named_as_the_fault(
    app: Flask, dovecot: Dovecot, user: str
) -> None:
    with pytest.raises(MailboxTrouble, match="Папката не може да бъде отворена"):
        Line(dovecot.account(user, "Nowhere"))


def test_a_server_that_is_not_there_is_said_in_words(app: Flask, dovecot: Dovecot) -> None:
    with pytest.raises(MailboxTrouble, match="е недостъпен"):
        Line(replace(dovecot.account(), port=1))


def test_a_server_without_tls_is_not_talked_to_in_the_clear(
    app: Flask, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    logins: list[object] = []
    monkeypatch.setattr(imaplib.IMAP4, "authenticate", lambda *_: logins.append(1))

    for how in ({"use_ssl": True}, {"use_starttls": True}):
        with pytest.raises(MailboxTrouble):
            Line(replace(dovecot.account(), **how))

    assert not logins
    assert ssl.create_default_context().check_hostname


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("pop3://a:b@c", "must begin with"),
        ("imaps://", "names no host"),
        ("imaps://mail.example.bg", "names no user"),
        ("imaps://a:secret@mail.example.bg:99999", "has a port"),
    ],
)
def test_a_wrong_address_of_a_mailbox_says_what_is_wrong(url: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong) as caught:
        parse_imap_url(url)

    assert "secret" not in str(caught.value)


def test_an_address_of_a_mailbox_holds_signs_of_every_kind() -> None:
    server = parse_imap_url("imaps://oic%40example.bg:p%2Fa%3As@mail.example.bg/INBOX/%D0%9E")

    assert (server.username, server.password) == ("oic@example.bg", "p/a:s")
    assert (server.host, server.port, server.use_ssl) == ("mail.example.bg", 993, True)
    assert server.folder == "INBOX/О"
    assert "p/a:s" not in repr(server)
