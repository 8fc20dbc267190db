"""The receptions of the invented year: halls, office hours, a round behind and one ahead."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from oic.centre import queries as centre
from oic.clients.models import ClientType, Contact
from oic.core import clock
from oic.core.db import db
from oic.core.errors import Refused
from oic.core.origin import coming_from
from oic.demo.steps import DESK
from oic.places.models import Municipality, Venue
from oic.places.queries import office_venues, travel_minutes_from_office
from oic.receptions.actions import booking, planning, sheet
from oic.receptions.actions.booking import Visitor
from oic.receptions.actions.planning import WantedReception
from oic.receptions.actions.sheet import Ended
from oic.receptions.actions.taking import WantedTime
from oic.receptions.models import BookedThrough, Booking, OfficeHours, Reception, ReceptionTopic
from oic.receptions.queries.free import Where, free_times
from oic.receptions.queries.topics import topics_for_public
from oic.staff import queries as staff
from oic.staff.models import User

SEED = 526
BEHIND = (-6, -13, -20, -34)
"""Days from today on which receptions were held."""
AHEAD = (5, 9, 13, 20, 27, 41)
HALLS = (
    ("SZR04", "Зала на читалището", "Community centre hall", True),
    ("SZR37", "Заседателна зала на общината", "Municipal council hall", True),
    ("SZR07", "Общинска библиотека", "Municipal library", False),
    ("SZR12", "Заседателна зала на общината", "Municipal council hall", True),
    ("SZR22", "Младежки център", "Youth centre", True),
    ("SZR24", "Зала на читалището", "Community centre hall", False),
    ("SZR23", "Зала в кметството", "Village hall", None),
    ("SZR27", "Заседателна зала на общината", "Municipal council hall", True),
    ("SZR36", "Общинска библиотека", "Municipal library", True),
    ("SZR38", "Зала на читалището", "Community centre hall", None),
)
WEEKDAYS = ((0, 2), (1, 3), (2, 4), (1, 2))
"""On which days each expert receives in the office, in turn."""
MOST_PAST = 16
"""So many visits of the past at most became enquiries."""
TOLD = (
    "Обясних условията, показах насоките в ИСУН и дадох срока.",
    "Сега няма отворена процедура; казах коя се очаква и къде се следи.",
    "Насочих към Областна дирекция „Земеделие“ и дадох телефона.",
)


@dataclass(frozen=True)
class _Guests:
    """Who comes, what they ask, and the chance that chooses."""

    people: Sequence["_Someone"]
    questions: Sequence[str]
    chance: random.Random


@dataclass(frozen=True)
class _Someone:
    """A client of the year who comes to a reception."""

    contact: Contact
    client_type: ClientType


def receive(questions: Sequence[str], past: int) -> None:
    """Fill in what there is of receptions, with the clock held where something was long ago.

    ``questions`` are what anybody may ask; ``past`` is how many visits became enquiries.
    """
    chance = random.Random(SEED)  # noqa: S311
    now = clock.now()
    experts = staff.experts()
    halls = _halls()
    _office_hours(experts, clock.local(now).date())
    people = [
        _Someone(one, one.client_type)
        for one in db.session.scalars(
            select(Contact).where(Contact.merged_into_id.is_(None)).order_by(Contact.id).limit(200)
        )
    ]
    guests = _Guests(people, questions, chance)
    chosen = topics_for_public()
    with coming_from(DESK):
        for number, back in enumerate(BEHIND):
            count = min(4, past - 4 * number)
            if count <= 0:
                break
            _held(halls[number], experts, number, now + timedelta(days=back), guests, count)
        planned = [
            _planned(halls[-1 - number], experts, number, now + timedelta(days=ahead))
            for number, ahead in enumerate(AHEAD)
        ]
        for reception in planned:
            if reception is not None:
                _book(reception, chosen, guests, chance.randint(2, 6))
        _book_office(chosen, guests)


def _halls() -> list[Venue]:
    found = []
    for code, name_bg, name_en, wheelchair in HALLS:
        place = db.session.scalar(select(Municipality).where(Municipality.code == code))
        if place is None:
            continue
        found.append(
            Venue(
                municipality=place,
                name_bg=name_bg,
                name_en=name_en,
                address_bg="ул. „Примерна“ № 1",
                address_en="1 Primerna Str.",
                latitude=place.latitude,
                longitude=place.longitude,
                wheelchair=wheelchair,
                how_to_bg="Вход откъм площада, първи етаж.",
                how_to_en="Entrance from the square, ground floor.",
            )
        )
    db.session.add_all(found)
    db.session.flush()
    return found


def _office_hours(experts: Sequence[User], day: date) -> None:
    room = office_venues()[0]
    for expert, weekdays in zip(experts, WEEKDAYS, strict=False):
        db.session.add_all(
            OfficeHours(
                expert_id=expert.id,
                venue_id=room.id,
                weekday=weekday,
                begins=begins,
                ends=ends,
                place_minutes=30,
                first_day=day - timedelta(days=400),
            )
            for weekday in weekdays
            for begins, ends in ((time(10), time(12)), (time(14), time(16)))
        )
    db.session.flush()


def _plan(hall: Venue, expert: User, day: date) -> WantedReception:
    way = travel_minutes_from_office(hall.municipality)
    return WantedReception(
        venue=hall,
        day=day,
        begins=time(10),
        ends=time(13),
        experts=(expert,),
        place_minutes=30,
        walk_ins=1,
        travel_there=way,
        travel_back=way,
        follows="Информационно събитие „Нови възможности за общината“",
        note="Ключът е при секретаря на читалището.",
    )


def _planned(
    hall: Venue, experts: Sequence[User], number: int, moment: datetime
) -> Reception | None:
    """An announced reception on a working day on which somebody can go; None where nobody can."""
    day = centre.calendar().next_working(clock.local(moment).date())
    for turn in range(len(experts)):
        expert = experts[(number + turn) % len(experts)]
        if staff.absence_on(expert, day) or not staff.stretches(expert, day.weekday()):
            continue
        reception = planning.draft(_plan(hall, expert, day), by=expert)
        try:
            planning.publish(reception, by=expert)
        except Refused:
            planning.discard(reception, by=expert)
            continue
        return reception
    return None


def _held(  # noqa: PLR0913, PLR0917 - one reception of the past
    hall: Venue,
    experts: Sequence[User],
    number: int,
    moment: datetime,
    guests: _Guests,
    count: int,
) -> None:
    with clock.frozen(moment - timedelta(days=10)):
        reception = _planned(hall, experts, number, moment)
        if reception is None:
            return
        expert = reception.experts[0]
        visits = _book(reception, topics_for_public(), guests, count)
    for visit in visits:
        begins_at = visit.begins_at
        if begins_at is None:
            continue
        with clock.frozen(begins_at):
            if guests.chance.random() < 0.2:
                sheet.did_not_come(visit, by=expert)
                continue
            sheet.begin_talk(visit, by=expert)
        with clock.frozen(begins_at + timedelta(minutes=guests.chance.randint(12, 40))):
            ended = Ended((visit.question,), summary=guests.chance.choice(TOLD), follow_up=False)
            sheet.end(visit, ended, by=expert)
    with clock.frozen(reception.hours.ends_at):
        planning.mark_held(reception, by=expert)


def _book(
    reception: Reception,
    chosen: Sequence[ReceptionTopic],
    guests: _Guests,
    count: int,
) -> list[Booking]:
    made = []
    for _ in range(count):
        topic = guests.chance.choice(chosen)
        free = free_times(
            topic, Where(reception_id=reception.id), reception.day, reception.day, for_public=True
        )
        if free:
            when = WantedTime(topic, free[0].day, free[0].begins, reception.id)
            made.append(_booked(when, guests))
    return made


def _book_office(chosen: Sequence[ReceptionTopic], guests: _Guests) -> None:
    today = clock.today()
    for ahead in range(15):
        day = today + timedelta(days=ahead)
        for _ in range(guests.chance.randint(0, 3)):
            topic = guests.chance.choice(chosen)
            free = free_times(topic, Where(), day, day, for_public=True)
            if free:
                one = guests.chance.choice(free)
                _booked(WantedTime(topic, one.day, one.begins), guests)


def _booked(when: WantedTime, guests: _Guests) -> Booking:
    someone = guests.chance.choice(guests.people)
    return booking.book(
        when,
        Visitor(
            name=someone.contact.name,
            client_type=someone.client_type,
            email=someone.contact.email,
            phone=someone.contact.phone,
            municipality_id=someone.contact.municipality_id,
            question=guests.chance.choice(guests.questions),
            language=someone.contact.language,
            contact=someone.contact,
        ),
        through=BookedThrough.DESK,
        by=staff.experts()[0],
    )
