"""What the centre's rules are at present."""

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


def calendar() -> WorkCalendar:
    """The Bulgarian calendar of working days with the centre's own exceptions."""
    rows = db.session.execute(select(CalendarException.day, CalendarException.working))
    return WorkCalendar({day: working for day, working in rows})
