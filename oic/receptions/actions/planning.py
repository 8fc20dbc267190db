"""Planning outreach receptions: draft, publish, change, call off, hold.

A published reception keeps its experts' time, the way there and back included. What would stand in
the way is named beforehand (:mod:`oic.receptions.queries.conflicts`); the database refuses it in
any case.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.clock import now, today
from oic.core.db import db
from oic.core.errors import Refused
from oic.mail.addresses import mail_domain
from oic.places.models import Venue
from oic.receptions.actions import claiming, following
from oic.receptions.actions.claiming import Stretch, Taken
from oic.receptions.actions.taking import hold_receptions
from oic.receptions.models import (
    Booking,
    Claim,
    ClaimKind,
    Reception,
    ReceptionState,
    WaitingEntry,
)
from oic.receptions.times import Span, span
from oic.staff.models import User
from oic.web.pages import settings


@dataclass(frozen=True)
class WantedReception:
    """What is planned, by the clock on the wall; the way in minutes."""

    venue: Venue
    day: date
    begins: time
    ends: time
    experts: Sequence[User]
    place_minutes: int = 30
    walk_ins: int = 0
    travel_there: int = 0
    travel_back: int = 0
    follows: str = ""
    note: str = ""

    @property
    def away(self) -> Span:
        """From when the experts leave until they are back."""
        return away(self)


def away(planned: WantedReception | Reception) -> Span:
    """The instants from when the experts leave the office until they are back."""
    hours = span(planned.day, planned.begins, planned.ends)
    return Span(
        hours.begins_at - timedelta(minutes=planned.travel_there),
        hours.ends_at + timedelta(minutes=planned.travel_back),
    )


def draft(wanted: WantedReception, *, by: User) -> Reception:
    """Plan a reception as a draft: nobody sees it outside, and it keeps nobody's time."""
    _check(wanted)
    reception = Reception(
        state=ReceptionState.DRAFT,
        uid=f"reception-{secrets.token_hex(16)}@{mail_domain(settings().centre_email)}",
        created_by_id=by.id,
        changed_at=now(),
    )
    db.session.add(reception)
    _write(reception, wanted)
    db.session.flush()
    record(Verb.CREATED, "reception", reception.id, by=by, detail=_facts(reception))
    return reception


def change(reception: Reception, wanted: WantedReception, *, by: User) -> int:
    """Change a reception; how many visitors were told of a new time or place.

    Raises Refused for one that is over, for hours in which a booked visit has no place, and where
    an expert's time is taken.
    """
    _hold(reception)
    if reception.state not in (ReceptionState.DRAFT, ReceptionState.PUBLISHED):
        raise Refused(_l("This reception is over or called off; plan a new one."))
    _check(wanted)
    was = _facts(reception)
    if reception.state is ReceptionState.DRAFT:
        _write(reception, wanted)
        told = 0
    else:
        _check_visits(reception, wanted)
        _write(reception, wanted)
        db.session.flush()
        _keep_time(reception)
        told = following.moved(reception, by=by)
        reception.sequence += 1
    reception.changed_at = now()
    db.session.flush()
    record(
        Verb.CHANGED,
        "reception",
        reception.id,
        by=by,
        detail={"before": was, **_facts(reception)},
    )
    return told


def publish(reception: Reception, *, by: User) -> None:
    """Announce a draft: it can be booked, and keeps its experts' time.

    Raises Refused for one that lies in the past, and where an expert's time is taken.
    """
    _hold(reception)
    if reception.state is ReceptionState.PUBLISHED:
        return
    if reception.state is not ReceptionState.DRAFT:
        raise Refused(_l("Only a draft can be announced."))
    if away(reception).begins_at <= now():
        raise Refused(_l("This reception lies in the past: change its day first."), field="day")
    reception.state = ReceptionState.PUBLISHED
    reception.changed_at = now()
    db.session.flush()
    _keep_time(reception)
    record(Verb.STATE_CHANGED, "reception", reception.id, by=by, detail={"state": "published"})


def cancel(reception: Reception, why: str, *, by: User) -> int:
    """Call a published reception off; how many visitors were told, with the next dates.

    ``why`` is what they are told. Its experts' time is free again.
    """
    _hold(reception)
    if reception.state is ReceptionState.CANCELLED:
        return 0
    if reception.state is not ReceptionState.PUBLISHED:
        raise Refused(_l("Only an announced reception can be called off."))
    reception.state = ReceptionState.CANCELLED
    reception.cancelled_why = why.strip()
    reception.sequence += 1
    reception.changed_at = now()
    db.session.flush()
    told = following.cancelled(reception, by=by)
    for claim in _trips(reception):
        claiming.release(claim)
    record(Verb.STATE_CHANGED, "reception", reception.id, by=by, detail={"state": "cancelled"})
    return told


