"""kill -9 at any step, and two workers at once: each letter is in the register exactly once."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from config import ImapServer
from oic.core.db import db
from oic.enquiries.models import Enquiry
from oic.files import store
from oic.mail import filing
from oic.mail.fetching import receiving, rounds
from oic.mail.fetching.line import Line
from oic.mail.fetching.rounds import one_round
from oic.mail.models import MailPlace
from tests.factories.incoming import letter
from tests.mail.fetching.test_rounds import mailbox_of
from tests.servers.dovecot import Dovecot

LETTERS = 3
STEPS: dict[str, tuple[Any, str]] = {
    "storing the raw letter": (store, "take"),
    "writing its receipt": (receiving, "_at"),
    "committing its receipt": (rounds, "take_in"),
    "reading it": (filing, "read"),
    "filing it": (filing, "describe"),
    "committing its entry": (filing, "file_one"),
    "settling it on the server": (Line, "settle"),
}


@pytest.fixture
def server(dovecot: Dovecot, numbers: Iterator[int]) -> ImapServer:
    user = f"desk{next(numbers)}"
    dovecot.deliver(*(letter(subject=f"писмо {n}") for n in range(LETTERS)), user=user)
    return dovecot.account(user)


def dying(real: Callable[..., Any], at_call: int, *, after: bool) -> Callable[..., Any]:
    calls = iter(range(1, 1000))

    def wrapped(*arguments: Any, **named: Any) -> Any:
        last = next(calls) == at_call
        if last and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*arguments, **named)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return wrapped


def work(app: Flask, number: int, server: ImapServer, step: str = "", when: str = "") -> None:
    """What a worker does in a process of its own, until it is killed at its second such step."""
    if step:
        owner, name = STEPS[step]
        setattr(owner, name, dying(getattr(owner, name), 2, after=when == "after"))
    with app.app_context():
        db.engine.dispose(close=False)  # the parent's connections are the parent's
        one_round(number, server)


def run(*arguments: Any) -> Any:
    db.session.remove()
    db.engine.dispose()
    process = multiprocessing.get_context("fork").Process(target=work, args=arguments)
    process.start()
    return process


def registered() -> list[str]:
    return sorted(db.session.scalars(select(Enquiry.subject)))


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(
    own_app: Flask, server: ImapServer, step: str, when: str
) -> None:
    number = mailbox_of(server)
    killed = run(own_app, number, server, step, when)
    killed.join()
    assert killed.exitcode == -signal.SIGKILL

    whole = run(own_app, number, server)
    whole.join()

    assert whole.exitcode == 0
    assert registered() == [f"писмо {n}" for n in range(LETTERS)]
    db.session.rollback()
    settled = db.session.scalars(select(MailPlace.settled)).all()
    assert settled == ["marked"] * LETTERS


def test_two_workers_at_once_register_each_letter_once(
    own_app: Flask, dovecot: Dovecot, numbers: Iterator[int]
) -> None:
    user = f"desk{next(numbers)}"
    many = 25
    dovecot.deliver(*(letter(subject=f"писмо {n:02d}") for n in range(many)), user=user)
    server = dovecot.account(user)
    number = mailbox_of(server)

    workers = [run(own_app, number, server) for _ in range(3)]
    for worker in workers:
        worker.join()

    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert registered() == [f"писмо {n:02d}" for n in range(many)]
