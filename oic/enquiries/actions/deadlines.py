"""Deadlines: counted in working days, stopped while the client is awaited."""

from collections.abc import Sequence
from datetime import date, time, timedelta

from sqlalchemy import select

from oic.centre import queries as centre
from oic.core.clock import local, local_instant, today
from oic.core.db import db
from oic.core.working_days import WorkCalendar
from oic.enquiries.models import OPEN_STATES, Enquiry

STANDARD = frozenset({"acknowledge_days", "warn_days", "answer_days", "hard_limit_days"})
"""The rules that deadlines are counted by: a change of one calls for :func:`recount_open`."""


def _count(enquiry: Enquiry, calendar: WorkCalendar) -> None:
    start = enquiry.clock_started_on
    pauses = [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in enquiry.pauses]
    stood = sum(calendar.between(first, last) for first, last in pauses)
    days = {key: int(value) for key, value in centre.rules().items() if key.endswith("_days")}
    enquiry.acknowledge_by = calendar.add(start, days["acknowledge_days"])
    enquiry.warn_on = calendar.add(start, days["warn_days"] + stood)
    enquiry.due_on = calendar.add(start, days["answer_days"] + stood)
    waited = sum((last - first).days for first, last in pauses)
    enquiry.hard_limit_on = start + timedelta(days=days["hard_limit_days"] + waited)


def start_clock(enquiry: Enquiry, day: date | None = None) -> None:
    """Count all deadlines anew: from the day it was received, or from today when it came back."""
    enquiry.clock_started_on = day or today()
    enquiry.pauses = []
    enquiry.paused_on = None
    _count(enquiry, centre.calendar())


def pause_clock(enquiry: Enquiry) -> None:
    """Stop the clock: the client is awaited. Stopping it twice changes nothing."""
    if enquiry.paused_on is None:
        enquiry.paused_on = today()


def resume_clock(enquiry: Enquiry) -> None:
    """Let the clock run on; the deadlines move by the working days that were waited."""
    if enquiry.paused_on is None:
        return
    pause = [enquiry.paused_on.isoformat(), today().isoformat()]
    enquiry.pauses = [*enquiry.pauses, pause]
    _count(enquiry, centre.calendar())
    enquiry.paused_on = None  # last: until the state changes too, nothing may be asked


def measure_first_answer(enquiry: Enquiry) -> None:
    """Keep how long the first answer took, and whether it came by the last day for it."""
    answered_at = enquiry.first_answered_at
    if answered_at is None:
        enquiry.answered_in_time, enquiry.first_answer_minutes = None, None
        return
    enquiry.answered_in_time = local(answered_at).date() <= enquiry.due_on
    enquiry.first_answer_minutes = centre.calendar().minutes_between(
        local(enquiry.received_at), local(answered_at), centre.workday()
    )


def recount_open() -> int:
    """Count the deadlines of all open enquiries again, after a change of calendar or standard.

    Returns how many enquiries got another last day.
    """
    calendar = centre.calendar()
    moved = 0
    for enquiry in _held():
        before = enquiry.due_on
        _count(enquiry, calendar)
        moved += enquiry.due_on != before
    return moved


def measure_again(day: date) -> int:
    """Measure the waiting anew that a day lies in, after it became a working day or a day off.

    Whether an answer came in time stays as it was: the day on which it was due was the one that
    everybody knew. Returns how many enquiries were measured.
    """
    midnight, next_midnight = (
        local_instant(each, time()) for each in (day, day + timedelta(days=1))
    )
    waited = db.session.scalars(
        select(Enquiry)
        .where(Enquiry.first_answered_at >= midnight, Enquiry.received_at < next_midnight)
        .order_by(Enquiry.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for enquiry in waited:
        measured = enquiry.answered_in_time
        measure_first_answer(enquiry)
        enquiry.answered_in_time = measured
    return len(waited)


def _held() -> Sequence[Enquiry]:
    """The open enquiries, held in the order that everybody who holds several keeps to."""
    return db.session.scalars(
        select(Enquiry)
        .where(Enquiry.state.in_(OPEN_STATES))
        .order_by(Enquiry.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
