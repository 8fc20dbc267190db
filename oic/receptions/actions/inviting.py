"""Inviting somebody to book a topic that only the invited may."""

import secrets
from datetime import timedelta

from flask_babel import lazy_gettext as _l

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Refused
from oic.receptions import mails
from oic.receptions.models import BookableBy, BookingInvitation, ReceptionTopic
from oic.staff.models import User


def invite(  # noqa: PLR0913 - all by keyword
    topic: ReceptionTopic, *, name: str, email: str, language: str, days: int, by: User
) -> BookingInvitation:
    """Send somebody the link, which books one visit within so many days.

    Raises Refused for a topic that the desk alone books.
    """
    if topic.bookable_by is BookableBy.STAFF or not topic.active:
        raise Refused(_l("This topic is booked by the desk alone."), field="topic")
    invited = BookingInvitation(
        token=secrets.token_urlsafe(18),
        topic=topic,
        name=name.strip(),
        email=email.strip(),
        language=language,
        created_at=now(),
        created_by_id=by.id,
        expires_at=now() + timedelta(days=days),
    )
    db.session.add(invited)
    db.session.flush()
    record(Verb.INVITED, "invitation", invited.id, by=by, detail={"topic": topic.id})
    mails.invitation(invited, written_by=by)
    return invited
