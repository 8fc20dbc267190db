"""Drafts and presence: what is being typed, and by whom."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from oic.core.clock import now
from oic.core.db import db
from oic.enquiries.models import Draft, Enquiry, Presence
from oic.staff.models import User

DRAFT_LIMIT = 200_000
"""Characters of all fields together: more is not kept, the form itself holds it."""


def keep_draft(
    by: User, key: str, fields: dict[str, list[str]], enquiry: Enquiry | None = None
) -> Draft | None:
    """Keep a form's fields; an empty form drops its draft. Returns the draft, or None.

    Only the newest is kept. Too large a form is left alone (None): it is not refused, for the
    person is still typing.
    """
    filled = {name: values for name, values in fields.items() if any(v.strip() for v in values)}
    if not filled or sum(len(v) for values in filled.values() for v in values) > DRAFT_LIMIT:
        if not filled:
            drop_draft(by, key)
        return None
    draft = db.session.scalar(select(Draft).where(Draft.user_id == by.id, Draft.key == key))
    if draft is None:
        draft = Draft(user_id=by.id, key=key, enquiry_id=enquiry.id if enquiry else None)
        db.session.add(draft)
    kept: dict[str, Any] = dict(filled)
    draft.fields = kept
    draft.updated_at = now()
    return draft


def drop_draft(by: User, key: str) -> None:
    """The form was sent or given up."""
    db.session.execute(delete(Draft).where(Draft.user_id == by.id, Draft.key == key))


def be_present(enquiry: Enquiry, by: User, *, writing: bool) -> None:
    """The page of an enquiry is open at somebody's desk."""
    row = db.session.get(Presence, (enquiry.id, by.id))
    if row is None:
        row = Presence(enquiry_id=enquiry.id, user_id=by.id)
        db.session.add(row)
    row.seen_at = now()
    row.writing = writing


def leave(enquiry: Enquiry, by: User) -> None:
    """The page was closed."""
    db.session.execute(
        delete(Presence).where(Presence.enquiry_id == enquiry.id, Presence.user_id == by.id)
    )


def sweep_presence() -> int:
    """Forget who was here yesterday. Returns how many rows went."""
    gone = db.session.execute(delete(Presence).where(Presence.seen_at < now() - timedelta(days=1)))
    return int(gone.rowcount)
