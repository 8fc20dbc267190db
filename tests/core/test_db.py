"""Without these a change would be half saved, saved by reading, or gone after a power cut."""

from datetime import date, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import event, insert, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from oic.centre.models import CalendarException, Rule
from oic.core import clock
from oic.core.db import db, transaction
from oic.web.models import RateEvent

DAY = date(2026, 3, 13)


def days() -> list[date]:
    return list(db.session.scalars(select(CalendarException.day)))


def take_off(*more: date) -> None:
    for day in (DAY, *more):
        db.session.execute(insert(CalendarException).values(day=day, working=False, note=""))


def take_off_and_fail() -> None:
    take_off()
    raise ZeroDivisionError


def note(at: datetime) -> None:
    db.session.add(RateEvent(action="ask", key="::1", at=at))
    db.session.flush()


def test_nothing_is_written_by_accident_while_a_page_is_shown(app: Flask) -> None:
    del app
    db.session.add(CalendarException(day=DAY, working=False, note=""))
    with pytest.raises(RuntimeError, match="outside transaction"):
        db.session.flush()
    db.session.rollback()
    for statement in (
        insert(CalendarException).values(day=DAY, working=False, note=""),
        update(Rule).values(value=1),
    ):
        with pytest.raises(RuntimeError, match="outside transaction"):
            db.session.execute(statement)
        db.session.rollback()
    assert days() == []


def test_a_use_case_is_saved_whole_or_not_at_all(app: Flask) -> None:
    del app
    with pytest.raises(ZeroDivisionError), transaction():
        take_off_and_fail()
    assert days() == []
    with pytest.raises(IntegrityError), transaction():
        take_off(DAY)
    assert days() == []
    with transaction():
        db.session.add(CalendarException(day=DAY, working=False, note=""))
    assert days() == [DAY], "and the next one works"


def test_a_use_case_has_one_transaction(app: Flask) -> None:
    del app
    with transaction(), pytest.raises(RuntimeError, match="a use case has one"), transaction():
        pass


def test_a_time_without_a_zone_is_not_guessed(app: Flask) -> None:
    del app
    with pytest.raises(StatementError, match="naive"), transaction():
        note(datetime(2026, 3, 10))  # noqa: DTZ001 - that is the mistake


def test_an_instant_is_the_same_after_it_was_kept(app: Flask) -> None:
    del app
    summer = datetime(2026, 7, 1, 9, 30, 15, 123456, tzinfo=clock.SOFIA)
    with transaction():
        note(summer)
    kept = db.session.scalars(select(RateEvent.at)).one()
    assert kept == summer
    assert kept.utcoffset() == timedelta(0)
    other = summer.astimezone(timezone(timedelta(hours=-5)))
    assert db.session.scalar(select(RateEvent.id).where(RateEvent.at == other))
    assert not db.session.scalar(select(RateEvent.id).where(RateEvent.at > summer))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True, scope="session")
def test_on_sqlite_what_was_confirmed_survives_a_power_cut_and_writers_wait(own_app: Flask) -> None:
    del own_app
    began: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *seen: began.append(seen[2]))
    with transaction():
        db.session.add(CalendarException(day=DAY, working=False, note=""))
    assert began[0] == "BEGIN IMMEDIATE"
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    stand = [db.session.scalar(text(f"PRAGMA {name}")) for name in pragmas]
    assert stand == ["wal", 2, 1, 60_000], "2 is FULL: the disk has it before the answer leaves"
