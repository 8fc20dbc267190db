"""What the desk asks of the letters that came in."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from oic.core.db import db
from oic.enquiries.models import ClientLetter, Enquiry
from oic.mail.models import Incoming, IncomingState

PAGE = 50


@dataclass(frozen=True)
class Letters:
    """Some letters, the newest first, and the number before which the next page begins."""

    rows: Sequence[Incoming]
    before: int | None


def page(state: IncomingState, before: int | None = None) -> Letters:
    """Letters in a state, the newest first; without copies, for their original stands there."""
    query = (
        select(Incoming)
        .where(Incoming.state == state, Incoming.copy_of_id.is_(None))
        .order_by(Incoming.id.desc())
        .limit(PAGE + 1)
        .options(joinedload(Incoming.file))
    )
    if before is not None:
        query = query.where(Incoming.id < before)
    rows = db.session.scalars(query).all()
    return Letters(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None)


def counts() -> dict[IncomingState, int]:
    """How many letters are in each state but "in the register"; copies are not counted."""
    rows = db.session.execute(
        select(Incoming.state, func.count())
        .where(Incoming.state != IncomingState.FILED, Incoming.copy_of_id.is_(None))
        .group_by(Incoming.state)
    )
    return {row[0]: row[1] for row in rows}


def letters_of(enquiry: Enquiry) -> dict[int, ClientLetter]:
    """The letters of an enquiry by the entry of its timeline that each became."""
    rows = db.session.scalars(
        select(ClientLetter)
        .where(ClientLetter.enquiry_id == enquiry.id)
        .options(joinedload(ClientLetter.may_belong_to))
    )
    return {row.entry_id: row for row in rows}


def enquiries_of(rows: Sequence[Incoming]) -> dict[int, Enquiry]:
    """The enquiries that letters are about, by the letter's number."""
    ids = {row.about_id: row.id for row in rows if row.about_type == "enquiry" and row.about_id}
    found = db.session.scalars(select(Enquiry).where(Enquiry.id.in_(ids))).all()
    by_id = {enquiry.id: enquiry for enquiry in found}
    return {
        row.id: by_id[row.about_id]
        for row in rows
        if row.about_type == "enquiry" and row.about_id in by_id
    }


def opening_letter(enquiry: Enquiry) -> ClientLetter | None:
    """The letter that an enquiry was registered by; None for one that came another way."""
    return db.session.scalar(
        select(ClientLetter)
        .where(ClientLetter.enquiry_id == enquiry.id, ClientLetter.opened_it)
        .order_by(ClientLetter.id)
        .limit(1)
    )
