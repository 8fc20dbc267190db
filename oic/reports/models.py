"""What figures are kept: counts of whole days and months, and the periods that are closed.

Nothing here is about a person. The counts are those of :mod:`oic.reports.queries.counting`, kept
so that a year need not be counted anew each time; what they cannot be trusted for is marked by
the database itself in the transaction that changed something (revision 0006).
"""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from oic.core.db import (
    Base,
    IdType,
    Instant,
    IntPk,
    JsonType,
    Str20,
    Str40,
    Str200,
    enum_type,
)
from oic.staff.models import User


class Grain(StrEnum):
    """How long a stretch one count is of."""

    DAY = "day"
    MONTH = "month"


class Tally(Base):
    """One count: of a measure, over a day or a month in Sofia, for one value of a dimension."""

    __tablename__ = "tally"
    __table_args__ = (
        PrimaryKeyConstraint("grain", "first", "measure", "dimension", "value"),
        {"sqlite_with_rowid": False},
    )

    grain: Mapped[Grain] = mapped_column(enum_type(Grain))
    first: Mapped[date] = mapped_column(Date)
    """The day, or the first day of the month."""
    measure: Mapped[Str20]
    dimension: Mapped[Str20]
    value: Mapped[Str40]
    number: Mapped[int] = mapped_column(BigInteger)


class TallyMark(Base):
    """An hour in which something that is counted lies, and has changed since it was counted.

    Written by triggers, one row for each change: nobody waits for somebody else's mark. An hour
    and not a day, because SQLite knows no time zones; every hour lies in one day of Sofia.
    """

    __tablename__ = "tally_mark"

    id: Mapped[IntPk]
    hour: Mapped[Instant] = mapped_column(index=True)


class ClosedPeriod(Base):
    """A period whose figures were reported: they stay, and what changes later is a correction.

    Closing a period again adds a row; the last one holds.
    """

    __tablename__ = "closed_period"
    __table_args__ = (
        CheckConstraint("first <= last", name="order"),
        Index("ix_closed_period_first_last", "first", "last"),
    )

    id: Mapped[IntPk]
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    closed_at: Mapped[Instant]
    closed_by_id: Mapped[int] = mapped_column(IdType, ForeignKey("user_account.id"))
    figures: Mapped[dict[str, Any]] = mapped_column(JsonType)
    """By table, row and measure, as oic.reports.queries.figures gives them."""
    note: Mapped[Str200] = mapped_column(default="")

    closed_by: Mapped[User] = relationship()
