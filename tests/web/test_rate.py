"""Limits stop whoever floods us, and nobody else."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from oic.core.db import db, transaction
from oic.web.models import RateEvent
from oic.web.rate import LONGEST_WINDOW, has_room, sweep, within_limit
from tests.conftest import FrozenClock


def _try(key: str = "192.0.2.1", action: str = "ask", limit: int = 2, seconds: int = 60) -> bool:
    with transaction():
        return within_limit(action, key, limit, seconds)


def test_the_limit_holds_and_waiting_helps(app: Flask, frozen_clock: FrozenClock) -> None:
    assert [_try(), _try(), _try()] == [True, True, False]
    frozen_clock.move(seconds=59)
    assert not _try()
    frozen_clock.move(seconds=1)
    assert _try()


def test_what_was_refused_is_not_held_against_anybody(
    app: Flask, frozen_clock: FrozenClock
) -> None:
    _try(limit=1)
    for _ in range(5):
        frozen_clock.move(seconds=10)
        assert not _try(limit=1)
    frozen_clock.move(seconds=10)
    assert _try(limit=1)


def test_a_large_thing_counts_for_several_and_looking_for_nothing(app: Flask) -> None:
    with transaction():
        assert within_limit("upload", "192.0.2.1", 5, 60, times=3)
        assert not within_limit("upload", "192.0.2.1", 5, 60, times=3)
        assert has_room("upload", "192.0.2.1", 5, 60)
        assert within_limit("upload", "192.0.2.1", 5, 60, times=2)
        assert not has_room("upload", "192.0.2.1", 5, 60)


def test_others_and_other_actions_are_not_touched(app: Flask) -> None:
    assert [_try(limit=1), _try(limit=1)] == [True, False]
    assert _try("192.0.2.2", limit=1)
    assert _try(action="book", limit=1)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("Petya@Example.BG", " petya@example.bg", True),
        ("petya@example.bg", "vanya@example.bg", False),
    ],
)
def test_one_customers_addresses_count_as_one(
    app: Flask, first: str, second: str, *, same: bool
) -> None:
    assert _try(first, limit=1)
    assert _try(second, limit=1) is not same


def test_an_email_address_is_not_kept_in_the_clear(app: Flask) -> None:
    _try("petya@example.bg")
    assert "petya" not in str(db.session.scalars(select(RateEvent.key)).all())


def test_a_window_longer_than_what_is_kept_is_a_mistake(app: Flask) -> None:
    with transaction(), pytest.raises(ValueError, match="longer than what is kept"):
        within_limit("ask", "192.0.2.1", 1, LONGEST_WINDOW + 1)


def test_what_no_window_needs_is_forgotten(app: Flask, frozen_clock: FrozenClock) -> None:
    _try()
    frozen_clock.move(hours=1)
    _try()
    frozen_clock.move(hours=23)
    with transaction():
        assert sweep() == 1
    assert len(db.session.scalars(select(RateEvent)).all()) == 1


def test_many_at_once_do_not_slip_through(own_app: Flask) -> None:
    def attempt(_: int) -> bool:
        with own_app.app_context():
            return _try(limit=3)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(24))) == 3
