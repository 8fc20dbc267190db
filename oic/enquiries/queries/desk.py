"""What the desk keeps for itself: drafts and who is looking."""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from sqlalchemy import or_, select

from oic.core.clock import now
from oic.core.db import db
from oic.enquiries.models import Draft, Enquiry, Presence
from oic.staff.models import User

PRESENT_SECONDS = 45
"""Somebody who was seen so long ago still has the page open: its script reports every 20 s."""


@dataclass(frozen=True)
class Company:
    """A colleague at the same enquiry: looking at it, or with a draft begun."""

    user: User
    writing: bool


def draft(user: User, key: str) -> Draft | None:
    """Somebody's draft of a form."""
    return db.session.scalar(select(Draft).where(Draft.user_id == user.id, Draft.key == key))


def company(enquiry: Enquiry, without: User) -> list[Company]:
    """Who else has the page open or a draft begun."""
    since = now() - timedelta(seconds=PRESENT_SECONDS)
    rows = db.session.execute(
        select(User, Presence.writing, Draft.id)
        .outerjoin(
            Presence,
            (Presence.user_id == User.id)
            & (Presence.enquiry_id == enquiry.id)
            & (Presence.seen_at >= since),
        )
        .outerjoin(Draft, (Draft.user_id == User.id) & (Draft.enquiry_id == enquiry.id))
        .where(User.id != without.id, or_(Presence.user_id.is_not(None), Draft.id.is_not(None)))
        .order_by(User.name)
    )
    found: dict[int, Company] = {}
    for user, writing, draft_id in rows:
        begun = cast("int | None", draft_id) is not None  # an outer join: there may be none
        earlier = user.id in found and found[user.id].writing
        found[user.id] = Company(user, bool(writing) or begun or earlier)
    return list(found.values())
