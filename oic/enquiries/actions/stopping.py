"""A letter about an enquiry that somebody else stops: the register says what then is not true."""

from flask_babel import lazy_gettext as _l

from oic.enquiries.actions import follow_ups
from oic.enquiries.actions.assigning import mark_came_back
from oic.enquiries.actions.life import move
from oic.enquiries.actions.timeline import add_entry
from oic.enquiries.models import Enquiry, EntryKind, State
from oic.enquiries.queries.one import last_entry, locked
from oic.mail.actions import cancel
from oic.mail.models import Letter
from oic.staff.models import User


def stop_letter(letter: Letter, *, by: User) -> None:
    """Take a letter back that has not left, for good, whoever wrote it.

    An answer that nobody gets is none: its enquiry is reopened, its follow-up cancelled, and its
    expert told. Raises Refused when the letter has left, or is just leaving.
    """
    about = letter.about_id if letter.about_type == "enquiry" else None
    enquiry = locked(about) if about is not None else None
    cancel(letter, by=by)
    if enquiry is None:
        return
    add_entry(
        enquiry,
        EntryKind.LETTER,
        by=by,
        words=_l("%(name)s stopped a letter before it left.", name=by.name),
        letter=letter,
    )
    follow_ups.letter_stopped(enquiry, letter)
    _stands_again(enquiry, letter, by)
    mark_came_back(enquiry, _l("A letter was stopped before it left."))


def _stands_again(enquiry: Enquiry, letter: Letter, by: User) -> None:
    """Its state without the letter that was to bring it there."""
    newest = last_entry(enquiry, EntryKind.ANSWER, EntryKind.CLARIFICATION, EntryKind.TOLD)
    if newest is None or newest.letter != letter:
        return
    if newest.kind is EntryKind.CLARIFICATION and enquiry.state is State.AWAITING_CLIENT:
        move(enquiry, State.IN_PROGRESS, by=by, words=_l("The client was not asked after all."))
    elif newest.kind is EntryKind.ANSWER and enquiry.state in {State.ANSWERED, State.CLOSED}:
        move(enquiry, State.REOPENED, by=by, words=_l("Reopened: the answer did not leave."))
