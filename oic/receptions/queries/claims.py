"""Questions about time that is spoken for."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select

from oic.core.clock import now
from oic.core.db import db
from oic.receptions.models import Claim, ClaimKind


def claim_by_key(hold_key: str) -> Claim | None:
    """The held time of a form; None when it was booked, let go, or swept."""
    return db.session.scalar(select(Claim).where(Claim.hold_key == hold_key))


class SpokenFor(NamedTuple):
    """A claim as the search for free times needs it: a year has thousands, and none is changed."""

    id: int
    expert_id: int
    trip: int
    kind: ClaimKind
    begins_at: datetime
    ends_at: datetime


def spoken_for(
    expert_ids: Collection[int], begins_at: datetime, ends_at: datetime
) -> list[SpokenFor]:
    """What keeps the time of some experts in a period, in order, without holds that ran out."""
    rows = db.session.execute(
        select(Claim.id, Claim.expert_id, Claim.trip, Claim.kind, Claim.begins_at, Claim.ends_at)
        .where(
            Claim.expert_id.in_(expert_ids),
            Claim.touches(begins_at, ends_at),
            or_(Claim.expires_at.is_(None), Claim.expires_at > now()),
        )
        .order_by(Claim.begins_at, Claim.id)
    )
    return [SpokenFor(*row) for row in rows]
