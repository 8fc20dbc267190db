"""What a table is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from oic.core.errors import Message
from oic.reports.periods import Period

HOUR = 3600
MINUTES = 60


class Unit(StrEnum):
    """What a number is."""

    NUMBER = "number"
    HOURS = "hours"
    """With one decimal."""
    SHARE = "share"
    """Of one; shown in per cent."""
    RATING = "rating"
    """One to five, with one decimal."""


class Which(StrEnum):
    """Which period a column is of."""

    NOW = "now"
    BEFORE = "before"
    YEAR_BEFORE = "year_before"


@dataclass(frozen=True)
class Head:
    """One column of numbers."""

    measure: str
    label: Message
    which: Which = Which.NOW
    unit: Unit = Unit.NUMBER


@dataclass(frozen=True)
class Cell:
    """One number; ``present`` is what it is now where a closed period reported another."""

    number: float | None
    href: str | None = None
    present: float | None = None


@dataclass(frozen=True)
class Line:
    """One row: what it is about, its numbers in the order of the columns, what they mean."""

    key: str
    label: str
    cells: Sequence[Cell]
    definition: Message = ""
    unit: Unit | None = None
    """Where the row and not the column says what its numbers are."""


@dataclass(frozen=True)
class Table:
    """One table of the report."""

    key: str
    title: Message
    definition: Message
    heading: Message
    """Of the first column."""
    heads: Sequence[Head]
    lines: Sequence[Line]
    total: Line | None = None
    wide: bool = False
    """Many columns: a matrix."""
    short: Message = field(default="")
    """The sheet's name, at most 31 characters."""


Link = Callable[[str, str, str, Period], str | None]
"""The address of the list behind a number: by table, row, measure and period."""


def no_link(_table: str, _row: str, _measure: str, _period: Period) -> str | None:
    """A table without lists behind it: on paper and in a workbook."""
    return None
