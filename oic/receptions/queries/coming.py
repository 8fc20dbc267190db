"""The coming days on which the office's weekly hours do not hold, whatever the reason."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from oic.centre import queries as centre
from oic.core.clock import today
from oic.core.errors import Message
from oic.core.working_days import holiday_name
from oic.receptions.models import OfficeException
from oic.receptions.queries.office import exceptions_between
from oic.staff import queries as staff
from oic.staff.models import User

AHEAD = timedelta(days=366)
_SATURDAY = 5


class Why(StrEnum):
    """What makes a day different."""

    HOLIDAY = "holiday"
    OFF = "off"
    WORKED = "worked"
    AWAY = "away"
    EXCEPTION = "exception"


@dataclass(frozen=True)
class Departure:
    """A day, or an absence's days, that depart from the weekly rule."""

    first_day: date
    last_day: date
    why: Why
    expert: User | None = None
    """None: everybody's."""
    note: Message = ""
    exception: OfficeException | None = None
    """What can be taken back; None: a fact that is kept elsewhere."""


def departures(*, ahead: timedelta = AHEAD) -> list[Departure]:
    """Exceptions, holidays, the centre's own days and absences from today on, by day.

    The reason of an absence is nobody's business and stays out. A fixed number of questions.
    """
    first, last = today(), today() + ahead
    found = _calendar(first, last)
    found += [
        Departure(max(one.first_day, first), one.last_day, Why.AWAY, expert=one.user)
        for one in staff.absences_between(first, last)
        if one.user.works_at_desk
    ]
    found += [
        Departure(one.day, one.day, Why.EXCEPTION, one.expert, one.note, one)
        for one in exceptions_between(first, last)
    ]
    return sorted(found, key=lambda one: (one.first_day, one.expert is not None))


def _calendar(first: date, last: date) -> list[Departure]:
    calendar = centre.calendar()
    notes: dict[date, str] = {}
    for year in range(first.year, last.year + 1):
        notes |= {one.day: one.note for one in centre.exceptions(year)}
    found = []
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        works, weekend = calendar.is_working(day), day.weekday() >= _SATURDAY
        holiday = holiday_name(day)
        if works and (weekend or holiday):
            found.append(Departure(day, day, Why.WORKED, note=notes.get(day, "")))
        elif not works and not weekend:
            found.append(
                Departure(day, day, Why.HOLIDAY, note=holiday)
                if holiday
                else Departure(day, day, Why.OFF, note=notes.get(day, ""))
            )
    return found
