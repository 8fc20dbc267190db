"""Filing a letter that came in: an entry of its enquiry, a new enquiry, or a note."""

from datetime import datetime, timedelta

from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.clients.models import ClientType
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Refused
from oic.core.language import language_of
from oic.core.numbers import is_email
from oic.core.words import in_both
from oic.enquiries.actions.life import accepts_client, client_wrote
from oic.enquiries.actions.mail import reports
from oic.enquiries.actions.mail.belonging import Belongs, where
from oic.enquiries.actions.mail.sender import Sender, sender_of
from oic.enquiries.actions.opening import NewEnquiry, NewQuestion, register
from oic.enquiries.actions.timeline import Files, add_entry
from oic.enquiries.models import Channel, ClientLetter, Enquiry, EntryKind, TimelineEntry
from oic.enquiries.queries.one import last_entry, locked
from oic.files.store import keep_all, take
from oic.mail.filing import MOST_FILES, Filed, Taken, own_addresses, raw_of
from oic.mail.kinds import Nature, Told, answerable
from oic.mail.models import Incoming, IncomingState
from oic.mail.reading.letter import ReadLetter
from oic.mail.reading.message import read
from oic.mail.trimming.pieces import new_text
from oic.places.queries import municipality_named_in
from oic.staff.models import User
from oic.web.pages import settings
from oic.web.rate import within_limit

LONGEST_TEXT = 200_000
"""Signs of a letter on the timeline; the rest is in the raw letter, which is then attached."""
ACKNOWLEDGED_AN_HOUR = 3
"""Automatic answers to one address within an hour: two programs never answer each other on."""
ACKNOWLEDGED_WITHIN = timedelta(days=3)
"""A letter that lay longer on the server is not told that it has just arrived."""
_LOOKED_AT = 2_000
_GARBLED = 20
"""One sign in so many that cannot be read makes a text without headers none."""
RAW_NAME = "letter.eml"


def file(taken: Taken) -> Filed:
    """File one letter, in the present transaction; see oic.mail.filing."""
    nature = taken.told.nature
    if nature in {Nature.OWN, Nature.BULLETIN}:
        return Filed(IncomingState.NOTED)
    if nature in {Nature.BOUNCE, Nature.DELAY}:
        return reports.note_failure(taken)
    if nature in {Nature.AUTO_REPLY, Nature.RECEIPT}:
        return reports.note_automatic(taken)
    return _as_entry(taken)


def register_anyway(row: Incoming, *, by: User) -> Enquiry:
    """Make an enquiry of a letter that was kept as none; ``by`` has decided so.

    Raises Refused for one that is in the register already.
    """
    if row.state is not IncomingState.NOTED or row.copy_of_id is not None:
        raise Refused(_l("This letter is in the register already, or it is a copy."))
    letter = read(raw_of(row))
    files = [take(file.content, file.name) for file in letter.files[:MOST_FILES]]
    taken = Taken(row, letter, Told(Nature.PERSON, "said by a person"), files, plainly=False)
    filed = _as_entry(taken, quietly=True)
    row.state, row.nature = filed.state, Nature.PERSON.value
    row.about_type, row.about_id = filed.about or (None, None)
    record(Verb.CHANGED, "incoming", row.id, by=by)
    db.session.flush()
    return locked(int(row.about_id or 0))


def _as_entry(taken: Taken, *, quietly: bool = False) -> Filed:
    if taken.plainly or _is_garbled(taken.letter):
        return _plainly(taken)
    sender = sender_of(taken.letter)
    belongs = where(taken.letter, sender.wrote_from)
    files = _files(taken)
    if belongs is not None and belongs.proved:
        enquiry = locked(belongs.enquiry.id)
        if _staffs(sender.wrote_from):
            _note(enquiry, taken, sender, files)
            return Filed(IncomingState.FILED, ("enquiry", enquiry.id))
        if accepts_client(enquiry):
            _continue(enquiry, taken, sender, files)
            return Filed(IncomingState.FILED, ("enquiry", enquiry.id))
        belongs = Belongs(enquiry, False, _l("It answers this enquiry, which is closed long ago."))
    enquiry = _open(taken, sender, files, quietly=quietly)
    link = _link(taken, enquiry, _first_entry(enquiry), sender)
    link.opened_it = True
    link.stranger = None if _staffs(sender.wrote_from) else sender.stranger
    if belongs is not None and belongs.enquiry.id != enquiry.id:
        link.may_belong_to_id = belongs.enquiry.id
        link.may_belong_words = in_both(belongs.words)
    db.session.flush()
    return Filed(IncomingState.FILED, ("enquiry", enquiry.id))


def _plainly(taken: Taken) -> Filed:
    """An enquiry without understanding: what was read of the letter, and the letter itself."""
    letter = taken.letter
    email = letter.sender.email[:320] if letter.sender else ""
    name = letter.sender.name[:200] if letter.sender else ""
    body = _body(taken)
    with force_locale(settings().language):
        untitled = gettext("A letter that could not be read")
    enquiry = register(
        NewEnquiry(
            channel=Channel.EMAIL,
            client_type=ClientType.OTHER,
            questions=(NewQuestion(body, recognise=False),),
            language=settings().language,
            subject=letter.subject or untitled,
            reply_email=email,
            received_at=_received_at(taken),
            submission_key=f"mail-{taken.row.id}",
            files=_files(taken),
            said=body,
            said_by=name or email,
            acknowledge=False,
        ),
        by=None,
    )
    sender = Sender(email, email, name, None, ClientType.OTHER, None)
    _link(taken, enquiry, _first_entry(enquiry), sender).opened_it = True
    db.session.flush()
    return Filed(IncomingState.FILED, ("enquiry", enquiry.id))


