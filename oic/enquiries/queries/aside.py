"""Enquiries that were set aside: junk, and what is a part of another."""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from oic.core.db import db
from oic.enquiries.models import Enquiry, SetAside


def not_aside() -> ColumnElement[bool]:
    """Enquiries that count: neither junk nor a part of another."""
    return ~exists().where(SetAside.enquiry_id == Enquiry.id)


def aside_of(enquiry: Enquiry) -> SetAside | None:
    """Why an enquiry was set aside; None for one that counts."""
    return db.session.scalar(
        select(SetAside)
        .where(SetAside.enquiry_id == enquiry.id)
        .options(joinedload(SetAside.into), joinedload(SetAside.by))
    )


def joined_to(enquiry: Enquiry) -> list[Enquiry]:
    """What was joined to an enquiry."""
    return list(
        db.session.scalars(
            select(Enquiry)
            .join(SetAside, SetAside.enquiry_id == Enquiry.id)
            .where(SetAside.into_id == enquiry.id)
            .order_by(Enquiry.id)
        )
    )
