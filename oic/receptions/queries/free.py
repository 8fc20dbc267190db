"""Free times: what may be booked for a topic, where, and with whom."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from oic.core.clock import SOFIA, now
from oic.core.db import db
from oic.enquiries.queries.experts import profiles
from oic.places.models import Venue
from oic.receptions.models import (
    OFFICE,
    Claim,
    ClaimKind,
    Reception,
    ReceptionState,
    ReceptionTopic,
)
from oic.receptions.queries.claims import SpokenFor, spoken_for
from oic.receptions.queries.office import office_stretches
from oic.receptions.times import Span, places, without
from oic.staff.queries import absences_between


@dataclass(frozen=True)
class Where:
    """Where a time is looked for: the office, all of a municipality's receptions, or one."""

    municipality_id: int | None = None
    reception_id: int | None = None

    @property
    def office(self) -> bool:
        """Whether it is the office."""
        return self.municipality_id is None and self.reception_id is None


IN_OFFICE = Where()


@dataclass(frozen=True)
class FreeTime:
    """A time that may be booked, by the clock on the wall, with the experts who are free then."""

    day: date
    begins: time
    minutes: int
    reception_id: int | None
    """None: in the office."""
    rooms: tuple[tuple[int, int], ...]
    """(expert, venue): whoever has least to do that day first."""

    @property
    def expert_ids(self) -> tuple[int, ...]:
        """The experts who are free then."""
        return tuple(expert_id for expert_id, _ in self.rooms)

    @property
    def at(self) -> datetime:
        """The time on the wall, to sort and to measure by."""
        return datetime.combine(self.day, self.begins)

    @property
    def place(self) -> tuple[date, time, int | None]:
        """What tells it from another."""
        return self.day, self.begins, self.reception_id


@dataclass(frozen=True)
class _Stretch:
    """An expert's hours at one place on one day."""

    expert_id: int
    venue_id: int
    day: date
    begins: time
    ends: time
    step: int
    reception_id: int | None

    @property
    def trip(self) -> int:
        return self.reception_id or OFFICE


def free_times(  # noqa: PLR0913 - what a search for times asks
    topic: ReceptionTopic,
    where: Where,
    first: date,
    last: date,
    *,
    for_public: bool,
    minutes: int | None = None,
    leave_out: int | None = None,
) -> list[FreeTime]:
    """The times of a period that may be booked for a topic, in order.

    ``for_public``: within the topic's notice and horizon, and without what is held back for
    walk-ins; the desk may take any time from now on. ``minutes`` where the visit is not as long as
    its topic. ``leave_out``: the claim of a visit that is to be moved. The number of questions to
    the database does not grow with the period.
    """
    first, last, not_before = _bounds(topic, first, last, for_public=for_public)
    if first > last:
        return []
    length = minutes or topic.minutes
    receptions = [] if where.office else published(where, first, last)
    stretches = _stretches(where, receptions, first, last)
    able = _able(topic, {one.expert_id for one in stretches})
    stretches = [one for one in stretches if one.expert_id in able]
    taken = _claims(stretches, first, last, leave_out)
    full = _full(receptions, length, leave_out) if for_public else frozenset()
    found: dict[tuple[date, time, int | None], list[tuple[int, int, int]]] = defaultdict(list)
    for stretch in stretches:
        if stretch.reception_id in full:
            continue
        claims = taken.get((stretch.expert_id, stretch.day), ())
        load = sum(claim.kind is not ClaimKind.TRIP for claim in claims)
        for place in _free_places(stretch, length, claims):
            if place.begins_at >= not_before:
                shown = place.begins_at.astimezone(SOFIA).time()
                key = (stretch.day, shown, stretch.reception_id)
                found[key].append((load, stretch.expert_id, stretch.venue_id))
    return [
        FreeTime(day, begins, length, reception_id, tuple((e, v) for _, e, v in sorted(experts)))
        for (day, begins, reception_id), experts in sorted(
            found.items(), key=lambda item: (item[0][0], item[0][1], item[0][2] or 0)
        )
    ]


def nearest(  # noqa: PLR0913 - what was wanted
    topic: ReceptionTopic,
    where: Where,
    day: date,
    begins: time,
    *,
    for_public: bool,
    count: int = 6,
    minutes: int | None = None,
    leave_out: int | None = None,
) -> list[FreeTime]:
    """The free times nearest to one that has just gone, in order of time.

    At the same place within four weeks of it; where that has none, in the office.
    """
    wanted = datetime.combine(day, begins)
    for place in (where, IN_OFFICE) if not where.office else (where,):
        found = free_times(
            topic,
            place,
            day - timedelta(days=28),
            day + timedelta(days=28),
            for_public=for_public,
            minutes=minutes,
            leave_out=leave_out,
        )
        if found:
            best = sorted(found, key=lambda one: (abs(one.at - wanted), one.at))[:count]
            return sorted(best, key=lambda one: one.at)
    return []


def room_at(reception_id: int | None, day: date, begins: time, expert_id: int) -> int | None:
    """The venue where an expert receives at a time, free or not; None where she does not."""
    where = Where(reception_id=reception_id)
    receptions = [] if where.office else published(where, day, day)
    return next(
        (
            one.venue_id
            for one in _stretches(where, receptions, day, day)
            if one.expert_id == expert_id and one.begins <= begins < one.ends
        ),
        None,
    )


