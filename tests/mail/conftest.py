"""A worker's sending over real commits and a real server."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from oic.core.db import db, end_reading
from oic.mail import connection
from oic.mail.connection import Timeouts
from oic.mail.delivery import Delivery
from oic.mail.liveness import new_worker
from oic.mail.models import Letter
from tests.servers.smtp import Sink


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not answer is given up soon."""
    monkeypatch.setattr(connection, "TIMEOUTS", Timeouts(command=0.3, end_of_data=0.3))


@pytest.fixture
def point_at(own_app: Flask) -> Callable[[str], None]:
    """``point_at("smtp://…")``: where letters go from now on."""

    def point(url: str, **values: Any) -> None:
        settings = replace(own_app.config["OIC"], mail_url=url, **values)
        own_app.config["OIC"] = settings
        connection.init_app(own_app, settings)

    return point


@pytest.fixture
def post(
    own_app: Flask, smtp_sink: Sink, point_at: Callable[[str], None]
) -> Iterator[Callable[[], Delivery]]:
    """``post()`` is another worker that sends to ``smtp_sink``."""
    point_at(smtp_sink.url)
    made: list[Delivery] = []

    def make(**kw: Any) -> Delivery:
        data_dir = own_app.config["OIC"].data_dir
        made.append(Delivery(lambda: new_worker(data_dir), **kw))
        return made[-1]

    yield make
    for delivery in made:
        delivery.close()


@pytest.fixture
def fresh() -> Callable[[Letter], Letter]:
    """The letter as it is saved now."""

    def read(letter: Letter) -> Letter:
        letter_id = letter.id
        end_reading()
        return db.session.get_one(Letter, letter_id)

    return read
