"""The centre's own rules, which the administrator changes while the program runs."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from oic.core.db import Base, IntPk, JsonType, Str40, Str80, Str200


class Rule(Base):
    """One rule's value where it differs from the default in oic.centre.rules."""

    __tablename__ = "rule"

    key: Mapped[Str80] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JsonType)


class CalendarException(Base):
    """A day that is working, or is not, against the Bulgarian calendar."""

    __tablename__ = "calendar_exception"

    id: Mapped[IntPk]
    day: Mapped[date] = mapped_column(unique=True)
    working: Mapped[bool]
    note: Mapped[Str200] = mapped_column(default="")


class DailyRun(Base):
    """A job that runs once a day has run: the row is its claim, so that two workers do not both."""

    __tablename__ = "daily_run"

    name: Mapped[Str40] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
