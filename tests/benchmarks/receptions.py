"""Free times found over a year's plan, and visits booked a second by people who want the same.

``python -m tests.benchmarks.receptions`` prints a table; ``OIC_DATABASE_URL`` chooses the engine.
The floor of finding reads the same claims with one plain question and looks at nothing; the floor
of booking writes as many rows, each in a durable transaction, and checks nothing.
"""

import os
import statistics
import tempfile
import time as clock_of_the_machine
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import select

from config import Settings
from oic import create_app
from oic.clients.models import ClientType
from oic.core.clock import now, today
from oic.core.db import db, end_reading, transaction
from oic.core.errors import Refused
from oic.receptions.actions import booking
from oic.receptions.actions.booking import Visitor
from oic.receptions.actions.claiming import Stretch, Taken, book
from oic.receptions.actions.taking import WantedTime
from oic.receptions.models import BookedThrough, Claim, ReceptionTopic
from oic.receptions.queries.free import IN_OFFICE, free_times
from oic.receptions.queries.office import office_stretches
from oic.receptions.times import places
from oic.reference import load
from oic.web.models import RateEvent
from tests.factories.receptions import make_office_hours, make_reception, make_reception_topic
from tests.factories.staff import make_user

SECRET = "a secret of the benchmark alone, long enough"
EXPERTS, BEGINS, ENDS = 4, time(9), time(13)
YEAR = 365
EVERY = 3
"""One of so many places of the year is booked."""
THREADS = 8
ROUNDS = 5


@dataclass(frozen=True)
class Figures:
    """Seconds for a year, and transactions a second, each beside its floor."""

    claims: int
    free: int
    finding: float
    reading: float
    booked: int
    booking: float
    writing: float

    def table(self) -> str:
        """The same for people."""
        finding = (
            f"free times of a year: {self.free} beside {self.claims} claims in "
            f"{self.finding * 1000:.0f} ms, {self.finding / self.reading:.1f} times the "
            f"floor's {self.reading * 1000:.0f} ms"
        )
        booking = (
            f"booked by {THREADS} at once who want the same: {self.booked} visits, "
            f"{self.booking:.0f} tries a second; plain rows {self.writing:.0f} a second, "
            f"{self.writing / self.booking:.1f} times as many"
        )
        return f"{finding}\n{booking}"


def plan(days: int = YEAR) -> ReceptionTopic:
    """Four experts with office hours on every working day, a third of their places booked."""
    experts = [make_user() for _ in range(EXPERTS)]
    for expert in experts:
        make_office_hours(expert, begins=BEGINS, ends=ENDS)
    first = today() + timedelta(days=1)
    number = 0
    with transaction():
        for one in office_stretches(first, first + timedelta(days=days)):
            for place in places(one.day, one.begins, one.ends, step=30, minutes=30):
                number += 1
                if number % EVERY == 0:
                    book(Stretch(one.expert_id, place.begins_at, place.ends_at))
    return make_reception_topic(horizon_days=366)


def _seconds(act: Callable[[], object]) -> float:
    began = clock_of_the_machine.perf_counter()
    act()
    return clock_of_the_machine.perf_counter() - began


def measure(app: Flask, days: int = YEAR, tries: int = 200) -> Figures:
    """Measure in the present application, which is filled first."""
    topic = plan(days)
    first, last = today(), today() + timedelta(days=days)
    found: list[int] = []

    def read() -> None:
        end_reading()
        found.append(len(db.session.scalars(select(Claim)).all()))

    def find() -> None:
        end_reading()
        times = free_times(topic, IN_OFFICE, first, last, for_public=True)
        found.append(sum(len(one.rooms) for one in times))

    pairs = [(_seconds(read), _seconds(find)) for _ in range(ROUNDS)]
    claims, free = found[-2], found[-1]
    booked, speed = _bookings(app, topic.id, tries)
    return Figures(
        claims,
        free,
        finding=statistics.median(finding for _, finding in pairs),
        reading=statistics.median(reading for reading, _ in pairs),
        booked=booked,
        booking=speed,
        writing=_writing(app, tries),
    )


def _bookings(app: Flask, topic_id: int, tries: int) -> tuple[int, float]:
    """So many people want the twenty places of one reception; how many got one, tries a second."""
    day = today() + timedelta(days=10)
    begins = [time(10 + n // 2, n % 2 * 30) for n in range(10)]
    made = make_reception(
        day=day, begins=time(10), ends=time(15), experts=[make_user(), make_user()]
    )
    reception_id = made.id

    def come(number: int) -> bool:
        with app.app_context():
            try:
                with transaction():
                    _book(topic_id, reception_id, day, begins[number % len(begins)], number)
            except (Refused, Taken):
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(THREADS) as pool:
        began = clock_of_the_machine.perf_counter()
        booked = sum(pool.map(come, range(tries)))
        return booked, tries / (clock_of_the_machine.perf_counter() - began)


def _book(topic_id: int, reception_id: int, day: date, begins: time, number: int) -> None:
    booking.book(
        WantedTime(db.session.get_one(ReceptionTopic, topic_id), day, begins, reception_id),
        Visitor(f"Човек {number}", ClientType.CITIZEN, email=f"b{number}@primer.bg"),
        through=BookedThrough.WEB,
        by=None,
    )


def _writing(app: Flask, rows: int) -> float:
    """One plain row in a transaction each, by as many at once."""

    def write(number: int) -> None:
        with app.app_context():
            with transaction():
                db.session.add(RateEvent(action="benchmark", key=str(number), at=now()))
            db.session.remove()

    with ThreadPoolExecutor(THREADS) as pool:
        began = clock_of_the_machine.perf_counter()
        list(pool.map(write, range(rows)))
        return rows / (clock_of_the_machine.perf_counter() - began)


def main() -> None:
    """Measure on a new database and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("OIC_DATABASE_URL", "")
        app = create_app(Settings(data_dir=Path(folder), database_url=url, secret_key=SECRET))
        with app.app_context():
            flask_migrate.upgrade()
            with transaction():
                load()
            figures = measure(app)
            print(f"{db.engine.dialect.name}: {figures.table()}")  # noqa: T201 - its purpose
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
