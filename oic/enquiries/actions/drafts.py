"""Drafts and presence: what is being typed, and by whom."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from oic.core.clock import now
from oic.core.db import Base, db
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
    kept: dict[str, Any] = dict(filled)
    values = {
        "user_id": by.id,
        "key": key,
        "enquiry_id": enquiry.id if enquiry else None,
        "fields": kept,
        "updated_at": now(),
    }
    draft: Draft = db.session.execute(
        _upsert(Draft, values, "user_id", "key").returning(Draft),
        execution_options={"populate_existing": True},
    ).scalar_one()
    return draft


def _upsert(table: type[Base], values: dict[str, Any], *key: str) -> Any:  # noqa: ANN401 - either engine's insert
    """Insert, or change the row that is there: the same page may be open in two windows."""
    insert = (
        postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    )
    return (
        insert(table)
        .values(values)
        .on_conflict_do_update(
            index_elements=key,
            set_={name: value for name, value in values.items() if name not in key},
        )
    )


def drop_draft(by: User, key: str) -> None:
    """The form was sent or given up."""
    db.session.execute(delete(Draft).where(Draft.user_id == by.id, Draft.key == key))


def be_present(enquiry: Enquiry, by: User, *, writing: bool) -> None:
    """The page of an enquiry is open at somebody's desk."""
    values = {
        "enquiry_id": enquiry.id,
        "user_id": by.id,
        "seen_at": now(),
        "writing": writing,
    }
    db.session.execute(_upsert(Presence, values, "enquiry_id", "user_id"))


def leave(enquiry: Enquiry, by: User) -> None:
    """The page was closed."""
    db.session.execute(
        delete(Presence).where(Presence.enquiry_id == enquiry.id, Presence.user_id == by.id)
    )


def sweep_presence() -> int:
    """Forget who was here yesterday. Returns how many rows went."""
    gone = db.session.execute(delete(Presence).where(Presence.seen_at < now() - timedelta(days=1)))
    return int(gone.rowcount)  # type: ignore[attr-defined]