def published(where: Where, first: date, last: date) -> Sequence[Reception]:
    """The published receptions of a place in a period, with venue and experts, in order."""
    statement = (
        select(Reception)
        .join(Venue)
        .where(
            Reception.state == ReceptionState.PUBLISHED,
            Reception.day.between(first, last),
        )
        .options(
            selectinload(Reception.venue).selectinload(Venue.municipality),
            selectinload(Reception.experts),
        )
        .order_by(Reception.day, Reception.begins, Reception.id)
    )
    if where.reception_id is not None:
        statement = statement.where(Reception.id == where.reception_id)
    elif where.municipality_id is not None:
        statement = statement.where(Venue.municipality_id == where.municipality_id)
    return db.session.scalars(statement).all()


def units(minutes: int, step: int) -> int:
    """How many places of a reception a visit takes."""
    return -(-minutes // step)


def places_of(reception: Reception) -> int:
    """How many places all experts of a reception have together."""
    hours = places(
        reception.day,
        reception.begins,
        reception.ends,
        step=reception.place_minutes,
        minutes=reception.place_minutes,
    )
    return sum(1 for _ in hours) * len(reception.experts)


def places_taken(receptions: Collection[Reception], leave_out: int | None = None) -> Counter[int]:
    """By reception how many of its places are booked or held at present."""
    step = {reception.id: reception.place_minutes for reception in receptions}
    rows = db.session.execute(
        select(Claim.trip, Claim.begins_at, Claim.ends_at).where(
            Claim.trip.in_(step),
            Claim.id != (leave_out or 0),
            Claim.kind != ClaimKind.TRIP,
            Claim.expires_at.is_(None) | (Claim.expires_at > now()),
        )
    )
    taken: Counter[int] = Counter()
    for trip, begins_at, ends_at in rows:
        taken[trip] += units(round((ends_at - begins_at).total_seconds() / 60), step[trip])
    return taken


def room_for_public(reception: Reception, minutes: int, *, leave_out: int | None = None) -> bool:
    """Whether the public may take one more time, with what is held back for walk-ins left over."""
    return reception.id not in _full([reception], minutes, leave_out)


def _full(
    receptions: Sequence[Reception], minutes: int, leave_out: int | None
) -> frozenset[int | None]:
    if not receptions:
        return frozenset()
    taken = places_taken(receptions, leave_out)
    return frozenset(
        one.id
        for one in receptions
        if taken[one.id] + units(minutes, one.place_minutes) > places_of(one) - one.walk_ins
    )


def _bounds(
    topic: ReceptionTopic, first: date, last: date, *, for_public: bool
) -> tuple[date, date, datetime]:
    """The days that are looked at, and the instant from which on."""
    moment = now()
    today = moment.astimezone(SOFIA).date()
    if not for_public:
        return max(first, today), last, moment
    not_before = moment + timedelta(hours=topic.notice_hours)
    return max(first, today), min(last, today + timedelta(days=topic.horizon_days)), not_before


def _stretches(
    where: Where, receptions: Sequence[Reception], first: date, last: date
) -> list[_Stretch]:
    if where.office:
        return [
            _Stretch(
                one.expert_id, one.venue_id, one.day, one.begins, one.ends, one.place_minutes, None
            )
            for one in office_stretches(first, last)
        ]
    away = absences_between(first, last)
    return [
        _Stretch(
            expert.id,
            one.venue_id,
            one.day,
            one.begins,
            one.ends,
            one.place_minutes,
            one.id,
        )
        for one in receptions
        for expert in one.experts
        if expert.works_at_desk
        and not any(
            absence.user_id == expert.id and absence.first_day <= one.day <= absence.last_day
            for absence in away
        )
    ]


def _able(topic: ReceptionTopic, expert_ids: Collection[int]) -> frozenset[int]:
    """Whoever is good at what the topic asks for."""
    wanted = {one.id for one in topic.specialities}
    if not wanted:
        return frozenset(expert_ids)
    return frozenset(
        user_id
        for user_id, profile in profiles(expert_ids).items()
        if wanted & {one.id for one in profile.topics}
    )


def _claims(
    stretches: Sequence[_Stretch], first: date, last: date, leave_out: int | None
) -> dict[tuple[int, date], list[SpokenFor]]:
    """What keeps the experts' time, by expert and day; a stretch over midnight is in both days."""
    begins_at = datetime.combine(first, time(0), tzinfo=SOFIA)
    ends_at = datetime.combine(last + timedelta(days=1), time(0), tzinfo=SOFIA)
    taken: dict[tuple[int, date], list[SpokenFor]] = defaultdict(list)
    for claim in spoken_for({one.expert_id for one in stretches}, begins_at, ends_at):
        if claim.id == leave_out:
            continue
        day = claim.begins_at.astimezone(SOFIA).date()
        while day <= claim.ends_at.astimezone(SOFIA).date():
            taken[claim.expert_id, day].append(claim)
            day += timedelta(days=1)
    return taken


def _free_places(stretch: _Stretch, minutes: int, taken: Iterable[SpokenFor]) -> Iterator[Span]:
    """The places of a stretch that nothing keeps; its own trip is no obstacle."""
    hours = places(stretch.day, stretch.begins, stretch.ends, step=stretch.step, minutes=minutes)
    in_the_way = [
        Span(claim.begins_at, claim.ends_at)
        for claim in taken
        if not (claim.kind is ClaimKind.TRIP and claim.trip == stretch.trip)
    ]
    return iter(without(hours, in_the_way))
