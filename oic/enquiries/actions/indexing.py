"""Keeping the full-text index true."""

import re
from collections.abc import Iterable

from sqlalchemy import select

from oic.core.db import db
from oic.core.search import document_terms
from oic.enquiries.models import Enquiry, SearchDocument, TimelineEntry

_NOT_INDEXED = re.compile(r"[^a-z0-9 ]+")
_ADDRESS = re.compile(r"https?://\S+")
"""Links are left out: some are secrets, and nobody searches for them."""


def terms_of(parts: Iterable[str]) -> str:
    """The words of an enquiry as they are kept for the search."""
    terms = _NOT_INDEXED.sub(" ", document_terms(_ADDRESS.sub(" ", "\n".join(parts))))
    return " ".join(dict.fromkeys(terms.split()))


def index(enquiry: Enquiry) -> None:
    """Write an enquiry's words anew: number, subject, questions, people, what was said."""
    said = db.session.scalars(
        select(TimelineEntry.body).where(
            TimelineEntry.enquiry_id == enquiry.id, TimelineEntry.body != ""
        )
    )
    contact, organisation = enquiry.contact, enquiry.organisation
    parts = [
        enquiry.reference,
        enquiry.subject,
        *(question.text for question in enquiry.questions),
        *(question.procedure_code for question in enquiry.questions),
        *(
            f"{question.programme.abbreviation} {question.programme.code}"
            for question in enquiry.questions
            if question.programme
        ),
        contact.name if contact else "",
        organisation.name if organisation else "",
        enquiry.municipality.name_bg if enquiry.municipality else "",
        enquiry.reply_email,
        *said,
    ]
    terms = terms_of(parts)
    document = db.session.get(SearchDocument, enquiry.id)
    if document is None:
        db.session.add(SearchDocument(enquiry_id=enquiry.id, terms=terms))
    else:
        document.terms = terms
