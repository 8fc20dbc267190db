"""The filters by which templates word dates, spans and numbers."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from flask import Flask
from flask_babel import LazyString, format_date, get_locale, gettext

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


def _month_name(day: date) -> str:
    """ноември 2026 г. or November 2026."""
    pattern = "LLLL y 'г.'" if str(get_locale())[:2] == "bg" else "LLLL y"
    return str(format_date(day, pattern))


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
    at = wording.held_together(wording.time_text(instant))
    if clock.local(instant).date() == clock.today():
        return at
    return f"{_near_day(instant)}, {at}"


def _whole(word: Callable[..., str]) -> Callable[..., str]:
    """The wording with its numbers and their units on one line."""

    @wraps(word)
    def held(*given: Any) -> str:  # noqa: ANN401 - whatever the wording takes
        return wording.held_together(word(*given))

    return held


def init_app(app: Flask) -> None:
    """Give the filters to an application's templates."""
    app.jinja_env.filters.update(
        day=_whole(wording.day_text),
        weekday=_weekday,
        month_name=_whole(_month_name),
        short_day=_short_day,
        near_day=_near_day,
        near_moment=_near_moment,
        weekday_day=_whole(wording.weekday_day_text),
        time=_whole(wording.time_text),
        moment=_whole(wording.moment_text),
        held=wording.held_together,
        ago=_ago,
        deadline=_deadline,
        duration=wording.duration_words,
        size=wording.size_words,
        number=wording.number_text,
        language_name=wording.LANGUAGES.__getitem__,
    )
