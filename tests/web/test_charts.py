"""Pictures: nothing is drawn outside, nothing lies upon another, nothing is invented."""

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from oic.web import charts
from oic.web.charts import Place, Series

numbers = st.lists(st.integers(0, 10**7), min_size=1, max_size=60)


@given(st.floats(0, 10**9))
def test_a_scale_holds_its_highest_number(highest: float) -> None:
    found = charts.ticks(highest)
    assert found[0] == 0
    assert found[-1] >= highest
    assert 2 <= len(found) <= 6
    assert all(value == int(value) for value in found)
    assert found == sorted(set(found))


def inside(plot: Any, x: float, y: float) -> bool:
    return 0 <= x <= plot.width and 0 <= y <= plot.height


@given(numbers, st.integers(1, 6))
def test_lines_and_columns_stay_in_the_picture(values: list[int], parts: int) -> None:
    labels = [f"{one}" for one in range(len(values))]
    series = [Series(f"{part}", values) for part in range(parts)]
    drawn = charts.lines(labels, series)
    for line in drawn.lines:
        assert [mark.value for mark in line.marks] == values
        assert all(inside(drawn, mark.x, mark.y) for mark in line.marks)
    stacked = charts.columns(labels, series)
    for mark in stacked.marks:
        assert inside(stacked, mark.x, mark.y)
        assert inside(stacked, mark.x + mark.width, mark.y + mark.height)
    assert sum(mark.value for mark in stacked.marks) == sum(values) * parts
    assert drawn.is_empty == stacked.is_empty == (not any(values))


@given(st.lists(st.text(max_size=30), max_size=60))
def test_labels_do_not_run_into_each_other(labels: list[str]) -> None:
    shown = charts.lines(labels, [Series("", [0] * len(labels))]).labels
    widest = max((len(label) for label in labels), default=0) * 6.6
    places = [label.x for label in shown]
    assert all(b - a >= widest for a, b in pairwise(places))
    assert not labels or shown[-1].text == labels[-1]


@given(st.lists(st.lists(st.integers(0, 99), min_size=3, max_size=3), max_size=12))
def test_the_least_parts_are_added_up(rows: list[list[int]]) -> None:
    series = [Series(f"{number}", row) for number, row in enumerate(rows)]
    shown = charts.greatest(series, "others")
    assert len(shown) <= charts.SERIES
    assert [sum(one) for one in zip(*(s.values for s in shown), strict=True)] == [
        sum(one) for one in zip(*(row for row in rows if any(row)), strict=True)
    ]


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=5),
        st.tuples(st.floats(41, 44), st.floats(22, 29)),
        max_size=265,
    )
)
def test_no_two_places_share_a_square(coordinates: dict[str, tuple[float, float]]) -> None:
    found = charts.grid(coordinates)
    assert found.keys() == coordinates.keys()
    assert len(set(found.values())) == len(coordinates)
    assert charts.grid(dict(reversed(coordinates.items()))) == found


def test_north_is_above_and_west_at_the_left() -> None:
    found = charts.plan(
        [
            Place("k", "Казанлък", 5, 42.62, 25.40),
            Place("g", "Гълъбово", 0, 42.13, 25.86),
            Place("b", "Братя Даскалови", 10, 42.30, 25.21),
            Place("r", "Раднево", 3, 42.29, 25.93),
        ]
    )
    where = {square.label: (square.x, square.y) for square in found.squares}
    assert where["Казанлък"][1] < where["Гълъбово"][1]
    assert where["Братя Даскалови"][0] < where["Казанлък"][0]
    strengths = {square.label: square.strength for square in found.squares}
    assert (strengths["Гълъбово"], strengths["Братя Даскалови"]) == (0, charts.STRENGTHS)
    (long,) = (square for square in found.squares if square.label == "Братя Даскалови")
    assert long.lines == ["Братя", "Даскалови"]


def test_a_heat_picture_has_a_square_for_each_hour() -> None:
    found = charts.heat(["Пон.", "Вт."], ["9", "10"], [[0, 3], [6, 0]])
    assert [square.value for square in found.squares] == [0, 3, 6, 0]
    assert [square.strength for square in found.squares] == [0, 3, 5, 0]
    assert found.squares[1].label == "Пон., 10"
