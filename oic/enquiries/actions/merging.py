"""What becomes of a client's enquiries when it is renamed, or two records are made one."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload, selectinload

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.clients.actions import Merge
from oic.core.db import db
from oic.enquiries.actions.indexing import index
from oic.enquiries.models import Enquiry, Question
from oic.enquiries.queries.clients import Kind, column_of


def move_to_kept(merge: Merge) -> int:
    """Let the enquiries of the record that goes belong to the one that stays.

    Returns how many; with ``preview`` nothing is written. What happened to each stays as it was:
    its timeline, letters and ratings hang on the enquiry. The words that the register searches
    are written anew for all of the kept client's, for its name may have been chosen anew too.
    """
    kind: Kind = "contact" if merge.kind == "contact" else "organisation"
    column = column_of(kind)
    if merge.preview:
        number = select(func.count()).select_from(Enquiry).where(column == merge.gone_id)
        return db.session.scalar(number) or 0
    moved = db.session.execute(
        update(Enquiry)
        .where(column == merge.gone_id)
        .values({column: merge.keep_id})
        .returning(Enquiry.id, Enquiry.reference)
        .execution_options(synchronize_session=False)
    ).all()
    for enquiry_id, reference in moved:
        record(
            Verb.CHANGED,
            "enquiry",
            enquiry_id,
            by=merge.by,
            label=reference,
            detail={f"{kind}_id": [merge.gone_id, merge.keep_id]},
        )
    index_all_of(kind, merge.keep_id)
    return len(moved)


def index_all_of(kind: Kind, client_id: int) -> None:
    """Write the search words of all of a client's enquiries anew: its name stands in them."""
    db.session.flush()
    theirs = db.session.scalars(
        select(Enquiry)
        .where(column_of(kind) == client_id)
        .options(
            joinedload(Enquiry.contact),
            joinedload(Enquiry.organisation),
            joinedload(Enquiry.municipality),
            selectinload(Enquiry.questions).joinedload(Question.programme),
        )
        .execution_options(populate_existing=True)
    ).all()
    for enquiry in theirs:
        index(enquiry)
