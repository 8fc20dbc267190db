"""Registering an enquiry: the number, the clocks, the assignment, all in one step."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import text

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.clients.models import ClientType, Contact, Organisation
from oic.core.clock import local, now, today
from oic.core.db import db
from oic.core.errors import Refused
from oic.core.numbers import find_procedures
from oic.core.wording import presentable
from oic.enquiries.actions import follow_ups
from oic.enquiries.actions.assigning import assign_by_rule, give, must_take
from oic.enquiries.actions.deadlines import start_clock
from oic.enquiries.actions.indexing import index
from oic.enquiries.actions.life import move
from oic.enquiries.actions.timeline import Files, add_entry
from oic.enquiries.links import reply_token
from oic.enquiries.models import (
    Channel,
    Enquiry,
    EntryKind,
    LetterTemplate,
    Question,
    State,
    TemplateKind,
)
from oic.enquiries.placeholders import Filling, fill
from oic.enquiries.queries import letters
from oic.enquiries.queries.one import by_submission_key
from oic.funding.models import Programme
from oic.funding.queries import programme_for_code, programme_named_in
from oic.mail.actions import queue
from oic.staff.models import User

FACE_TO_FACE = frozenset({Channel.OFFICE, Channel.PHONE, Channel.OUTREACH, Channel.EVENT})
"""Channels on which the person is there: nothing has to be acknowledged by letter."""
SUBJECT_LENGTH = 90


class Outcome(StrEnum):
    """What happens to it when it is registered."""

    ASSIGN = "assign"
    TAKE = "take"
    ANSWERED = "answered"


@dataclass(frozen=True)
class NewQuestion:
    """One question as it was typed; what is left out is recognised from the text."""

    text: str
    programme_id: int | None = None
    topic_id: int | None = None
    procedure_code: str = ""
    recognise: bool = True
    """False: a person has said that it is about no programme."""


@dataclass(frozen=True)
class NewEnquiry:
    """What is registered. Only a question, a client type and a channel are needed."""

    channel: Channel
    client_type: ClientType
    questions: tuple[NewQuestion, ...]
    municipality_id: int | None = None
    contact: Contact | None = None
    organisation: Organisation | None = None
    language: str = "bg"
    subject: str = ""
    reply_email: str = ""
    received_at: datetime | None = None
    duration_seconds: int = 0
    submission_key: str | None = None
    files: Files = ()
    outcome: Outcome = Outcome.ASSIGN
    assignee: User | None = None
    """With ASSIGN: the colleague chosen; None leaves it to the rule."""
    summary: str = ""
    """With ANSWERED: what the person was told."""
    follow_up: bool = False
    follow_up_on: date | None = None
    follow_up_template: LetterTemplate | None = None
    said: str = ""
    """The whole of what the client wrote, where that is more than the questions."""
    said_by: str = ""
    """Who wrote it, where that is nobody among the clients."""
    acknowledge: bool = True
    """Whether a letter may say that it arrived."""
    answers: tuple[str, ...] = ()
    """Message-IDs of the client's letter: what we write goes under it."""


def next_number(year: int) -> int:
    """The next number of a year; its row stays locked until the transaction ends.

    One statement on both engines, so that no two transactions read the same last number, and a
    rolled-back one gives its number back: no gaps and no doubles.
    """
    given = db.session.execute(
        text(
            "INSERT INTO number_counter (year, last) VALUES (:year, 1) "
            "ON CONFLICT (year) DO UPDATE SET last = number_counter.last + 1 RETURNING last"
        ),
        {"year": year},
    )
    return int(given.scalar_one())


def _hold_counter(year: int) -> None:
    """Wait for others who are registering: after this, what they registered is visible."""
    db.session.execute(
        text(
            "INSERT INTO number_counter (year, last) VALUES (:year, 0) "
            "ON CONFLICT (year) DO UPDATE SET last = number_counter.last"
        ),
        {"year": year},
    )


