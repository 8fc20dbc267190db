"""The day of the reception: who came, who is in talk, how each visit ended.

Every step may be pressed twice: the second time it changes nothing. What happened without a
network carries its own instant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.centre import queries as centre
from oic.core.clock import now, today
from oic.core.db import db
from oic.core.errors import Refused
from oic.enquiries.actions.opening import NewEnquiry, NewQuestion, Outcome, register
from oic.enquiries.models import Channel, Enquiry
from oic.receptions import mails
from oic.receptions.actions.booking import locked
from oic.receptions.actions.taking import hold_receptions
from oic.receptions.models import OPEN, Booking, BookingState
from oic.staff.models import User

_DAY = 86_400


@dataclass(frozen=True)
class Ended:
    """How a visit ended: what was asked, what was told, how long it took."""

    questions: Sequence[str]
    summary: str = ""
    """What the visitor was told; empty: it is taken along and answered later."""
    seconds: int | None = None
    """How long the talk took; None: counted from when it began."""
    follow_up: bool | None = None
    """None: as the centre's rule says, for who has an address."""


def arrive(booking: Booking, *, by: User, at: datetime | None = None) -> None:
    """The visitor is here."""
    _step(booking, BookingState.ARRIVED, (BookingState.BOOKED,), by)
    booking.arrived_at = booking.arrived_at or at or now()


def begin_talk(booking: Booking, *, by: User, at: datetime | None = None) -> None:
    """The visitor is called in; a walk-in without an expert is now whoever called."""
    _step(booking, BookingState.IN_TALK, (BookingState.BOOKED, BookingState.ARRIVED), by)
    booking.arrived_at = booking.arrived_at or at or now()
    booking.talk_began_at = booking.talk_began_at or at or now()
    if booking.expert_id is None:
        booking.expert_id = by.id
    mails.withdraw_reminder(booking, by=by)


def did_not_come(booking: Booking, *, by: User, at: datetime | None = None) -> None:
    """Nobody came. The time stays in the plan as it was: it is over."""
    _step(booking, BookingState.NO_SHOW, (BookingState.BOOKED,), by)
    booking.ended_at = at or now()
    mails.withdraw_reminder(booking, by=by)


def take_back(booking: Booking, *, by: User) -> None:
    """Undo the last step of a visit that has not become an enquiry."""
    locked(booking)
    if booking.state is BookingState.ARRIVED:
        booking.arrived_at = None
        to = BookingState.BOOKED
    elif booking.state is BookingState.IN_TALK:
        booking.talk_began_at = None
        to = BookingState.ARRIVED
    elif booking.state is BookingState.NO_SHOW:
        booking.ended_at = None
        to = BookingState.BOOKED
    else:
        raise Refused(_l("There is nothing to take back."))
    if to is BookingState.BOOKED and booking.begins is None:
        raise Refused(_l("Whoever came without a time is here. If she left, say “did not wait”."))
    _move(booking, to, by)


def left(booking: Booking, *, by: User, at: datetime | None = None) -> None:
    """A walk-in went away before anybody was free."""
    _step(booking, BookingState.NO_SHOW, (BookingState.ARRIVED,), by)
    booking.ended_at = at or now()


def next_please(
    reception_id: int | None, *, by: User, at: datetime | None = None
) -> Booking | None:
    """Call the next visitor in: who is here and booked by the hour, then who came without a time.

    Only one's own visitors and those of nobody. None where nobody waits.
    """
    hold_receptions(reception_id)
    waiting = db.session.scalars(
        select(Booking)
        .where(
            Booking.reception_id == reception_id,
            Booking.state == BookingState.ARRIVED,
            Booking.expert_id.is_(None) | (Booking.expert_id == by.id),
            *((Booking.day == today(),) if reception_id is None else ()),
        )
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    turn = sorted(waiting, key=_turn)
    if not turn:
        return None
    begin_talk(turn[0], by=by, at=at)
    return turn[0]


def _turn(booking: Booking) -> tuple[bool, time, datetime, int]:
    return (
        booking.begins is None,
        booking.begins or time(0),
        booking.arrived_at or booking.created_at,
        booking.id,
    )


def end(booking: Booking, ended: Ended, *, by: User, at: datetime | None = None) -> Enquiry:
    """The visit is over and becomes an enquiry in the register; a second time it is the same one.

    Answered at once where ``summary`` says what was told, else taken along by ``by``. Raises
    Refused without a question, and for a visit that was called off.
    """
    locked(booking)
    if booking.enquiry is not None:
        return booking.enquiry
    if booking.state not in (*OPEN, BookingState.NO_SHOW):
        raise Refused(_l("This visit was called off: note who came as a walk-in."))
    moment = at or now()
    follow_up = ended.follow_up
    if follow_up is None:
        follow_up = bool(centre.rule("follow_up_default"))
    answered = bool(ended.summary.strip())
    enquiry = register(
        NewEnquiry(
            channel=Channel.OUTREACH if booking.reception_id else Channel.OFFICE,
            client_type=booking.client_type,
            questions=tuple(NewQuestion(text) for text in ended.questions if text.strip()),
            municipality_id=booking.municipality_id or _where(booking),
            contact=booking.contact,
            language=booking.language,
            reply_email=booking.email,
            received_at=moment,
            duration_seconds=_seconds(booking, ended, moment),
            submission_key=f"visit:{booking.id}",
            files=[(file.file, file.name) for file in booking.files],
            outcome=Outcome.ANSWERED if answered else Outcome.TAKE,
            summary=ended.summary,
            follow_up=follow_up and answered and bool(booking.email),
        ),
        by=by,
    )
    booking.enquiry = enquiry
    booking.expert_id = booking.expert_id or by.id
    booking.arrived_at = booking.arrived_at or booking.talk_began_at or moment
    booking.ended_at = moment
    _move(booking, BookingState.DONE, by)
    mails.withdraw_reminder(booking, by=by)
    return enquiry


def _where(booking: Booking) -> int | None:
    """Out in a municipality whoever comes is taken to be from there; in the office one is not."""
    return booking.venue.municipality_id if booking.reception_id else None


def _seconds(booking: Booking, ended: Ended, moment: datetime) -> int:
    if ended.seconds is not None:
        return max(0, min(ended.seconds, _DAY))
    if booking.talk_began_at is not None and booking.talk_began_at <= moment:
        talked = moment - booking.talk_began_at
        # Who forgets to press "done" did not talk until the evening.
        most = timedelta(minutes=4 * booking.minutes)
        return int(min(talked, most).total_seconds())
    return booking.minutes * 60


def _step(booking: Booking, to: BookingState, before: Sequence[BookingState], by: User) -> None:
    locked(booking)
    if booking.state is to:
        return
    if booking.state not in before:
        raise Refused(
            _l(
                "Somebody else has marked this visit already: %(state)s.",
                state=booking.state.message,
            )
        )
    _move(booking, to, by)


def _move(booking: Booking, to: BookingState, by: User) -> None:
    was, booking.state = booking.state, to
    db.session.flush()
    record(
        Verb.STATE_CHANGED,
        "booking",
        booking.id,
        by=by,
        detail={"before": was.value, "state": to.value},
    )
