"""The filters by which templates word dates, spans and numbers."""

from datetime import date, datetime

from flask import Flask
from flask_babel import LazyString

from oic.core import clock, wording
from oic.core.working_days import WorkCalendar

_LAW_ALONE = WorkCalendar({})


def _ago(instant: datetime) -> LazyString | str:
    """How long ago this was."""
    return wording.time_ago(instant, clock.now())


def _deadline(due_on: date, calendar: WorkCalendar = _LAW_ALONE) -> LazyString:
    """How long until it is due. Give the centre's calendar, which knows its own days off."""
    return wording.deadline_words(due_on, clock.today(), calendar)


def init_app(app: Flask) -> None:
    """Give the filters to an application's templates."""
    app.jinja_env.filters.update(
        day=wording.day_text,
        weekday_day=wording.weekday_day_text,
        time=wording.time_text,
        moment=wording.moment_text,
        ago=_ago,
        deadline=_deadline,
        duration=wording.duration_words,
        size=wording.size_words,
        number=wording.number_text,
    )
