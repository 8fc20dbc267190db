"""What a change of a reception does to the visits that are booked for it.

What was promised stays: a visit whose time still lies within the reception's hours keeps it, on
another day as well. Only what no longer fits goes to the nearest place that is free, and its
visitor is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from oic.core.clock import SOFIA, today
from oic.core.db import db
from oic.core.errors import Message
from oic.receptions import mails
from oic.receptions.actions import booking as visits
from oic.receptions.actions import claiming, offering
from oic.receptions.actions.claiming import Stretch
from oic.receptions.models import Booking, BookingState, Reception, WaitingEntry, WaitingState
from oic.receptions.queries.free import FreeTime, Where, free_times
from oic.receptions.times import Span, places
from oic.staff.models import User

NEXT_DATES = 5
"""So many other times stand in the letter that a reception will not be held."""


@dataclass(frozen=True)
class Held:
    """When and where a reception is to be held, and who receives."""

    day: date
    begins: time
    ends: time
    place_minutes: int
    venue_id: int
    expert_ids: frozenset[int]


@dataclass(frozen=True)
class _Place:
    """Where a visit goes: a time and an expert."""

    span: Span
    expert_id: int

    @property
    def begins(self) -> time:
        return self.span.begins_at.astimezone(SOFIA).time()


def held(reception: Reception) -> Held:
    """How a reception stands at present."""
    return Held(
        reception.day,
        reception.begins,
        reception.ends,
        reception.place_minutes,
        reception.venue_id,
        frozenset(expert.id for expert in reception.experts),
    )


def in_the_way(reception: Reception, wanted: Held) -> list[Message]:
    """The visits that a change would leave without a time or an expert, each in words."""
    plan = _placed(_booked(reception), wanted)
    return [
        _l(
            "The visit at %(time)s (%(minutes)s min) has no place in the new hours.",
            time=f"{visit.begins:%H:%M}",
            minutes=visit.minutes,
        )
        for visit, place in plan
        if place is None
    ]


def moved(reception: Reception, *, by: User) -> int:
    """Let the visits follow their reception, which is as it will be; how many were told.

    Raises Taken where somebody takes one of the places meanwhile; nothing is changed then.
    """
    told = 0
    for visit, place in _placed(_booked(reception), held(reception)):
        if place is None or visit.claim is None:
            continue  # in_the_way has named it
        same = (visit.day, visit.begins, visit.venue_id) == (
            reception.day,
            place.begins,
            reception.venue_id,
        )
        if same and visit.expert_id == place.expert_id:
            continue
        stretch = Stretch(place.expert_id, place.span.begins_at, place.span.ends_at, reception.id)
        claiming.move(visit.claim, stretch)
        was = visits.facts(visit)
        visit.day, visit.begins, visit.expert_id = reception.day, place.begins, place.expert_id
        visit.venue_id = reception.venue_id
        visits.retimed(visit, was, by=by)
        told += 1
    _renew_offers(reception)
    return told


def _renew_offers(reception: Reception) -> None:
    """An offered time that the new hours no longer hold is taken back, and another one offered."""
    offered = db.session.scalars(
        select(WaitingEntry).where(
            WaitingEntry.reception_id == reception.id, WaitingEntry.state == WaitingState.OFFERED
        )
    ).all()
    for entry in offered:
        begins = entry.offered_begins
        holds = begins is not None and reception.begins <= begins < reception.ends
        if entry.offered_day != reception.day or not holds:
            offering.end_offer(entry, WaitingState.WAITING)
    offering.offer_free(reception.id)


def cancelled(reception: Reception, *, by: User) -> int:
    """Call the visits of a reception off that will not be held; how many were told.

    Each letter says why and offers the next dates; who waits is told as well.
    """
    told = 0
    for visit in _booked(reception):
        others = _next_dates(reception, visit)
        visits.cancel(visit, by=by, why=reception.cancelled_why, others=others)
        told += 1
    waiting = db.session.scalars(
        select(WaitingEntry).where(
            WaitingEntry.reception_id == reception.id,
            WaitingEntry.state.in_((WaitingState.WAITING, WaitingState.OFFERED)),
        )
    ).all()
    for entry in waiting:
        offering.end_offer(entry, WaitingState.LEFT)
        mails.waiting_over(entry, reception.cancelled_why)
        told += 1
    return told


def _booked(reception: Reception) -> Sequence[Booking]:
    return db.session.scalars(
        select(Booking)
        .where(Booking.reception_id == reception.id, Booking.state == BookingState.BOOKED)
        .order_by(Booking.begins, Booking.id)
    ).all()


def _placed(bookings: Sequence[Booking], wanted: Held) -> list[tuple[Booking, _Place | None]]:
    """Where each visit goes: first those that keep their time and expert, then the others."""
    taken: list[_Place] = []
    found: dict[int, _Place | None] = {}
    for keeps_expert in (True, False):
        for visit in bookings:
            if visit.id in found:
                continue
            experts = sorted(wanted.expert_ids)
            if keeps_expert:
                experts = [one for one in experts if one == visit.expert_id]
            choices = _as_promised(visit, wanted, experts)
            found_one = _first_free(choices, taken)
            if found_one is not None:
                found[visit.id] = found_one
                taken.append(found_one)
    for visit in bookings:
        if visit.id not in found:
            found[visit.id] = _first_free(_elsewhere(visit, wanted), taken)
            taken += [place for place in (found[visit.id],) if place is not None]
    return [(visit, found[visit.id]) for visit in bookings]


def _as_promised(visit: Booking, wanted: Held, experts: Iterable[int]) -> list[_Place]:
    """The visit's own time on the wall, where the reception's hours still hold it."""
    if visit.begins is None:
        return []
    return [
        _Place(span, expert_id)
        for span in places(
            wanted.day, visit.begins, wanted.ends, step=visit.minutes, minutes=visit.minutes
        )
        for expert_id in experts
        if visit.begins >= wanted.begins and _begins(span) == visit.begins
    ]


def _elsewhere(visit: Booking, wanted: Held) -> list[_Place]:
    """Every place of the reception's hours, the nearest to the promised time first."""
    spans = places(
        wanted.day, wanted.begins, wanted.ends, step=wanted.place_minutes, minutes=visit.minutes
    )
    promised = datetime.combine(wanted.day, visit.begins or wanted.begins)
    return sorted(
        (_Place(span, expert_id) for span in spans for expert_id in sorted(wanted.expert_ids)),
        key=lambda place: (
            abs(datetime.combine(wanted.day, place.begins) - promised),
            place.expert_id != visit.expert_id,
        ),
    )


def _begins(span: Span) -> time:
    return span.begins_at.astimezone(SOFIA).time()


def _first_free(choices: Iterable[_Place], taken: Sequence[_Place]) -> _Place | None:
    for place in choices:
        if not any(
            one.expert_id == place.expert_id and one.span.overlaps(place.span) for one in taken
        ):
            return place
    return None


def _next_dates(reception: Reception, visit: Booking) -> list[FreeTime]:
    """The first free times in the same municipality, else in the office; one for each day first."""
    last = today() + timedelta(days=visit.topic.horizon_days)
    for where in (Where(municipality_id=reception.venue.municipality_id), Where()):
        found = free_times(
            visit.topic, where, today(), last, for_public=True, minutes=visit.minutes
        )
        if found:
            by_day: dict[date, FreeTime] = {}
            for one in found:
                by_day.setdefault(one.day, one)
            return list(by_day.values())[:NEXT_DATES]
    return []
