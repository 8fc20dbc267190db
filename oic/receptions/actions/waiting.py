"""The waiting list: joining it, taking or declining what is offered, leaving it."""

import secrets

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Refused
from oic.receptions import mails
from oic.receptions.actions import booking, offering
from oic.receptions.actions.booking import Visitor
from oic.receptions.actions.taking import WantedTime, hold_receptions
from oic.receptions.models import (
    BookedThrough,
    Booking,
    ReceptionTopic,
    WaitingEntry,
    WaitingState,
)
from oic.receptions.queries.visits import waiting_made_by
from oic.web import rate

_STILL = (WaitingState.WAITING, WaitingState.OFFERED)


def join(
    topic: ReceptionTopic,
    reception_id: int | None,
    visitor: Visitor,
    *,
    submission_key: str | None = None,
) -> WaitingEntry:
    """Put somebody on the waiting list of a reception, or of the office (None).

    What is free already is offered at once. Raises Refused for whoever waits there already.
    """
    hold_receptions(reception_id)
    rate.take_turns("waiting_list", str(reception_id or 0))
    earlier = waiting_made_by(submission_key)
    if earlier is not None:
        return earlier
    same = db.session.scalar(
        select(func.count()).where(
            WaitingEntry.reception_id == reception_id,
            WaitingEntry.state.in_(_STILL),
            func.lower(WaitingEntry.email) == visitor.email.strip().lower(),
        )
    )
    if same:
        raise Refused(_l("You are on this list already; we have written to you."), field="email")
    entry = WaitingEntry(
        token=secrets.token_urlsafe(18),
        submission_key=submission_key,
        state=WaitingState.WAITING,
        reception_id=reception_id,
        topic_id=topic.id,
        created_at=now(),
        client_type=visitor.client_type,
        municipality_id=visitor.municipality_id,
        name=visitor.name.strip(),
        email=visitor.email.strip(),
        phone=visitor.phone.strip(),
        organisation=visitor.organisation.strip(),
        question=visitor.question.strip(),
        language=visitor.language,
    )
    db.session.add(entry)
    db.session.flush()
    record(Verb.CREATED, "waiting", entry.id, by=None, detail={"reception": reception_id})
    mails.on_the_list(entry)
    offering.offer_free(reception_id)
    return entry


def take(entry: WaitingEntry) -> Booking:
    """Book the time that is offered; pressed twice it is one visit.

    Raises Refused for an offer that is over.
    """
    _lock(entry)
    if entry.booking is not None:
        return entry.booking
    over = entry.offered_until is None or entry.offered_until <= now()
    if over or entry.offered_day is None or entry.offered_begins is None:
        raise Refused(_l("This offer is over. You are told when another time comes free."))
    visit = booking.book(
        WantedTime(entry.topic, entry.offered_day, entry.offered_begins, entry.reception_id),
        Visitor(
            name=entry.name,
            client_type=entry.client_type,
            email=entry.email,
            phone=entry.phone,
            municipality_id=entry.municipality_id,
            organisation=entry.organisation,
            question=entry.question,
            language=entry.language,
        ),
        through=BookedThrough.WEB,
        by=None,
        hold_key=entry.hold_key or "",
        submission_key=f"waiting:{entry.id}",
    )
    entry.booking = visit
    offering.end_offer(entry, WaitingState.TAKEN)
    return visit


def decline(entry: WaitingEntry) -> None:
    """Let an offered time go to the next; one stays on the list, in one's turn, for another."""
    _lock(entry)
    if entry.state is WaitingState.OFFERED:
        offering.end_offer(entry, WaitingState.WAITING)
        offering.offer_free(entry.reception_id)


def leave(entry: WaitingEntry) -> None:
    """Take somebody off the list; what was offered goes to the next."""
    _lock(entry)
    if entry.state in _STILL:
        offering.end_offer(entry, WaitingState.LEFT)
        offering.offer_free(entry.reception_id)


def _lock(entry: WaitingEntry) -> None:
    hold_receptions(entry.reception_id)
    rate.take_turns("waiting_list", str(entry.reception_id or 0))
    db.session.refresh(entry, with_for_update={"key_share": True})
