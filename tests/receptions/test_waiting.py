"""A time that comes free goes to whoever waits longest, for a while, and then to the next."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask

from oic.clients.models import ClientType
from oic.core.clock import frozen, now
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.mail.models import Letter
from oic.receptions.actions import booking, offering, planning, waiting
from oic.receptions.actions.booking import Visitor
from oic.receptions.actions.taking import Gone, WantedTime
from oic.receptions.models import (
    BookedThrough,
    Booking,
    Reception,
    ReceptionTopic,
    WaitingEntry,
    WaitingState,
)
from oic.receptions.queries.conflicts import as_wanted
from oic.receptions.queries.free import Where, free_times
from tests.factories.receptions import make_booking, make_reception, make_reception_topic

MONDAY = date(2026, 11, 30)
FRIDAY_BEFORE = datetime(2026, 11, 27, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _friday(app: Flask) -> Iterator[None]:
    del app
    with frozen(FRIDAY_BEFORE):
        yield


@pytest.fixture
def topic(app: Flask) -> ReceptionTopic:
    del app
    return make_reception_topic()


@pytest.fixture
def full(topic: ReceptionTopic) -> tuple[Reception, list[Booking]]:
    """A reception whose two places are taken."""
    reception = make_reception(day=MONDAY, ends=time(11))
    times = (time(10), time(10, 30))
    return reception, [
        make_booking(topic, day=MONDAY, begins=begins, reception=reception) for begins in times
    ]


def waits(topic: ReceptionTopic, reception: Reception, number: int) -> WaitingEntry:
    visitor = Visitor(f"Чакаща {number}", ClientType.NGO, email=f"chaka{number}@primer.bg")
    with frozen(now() + timedelta(seconds=number)), transaction():
        return waiting.join(topic, reception.id, visitor)


def cancel(visit: Booking) -> None:
    with transaction():
        booking.cancel(visit, by=None)


def letters_to(entry: WaitingEntry) -> list[str]:
    rows = db.session.query(Letter).filter_by(to_email=entry.email).order_by(Letter.id)
    return [row.kind for row in rows]


def test_a_freed_time_is_offered_to_the_first_and_to_nobody_else(
    topic: ReceptionTopic, full: tuple[Reception, list[Booking]]
) -> None:
    reception, visits = full
    first, second = waits(topic, reception, 1), waits(topic, reception, 2)
    cancel(visits[0])
    assert (first.state, second.state) == (WaitingState.OFFERED, WaitingState.WAITING)
    assert letters_to(first) == ["waiting_confirmation", "waiting_offer"]
    assert letters_to(second) == ["waiting_confirmation"]
    place = Where(reception_id=reception.id)
    assert free_times(topic, place, MONDAY, MONDAY, for_public=True) == []
    stranger = Visitor("Бърза", ClientType.CITIZEN, email="barza@primer.bg")
    with pytest.raises(Gone), transaction():
        booking.book(
            WantedTime(topic, MONDAY, time(10), reception.id),
            stranger,
            through=BookedThrough.WEB,
            by=None,
        )


def test_whoever_takes_the_offer_has_the_visit_once_however_often_pressed(
    topic: ReceptionTopic, full: tuple[Reception, list[Booking]]
) -> None:
    reception, visits = full
    entry = waits(topic, reception, 1)
    cancel(visits[1])
    with transaction():
        visit = waiting.take(entry)
    with transaction():
        again = waiting.take(entry)
    assert (visit.id, visit.begins, visit.name) == (again.id, time(10, 30), "Чакаща 1")
    assert entry.state is WaitingState.TAKEN


def test_an_offer_that_nobody_took_goes_to_the_next(
    topic: ReceptionTopic, full: tuple[Reception, list[Booking]]
) -> None:
    reception, visits = full
    first, second = waits(topic, reception, 1), waits(topic, reception, 2)
    cancel(visits[0])
    with frozen(now() + timedelta(hours=13)):
        with transaction():
            offering.offer_in_queue(reception.id)
        assert (first.state, second.state) == (WaitingState.LAPSED, WaitingState.OFFERED)
        with pytest.raises(Refused), transaction():
            waiting.take(first)
        with transaction():
            assert waiting.take(second).begins == time(10)


def test_a_declined_time_goes_to_the_next_and_does_not_come_back(
    topic: ReceptionTopic, full: tuple[Reception, list[Booking]]
) -> None:
    reception, visits = full
    first, second = waits(topic, reception, 1), waits(topic, reception, 2)
    cancel(visits[0])
    with transaction():
        waiting.decline(first)
    assert (first.state, second.state) == (WaitingState.WAITING, WaitingState.OFFERED)
    with transaction():
        waiting.leave(second)
    assert (first.state, second.state) == (WaitingState.WAITING, WaitingState.LEFT)
    cancel(visits[1])
    assert (first.state, first.offered_begins) == (WaitingState.OFFERED, time(10, 30))


def test_nobody_waits_twice_and_the_same_form_is_one_place(
    topic: ReceptionTopic, full: tuple[Reception, list[Booking]]
) -> None:
    reception, _ = full
    waits(topic, reception, 1)
    with pytest.raises(Refused):
        waits(topic, reception, 1)
    visitor = Visitor("Две", ClientType.NGO, email="dve@primer.bg")
    with transaction():
        one = waiting.join(topic, reception.id, visitor, submission_key="wait:1")
    with transaction():
        two = waiting.join(topic, reception.id, visitor, submission_key="wait:1")
    assert one.id == two.id


def test_a_moved_visit_gives_its_old_time_to_whoever_waits(
    topic: ReceptionTopic, full: tuple[Reception, list[Booking]]
) -> None:
    reception, visits = full
    entry = waits(topic, reception, 1)
    other = make_reception(day=date(2026, 12, 7))
    with transaction():
        booking.move(visits[0], WantedTime(topic, other.day, time(10), other.id), by=None)
    assert (entry.state, entry.offered_begins) == (WaitingState.OFFERED, time(10))


def test_what_begins_within_the_hour_is_offered_to_nobody(
    topic: ReceptionTopic, full: tuple[Reception, list[Booking]]
) -> None:
    reception, visits = full
    entry = waits(topic, reception, 1)
    with frozen(datetime(2026, 11, 30, 7, 15, tzinfo=UTC)):
        cancel(visits[0])
    assert entry.state is WaitingState.WAITING


def test_an_offer_that_a_moved_reception_no_longer_holds_is_made_anew(
    topic: ReceptionTopic, full: tuple[Reception, list[Booking]]
) -> None:
    reception, visits = full
    entry = waits(topic, reception, 1)
    cancel(visits[0])
    later = replace(as_wanted(reception), day=date(2026, 12, 2))
    with transaction():
        planning.change(reception, later, by=reception.experts[0])
    assert (entry.state, entry.offered_day) == (WaitingState.OFFERED, date(2026, 12, 2))
    with transaction():
        assert waiting.take(entry).day == date(2026, 12, 2)
