"""A job that two workers do at the same moment is done once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from oic.core.clock import SOFIA, frozen
from oic.core.db import db, end_reading, transaction
from oic.enquiries.actions import absences, escalation
from oic.enquiries.models import Enquiry, EntryKind, State, TimelineEntry
from oic.jobs import JOBS, run
from oic.mail.models import Letter
from oic.staff.models import Absence, Role
from tests.concurrency.meeting import meet
from tests.factories.enquiries import make_enquiry, make_expert
from tests.factories.staff import make_absence, make_user

MORNING = datetime(2026, 3, 10, 9, 30, tzinfo=SOFIA)
FRIDAY = date(2026, 3, 13)


def twice(app: Flask, work: Callable[..., Any]) -> None:
    """Let two workers do a job; the second comes when the first has done all and saved nothing."""
    job = next(job for job in JOBS if job.work == work)

    def first(meanwhile: Callable[[], None]) -> None:
        with frozen(MORNING), transaction():
            job.work()
            db.session.flush()
            meanwhile()

    def second() -> None:
        with frozen(MORNING):
            run(app, job)

    meet(app, first, second)
    end_reading()


def count(kind: EntryKind) -> int:
    entries = select(func.count()).where(TimelineEntry.kind == kind)
    return db.session.scalar(entries) or 0


@pytest.fixture
def lent(own_app: Flask) -> tuple[Enquiry, Enquiry]:
    """What falls due while Ана is away, and what Боян has of Вяра, who is back today."""
    del own_app
    with frozen(MORNING):
        ana, boyan, vyara = make_expert("Ана"), make_expert("Боян"), make_expert("Вяра")
        away = make_absence(ana, MORNING.date(), FRIDAY, deputy=boyan)
        due = {"due_on": FRIDAY, "warn_on": FRIDAY, "state": State.IN_PROGRESS}
        goes, comes = make_enquiry(assignee=ana, **due), make_enquiry(assignee=boyan, **due)
        with transaction():
            # It has begun before the enquiry came: the row of the absence is not written again.
            db.session.get_one(Absence, away.id).begun_at = MORNING - timedelta(hours=1)
            db.session.get_one(Enquiry, comes.id).standing_in_for = vyara
    return goes, comes


def test_the_deputy_is_given_each_enquiry_once_and_gives_each_back_once(
    own_app: Flask, lent: tuple[Enquiry, Enquiry]
) -> None:
    twice(own_app, absences.begin_and_end)
    goes, comes = lent
    assert (goes.assignee.name, goes.standing_in_for.name) == ("Боян", "Ана")
    assert (comes.assignee.name, comes.standing_in_for) == ("Вяра", None)
    assert count(EntryKind.ASSIGNED) + count(EntryKind.HANDED_OVER) == 2


def test_each_manager_gets_one_letter_in_the_morning(own_app: Flask) -> None:
    with frozen(MORNING):
        for name in ("Мария", "Ива"):
            make_user(name=name, role=Role.MANAGER)
        overdue = MORNING.date() - timedelta(days=1)
        make_enquiry(assignee=make_expert("Ана"), due_on=overdue, warn_on=overdue)
    twice(own_app, escalation.daily_letter)
    assert len(set(db.session.scalars(select(Letter.to_email)).all())) == 2
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 2


@pytest.mark.usefixtures("without_locks")
def test_without_the_lock_the_second_worker_fails(
    own_app: Flask, lent: tuple[Enquiry, Enquiry]
) -> None:
    del lent
    if db.engine.dialect.name == "sqlite":
        return  # writers wait for each other by themselves
    with pytest.raises(StaleDataError):
        twice(own_app, absences.begin_and_end)


def test_without_the_days_claim_each_manager_gets_two(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(escalation, "claim_day", lambda _name, _day: True)
    with pytest.raises(AssertionError):
        test_each_manager_gets_one_letter_in_the_morning(own_app)
