"""Figures stay right while several count and others save; an import that is killed left nothing."""

import multiprocessing
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from oic.core.db import Base, db, end_reading, transaction
from oic.enquiries.models import Channel, Enquiry
from oic.imports.actions import writing
from oic.imports.checking import check
from oic.imports.fields import Field, guess
from oic.imports.models import ImportRun, ImportState
from oic.imports.reading import open_table
from oic.imports.staging import Staging
from oic.imports.working import below
from oic.reports.actions import keeping
from oic.reports.models import TallyMark
from oic.reports.periods import Period
from oic.reports.queries.figures import figures
from oic.staff.models import User
from tests.concurrency.meeting import meet
from tests.factories.figures import Plain, account, without_zeros, write
from tests.factories.staff import make_user
from tests.factories.tables import make_csv

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
NUMBER = MARCH.first.toordinal()


@pytest.fixture
def ours(own_app: Flask) -> Plain:
    """One of three enquiries of March."""
    del own_app
    rows = [Plain(datetime(2026, 3, day, 9, tzinfo=UTC)) for day in (3, 4, 5)]
    write(rows)
    return rows[0]


def right() -> bool:
    end_reading()
    return without_zeros(figures(MARCH)) == without_zeros(account(MARCH.first, MARCH.last))


def save_a_change(own: int) -> None:
    with transaction():
        db.session.execute(
            update(Enquiry)
            .where(Enquiry.id == own)
            .values(channel=Channel.LETTER)
            .execution_options(synchronize_session=False)
        )


def test_two_workers_count_the_same_month(own_app: Flask, ours: Plain) -> None:
    def first(meanwhile: Callable[[], None]) -> None:
        with transaction():
            assert keeping.renew(NUMBER) == 3
            meanwhile()

    def second() -> None:
        with transaction():
            assert keeping.renew(NUMBER) == 0, "the first has done it"

    meet(own_app, first, second)
    assert right()


def test_what_is_saved_while_somebody_counts_is_counted_next(own_app: Flask, ours: Plain) -> None:
    def first(meanwhile: Callable[[], None]) -> None:
        with transaction():
            keeping.renew(NUMBER)
            meanwhile()

    meet(own_app, first, lambda: save_a_change(ours.own))
    assert right()
    with transaction():
        keeping.renew(NUMBER)
    assert right()


def test_what_is_saved_before_the_count_is_saved_is_not_lost(own_app: Flask, ours: Plain) -> None:
    with transaction():
        keeping.renew(NUMBER)

    def first(meanwhile: Callable[[], None]) -> None:
        with transaction():
            db.session.execute(
                update(Enquiry)
                .where(Enquiry.id == ours.own)
                .values(channel=Channel.LETTER)
                .execution_options(synchronize_session=False)
            )
            meanwhile()

    def second() -> None:
        with transaction():
            keeping.renew(NUMBER)

    meet(own_app, first, second)
    assert right()


def test_without_the_marks_the_figures_would_be_stale(own_app: Flask, ours: Plain) -> None:
    """The negative control: what keeps the figures right are the marks of the database."""
    with transaction():
        keeping.renew(NUMBER)
    save_a_change(ours.own)
    with transaction():
        db.session.execute(delete(TallyMark).execution_options(synchronize_session=False))
    assert not right()


# Imports

ROWS = 1200


def table(path: Path) -> Path:
    rows = [
        (f"{1 + number % 28:02}.0{1 + number % 9}.2024", "тел", "фирма", f"Клиент {number} Ков",
         f"k{number}@primer.bg", f"Въпрос {number}?")
        for number in range(ROWS)
    ]  # fmt: skip
    return make_csv(path, rows, ("Дата", "Канал", "Вид клиент", "Име", "Имейл", "Въпрос"))


def bring_in(app: Flask, path: Path, user_id: int, told: Any) -> None:
    """What a worker does; it says how far it is and waits until it may go on."""
    with app.app_context():
        db.engine.dispose(close=False)  # the parent's connections are the parent's
        by = db.session.get_one(User, user_id)
        with open_table(path) as opened, Staging(path.with_suffix(".staging")) as staging:
            head = next(iter(opened.rows("")))
            mapping: dict[int, Field] = guess([str(cell) for cell in head.cells])
            check(below(opened, "", 1), mapping, {}, staging, file_name=path.name)
            end_reading()
            with transaction():
                run = ImportRun(
                    created_at=datetime.now(UTC),
                    created_by_id=by.id,
                    file_name=path.name,
                    state=ImportState.IMPORTING,
                    writing=True,
                    found={},
                )
                db.session.add(run)
                db.session.flush()

                def progress(done: int) -> None:
                    told.send(done)
                    told.recv()

                made = writing.write(run, staging, by=by, progress=progress)
                writing.finish(run, made, 0)
                told.send("all but saved")
                told.recv()
        told.send("saved")


def everything() -> dict[str, int]:
    end_reading()
    return {
        one.name: db.session.scalar(select(func.count()).select_from(one)) or 0
        for one in Base.metadata.sorted_tables
    }


def let_go() -> None:
    """No connection is open when a process is forked."""
    db.session.remove()
    db.engine.dispose()


@pytest.mark.parametrize("moment", [500, 1000, 1200, "all but saved"])
def test_an_import_that_is_killed_leaves_nothing_behind(
    own_app: Flask, tmp_path: Path, moment: object
) -> None:
    user_id = make_user(role="manager").id
    before = everything()
    let_go()
    ours, theirs = multiprocessing.get_context("fork").Pipe()
    worker = multiprocessing.get_context("fork").Process(
        target=bring_in, args=(own_app, table(tmp_path / "a.csv"), user_id, theirs)
    )
    worker.start()
    while ours.recv() != moment:
        ours.send("go on")
    worker.kill()
    worker.join()
    assert everything() == before
    # And nothing stands in the way of the next try.
    worker = multiprocessing.get_context("fork").Process(
        target=bring_in, args=(own_app, tmp_path / "a.csv", user_id, theirs)
    )
    let_go()
    worker.start()
    while ours.recv() != "saved":
        ours.send("go on")
    worker.join()
    assert everything()["enquiry"] == ROWS
