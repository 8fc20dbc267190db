"""Deadlines in working days, stopped and counted again."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from oic.centre.models import CalendarException, Rule
from oic.core.clock import today
from oic.core.db import db, transaction
from oic.core.working_days import WorkCalendar
from oic.enquiries.actions.deadlines import pause_clock, recount_open, resume_clock, start_clock
from oic.enquiries.actions.life import move
from oic.enquiries.due import due, due_kind
from oic.enquiries.models import Enquiry, State
from tests.factories.enquiries import make_enquiry, make_expert


def test_an_answer_is_due_in_seven_working_days(app: object) -> None:
    enquiry = make_enquiry()  # Tuesday, 10.03.2026
    assert enquiry.acknowledge_by == date(2026, 3, 11)
    assert enquiry.warn_on == date(2026, 3, 17)
    assert enquiry.due_on == date(2026, 3, 19)
    assert enquiry.hard_limit_on == date(2026, 3, 24)


def test_a_day_off_by_decree_moves_what_is_open_and_only_that(app: object) -> None:
    opened = make_enquiry()
    closed = make_enquiry(state=State.CLOSED)
    with transaction():
        db.session.add(CalendarException(day=date(2026, 3, 13), working=False, note="Указ"))
        assert recount_open() == 1
    assert opened.due_on == date(2026, 3, 20)
    assert closed.due_on == date(2026, 3, 19)
    with transaction():
        db.session.execute(delete(CalendarException))
        assert recount_open() == 1
    assert opened.due_on == date(2026, 3, 19)


def test_a_day_off_while_the_client_was_awaited_moves_nothing(
    app: object, frozen_clock: Any
) -> None:
    enquiry = make_enquiry(assignee=make_expert())
    with transaction():
        move(enquiry, State.AWAITING_CLIENT, by=None)
    frozen_clock.move(days=8)
    with transaction():
        move(enquiry, State.IN_PROGRESS, by=None)
    due_on = enquiry.due_on
    with transaction():
        db.session.add(CalendarException(day=date(2026, 3, 16), working=False, note="Указ"))
        assert recount_open() == 0
    assert enquiry.due_on == due_on, "the clock stood on that day anyway"


def test_another_standard_moves_what_is_open(app: object) -> None:
    enquiry = make_enquiry()
    with transaction():
        db.session.add(Rule(key="answer_days", value=3))
        db.session.flush()
        assert recount_open() == 1
    assert enquiry.due_on == date(2026, 3, 13)


def test_a_recount_keeps_the_days_that_the_client_was_awaited(
    app: object, frozen_clock: Any
) -> None:
    enquiry = make_enquiry()
    with transaction():
        move(enquiry, State.AWAITING_CLIENT, by=None)
    frozen_clock.move(days=2)
    with transaction():
        move(enquiry, State.IN_PROGRESS, by=None)
    due_on = enquiry.due_on
    with transaction():
        assert recount_open() == 0
    assert enquiry.due_on == due_on == date(2026, 3, 23)


def test_stopping_twice_is_stopping_once(app: object, frozen_clock: Any) -> None:
    enquiry = make_enquiry(state=State.AWAITING_CLIENT)
    frozen_clock.move(days=1)
    with transaction():
        pause_clock(enquiry)
    assert enquiry.paused_on == date(2026, 3, 10)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(waits=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30)), max_size=4))
def test_waiting_never_costs_the_desk_a_working_day(
    app: object, frozen_clock: Any, waits: list[tuple[int, int]]
) -> None:
    """Working days that ran before the due day are seven, however often the clock stood."""
    frozen_clock.set(frozen_clock.now.replace(2026, 3, 10))
    enquiry = Enquiry()
    start_clock(enquiry)
    calendar, ran = WorkCalendar({}), 0
    at = today()
    for running, standing in waits:
        frozen_clock.move(days=running)
        ran += calendar.between(at, today())
        pause_clock(enquiry)
        frozen_clock.move(days=standing)
        resume_clock(enquiry)
        at = today()
    if ran <= 7:
        assert ran + calendar.between(at, enquiry.due_on) == 7
    assert enquiry.hard_limit_on == date(2026, 3, 24) + timedelta(
        days=sum(standing for _, standing in waits)
    )


@pytest.mark.parametrize(
    ("state", "wrong"),
    [
        (State.AWAITING_CLIENT, {"paused_on": None}),
        (State.IN_PROGRESS, {"paused_on": date(2026, 3, 10)}),
        (State.CLOSED, {"closed_at": None}),
        (State.NEW, {"language": "de"}),
    ],
    ids=["awaited, clock runs", "in work, clock stands", "closed at no time", "no such language"],
)
def test_what_contradicts_itself_cannot_be_stored(
    app: object, state: State, wrong: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        make_enquiry(state=state, **wrong)


def test_the_deadline_says_itself_in_words(app: object, frozen_clock: Any) -> None:
    enquiry = make_enquiry(assignee=make_expert())
    calendar = WorkCalendar({})

    def said() -> tuple[str, str]:
        found = due(enquiry, calendar, today())
        return found.kind, str(found.words)

    assert said()[0] == "later"
    frozen_clock.set(frozen_clock.now.replace(2026, 3, 17))
    assert said()[0] == "soon"
    frozen_clock.set(frozen_clock.now.replace(2026, 3, 19))
    assert said()[0] == "today"
    frozen_clock.set(frozen_clock.now.replace(2026, 3, 20))
    assert said()[0] == "late"
    with transaction():
        move(enquiry, State.AWAITING_CLIENT, by=None)
    assert said()[0] == "paused"
    with transaction():
        move(enquiry, State.FORWARDED, by=None)
    assert due_kind(enquiry, today()) == "done"


def test_what_is_answered_says_when(app: object) -> None:
    enquiry = make_enquiry(state=State.ANSWERED)
    assert "10" in str(due(enquiry, WorkCalendar({}), today()).words)
