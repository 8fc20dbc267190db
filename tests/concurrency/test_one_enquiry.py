"""Two at one enquiry: both are done, one after the other, and nobody sees an error page."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Select, select
from sqlalchemy.orm.exc import StaleDataError

from oic import jobs
from oic.core.clock import today
from oic.core.db import db, transaction
from oic.enquiries.actions import follow_ups, life
from oic.enquiries.models import Enquiry, FollowUp, FollowUpState, State
from oic.enquiries.queries import one
from oic.mail.models import Letter, LetterState
from oic.staff.models import User
from tests.concurrency.meeting import meet
from tests.factories.enquiries import make_enquiry, make_expert

FOLLOW_UPS = next(job for job in jobs.JOBS if job.work == follow_ups.send)


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: rows are read without being held."""
    monkeypatch.setattr(Select, "with_for_update", lambda statement, **_: statement)


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
        planned.due_on = today()
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
    meet(own_app, writes_back(answered.id), lambda: jobs.run(own_app, FOLLOW_UPS))
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
        meet(own_app, writes_back(answered.id), lambda: jobs.run(own_app, FOLLOW_UPS))
    assert follow_up.state is FollowUpState.SENT
