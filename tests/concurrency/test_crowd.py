"""Two hundred want twenty places at once: twenty get them, whichever way they come."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from oic.clients.models import ClientType
from oic.core.clock import today
from oic.core.db import db, end_reading, transaction
from oic.receptions.actions import booking, taking, waiting
from oic.receptions.actions.booking import Visitor
from oic.receptions.actions.taking import Gone, WantedTime
from oic.receptions.models import BookedThrough, Booking, Claim, ClaimKind, ReceptionTopic
from oic.receptions.queries.free import FreeTime
from tests.concurrency.posting import Browser
from tests.conftest import Databases
from tests.factories.enquiries import make_expert
from tests.factories.receptions import (
    make_booking,
    make_office_hours,
    make_reception,
    make_reception_topic,
    topic_called,
)
from tests.factories.staff import make_user
from tests.servers.program import Program

PEOPLE, PLACES = 200, 20
TIMES = [time(10 + n // 2, n % 2 * 30) for n in range(PLACES // 2)]
QUESTION = "Има ли пари за нова пещ?"


@pytest.fixture
def program(serve: Callable[..., Program], databases: Databases) -> Program:
    """``oic up`` behind a proxy, on a database of the engine."""
    return serve(database_url=databases.migrated(), OIC_TRUSTED_PROXIES="1")


def _plan(program: Program, walk_ins: int = 0) -> tuple[int, date, list[tuple[str, str]]]:
    """A reception of two experts with ten times each, and office hours besides."""
    with program.data():
        experts = [make_expert(f"Експерт {number}") for number in range(2)]
        for expert in experts:
            make_office_hours(expert, begins=time(9), ends=time(17))
        day = today() + timedelta(days=7)
        made = make_reception(
            day=day, begins=time(10), ends=time(15), experts=experts, walk_ins=walk_ins
        )
        cookies = [program.cookie(expert) for expert in experts]
        return made.id, day, [(one["name"], one["value"]) for one in cookies]


def _crowd(ways: list[Callable[[Barrier], tuple[int, str]]]) -> list[tuple[int, str]]:
    """Everybody opens the form; then all press at once."""
    together = Barrier(len(ways))
    with ThreadPoolExecutor(len(ways)) as pool:
        return [one.result() for one in [pool.submit(way, together) for way in ways]]


def _citizen(
    program: Program, number: int, value: str, place: str
) -> Callable[[Barrier], tuple[int, str]]:
    def come(together: Barrier) -> tuple[int, str]:
        browser = Browser(program.url, address=f"10.0.{number // 250}.{number % 250 + 1}")
        address = f"/book/details?topic=first_talk&place={place}&time={value}"
        typed = {
            "name": f"Човек {number}",
            "email": f"chovek{number}@primer.bg",
            "client_type": "citizen",
            "question": f"{QUESTION} {number}",
        }
        fields = browser.form(address, "/book/details", **typed)
        together.wait()
        status, page, location = browser.open(address, fields)
        if status == 422:  # "are you a person?": nobody types so quickly
            fields = browser.fields(page, "/book/details")
            status, page, location = browser.open(address, fields)
        return status, page or location

    return come


def _at_desk(  # noqa: PLR0917 - one person at one of two forms
    program: Program, number: int, value: str, cookie: tuple[str, str], form: str, address: str
) -> Callable[[Barrier], tuple[int, str]]:
    def come(together: Barrier) -> tuple[int, str]:
        browser = Browser(program.url, cookie)
        typed = {"client_type": "citizen", "name": f"Обади се {number}"}
        fields = browser.form(address, form, **typed)
        fields = [(name, text) for name, text in fields if name != "time"]
        together.wait()
        status, page, location = browser.open(address, [*fields, ("time", value)])
        return status, page or location

    return come


def _held_once(program: Program, reception_id: int) -> Counter[BookedThrough]:
    """Every visit has its own claim and no expert two at a time; how many came which way."""
    with program.data():
        visits = db.session.scalars(
            select(Booking).where(Booking.reception_id == reception_id)
        ).all()
        assert len({(visit.expert_id, visit.begins) for visit in visits}) == len(visits)
        claims = select(func.count()).where(
            Claim.trip == reception_id, Claim.kind == ClaimKind.VISIT
        )
        assert db.session.scalar(claims) == len(visits)
        return Counter(visit.through for visit in visits)


def _no_mistakes(program: Program) -> None:
    assert "Traceback" not in program.output
    assert "ERROR" not in program.output


def test_two_hundred_at_the_web_server_get_twenty_places_and_the_others_get_offers(
    program: Program,
) -> None:
    reception_id, day, _ = _plan(program)
    ways = [
        _citizen(program, n, f"{day}T{TIMES[n % len(TIMES)]:%H:%M}@{reception_id}", "SZR23")
        for n in range(PEOPLE)
    ]
    answers = _crowd(ways)
    assert Counter(status for status, _ in answers) == {303: PLACES, 409: PEOPLE - PLACES}
    assert _held_once(program, reception_id) == {BookedThrough.WEB: PLACES}
    for number, (status, page) in enumerate(answers):
        if status == 409:
            assert 'name="other"' in page  # the nearest free times
            assert f"{QUESTION} {number}" in page
    _no_mistakes(program)


def test_web_desk_and_walk_ins_together_fill_every_place_once(program: Program) -> None:
    reception_id, day, cookies = _plan(program, walk_ins=2)
    with program.data():
        topic = topic_called("first_talk").id
    values = [f"{day}T{begins:%H:%M}@{reception_id}" for begins in TIMES]
    ways = [_citizen(program, n, values[n % len(values)], "SZR23") for n in range(100)]
    book = f"/desk/receptions/book?topic={topic}&place=r{reception_id}"
    walk_in = f"/desk/receptions/walk-in?reception={reception_id}"
    for n in range(30):
        value, cookie = values[n % len(values)], cookies[n % len(cookies)]
        form, address = ("walk-in-form", walk_in) if n % 3 == 0 else ("book-form", book)
        ways.append(_at_desk(program, n, value, cookie, form, address))
    _crowd(ways)
    came = _held_once(program, reception_id)
    assert sum(came.values()) == PLACES
    assert came[BookedThrough.WEB] <= PLACES - 2
    _no_mistakes(program)


# In one process: what the web server cannot be made to leave out.


@pytest.fixture
def topic(own_app: Flask) -> ReceptionTopic:
    del own_app
    return make_reception_topic()


@pytest.fixture
def looked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody has looked before anybody wrote: to each the time seems free."""

    def seems_free(
        topic: ReceptionTopic, where: object, first: date, last: date, **_: object
    ) -> list[FreeTime]:
        del where, last
        return [
            FreeTime(first, begins, topic.minutes, SEEN["reception"], SEEN["rooms"])
            for begins in TIMES
        ]

    monkeypatch.setattr(taking, "free_times", seems_free)
    monkeypatch.setattr(taking, "room_for_public", lambda *_, **__: True)


