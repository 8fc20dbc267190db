"""The worker fetches by itself: what comes is in the register without anybody's hand."""

import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from oic.core.db import db, transaction
from oic.enquiries.models import Enquiry
from oic.mail import mailboxes
from oic.mail.fetching.receiving import take_in
from oic.mail.mailboxes import Typed
from oic.mail.models import Incoming, IncomingState, Mailbox, Security
from oic.serving import mailroom
from oic.serving.mailroom import MailRoom
from tests.factories.incoming import letter
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.scripted_imap import Script, scripted_imap

PATIENCE = 60


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    server = Dovecot("one", "two")
    yield server
    server.stop()


@pytest.fixture
def at_work(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    monkeypatch.setattr(mailroom, "LOOK_EVERY", 0.1)
    monkeypatch.setattr(mailroom, "FIRST_PAUSE", 0.2)
    room = MailRoom(own_app)
    yield room.start
    room.stop()
    room.join()


def until(what: Callable[[], object]) -> None:
    """Wait for something that has to come; the test fails when it does not."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "it did not come"
        db.session.rollback()
        time.sleep(0.05)


def subjects() -> list[str]:
    return sorted(db.session.scalars(select(Enquiry.subject)))


def keep(host: str, port: int, user: str, password: str) -> None:
    with transaction():
        mailboxes.save(None, Typed(host, port, Security.NONE, user, password), by=None)


def test_letters_come_in_by_themselves_from_a_mailbox_of_the_screen(
    own_app: Flask, dovecot: Dovecot, at_work: Callable[[], None], engine: str
) -> None:
    user = "one" if engine == "sqlite" else "two"
    dovecot.deliver(letter(subject="заварено"), user=user)
    at_work()
    keep("127.0.0.1", dovecot.port, user, PASSWORD)

    until(lambda: subjects() == ["заварено"])
    dovecot.deliver(letter(subject="ново"), user=user)
    until(lambda: subjects() == ["заварено", "ново"])
    assert db.session.scalar(select(Mailbox.worked_at)) is not None


def test_a_mailbox_that_fails_says_why_and_goes_on_when_it_is_back(
    own_app: Flask, at_work: Callable[[], None]
) -> None:
    script = Script({3: letter(subject="едно")}, break_at="SEARCH")
    with scripted_imap(script) as server:
        keep(server.host, server.port, "desk", "secret")
        at_work()
        until(lambda: db.session.scalar(select(Mailbox.error)))
        script.break_at = ""
        until(lambda: subjects() == ["едно"])
        until(lambda: db.session.scalar(select(Mailbox.error)) == "")


def test_what_a_killed_worker_left_is_filed_by_the_next(
    own_app: Flask, at_work: Callable[[], None]
) -> None:
    take_in(letter(subject="останало"))

    at_work()

    until(lambda: db.session.scalar(select(Incoming.state)) is IncomingState.FILED)
