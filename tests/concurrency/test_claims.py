"""Many people who want the same times at once get each of them once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from oic.core.db import db, end_reading, transaction
from oic.receptions.actions.claiming import Stretch, Taken, book, hold
from oic.receptions.models import Claim
from tests.concurrency.meeting import meet
from tests.factories.staff import make_user

NINE = datetime(2026, 11, 30, 7, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
PLACES = 5


@pytest.fixture
def expert_id(own_app: Flask) -> int:
    del own_app
    return make_user().id


def claims() -> int:
    end_reading()
    return db.session.scalar(select(func.count()).select_from(Claim)) or 0


def both_want(app: Flask, expert_id: int) -> None:
    stretch = Stretch(expert_id, NINE, NINE + QUARTER)

    def first(meanwhile: Callable[[], None]) -> None:
        with transaction():
            hold(stretch, until=NINE + timedelta(days=3650))
            meanwhile()

    def second() -> None:
        with transaction():
            book(stretch)

    meet(app, first, second)


def test_two_who_want_a_time_at_the_same_moment_do_not_both_get_it(
    own_app: Flask, expert_id: int
) -> None:
    with pytest.raises(Taken):
        both_want(own_app, expert_id)
    assert claims() == 1


@pytest.mark.usefixtures("without_rules")
def test_without_the_rules_both_would_get_it(own_app: Flask, expert_id: int) -> None:
    both_want(own_app, expert_id)
    assert claims() == 2


def test_a_crowd_fills_every_place_once_and_the_others_are_refused(
    own_app: Flask, expert_id: int
) -> None:
    def come(number: int) -> bool:
        begins = NINE + QUARTER * (number % PLACES)
        with own_app.app_context():
            try:
                with transaction():
                    book(Stretch(expert_id, begins, begins + QUARTER))
            except Taken:
                return False
            finally:
                db.session.remove()
        return True

    with ThreadPoolExecutor(8) as crowd:
        came = list(crowd.map(come, range(PLACES * 8)))
    assert sum(came) == PLACES
    assert claims() == PLACES
