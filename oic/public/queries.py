"""What of an enquiry its client may see."""

from collections.abc import Sequence

from sqlalchemy import select

from oic.core.clock import now
from oic.core.db import db
from oic.enquiries.models import Attachment, Enquiry, EntryKind, TimelineEntry
from oic.enquiries.queries.one import timeline
from oic.mail.models import Letter, LetterState

_NEVER = frozenset({EntryKind.NOTE, EntryKind.REMINDER})


def holds_back(enquiry: Enquiry) -> bool:
    """Whether a letter about it can still be taken back: its client does not know yet."""
    return bool(
        db.session.scalar(
            select(TimelineEntry.id)
            .join(Letter, Letter.id == TimelineEntry.letter_id)
            .where(
                TimelineEntry.enquiry_id == enquiry.id,
                TimelineEntry.public,
                Letter.state == LetterState.QUEUED,
                Letter.not_before > now(),
                Letter.attempts == 0,
            )
            .limit(1)
        )
    )


def conversation(enquiry: Enquiry) -> Sequence[TimelineEntry]:
    """The public entries, oldest first.

    Without what was taken back, and without an answer whose letter can still be taken back: the
    client never sees what then was not said.
    """
    entries = timeline(enquiry)
    undone = {entry.undoes_id for entry in entries}
    return [
        entry
        for entry in entries
        if entry.public
        and entry.kind not in _NEVER
        and entry.id not in undone
        and not _still_stoppable(entry)
    ]


def _still_stoppable(entry: TimelineEntry) -> bool:
    letter = entry.letter
    return letter is not None and (letter.state is LetterState.CANCELLED or _waits(letter))


def _waits(letter: Letter) -> bool:
    waits = letter.state is LetterState.QUEUED and letter.not_before > now()
    return waits and letter.attempts == 0


def attachment(enquiry: Enquiry, attachment_id: int) -> Attachment | None:
    """A file of the conversation; None for every other file, those of notes too."""
    return next(
        (
            found
            for entry in conversation(enquiry)
            for found in entry.attachments
            if found.id == attachment_id
        ),
        None,
    )
