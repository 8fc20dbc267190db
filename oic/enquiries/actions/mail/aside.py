"""Enquiries that turn out to be none: junk, or a part of another. Each can be called back."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Message, Refused
from oic.enquiries.actions import follow_ups
from oic.enquiries.actions.assigning import assign_by_rule
from oic.enquiries.actions.life import accepts_client, client_wrote, move
from oic.enquiries.actions.timeline import add_entry
from oic.enquiries.models import (
    Aside,
    Attachment,
    ClientLetter,
    Enquiry,
    EntryKind,
    SetAside,
    State,
    TimelineEntry,
)
from oic.enquiries.queries.one import locked
from oic.mail.actions import withdraw
from oic.mail.models import Incoming, IncomingState
from oic.staff.models import User

_WRITTEN_BY_ITSELF = ("acknowledgement", "follow_up")


def mark_junk(enquiry: Enquiry, *, by: User) -> None:
    """Not a question to the centre at all: closed, counted nowhere, and it can be called back.

    Raises Refused for what the desk itself registered, and for what is set aside already.
    """
    if enquiry.created_by_id is not None:
        raise Refused(_l("A colleague registered this: it is not junk. Close it instead."))
    _set_aside(enquiry, Aside.JUNK, None, by, _l("%(name)s marked this as junk.", name=by.name))
    _letters_are_junk(enquiry)
    record(Verb.REMOVED, "enquiry", enquiry.id, by=by, label=enquiry.reference)


def join(enquiry: Enquiry, into: Enquiry, *, by: User) -> None:
    """What came in as an enquiry of its own is a part of another: its messages go on there.

    Raises Refused for itself, for what is set aside, and for one that was closed long ago.
    """
    if enquiry.id == into.id:
        raise Refused(_l("An enquiry cannot be joined to itself."), field="into")
    if db.session.get(SetAside, into.id) is not None:
        raise Refused(_l("That enquiry is set aside itself."), field="into")
    if not accepts_client(into):
        raise Refused(_l("That enquiry was closed long ago and takes nothing more."), field="into")
    said = db.session.scalars(
        select(TimelineEntry)
        .where(
            TimelineEntry.enquiry_id == enquiry.id,
            TimelineEntry.kind == EntryKind.CLIENT_MESSAGE,
        )
        .order_by(TimelineEntry.id)
    ).all()
    _set_aside(
        enquiry,
        Aside.JOINED,
        into,
        by,
        _l(
            "%(name)s joined this to %(reference)s.",
            name=by.name,
            reference=into.reference,
        ),
    )
    for entry in said:
        files = [(one.file, one.name) for one in _attachments(entry)]
        moved = client_wrote(into, entry.body, files=files, by_name=entry.by_name)
        _follow(entry, moved, into)
    if not into.reply_email:
        into.reply_email = enquiry.reply_email
    add_entry(
        into,
        EntryKind.CHANGED,
        by=by,
        words=_l(
            "%(name)s joined %(reference)s to this.", name=by.name, reference=enquiry.reference
        ),
    )
    record(
        Verb.MERGED,
        "enquiry",
        into.id,
        by=by,
        label=into.reference,
        detail={"joined": enquiry.reference},
    )


def _attachments(entry: TimelineEntry) -> list[Attachment]:
    return list(
        db.session.scalars(
            select(Attachment).where(Attachment.entry_id == entry.id).order_by(Attachment.id)
        )
    )


def _follow(entry: TimelineEntry, moved: TimelineEntry, into: Enquiry) -> None:
    """The letter goes with its message, so that answers to it find the enquiry that stays."""
    old = db.session.scalar(select(ClientLetter).where(ClientLetter.entry_id == entry.id))
    if old is None:
        return
    old.may_belong_to_id, old.may_belong_words, old.stranger = None, None, None
    db.session.add(
        ClientLetter(
            incoming_id=old.incoming_id,
            enquiry_id=into.id,
            entry_id=moved.id,
            from_email=old.from_email,
            from_name=old.from_name,
            has_html=old.has_html,
        )
    )
    db.session.flush()


def call_back(enquiry: Enquiry, *, by: User) -> None:
    """Take back that it was set aside: it is an enquiry again. Raises Refused when it was not."""
    aside = db.session.get(SetAside, enquiry.id)
    if aside is None:
        raise Refused(_l("This enquiry is not set aside."))
    into = locked(aside.into_id) if aside.into_id else None
    move(enquiry, State.REOPENED, by=by, words=_l("%(name)s called it back.", name=by.name))
    if enquiry.assignee is None or not enquiry.assignee.takes_enquiries:
        assign_by_rule(enquiry, by=None)
    if into is not None:
        add_entry(
            into,
            EntryKind.CHANGED,
            by=by,
            words=_l(
                "%(reference)s stands for itself again: it does not belong here.",
                reference=enquiry.reference,
            ),
        )
    record(Verb.OPENED, "enquiry", enquiry.id, by=by, label=enquiry.reference)


def keep_apart(link: ClientLetter, *, by: User) -> None:
    """It does not belong to the enquiry that was proposed."""
    link.may_belong_to_id, link.may_belong_words = None, None
    record(Verb.CHANGED, "enquiry", link.enquiry_id, by=by, detail={"joined": False})
    db.session.flush()


def _set_aside(
    enquiry: Enquiry, why: Aside, into: Enquiry | None, by: User, words: Message
) -> None:
    if db.session.get(SetAside, enquiry.id) is not None:
        raise Refused(_l("This enquiry is set aside already."))
    follow_ups.cancel_planned(enquiry, by=by, reason=words)
    withdraw(("enquiry", enquiry.id), _WRITTEN_BY_ITSELF, by=by)
    if enquiry.state is not State.CLOSED:
        move(enquiry, State.CLOSED, by=by, words=words)
    else:
        add_entry(enquiry, EntryKind.CHANGED, by=by, words=words)
    db.session.add(
        SetAside(
            enquiry_id=enquiry.id,
            why=why,
            into_id=into.id if into else None,
            at=now(),
            by_id=by.id,
        )
    )
    db.session.flush()


def _letters_are_junk(enquiry: Enquiry) -> None:
    theirs = select(ClientLetter.incoming_id).where(ClientLetter.enquiry_id == enquiry.id)
    db.session.execute(
        update(Incoming)
        .where(Incoming.id.in_(theirs), Incoming.state == IncomingState.FILED)
        .values(state=IncomingState.JUNK)
        .execution_options(synchronize_session=False)
    )
