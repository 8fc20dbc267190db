"""What machines write about our letters: not delivered, delayed, opened, out of office."""

from collections.abc import Iterable
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Message
from oic.core.text import fold
from oic.enquiries.actions.assigning import mark_came_back
from oic.enquiries.actions.mail.belonging import by_our_letter, our_letter, where
from oic.enquiries.actions.timeline import add_entry
from oic.enquiries.models import Enquiry, EntryKind
from oic.enquiries.queries.one import locked
from oic.mail.filing import Filed, Taken
from oic.mail.kinds import Failure, Nature
from oic.mail.models import IncomingState, Letter, LetterState
from oic.mail.trimming.pieces import new_text
from oic.mail.verdicts import Verdict, of_report
from oic.web import panels

_LONGEST = 4_000
_READ = 50_000
_RECENT = timedelta(days=7)


def note_failure(taken: Taken) -> Filed:
    """A bounce marks the letter and the address and tells the expert; a delay is only noted."""
    failed = [failure.address for failure in taken.told.failures]
    letter = our_letter(taken.told.about) or _to_one_of((*failed, *taken.told.original_recipients))
    if letter is None:
        return Filed(IncomingState.NOTED)
    failure = next(
        (one for one in taken.told.failures if fold(one.address) == fold(letter.to_email)),
        taken.told.failures[0] if taken.told.failures else Failure(letter.to_email),
    )
    enquiry = _enquiry_of(letter)
    verdict = of_report(failure.status, failure.diagnostic)
    if taken.told.nature is Nature.DELAY:
        _say(enquiry, letter, _l("A letter of ours is delayed: %(why)s", why=verdict.said))
    else:
        _came_back(letter, verdict, enquiry)
    return Filed(IncomingState.NOTED, ("enquiry", enquiry.id) if enquiry else None)


def _to_one_of(addresses: Iterable[str]) -> Letter | None:
    """The last letter to an address, for a report that names no letter."""
    for address in addresses:
        found = db.session.scalar(
            select(Letter)
            .where(
                Letter.to_email == address,
                Letter.state == LetterState.SENT,
                Letter.sent_at > now() - _RECENT,
            )
            .order_by(Letter.id.desc())
            .limit(1)
        )
        if found is not None:
            return found
    return None


def _enquiry_of(letter: Letter) -> Enquiry | None:
    if letter.about_type != "enquiry" or letter.about_id is None:
        return None
    return locked(letter.about_id)


def _came_back(letter: Letter, verdict: Verdict, enquiry: Enquiry | None) -> None:
    marked = db.session.execute(
        update(Letter)
        .where(Letter.id == letter.id, Letter.state == LetterState.SENT)
        .values(state=LetterState.FAILED, last_error=verdict.said)
        .returning(Letter.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    db.session.refresh(letter)
    if verdict.no_mailbox:
        for panel in panels.at("delivery"):
            panel.render(letter.to_email, failing=True)
    if enquiry is None or marked is None:
        return  # a second report about the same letter says nothing new
    _say(enquiry, letter, _l("A letter of ours came back: %(why)s", why=verdict.said))
    mark_came_back(enquiry, _l("A letter came back undelivered."))


def _say(enquiry: Enquiry | None, letter: Letter, words: Message) -> None:
    if enquiry is not None:
        add_entry(enquiry, EntryKind.LETTER, by=None, words=words, letter=letter)


def note_automatic(taken: Taken) -> Filed:
    """An out-of-office answer or a receipt: a line on the timeline of the enquiry it is about."""
    sender = taken.letter.sender.email if taken.letter.sender else ""
    found = by_our_letter(taken.told.about)
    if found is None:
        belongs = where(taken.letter, sender)
        found = belongs.enquiry if belongs is not None and belongs.proved else None
    if found is None:
        return Filed(IncomingState.NOTED)
    enquiry = locked(found.id)
    who = (taken.letter.sender.name or sender) if taken.letter.sender else sender
    body = ""
    if taken.told.nature is Nature.RECEIPT:
        words = _l("The mail server confirms that a letter of ours arrived.")
        if taken.told.why == "disposition notification":
            words = _l("%(name)s confirms that a letter of ours was opened.", name=who)
    else:
        words = _l("An automatic answer came from %(name)s.", name=who)
        body = new_text(taken.letter.text[:_READ])[:_LONGEST]
    before = enquiry.last_activity_at
    add_entry(enquiry, EntryKind.LETTER, by=None, words=words, body=body)
    enquiry.last_activity_at = before  # nobody has done anything
    return Filed(IncomingState.NOTED, ("enquiry", enquiry.id))
