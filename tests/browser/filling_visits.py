"""Receptions and visits in every state, for the walk of every page."""

from datetime import date, time, timedelta
from typing import Any

from oic.clients.models import ClientType, Contact
from oic.core.clock import frozen, local_instant, today
from oic.core.db import db, transaction
from oic.receptions.actions import sheet, waiting
from oic.receptions.actions.booking import Visitor
from oic.receptions.actions.sheet import Ended
from oic.receptions.models import BookingFile, HandedOver, Reception, ReceptionState
from oic.staff.models import Role, User
from tests.factories.files import put
from tests.factories.receptions import (
    make_booking,
    make_invitation,
    make_reception,
    make_venue,
    topic_called,
)
from tests.factories.staff import make_absence, make_user

LONG = "Питам за много неща наведнъж: покрив, прозорци, изолация и зала за репетиции. " * 5


def fill_visits(
    people: dict[tuple[Role | None, str], User], contact: Contact
) -> dict[str, list[dict[str, Any]]]:
    """Fill in receptions, visits, who waits; the samples of their pages."""
    expert, other = people[Role.EXPERT, "bg"], people[Role.EXPERT, "en"]
    hall = make_venue("Народно читалище „Светлина – 1928“", municipality_name="Раднево")
    with frozen(local_instant(today(), time(0))):
        now_on = make_reception(venue=hall, day=today(), experts=[expert], follows="Инфоден")
        visits = _visits(now_on, expert, contact)
    later = make_reception(day=today() + timedelta(days=30), experts=[other], walk_ins=1)
    past = _past(expert)
    draft = make_reception(
        day=_next_sunday(), state=ReceptionState.DRAFT, experts=[expert, other], note="Ключът"
    )
    gone = make_reception(
        day=today() + timedelta(days=12),
        state=ReceptionState.CANCELLED,
        cancelled_why="Залата се ремонтира.",
    )
    topic = topic_called("first_talk")
    full = make_booking(topic, day=later.day, begins=time(10), reception=later, contact=contact)
    with transaction():
        entry = waiting.join(
            topic,
            later.id,
            Visitor("Чакаща Примерова", ClientType.NGO, email="chaka@primer.bg", phone="042 1"),
        )
    away = make_user(name="Отсъстваща Примерова")
    trip = make_reception(day=today() + timedelta(days=40), experts=[away])
    make_booking(topic, day=trip.day, begins=time(10), reception=trip, name="Чака Някого")
    make_absence(away, trip.day, trip.day)
    with transaction():
        db.session.add(_refused(now_on, expert))
    invited = make_invitation(topic, by=expert)
    tokens = [{"token": visit.token} for visit in (full, *visits)]
    place = {"topic": topic.key, "place": later.venue.municipality.code}
    ids = [{"booking_id": visit.id} for visit in (full, *visits)]
    receptions = [{"reception_id": one.id} for one in (now_on, later, past, draft, gone)]
    public = {
        "book": [{}, {"missing": 1}, place],
        "book_day": [place, {**place, "place": "office"}],
        "book_time": [{**place, "day": later.day}],
        "book_details": [{**place, "time": f"{later.day}T10:30@{later.id}"}],
        "book_invited": [{"token": invited.token}],
        "visit": tokens,
        "move_page": tokens[:1],
        "wait_page": [{**place, "reception": later.id}],
        "waiting": [{"token": entry.token}],
    }
    return {
        "receptions.week": [{}, {"by": "rooms"}, {"day": later.day}],
        "receptions.day": [{}, {"day": later.day}],
        "receptions.plan": [{}, {"tab": "drafts"}, {"tab": "past"}],
        "receptions.month": [{}, {"month": f"{later.day:%Y-%m}"}],
        "receptions.reception": receptions,
        "receptions.edit_reception": [{"reception_id": one.id} for one in (later, draft)],
        "receptions.sheet": [{"reception_id": one.id} for one in (now_on, past)],
        "receptions.along": [{"reception_id": now_on.id}],
        "receptions.new_reception": [{}, {"copy": later.id}],
        "receptions.new_round": [{}, {"quarter": today() + timedelta(days=92)}],
        "receptions.new_copy": [{}, {"quarter": today()}],
        "receptions.booking": ids,
        "receptions.move_booking_page": ids[:1],
        "receptions.outcome": ids[:2],
        "receptions.walk_in": [{}, {"reception": now_on.id}],
        "receptions.new_booking": [{}, {"reception": later.id}, {"contact": contact.id}],
        "receptions.invite_page": [{}, {"contact": contact.id}],
        **{f"public.{name}": values for name, values in public.items()},
        **{f"public_en.{name}": values for name, values in public.items()},
    }


def _visits(reception: Reception, expert: User, contact: Contact) -> list[Any]:
    """A visit in each state, at the reception of today."""
    topic = topic_called("first_talk")
    made = [
        make_booking(
            topic,
            day=reception.day,
            begins=begins,
            reception=reception,
            question=LONG,
            contact=contact,
            organisation="Сдружение с много дълго име за подпомагане на читалищата",
            booked_by_name="Кметство",
        )
        for begins in (time(10), time(10, 30), time(11), time(11, 30))
    ]
    with transaction():
        stored = put(b"%PDF-1.4 ideya", "идея.pdf")
        db.session.add(BookingFile(booking_id=made[0].id, file_id=stored.id, name="идея.pdf"))
        sheet.arrive(made[0], by=expert)
        sheet.begin_talk(made[1], by=expert)
        sheet.end(made[2], Ended(("Има ли пари?",), summary="Да."), by=expert)
    return made


def _past(expert: User) -> Reception:
    """A reception of last week, one of whose visits has no outcome."""
    day = today() - timedelta(days=7)
    with frozen(local_instant(day, time(0))):
        past = make_reception(day=day, experts=[expert])
        visit = make_booking(topic_called("first_talk"), day=day, begins=time(10), reception=past)
        make_booking(topic_called("first_talk"), day=day, begins=time(11), reception=past)
    with frozen(past.hours.ends_at), transaction():
        sheet.did_not_come(visit, by=expert)
    return past


def _next_sunday() -> date:
    day = today() + timedelta(days=1)
    return day + timedelta(days=6 - day.weekday())


def _refused(reception: Reception, expert: User) -> HandedOver:
    words = {"bg": "Това посещение вече е отбелязано.", "en": "This visit is marked already."}
    noted = {"kind": "done", "ended": {"questions": "Покрив", "summary": "Казах му."}}
    return HandedOver(
        key="walk",
        reception_id=reception.id,
        by_id=expert.id,
        kind="done",
        at=reception.hours.begins_at,
        handed_at=reception.hours.ends_at,
        refused=words,
        entry=noted,
        needs_care=True,
    )
