"""Letter templates, follow-ups, reminders."""

from datetime import date
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from oic.core.db import (
    PERSONAL,
    Base,
    IdType,
    Instant,
    IntPk,
    JsonType,
    LongText,
    Str40,
    Str80,
    Str200,
    enum_type,
    language_check,
)
from oic.core.labels import Labelled
from oic.core.words import Words
from oic.enquiries.models.enquiry import Enquiry, Topic
from oic.funding.models import Programme
from oic.mail.models import Letter
from oic.staff.models import User


class TemplateKind(Labelled):
    """What a letter template is for."""

    ACKNOWLEDGEMENT = "acknowledgement", _l("Acknowledgement")
    ANSWER = "answer", _l("Answer")
    CLARIFICATION = "clarification", _l("Request for clarification")
    FORWARDING = "forwarding", _l("Forwarding")
    FOLLOW_UP = "follow_up", _l("Follow-up letter")
    CLOSING = "closing", _l("Closing")


class LetterTemplate(Base):
    """A letter with placeholders of the fixed list in oic.enquiries.placeholders."""

    __tablename__ = "letter_template"
    __table_args__ = (
        language_check(),
        Index(
            "uq_letter_template_one_standard",
            "kind",
            "language",
            unique=True,
            sqlite_where=text("standard"),
            postgresql_where=text("standard"),
        ),
    )

    id: Mapped[IntPk]
    key: Mapped[Str40 | None]
    """The shipped template that this row came from; None: written at the centre."""
    kind: Mapped[TemplateKind] = mapped_column(enum_type(TemplateKind), index=True)
    language: Mapped[str] = mapped_column(String(2))
    name: Mapped[Str80]
    subject: Mapped[Str200]
    body: Mapped[LongText]
    programme_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("programme.id"))
    topic_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("topic.id"))
    standard: Mapped[bool] = mapped_column(default=False)
    """The one that is used by itself for its kind and language (acknowledgement, follow-up)."""
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's form

    programme: Mapped[Programme | None] = relationship()
    topic: Mapped[Topic | None] = relationship()


class FollowUpState(StrEnum):
    """Where a follow-up is."""

    PLANNED = "planned"
    SENT = "sent"
    CANCELLED = "cancelled"


class FollowUp(Base):
    """A letter some working days after the answer that asks whether it helped."""

    __tablename__ = "follow_up"
    __table_args__ = (
        CheckConstraint("score IS NULL OR score BETWEEN 1 AND 5", name="score"),
        Index(
            "ix_follow_up_scored",
            "scored_at",
            sqlite_where=text("scored_at IS NOT NULL"),
            postgresql_where=text("scored_at IS NOT NULL"),
        ),
        Index(
            "ix_follow_up_planned",
            "due_on",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
        Index(
            "uq_follow_up_one_planned",
            "enquiry_id",
            unique=True,
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
    )

    id: Mapped[IntPk]
    enquiry_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("enquiry.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[FollowUpState] = mapped_column(enum_type(FollowUpState))
    due_on: Mapped[date] = mapped_column(Date)
    template_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("letter_template.id"))
    """None: the standard one of the enquiry's language when the day comes."""
    planned_by_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("user_account.id"))
    created_at: Mapped[Instant]
    reason: Mapped[Words | None] = mapped_column(JsonType)
    """Why it was cancelled."""
    letter_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("letter.id"))
    token: Mapped[Str40] = mapped_column(unique=True)
    """The satisfaction page stands under it."""
    score: Mapped[int | None]
    """One to five."""
    comment: Mapped[LongText] = mapped_column(default="", info=PERSONAL)
    scored_at: Mapped[Instant | None]

    enquiry: Mapped[Enquiry] = relationship()
    template: Mapped[LetterTemplate | None] = relationship()
    letter: Mapped[Letter | None] = relationship()


class Reminder(Base):
    """Something that an expert wants to be reminded of: call back at 14:00."""

    __tablename__ = "reminder"
    __table_args__ = (
        Index(
            "ix_reminder_waiting",
            "user_id",
            "due_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(IdType, ForeignKey("user_account.id"))
    enquiry_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("enquiry.id", ondelete="CASCADE"), index=True
    )
    due_at: Mapped[Instant]
    note: Mapped[Str200] = mapped_column(default="", info=PERSONAL)
    created_at: Mapped[Instant]
    done_at: Mapped[Instant | None]

    user: Mapped[User] = relationship()
    enquiry: Mapped[Enquiry] = relationship()