SEEN: dict[str, object] = {}


def _all_at_once(app: Flask, topic_id: int, reception_id: int, day: date) -> int:
    """Sixty book at the same moment; how many got a place."""

    def come(number: int) -> bool:
        with app.app_context():
            try:
                with transaction():
                    booking.book(
                        WantedTime(
                            db.session.get_one(ReceptionTopic, topic_id),
                            day,
                            TIMES[number % len(TIMES)],
                            reception_id,
                        ),
                        Visitor(
                            f"Човек {number}", ClientType.CITIZEN, email=f"c{number}@primer.bg"
                        ),
                        through=BookedThrough.WEB,
                        by=None,
                    )
            except Gone:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(come, range(60)))


def _two_experts() -> tuple[int, date]:
    experts = [make_user(), make_user()]
    day = today() + timedelta(days=7)
    made = make_reception(day=day, begins=time(10), ends=time(15), experts=experts)
    SEEN["reception"] = made.id
    SEEN["rooms"] = tuple((expert.id, made.venue_id) for expert in experts)
    return made.id, day


@pytest.mark.usefixtures("looked_before")
def test_whoever_looked_before_others_wrote_still_gets_no_taken_place(
    own_app: Flask, topic: ReceptionTopic
) -> None:
    reception_id, day = _two_experts()
    assert _all_at_once(own_app, topic.id, reception_id, day) == PLACES


