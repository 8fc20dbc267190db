"""The filters by which templates word dates, spans and numbers."""

from datetime import date, datetime

from flask import Flask
from flask_babel import LazyString, format_date, gettext

from oic.core import clock, wording
from oic.core.working_days import WorkCalendar

_LAW_ALONE = WorkCalendar({})
_YEARS_IN_SHORT = 5
"""Further away than this, two figures of a year could be those of another one."""


def _ago(instant: datetime) -> LazyString | str:
    """How long ago this was."""
    return wording.time_ago(instant, clock.now())


def _deadline(due_on: date, calendar: WorkCalendar = _LAW_ALONE) -> LazyString:
    """How long until it is due. Give the centre's calendar, which knows its own days off."""
    return wording.deadline_words(due_on, clock.today(), calendar)


def _weekday(day: date) -> str:
    """понеделник or Monday."""
    return str(format_date(day, "EEEE"))


def _short_day(day: date | datetime) -> str:
    """09.03 in this year, 09.03.25 in one nearby, else 09.03.2099: for narrow columns."""
    if isinstance(day, datetime):
        day = clock.local(day).date()
    away = abs(day.year - clock.today().year)
    if not away:
        return f"{day:%d.%m}"
    return f"{day:%d.%m.%y}" if away < _YEARS_IN_SHORT else f"{day:%d.%m.%Y}"


def _near_day(day: date | datetime) -> str:
    """Yesterday, today, tomorrow in words; any other day in short."""
    if isinstance(day, datetime):
        day = clock.local(day).date()
    words = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
    return words.get((day - clock.today()).days) or _short_day(day)


def _near_moment(instant: datetime) -> str:
    """The time alone today; otherwise the day in few words before it."""
    if clock.local(instant).date() == clock.today():
        return wording.time_text(instant)
    return f"{_near_day(instant)}, {wording.time_text(instant)}"


def init_app(app: Flask) -> None:
    """Give the filters to an application's templates."""
    app.jinja_env.filters.update(
        day=wording.day_text,
        weekday=_weekday,
        short_day=_short_day,
        near_day=_near_day,
        near_moment=_near_moment,
        weekday_day=wording.weekday_day_text,
        time=wording.time_text,
        moment=wording.moment_text,
        ago=_ago,
        deadline=_deadline,
        duration=wording.duration_words,
        size=wording.size_words,
        number=wording.number_text,
        language_name=wording.LANGUAGES.__getitem__,
    )
