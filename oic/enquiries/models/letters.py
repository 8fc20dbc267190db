"""What a client wrote by mail, and enquiries that turned out to be none."""

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from oic.core.db import (
    PERSONAL,
    Base,
    IdType,
    Instant,
    IntPk,
    JsonType,
    Str200,
    Str320,
    enum_type,
)
from oic.enquiries.models.enquiry import Enquiry
from oic.enquiries.models.timeline import TimelineEntry
from oic.mail.models import Incoming
from oic.staff.models import User


class ClientLetter(Base):
    """A letter that became an entry of an enquiry's timeline."""

    __tablename__ = "client_letter"

    id: Mapped[IntPk]
    incoming_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("incoming.id", ondelete="CASCADE"), index=True
    )
    enquiry_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("enquiry.id", ondelete="CASCADE"), index=True
    )
    entry_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("timeline_entry.id", ondelete="CASCADE"), unique=True
    )
    from_email: Mapped[Str320] = mapped_column(default="", index=True, info=PERSONAL)
    """In lower case."""
    from_name: Mapped[Str200] = mapped_column(default="", info=PERSONAL)
    has_html: Mapped[bool] = mapped_column(default=False)
    opened_it: Mapped[bool] = mapped_column(default=False)
    """Whether the enquiry was registered by this letter."""
    may_belong_to_id: Mapped[int | None] = mapped_column(
        IdType, ForeignKey("enquiry.id"), index=True
    )
    """The enquiry that it seems to belong to; a person joins them, or says that it does not."""
    may_belong_words: Mapped[dict[str, str] | None] = mapped_column(JsonType)
    """Why, in both languages."""
    stranger: Mapped[dict[str, Any] | None] = mapped_column(JsonType, info=PERSONAL)
    """What a sender who is not among the clients says of himself; None once that is settled."""

    incoming: Mapped[Incoming] = relationship()
    enquiry: Mapped[Enquiry] = relationship(foreign_keys=[enquiry_id])
    entry: Mapped[TimelineEntry] = relationship()
    may_belong_to: Mapped[Enquiry | None] = relationship(foreign_keys=[may_belong_to_id])


class Aside(StrEnum):
    """Why an enquiry does not count."""

    JUNK = "junk"
    JOINED = "joined"


class SetAside(Base):
    """An enquiry that turned out to be none: lists and figures leave it out, and it can return."""

    __tablename__ = "set_aside"
    __table_args__ = (CheckConstraint("(why = 'joined') = (into_id IS NOT NULL)", name="into"),)

    enquiry_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("enquiry.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    why: Mapped[Aside] = mapped_column(enum_type(Aside))
    into_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("enquiry.id"), index=True)
    """The enquiry that it was joined to."""
    at: Mapped[Instant]
    by_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("user_account.id"))

    enquiry: Mapped[Enquiry] = relationship(foreign_keys=[enquiry_id])
    into: Mapped[Enquiry | None] = relationship(foreign_keys=[into_id])
    by: Mapped[User | None] = relationship()
