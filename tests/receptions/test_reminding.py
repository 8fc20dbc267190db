"""A reminder comes in time, once, and never for what was called off or moved."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask

from oic.centre.models import Rule
from oic.core.clock import frozen
from oic.core.db import db, transaction
from oic.mail.models import Letter, LetterState
from oic.receptions.actions import booking
from oic.receptions.actions.reminding import remind
from oic.receptions.actions.taking import WantedTime
from oic.receptions.models import Booking, ReceptionTopic
from oic.receptions.queries.visits import to_remind
from tests.factories.receptions import make_booking, make_office_hours, make_reception_topic
from tests.factories.staff import make_user

TUESDAY = date(2026, 12, 1)
FRIDAY_BEFORE = datetime(2026, 11, 27, 8, tzinfo=UTC)
MONDAY_NIGHT = datetime(2026, 11, 30, 21, tzinfo=UTC)


@pytest.fixture
def topic(app: Flask) -> ReceptionTopic:
    del app
    return make_reception_topic()


@pytest.fixture
def visit(topic: ReceptionTopic) -> Iterator[Booking]:
    make_office_hours(make_user())
    with frozen(FRIDAY_BEFORE):
        yield make_booking(topic, day=TUESDAY, begins=time(9), write=True)


def run() -> None:
    for number in to_remind():
        with transaction():
            remind(number)


def reminders(state: LetterState) -> int:
    return db.session.query(Letter).filter_by(kind="visit_reminder", state=state).count()


def test_a_visit_is_reminded_of_once_and_not_too_early(visit: Booking) -> None:
    del visit
    with frozen(datetime(2026, 11, 30, 6, 55, tzinfo=UTC)):
        run()
        assert reminders(LetterState.QUEUED) == 0
    with frozen(datetime(2026, 11, 30, 7, 5, tzinfo=UTC)):
        run()
        run()
        assert reminders(LetterState.QUEUED) == 1


def test_when_reminders_go_out_is_a_setting(visit: Booking) -> None:
    del visit
    with transaction():
        db.session.add(Rule(key="visit_reminder_hours", value=72))
    with frozen(datetime(2026, 11, 28, 8, tzinfo=UTC)):
        run()
        assert reminders(LetterState.QUEUED) == 1


def test_nobody_is_reminded_of_what_was_called_off(visit: Booking) -> None:
    with frozen(MONDAY_NIGHT):
        run()
        with transaction():
            booking.cancel(visit, by=None)
        run()
    assert reminders(LetterState.QUEUED) == 0
    assert reminders(LetterState.CANCELLED) == 1


def test_a_moved_visit_is_reminded_of_by_its_new_time_only(
    visit: Booking, topic: ReceptionTopic
) -> None:
    with frozen(datetime(2026, 11, 30, 7, 5, tzinfo=UTC)):
        run()
        with transaction():
            booking.move(visit, WantedTime(topic, date(2026, 12, 3), time(9)), by=None)
        run()
        assert reminders(LetterState.QUEUED) == 0
    with frozen(datetime(2026, 12, 2, 8, tzinfo=UTC)):
        run()
    letter = db.session.query(Letter).filter_by(kind="visit_reminder", state="queued").one()
    assert "03.12.2026" in letter.subject


def test_whoever_books_for_this_afternoon_is_not_reminded_at_once(topic: ReceptionTopic) -> None:
    make_office_hours(make_user())
    with frozen(datetime(2026, 12, 1, 6, tzinfo=UTC)):
        make_booking(topic, day=TUESDAY, begins=time(11), write=True)
        run()
    assert reminders(LetterState.QUEUED) == 0
