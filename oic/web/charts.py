"""Pictures of figures: where every mark of an SVG stands. The words and the look are templates'.

A picture never says more than the table beneath it. Sizes are in the picture's own units, of which
one is about a pixel where there is room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log10

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 28
_PLOT_WIDTH, _PLOT_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
_TICKS = 4
_LETTER = 6.6
"""About how wide a letter of a label is."""
SERIES = 6
"""More than so many parts nobody can tell apart: the least are shown as one."""
STRENGTHS = 5
ONE_LINE = 13
"""Letters that fit into a square of a plan."""


@dataclass(frozen=True)
class Series:
    """A row of numbers, one for each label."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True)
class Tick:
    """A line of the scale."""

    value: float
    y: float


@dataclass(frozen=True)
class Label:
    """A word under the picture."""

    text: str
    x: float


@dataclass(frozen=True)
class Mark:
    """One drawn number: a point at its middle, or a rectangle from its corner."""

    x: float
    y: float
    width: float
    height: float
    value: float
    label: str
    series: str
    number: int
    """Which series it is of, from 1: the look follows it."""


@dataclass(frozen=True)
class Line:
    """One series as a line."""

    name: str
    number: int
    points: str
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Plot:
    """Lines or columns over labels."""

    ticks: Sequence[Tick]
    labels: Sequence[Label]
    lines: Sequence[Line] = ()
    marks: Sequence[Mark] = ()
    names: Sequence[str] = ()
    """Of the series, in the order of their numbers."""
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        marks = [*self.marks, *(mark for line in self.lines for mark in line.marks)]
        return not any(mark.value for mark in marks)


def ticks(highest: float) -> list[float]:
    """The whole numbers of a scale from 0 up to what holds the highest; five at most."""
    if highest <= 0:
        return [0, 1]
    rough = highest / _TICKS
    size = 10 ** int(log10(rough)) if rough >= 1 else 1
    step = next(size * by for by in (1, 2, 2.5, 5, 10) if size * by >= rough and size * by % 1 == 0)
    return [step * number for number in range(ceil(highest / step) + 1)]


def _scale(highest: float) -> tuple[list[Tick], float]:
    values = ticks(highest)
    by = _PLOT_HEIGHT / values[-1]
    return [Tick(value, round(TOP + _PLOT_HEIGHT - value * by, 1)) for value in values], by


def _labels(texts: Sequence[str]) -> list[Label]:
    """As many as there is room for, the last one always."""
    slot = _PLOT_WIDTH / max(len(texts), 1)
    widest = max((len(text) for text in texts), default=1) * _LETTER + 8
    every = max(1, ceil(widest / slot))
    return [
        Label(text, round(LEFT + slot * (index + 0.5), 1))
        for index, text in enumerate(texts)
        if (len(texts) - 1 - index) % every == 0
    ]


def lines(labels: Sequence[str], series: Sequence[Series]) -> Plot:
    """Several series as lines over the same labels."""
    highest = max((value for one in series for value in one.values), default=0)
    scale, by = _scale(highest)
    slot = _PLOT_WIDTH / max(len(labels), 1)
    drawn = []
    for number, one in enumerate(series, start=1):
        marks = [
            Mark(
                round(LEFT + slot * (index + 0.5), 1),
                round(TOP + _PLOT_HEIGHT - value * by, 1),
                0,
                0,
                value,
                labels[index],
                one.name,
                number,
            )
            for index, value in enumerate(one.values)
        ]
        drawn.append(
            Line(one.name, number, " ".join(f"{mark.x},{mark.y}" for mark in marks), marks)
        )
    return Plot(scale, _labels(labels), lines=drawn, names=[one.name for one in series])


def greatest(series: Sequence[Series], other: str) -> list[Series]:
    """The series that matter most, in their order; the rest added up as one called ``other``."""
    used = [one for one in series if any(one.values)]
    if len(used) <= SERIES:
        return used
    by_size = sorted(used, key=lambda one: -sum(one.values))
    kept = by_size[: SERIES - 1]
    rest = [sum(values) for values in zip(*(o.values for o in by_size[SERIES - 1 :]), strict=True)]
    return [*(one for one in used if one in kept), Series(other, rest)]


