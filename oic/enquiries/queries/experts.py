"""What an expert is good at, and what one still has open."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from oic.core.db import db
from oic.enquiries.models import OPEN_STATES, Enquiry, ExpertProfile, Question, Topic
from oic.funding.models import Programme
from oic.places.models import Municipality


def profiles(user_ids: Collection[int]) -> dict[int, ExpertProfile]:
    """The profiles of some people, by account; whoever has none yet is missing."""
    found = db.session.scalars(
        select(ExpertProfile)
        .where(ExpertProfile.user_id.in_(user_ids))
        .options(
            selectinload(ExpertProfile.programmes),
            selectinload(ExpertProfile.topics),
            selectinload(ExpertProfile.municipalities),
        )
    )
    return {profile.user_id: profile for profile in found}


def open_count(user_id: int) -> int:
    """How many open enquiries somebody has."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Enquiry.assignee_id == user_id, Enquiry.state.in_(OPEN_STATES)
            )
        )
        or 0
    )


def programmes_to_choose(kept: Collection[int] = ()) -> Sequence[Programme]:
    """The programmes of today, and those already chosen; the newest period first."""
    return db.session.scalars(
        select(Programme)
        .where(Programme.active.is_(True) | Programme.id.in_(kept))
        .order_by(Programme.period.desc(), Programme.abbreviation, Programme.id)
    ).all()


def topics() -> Sequence[Topic]:
    """All topics in the centre's order, deactivated ones included."""
    return db.session.scalars(select(Topic).order_by(Topic.position, Topic.id)).all()


def topic_uses() -> dict[int, int]:
    """How many questions are about each topic."""
    rows = db.session.execute(
        select(Question.topic_id, func.count())
        .where(Question.topic_id.is_not(None))
        .group_by(Question.topic_id)
    )
    return {topic_id: number for topic_id, number in rows if topic_id is not None}


def municipalities_to_choose() -> Sequence[Municipality]:
    """The municipalities, in the order of the register's codes."""
    return db.session.scalars(select(Municipality).order_by(Municipality.name_bg)).all()
