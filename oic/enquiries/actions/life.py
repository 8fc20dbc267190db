"""An enquiry's life: every change of state goes through :func:`move`."""

from datetime import timedelta
from textwrap import shorten

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.centre import queries as centre
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Message, Refused
from oic.core.numbers import is_email
from oic.core.wording import LANGUAGES, duration_words
from oic.enquiries.actions import follow_ups
from oic.enquiries.actions.assigning import assign_by_rule, mark_came_back
from oic.enquiries.actions.deadlines import (
    measure_first_answer,
    pause_clock,
    resume_clock,
    start_clock,
)
from oic.enquiries.actions.indexing import index
from oic.enquiries.actions.timeline import Files, add_entry
from oic.enquiries.models import (
    TRANSITIONS,
    Aside,
    ClientLetter,
    Enquiry,
    EntryKind,
    SetAside,
    State,
    TimelineEntry,
)
from oic.enquiries.phrases import Listed, Named, StateName
from oic.mail.models import Incoming, IncomingState
from oic.places.queries import municipality_by_id
from oic.staff.models import User


def move(  # noqa: PLR0913 - all by keyword
    enquiry: Enquiry,
    to: State,
    *,
    by: User | None,
    words: Message | None = None,
    note: str = "",
    public: bool = False,
) -> TimelineEntry:
    """Change the state, with its clocks, timeline entry and audit.

    Raises Refused for a step that TRANSITIONS does not have.
    """
    before = enquiry.state
    if to not in TRANSITIONS[before]:
        raise Refused(
            _l(
                "What is “%(before)s” cannot become “%(after)s”.",
                before=StateName(before),
                after=StateName(to),
            )
        )
    if before is State.AWAITING_CLIENT:
        resume_clock(enquiry)
    enquiry.state = to
    if to is State.AWAITING_CLIENT:
        pause_clock(enquiry)
    elif to is State.ANSWERED:
        enquiry.answered_at = now()
        if enquiry.first_answered_at is None:
            enquiry.first_answered_at = now()
            measure_first_answer(enquiry)
        enquiry.acknowledged_at = enquiry.acknowledged_at or now()
    elif to is State.CLOSED:
        enquiry.closed_at = now()
    elif to is State.REOPENED:
        enquiry.closed_at = None
        start_clock(enquiry)
        _counts_again(enquiry)
        follow_ups.cancel_planned(enquiry, by=by, reason=_l("The enquiry was reopened."))
    if to in {State.ANSWERED, State.CLOSED, State.FORWARDED, State.AWAITING_CLIENT}:
        enquiry.came_back_at = None
        enquiry.came_back_words = None
    entry = add_entry(
        enquiry,
        EntryKind.STATE,
        by=by,
        words=words
        if words is not None
        else _l("From “%(before)s” to “%(after)s”.", before=StateName(before), after=StateName(to)),
        body=note,
        public=public,
        detail=f"{before.value}>{to.value}",
    )
    record(
        Verb.STATE_CHANGED,
        "enquiry",
        enquiry.id,
        by=by,
        label=enquiry.reference,
        detail={"state": [before.value, to.value]},
    )
    return entry


def _counts_again(enquiry: Enquiry) -> None:
    """What is open again is neither junk nor a part of another: else nobody would see it."""
    aside = db.session.get(SetAside, enquiry.id)
    if aside is None:
        return
    if aside.why is Aside.JUNK:
        theirs = select(ClientLetter.incoming_id).where(ClientLetter.enquiry_id == enquiry.id)
        db.session.execute(
            update(Incoming)
            .where(Incoming.id.in_(theirs), Incoming.state == IncomingState.JUNK)
            .values(state=IncomingState.FILED)
            .execution_options(synchronize_session=False)
        )
    db.session.delete(aside)
    db.session.flush()


def begin_work(enquiry: Enquiry, *, by: User) -> None:
    """The assignee has begun: new or reopened becomes in progress; otherwise nothing changes."""
    if enquiry.state in {State.NEW, State.REOPENED}:
        move(enquiry, State.IN_PROGRESS, by=by)


def forward(enquiry: Enquiry, *, by: User, institution: str, note: str = "") -> None:
    """Forwarded to the body that is competent; raises Refused when none is named.

    The client sees where it went; the note stays at the desk.
    """
    institution = institution.strip()
    if not institution:
        raise Refused(_l("Name the institution."), field="institution")
    enquiry.forwarded_to = institution[:200]
    move(
        enquiry,
        State.FORWARDED,
        by=by,
        words=_l("Forwarded to %(institution)s.", institution=institution),
        public=True,
    )
    if note.strip():
        add_entry(enquiry, EntryKind.NOTE, by=by, body=note.strip())
    index(enquiry)


def close(enquiry: Enquiry, *, by: User, note: str = "") -> None:
    """Nothing more is owed."""
    move(enquiry, State.CLOSED, by=by, note=note)


def reopen(enquiry: Enquiry, *, by: User, reason: str) -> None:
    """Open again, with new deadlines; raises Refused without a reason."""
    if not reason.strip():
        raise Refused(_l("Say why it is reopened."), field="reason")
    move(enquiry, State.REOPENED, by=by, note=reason.strip())
    if enquiry.assignee is None or not enquiry.assignee.takes_enquiries:
        assign_by_rule(enquiry, by=None)


