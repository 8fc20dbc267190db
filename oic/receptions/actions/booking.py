"""Booking a visit, moving it, calling it off: one way for the public, the desk and walk-ins.

See :mod:`oic.receptions.actions.taking` for how its time is taken.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.centre import queries as centre
from oic.clients.actions import find_or_create
from oic.clients.models import ClientType, Contact
from oic.core.clock import now, today
from oic.core.db import db
from oic.core.errors import Refused
from oic.core.numbers import parse_phones
from oic.core.text import fold
from oic.files.models import StoredFile
from oic.mail.addresses import mail_domain
from oic.places.models import Venue
from oic.receptions import mails
from oic.receptions.actions import claiming, offering
from oic.receptions.actions.claiming import Taken
from oic.receptions.actions.taking import Gone, WantedTime, candidates, held, hold_receptions, take
from oic.receptions.models import (
    OPEN,
    BookedThrough,
    Booking,
    BookingFile,
    BookingInvitation,
    BookingState,
    Reception,
    ReceptionTopic,
)
from oic.receptions.queries.free import FreeTime, room_at
from oic.staff.models import User
from oic.web import rate
from oic.web.pages import settings


@dataclass(frozen=True)
class Visitor:
    """Who comes, as it was typed."""

    name: str
    client_type: ClientType
    email: str = ""
    phone: str = ""
    municipality_id: int | None = None
    organisation: str = ""
    question: str = ""
    language: str = "bg"
    booked_by_name: str = ""
    booked_by_email: str = ""
    files: Sequence[tuple[StoredFile, str]] = ()
    contact: Contact | None = None
    """A client of the desk's; None: looked for, else made."""


def book(  # noqa: PLR0913 - all by keyword
    wanted: WantedTime,
    visitor: Visitor,
    *,
    through: BookedThrough,
    by: User | None,
    hold_key: str = "",
    submission_key: str | None = None,
    invitation: BookingInvitation | None = None,
    write: bool = True,
) -> Booking:
    """Book a visit; the same ``submission_key`` again gives the first one back.

    A time that is held under ``hold_key`` becomes the visit; a hold that ran out is no obstacle
    while the time is free. ``write``: whether the letter of confirmation goes out.

    Raises Gone when the time is no longer free, Refused when the person has as many visits booked
    as one may have, or the topic is not for whoever books.
    """
    for_public = through is BookedThrough.WEB
    _take_turn(visitor, submission_key)
    earlier = made_by(submission_key)
    if earlier is not None:
        return earlier
    contact = _contact(visitor, by)
    if for_public:
        _check_limit(visitor, contact)
    if invitation is not None:
        wanted = replace(wanted, invited=_good(invitation, wanted))
    claim, venue_id = held(wanted, hold_key, for_public=for_public) or take(
        wanted, for_public=for_public
    )
    booking = _new(wanted, visitor, through, by, submission_key)
    booking.contact = contact
    booking.claim, booking.expert_id, booking.venue_id = claim, claim.expert_id, venue_id
    db.session.add(booking)
    db.session.flush()
    if invitation is not None:
        invitation.booking_id = booking.id
    record(Verb.CREATED, "booking", booking.id, by=by, detail=facts(booking))
    if write:
        mails.confirmation(booking, written_by=by)
    return booking


def wait_in_line(  # noqa: PLR0913 - all by keyword
    topic: ReceptionTopic,
    visitor: Visitor,
    *,
    reception: Reception | None,
    venue: Venue,
    by: User,
    submission_key: str | None = None,
) -> Booking:
    """Note a walk-in who waits until somebody is free: no time, and no claim on anybody's."""
    _take_turn(visitor, submission_key)
    earlier = made_by(submission_key)
    if earlier is not None:
        return earlier
    day = reception.day if reception else today()
    wanted = WantedTime(topic, day, time(0), reception.id if reception else None)
    booking = _new(wanted, visitor, BookedThrough.WALK_IN, by, submission_key)
    booking.contact = _contact(visitor, by)
    booking.begins, booking.venue_id = None, venue.id
    booking.state, booking.arrived_at = BookingState.ARRIVED, now()
    db.session.add(booking)
    db.session.flush()
    record(Verb.CREATED, "booking", booking.id, by=by, detail=facts(booking))
    return booking


