"""Full-text search: the same folded words on both engines."""

import re

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from oic.clients.models import ContactPhone
from oic.core.db import db
from oic.core.numbers import parse_phones
from oic.core.search import query_terms
from oic.enquiries.models import Enquiry, SearchDocument

_TELEPHONE = re.compile(r"[\d\s+()/.-]{6,40}")
_PLAIN = re.compile(r"[^a-z0-9]+")
_REFERENCE = re.compile(r"\s*(20\d\d)\s*[-–—/ ]\s*(\d{1,7})\s*")


def reference_in(typed: str) -> str | None:
    """The number that somebody typed, in normal form: 2026-123 is 2026-000123."""
    match = _REFERENCE.fullmatch(typed)
    return f"{match[1]}-{int(match[2]):06d}" if match else None


def _terms(typed: str) -> list[str]:
    plain = (_PLAIN.sub("", term) for term in query_terms(typed))
    return [term for term in plain if term]


def matching(typed: str) -> ColumnElement[bool] | None:
    """The condition that an enquiry holds every word typed; the last may be a beginning.

    A telephone number also finds what its owner asked. None when nothing that can be searched
    for was typed.
    """
    terms = _terms(typed)
    if not terms:
        return None
    numbers = parse_phones(typed) if _TELEPHONE.fullmatch(typed) else []
    if numbers:
        owners = select(ContactPhone.contact_id).where(
            ContactPhone.e164.in_([number.e164 for number in numbers])
        )
        return or_(_holding(terms), Enquiry.contact_id.in_(owners))
    return _holding(terms)


def _holding(terms: list[str]) -> ColumnElement[bool]:
    if db.session.get_bind().dialect.name == "sqlite":
        *whole, last = (f'"{term}"' for term in terms)
        question = " AND ".join([*whole, f"{last}*"])
        found: Select[int] = select(literal_column("rowid", Enquiry.id.type)).select_from(
            text("search_fts")
        )
        return Enquiry.id.in_(
            found.where(text("search_fts MATCH :search_question")).params(search_question=question)
        )
    *whole, last = (f"'{term}'" for term in terms)
    question = " & ".join([*whole, f"{last}:*"])
    vector = func.array_to_tsvector(
        func.string_to_array(SearchDocument.terms, literal_column("' '"))
    )
    return Enquiry.id.in_(
        select(SearchDocument.enquiry_id).where(
            vector.bool_op("@@")(cast(bindparam(None, question), TSQUERY))
        )
    )
