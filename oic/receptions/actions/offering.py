"""Offering a time that came free to whoever waits longest, and then to the next."""

from datetime import datetime, timedelta

from sqlalchemy import select

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.centre import queries as centre
from oic.core.clock import local_instant, now, today
from oic.core.db import db
from oic.receptions import mails
from oic.receptions.actions import claiming
from oic.receptions.actions.taking import Gone, WantedTime, hold_receptions, hold_until
from oic.receptions.models import ReceptionState, WaitingEntry, WaitingState
from oic.receptions.queries.claims import claim_by_key
from oic.receptions.queries.free import FreeTime, Where, free_times
from oic.receptions.queries.visits import waiting_for
from oic.web import rate

SHORTEST_OFFER = timedelta(minutes=30)
"""Nobody reads a letter and answers sooner: what is nearer is left to whoever comes."""
LEAD = timedelta(hours=1)
"""An offer ends so long before its time: whoever takes it still has to come."""


def offer_free(reception_id: int | None) -> int:
    """Offer what is free at a reception, or in the office (None), to those who wait, in turn.

    Offers that ran out go on to the next. How many were offered. The time is held for its one
    person meanwhile, so that nobody else gets it; a reception that is not published offers nothing.
    """
    receptions = hold_receptions(reception_id)
    rate.take_turns("waiting_list", str(reception_id or 0))
    _lapse(reception_id)
    if any(one.state is not ReceptionState.PUBLISHED or one.day < today() for one in receptions):
        return 0
    offered = 0
    for entry in waiting_for(reception_id):
        offered += _offer(entry)
    return offered


def offer_in_queue(queue: int) -> int:
    """The same for the jobs, which know the office as 0."""
    return offer_free(queue or None)


def end_offer(entry: WaitingEntry, state: WaitingState) -> None:
    """Close an offer: the held time is let go unless it has become a visit."""
    held = claim_by_key(entry.hold_key) if entry.hold_key else None
    if held is not None and held.expires_at is not None:
        claiming.release(held)
    entry.state, entry.hold_key, entry.offered_until = state, None, None
    db.session.flush()
    record(Verb.STATE_CHANGED, "waiting", entry.id, by=None, detail={"state": state.value})


def _lapse(reception_id: int | None) -> None:
    over = db.session.scalars(
        select(WaitingEntry)
        .where(
            WaitingEntry.reception_id == reception_id,
            WaitingEntry.state == WaitingState.OFFERED,
            WaitingEntry.offered_until <= now(),
        )
        .with_for_update(key_share=True)
    ).all()
    for entry in over:
        end_offer(entry, WaitingState.LAPSED)


def _offer(entry: WaitingEntry) -> bool:
    for free in _free_for(entry):
        until = _until(free)
        seen = (free.day, free.begins) == (entry.offered_day, entry.offered_begins)
        if until is None or seen:  # what somebody has declined is not offered to her again
            continue
        wanted = WantedTime(entry.topic, free.day, free.begins, free.reception_id)
        try:
            claim = hold_until(wanted, until, for_public=True)
        except Gone:
            continue
        entry.state, entry.hold_key, entry.offered_until = (
            WaitingState.OFFERED,
            claim.hold_key,
            until,
        )
        entry.offered_day, entry.offered_begins = free.day, free.begins
        db.session.flush()
        record(Verb.STATE_CHANGED, "waiting", entry.id, by=None, detail={"state": "offered"})
        mails.offer(entry, until)
        return True
    return False


def _free_for(entry: WaitingEntry) -> list[FreeTime]:
    last = today() + timedelta(days=entry.topic.horizon_days)
    where = Where(reception_id=entry.reception_id)
    return free_times(entry.topic, where, today(), last, for_public=True)


def _until(free: FreeTime) -> datetime | None:
    """How long a time is kept for whom it is offered to; None where it is too near."""
    begins_at = local_instant(free.day, free.begins)
    most = now() + timedelta(hours=centre.number("waiting_hours"))
    until = min(most, begins_at - LEAD)
    return until if until - now() >= SHORTEST_OFFER else None
