"""How fast the board and the report answer, at ten thousand enquiries and at a million.

``python -m tests.benchmarks.reports [ENQUIRIES …]`` fills an embedded register (and, with
``--postgresql``, one on a server of the tests) with ten years of plain rows, counts them as the job
does, changes the last two weeks, and measures both pages through the program against a bare read:
one view that loads the signed-in person and fifty rows by an index. Medians in milliseconds.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from flask import Flask, render_template_string
from sqlalchemy import select, text

from config import Settings
from oic import create_app
from oic.core.db import db, transaction
from oic.enquiries.models import Enquiry
from oic.reference import load
from oic.reports.actions import keeping
from oic.staff.models import Role
from oic.web.access import open_to_all
from tests.checking.client import Client
from tests.factories.staff import make_user
from tests.servers.postgresql import PostgreSQL

DAYS = 3652
ROUNDS = 15
_ENQUIRIES = """
INSERT INTO enquiry (
    id, year, number, reference, public_token, channel, client_type, municipality_id, language,
    subject, reply_email, received_at, created_at, duration_seconds, state, assignee_id,
    forwarded_to, clock_started_on, pauses, acknowledge_by, warn_on, due_on, hard_limit_on,
    first_answered_at, answered_at, answered_on_the_spot, answered_in_time, first_answer_minutes,
    closed_at,
    last_activity_at, version)
SELECT n, 1990, n, 'R' || n, 'T' || n,
    CASE n % 5 WHEN 0 THEN 'office' WHEN 1 THEN 'phone' WHEN 2 THEN 'email' WHEN 3 THEN 'web'
        ELSE 'outreach' END,
    CASE n % 4 WHEN 0 THEN 'business' WHEN 1 THEN 'citizen' WHEN 2 THEN 'ngo' ELSE 'farmer' END,
    1 + n % 11, 'bg', 'Въпрос ' || n, '', {asked}, {asked}, 300,
    CASE WHEN n > :closed THEN 'in_progress' ELSE 'closed' END,
    :first_expert + n % 4, '', {day}, '[]', {day}, {day}, {day}, {day},
    CASE WHEN n > :closed THEN NULL ELSE {answered} END,
    CASE WHEN n > :closed THEN NULL ELSE {answered} END, {spot},
    CASE WHEN n > :closed THEN NULL ELSE {yes} END,
    CASE WHEN n > :closed THEN NULL ELSE n % 2400 END,
    CASE WHEN n > :closed THEN NULL ELSE {answered} END, {asked}, 1
FROM {numbers}
"""
_QUESTIONS = """
INSERT INTO question (enquiry_id, position, text, programme_id, topic_id, procedure_code)
SELECT n, 0, '?', 1 + n % 6, 1 + n % 5, '' FROM {numbers}
"""
_SQLITE = {
    "numbers": "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < :count)"
    " SELECT n FROM c)",
    "asked": "strftime('%Y-%m-%d %H:%M:%S.000000', 'now', '-' || CAST((:count - n) * :step AS TEXT)"
    " || ' minutes')",
    "answered": "strftime('%Y-%m-%d %H:%M:%S.000000', 'now', '-' ||"
    " CAST((:count - n) * :step AS TEXT) || ' minutes', '+' || (n % 4000) || ' minutes')",
    "day": "date('now', '-' || CAST((:count - n) * :step AS TEXT) || ' minutes')",
    "yes": "1",
    "spot": "n % 3 = 0",
}
_POSTGRESQL = {
    "numbers": "generate_series(1, :count) AS n",
    "asked": "now() - make_interval(secs => (:count - n) * :step * 60)",
    "answered": "now() - make_interval(secs => (:count - n) * :step * 60)"
    " + make_interval(mins => n % 4000)",
    "day": "(now() - make_interval(secs => (:count - n) * :step * 60))::date",
    "yes": "true",
    "spot": "n % 3 = 0",
}


def fill(count: int) -> None:
    """Ten years of enquiries, evenly; the last forty are open."""
    experts = [make_user(role=Role.EXPERT, name=f"Експерт {number}") for number in range(4)]
    words = _SQLITE if db.engine.dialect.name == "sqlite" else _POSTGRESQL
    given = {
        "count": count,
        "closed": count - 40,
        "step": DAYS * 1440 / count,
        "first_expert": experts[0].id,
    }
    with transaction():
        db.session.execute(text(_ENQUIRIES.format(**words)), given)
        db.session.execute(text(_QUESTIONS.format(**words)), {"count": count})
    if words is _POSTGRESQL:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def keep_counts() -> None:
    """What the job does every two minutes."""
    for month in keeping.due():
        with transaction():
            keeping.renew(month)


def touch_two_weeks() -> None:
    """A fortnight's worth of days has changed since the job ran last."""
    with transaction():
        db.session.execute(
            text(
                "UPDATE enquiry SET duration_seconds = 301 WHERE id IN "
                "(SELECT id FROM enquiry ORDER BY received_at DESC LIMIT 100)"
            )
        )


