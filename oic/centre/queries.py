"""What the centre's rules are at present."""

from datetime import date, time

from sqlalchemy import select

from oic.centre.models import CalendarException, Rule
from oic.centre.rules import BY_KEY
from oic.core.db import db
from oic.core.working_days import WorkCalendar


def rule(key: str) -> int | bool | str:
    """A rule's value: the centre's own or the default. Raises KeyError for an unknown one."""
    default = BY_KEY[key].default
    own = db.session.get(Rule, key)
    return default if own is None else own.value


def number(key: str) -> int:
    """A whole-number rule's value."""
    return int(rule(key))


def workday() -> tuple[time, time]:
    """The hours by which waiting is counted: when the working day begins and ends."""
    begins, ends = (str(rule(key)) for key in ("workday_begins", "workday_ends"))
    return time.fromisoformat(begins), time.fromisoformat(ends)


def calendar() -> WorkCalendar:
    """The Bulgarian calendar of working days with the centre's own exceptions."""
    rows = db.session.execute(select(CalendarException.day, CalendarException.working))
    return WorkCalendar({row.day: row.working for row in rows})


def rules() -> dict[str, int | bool | str]:
    """Every rule's value, by key."""
    own = {found.key: found.value for found in db.session.scalars(select(Rule))}
    return {key: own.get(key, kind.default) for key, kind in BY_KEY.items()}


def exception(exception_id: int) -> CalendarException | None:
    """An exception of the calendar by its number."""
    return db.session.get(CalendarException, exception_id)


def exceptions(year: int) -> list[CalendarException]:
    """A year's exceptions, in order."""
    return list(
        db.session.scalars(
            select(CalendarException)
            .where(CalendarException.day.between(date(year, 1, 1), date(year, 12, 31)))
            .order_by(CalendarException.day)
        )
    )