def mark_held(reception: Reception, *, by: User) -> None:
    """Say that a reception took place. Raises Refused before its day, and for any other state."""
    _hold(reception)
    if reception.state is ReceptionState.HELD:
        return
    if reception.state is not ReceptionState.PUBLISHED or reception.hours.begins_at > now():
        raise Refused(_l("A reception has been held once it was announced and its hour has come."))
    reception.state = ReceptionState.HELD
    reception.changed_at = now()
    db.session.flush()
    record(Verb.STATE_CHANGED, "reception", reception.id, by=by, detail={"state": "held"})


def discard(reception: Reception, *, by: User) -> None:
    """Throw a draft away. Raises Refused for what was announced: it is called off instead."""
    _hold(reception)
    used = db.session.scalar(
        select(Booking.id).where(Booking.reception_id == reception.id).limit(1)
    ) or db.session.scalar(
        select(WaitingEntry.id).where(WaitingEntry.reception_id == reception.id).limit(1)
    )
    if reception.state is not ReceptionState.DRAFT or used:
        raise Refused(_l("Only a draft can be thrown away."))
    record(Verb.REMOVED, "reception", reception.id, by=by, detail=_facts(reception))
    db.session.execute(delete(Reception).where(Reception.id == reception.id))
    db.session.expire_all()


def _hold(reception: Reception) -> None:
    hold_receptions(reception.id)
    db.session.refresh(reception)


def _check(wanted: WantedReception) -> None:
    if wanted.ends <= wanted.begins:
        raise Refused(_l("The end is before the beginning."), field="ends")
    if not wanted.experts:
        raise Refused(_l("Choose who receives."), field="experts")
    if wanted.venue.in_office:
        raise Refused(_l("In the office one receives by office hours."), field="venue")
    if any(not one.works_at_desk for one in wanted.experts):
        raise Refused(_l("Somebody chosen no longer works at the desk."), field="experts")
    if wanted.day < today() - timedelta(days=366):
        raise Refused(_l("This day lies more than a year back."), field="day")


def _check_visits(reception: Reception, wanted: WantedReception) -> None:
    planned = following.Held(
        wanted.day,
        wanted.begins,
        wanted.ends,
        wanted.place_minutes,
        wanted.venue.id,
        frozenset(one.id for one in wanted.experts),
    )
    problems = following.in_the_way(reception, planned)
    if problems:
        raise Refused(problems[0], field="begins")


def _write(reception: Reception, wanted: WantedReception) -> None:
    reception.venue = wanted.venue
    reception.day, reception.begins, reception.ends = wanted.day, wanted.begins, wanted.ends
    reception.place_minutes, reception.walk_ins = wanted.place_minutes, wanted.walk_ins
    reception.travel_there, reception.travel_back = wanted.travel_there, wanted.travel_back
    reception.follows, reception.note = wanted.follows.strip(), wanted.note.strip()
    reception.experts = list(wanted.experts)


def _trips(reception: Reception) -> Sequence[Claim]:
    return db.session.scalars(
        select(Claim)
        .where(Claim.trip == reception.id, Claim.kind == ClaimKind.TRIP)
        .order_by(Claim.expert_id)
    ).all()


def _keep_time(reception: Reception) -> None:
    """Let the claims say who is away when. Raises Refused with the name of whoever is not free."""
    kept = away(reception)
    wanted = {expert.id: expert for expert in reception.experts}
    known = {claim.expert_id: claim for claim in _trips(reception)}
    for expert_id, claim in known.items():
        if expert_id not in wanted:
            claiming.release(claim)
    for expert_id in sorted(wanted):
        stretch = Stretch(expert_id, kept.begins_at, kept.ends_at, reception.id)
        try:
            if expert_id in known:
                claiming.move(known[expert_id], stretch)
            else:
                claiming.travel(stretch)
        except Taken as taken:
            raise Refused(
                _l(
                    "%(name)s has a visit or another reception in this time, travel included.",
                    name=wanted[expert_id].name,
                ),
                field="experts",
            ) from taken


def _facts(reception: Reception) -> dict[str, object]:
    return {
        "day": f"{reception.day}",
        "begins": f"{reception.begins:%H:%M}",
        "ends": f"{reception.ends:%H:%M}",
        "venue": reception.venue_id,
        "experts": sorted(expert.id for expert in reception.experts),
    }
