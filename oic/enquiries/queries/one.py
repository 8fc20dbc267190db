"""One enquiry: by number, by link, locked for a change."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from oic.core.db import db
from oic.core.errors import Stale
from oic.enquiries.models import Attachment, Enquiry, TimelineEntry


def by_reference(reference: str) -> Enquiry | None:
    """The enquiry of a number such as 2026-000123, with what its page shows."""
    return db.session.scalar(
        select(Enquiry)
        .where(Enquiry.reference == reference)
        .options(
            joinedload(Enquiry.contact),
            joinedload(Enquiry.organisation),
            joinedload(Enquiry.municipality),
            joinedload(Enquiry.assignee),
            selectinload(Enquiry.questions),
        )
    )


def by_public_token(token: str) -> Enquiry | None:
    """The enquiry under an unguessable link."""
    return db.session.scalar(select(Enquiry).where(Enquiry.public_token == token))


def by_submission_key(key: str) -> Enquiry | None:
    """The enquiry that a form has made already."""
    return db.session.scalar(select(Enquiry).where(Enquiry.submission_key == key))


def locked(enquiry_id: int, version: int | None = None) -> Enquiry:
    """The enquiry, held against other writers until the transaction ends.

    ``version`` is the one that the person saw; raises Stale when it is no longer the present
    one, and LookupError when there is no such enquiry.
    """
    enquiry = db.session.scalar(
        select(Enquiry)
        .where(Enquiry.id == enquiry_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if enquiry is None:
        message = f"no enquiry {enquiry_id}"
        raise LookupError(message)
    if version is not None and enquiry.version != version:
        raise Stale(_l("Somebody saved this enquiry after you opened it."))
    return enquiry


def timeline(enquiry: Enquiry) -> Sequence[TimelineEntry]:
    """All that happened, oldest first, with letters and files."""
    return db.session.scalars(
        select(TimelineEntry)
        .where(TimelineEntry.enquiry_id == enquiry.id)
        .order_by(TimelineEntry.at, TimelineEntry.id)
        .options(
            joinedload(TimelineEntry.letter),
            selectinload(TimelineEntry.attachments).joinedload(Attachment.file),
        )
    ).all()
