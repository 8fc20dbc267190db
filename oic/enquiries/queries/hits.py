"""Where the words that were searched for stand in what the register finds."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from oic.core.db import db
from oic.core.search import highlight, query_terms
from oic.enquiries.models import Enquiry, TimelineEntry

BEFORE, AFTER = 12, 120
"""Characters that are shown before the first hit and from it on."""
LOOKED_AT = 4000
"""So much of one message is looked through: a pasted report would hold the whole page up."""

Segments = list[tuple[str, bool]]
"""A text in pieces, with True for those that were searched for."""


@dataclass
class Hits:
    """What a row shows: the subject and, where it has no hit, a line of the conversation."""

    subject: Segments
    line: Segments = field(default_factory=list)


def hits(enquiries: Sequence[Enquiry], typed: str) -> dict[int, Hits]:
    """By enquiry what its row shows of a search; one question to the database."""
    terms = query_terms(typed)
    if not terms:
        return {one.id: Hits([(one.subject, False)]) for one in enquiries}
    found = {one.id: Hits(highlight(one.subject, terms)) for one in enquiries}
    without = [number for number, one in found.items() if not any(hit for _, hit in one.subject)]
    said = select(TimelineEntry.enquiry_id, TimelineEntry.body).where(
        TimelineEntry.enquiry_id.in_(without), TimelineEntry.body != ""
    )
    for number, body in db.session.execute(said.order_by(TimelineEntry.at, TimelineEntry.id)):
        found[number].line = found[number].line or _line(body, terms)
    return found


def _line(body: str, terms: Sequence[str]) -> Segments:
    """What stands around the first hit; nothing without one."""
    segments = highlight(" ".join(body[:LOOKED_AT].split()), terms)
    first = next((place for place, (_, hit) in enumerate(segments) if hit), None)
    if first is None:
        return []
    before = "".join(text for text, _ in segments[:first])
    if len(before) > BEFORE:
        before = "… " + before[-BEFORE:].partition(" ")[2]
    shown, left = [(before, False)], AFTER
    for text, hit in segments[first:]:
        shown.append((text if len(text) <= left else f"{text[:left]}…", hit))
        left -= len(text)
        if left < 0:
            break
    return shown
