"""Venues, topics, office hours, outreach receptions and visits."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from oic.clients.models import ClientType
from oic.core.clock import local_instant, now, today
from oic.core.db import db, transaction
from oic.enquiries.models import Topic
from oic.places.models import Venue
from oic.places.queries import office_venues
from oic.receptions.actions import booking as actions
from oic.receptions.actions import claiming
from oic.receptions.actions.booking import Visitor
from oic.receptions.actions.claiming import Stretch
from oic.receptions.actions.taking import WantedTime
from oic.receptions.models import (
    BookableBy,
    BookedThrough,
    Booking,
    BookingInvitation,
    OfficeException,
    OfficeHours,
    Reception,
    ReceptionState,
    ReceptionTopic,
)
from oic.staff.models import Role, User
from tests.factories.places import municipality
from tests.factories.staff import make_user

_numbers = count(1)


def make_venue(
    name: str = "",
    *,
    municipality_name: str = "Опан",
    wheelchair: bool | None = True,
    **columns: Any,
) -> Venue:
    """Make a hall in a municipality."""
    number = next(_numbers)
    with transaction():
        venue = Venue(
            municipality_id=municipality(municipality_name).id,
            name_bg=name or f"Зала {number}",
            name_en=name or f"Hall {number}",
            address_bg="ул. „Примерна“ № 1",
            address_en="1 Primerna Str.",
            latitude=42.2189,
            longitude=25.6953,
            wheelchair=wheelchair,
            **columns,
        )
        db.session.add(venue)
        db.session.flush()
    return venue


def make_reception_topic(
    name: str = "",
    *,
    minutes: int = 30,
    notice_hours: int = 0,
    horizon_days: int = 60,
    bookable_by: BookableBy = BookableBy.PUBLIC,
    specialities: Sequence[Topic] = (),
    **columns: Any,
) -> ReceptionTopic:
    """Make a topic that visitors come about."""
    number = next(_numbers)
    with transaction():
        topic = ReceptionTopic(
            key=f"topic{number}",
            name_bg=name or f"Тема {number}",
            name_en=name or f"Topic {number}",
            bring_bg="Идеята накратко.",
            bring_en="The idea in short.",
            minutes=minutes,
            notice_hours=notice_hours,
            horizon_days=horizon_days,
            bookable_by=bookable_by,
            position=number,
            specialities=list(specialities),
            **columns,
        )
        db.session.add(topic)
        db.session.flush()
    return topic


def make_office_hours(
    expert: User,
    *,
    weekdays: Sequence[int] = range(5),
    begins: time = time(9),
    ends: time = time(12),
    place_minutes: int = 30,
    first_day: date = date(2020, 1, 1),
    last_day: date | None = None,
    venue: Venue | None = None,
) -> None:
    """Let an expert receive in the office every week."""
    with transaction():
        room = venue or office_venues()[0]
        db.session.add_all(
            OfficeHours(
                expert_id=expert.id,
                venue_id=room.id,
                weekday=weekday,
                begins=begins,
                ends=ends,
                place_minutes=place_minutes,
                first_day=first_day,
                last_day=last_day,
            )
            for weekday in weekdays
        )


def make_office_exception(
    day: date,
    expert: User | None = None,
    *,
    begins: time | None = None,
    ends: time | None = None,
    venue: Venue | None = None,
    note: str = "",
) -> OfficeException:
    """Let a day depart from the weekly rule; without hours nobody receives on it."""
    with transaction():
        one = OfficeException(
            day=day,
            expert_id=expert.id if expert else None,
            venue_id=(venue or office_venues()[0]).id if begins else None,
            begins=begins,
            ends=ends,
            note=note,
        )
        db.session.add(one)
        db.session.flush()
    return one


def make_reception(
    *,
    venue: Venue | None = None,
    day: date | None = None,
    begins: time = time(10),
    ends: time = time(12),
    experts: Sequence[User] = (),
    state: ReceptionState = ReceptionState.PUBLISHED,
    place_minutes: int = 30,
    walk_ins: int = 0,
    travel: int = 30,
    **columns: Any,
) -> Reception:
    """Make an outreach reception, in a week's time; its experts' time is kept when published."""
    venue = venue or make_venue()
    people = list(experts) or [make_user()]
    author = make_user(role=Role.MANAGER)
    with transaction():
        reception = Reception(
            state=state,
            venue_id=venue.id,
            day=day or today() + timedelta(days=7),
            begins=begins,
            ends=ends,
            place_minutes=place_minutes,
            walk_ins=walk_ins,
            travel_there=travel,
            travel_back=travel,
            uid=f"reception-{next(_numbers)}@oic.example.bg",
            created_by_id=author.id,
            **columns,
        )
        reception.experts = [db.session.merge(person) for person in people]
        db.session.add(reception)
        db.session.flush()
        if state is ReceptionState.PUBLISHED:
            way = timedelta(minutes=travel)
            begins_at = local_instant(reception.day, begins) - way
            ends_at = local_instant(reception.day, ends) + way
            for person in people:
                claiming.travel(Stretch(person.id, begins_at, ends_at, reception.id))
    return reception


def make_booking(
    topic: ReceptionTopic | None = None,
    *,
    day: date,
    begins: time,
    reception: Reception | None = None,
    through: BookedThrough = BookedThrough.DESK,
    by: User | None = None,
    write: bool = False,
    **visitor: Any,
) -> Booking:
    """Book a visit as the desk would; who comes by keyword, as in Visitor."""
    number = next(_numbers)
    who = {
        "name": f"Посетителка Примерова {number}",
        "client_type": ClientType.BUSINESS,
        "email": f"posetitel{number}@primer.bg",
        **visitor,
    }
    wanted_topic = topic or make_reception_topic()
    author = by if by or through is BookedThrough.WEB else make_user()
    with transaction():
        return actions.book(
            WantedTime(wanted_topic, day, begins, reception.id if reception else None),
            Visitor(**who),
            through=through,
            by=author,
            write=write,
        )


def make_invitation(
    topic: ReceptionTopic, *, by: User, email: str = "pokanena@primer.bg"
) -> BookingInvitation:
    """Invite somebody to book a topic, for a week."""
    with transaction():
        invited = BookingInvitation(
            token=f"pokana-{next(_numbers)}",
            topic_id=topic.id,
            name="Поканена Примерова",
            email=email,
            created_at=now(),
            created_by_id=by.id,
            expires_at=now() + timedelta(days=7),
        )
        db.session.add(invited)
        db.session.flush()
    return invited


def topic_called(key: str) -> ReceptionTopic:
    """A topic of the reference data."""
    return db.session.scalars(select(ReceptionTopic).where(ReceptionTopic.key == key)).one()
