"""What was noted without a network is taken over once, and nothing of it is lost."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from oic.core.clock import now
from oic.core.db import db, transaction
from oic.enquiries.models import Channel, Enquiry
from oic.receptions.actions import booking as bookings
from oic.receptions.models import Booking, BookingState, HandedOver, Reception
from oic.staff.models import User
from tests.checking.client import Client
from tests.conftest import FrozenClock
from tests.factories.enquiries import make_expert
from tests.factories.receptions import make_booking, make_reception, make_reception_topic

DAY = date(2026, 3, 11)


@pytest.fixture
def expert(app: Flask) -> User:
    del app
    return make_expert()


@pytest.fixture
def reception(expert: User) -> Reception:
    return make_reception(day=DAY, experts=[expert])


@pytest.fixture
def visit(reception: Reception) -> Booking:
    return make_booking(
        make_reception_topic(),
        day=DAY,
        begins=time(10),
        reception=reception,
        question="Има ли пари за покрив?",
    )


@pytest.fixture
def client(
    app: Flask,
    expert: User,
    reception: Reception,
    visit: Booking,
    frozen_clock: FrozenClock,
) -> Client:
    del visit  # booked before the day
    frozen_clock.set(reception.hours.ends_at + timedelta(hours=2))
    return Client(app, expert)


def entry(
    key: str, kind: str, visit: Booking | str, minutes: int = 0, **more: Any
) -> dict[str, Any]:
    at = (now() - timedelta(hours=4) + timedelta(minutes=minutes)).isoformat()
    number = visit if isinstance(visit, str) else str(visit.id)
    return {"key": key, "kind": kind, "visit": number, "at": at, **more}


def hand_over(
    client: Client, reception: Reception, *entries: dict[str, Any]
) -> list[dict[str, str]]:
    assert client.user is not None
    answer = client.post(
        f"/desk/receptions/{reception.id}/hand-over",
        json={"user": client.user.id, "entries": list(entries)},
        headers={"X-CSRFToken": client.csrf_token()},
        status=200,
    )
    assert answer.json is not None
    outcomes: list[dict[str, str]] = answer.json["outcomes"]
    return outcomes


def ended(summary: str = "", minutes: str = "12") -> dict[str, str]:
    return {"questions": "Покрив\nА прозорци?", "summary": summary, "minutes": minutes}


def test_a_visit_noted_in_the_village_is_in_the_register_with_its_hour_and_length(
    client: Client, reception: Reception, visit: Booking
) -> None:
    steps = [
        entry("a1", "arrived", visit),
        entry("a2", "talk", visit, 5),
        entry("a3", "done", visit, 17, ended=ended("Да, до юни.")),
    ]
    outcomes = hand_over(client, reception, *steps)
    assert [one["refused"] for one in outcomes] == ["", "", ""]
    enquiry = db.session.scalars(select(Enquiry)).one()
    assert outcomes[2]["reference"] == enquiry.reference
    assert enquiry.channel is Channel.OUTREACH
    assert [one.text for one in enquiry.questions] == ["Покрив", "А прозорци?"]
    assert enquiry.duration_seconds == 12 * 60
    assert enquiry.received_at == now() - timedelta(hours=4) + timedelta(minutes=17)
    assert visit.state is BookingState.DONE


def test_handed_over_twice_it_is_noted_once(
    client: Client, reception: Reception, visit: Booking
) -> None:
    steps = [entry("b1", "talk", visit), entry("b2", "done", visit, 9, ended=ended())]
    first = hand_over(client, reception, *steps)
    again = hand_over(client, reception, *steps)
    assert first == again
    assert db.session.query(Enquiry).count() == 1
    assert db.session.query(HandedOver).count() == 2


def test_a_walk_in_and_what_followed_are_taken_over_together(
    client: Client, reception: Reception
) -> None:
    topic = make_reception_topic()
    who = {"name": "Дядо Примеров", "client_type": "farmer", "topic": str(topic.id)}
    outcomes = hand_over(
        client,
        reception,
        entry("c1", "walk_in", "", who=who),
        entry("c2", "talk", "w:c1", 3),
        entry("c3", "done", "w:c1", 20, ended=ended("Казах му.")),
    )
    assert [one["refused"] for one in outcomes] == ["", "", ""]
    visit = db.session.scalars(select(Booking).where(Booking.name == "Дядо Примеров")).one()
    assert (visit.state, visit.begins) == (BookingState.DONE, None)
    assert visit.enquiry is not None
    assert visit.enquiry.municipality_id == reception.venue.municipality_id


def test_a_talk_whose_visit_was_called_off_meanwhile_is_not_lost(
    client: Client, reception: Reception, visit: Booking
) -> None:
    with transaction():
        bookings.cancel(visit, by=client.user)
    (outcome,) = hand_over(client, reception, entry("d1", "done", visit, ended=ended("Да.")))
    assert outcome["refused"] == ""
    assert "отменен" in outcome["remark"]
    enquiry = db.session.scalars(select(Enquiry)).one()
    assert enquiry.reference == outcome["reference"]
    assert visit.state is BookingState.CANCELLED


def test_what_no_longer_fits_is_refused_with_the_reason_kept_and_shown(
    client: Client, reception: Reception, visit: Booking
) -> None:
    hand_over(client, reception, entry("e1", "done", visit, ended=ended("Да.")))
    outcomes = hand_over(
        client,
        reception,
        entry("e2", "no_show", visit),
        entry("e3", "done", visit, ended={"questions": "Друго", "summary": "Казах друго."}),
        entry("e4", "talk", "999"),
        entry("e5", "dance", visit),
        {"key": "e6"},
    )
    assert all(one["refused"] for one in outcomes)
    assert db.session.query(Enquiry).count() == 1
    page = client.get(f"/desk/receptions/{reception.id}/sheet", status=200)
    assert "Казах друго." in page.words
    handed = db.session.scalars(select(HandedOver).where(HandedOver.key == "e3")).one()
    client.submit(page, form=f"/handed-over/{handed.id}/", status=303)
    assert "Казах друго." not in client.get(f"/desk/receptions/{reception.id}/sheet").words


def test_a_colleagues_entries_are_not_taken_for_ones_own(
    app: Flask, client: Client, reception: Reception, visit: Booking
) -> None:
    other = Client(app, make_expert())
    assert client.user is not None
    answer = other.post(
        f"/desk/receptions/{reception.id}/hand-over",
        json={"user": client.user.id, "entries": [entry("f1", "arrived", visit)]},
        headers={"X-CSRFToken": other.csrf_token()},
    )
    assert answer.status_code == 409
    assert visit.state is BookingState.BOOKED


def test_another_site_cannot_hand_anything_over(
    client: Client, reception: Reception, visit: Booking
) -> None:
    answer = client.raw.post(
        f"/desk/receptions/{reception.id}/hand-over",
        json={"user": 1, "entries": [entry("g1", "arrived", visit)]},
    )
    assert answer.status_code == 400
    assert visit.state is BookingState.BOOKED


def test_the_page_that_stays_in_the_browser_names_nobody(
    client: Client, reception: Reception, visit: Booking
) -> None:
    page = client.get(f"/desk/receptions/{reception.id}/along", status=200)
    assert visit.name not in page.text
    assert client.user is not None
    assert client.user.name not in page.text
    data = client.get(f"/desk/receptions/{reception.id}/along.json", status=200).json
    assert data is not None
    assert [one["question"] for one in data["visits"]] == ["Има ли пари за покрив?"]


def test_a_clock_that_goes_wrong_does_not_put_a_talk_into_the_future(
    client: Client, reception: Reception, visit: Booking
) -> None:
    wrong = entry("h1", "done", visit, 60 * 24 * 30, ended=ended("Да."))
    hand_over(client, reception, wrong)
    assert db.session.scalars(select(Enquiry)).one().received_at == now()


def test_an_entry_that_names_no_municipality_of_ours_does_not_hold_up_the_others(
    client: Client, reception: Reception, visit: Booking
) -> None:
    topic = make_reception_topic()
    who = {"client_type": "farmer", "topic": str(topic.id), "municipality": "999999"}
    outcomes = hand_over(
        client, reception, entry("i1", "walk_in", "", who=who), entry("i2", "arrived", visit)
    )
    assert [one["refused"] for one in outcomes] == ["", ""]
    assert visit.state is BookingState.ARRIVED
