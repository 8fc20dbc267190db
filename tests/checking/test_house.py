"""The tests' own house: what every other test relies on."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from oic.core import clock
from oic.core.db import db, transaction
from oic.staff.models import User
from tests.checking.client import Client
from tests.factories.staff import make_user


def users() -> int:
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def test_a_test_leaves_nothing_behind(app: Flask) -> None:
    before = users()
    make_user()
    assert users() == before + 1
    db.session.rollback()
    assert users() == before + 1


def test_a_test_leaves_nothing_behind_and_the_next_one_sees_nothing(app: Flask) -> None:
    assert users() == 0


def test_real_commits_are_on_a_database_of_their_own(own_app: Flask) -> None:
    assert users() == 0
    make_user()
    db.session.rollback()
    assert users() == 1


def test_a_failed_transaction_takes_back_only_its_own(app: Flask) -> None:
    kept = make_user()
    with pytest.raises(IntegrityError), transaction():  # noqa: PT012 - one use case
        kept.name = "друго"
        db.session.flush()
        db.session.add(User())
        db.session.flush()
    assert kept.name != "друго"
    assert users() == 1


def test_signed_in_is_who_it_says(as_expert: Client, client: Client) -> None:
    assert as_expert.user is not None
    assert as_expert.session["_user_id"].startswith(f"{as_expert.user.id}:")
    assert "_user_id" not in client.session


def test_the_clock_stands_and_moves(frozen_clock: Any) -> None:
    assert clock.now() == datetime(2026, 3, 10, 7, 30, tzinfo=UTC)
    frozen_clock.move(days=1)
    assert clock.today().isoformat() == "2026-03-11"
    frozen_clock.set(datetime(2026, 7, 1, 8, 0))  # noqa: DTZ001 - meant in Sofia
    assert clock.now() == datetime(2026, 7, 1, 5, 0, tzinfo=UTC)


def test_queries_are_counted(app: Flask, count_queries: Callable[[], Any]) -> None:
    with count_queries() as queries:
        users()
        users()
    assert queries.count == 2
