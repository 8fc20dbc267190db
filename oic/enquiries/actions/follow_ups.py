"""The letter some days after the answer that asks whether it helped."""

import secrets
from collections.abc import Sequence
from datetime import date, time

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.centre import queries as centre
from oic.core.clock import local_now, now, today
from oic.core.db import db
from oic.core.errors import Message, Refused
from oic.core.words import in_both
from oic.enquiries.actions.assigning import mark_came_back
from oic.enquiries.actions.indexing import index
from oic.enquiries.actions.timeline import add_entry
from oic.enquiries.links import reply_token
from oic.enquiries.models import (
    OPEN_STATES,
    Enquiry,
    EntryKind,
    FollowUp,
    FollowUpState,
    LetterTemplate,
    TemplateKind,
)
from oic.enquiries.phrases import Day
from oic.enquiries.placeholders import Filling, fill
from oic.enquiries.queries import letters, one
from oic.mail.actions import cancel as cancel_letter
from oic.mail.actions import queue
from oic.mail.models import Letter, LetterState
from oic.staff.models import User

BATCH = 200
"""How many follow-ups one run of the job sends."""
LETTERS_FROM, LETTERS_UNTIL = time(8, 30), time(18)
"""When follow-up letters leave, on working days, in Sofia: nobody is asked at midnight."""
LOW_SCORE, MIDDLING_SCORE = 2, 3
"""A rating up to the first is for its expert to look at; up to the second, if it says why."""
LAST_CHANGE_DAYS = 90
"""How long after the first rating it can be changed."""


def planned(enquiry: Enquiry) -> FollowUp | None:
    """The follow-up that is waiting; an enquiry has one at most."""
    return db.session.scalar(
        select(FollowUp).where(
            FollowUp.enquiry_id == enquiry.id, FollowUp.state == FollowUpState.PLANNED
        )
    )


def usual_day() -> date:
    """The day that the centre's rule plans for an answer given today."""
    return centre.calendar().add(today(), centre.number("follow_up_days"))


def plan(
    enquiry: Enquiry,
    *,
    by: User | None,
    due_on: date | None = None,
    template: LetterTemplate | None = None,
) -> FollowUp:
    """Plan the follow-up, or change the planned one.

    Raises Refused when there is no address to write to, the day is not after today, the enquiry
    is still open, or the template is none for a follow-up in its language.
    """
    due_on = due_on or usual_day()
    if not enquiry.reply_email:
        raise Refused(_l("There is no e-mail address to write to."), field="follow_up")
    if due_on <= today():
        raise Refused(_l("Choose a day after today."), field="follow_up_on")
    if enquiry.state in OPEN_STATES:
        raise Refused(_l("A follow-up comes after the answer."), field="follow_up")
    if template is not None and template not in letters.for_follow_ups(enquiry.language):
        raise Refused(
            _l("Choose a follow-up template in the enquiry's language."),
            field="follow_up_template",
        )
    found = planned(enquiry)
    if found is None:
        found = FollowUp(
            enquiry_id=enquiry.id,
            state=FollowUpState.PLANNED,
            created_at=now(),
            token=secrets.token_urlsafe(18),
            planned_by_id=by.id if by else None,
            due_on=due_on,
            comment="",
        )
        db.session.add(found)
    found.due_on = due_on
    found.template = template
    add_entry(
        enquiry,
        EntryKind.FOLLOW_UP,
        by=by,
        words=_l("A follow-up letter is planned for %(day)s.", day=Day(due_on)),
    )
    record(
        Verb.FOLLOW_UP,
        "enquiry",
        enquiry.id,
        by=by,
        label=enquiry.reference,
        detail={"due_on": due_on.isoformat()},
    )
    return found


def cancel_planned(enquiry: Enquiry, *, by: User | None, reason: Message) -> bool:
    """Cancel the waiting follow-up, and a sent one's letter that has not left yet.

    Returns whether there was one; the reason is kept in words.
    """
    waiting = list(
        db.session.scalars(
            select(FollowUp).where(
                FollowUp.enquiry_id == enquiry.id,
                FollowUp.state.in_({FollowUpState.PLANNED, FollowUpState.SENT}),
            )
        )
    )
    cancelled = False
    for follow_up in waiting:
        letter = follow_up.letter
        if follow_up.state is FollowUpState.SENT:
            if letter is None or letter.state is not LetterState.QUEUED:
                continue
            cancel_letter(letter, by=by)
        follow_up.state = FollowUpState.CANCELLED
        follow_up.reason = in_both(reason)
        cancelled = True
    if cancelled:
        add_entry(
            enquiry,
            EntryKind.FOLLOW_UP,
            by=by,
            words=_l("The follow-up letter is cancelled. %(reason)s", reason=reason),
        )
        record(Verb.FOLLOW_UP, "enquiry", enquiry.id, by=by, label=enquiry.reference)
    return cancelled


def letter_stopped(enquiry: Enquiry, letter: Letter) -> None:
    """The letter of a sent follow-up was stopped: nobody is asked, and the list says so."""
    stopped = db.session.scalar(
        select(FollowUp).where(FollowUp.enquiry_id == enquiry.id, FollowUp.letter_id == letter.id)
    )
    if stopped is not None:
        stopped.state = FollowUpState.CANCELLED
        stopped.reason = in_both(_l("A letter was stopped before it left."))


