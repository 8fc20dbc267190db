"""Taking over what was noted on a day sheet without a network: each entry once.

The sheet was taken along, and meanwhile others may have changed the plan. What no longer fits is
not lost: it is kept as it was noted, with the reason, and shown to whoever hands it over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from oic.clients.models import ClientType
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Message, Refused
from oic.core.words import Words, in_both, said
from oic.receptions.actions import booking as bookings
from oic.receptions.actions import sheet
from oic.receptions.actions.booking import Visitor
from oic.receptions.actions.sheet import Ended
from oic.receptions.models import Booking, BookingState, HandedOver, Reception, ReceptionTopic
from oic.staff.models import User
from oic.web import rate

WALK_IN = "w:"
"""Before the key of the entry in which a walk-in was noted, where a later entry names her."""
_EARLIEST = timedelta(days=2)


@dataclass(frozen=True)
class Entry:
    """One thing that was noted: what, about which visit, when."""

    key: str
    kind: str
    """arrived, talk, no_show, left, back, done, walk_in"""
    at: datetime
    visit: str = ""
    """The visit's number, or w: and the key of the entry that noted the walk-in."""
    topic_id: int | None = None
    visitor: Visitor | None = None
    ended: Ended = field(default_factory=lambda: Ended(()))
    as_noted: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of an entry."""

    key: str
    refused: Message | None = None
    remark: Message | None = None
    """Where it was taken over otherwise than it was noted."""
    reference: str = ""
    """Of the enquiry that a visit became."""


class _Said:
    """A stored sentence in the reader's language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def __str__(self) -> str:
        return said(self._words, str(get_locale() or "bg")[:2])


_STEPS: Mapping[str, Callable[..., None]] = {
    "arrived": sheet.arrive,
    "talk": sheet.begin_talk,
    "no_show": sheet.did_not_come,
    "left": sheet.left,
}


def take_over(entry: Entry, reception: Reception, *, by: User) -> Outcome:
    """Take an entry over; the same key again changes nothing and says the same.

    What cannot be done is refused in words and kept. Call it in a transaction of its own.
    """
    rate.take_turns("handed_over", entry.key)
    earlier = db.session.scalar(select(HandedOver).where(HandedOver.key == entry.key))
    if earlier is not None:
        return _as_then(earlier)
    outcome, booking = Outcome(entry.key), None
    try:
        with db.session.begin_nested():
            outcome, booking = _do(entry, reception, by)
    except Refused as refused:
        outcome = Outcome(entry.key, refused=refused.message)
    db.session.add(
        HandedOver(
            key=entry.key,
            reception_id=reception.id,
            booking_id=booking.id if booking else None,
            by_id=by.id,
            kind=entry.kind,
            at=_at(entry, reception),
            handed_at=now(),
            refused=in_both(outcome.refused) if outcome.refused else None,
            entry=dict(entry.as_noted) if outcome.refused else None,
            needs_care=outcome.refused is not None,
        )
    )
    db.session.flush()
    return outcome


def refused_of(reception_id: int) -> list[HandedOver]:
    """What was handed over for a reception and could not be taken over, in order."""
    return list(
        db.session.scalars(
            select(HandedOver)
            .where(HandedOver.reception_id == reception_id, HandedOver.needs_care)
            .order_by(HandedOver.at, HandedOver.id)
        )
    )


def refused_entry(handed_id: int) -> HandedOver | None:
    """An entry that could not be taken over, by its number."""
    return db.session.get(HandedOver, handed_id)


def settle(found: HandedOver) -> None:
    """Somebody has seen to it: what was noted need not be kept."""
    found.entry, found.needs_care = None, False
    db.session.flush()


def _as_then(earlier: HandedOver) -> Outcome:
    if earlier.refused is not None:
        return Outcome(earlier.key, refused=_Said(earlier.refused))
    booking = db.session.get(Booking, earlier.booking_id) if earlier.booking_id else None
    enquiry = booking.enquiry if booking and earlier.kind == "done" else None
    reference = enquiry.reference if enquiry else ""
    return Outcome(earlier.key, reference=reference)


def _at(entry: Entry, reception: Reception) -> datetime:
    """When it happened; a clock that goes wrong is brought to the day of the reception."""
    return max(min(entry.at, now()), reception.hours.begins_at - _EARLIEST)


def _do(entry: Entry, reception: Reception, by: User) -> tuple[Outcome, Booking | None]:
    at = _at(entry, reception)
    if entry.kind == "walk_in":
        return Outcome(entry.key), _walk_in(entry, reception, by, at)
    visit = _visit(entry, reception)
    if entry.kind == "done":
        return _done(entry, visit, reception, by, at)
    if entry.kind == "back":
        sheet.take_back(visit, by=by)
        return Outcome(entry.key), visit
    if entry.kind not in _STEPS:
        raise Refused(_l("This entry is of a kind that is not known here."))
    _STEPS[entry.kind](visit, by=by, at=at)
    return Outcome(entry.key), visit


def _visit(entry: Entry, reception: Reception) -> Booking:
    wanted = select(Booking).where(Booking.reception_id == reception.id)
    if entry.visit.startswith(WALK_IN):
        key = _walk_in_key(entry.visit.removeprefix(WALK_IN))
        found = db.session.scalar(wanted.where(Booking.submission_key == key))
    else:
        number = int(entry.visit) if entry.visit.isdigit() else 0
        found = db.session.scalar(wanted.where(Booking.id == number))
    if found is None:
        raise Refused(_l("The visit that this belongs to is not at this reception any more."))
    return found


def _walk_in_key(key: str) -> str:
    return f"along:{key}"[:80]


def _walk_in(entry: Entry, reception: Reception, by: User, at: datetime) -> Booking:
    topic = db.session.get(ReceptionTopic, entry.topic_id or 0)
    if topic is None or entry.visitor is None:
        raise Refused(_l("Write at least what the walk-in came about and who it was by type."))
    visit = bookings.wait_in_line(
        topic,
        entry.visitor,
        reception=reception,
        venue=reception.venue,
        by=by,
        submission_key=_walk_in_key(entry.key),
    )
    visit.arrived_at = at
    return visit


def _done(
    entry: Entry, visit: Booking, reception: Reception, by: User, at: datetime
) -> tuple[Outcome, Booking]:
    """The talk took place, whatever the plan says by now: it becomes an enquiry in any case."""
    if visit.enquiry is not None:
        raise Refused(
            _l(
                "This visit is in the register already, under %(reference)s.",
                reference=visit.enquiry.reference,
            )
        )
    if visit.state is not BookingState.CANCELLED:
        enquiry = sheet.end(visit, entry.ended, by=by, at=at)
        return Outcome(entry.key, reference=enquiry.reference), visit
    came = bookings.wait_in_line(
        visit.topic,
        Visitor(
            name=visit.name,
            client_type=ClientType(visit.client_type),
            email=visit.email,
            phone=visit.phone,
            municipality_id=visit.municipality_id,
            question=visit.question,
            language=visit.language,
            contact=visit.contact,
        ),
        reception=reception,
        venue=visit.venue,
        by=by,
        submission_key=_walk_in_key(entry.key),
    )
    enquiry = sheet.end(came, entry.ended, by=by, at=at)
    remark = _l("The visit had been called off meanwhile: it is noted as one without a time.")
    return Outcome(entry.key, remark=remark, reference=enquiry.reference), came