def made_by(submission_key: str | None) -> Enquiry | None:
    """The enquiry that a form has made already, after waiting for others who are registering.

    A use case that makes a client first asks this before, so that a form sent twice at the same
    moment makes neither a second enquiry nor a second client.
    """
    _hold_counter(today().year)
    return by_submission_key(submission_key) if submission_key else None


def subject_from(question: str) -> str:
    """A subject for a question without one: its first sentence, cut at a word."""
    first = next((line.strip() for line in question.splitlines() if line.strip()), "")
    for end in (". ", "? ", "! "):
        head, mark, _rest = first.partition(end)
        if mark and len(head) <= SUBJECT_LENGTH:
            return (head + mark).strip().rstrip(".")
    if len(first) <= SUBJECT_LENGTH:
        return first.rstrip(".")
    return first[:SUBJECT_LENGTH].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def register(new: NewEnquiry, *, by: User | None) -> Enquiry:
    """Register an enquiry; ``by`` None is the public, through the web form or by mail.

    The same ``submission_key`` again gives the enquiry that was made the first time and changes
    nothing. Raises Refused when there is no question, when it is said to be answered without
    saying what, or for an assignee who takes no enquiries.
    """
    questions = [question for question in new.questions if question.text.strip()]
    if not questions:
        raise Refused(_l("Write what was asked."), field="questions-0-text")
    if new.outcome is Outcome.ANSWERED and not new.summary.strip():
        raise Refused(_l("Say in a sentence what you answered."), field="summary")
    if new.outcome is not Outcome.ASSIGN and by is None:
        message = "only a person of the desk can take or answer"
        raise ValueError(message)
    earlier = made_by(new.submission_key)
    if earlier is not None:
        return earlier
    enquiry = _write(new, questions, today().year, by)
    _tell_timeline(enquiry, new, by)
    if new.outcome is Outcome.ANSWERED and by is not None:
        _answered(enquiry, new, by)
    elif new.outcome is Outcome.TAKE and by is not None:
        give(enquiry, by, by=by, reason=_l("%(name)s took it.", name=by.name), verb=Verb.TAKEN)
        move(enquiry, State.IN_PROGRESS, by=by)
    elif new.assignee is not None and by is not None:
        must_take(new.assignee)
        give(enquiry, new.assignee, by=by, reason=_l("Chosen by %(name)s.", name=by.name))
    else:
        assign_by_rule(enquiry, by=by)
    if new.channel not in FACE_TO_FACE and new.acknowledge:
        acknowledge(enquiry, answers=new.answers)
    index(enquiry)
    return enquiry


def _write(new: NewEnquiry, questions: list[NewQuestion], year: int, by: User | None) -> Enquiry:
    moment = now()
    number = next_number(year)
    enquiry = Enquiry(
        year=year,
        number=number,
        reference=f"{year}-{number:06d}",
        public_token=secrets.token_urlsafe(18),
        submission_key=new.submission_key,
        channel=new.channel,
        client_type=new.client_type,
        municipality_id=new.municipality_id,
        contact=new.contact,
        organisation=new.organisation or (new.contact.organisation if new.contact else None),
        language=new.language,
        subject=(new.subject.strip() or subject_from(questions[0].text))[:200],
        reply_email=new.reply_email.strip(),
        received_at=new.received_at or moment,
        created_at=moment,
        created_by_id=by.id if by else None,
        duration_seconds=max(0, new.duration_seconds),
        state=State.NEW,
        last_activity_at=moment,
        acknowledged_at=moment if new.channel in FACE_TO_FACE else None,
        questions=[_question(position, item) for position, item in enumerate(questions)],
    )
    start_clock(enquiry, local(enquiry.received_at).date())
    db.session.add(enquiry)
    db.session.flush()
    return enquiry


@dataclass(frozen=True)
class Recognised:
    """What a question is about, as far as its words say."""

    procedure_code: str
    programme: Programme | None