def client_wrote(
    enquiry: Enquiry, text: str, *, files: Files = (), by_name: str = ""
) -> TimelineEntry:
    """The client said more: kept, its expert told, waiting ended, an answered one reopened.

    A planned follow-up is cancelled: the client has just written. Raises Refused for an empty
    message without files, and for an enquiry closed longer ago than the centre's rule allows.
    """
    if not text.strip() and not files:
        raise Refused(_l("Write your message or choose a file."), field="text")
    if not accepts_client(enquiry):
        raise Refused(_l("This enquiry was closed long ago. Please ask a new question."))
    entry = add_entry(
        enquiry,
        EntryKind.CLIENT_MESSAGE,
        by=None,
        by_name=by_name or enquiry.client_name,
        body=text.strip(),
        files=files,
        public=True,
    )
    record(Verb.CLIENT_WROTE, "enquiry", enquiry.id, by=None, label=enquiry.reference)
    follow_ups.cancel_planned(enquiry, by=None, reason=_l("The client wrote back."))
    if enquiry.state is State.AWAITING_CLIENT:
        move(enquiry, State.IN_PROGRESS, by=None, words=_l("The client has answered."))
    elif enquiry.state in {State.ANSWERED, State.CLOSED, State.FORWARDED}:
        move(enquiry, State.REOPENED, by=None, words=_l("Reopened: the client wrote again."))
    mark_came_back(enquiry, _l("The client wrote."))
    if enquiry.assignee is None or not enquiry.assignee.takes_enquiries:
        assign_by_rule(enquiry, by=None)
    index(enquiry)
    return entry


def accepts_client(enquiry: Enquiry) -> bool:
    """Whether the client can still say more under the public link."""
    if enquiry.state is not State.CLOSED or enquiry.closed_at is None:
        return True
    return now() - enquiry.closed_at <= timedelta(days=centre.number("reopen_days"))


def looked_after(enquiry: Enquiry) -> None:
    """The expert has seen what came back: it leaves that part of her day."""
    enquiry.came_back_at = None
    enquiry.came_back_words = None


def see(enquiry: Enquiry, *, by: User) -> bool:
    """Its expert has opened it: it is new for her no more. Returns whether that was new.

    Opening is no change of the enquiry, so its version stays and nobody's form becomes stale.
    """
    seen = db.session.execute(
        update(Enquiry)
        .where(
            Enquiry.id == enquiry.id,
            Enquiry.assignee_id == by.id,
            Enquiry.seen_by_assignee_at.is_(None),
        )
        .values(seen_by_assignee_at=now())
        .returning(Enquiry.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return seen is not None


def change_facts(  # noqa: PLR0913 - all by keyword
    enquiry: Enquiry,
    *,
    by: User,
    subject: str,
    municipality_id: int | None,
    language: str,
    reply_email: str,
    duration_seconds: int,
) -> None:
    """Correct what was registered; the timeline says which fields changed and what they said."""
    subject = subject.strip()
    if not subject:
        raise Refused(_l("The subject cannot be empty."), field="subject")
    if municipality_id is not None and municipality_by_id(municipality_id) is None:
        raise Refused(_l("Choose one from the list."), field="municipality")
    reply_email = reply_email.strip()
    if reply_email and not is_email(reply_email):
        raise Refused(_l("This is not an e-mail address."), field="reply_email")
    if language not in LANGUAGES:
        raise Refused(_l("Choose Bulgarian or English."), field="language")
    if duration_seconds < 0:
        raise Refused(_l("The duration cannot be negative."), field="duration_minutes")
    new = {
        "subject": subject[:200],
        "municipality_id": municipality_id,
        "language": language,
        "reply_email": reply_email,
        "duration_seconds": duration_seconds,
    }
    changed = [name for name, value in new.items() if getattr(enquiry, name) != value]
    if not changed:
        return
    corrected = Listed([_corrected(enquiry, name) for name in changed])
    for name in changed:
        setattr(enquiry, name, new[name])
    add_entry(
        enquiry, EntryKind.CHANGED, by=by, words=_l("Corrected: %(fields)s.", fields=corrected)
    )
    record(
        Verb.CHANGED,
        "enquiry",
        enquiry.id,
        by=by,
        label=enquiry.reference,
        detail={"fields": changed},
    )
    index(enquiry)


def _corrected(enquiry: Enquiry, name: str) -> Message:
    """A field's name, and what stands in it until now."""
    place = enquiry.municipality
    label, old = {
        "subject": (_l("subject"), shorten(enquiry.subject, 60, placeholder="…")),
        "municipality_id": (_l("municipality"), Named(place) if place else ""),
        "language": (_l("language"), LANGUAGES.get(enquiry.language, "")),
        "reply_email": (_l("address for letters"), enquiry.reply_email),
        "duration_seconds": (_l("duration"), duration_words(enquiry.duration_seconds)),
    }[name]
    return _l("%(field)s (it was “%(old)s”)", field=label, old=old) if str(old) else label
