"""Adding to the timeline: the one way in which anything gets there."""

from collections.abc import Sequence
from typing import Any

from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Message
from oic.core.words import in_both
from oic.enquiries.models import Attachment, Enquiry, EntryKind, TimelineEntry
from oic.files.models import StoredFile
from oic.mail.models import Letter
from oic.staff.models import User

Files = Sequence[tuple[StoredFile, str]]
"""Stored contents, each with the name that its sender gave it."""


def add_entry(  # noqa: PLR0913 - one entry, all by keyword
    enquiry: Enquiry,
    kind: EntryKind,
    *,
    by: User | None,
    words: Message | None = None,
    body: str = "",
    public: bool = False,
    letter: Letter | None = None,
    files: Files = (),
    undoes: TimelineEntry | None = None,
    detail: str = "",
    by_name: str = "",
    before: dict[str, Any] | None = None,
) -> TimelineEntry:
    """Write one entry in the present transaction.

    ``words`` is the system's sentence, kept in both languages; ``body`` what a person said;
    ``public`` shows it to the client; ``by_name`` names somebody who has no account; ``before`` is
    what taking a letter back restores.
    """
    entry = TimelineEntry(
        enquiry_id=enquiry.id,
        at=now(),
        kind=kind,
        by_id=by.id if by else None,
        by_name=by.name if by else by_name,
        words=in_both(words) if words is not None else None,
        body=body,
        public=public,
        letter=letter,
        undoes_id=undoes.id if undoes else None,
        detail=detail,
        before=before,
    )
    db.session.add(entry)
    db.session.flush()
    for stored, name in files:
        db.session.add(
            Attachment(entry_id=entry.id, enquiry_id=enquiry.id, file_id=stored.id, name=name)
        )
    enquiry.last_activity_at = entry.at
    return entry
