"""The append-only timeline of an enquiry and the files on it."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from oic.core.db import (
    APPEND_ONLY,
    PERSONAL,
    Base,
    IdType,
    Instant,
    IntPk,
    JsonType,
    LongText,
    Str80,
    Str200,
    enum_type,
)
from oic.core.words import Words
from oic.files.models import StoredFile
from oic.mail.models import Letter


class EntryKind(StrEnum):
    """What an entry of the timeline is."""

    REGISTERED = "registered"
    CLIENT_MESSAGE = "client_message"
    ASSIGNED = "assigned"
    HANDED_OVER = "handed_over"
    REFUSED = "refused"
    STATE = "state"
    NOTE = "note"
    CALL = "call"
    ANSWER = "answer"
    TOLD = "told"
    CLARIFICATION = "clarification"
    LETTER = "letter"
    FOLLOW_UP = "follow_up"
    REMINDER = "reminder"
    SATISFACTION = "satisfaction"
    CHANGED = "changed"
    UNDONE = "undone"

    @property
    def is_said(self) -> bool:
        """Whether a person said it (shown large), and not the program (shown small)."""
        return self in _SAID


_SAID = frozenset(
    {
        EntryKind.CLIENT_MESSAGE,
        EntryKind.NOTE,
        EntryKind.CALL,
        EntryKind.ANSWER,
        EntryKind.TOLD,
        EntryKind.CLARIFICATION,
        EntryKind.SATISFACTION,
    }
)


class TimelineEntry(Base):
    """One thing that happened to an enquiry. Never changed, never deleted."""

    __tablename__ = "timeline_entry"
    __table_args__ = (Index("ix_timeline_entry_enquiry_id_at", "enquiry_id", "at"), APPEND_ONLY)

    id: Mapped[IntPk]
    enquiry_id: Mapped[int] = mapped_column(IdType, ForeignKey("enquiry.id", ondelete="CASCADE"))
    at: Mapped[Instant]
    kind: Mapped[EntryKind] = mapped_column(enum_type(EntryKind))
    by_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("user_account.id"), index=True)
    by_name: Mapped[Str200] = mapped_column(default="", info=PERSONAL)
    """As it was then; empty: the program did it by itself."""
    words: Mapped[Words | None] = mapped_column(JsonType, info=PERSONAL)
    """The system's sentence, in both languages."""
    body: Mapped[LongText] = mapped_column(default="", info=PERSONAL)
    """What a person said or wrote, as plain text."""
    public: Mapped[bool] = mapped_column(default=False)
    """Whether the client sees it on the page under the unguessable link."""
    letter_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("letter.id"), index=True)
    undoes_id: Mapped[int | None] = mapped_column(
        IdType, ForeignKey("timeline_entry.id"), index=True
    )
    """The entry that this one takes back: an answer stopped before it left."""
    detail: Mapped[Str80] = mapped_column(default="")
    """A machine-readable addition: the states of a change (new>in_progress), a score."""
    before: Mapped[dict[str, Any] | None] = mapped_column(JsonType, info=PERSONAL)
    """How the enquiry stood before a letter was sent: what taking the letter back restores."""

    letter: Mapped[Letter | None] = relationship()
    attachments: Mapped[list["Attachment"]] = relationship(order_by="Attachment.id")


class Attachment(Base):
    """A file on an entry of the timeline."""

    __tablename__ = "attachment"
    __table_args__ = APPEND_ONLY

    id: Mapped[IntPk]
    entry_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("timeline_entry.id", ondelete="CASCADE"), index=True
    )
    enquiry_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("enquiry.id", ondelete="CASCADE"), index=True
    )
    file_id: Mapped[int] = mapped_column(IdType, ForeignKey("stored_file.id"))
    name: Mapped[Str200] = mapped_column(info=PERSONAL)

    file: Mapped[StoredFile] = relationship()
