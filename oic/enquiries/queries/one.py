"""One enquiry: by number, by link, locked for a change."""

from collections.abc import Collection, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from oic.core.db import db
from oic.core.errors import Stale
from oic.enquiries.models import (
    OPEN_STATES,
    Attachment,
    Enquiry,
    EntryKind,
    FollowUp,
    Reminder,
    TimelineEntry,
)
from oic.enquiries.queries.aside import not_aside


def by_reference(reference: str) -> Enquiry | None:
    """The enquiry of a number such as 2026-000123, with what its page shows."""
    return db.session.scalar(
        select(Enquiry)
        .where(Enquiry.reference == reference)
        .options(
            joinedload(Enquiry.contact),
            joinedload(Enquiry.organisation),
            joinedload(Enquiry.municipality),
            joinedload(Enquiry.assignee),
            selectinload(Enquiry.questions),
        )
    )


def by_public_token(token: str) -> Enquiry | None:
    """The enquiry under an unguessable link."""
    return db.session.scalar(select(Enquiry).where(Enquiry.public_token == token))


def by_submission_key(key: str) -> Enquiry | None:
    """The enquiry that a form has made already."""
    return db.session.scalar(select(Enquiry).where(Enquiry.submission_key == key))


def locked(enquiry_id: int) -> Enquiry:
    """The enquiry, held against other writers until the transaction ends.

    Raises LookupError when there is no such enquiry.
    """
    enquiry = db.session.scalar(
        select(Enquiry)
        .where(Enquiry.id == enquiry_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if enquiry is None:
        message = f"no enquiry {enquiry_id}"
        raise LookupError(message)
    return enquiry


def locked_together(*enquiry_ids: int) -> None:
    """Hold several against other writers, in an order of its own.

    Two people who need the same two wait for each other, and never crosswise for ever.
    """
    for enquiry_id in sorted(set(enquiry_ids)):
        locked(enquiry_id)


def must_be_as_seen(enquiry: Enquiry, version: int) -> None:
    """Raise Stale when somebody saved it after the person saw this version."""
    if enquiry.version != version:
        raise Stale(_l("Somebody saved this enquiry after you opened it."))


def unanswered(ids: Collection[int]) -> Sequence[Enquiry]:
    """Which of these nobody has answered yet, by deadline, each with who has it."""
    return db.session.scalars(
        select(Enquiry)
        .where(Enquiry.id.in_(ids), Enquiry.state.in_(OPEN_STATES))
        .order_by(Enquiry.due_on, Enquiry.id)
        .options(joinedload(Enquiry.assignee), joinedload(Enquiry.contact))
    ).all()


def locked_as_seen(enquiry_id: int, last: int) -> Enquiry:
    """The enquiry, held for a change by somebody whose page showed the timeline up to ``last``.

    Raises Stale when something has happened since. The timeline tells it and not the version:
    every change that matters leaves a line there, and a mark that was cleared is nothing that
    anybody could have missed.
    """
    enquiry = locked(enquiry_id)
    if newest_entry(enquiry) > last:
        raise Stale(_l("Something has happened here since you opened the page."))
    return enquiry


def newest_entry(enquiry: Enquiry) -> int:
    """The number of the newest line on the timeline; 0 without any."""
    return (
        db.session.scalar(
            select(func.max(TimelineEntry.id)).where(TimelineEntry.enquiry_id == enquiry.id)
        )
        or 0
    )


def last_entry(enquiry: Enquiry, *kinds: EntryKind) -> TimelineEntry | None:
    """The newest entry of some kinds that was not taken back."""
    undone = select(TimelineEntry.undoes_id).where(
        TimelineEntry.enquiry_id == enquiry.id, TimelineEntry.undoes_id.is_not(None)
    )
    return db.session.scalar(
        select(TimelineEntry)
        .where(
            TimelineEntry.enquiry_id == enquiry.id,
            TimelineEntry.kind.in_(kinds),
            TimelineEntry.id.not_in(undone),
        )
        .order_by(TimelineEntry.id.desc())
        .limit(1)
    )


def related(enquiry: Enquiry, limit: int = 5) -> Sequence[Enquiry]:
    """Others of the same client: the open ones first, then the newest."""
    same = []
    if enquiry.contact_id:
        same.append(Enquiry.contact_id == enquiry.contact_id)
    if enquiry.organisation_id:
        same.append(Enquiry.organisation_id == enquiry.organisation_id)
    if not same:
        return []
    return db.session.scalars(
        select(Enquiry)
        .where(or_(*same), Enquiry.id != enquiry.id, not_aside())
        .order_by(Enquiry.state.in_(OPEN_STATES).desc(), Enquiry.received_at.desc())
        .limit(limit)
        .options(joinedload(Enquiry.assignee))
    ).all()


def waiting_reminders(enquiry: Enquiry) -> Sequence[Reminder]:
    """What somebody wants to be reminded of here, the next first."""
    return db.session.scalars(
        select(Reminder)
        .where(Reminder.enquiry_id == enquiry.id, Reminder.done_at.is_(None))
        .order_by(Reminder.due_at)
        .options(joinedload(Reminder.user))
    ).all()


def follow_ups(enquiry: Enquiry) -> Sequence[FollowUp]:
    """The follow-ups of an enquiry, the newest first, with their letters and templates."""
    return db.session.scalars(
        select(FollowUp)
        .where(FollowUp.enquiry_id == enquiry.id)
        .order_by(FollowUp.id.desc())
        .options(joinedload(FollowUp.letter), joinedload(FollowUp.template))
    ).all()


def timeline(enquiry: Enquiry) -> Sequence[TimelineEntry]:
    """All that happened, oldest first, with letters and files."""
    return db.session.scalars(
        select(TimelineEntry)
        .where(TimelineEntry.enquiry_id == enquiry.id)
        .order_by(TimelineEntry.at, TimelineEntry.id)
        .options(
            joinedload(TimelineEntry.letter),
            selectinload(TimelineEntry.attachments).joinedload(Attachment.file),
        )
    ).all()
