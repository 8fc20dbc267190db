"""Two people who change the same thing at the same moment, on real connections."""

import time
from collections.abc import Callable
from threading import Thread

from flask import Flask
from sqlalchemy import text

from oic.core.db import db

PATIENCE = 60


def meet(
    app: Flask, first: Callable[[Callable[[], None]], object], second: Callable[[], object]
) -> None:
    """Let two do something at once. Raises what is raised in either.

    ``first`` is called with a function, which it calls where ``second`` shall come: there
    ``second`` begins, and ``first`` goes on when it is done or waits for a lock. On SQLite, where
    writers wait for each other from their first statement, it goes on at once.
    """
    raised: list[BaseException] = []

    def come() -> None:
        with app.app_context():
            try:
                second()
            except BaseException as error:  # noqa: BLE001 - raised again in the test's own thread
                raised.append(error)
            finally:
                db.session.remove()

    other = Thread(target=come, daemon=True)

    def meanwhile() -> None:
        other.start()
        if db.engine.dialect.name == "postgresql":
            _done_or_waiting(other)

    try:
        first(meanwhile)
    finally:
        other.join(PATIENCE)
        db.session.rollback()
    assert not other.is_alive(), "somebody still waits"
    if raised:
        raise raised[0]


def _done_or_waiting(other: Thread) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    deadline = time.monotonic() + PATIENCE
    while other.is_alive():
        assert time.monotonic() < deadline, "neither done nor waiting"
        with db.engine.connect() as connection:
            if connection.scalar(waiting):
                return
        time.sleep(0.01)
