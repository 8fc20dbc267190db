"""What keeps an expert's time: visits, times held while a form is filled in, outreach trips."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, text
from sqlalchemy.orm import Mapped, mapped_column

from oic.core.db import Base, IdType, Instant, IntPk, Str40, enum_type

OFFICE = 0
"""The trip of what happens in the office: everybody's, and no travel."""


class ClaimKind(StrEnum):
    """What keeps the time."""

    TRIP = "trip"  # an outreach reception with its travel
    HOLD = "hold"  # a time held while a form is filled in
    VISIT = "visit"


class Claim(Base):
    """A stretch of an expert's time that is spoken for. The one guard of every way to book.

    Two rules, held by the database itself (exclusion constraints on PostgreSQL, triggers on
    SQLite, whose writers wait for each other):

    * one expert has one visit, or one held time, at a time;
    * one expert is on one trip at a time: what belongs to an outreach reception lies within its
      trip, travel included, and nothing of another trip or of the office overlaps it.
    """

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("begins_at < ends_at", name="order"),
        CheckConstraint("(kind = 'hold') = (expires_at IS NOT NULL)", name="expires"),
        CheckConstraint("(kind = 'hold') = (hold_key IS NOT NULL)", name="key"),
        CheckConstraint(f"kind <> 'trip' OR trip <> {OFFICE}", name="trip"),
        Index("ix_claim_expert_id_begins_at", "expert_id", "begins_at"),
        Index(
            "ix_claim_holds",
            "expires_at",
            sqlite_where=text("kind = 'hold'"),
            postgresql_where=text("kind = 'hold'"),
        ),
    )

    id: Mapped[IntPk]
    expert_id: Mapped[int] = mapped_column(IdType, ForeignKey("user_account.id"))
    trip: Mapped[int] = mapped_column(IdType, default=OFFICE)
    """The outreach reception's number, or OFFICE."""
    kind: Mapped[ClaimKind] = mapped_column(enum_type(ClaimKind))
    begins_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    expires_at: Mapped[Instant | None]
    """When a held time is free again by itself; None for what is not only held."""
    hold_key: Mapped[Str40 | None] = mapped_column(unique=True)
    """What the form that holds the time carries."""

    @classmethod
    def touches(cls, begins_at: datetime, ends_at: datetime) -> ColumnElement[bool]:
        """The condition that a claim has some moment of a period; its end is not part of it."""
        return and_(cls.begins_at < ends_at, cls.ends_at > begins_at)