def due() -> Sequence[int]:
    """The follow-ups whose day has come, the oldest first; a run of the job sends no more.

    None outside the hours of a working day: they leave when the desk is there to be written to.
    """
    moment = local_now()
    in_hours = LETTERS_FROM <= moment.time() < LETTERS_UNTIL
    if not in_hours or not centre.calendar().is_working(moment.date()):
        return []
    return db.session.scalars(
        select(FollowUp.id)
        .where(FollowUp.state == FollowUpState.PLANNED, FollowUp.due_on <= today())
        .order_by(FollowUp.due_on, FollowUp.id)
        .limit(BATCH)
    ).all()


def send(follow_up_id: int) -> bool:
    """Queue the letter of a follow-up whose day has come. Returns whether there was one to queue.

    The enquiry is held first, as by everybody who changes it. Where somebody holds it (the client
    is just writing, another worker is here) it is left to the next run, and one that was sent or
    cancelled since it was found due is not planned any more: running twice sends once.
    """
    enquiry = db.session.scalar(
        select(Enquiry)
        .join(FollowUp, FollowUp.enquiry_id == Enquiry.id)
        .where(FollowUp.id == follow_up_id)
        .with_for_update(of=Enquiry, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if enquiry is None:
        return False
    follow_up = db.session.get_one(FollowUp, follow_up_id, populate_existing=True)
    if follow_up.state is not FollowUpState.PLANNED or follow_up.due_on > today():
        return False
    return _send(follow_up)


def send_due() -> int:
    """Queue the letters of all that are due in the present transaction. Returns how many.

    For whoever is alone with the database; the job gives each letter its own transaction.
    """
    return sum(send(follow_up_id) for follow_up_id in due())


def _give_up(follow_up: FollowUp, reason: Message) -> bool:
    mark_came_back(
        follow_up.enquiry, _l("The follow-up letter did not leave. %(reason)s", reason=reason)
    )
    follow_up.state = FollowUpState.CANCELLED
    follow_up.reason = in_both(reason)
    add_entry(
        follow_up.enquiry,
        EntryKind.FOLLOW_UP,
        by=None,
        words=_l("The follow-up letter is cancelled. %(reason)s", reason=reason),
    )
    return False


def _send(follow_up: FollowUp) -> bool:
    enquiry = follow_up.enquiry
    template = follow_up.template
    if template is None or template.language != enquiry.language:  # put right since it was planned
        template = letters.standard(TemplateKind.FOLLOW_UP, enquiry.language)
    if template is None or not enquiry.reply_email:
        return _give_up(follow_up, _l("There is no template or no address for it."))
    if _answer_undelivered(enquiry):
        return _give_up(follow_up, _l("The answer itself was not delivered."))
    filling = Filling(enquiry, follow_up=follow_up)
    subject, body = fill(template.subject, filling), fill(template.body, filling)
    if not (subject.complete and body.complete):
        names = dict.fromkeys((*subject.unknown, *subject.empty, *body.unknown, *body.empty))
        return _give_up(
            follow_up,
            _l("Its template has empty placeholders: %(names)s.", names=", ".join(names)),
        )
    try:
        letter = queue(
            kind="follow_up",
            to_email=enquiry.reply_email,
            to_name=enquiry.contact.name if enquiry.contact else "",
            subject=subject.text,
            text=body.text,
            language=enquiry.language,
            automatic=True,
            about=("enquiry", enquiry.id),
            reply_token=reply_token(enquiry),
        )
    except Refused as refusal:  # one bad address must not hold the others up
        return _give_up(follow_up, refusal.message)
    follow_up.state = FollowUpState.SENT
    follow_up.letter = letter
    add_entry(
        enquiry,
        EntryKind.FOLLOW_UP,
        by=None,
        words=_l("The follow-up letter is on its way."),
        letter=letter,
    )
    return True


def _answer_undelivered(enquiry: Enquiry) -> bool:
    answer = one.last_entry(enquiry, EntryKind.ANSWER, EntryKind.TOLD)
    letter = answer.letter if answer else None
    return letter is not None and letter.state in {LetterState.FAILED, LetterState.CANCELLED}


def by_token(token: str) -> FollowUp | None:
    """The follow-up under a satisfaction link."""
    return db.session.scalar(select(FollowUp).where(FollowUp.token == token))


def rate(follow_up: FollowUp, score: int, comment: str) -> None:
    """The client says how well the answer helped, one to five; the last word counts.

    Raises Refused for another number and, once, 90 days after the first rating.
    """
    if score not in range(1, 6):
        raise Refused(_l("Choose a number from 1 to 5."), field="score")
    enquiry = one.locked(follow_up.enquiry_id)
    db.session.refresh(follow_up)
    if follow_up.scored_at is not None and (now() - follow_up.scored_at).days > LAST_CHANGE_DAYS:
        raise Refused(_l("This rating can no longer be changed."))
    follow_up.score = score
    follow_up.comment = comment.strip()
    follow_up.scored_at = follow_up.scored_at or now()
    add_entry(
        enquiry,
        EntryKind.SATISFACTION,
        by=None,
        by_name=enquiry.client_name,
        words=_l("Rated the answer %(score)d of 5.", score=score),
        body=comment.strip(),
        detail=str(score),
    )
    record(Verb.CLIENT_WROTE, "enquiry", enquiry.id, by=None, label=enquiry.reference)
    if score <= LOW_SCORE or (score <= MIDDLING_SCORE and comment.strip()):
        mark_came_back(enquiry, _l("Rated the answer %(score)d of 5.", score=score))
    index(enquiry)
