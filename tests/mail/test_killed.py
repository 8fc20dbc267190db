"""kill -9 loses no letter, and sends none twice that the server is known to have."""

import contextlib
import multiprocessing
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from oic.core.db import db, transaction
from oic.mail import actions
from oic.mail.delivery import Delivery
from oic.mail.liveness import new_worker
from oic.mail.models import Letter, LetterState
from tests.factories.mail import make_letter
from tests.servers.smtp import Sink

LETTERS = 200
KILLS = 15


def work(app: Flask) -> None:
    """What a worker process does: send what is due until it is killed."""
    with app.app_context():
        db.engine.dispose(close=False)  # the parent's connections are the parent's
        delivery = Delivery(lambda: new_worker(app.config["OIC"].data_dir))
    while True:
        with app.app_context():
            if not delivery.run_once():
                time.sleep(0.02)


def unsent() -> int:
    """How many letters have not left yet."""
    db.session.rollback()
    waiting = select(func.count()).where(Letter.state != LetterState.SENT)
    return db.session.scalar(waiting.select_from(Letter)) or 0


def test_no_letter_is_lost_and_none_is_sent_twice_by_workers_that_are_killed(
    own_app: Flask, smtp_sink: Sink, point_at: Callable[[str], None]
) -> None:
    point_at(smtp_sink.url)
    with transaction():
        for number in range(LETTERS):
            actions.queue(
                kind="answer",
                to_email=f"n{number}@example.bg",
                to_name="",
                subject="Отговор",
                text="Здравейте,",
                language="bg",
                automatic=False,
            )
    db.session.remove()
    db.engine.dispose()
    processes = multiprocessing.get_context("fork")
    chance = random.Random(5)
    kills = 0
    while unsent():
        db.session.remove()
        db.engine.dispose()
        worker = processes.Process(target=work, args=(own_app,))
        worker.start()
        goal = len(smtp_sink.received) + chance.randint(1, 2 * LETTERS // KILLS)
        while worker.is_alive() and len(smtp_sink.received) < goal and unsent():
            smtp_sink.asked.clear()
            smtp_sink.asked.wait(0.2)
        worker.kill()
        worker.join()
        kills += 1
    times = Counter(one.recipients[0] for one in smtp_sink.received)
    assert set(times) == {f"n{number}@example.bg" for number in range(LETTERS)}
    assert sum(times.values()) - LETTERS <= kills
    ids: dict[str, set[str]] = {}
    for one in smtp_sink.received:
        ids.setdefault(one.recipients[0], set()).add(one.message["Message-ID"])
    assert all(len(found) == 1 for found in ids.values())
    assert kills > 1


@pytest.mark.parametrize("guard", [True, False])
def test_a_slow_worker_keeps_its_letter_because_it_proves_that_it_lives(
    guard: bool,  # noqa: FBT001 - with and without: the negative control
    own_app: Flask,
    post: Callable[[], Delivery],
    smtp_sink: Sink,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_letter()
    slow, quick = post(), post()
    if not guard:
        monkeypatch.setattr(quick.worker, "is_alive", lambda _: False)
    smtp_sink.manners.hang = True
    errors: list[BaseException] = []

    def send(delivery: Delivery) -> None:
        try:
            with own_app.app_context():
                delivery.run_once()
        except BaseException as error:  # noqa: BLE001 - seen by the test
            errors.append(error)

    first = threading.Thread(target=send, args=(slow,))
    first.start()
    assert smtp_sink.asked.wait(20)
    smtp_sink.asked.clear()
    second = threading.Thread(target=send, args=(quick,))
    second.start()
    if guard:
        second.join()
    else:
        assert smtp_sink.asked.wait(20)
    smtp_sink.manners.hang = False
    first.join()
    second.join()
    assert errors == []
    assert len(smtp_sink.received) == (1 if guard else 2)


def test_a_workers_name_is_proof_only_while_it_holds_it(own_app: Flask) -> None:
    data_dir = own_app.config["OIC"].data_dir
    one, other = new_worker(data_dir), new_worker(data_dir)
    with contextlib.closing(other), transaction():
        assert other.is_alive(one.name)
        assert one.holds()
    one.close()
    third: Any = new_worker(data_dir)
    with contextlib.closing(third), transaction():
        assert not third.is_alive(one.name)
        assert not third.is_alive("somebody-1-who-never-was")
