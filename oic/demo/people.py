"""Who is in the demonstration: the staff's accounts and the invented clients."""

import random
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select

from oic.clients.models import ClientType
from oic.core.db import db
from oic.core.text import transliterate
from oic.enquiries.models import ExpertProfile, Topic
from oic.funding.models import Programme
from oic.places.models import Municipality
from oic.staff.actions.accounts import new_session_key
from oic.staff.models import Role, User, WorkingHours
from oic.staff.passwords import make_hash

PASSWORD = "slanchogled-2026"  # noqa: S105 - of the demonstration alone, and printed by it
DOMAIN = "oic.example"


@dataclass(frozen=True)
class Person:
    """One account of the demonstration."""

    login: str
    name: str
    role: Role
    position_bg: str
    position_en: str
    languages: tuple[str, ...] = ("bg",)
    capacity: int = 20
    programmes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)


PEOPLE = (
    Person(
        "maria",
        "Мария Иванова",
        Role.EXPERT,
        "старши експерт",
        "Senior Expert",
        ("bg", "en"),
        22,
        ("BG16RFPR001", "BG16RFPR002"),
        ("business", "digital", "start_up", "finance"),
        ("SZR31", "SZR12"),
    ),
    Person(
        "petar",
        "Петър Колев",
        Role.EXPERT,
        "експерт",
        "Expert",
        ("bg",),
        20,
        ("BG16FFPR002", "BG16FFPR003", "BG-RRP"),
        ("environment", "regional", "buildings", "energy"),
        ("SZR24", "SZR22", "SZR37", "SZR38"),
    ),
    Person(
        "elena",
        "Елена Димитрова",
        Role.EXPERT,
        "експерт",
        "Expert",
        ("bg", "en", "de"),
        20,
        ("BG05SFPR001", "BG05SFPR002", "BG05SFPR003"),
        ("education", "social", "employment", "just_transition", "culture"),
        ("SZR27", "SZR07", "SZR36"),
    ),
    Person(
        "stoyan",
        "Стоян Тодоров",
        Role.EXPERT,
        "експерт",
        "Expert",
        ("bg",),
        14,
        (),
        ("agriculture", "isun", "state_aid", "cross_border", "direct"),
        ("SZR04", "SZR23"),
        (0, 1, 2, 3),
    ),
    Person("vesela", "Весела Николова", Role.MANAGER, "ръководител", "Manager", ("bg", "en")),
    Person("admin", "Огнян Русев", Role.ADMINISTRATOR, "администратор", "Administrator"),
)


def make_staff(created_at: datetime) -> list[User]:
    """The accounts, all with the demonstration's password, and the experts' specialities."""
    programmes = {row.code: row for row in db.session.scalars(select(Programme))}
    topics = {row.key: row for row in db.session.scalars(select(Topic))}
    places = {row.code: row for row in db.session.scalars(select(Municipality))}
    hashed = make_hash(PASSWORD)
    users = []
    for person in PEOPLE:
        user = User(
            email=f"{person.login}@{DOMAIN}",
            name=person.name,
            role=person.role,
            position_bg=person.position_bg,
            position_en=person.position_en,
            language="bg",
            active=True,
            password_hash=hashed,
            session_key=new_session_key(),
            created_at=created_at,
            spoken_languages=list(person.languages),
            capacity=person.capacity,
            hours=[
                WorkingHours(weekday=day, begins=begins, ends=ends)
                for day in person.weekdays
                for begins, ends in ((time(9), time(12, 30)), (time(13), time(17, 30)))
            ],
        )
        db.session.add(user)
        db.session.flush()
        if person.role is Role.EXPERT:
            db.session.add(
                ExpertProfile(
                    user_id=user.id,
                    programmes=[programmes[code] for code in person.programmes],
                    topics=[topics[key] for key in person.topics],
                    municipalities=[places[code] for code in person.municipalities],
                )
            )
        users.append(user)
    return users


MEN = "Георги Иван Димитър Николай Петко Христо Васил Тодор Стефан Красимир Пламен Румен".split()
WOMEN = "Мария Елена Иванка Десислава Петя Надежда Виолета Галина Росица Снежана Таня Юлия".split()
FAMILIES = (
    "Иванов Петров Димитров Колев Стоянов Тодоров Христов Желев Минчев Русев Вълчев Ганев "
    "Динев Енчев Златев Йорданов Караиванов Лалев Митев Недев"
).split()
FIRST = "Примерна Тестова Пробна Образцова Слънчева Тракийска Розова Зелена Светла Нова".split()
FIRMS = "пекарна мелница шевица механика фабрика дървения логистика лавандула керамика софт".split()
NGOS = "инициатива подкрепа алтернатива заедност младост природа промяна надежда общност".split()
CHITALISHTA = "зора извор пробуда просвета искра светлина развитие съзнание".split()
SCHOOLS = "букварник майстор глобус пергел хоризонт звънче знание".split()


@dataclass(frozen=True)
class Client:
    """An invented client, before it is put into the register."""

    client_type: ClientType
    name: str
    email: str
    phone: str
    organisation: str
    municipality: Municipality
    language: str = "bg"


def _organisation(kind: ClientType, place: Municipality, chance: random.Random) -> str:
    first, number = chance.choice(FIRST), chance.randint(1, 99)
    year = chance.randint(1860, 1930)
    form, school = chance.choice(("ЕООД", "ООД")), chance.choice(("ОУ", "СУ", "ПГ"))
    names = {
        ClientType.BUSINESS: f"„{first} {chance.choice(FIRMS)} {number}“ {form}",
        ClientType.FARMER: f"ЗП „{first} нива {number}“" if number < 30 else "",
        ClientType.NGO: f"Сдружение „{first} {chance.choice(NGOS)}“",
        ClientType.CHITALISHTE: f"НЧ „{first} {chance.choice(CHITALISHTA)} – {year}“",
        ClientType.SCHOOL: f"{school} „{first} {chance.choice(SCHOOLS)}“",
        ClientType.MUNICIPALITY: f"Община {place.name_bg}",
        ClientType.INSTITUTION: f"Дирекция „Примерна служба“ – {place.name_bg}",
        ClientType.UNIVERSITY: "Университет „Пример“",
        ClientType.MEDIA: f"Вестник „{first} новини“",
    }
    return names.get(kind, "")


def _name(chance: random.Random) -> tuple[str, str]:
    """A given and a family name that nobody of the staff has."""
    taken = {person.name for person in PEOPLE}
    while True:
        woman = chance.random() < 0.55
        given = chance.choice(WOMEN if woman else MEN)
        family = chance.choice(FAMILIES) + ("а" if woman else "")
        if f"{given} {family}" not in taken:
            return given, family


def invent(  # noqa: PLR0913, PLR0917 - one client
    kind: ClientType,
    place: Municipality,
    language: str,
    number: int,
    chance: random.Random,
    organisation: str | None = None,
) -> Client:
    """A client of a kind; ``number`` makes the address and the telephone its own.

    ``organisation`` is the one that asks; None: whatever one of this kind may be called.
    """
    given, family = _name(chance)
    name = f"{given} {family}"
    mail = f"{transliterate(given)}.{transliterate(family)}{number}@poshta.example".lower()
    phone = f"08{chance.choice('789')}8 {number % 1000:03d} {(number * 7) % 1000:03d}"
    return Client(
        client_type=kind,
        name=name,
        email=mail if chance.random() < 0.72 else "",
        phone=phone if chance.random() < 0.8 else "",
        organisation=_organisation(kind, place, chance) if organisation is None else organisation,
        municipality=place,
        language=language,
    )
