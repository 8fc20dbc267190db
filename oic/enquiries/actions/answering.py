"""Answering: by letter with some seconds to take it back, or told by phone or in person."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.centre import queries as centre
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Refused
from oic.core.numbers import is_email
from oic.enquiries.actions import follow_ups
from oic.enquiries.actions.assigning import give
from oic.enquiries.actions.drafts import drop_draft
from oic.enquiries.actions.indexing import index
from oic.enquiries.actions.life import begin_work, looked_after, move
from oic.enquiries.actions.timeline import Files, add_entry
from oic.enquiries.links import reply_token
from oic.enquiries.models import (
    RUNNING_STATES,
    Enquiry,
    EntryKind,
    FollowUp,
    FollowUpState,
    LetterTemplate,
    State,
    TimelineEntry,
)
from oic.enquiries.placeholders import left_in
from oic.enquiries.queries.letters import message_ids
from oic.enquiries.queries.one import last_entry
from oic.mail.actions import cancel as cancel_letter
from oic.mail.actions import queue
from oic.mail.models import Letter, LetterState
from oic.staff.models import User


@dataclass(frozen=True)
class FollowUpPlan:
    """What the composer says about the follow-up; ``wanted`` False cancels a planned one."""

    wanted: bool = True
    due_on: date | None = None
    template: LetterTemplate | None = None


@dataclass(frozen=True)
class Composed:
    """A letter as the expert composed it."""

    subject: str
    body: str
    to_email: str = ""
    files: Files = ()


def wrong_with(enquiry: Enquiry, composed: Composed) -> list[Refused]:
    """All that keeps a letter from leaving, each beside its field."""
    wrong = []
    to_email = _address(enquiry, composed)
    if not to_email:
        words = _l("There is no e-mail address: write one, or record that you told the client.")
        wrong.append(Refused(words, field="to_email"))
    elif not is_email(to_email):
        words = _l("This is not an e-mail address that a letter can be sent to.")
        wrong.append(Refused(words, field="to_email"))
    for field, text, empty in (
        ("subject", composed.subject, _l("Write a subject.")),
        ("body", composed.body, _l("Write the answer.")),
    ):
        if not text.strip():
            wrong.append(Refused(empty, field=field))
        elif holes := left_in(text):
            words = _l("Still to be filled in: %(names)s.", names=", ".join(holes))
            wrong.append(Refused(words, field=field))
    return wrong


def _address(enquiry: Enquiry, composed: Composed) -> str:
    return composed.to_email.strip() or enquiry.reply_email


def _letter(enquiry: Enquiry, composed: Composed, *, kind: str, by: User) -> Letter:
    for refusal in wrong_with(enquiry, composed):
        raise refusal
    to_email = _address(enquiry, composed)
    if not enquiry.reply_email:
        enquiry.reply_email = to_email
    return queue(
        kind=kind,
        to_email=to_email,
        to_name=enquiry.contact.name if enquiry.contact else "",
        subject=composed.subject.strip(),
        text=composed.body.strip(),
        language=enquiry.language,
        automatic=False,
        about=("enquiry", enquiry.id),
        written_by=by,
        not_before=now() + timedelta(seconds=centre.number("undo_seconds")),
        reply_token=reply_token(enquiry),
        in_reply_to=message_ids(enquiry),
        attachments=composed.files,
    )


def _own_it(enquiry: Enquiry, by: User) -> None:
    """Whoever answers an enquiry that nobody has, has it."""
    if enquiry.assignee is None:
        give(enquiry, by, by=by, reason=_l("%(name)s answered it.", name=by.name), verb=Verb.TAKEN)


def _end(
    enquiry: Enquiry, *, by: User, close: bool, follow_up: FollowUpPlan, before: State
) -> None:
    if enquiry.state is not State.ANSWERED and enquiry.state is not State.CLOSED:
        move(enquiry, State.ANSWERED, by=by)
    elif before in {State.ANSWERED, State.CLOSED}:
        enquiry.answered_at = now()
    if close and enquiry.state is not State.CLOSED:
        move(enquiry, State.CLOSED, by=by)
    if not follow_up.wanted:
        reason = _l("Switched off by %(name)s.", name=by.name)
        follow_ups.cancel_planned(enquiry, by=by, reason=reason)
    elif enquiry.reply_email:
        follow_ups.plan(enquiry, by=by, due_on=follow_up.due_on, template=follow_up.template)
    looked_after(enquiry)
    index(enquiry)


def send_answer(
    enquiry: Enquiry,
    composed: Composed,
    *,
    by: User,
    close: bool = False,
    follow_up: FollowUpPlan | None = None,
) -> TimelineEntry:
    """Answer by letter; it waits for the undo time and leaves then.

    Raises Refused, beside its field, for an empty text, a missing address and placeholders that
    are not filled in.
    """
    state, before = enquiry.state, _snapshot(enquiry)
    letter = _letter(enquiry, composed, kind="answer", by=by)
    _own_it(enquiry, by)
    entry = add_entry(
        enquiry,
        EntryKind.ANSWER,
        by=by,
        body=composed.body.strip(),
        public=True,
        letter=letter,
        files=composed.files,
        before=before,
    )
    record(Verb.ANSWERED, "enquiry", enquiry.id, by=by, label=enquiry.reference)
    _end(enquiry, by=by, close=close, follow_up=follow_up or FollowUpPlan(), before=state)
    drop_draft(by, f"enquiry:{enquiry.id}:answer")
    return entry


def tell(  # noqa: PLR0913 - all by keyword
    enquiry: Enquiry,
    summary: str,
    *,
    by: User,
    close: bool = False,
    follow_up: FollowUpPlan | None = None,
    duration_seconds: int = 0,
) -> TimelineEntry:
    """The client was told by phone or in person; raises Refused without a summary."""
    if not summary.strip():
        raise Refused(_l("Say in a sentence what you answered."), field="body")
    before = enquiry.state
    _own_it(enquiry, by)
    entry = add_entry(
        enquiry,
        EntryKind.TOLD,
        by=by,
        body=summary.strip(),
        public=True,
    )
    enquiry.duration_seconds += max(0, duration_seconds)
    record(Verb.ANSWERED, "enquiry", enquiry.id, by=by, label=enquiry.reference)
    _end(enquiry, by=by, close=close, follow_up=follow_up or FollowUpPlan(), before=before)
    drop_draft(by, f"enquiry:{enquiry.id}:told")
    return entry


def ask_client(enquiry: Enquiry, composed: Composed, *, by: User) -> TimelineEntry:
    """Ask the client for a clarification by letter; the clock stops until there is an answer."""
    before = _snapshot(enquiry)
    letter = _letter(enquiry, composed, kind="clarification", by=by)
    _own_it(enquiry, by)
    entry = add_entry(
        enquiry,
        EntryKind.CLARIFICATION,
        by=by,
        body=composed.body.strip(),
        public=True,
        letter=letter,
        files=composed.files,
        before=before,
    )
    enquiry.acknowledged_at = enquiry.acknowledged_at or now()
    if enquiry.state is not State.AWAITING_CLIENT:
        if enquiry.state in {State.ANSWERED, State.CLOSED, State.FORWARDED}:
            move(enquiry, State.REOPENED, by=by)
        move(enquiry, State.AWAITING_CLIENT, by=by)
    looked_after(enquiry)
    index(enquiry)
    drop_draft(by, f"enquiry:{enquiry.id}:ask")
    return entry


def note(enquiry: Enquiry, body: str, *, by: User, files: Files = ()) -> TimelineEntry:
    """An internal note: it never leaves the desk."""
    if not body.strip() and not files:
        raise Refused(_l("Write the note."), field="body")
    entry = add_entry(enquiry, EntryKind.NOTE, by=by, body=body.strip(), files=files)
    record(Verb.NOTED, "enquiry", enquiry.id, by=by, label=enquiry.reference)
    index(enquiry)
    drop_draft(by, f"enquiry:{enquiry.id}:note")
    return entry


def record_call(
    enquiry: Enquiry, body: str, *, by: User, duration_seconds: int = 0
) -> TimelineEntry:
    """A call that did not end it: what was said, for the desk; work has begun."""
    if not body.strip():
        raise Refused(_l("Write what was said."), field="body")
    entry = add_entry(enquiry, EntryKind.CALL, by=by, body=body.strip())
    enquiry.duration_seconds += max(0, duration_seconds)
    enquiry.acknowledged_at = enquiry.acknowledged_at or now()
    record(Verb.NOTED, "enquiry", enquiry.id, by=by, label=enquiry.reference)
    if enquiry.assignee_id == by.id:
        begin_work(enquiry, by=by)
    looked_after(enquiry)
    index(enquiry)
    drop_draft(by, f"enquiry:{enquiry.id}:call")
    return entry


def can_undo(entry: TimelineEntry) -> bool:
    """Whether a letter of the composer can still be taken back."""
    letter = entry.letter
    return (
        entry.kind in {EntryKind.ANSWER, EntryKind.CLARIFICATION}
        and letter is not None
        and letter.state is LetterState.QUEUED
        and letter.attempts == 0
        and letter.not_before > now()
    )


def undo(enquiry: Enquiry, entry: TimelineEntry, *, by: User) -> None:
    """Take a letter back within its undo time: the enquiry stands as it did before.

    The timeline keeps both lines; what the client has said and what colleagues have done in
    between stays too. Raises Refused when the letter has left or is not one's own.
    """
    if entry.enquiry_id != enquiry.id or entry.letter is None or not can_undo(entry):
        raise Refused(_l("The letter has already left and cannot be taken back."))
    if entry.by_id != by.id:
        raise Refused(_l("Only its writer can take a letter back."))
    newest = last_entry(enquiry, EntryKind.ANSWER, EntryKind.CLARIFICATION, EntryKind.TOLD)
    if newest is None or newest.id != entry.id:
        raise Refused(_l("Something was sent after it: it cannot be taken back any more."))
    cancel_letter(entry.letter, by=by)
    before = entry.before or {}
    taken_back = _l("The answer was taken back.")
    follow_ups.cancel_planned(enquiry, by=by, reason=taken_back)
    since = _since(entry, by)
    _restore(enquiry, before, _to_restore(State(before["state"]), since))
    if not since.client_wrote:
        _plan_again(before)
    if before["assignee_id"] is None and not since.passed_on:
        give(enquiry, None, by=by, reason=taken_back)
    add_entry(
        enquiry,
        EntryKind.UNDONE,
        by=by,
        words=_l("%(name)s took the letter back before it left.", name=by.name),
        undoes=entry,
    )
    record(Verb.UNDONE, "enquiry", enquiry.id, by=by, label=enquiry.reference)
    index(enquiry)


@dataclass(frozen=True)
class _Since:
    """What has happened to an enquiry since a letter was written about it."""

    client_wrote: bool
    moved: bool
    """A colleague gave it another state."""
    passed_on: bool
    corrected: bool


def _since(entry: TimelineEntry, by: User) -> _Since:
    rows = db.session.execute(
        select(TimelineEntry.kind, TimelineEntry.by_id).where(
            TimelineEntry.enquiry_id == entry.enquiry_id, TimelineEntry.id > entry.id
        )
    ).all()
    kinds = {kind for kind, _by in rows}
    return _Since(
        client_wrote=EntryKind.CLIENT_MESSAGE in kinds,
        moved=any(kind is EntryKind.STATE and who not in {None, by.id} for kind, who in rows),
        passed_on=not kinds.isdisjoint({EntryKind.ASSIGNED, EntryKind.HANDED_OVER}),
        corrected=EntryKind.CHANGED in kinds,
    )


def _to_restore(state: State, since: _Since) -> tuple[str, ...]:
    """The columns that the letter alone has changed; ``state`` is the one from before it."""
    names: tuple[str, ...] = _ANSWER if since.corrected else (*_ANSWER, "reply_email")
    if not since.moved and (state in RUNNING_STATES or not since.client_wrote):
        names += _STATE
    if not (since.client_wrote or since.passed_on):
        names += _CAME_BACK
    return names


_STATE = (
    "state",
    "closed_at",
    "clock_started_on",
    "pauses",
    "paused_on",
    "acknowledge_by",
    "warn_on",
    "due_on",
    "hard_limit_on",
)
_ANSWER = (
    "answered_at",
    "first_answered_at",
    "acknowledged_at",
    "answered_in_time",
    "first_answer_minutes",
)
_CAME_BACK = ("came_back_at", "came_back_words")


def _snapshot(enquiry: Enquiry) -> dict[str, Any]:
    """How the enquiry stands, as JSON holds it."""
    kept: dict[str, Any] = {}
    for name in (*_STATE, *_ANSWER, *_CAME_BACK, "reply_email", "assignee_id"):
        value = getattr(enquiry, name)
        kept[name] = value.isoformat() if isinstance(value, date) else value
    waiting = follow_ups.planned(enquiry)
    kept["follow_up"] = waiting.id if waiting else None
    kept["follow_up_on"] = waiting.due_on.isoformat() if waiting else None
    kept["follow_up_template"] = waiting.template_id if waiting else None
    return kept


def _restore(enquiry: Enquiry, before: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        value = before.get(name)
        if name == "state":
            value = State(str(value))
        elif isinstance(value, str) and name.endswith("_at"):
            value = datetime.fromisoformat(value)
        elif isinstance(value, str) and (name.endswith("_on") or name == "acknowledge_by"):
            value = date.fromisoformat(value)
        setattr(enquiry, name, value)


def _plan_again(before: dict[str, Any]) -> None:
    """The follow-up that was planned before the letter that is taken back."""
    earlier = db.session.get(FollowUp, before["follow_up"]) if before.get("follow_up") else None
    if earlier is None:
        return
    earlier.state = FollowUpState.PLANNED
    earlier.reason = None
    earlier.due_on = date.fromisoformat(before["follow_up_on"])
    earlier.template_id = before["follow_up_template"]


def just_said(enquiry: Enquiry, body: str, *, by: User) -> TimelineEntry | None:
    """What somebody said last, if these are the very words: a form that was sent twice."""
    said = last_entry(
        enquiry,
        EntryKind.ANSWER,
        EntryKind.CLARIFICATION,
        EntryKind.TOLD,
        EntryKind.NOTE,
        EntryKind.CALL,
    )
    words = " ".join(body.split())
    if said is None or said.by_id != by.id or not words or " ".join(said.body.split()) != words:
        return None
    return said if now() - said.at < _TWICE else None


_TWICE = timedelta(minutes=5)
"""A form that is sent again within this time was sent twice by mistake."""
