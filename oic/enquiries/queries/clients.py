"""What a client has asked: for the client's page, for look-ups, for merging."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from oic.clients.models import Contact, Organisation
from oic.core.db import db
from oic.enquiries.models import OPEN_STATES, Enquiry, FollowUp
from oic.enquiries.queries.aside import not_aside
from oic.mail.models import Letter, LetterState

Kind = Literal["contact", "organisation"]
SHOWN = 20
"""Enquiries on a client's page; the rest are behind a link to the register."""


@dataclass(frozen=True)
class Asked:
    """Everything that a client has asked, in figures, and the enquiries that a page shows."""

    enquiries: Sequence[Enquiry]
    """The open ones first, then the newest."""
    total: int
    open: int
    letters: int
    ratings: int
    mean: float | None
    """Of the ratings, one to five."""


def column_of(kind: Kind) -> InstrumentedAttribute[int | None]:
    """Where an enquiry keeps its client."""
    return Enquiry.contact_id if kind == "contact" else Enquiry.organisation_id


def asked_by(client: Contact | Organisation) -> Asked:
    """What a person or an organisation has asked. Four questions to the database."""
    kind: Kind = "contact" if isinstance(client, Contact) else "organisation"
    own = and_(column_of(kind) == client.id, not_aside())
    total, still = db.session.execute(
        select(func.count(), func.count().filter(Enquiry.state.in_(OPEN_STATES))).where(own)
    ).one()
    if not total:
        return Asked([], 0, 0, 0, 0, None)
    enquiries = db.session.scalars(
        select(Enquiry)
        .where(own)
        .order_by(Enquiry.state.in_(OPEN_STATES).desc(), Enquiry.received_at.desc(), Enquiry.id)
        .limit(SHOWN + still)
        .options(joinedload(Enquiry.assignee), joinedload(Enquiry.contact))
    ).all()
    ratings, mean = db.session.execute(
        select(func.count(), func.avg(FollowUp.score))
        .join(Enquiry, Enquiry.id == FollowUp.enquiry_id)
        .where(own, FollowUp.score.is_not(None))
    ).one()
    return Asked(enquiries, total, still, _letters(own), ratings, float(mean) if ratings else None)


def _letters(own: ColumnElement[bool]) -> int:
    """How many letters were sent about a client's enquiries."""
    sent = (
        select(func.count())
        .select_from(Letter)
        .join(Enquiry, (Letter.about_type == "enquiry") & (Letter.about_id == Enquiry.id))
        .where(own, Letter.state == LetterState.SENT)
    )
    return db.session.scalar(sent) or 0


def standings(kind: Kind, ids: Iterable[int]) -> dict[int, tuple[int, datetime]]:
    """For each client that has asked: how many are open, and when something last happened."""
    wanted = list(ids)
    if not wanted:
        return {}
    column = column_of(kind)
    rows = db.session.execute(
        select(
            column,
            func.count().filter(Enquiry.state.in_(OPEN_STATES)),
            func.max(Enquiry.last_activity_at),
        )
        .where(column.in_(wanted), not_aside())
        .group_by(column)
    )
    return {client_id: (number, last) for client_id, number, last in rows if client_id is not None}
