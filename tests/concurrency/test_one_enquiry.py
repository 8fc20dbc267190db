"""Two at one enquiry: both are done, one after the other, and nobody sees an error page."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, time, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from oic import jobs
from oic.centre import queries as centre
from oic.centre.actions import add_exception
from oic.core.clock import frozen, local_instant, today
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.enquiries.actions import follow_ups, life
from oic.enquiries.actions.answering import note
from oic.enquiries.actions.deadlines import recount_open
from oic.enquiries.actions.mail import join
from oic.enquiries.models import Enquiry, FollowUp, FollowUpState, SetAside, State
from oic.enquiries.queries import one
from oic.mail.models import Letter, LetterState
from oic.staff.models import User
from tests.concurrency.meeting import meet
from tests.factories.enquiries import make_enquiry, make_expert

FOLLOW_UPS = next(job for job in jobs.JOBS if job.work == follow_ups.send)


def last_working_day() -> date:
    day = today() - timedelta(days=1)
    while not centre.calendar().is_working(day):
        day -= timedelta(days=1)
    return day


def send_follow_ups(app: Flask) -> None:
    """The worker's job as in office hours: such letters leave at no other time."""
    with app.app_context():
        day = last_working_day()
    with frozen(local_instant(day, time(10))):
        jobs.run(app, FOLLOW_UPS)


@pytest.fixture
def person(own_app: Flask) -> User:
    del own_app
    return make_expert("Ива Петрова")


@pytest.fixture
def answered(person: User) -> Enquiry:
    return make_enquiry(assignee=person, state=State.ANSWERED)


@pytest.fixture
def follow_up(answered: Enquiry, person: User) -> FollowUp:
    """A follow-up whose day has come."""
    with transaction():
        planned = follow_ups.plan(answered, by=person)
        db.session.flush()
        planned.due_on = last_working_day()
    return planned


def writes_back(enquiry_id: int) -> Callable[[Callable[[], None]], None]:
    def first(meanwhile: Callable[[], None]) -> None:
        with transaction():
            enquiry = one.locked(enquiry_id)
            meanwhile()
            life.client_wrote(enquiry, "Още нещо")

    return first


def test_who_writes_back_while_follow_ups_leave_gets_no_error_and_no_letter(
    own_app: Flask, answered: Enquiry, follow_up: FollowUp, caplog: pytest.LogCaptureFixture
) -> None:
    meet(own_app, writes_back(answered.id), lambda: send_follow_ups(own_app))
    assert not caplog.records, "nobody was stopped to let the other pass"
    assert follow_up.state is FollowUpState.CANCELLED
    letters = db.session.scalars(select(Letter).where(Letter.kind == "follow_up"))
    assert {letter.state for letter in letters} <= {LetterState.CANCELLED}
    assert answered.state is State.REOPENED


@pytest.mark.usefixtures("without_locks")
def test_without_the_lock_the_letter_leaves_and_the_client_gets_an_error(
    own_app: Flask, answered: Enquiry, follow_up: FollowUp
) -> None:
    if db.engine.dialect.name == "sqlite":
        return  # writers wait for each other by themselves
    with pytest.raises(StaleDataError):
        meet(own_app, writes_back(answered.id), lambda: send_follow_ups(own_app))
    assert follow_up.state is FollowUpState.SENT


def makes_a_note(enquiry_id: int, by_id: int) -> Callable[[Callable[[], None]], None]:
    def first(meanwhile: Callable[[], None]) -> None:
        with transaction():
            note(one.locked(enquiry_id), "Бележка", by=db.session.get_one(User, by_id))
            db.session.flush()
            meanwhile()

    return first


def another_calendar() -> None:
    day = today() + timedelta(days=1)
    while not centre.calendar().is_working(day):
        day += timedelta(days=1)
    with transaction():
        add_exception(day, working=False, note="", by=None)
        recount_open()


def rates(token: str) -> None:
    with transaction():
        found = follow_ups.by_token(token)
        assert found is not None
        follow_ups.rate(found, 5, "Благодаря")


def test_a_change_of_the_calendar_waits_for_whoever_is_saving(own_app: Flask, person: User) -> None:
    enquiry = make_enquiry(assignee=person, state=State.IN_PROGRESS)
    due_on = enquiry.due_on
    meet(own_app, makes_a_note(enquiry.id, person.id), another_calendar)
    assert enquiry.due_on > due_on
    assert one.timeline(enquiry)[-1].body == "Бележка"


def test_who_rates_the_answer_while_the_desk_saves_gets_no_error(
    own_app: Flask, answered: Enquiry, follow_up: FollowUp, person: User
) -> None:
    meet(own_app, makes_a_note(answered.id, person.id), partial(rates, follow_up.token))
    assert follow_up.score == 5
    assert [entry.body for entry in one.timeline(answered)[-2:]] == ["Бележка", "Благодаря"]


@pytest.mark.usefixtures("without_locks")
@pytest.mark.parametrize("act", ["calendar", "rating"])
def test_without_the_lock_the_second_of_two_gets_an_error(
    own_app: Flask, answered: Enquiry, follow_up: FollowUp, person: User, act: str
) -> None:
    if db.engine.dialect.name == "sqlite":
        return  # writers wait for each other by themselves
    enquiry, second = answered, partial(rates, follow_up.token)
    if act == "calendar":
        enquiry = make_enquiry(assignee=person, state=State.IN_PROGRESS)
        second = partial(another_calendar)
    with pytest.raises(StaleDataError):
        meet(own_app, makes_a_note(enquiry.id, person.id), second)


def test_two_who_join_each_others_enquiry_wait_and_one_of_them_does_it(
    own_app: Flask, person: User
) -> None:
    one_id, other_id = make_enquiry().id, make_enquiry().id

    def joins(enquiry_id: int, into_id: int, meanwhile: Callable[[], None]) -> None:
        with transaction():
            one.locked_together(enquiry_id, into_id)
            meanwhile()
            by = db.session.get_one(User, person.id)
            with suppress(Refused):
                join(one.locked(enquiry_id), one.locked(into_id), by=by)

    meet(
        own_app,
        lambda meanwhile: joins(one_id, other_id, meanwhile),
        lambda: joins(other_id, one_id, lambda: None),
    )

    assert db.session.scalars(select(SetAside.enquiry_id)).all() == [one_id]


def test_without_an_order_the_two_would_wait_crosswise_for_ever(
    own_app: Flask, engine: str
) -> None:
    one_id, other_id = make_enquiry().id, make_enquiry().id

    def holds(first_id: int, then_id: int, meanwhile: Callable[[], None]) -> None:
        with transaction():
            one.locked(first_id)
            meanwhile()
            one.locked(then_id)

    def crosswise() -> None:
        meet(
            own_app,
            lambda meanwhile: holds(one_id, other_id, meanwhile),
            lambda: holds(other_id, one_id, lambda: None),
        )

    if engine == "postgresql":
        with pytest.raises(OperationalError, match="deadlock"):
            crosswise()
    else:
        crosswise()  # writers wait from their first statement
