"""What of an enquiry its client may see."""

from collections.abc import Sequence

from oic.core.clock import now
from oic.enquiries.models import Attachment, Enquiry, EntryKind, TimelineEntry
from oic.enquiries.queries.one import timeline
from oic.mail.models import LetterState

_NEVER = frozenset({EntryKind.NOTE, EntryKind.REMINDER})


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
    if letter is None or letter.attempts:
        return False
    return letter.state is LetterState.CANCELLED or (
        letter.state is LetterState.QUEUED and letter.not_before > now()
    )


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