def _first_entry(enquiry: Enquiry) -> TimelineEntry:
    entry = last_entry(enquiry, EntryKind.CLIENT_MESSAGE)
    if entry is None:
        message = "a letter was registered without an entry"
        raise LookupError(message)
    return entry


def _continue(enquiry: Enquiry, taken: Taken, sender: Sender, files: Files) -> None:
    entry = client_wrote(enquiry, _body(taken), files=files, by_name=_name_of(enquiry, sender))
    _link(taken, enquiry, entry, sender)


def _note(enquiry: Enquiry, taken: Taken, sender: Sender, files: Files) -> None:
    """A colleague who answers to all from her own mailbox is not the client who wrote again."""
    entry = add_entry(
        enquiry,
        EntryKind.NOTE,
        by=None,
        by_name=(sender.name or sender.wrote_from)[:200],
        body=_body(taken),
        files=files,
    )
    _link(taken, enquiry, entry, sender)


def _name_of(enquiry: Enquiry, sender: Sender) -> str:
    """Who wrote, as the timeline shows: a third person under her own name."""
    if sender.contact is not None and sender.contact == enquiry.contact:
        return enquiry.client_name
    return (sender.name or sender.wrote_from)[:200]


def _link(taken: Taken, enquiry: Enquiry, entry: TimelineEntry, sender: Sender) -> ClientLetter:
    link = ClientLetter(
        incoming_id=taken.row.id,
        enquiry_id=enquiry.id,
        entry_id=entry.id,
        from_email=sender.wrote_from.lower()[:320],
        from_name=sender.name[:200],
        has_html=bool(taken.letter.html.strip()),
    )
    db.session.add(link)
    db.session.flush()
    return link


def _files(taken: Taken) -> Files:
    """The letter's files; with the raw letter where what is shown is not all that there is."""
    received = list(taken.files)
    files = keep_all(received) if received else []
    short = len(taken.letter.files) > len(received) or len(taken.letter.text) > LONGEST_TEXT
    unclear = taken.plainly or not taken.letter.headers or taken.letter.sender is None
    broken = {"parts too deep", "too many parts", "no boundary"} & set(taken.letter.defects)
    nothing = not taken.letter.text.strip() and not received
    if short or unclear or broken or nothing:
        files = [*files, (taken.row.file, RAW_NAME)]
    return files


def _body(taken: Taken) -> str:
    """What the timeline holds: the whole text, quotations and all, or a notice in its place."""
    text = taken.letter.text.strip()[:LONGEST_TEXT]
    if text and not _is_garbled(taken.letter):
        return text
    with force_locale(settings().language):
        if not taken.letter.headers:
            return gettext("This letter could not be read. It is attached as it came.")
        if taken.letter.files:
            return gettext("The letter has no text, only files.")
        return gettext("The letter has no text.")


def _is_garbled(letter: ReadLetter) -> bool:
    """Whether it is no letter at all, but bytes: a file, or what a broken program sent."""
    shown = letter.text[:_LOOKED_AT]
    return not letter.headers and shown.count("\ufffd") * _GARBLED > len(shown)


def _open(taken: Taken, sender: Sender, files: Files, *, quietly: bool) -> Enquiry:
    letter, contact = taken.letter, sender.contact
    body = _body(taken)
    said = new_text(letter.text[:LONGEST_TEXT]).strip()
    question = said or letter.subject or body
    place = None
    if contact is None or contact.municipality_id is None:
        place = municipality_named_in(f"{letter.subject}\n{letter.text[:20_000]}")
    language = language_of(f"{letter.subject}\n{said}") or (
        contact.language if contact else settings().language
    )
    return register(
        NewEnquiry(
            channel=Channel.EMAIL,
            client_type=sender.client_type,
            questions=(NewQuestion(question),),
            municipality_id=place.id if place else contact.municipality_id if contact else None,
            contact=contact,
            language=language,
            subject=letter.subject,
            reply_email=sender.email if "@" in sender.email else "",
            received_at=_received_at(taken),
            submission_key=f"mail-{taken.row.id}",
            files=files,
            said=body,
            said_by=(contact.display_name if contact else sender.name or sender.wrote_from)[:200],
            acknowledge=not quietly and _may_acknowledge(taken, sender),
            answers=(letter.message_id,) if letter.message_id else (),
        ),
        by=None,
    )


def _received_at(taken: Taken) -> datetime:
    """When the server got it, else when it was written; never later than now."""
    moment = taken.row.arrived_at or taken.letter.date or taken.row.came_at
    return min(moment, now())


def _may_acknowledge(taken: Taken, sender: Sender) -> bool:
    """Whether a letter that it arrived may be sent: to a person, who is not told twice."""
    if not answerable(taken.letter, own_addresses=own_addresses()) or not is_email(sender.email):
        return False
    if sender.email.lower() in own_addresses() or not _is_fresh(taken):
        return False
    if _staffs(sender.email):
        return False
    return within_limit("acknowledge", sender.email, ACKNOWLEDGED_AN_HOUR, 3_600)


def _is_fresh(taken: Taken) -> bool:
    return now() - _received_at(taken) <= ACKNOWLEDGED_WITHIN


def _staffs(email: str) -> bool:
    """Whether it is a colleague's address: she knows that her letter is in the register."""
    return db.session.scalar(select(User.id).where(User.email == email.lower())) is not None