def move(booking: Booking, wanted: WantedTime, *, by: User | None) -> None:
    """Give a visit another time; the first is kept where the other has gone.

    The expert stays where she is free. Raises Gone, and Refused for a visit that is over.
    """
    hold_receptions(booking.reception_id, wanted.reception_id)
    locked(booking)
    if booking.state is not BookingState.BOOKED or booking.claim is None:
        raise Refused(
            _l("This visit can no longer be moved: %(state)s.", state=booking.state.message)
        )
    same = (wanted.day, wanted.begins, wanted.reception_id) == (
        booking.day,
        booking.begins,
        booking.reception_id,
    )
    here = room_at(booking.reception_id, booking.day, wanted.begins, booking.expert_id or 0)
    if same and here is not None:  # where the expert is absent a colleague takes it over
        return
    _check_not_past(booking, by)
    wanted = replace(wanted, minutes=booking.minutes, instead_of=booking.claim.id)
    found = candidates(wanted, for_public=by is None, first=booking.expert_id)
    for free, expert_id, venue_id in found:
        try:
            claiming.move(booking.claim, wanted.stretch(expert_id))
        except Taken:
            continue
        before, left = facts(booking), booking.reception_id
        booking.day, booking.begins, booking.reception_id = free.day, free.begins, free.reception_id
        booking.expert_id, booking.venue_id = expert_id, venue_id
        retimed(booking, before, by=by)
        offering.offer_free(left)
        return
    raise Gone


def retimed(booking: Booking, before: dict[str, object], *, by: User | None) -> None:
    """What a new time brings: the calendar entry's next version, the trail, the letter."""
    booking.sequence += 1
    booking.changed_at = now()
    booking.reminded_at = None
    db.session.flush()
    record(Verb.CHANGED, "booking", booking.id, by=by, detail={"before": before, **facts(booking)})
    mails.withdraw_reminder(booking, by=by)
    mails.changed(booking, written_by=by)


def cancel(
    booking: Booking, *, by: User | None, why: str = "", others: Sequence[FreeTime] = ()
) -> None:
    """Call a visit off: its time is free again. ``why`` and ``others`` stand in the letter.

    A visit that is called off already stays so. Raises Refused for one that took place.
    """
    hold_receptions(booking.reception_id)
    locked(booking)
    if booking.state is BookingState.CANCELLED:
        return
    if booking.state not in OPEN:
        raise Refused(
            _l("This visit can no longer be called off: %(state)s.", state=booking.state.message)
        )
    _check_not_past(booking, by)
    booking.state = BookingState.CANCELLED
    booking.sequence += 1
    booking.changed_at = booking.ended_at = now()
    claim, booking.claim = booking.claim, None
    db.session.flush()
    if claim is not None:
        claiming.release(claim)
    record(Verb.STATE_CHANGED, "booking", booking.id, by=by, detail={"state": "cancelled"})
    mails.withdraw_reminder(booking, by=by)
    mails.cancellation(booking, why, others, written_by=by)
    offering.offer_free(booking.reception_id)


def _check_not_past(booking: Booking, by: User | None) -> None:
    """Whoever has a link changes what is to come; the desk also puts right what was."""
    begins_at = booking.begins_at
    if by is None and begins_at is not None and begins_at <= now():
        raise Refused(_l("This visit can no longer be changed here. Please call us."))


def locked(booking: Booking) -> Booking:
    """The visit as it is now, held until the transaction ends."""
    db.session.refresh(booking, with_for_update={"key_share": True})
    return booking


