"""Venues, topics and office hours."""

from collections.abc import Sequence
from datetime import date, time
from itertools import count
from typing import Any

from oic.core.db import db, transaction
from oic.enquiries.models import Topic
from oic.places.models import Venue
from oic.places.queries import office_venues
from oic.receptions.models import BookableBy, OfficeException, OfficeHours, ReceptionTopic
from oic.staff.models import User
from tests.factories.places import municipality

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
