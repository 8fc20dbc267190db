"""The append-only trail."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from oic.core.db import (
    APPEND_ONLY,
    PERSONAL,
    Base,
    IdType,
    Instant,
    IntPk,
    JsonType,
    Str20,
    Str40,
    Str80,
    Str200,
    enum_type,
)


class Verb(StrEnum):
    """What can be done to a thing; every audit entry has one of these."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    INVITED = "invited"
    PASSWORD_SET = "password_set"  # noqa: S105 - a verb
    RESET_ASKED = "reset_asked"
    CREATED = "created"
    CHANGED = "changed"
    DEACTIVATED = "deactivated"
    ACTIVATED = "activated"
    MERGED = "merged"
    REMOVED = "removed"
    OPENED = "opened"
    ASSIGNED = "assigned"
    TAKEN = "taken"
    HANDED_OVER = "handed_over"
    REFUSED = "refused"
    STATE_CHANGED = "state_changed"
    ANSWERED = "answered"
    NOTED = "noted"
    UNDONE = "undone"
    FOLLOW_UP = "follow_up"
    LETTER_CANCELLED = "letter_cancelled"
    LETTER_RETRIED = "letter_retried"
    EXPORTED = "exported"
    CLIENT_WROTE = "client_wrote"


class AuditEntry(Base):
    """Who did what to which thing, when and from where. Never changed, never deleted."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_thing", "thing_type", "thing_id"), APPEND_ONLY)

    id: Mapped[IntPk]
    at: Mapped[Instant] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(IdType, index=True)
    by_name: Mapped[Str200] = mapped_column(default="", info=PERSONAL)
    source: Mapped[Str20] = mapped_column(default="")
    address: Mapped[Str80] = mapped_column(default="", info=PERSONAL)
    verb: Mapped[Verb] = mapped_column(enum_type(Verb), index=True)
    thing_type: Mapped[Str40]
    thing_id: Mapped[int | None] = mapped_column(IdType)
    label: Mapped[Str200] = mapped_column(default="")
    """The thing's own name for people where it is no personal datum: a number, a setting's key."""
    detail: Mapped[dict[str, Any] | None] = mapped_column(JsonType)
    """What changed, by field: [before, after]; without personal data."""