def columns(labels: Sequence[str], series: Sequence[Series]) -> Plot:
    """Several series on top of each other, a column for each label."""
    totals = [sum(values) for values in zip(*(one.values for one in series), strict=True)]
    scale, by = _scale(max(totals, default=0))
    slot = _PLOT_WIDTH / max(len(labels), 1)
    width = min(slot * 0.7, 48)
    marks = []
    for index, label in enumerate(labels):
        foot = float(TOP + _PLOT_HEIGHT)
        for number, one in enumerate(series, start=1):
            height = one.values[index] * by
            foot -= height
            if height:
                marks.append(
                    Mark(
                        round(LEFT + slot * (index + 0.5) - width / 2, 1),
                        round(foot, 1),
                        round(width, 1),
                        round(height, 1),
                        one.values[index],
                        label,
                        one.name,
                        number,
                    )
                )
    return Plot(scale, _labels(labels), marks=marks, names=[one.name for one in series])


@dataclass(frozen=True)
class Square:
    """One cell of a heat picture or of a plan; its strength runs from 0 to STRENGTHS."""

    x: float
    y: float
    value: float
    strength: int
    label: str
    lines: Sequence[str] = ()
    """The label as it fits into the square."""


@dataclass(frozen=True)
class Squares:
    """Squares with words at the left and below."""

    squares: Sequence[Square]
    size: float
    width: float
    height: float
    rows: Sequence[tuple[str, float]] = ()
    columns: Sequence[tuple[str, float]] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return not any(square.value for square in self.squares)


def strength(value: float, highest: float) -> int:
    """How strongly a number is coloured: 0 for none, STRENGTHS for the highest."""
    if not value or not highest:
        return 0
    return min(STRENGTHS, ceil(value / highest * STRENGTHS))


def heat(rows: Sequence[str], heads: Sequence[str], values: Sequence[Sequence[float]]) -> Squares:
    """A square for each row and column, the stronger the more."""
    size, gap, left = 30.0, 3.0, 100.0
    highest = max((value for row in values for value in row), default=0)
    squares = [
        Square(
            left + column * (size + gap),
            4 + row * (size + gap),
            value,
            strength(value, highest),
            f"{rows[row]}, {heads[column]}",
        )
        for row, numbers in enumerate(values)
        for column, value in enumerate(numbers)
    ]
    middle = size / 2
    return Squares(
        squares,
        size,
        left + len(heads) * (size + gap) + 4,
        4 + len(rows) * (size + gap) + 20,
        [(row, 4 + number * (size + gap) + middle) for number, row in enumerate(rows)],
        [(head, left + number * (size + gap) + middle) for number, head in enumerate(heads)],
    )


def grid(coordinates: Mapping[str, tuple[float, float]]) -> dict[str, tuple[int, int]]:
    """A column and a row for each place, near where it lies: latitude and longitude in degrees.

    From north to south the places are dealt out in rows of about the square root of their number,
    each row from west to east; so no two share a square, and neighbours stay near each other.
    """
    if not coordinates:
        return {}
    ordered = sorted(coordinates, key=lambda key: (-coordinates[key][0], key))
    in_row = ceil(len(ordered) ** 0.5)
    found = {}
    for row, begin in enumerate(range(0, len(ordered), in_row)):
        some = sorted(ordered[begin : begin + in_row], key=lambda key: (coordinates[key][1], key))
        for column, key in enumerate(some):
            found[key] = (column, row)
    return found


@dataclass(frozen=True)
class Place:
    """A place with its number and where it lies, in degrees."""

    key: str
    name: str
    value: float
    latitude: float
    longitude: float


def in_two(name: str) -> list[str]:
    """A name as one line, or broken at the blank nearest to its middle where it is long."""
    blanks = [index for index, letter in enumerate(name) if letter == " "]
    if len(name) <= ONE_LINE or not blanks:
        return [name]
    at = min(blanks, key=lambda index: abs(index - len(name) / 2))
    return [name[:at], name[at + 1 :]]


def plan(places: Sequence[Place]) -> Squares:
    """A square for each place, near where it lies on the map."""
    size, gap = 104.0, 6.0
    where = grid({one.key: (one.latitude, one.longitude) for one in places})
    highest = max((one.value for one in places), default=0)
    squares = [
        Square(
            column * (size + gap),
            row * (size + gap),
            one.value,
            strength(one.value, highest),
            one.name,
            in_two(one.name),
        )
        for one in places
        for column, row in [where[one.key]]
    ]
    columns_used = max((column for column, _row in where.values()), default=0) + 1
    rows_used = max((row for _column, row in where.values()), default=0) + 1
    return Squares(squares, size, columns_used * (size + gap) - gap, rows_used * (size + gap) - gap)