@pytest.mark.usefixtures("looked_before", "without_rules")
def test_without_the_guard_the_same_crowd_gets_more_than_there_is(
    own_app: Flask, topic: ReceptionTopic
) -> None:
    reception_id, day = _two_experts()
    assert _all_at_once(own_app, topic.id, reception_id, day) > PLACES


def _at_once(app: Flask, count: int, act: Callable[[int], object]) -> list[object]:
    """Several do something at the same moment, each in a transaction; what came of each."""
    together = Barrier(count)

    def come(number: int) -> object:
        with app.app_context():
            try:
                together.wait()
                with transaction():
                    return act(number)
            except booking.Refused as refused:
                return refused
            finally:
                db.session.remove()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(come, range(count)))


def _count() -> int:
    end_reading()
    return db.session.scalar(select(func.count()).select_from(Booking)) or 0


def test_one_person_at_ten_windows_has_two_visits(own_app: Flask, topic: ReceptionTopic) -> None:
    make_office_hours(make_user(), begins=time(9), ends=time(17))
    topic_id, day = topic.id, _next_monday()

    def act(number: int) -> None:
        begins = (datetime.combine(day, time(9)) + timedelta(minutes=30 * number)).time()
        booking.book(
            WantedTime(db.session.get_one(ReceptionTopic, topic_id), day, begins),
            Visitor("Една", ClientType.CITIZEN, email="edna@primer.bg"),
            through=BookedThrough.WEB,
            by=None,
        )

    _at_once(own_app, 10, act)
    assert _count() == 2


def test_an_offer_taken_twice_at_once_is_one_visit(own_app: Flask, topic: ReceptionTopic) -> None:
    expert = make_user()
    day = today() + timedelta(days=7)
    made = make_reception(day=day, ends=time(10, 30), experts=[expert])
    visit = make_booking(topic, day=day, begins=time(10), reception=made)
    with transaction():
        entry = waiting.join(
            topic, made.id, Visitor("Чака", ClientType.CITIZEN, email="chaka@primer.bg")
        )
    with transaction():
        booking.cancel(visit, by=None)
    entry_id = entry.id

    def act(number: int) -> int:
        del number
        return waiting.take(db.session.get_one(type(entry), entry_id)).id

    taken = _at_once(own_app, 4, act)
    assert len(set(taken)) == 1
    assert _count() == 2


def test_two_who_move_into_one_time_at_once_do_not_share_it(
    own_app: Flask, topic: ReceptionTopic
) -> None:
    make_office_hours(make_user(), begins=time(9), ends=time(11))
    topic_id, day = topic.id, _next_monday()
    ids = [make_booking(topic, day=day, begins=begins).id for begins in (time(9), time(9, 30))]

    def act(number: int) -> None:
        visit = db.session.get_one(Booking, ids[number])
        booking.move(
            visit, WantedTime(db.session.get_one(ReceptionTopic, topic_id), day, time(10)), by=None
        )

    outcomes = _at_once(own_app, 2, act)
    assert sum(isinstance(one, Gone) for one in outcomes) == 1
    end_reading()
    begins = sorted(one.begins for one in db.session.scalars(select(Booking)) if one.begins)
    assert begins in ([time(9), time(10)], [time(9, 30), time(10)])


def _next_monday() -> date:
    day = today() + timedelta(days=7)
    return day + timedelta(days=-day.weekday() % 7)