def made_by(submission_key: str | None) -> Booking | None:
    """The visit that a form made already."""
    if submission_key is None:
        return None
    return db.session.scalar(select(Booking).where(Booking.submission_key == submission_key))


def _contact(visitor: Visitor, by: User | None) -> Contact | None:
    """The client that the visitor is, or a new one; None where nothing was said to know her by."""
    if visitor.contact is not None:
        return visitor.contact
    if not (visitor.email or visitor.phone or visitor.organisation):
        return None
    return find_or_create(
        client_type=visitor.client_type,
        by=by,
        name=visitor.name,
        email=visitor.email,
        phone=visitor.phone,
        municipality_id=visitor.municipality_id,
        language=visitor.language,
        organisation_name=visitor.organisation,
    )


def _new(
    wanted: WantedTime,
    visitor: Visitor,
    through: BookedThrough,
    by: User | None,
    submission_key: str | None,
) -> Booking:
    moment = now()
    return Booking(
        token=secrets.token_urlsafe(18),
        submission_key=submission_key,
        state=BookingState.BOOKED,
        through=through,
        reception_id=wanted.reception_id,
        topic_id=wanted.topic.id,
        day=wanted.day,
        begins=wanted.begins,
        minutes=wanted.length,
        client_type=visitor.client_type,
        municipality_id=visitor.municipality_id,
        name=visitor.name.strip(),
        email=visitor.email.strip(),
        phone=visitor.phone.strip(),
        organisation=visitor.organisation.strip(),
        booked_by_name=visitor.booked_by_name.strip(),
        booked_by_email=visitor.booked_by_email.strip(),
        question=visitor.question.strip(),
        language=visitor.language,
        uid=f"visit-{secrets.token_hex(16)}@{mail_domain(settings().centre_email)}",
        created_at=moment,
        changed_at=moment,
        created_by_id=by.id if by else None,
        files=[BookingFile(file=file, name=name) for file, name in visitor.files],
    )


def _good(invitation: BookingInvitation, wanted: WantedTime) -> bool:
    """Whether an invitation still opens its topic; held, for it works once."""
    db.session.refresh(invitation, with_for_update={"key_share": True})
    return (
        invitation.booking_id is None
        and invitation.expires_at > now()
        and invitation.topic_id == wanted.topic.id
    )


def facts(booking: Booking) -> dict[str, object]:
    """What the trail keeps: when and where, not who."""
    return {
        "day": f"{booking.day}",
        "begins": f"{booking.begins:%H:%M}" if booking.begins else "",
        "reception": booking.reception_id,
        "expert": booking.expert_id,
    }


def _who(visitor: Visitor) -> str:
    """Who waits for whom: a telephone is the same one however it is written."""
    numbers = [phone.e164 for phone in parse_phones(visitor.phone) if phone.e164]
    told = visitor.email or (numbers[0] if numbers else visitor.phone)
    return fold(told or f"{visitor.booked_by_email} {visitor.name}")


def _take_turn(visitor: Visitor, submission_key: str | None) -> None:
    """The same form sent twice, and one person's forms, wait for each other."""
    if submission_key:
        rate.take_turns("booking_form", submission_key)
    rate.take_turns("booking_person", _who(visitor))


def _check_limit(visitor: Visitor, contact: Contact | None) -> None:
    most = centre.number("bookings_per_person")
    ways = [Booking.contact_id == contact.id] if contact is not None else []
    if visitor.email:
        ways.append(func.lower(Booking.email) == visitor.email.strip().lower())
    if not ways:
        return
    open_ones = db.session.scalar(
        select(func.count()).where(
            Booking.state == BookingState.BOOKED, Booking.day >= today(), or_(*ways)
        )
    )
    if (open_ones or 0) >= most:
        raise Refused(
            _l(
                "You have %(count)s visits booked already, as many as one may have at once. Call "
                "one off, or call us on %(phone)s.",
                count=open_ones,
                phone=settings().centre_phone,
            ),
            field="email" if visitor.email else "phone",
        )
