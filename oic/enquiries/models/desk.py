"""What the desk keeps for itself: drafts, who is looking, saved views."""

from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from oic.core.db import (
    PERSONAL,
    Base,
    IdType,
    Instant,
    IntPk,
    JsonType,
    LongText,
    Str80,
)


class Draft(Base):
    """A form that is being filled in, kept while typing."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(IdType, ForeignKey("user_account.id", ondelete="CASCADE"))
    key: Mapped[Str80]
    """Which form: ``new`` for a new enquiry, ``enquiry:17:answer`` for an answer."""
    enquiry_id: Mapped[int | None] = mapped_column(
        IdType, ForeignKey("enquiry.id", ondelete="CASCADE"), index=True
    )
    fields: Mapped[dict[str, Any]] = mapped_column(JsonType, info=PERSONAL)
    """The form's fields by name, each a list of texts."""
    updated_at: Mapped[Instant]


class Presence(Base):
    """Who has an enquiry's page open."""

    __tablename__ = "presence"
    __table_args__ = (Index("ix_presence_seen_at", "seen_at"),)

    enquiry_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("enquiry.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True
    )
    seen_at: Mapped[Instant]
    writing: Mapped[bool] = mapped_column(default=False)


class SavedView(Base):
    """A named filter of the register."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[Str80]
    query: Mapped[LongText] = mapped_column(info=PERSONAL)
    """The register's address after the question mark."""
    shared: Mapped[bool] = mapped_column(default=False)
    """Whether colleagues see it."""
    position: Mapped[int] = mapped_column(default=0)
