"""Letters on their way out."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from oic.core.db import (
    PERSONAL,
    Base,
    IdType,
    Instant,
    IntPk,
    LongText,
    Str20,
    Str40,
    Str80,
    Str200,
    Str320,
    enum_type,
    language_check,
)
from oic.core.labels import Labelled
from oic.files.models import StoredFile


class LetterState(Labelled):
    """Where a letter is."""

    QUEUED = "queued", _l("Waiting")
    SENDING = "sending", _l("Being sent")
    SENT = "sent", _l("Sent")
    FAILED = "failed", _l("Not delivered")
    CANCELLED = "cancelled", _l("Cancelled")


class Letter(Base):
    """A letter, written in the transaction that caused it and sent later by the worker.

    ``message_id`` is fixed here, so that a letter sent again after a crash is the same letter.
    The state machine: queued → sending → sent | queued (try again) | failed; queued → cancelled;
    failed → queued | cancelled (by hand).
    """

    __tablename__ = "letter"
    __table_args__ = (
        language_check(),
        Index("ix_letter_about", "about_type", "about_id"),
        Index(
            "ix_letter_waiting",
            "not_before",
            sqlite_where=text("state IN ('queued', 'sending')"),
            postgresql_where=text("state IN ('queued', 'sending')"),
        ),
    )

    id: Mapped[IntPk]
    message_id: Mapped[Str200] = mapped_column(unique=True)
    """With angle brackets, as it stands in the header."""
    kind: Mapped[Str40]
    """What the letter is, a word of the folder that wrote it: answer, acknowledgement, …"""
    automatic: Mapped[bool]
    """Written by the program and not by a person: carries Auto-Submitted."""
    language: Mapped[str] = mapped_column(String(2))
    to_email: Mapped[Str320] = mapped_column(info=PERSONAL)
    to_name: Mapped[Str200] = mapped_column(default="", info=PERSONAL)
    reply_token: Mapped[Str80] = mapped_column(default="")
    """What Reply-To carries, so that an answer finds its way; empty: the centre's address."""
    in_reply_to: Mapped[LongText] = mapped_column(default="")
    """Message-IDs, oldest first, separated by a space: the last is In-Reply-To."""
    subject: Mapped[Str200] = mapped_column(info=PERSONAL)
    body_text: Mapped[LongText] = mapped_column(info=PERSONAL)
    body_html: Mapped[LongText] = mapped_column(info=PERSONAL)
    about_type: Mapped[Str20 | None]
    """The thing that the letter belongs to, as a word and a number: mail knows no enquiry."""
    about_id: Mapped[int | None] = mapped_column(IdType)
    written_by_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("user_account.id"))
    created_at: Mapped[Instant] = mapped_column(index=True)
    not_before: Mapped[Instant]
    """When it may leave: the undo time, or the next try."""
    state: Mapped[LetterState] = mapped_column(enum_type(LetterState), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[Str80 | None]
    """The worker that is sending it."""
    last_error: Mapped[LongText] = mapped_column(default="")
    """What the server said, for people; without the recipient's address."""
    sent_at: Mapped[Instant | None]

    attachments: Mapped[list["LetterAttachment"]] = relationship(
        cascade="all, delete-orphan", order_by="LetterAttachment.id"
    )


class LetterAttachment(Base):
    """A file that goes with a letter."""

    __tablename__ = "letter_attachment"

    id: Mapped[IntPk]
    letter_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("letter.id", ondelete="CASCADE"), index=True
    )
    file_id: Mapped[int] = mapped_column(IdType, ForeignKey("stored_file.id"))
    name: Mapped[Str200] = mapped_column(info=PERSONAL)

    file: Mapped[StoredFile] = relationship()
