"""Changing the centre's rules and its calendar."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from oic.audit.actions import Person, record
from oic.audit.models import Verb
from oic.centre.models import CalendarException, DailyRun, Rule
from oic.centre.queries import rule
from oic.centre.rules import BY_KEY, RuleKind
from oic.core.clock import today
from oic.core.db import db
from oic.core.errors import Refused
from oic.core.working_days import WorkCalendar

LONGEST_TEXT = 200
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
EXCEPTIONS_BACK, EXCEPTIONS_AHEAD = timedelta(days=365), timedelta(days=3 * 365 + 1)
"""How far from today the calendar takes exceptions; further off, the year is a slip."""

RuleValue = int | bool | str


def check_rules(values: Mapping[str, RuleValue]) -> None:
    """Raise Refused, naming the rule, for values that cannot be. ``values`` may be a part."""
    for key, value in values.items():
        _check_one(BY_KEY[key], value)
    together = {key: values.get(key, rule(key)) for key in BY_KEY}
    answer, hard_limit = int(together["answer_days"]), int(together["hard_limit_days"])
    if int(together["warn_days"]) > answer:
        raise Refused(_l("Not later than the day of the answer."), field="warn_days")
    if int(together["acknowledge_days"]) > answer:
        raise Refused(_l("Not later than the day of the answer."), field="acknowledge_days")
    if hard_limit < answer:
        raise Refused(_l("Not sooner than the answer is due."), field="hard_limit_days")
    if str(together["workday_ends"]) <= str(together["workday_begins"]):
        raise Refused(_l("The day ends after it begins."), field="workday_ends")


def _check_one(kind: RuleKind, value: RuleValue) -> None:
    if type(value) is not type(kind.default):
        message = f"rule {kind.key} is {type(kind.default).__name__}, not {value!r}"
        raise TypeError(message)
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise Refused(_l("At most %(count)d characters.", count=LONGEST_TEXT), field=kind.key)
    if kind.is_time and not _TIME.fullmatch(str(value)):
        raise Refused(_l("A time such as 09:00."), field=kind.key)
    number = isinstance(value, int) and not isinstance(value, bool)
    if number and not kind.lowest <= value <= kind.highest:  # type: ignore[operator]
        raise Refused(
            _l(
                "A whole number from %(lowest)d to %(highest)d.",
                lowest=kind.lowest,
                highest=kind.highest,
            ),
            field=kind.key,
        )


def set_rules(values: Mapping[str, RuleValue], *, by: Person | None) -> list[str]:
    """Set rules; the keys of those that changed. Raises Refused as :func:`check_rules`.

    Running deadlines keep to the new rules: whoever calls this has them counted anew
    (oic.enquiries.actions.deadlines), for this part knows no enquiries.
    """
    check_rules(values)
    changed = []
    for key, value in values.items():
        before = rule(key)
        if before == value:
            continue
        own = db.session.get(Rule, key)
        if own is None:
            db.session.add(Rule(key=key, value=value))
        else:
            own.value = value
        record(Verb.CHANGED, "rule", None, by=by, label=key, detail={"value": [before, value]})
        changed.append(key)
    return changed


def add_exception(day: date, *, working: bool, note: str, by: Person | None) -> CalendarException:
    """Make a day a working one, or a day off, against the calendar.

    Raises Refused where the day is that already, has an exception, or is so far from today that
    the year must be a slip.
    """
    first, last = today() - EXCEPTIONS_BACK, today() + EXCEPTIONS_AHEAD
    if not first <= day <= last:
        raise Refused(
            _l(
                "Only days from %(first)s to %(last)s: check the date.",
                first=f"{first:%d.%m.%Y}",
                last=f"{last:%d.%m.%Y}",
            ),
            field="day",
        )
    if db.session.scalar(select(CalendarException.id).where(CalendarException.day == day)):
        raise Refused(_l("This day has an exception already: remove it first."), field="day")
    if WorkCalendar({}).is_working(day) == working:
        raise Refused(
            _l("By the calendar this day is a working day as it is.")
            if working
            else _l("By the calendar this day is off as it is."),
            field="day",
        )
    exception = CalendarException(day=day, working=working, note=note.strip())
    db.session.add(exception)
    db.session.flush()
    record(
        Verb.CREATED,
        "calendar_exception",
        exception.id,
        by=by,
        label=f"{day}",
        detail={"working": working},
    )
    return exception


def remove_exception(exception: CalendarException, *, by: Person | None) -> None:
    """Let the calendar hold again for a day."""
    record(
        Verb.REMOVED,
        "calendar_exception",
        exception.id,
        by=by,
        label=f"{exception.day}",
        detail={"working": exception.working},
    )
    db.session.delete(exception)


def claim_day(name: str, day: date) -> bool:
    """Whether this run of a daily job is the day's first: another worker's waits and finds the row.

    For jobs that do their work inside the same transaction.
    """
    row = {"name": name, "day": day}
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(DailyRun).values(row).on_conflict_do_nothing()
    return db.session.scalar(statement.returning(DailyRun.name)) is not None
