"""Single days on which the office's weekly hours do not hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from flask_babel import lazy_gettext as _l

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.centre import queries as centre
from oic.core.clock import today
from oic.core.db import db
from oic.core.errors import Refused
from oic.places.models import Venue
from oic.receptions.models import OfficeException
from oic.receptions.queries.office import exceptions_between
from oic.staff.models import User
from oic.web import rate
from oic.web.access import Permission

AHEAD = timedelta(days=366)
"""How far from today an exception is entered; further off, the year is a slip."""
SHORTEST = timedelta(minutes=5)


@dataclass(frozen=True)
class ExceptionFacts:
    """A day that departs from the weekly rule."""

    day: date
    expert: User | None
    """None: everybody's."""
    stretches: Sequence[tuple[time, time]] = ()
    """The hours of this day instead of the rule's; empty: no reception."""
    venue: Venue | None = None
    """The room of these hours."""
    note: str = ""


def may_change(expert: User | None, by: User) -> bool:
    """Whether ``by`` enters exceptions of ``expert``: one's own, a manager everybody's."""
    return by.may(Permission.MANAGE) or (expert is not None and expert.id == by.id)


def add_exception(facts: ExceptionFacts, *, by: User) -> list[OfficeException]:
    """Close a day or give it hours of its own; a row for each stretch.

    Visits that are booked stay booked. Raises Refused for another's day, for one that is past, on
    which the centre does not work, or that has an exception already.
    """
    if not may_change(facts.expert, by):
        raise Refused(_l("A manager enters the days of others."), field="expert")
    if facts.expert is not None and not facts.expert.works_at_desk:
        raise Refused(_l("Hours in the office are for those of the desk."), field="expert")
    _check_day(facts.day)
    _check_hours(facts)
    rate.take_turns("office_exception", f"{facts.day}")
    _check_others(facts)
    wanted: Sequence[tuple[time | None, time | None]] = facts.stretches or [(None, None)]
    made = []
    for begins, ends in wanted:
        one = OfficeException(
            day=facts.day,
            expert=facts.expert,
            venue=facts.venue if begins else None,
            begins=begins,
            ends=ends,
            note=" ".join(facts.note.split()),
        )
        db.session.add(one)
        db.session.flush()
        record(Verb.CREATED, "office_exception", one.id, by=by, detail=_detail(one))
        made.append(one)
    return made


def take_back(exception: OfficeException, *, by: User) -> None:
    """Let the weekly rule hold again. Raises Refused for another's day and for one that is past."""
    if not may_change(exception.expert, by):
        raise Refused(_l("A manager enters the days of others."))
    if exception.day < today():
        raise Refused(_l("This day is past: what was, was."))
    record(Verb.REMOVED, "office_exception", exception.id, by=by, detail=_detail(exception))
    db.session.delete(exception)


def _check_day(day: date) -> None:
    first, last = today(), today() + AHEAD
    if not first <= day <= last:
        raise Refused(
            _l(
                "Only days from %(first)s to %(last)s: check the date.",
                first=f"{first:%d.%m.%Y}",
                last=f"{last:%d.%m.%Y}",
            ),
            field="day",
        )
    if not centre.calendar().is_working(day):
        raise Refused(
            _l("The centre does not work on this day: nobody receives as it is."), field="day"
        )


def _check_hours(facts: ExceptionFacts) -> None:
    if not facts.stretches:
        return
    if facts.expert is None:
        raise Refused(_l("Other hours are one expert's: choose whose."), field="expert")
    if facts.venue is None or not facts.venue.in_office:
        raise Refused(_l("Choose a room of the office."), field="venue")
    ordered = sorted(facts.stretches)
    for begins, ends in ordered:
        if datetime.combine(facts.day, ends) - datetime.combine(facts.day, begins) < SHORTEST:
            raise Refused(_l("The hours end before they begin."), field="hours")
    if any(one[1] > following[0] for one, following in pairwise(ordered)):
        raise Refused(_l("The hours overlap each other."), field="hours")


def _check_others(facts: ExceptionFacts) -> None:
    who = facts.expert.id if facts.expert else None
    for one in exceptions_between(facts.day, facts.day):
        if one.expert_id is None:
            raise Refused(_l("On this day nobody receives already."), field="day")
        if one.expert_id == who:
            raise Refused(
                _l("This day has an exception for this expert already: take it back first."),
                field="day",
            )


def _detail(one: OfficeException) -> dict[str, object]:
    """What the trail keeps: the day and whose it is, by number."""
    return {
        "day": f"{one.day}",
        "expert": one.expert_id,
        "begins": f"{one.begins:%H:%M}" if one.begins else "",
        "ends": f"{one.ends:%H:%M}" if one.ends else "",
    }
