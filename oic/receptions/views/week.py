"""The week: experts, or rooms and halls, as columns and time down."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from oic.centre import queries as centre
from oic.core.clock import SOFIA, today
from oic.core.working_days import holiday_name
from oic.places.queries import venues
from oic.receptions.actions.planning import away
from oic.receptions.models import Booking, Reception, ReceptionState
from oic.receptions.queries import plan as planned
from oic.receptions.queries import visits
from oic.receptions.queries.office import OfficeStretch, office_stretches
from oic.receptions.views.blueprint import blueprint
from oic.staff import queries as staff
from oic.web.access import Permission, needs
from oic.web.pages import language

_STATES = (ReceptionState.DRAFT, ReceptionState.PUBLISHED, ReceptionState.HELD)


@dataclass(frozen=True, order=True)
class Entry:
    """Something in a cell of the week: from when to when, and what."""

    begins: time
    rank: int
    """What stands above what of the same time: hours, then a trip, then visits."""
    ends: time
    kind: str = field(compare=False)
    """office | trip | visit"""
    hours: OfficeStretch | None = field(default=None, compare=False)
    reception: Reception | None = field(default=None, compare=False)
    visit: Booking | None = field(default=None, compare=False)
    leaves: time | None = field(default=None, compare=False)
    """When the experts leave for a reception."""
    returns: time | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Column:
    """An expert, a room or a hall."""

    key: int
    name: str


@blueprint.get("/")
@needs(Permission.DESK)
def week() -> ResponseReturnValue:
    """A week with its hours, receptions and visits; ?by=rooms; ?day= a day of another week."""
    shown = _day(request.args.get("day", ""))
    monday = shown - timedelta(days=shown.weekday())
    days = [monday + timedelta(days=n) for n in range(7)]
    by_rooms = request.args.get("by") == "rooms"
    cells = _cells(days[0], days[-1], by_rooms=by_rooms)
    used_at = {day.weekday() for day, _ in cells}
    calendar = centre.calendar()
    return render_template(
        "receptions/week.html",
        days=[day for day in days if day.weekday() < 5 or day.weekday() in used_at],  # noqa: PLR2004 - Saturday
        columns=_columns(cells, by_rooms=by_rooms),
        cells=cells,
        by_rooms=by_rooms,
        monday=monday,
        before=monday - timedelta(days=7),
        after=monday + timedelta(days=7),
        free={day: holiday_name(day) for day in days if not calendar.is_working(day)},
        away=_absent(days),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today()


def _absent(days: list[date]) -> set[tuple[date, int]]:
    return {
        (day, one.user_id)
        for one in staff.absences_between(days[0], days[-1])
        for day in days
        if one.first_day <= day <= one.last_day
    }


def _columns(cells: dict[tuple[date, int], list[Entry]], *, by_rooms: bool) -> list[Column]:
    if not by_rooms:
        return [Column(one.id, one.name) for one in staff.desk() if one.takes_enquiries]
    used = {key for _, key in cells}
    return [
        Column(one.id, one.name(language()))
        for one in venues(active=False)
        if (one.in_office and one.active) or one.id in used
    ]


def _cells(first: date, last: date, *, by_rooms: bool) -> dict[tuple[date, int], list[Entry]]:
    """What stands in each cell, by day and column, in order."""
    found: dict[tuple[date, int], list[Entry]] = defaultdict(list)
    for hours in office_stretches(first, last):
        key = hours.venue_id if by_rooms else hours.expert_id
        found[hours.day, key].append(Entry(hours.begins, 0, hours.ends, "office", hours=hours))
    for reception in planned.between(first, last, _STATES):
        kept = away(reception)
        entry = Entry(
            reception.begins,
            1,
            reception.ends,
            "trip",
            reception=reception,
            leaves=kept.begins_at.astimezone(SOFIA).time(),
            returns=kept.ends_at.astimezone(SOFIA).time(),
        )
        keys = [reception.venue_id] if by_rooms else [one.id for one in reception.experts]
        for key in keys:
            found[reception.day, key].append(entry)
    for visit in visits.between(first, last):
        key = visit.venue_id if by_rooms else visit.expert_id or 0
        if visit.begins is not None and visit.ends_at is not None:
            ends = visit.ends_at.astimezone(SOFIA).time()
            found[visit.day, key].append(Entry(visit.begins, 2, ends, "visit", visit=visit))
    return {key: sorted(entries) for key, entries in found.items()}
