"""What stands in the way of a planned reception, named before anything is saved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from oic.centre import queries as centre
from oic.core.clock import SOFIA, now
from oic.core.db import db
from oic.core.errors import Message
from oic.core.working_days import holiday_name
from oic.receptions.actions.planning import WantedReception, away
from oic.receptions.models import (
    OFFICE,
    Claim,
    ClaimKind,
    Reception,
    ReceptionState,
)
from oic.receptions.phrases import DayWords, VenueWords
from oic.receptions.times import span
from oic.staff import queries as staff
from oic.staff.models import User

_SATURDAY = 5


@dataclass(frozen=True)
class Conflict:
    """One thing in the way."""

    hard: bool
    """Whether the database would refuse it; the others may be saved all the same."""
    words: Message


def conflicts(wanted: WantedReception, *, leave_out: int | None = None) -> list[Conflict]:
    """What stands in the way of a reception; ``leave_out`` is its own number. Hard ones first."""
    found = [
        *_of_day(wanted.day),
        *_of_clock(wanted),
        *_of_absences(wanted),
        *_of_receptions(wanted, leave_out),
        *_of_visits(wanted),
        *_of_hours(wanted),
    ]
    if wanted.away.begins_at <= now():
        found.append(Conflict(hard=False, words=_l("It lies in the past.")))
    return sorted(found, key=lambda one: not one.hard)


def of_reception(reception: Reception) -> list[Conflict]:
    """What stands in the way of a reception that is planned already."""
    return conflicts(as_wanted(reception), leave_out=reception.id)


def as_wanted(reception: Reception) -> WantedReception:
    """A planned reception as what is wanted."""
    return WantedReception(
        venue=reception.venue,
        day=reception.day,
        begins=reception.begins,
        ends=reception.ends,
        experts=tuple(reception.experts),
        place_minutes=reception.place_minutes,
        walk_ins=reception.walk_ins,
        travel_there=reception.travel_there,
        travel_back=reception.travel_back,
        follows=reception.follows,
        note=reception.note,
    )


def _of_day(day: date) -> Iterator[Conflict]:
    if centre.calendar().is_working(day):
        return
    name = holiday_name(day)
    if name is not None:
        yield Conflict(hard=False, words=_l("It is a public holiday: %(name)s.", name=name))
    elif day.weekday() >= _SATURDAY:
        yield Conflict(hard=False, words=_l("It is a weekend."))
    else:
        yield Conflict(hard=False, words=_l("The centre does not work on this day."))


def _of_clock(wanted: WantedReception) -> Iterator[Conflict]:
    """Hours that the change of the clock cuts out or repeats."""
    hours = span(wanted.day, wanted.begins, wanted.ends)
    ends = (hours.ends_at.astimezone(SOFIA).time(), hours.begins_at.astimezone(SOFIA).time())
    shown = (wanted.ends.hour - wanted.begins.hour) * 60 + wanted.ends.minute - wanted.begins.minute
    lasts = round((hours.ends_at - hours.begins_at).total_seconds() / 60)
    if ends != (wanted.ends, wanted.begins) or shown != lasts:
        yield Conflict(hard=False, words=_l("The clock changes in these hours."))


def _of_absences(wanted: WantedReception) -> Iterator[Conflict]:
    names = {one.id: one.name for one in wanted.experts}
    for absence in staff.absences_between(wanted.day, wanted.day):
        if absence.user_id in names:
            yield Conflict(
                hard=False,
                words=_l(
                    "%(name)s is away from %(first)s to %(last)s.",
                    name=names[absence.user_id],
                    first=DayWords(absence.first_day),
                    last=DayWords(absence.last_day),
                ),
            )


def _of_receptions(wanted: WantedReception, leave_out: int | None) -> Iterator[Conflict]:
    """Other receptions of the experts, travel included, and of the same hall."""
    names = {one.id: one.name for one in wanted.experts}
    around = timedelta(days=1)
    others = db.session.scalars(
        select(Reception)
        .where(
            Reception.day.between(wanted.day - around, wanted.day + around),
            Reception.state.in_((ReceptionState.DRAFT, ReceptionState.PUBLISHED)),
            Reception.id != (leave_out or 0),
        )
        .options(selectinload(Reception.experts), selectinload(Reception.venue))
        .order_by(Reception.day, Reception.begins)
    ).all()
    for other in others:
        other_away = away(other)
        if not other_away.overlaps(wanted.away):
            continue
        shared = [names[one.id] for one in other.experts if one.id in names]
        for name in shared:
            yield Conflict(
                hard=other.state is ReceptionState.PUBLISHED,
                words=_l(
                    "%(name)s has a reception from %(begins)s to %(ends)s at %(place)s, travel "
                    "from %(out)s to %(back)s.",
                    name=name,
                    begins=f"{other.begins:%H:%M}",
                    ends=f"{other.ends:%H:%M}",
                    place=VenueWords(other.venue),
                    out=_clock(other_away.begins_at),
                    back=_clock(other_away.ends_at),
                ),
            )
        if other.venue_id == wanted.venue.id and other.hours.overlaps(
            span(wanted.day, wanted.begins, wanted.ends)
        ):
            yield Conflict(
                hard=False,
                words=_l(
                    "The same place has a reception from %(begins)s to %(ends)s.",
                    begins=f"{other.begins:%H:%M}",
                    ends=f"{other.ends:%H:%M}",
                ),
            )


def _of_visits(wanted: WantedReception) -> Iterator[Conflict]:
    """Visits in the office that are booked, or are being booked at this moment."""
    names = {one.id: one.name for one in wanted.experts}
    rows = db.session.scalars(
        select(Claim)
        .where(
            Claim.expert_id.in_(names),
            Claim.trip == OFFICE,
            Claim.touches(wanted.away.begins_at, wanted.away.ends_at),
            Claim.expires_at.is_(None) | (Claim.expires_at > now()),
        )
        .order_by(Claim.begins_at)
    )
    for claim in rows:
        words = (
            _l("%(name)s: somebody is just booking a visit in the office at %(time)s.")
            if claim.kind is ClaimKind.HOLD
            else _l("%(name)s has a visit in the office at %(time)s.")
        )
        yield Conflict(
            hard=True,
            words=_Filled(words, name=names[claim.expert_id], time=_clock(claim.begins_at)),
        )


class _Filled:
    """A lazy message that takes its values when it is said."""

    def __init__(self, message: Message, **values: object) -> None:
        self._message, self._values = message, values

    def __str__(self) -> str:
        return str(self._message) % self._values


def _of_hours(wanted: WantedReception) -> Iterator[Conflict]:
    for expert in wanted.experts:
        if not _works(expert, wanted):
            yield Conflict(
                hard=False,
                words=_l("It is outside the working hours of %(name)s.", name=expert.name),
            )


def _works(expert: User, wanted: WantedReception) -> bool:
    hours = staff.stretches(expert, wanted.day.weekday())
    begins = wanted.away.begins_at.astimezone(SOFIA)
    ends = wanted.away.ends_at.astimezone(SOFIA)
    if begins.date() != wanted.day or ends.date() != wanted.day:
        return False
    if wanted.day.weekday() >= _SATURDAY and not hours:
        return True  # the weekend is named already
    # From the first hour to the last: a lunch break is no obstacle to a day out.
    return bool(hours) and (
        min(one for one, _ in hours) <= begins.time()
        and ends.time() <= max(one for _, one in hours)
    )


def _clock(instant: datetime) -> str:
    return f"{instant.astimezone(SOFIA):%H:%M}"
