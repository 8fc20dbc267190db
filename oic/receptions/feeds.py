"""Calendars to subscribe to: each expert's own, and the public one of receptions.

An expert's feed says when, where and what about, and leads to the day sheet, which asks who one is;
who comes does not stand in it: calendars are copied to other people's servers.
"""

from datetime import timedelta

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from oic.core.clock import local_instant, today
from oic.core.db import db
from oic.receptions import calendars, links, mails, phrases
from oic.receptions.actions.planning import away
from oic.receptions.calendars import Occasion
from oic.receptions.models import Booking, BookingState, Reception, ReceptionState, reception_expert
from oic.staff.models import User

BACK = timedelta(days=60)
"""How far back a feed reaches; what is called off stands in it as long."""


def of_expert(user: User) -> str:
    """Somebody's visits in the office and receptions, as a calendar, in her language."""
    with force_locale(user.language):
        occasions = [_trip(one, user.language) for one in _receptions_of(user)]
        occasions += [_visit(one, user.language) for one in _office_visits_of(user)]
        name = _("Receptions: %(name)s", name=user.name)
    return calendars.feed(name, occasions, mails.organizer(user.language))


def of_public(language: str) -> str:
    """The receptions that are announced, as a calendar, in a language."""
    rows = db.session.scalars(
        select(Reception)
        .where(Reception.day >= today() - BACK, Reception.state != ReceptionState.DRAFT)
        .options(selectinload(Reception.venue))
        .order_by(Reception.day, Reception.begins, Reception.id)
    )
    with force_locale(language):
        occasions = [_reception(one, language) for one in rows]
        name = _("Outreach receptions")
    return calendars.feed(name, occasions, mails.organizer(language))


def _receptions_of(user: User) -> list[Reception]:
    return list(
        db.session.scalars(
            select(Reception)
            .join(reception_expert)
            .where(
                reception_expert.c.user_id == user.id,
                Reception.day >= today() - BACK,
                Reception.state != ReceptionState.DRAFT,
            )
            .options(selectinload(Reception.venue))
            .order_by(Reception.day, Reception.begins, Reception.id)
        )
    )


def _office_visits_of(user: User) -> list[Booking]:
    return list(
        db.session.scalars(
            select(Booking)
            .where(
                Booking.expert_id == user.id,
                Booking.reception_id.is_(None),
                Booking.begins.is_not(None),
                Booking.day >= today() - BACK,
                or_(Booking.claim_id.is_not(None), Booking.state == BookingState.CANCELLED),
            )
            .options(selectinload(Booking.venue), selectinload(Booking.topic))
            .order_by(Booking.day, Booking.begins, Booking.id)
        )
    )


def _reception(one: Reception, language: str) -> Occasion:
    hours = one.hours
    return Occasion(
        uid=one.uid,
        sequence=one.sequence,
        begins_at=hours.begins_at,
        ends_at=hours.ends_at,
        summary=_("Outreach reception: %(place)s", place=one.municipality.name(language)),
        changed_at=one.changed_at,
        location=phrases.place_words(one.venue, language),
        description=one.venue.how_to(language),
        latitude=one.venue.latitude,
        longitude=one.venue.longitude,
        cancelled=one.state is ReceptionState.CANCELLED,
    )


def _trip(one: Reception, language: str) -> Occasion:
    """The same with the way there and back, as whoever goes needs it."""
    kept = away(one)
    return Occasion(
        uid=f"trip-{one.uid}",
        sequence=one.sequence,
        begins_at=kept.begins_at,
        ends_at=kept.ends_at,
        summary=_(
            "Reception %(begins)s–%(ends)s: %(place)s",
            begins=f"{one.begins:%H:%M}",
            ends=f"{one.ends:%H:%M}",
            place=one.municipality.name(language),
        ),
        changed_at=one.changed_at,
        location=phrases.place_words(one.venue, language),
        description="\n".join(part for part in (one.note, links.reception_link(one.id)) if part),
        cancelled=one.state is ReceptionState.CANCELLED,
    )


def _visit(one: Booking, language: str) -> Occasion:
    begins_at = local_instant(one.day, one.begins) if one.begins else one.created_at
    return Occasion(
        uid=f"desk-{one.uid}",
        sequence=one.sequence,
        begins_at=begins_at,
        ends_at=begins_at + timedelta(minutes=one.minutes),
        summary=_("Visit: %(topic)s", topic=one.topic.name(language)),
        changed_at=one.changed_at,
        location=one.venue.name(language),
        description=links.sheet_link(),
        cancelled=one.state is BookingState.CANCELLED,
    )
