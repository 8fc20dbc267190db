"""Taking the time of a visit: held while a form is filled in, or at once.

The order in which rows are held is the same everywhere, so that nobody waits in a circle: the
person, the reception, the experts by number. What is free is only a proposal until the claim is
written: see :mod:`oic.receptions.actions.claiming`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from oic.centre import queries as centre
from oic.core.clock import local_instant, now
from oic.core.db import db
from oic.core.errors import Refused
from oic.receptions.actions import claiming
from oic.receptions.actions.claiming import Stretch, Taken
from oic.receptions.models import (
    OFFICE,
    BookableBy,
    Claim,
    Reception,
    ReceptionState,
    ReceptionTopic,
)
from oic.receptions.queries.claims import claim_by_key
from oic.receptions.queries.free import FreeTime, Where, free_times, room_at, room_for_public
from oic.staff import queries as staff

TAKEN = _l("Somebody else has just taken this time.")
NOT_OFFERED = _l("This time is not offered. Choose one of those that are.")


class Gone(Taken):
    """The time has just gone. Whoever shows this offers the nearest free ones."""

    def __init__(self) -> None:
        super().__init__(TAKEN)


@dataclass(frozen=True)
class WantedTime:
    """A time that somebody chose; ``reception_id`` None: in the office."""

    topic: ReceptionTopic
    day: date
    begins: time
    reception_id: int | None = None
    expert_id: int | None = None
    """None: whichever of the experts is free and has least to do."""
    minutes: int | None = None
    """None: as long as the topic takes."""
    invited: bool = False
    """Whether whoever books holds an invitation for the topic."""
    instead_of: int | None = None
    """The claim of a visit that is moved: it does not stand in its own way."""

    @property
    def length(self) -> int:
        """How long the visit takes, in minutes."""
        return self.minutes or self.topic.minutes

    @property
    def where(self) -> Where:
        """Where other times like it are found."""
        return Where(reception_id=self.reception_id)

    def stretch(self, expert_id: int) -> Stretch:
        """An expert's time for it."""
        begins_at = local_instant(self.day, self.begins)
        ends_at = begins_at + timedelta(minutes=self.length)
        return Stretch(expert_id, begins_at, ends_at, self.reception_id or OFFICE)


def hold(wanted: WantedTime, *, for_public: bool = True, instead_of: str = "") -> Claim:
    """Hold a time while its form is filled in. Raises Gone when it is no longer free.

    ``instead_of``: the key of the time that the same person held before, which is let go.
    """
    before = claim_by_key(instead_of) if instead_of else None
    if before is not None:
        claiming.release(before)
    until = now() + timedelta(minutes=centre.number("hold_minutes"))
    return hold_until(wanted, until, for_public=for_public)


def hold_until(wanted: WantedTime, until: datetime, *, for_public: bool) -> Claim:
    """Hold a time until an instant. Raises Gone when it is no longer free."""
    claim, _ = take(wanted, for_public=for_public, until=until)
    return claim


def hold_receptions(*reception_ids: int | None) -> list[Reception]:
    """Hold receptions against others who book there, by number; afterwards as they are now."""
    wanted = {one for one in reception_ids if one is not None}
    if not wanted:
        return []
    return list(
        db.session.scalars(
            select(Reception)
            .where(Reception.id.in_(wanted))
            .order_by(Reception.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )


def held(wanted: WantedTime, hold_key: str, *, for_public: bool) -> tuple[Claim, int] | None:
    """The held time as the visit's; None where it ran out or is another time."""
    if not hold_key:
        return None
    check_topic(wanted, for_public=for_public)
    hold_receptions(wanted.reception_id)
    claim = claim_by_key(hold_key)
    if claim is None:
        return None
    stretch = wanted.stretch(claim.expert_id)
    same = (claim.trip, claim.begins_at, claim.ends_at) == (
        stretch.trip,
        stretch.begins_at,
        stretch.ends_at,
    )
    if not same or claim.expires_at is None or claim.expires_at <= now():
        return None
    venue_id = room_at(wanted.reception_id, wanted.day, wanted.begins, claim.expert_id)
    if venue_id is None:  # the reception was called off, or the room closed, in the meantime
        raise Gone
    return claiming.book_held(hold_key, stretch), venue_id


def check_topic(wanted: WantedTime, *, for_public: bool) -> None:
    """Raise Refused for a topic that is no longer offered, or not to whoever books."""
    topic = wanted.topic
    by_invitation = topic.bookable_by is BookableBy.INVITED and wanted.invited
    open_to_all = topic.bookable_by is BookableBy.PUBLIC
    closed = not topic.active or (for_public and not (open_to_all or by_invitation))
    if closed and not wanted.instead_of:  # what is booked already may always be moved
        raise Refused(NOT_OFFERED)


def take(
    wanted: WantedTime, *, for_public: bool, until: datetime | None = None
) -> tuple[Claim, int]:
    """Take the time of the first expert who has it free. Raises Gone where nobody has."""
    for _, expert_id, venue_id in candidates(wanted, for_public=for_public):
        stretch = wanted.stretch(expert_id)
        try:
            claim = claiming.hold(stretch, until=until) if until else claiming.book(stretch)
        except Taken:
            continue
        return claim, venue_id
    raise Gone


def candidates(
    wanted: WantedTime, *, for_public: bool, first: int | None = None
) -> list[tuple[FreeTime, int, int]]:
    """Who could take it: (time, expert, venue), all of them held. Raises Refused, Gone."""
    check_topic(wanted, for_public=for_public)
    for reception in hold_receptions(wanted.reception_id):
        if reception.state is not ReceptionState.PUBLISHED:
            raise Gone
        if for_public and not room_for_public(
            reception, wanted.length, leave_out=wanted.instead_of
        ):
            raise Gone
    found = _free(wanted, for_public=for_public)
    if found is None:
        raise Gone
    staff.hold(*found.expert_ids)
    rooms = sorted(found.rooms, key=lambda room: room[0] != (first or wanted.expert_id))
    if wanted.expert_id is not None:
        rooms = [room for room in rooms if room[0] == wanted.expert_id]
    return [(found, expert_id, venue_id) for expert_id, venue_id in rooms]


def _free(wanted: WantedTime, *, for_public: bool) -> FreeTime | None:
    times = free_times(
        wanted.topic,
        wanted.where,
        wanted.day,
        wanted.day,
        for_public=for_public,
        minutes=wanted.minutes,
        leave_out=wanted.instead_of,
    )
    place = (wanted.day, wanted.begins, wanted.reception_id)
    return next((one for one in times if one.place == place), None)
