"""Where a question stands, in the words of whoever asked it."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from oic.core.errors import Message
from oic.enquiries.models import RUNNING_STATES, Enquiry, State


@dataclass(frozen=True)
class Progress:
    """A short state, a sentence that explains it, and how the page marks it."""

    state: Message
    sentence: Message
    tone: str
    """note, soon (the client has to do something) or done."""
    shows_date: bool = False
    """Whether a date by which we answer is running."""


_PROGRESS = {
    State.NEW: Progress(
        _l("We have it"), _l("Your question is with us and an expert will take it up."), "note"
    ),
    State.IN_PROGRESS: Progress(
        _l("We are working on it"), _l("An expert is preparing the answer."), "note"
    ),
    State.AWAITING_CLIENT: Progress(
        _l("We are waiting for you"),
        _l("We asked you for something more. Write to us below, and we will go on at once."),
        "soon",
    ),
    State.FORWARDED: Progress(
        _l("Forwarded"),
        _l("Your question is for another institution and we have passed it on."),
        "done",
    ),
    State.ANSWERED: Progress(
        _l("Answered"),
        _l("If something is still unclear, write to us below: the question is opened again."),
        "done",
    ),
    State.CLOSED: Progress(
        _l("Completed"),
        _l("We have finished work on your question."),
        "done",
    ),
    State.REOPENED: Progress(
        _l("We are working on it again"),
        _l("You wrote to us again and an expert is looking at it."),
        "note",
    ),
}


def progress_of(enquiry: Enquiry, *, held_back: bool = False) -> Progress:
    """The present state of a question, for its client.

    ``held_back``: a letter about it can still be taken back, so we are working on it until then.
    """
    if held_back and enquiry.state in {State.ANSWERED, State.CLOSED, State.AWAITING_CLIENT}:
        return _PROGRESS[State.IN_PROGRESS]
    found = _PROGRESS[enquiry.state]
    if enquiry.state is State.FORWARDED and enquiry.forwarded_to:
        sentence = _l("We have passed it on to: %(institution)s.", institution=enquiry.forwarded_to)
        return Progress(found.state, sentence, found.tone)
    return Progress(
        found.state, found.sentence, found.tone, shows_date=enquiry.state in RUNNING_STATES
    )