def _bare(app: Flask) -> None:
    """The floor: a signed-in person, fifty rows by an index, a small page."""

    @app.get("/bare")
    @open_to_all
    def bare() -> str:
        rows = db.session.execute(
            select(Enquiry.reference, Enquiry.subject, Enquiry.received_at)
            .order_by(Enquiry.received_at.desc())
            .limit(50)
        ).all()
        return render_template_string(
            "<!doctype html><html lang='bg'><head><title>x</title></head><body><main><h1>x</h1>"
            "<table>{% for a, b, c in rows %}<tr><td>{{ a }}</td><td>{{ b }}</td><td>{{ c }}</td>"
            "</tr>{% endfor %}</table></main></body></html>",
            rows=rows,
        )


def _median(work: Callable[[], object], rounds: int) -> float:
    work()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


@contextmanager
def register(url: str, folder: Path) -> Iterator[Flask]:
    """An empty register with its schema and reference data."""
    app = create_app(Settings(data_dir=folder, database_url=url, secret_key="x" * 40))
    app.testing = True
    _bare(app)
    with app.app_context():
        flask_migrate.upgrade()
        with transaction():
            load()
        yield app
        db.session.remove()
        db.engine.dispose()


def measure(url: str, folder: Path, count: int, rounds: int = ROUNDS) -> dict[str, float]:
    """Medians in milliseconds, by what was asked."""
    with register(url, folder) as app:
        fill(count)
        keep_counts()
        touch_two_weeks()
        manager = make_user(role=Role.MANAGER)
        browser = Client(app, manager)
        db.session.remove()
        raw = browser.raw

        def get(path: str) -> Callable[[], object]:
            def work() -> None:
                assert raw.get(path).status_code == 200

            return work

        pages = {
            "bare read": "/bare",
            "workload board": "/desk/workload?period=quarter",
            "year's report": "/desk/reports?from=2026-01-01&to=2026-12-31",
            "any period's report": "/desk/reports?from=2025-02-14&to=2026-11-05",
        }
        return {name: _median(get(path), rounds) for name, path in pages.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("counts", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--postgresql", action="store_true")
    given = parser.parse_args()
    server = PostgreSQL() if given.postgresql else None
    for count in given.counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            if server:
                server.execute(f"CREATE DATABASE bench_{count}")
            url = (
                server.url(f"bench_{count}") if server else f"sqlite:///{folder / 'bench.sqlite3'}"
            )
            found = measure(url, folder, count)
        floor = found["bare read"]
        for what, milliseconds in found.items():
            sys.stdout.write(
                f"{count:>9,}  {what:<22}{milliseconds:8.1f} ms{milliseconds / floor:8.1f} x\n"
            )
    if server:
        server.stop()


if __name__ == "__main__":
    main()
