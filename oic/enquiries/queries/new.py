"""What the page of a new enquiry asks."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from oic.core.clock import now
from oic.core.db import db
from oic.enquiries.models import OPEN_STATES, Enquiry, Topic
from oic.enquiries.queries.aside import not_aside
from oic.staff.models import User

JUST_NOW = timedelta(minutes=10)


def of_client(
    contact_id: int | None, organisation_id: int | None, limit: int = 8
) -> Sequence[Enquiry]:
    """A client's enquiries and its organisation's: the open ones first, then the newest."""
    same = []
    if contact_id:
        same.append(Enquiry.contact_id == contact_id)
    if organisation_id:
        same.append(Enquiry.organisation_id == organisation_id)
    if not same:
        return []
    return db.session.scalars(
        select(Enquiry)
        .where(or_(*same), not_aside())
        .order_by(Enquiry.state.in_(OPEN_STATES).desc(), Enquiry.received_at.desc())
        .limit(limit)
        .options(joinedload(Enquiry.assignee))
    ).all()


def just_registered(by: User) -> Sequence[Enquiry]:
    """What somebody has registered in the last minutes, the newest first."""
    return db.session.scalars(
        select(Enquiry)
        .where(Enquiry.created_by_id == by.id, Enquiry.created_at > now() - JUST_NOW)
        .order_by(Enquiry.id.desc())
        .limit(20)
        .options(selectinload(Enquiry.questions), joinedload(Enquiry.contact))
    ).all()


def topics() -> Sequence[Topic]:
    """The topics that are offered, in the centre's order."""
    return db.session.scalars(
        select(Topic).where(Topic.active).order_by(Topic.position, Topic.id)
    ).all()