def recognise(text: str, procedure_code: str = "") -> Recognised:
    """The procedure's number and the programme that a question names, in any spelling.

    ``procedure_code`` is a number that a person gave: it is brought to normal form where it can
    be read, and kept as it is where it cannot.
    """
    given = procedure_code.strip()
    found = find_procedures(given or text)
    code = given
    if found:
        code = found[0].number if given else found[0].code
    programme = programme_for_code(code) if code else None
    return Recognised(code[:80], programme or programme_named_in(text))


def _question(position: int, item: NewQuestion) -> Question:
    code, programme_id = item.procedure_code.strip(), item.programme_id
    if code and not item.recognise:
        code = recognise("", code).procedure_code
    if item.recognise:
        read = recognise(item.text, code)
        code = read.procedure_code
        if programme_id is None and read.programme is not None:
            programme_id = read.programme.id
    return Question(
        position=position,
        text=item.text.strip(),
        programme_id=programme_id,
        topic_id=item.topic_id,
        procedure_code=code[:80],
    )


def _tell_timeline(enquiry: Enquiry, new: NewEnquiry, by: User | None) -> None:
    from_client = by is None
    add_entry(
        enquiry,
        EntryKind.REGISTERED,
        by=by,
        words=_l("Registered under %(reference)s.", reference=enquiry.reference),
        public=True,
    )
    add_entry(
        enquiry,
        EntryKind.CLIENT_MESSAGE,
        by=by,
        by_name=(new.said_by or enquiry.client_name) if from_client else "",
        body=new.said or "\n\n".join(question.text for question in enquiry.questions),
        files=new.files,
        public=True,
    )
    record(
        Verb.OPENED,
        "enquiry",
        enquiry.id,
        by=by,
        label=enquiry.reference,
        detail={"channel": new.channel.value, "questions": len(enquiry.questions)},
    )


def _answered(enquiry: Enquiry, new: NewEnquiry, by: User) -> None:
    give(
        enquiry,
        by,
        by=by,
        reason=_l("%(name)s answered it on the spot.", name=by.name),
        verb=Verb.TAKEN,
    )
    enquiry.answered_on_the_spot = True
    add_entry(enquiry, EntryKind.TOLD, by=by, body=new.summary.strip(), public=True)
    record(Verb.ANSWERED, "enquiry", enquiry.id, by=by, label=enquiry.reference)
    move(enquiry, State.ANSWERED, by=by)
    move(enquiry, State.CLOSED, by=by)
    if new.follow_up and enquiry.reply_email:
        follow_ups.plan(enquiry, by=by, due_on=new.follow_up_on, template=new.follow_up_template)


def acknowledge(enquiry: Enquiry, *, answers: tuple[str, ...] = ()) -> None:
    """Queue the letter that it was received, where there is an address to write to.

    ``answers`` are the Message-IDs of the letter that it answers.
    """
    if not enquiry.reply_email:
        return
    template = letters.standard(TemplateKind.ACKNOWLEDGEMENT, enquiry.language)
    if template is None:
        return
    filling = Filling(enquiry)
    subject, body = fill(template.subject, filling), fill(template.body, filling)
    if not (subject.complete and body.complete):
        add_entry(
            enquiry,
            EntryKind.LETTER,
            by=None,
            words=_l("No acknowledgement was sent: its template has empty placeholders."),
        )
        return
    letter = queue(
        kind="acknowledgement",
        to_email=enquiry.reply_email,
        to_name=presentable(enquiry.contact.name) if enquiry.contact else "",
        subject=subject.text,
        text=body.text,
        language=enquiry.language,
        automatic=True,
        about=("enquiry", enquiry.id),
        reply_token=reply_token(enquiry),
        in_reply_to=answers,
    )
    enquiry.acknowledged_at = now()
    add_entry(
        enquiry,
        EntryKind.LETTER,
        by=None,
        words=_l("An acknowledgement is on its way."),
        letter=letter,
    )
