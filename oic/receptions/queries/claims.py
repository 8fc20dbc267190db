"""Questions about time that is spoken for."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from oic.core.clock import now
from oic.core.db import db
from oic.receptions.models import Claim


def claim_by_key(hold_key: str) -> Claim | None:
    """The held time of a form; None when it was booked, let go, or swept."""
    return db.session.scalar(select(Claim).where(Claim.hold_key == hold_key))


def claims_between(
    expert_ids: Collection[int], begins_at: datetime, ends_at: datetime
) -> Sequence[Claim]:
    """What keeps the time of some experts in a period, in order, without holds that ran out."""
    return db.session.scalars(
        select(Claim)
        .where(
            Claim.expert_id.in_(expert_ids),
            Claim.touches(begins_at, ends_at),
            or_(Claim.expires_at.is_(None), Claim.expires_at > now()),
        )
        .order_by(Claim.begins_at, Claim.id)
    ).all()
