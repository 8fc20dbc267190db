"""The letters about visits, word for word: each is sent as it is."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from oic.clients.models import ClientType
from oic.core.clock import now
from oic.core.db import db, transaction
from oic.mail.models import Letter
from oic.places.models import Venue
from oic.receptions import mails
from oic.receptions.actions import booking, inviting, waiting
from oic.receptions.actions.booking import Visitor
from oic.receptions.actions.reminding import remind
from oic.receptions.actions.taking import WantedTime
from oic.receptions.models import Booking, BookingInvitation, Reception, WaitingEntry
from oic.receptions.queries.free import FreeTime
from tests.factories.receptions import make_booking, make_reception, make_venue, topic_called
from tests.factories.staff import make_user

GOLDEN = Path(__file__).parent / "golden"
WEDNESDAY = date(2026, 3, 11)


@pytest.fixture
def reception(app: Flask) -> Reception:
    del app
    venue: Venue = make_venue("Читалище „Искра“", wheelchair=False)
    expert = make_user(name="Елена Експертова")
    return make_reception(venue=venue, day=WEDNESDAY, experts=[expert])


@pytest.fixture
def visit(reception: Reception) -> Booking:
    made = make_booking(
        topic_called("first_talk"),
        day=WEDNESDAY,
        begins=time(10),
        reception=reception,
        name="Ива Хлебарова",
        email="iva@primer.bg",
    )
    with transaction():
        made.token = "posestenie"
    return made


def last() -> str:
    """The latest letter as people read it, without the centre's footer."""
    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert letter is not None
    return (
        f"Subject: {letter.subject}\n\n{letter.body_text.partition(chr(10) + '-- ' + chr(10))[0]}"
    )


def held_to(name: str, text: str) -> None:
    """Hold a letter to its file; a missing one is written, for a person to read and commit."""
    golden = GOLDEN / f"{name}.txt"
    if not golden.exists():
        golden.write_text(f"{text.strip()}\n", encoding="utf-8")
        pytest.fail(f"{name} was missing: read it and commit it")
    assert text.strip() == golden.read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_letters_about_a_visit_say_what_a_careful_official_would(
    visit: Booking, language: str
) -> None:
    with transaction():
        visit.language = language
        mails.confirmation(visit, written_by=None)
    held_to(f"confirmation.{language}", last())
    with transaction():
        remind(visit.id)
    held_to(f"reminder.{language}", last())
    with transaction():
        wanted = WantedTime(visit.topic, WEDNESDAY, time(11), visit.reception_id)
        booking.move(visit, wanted, by=None)
    held_to(f"change.{language}", last())
    by = make_user()
    other = FreeTime(date(2026, 3, 18), time(10, 30), 30, None, ((by.id, visit.venue_id),))
    with transaction():
        booking.cancel(visit, by=by, why="Залата се ремонтира.", others=[other])
    held_to(f"cancellation.{language}", last())


@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_letters_to_who_waits_and_who_is_invited(
    visit: Booking, reception: Reception, language: str
) -> None:
    with transaction():
        entry = waiting.join(
            visit.topic,
            None,
            Visitor("Ива Хлебарова", ClientType.NGO, email="iva@primer.bg", language=language),
        )
        entry.token = "chakane"
        mails.on_the_list(entry)
    held_to(f"on_the_list.{language}", last())
    with transaction():
        entry = db.session.get_one(WaitingEntry, entry.id)
        entry.offered_day, entry.offered_begins = WEDNESDAY, time(11)
        mails.offer(entry, now() + timedelta(hours=12))
        entry.reception_id = reception.id
        db.session.flush()
        db.session.expire(entry, ["reception"])
    held_to(f"offer.{language}", last())
    with transaction():
        mails.waiting_over(entry, "Залата се ремонтира.")
    held_to(f"waiting_over.{language}", last())
    by = make_user()
    with transaction():
        invited = inviting.invite(
            visit.topic,
            name="Ива Хлебарова",
            email="iva@primer.bg",
            language=language,
            days=14,
            by=by,
        )
        invited = db.session.get_one(BookingInvitation, invited.id)
        invited.token = "pokana"
        mails.invitation(invited, written_by=by)
    held_to(f"invitation.{language}", last())
