"""Deadlines fall on days that are worked, and are counted in them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.core.working_days import WorkCalendar

PLAIN = WorkCalendar({})
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
EXCEPTIONS = st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.booleans())


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 3, 2), True),
        (date(2026, 3, 3), False),  # national day
        (date(2026, 3, 7), False),  # Saturday
        (date(2026, 4, 10), False),  # Good Friday
        (date(2026, 4, 13), False),  # Easter Monday
        (date(2026, 5, 24), False),  # Sunday
        (date(2026, 5, 25), False),  # in lieu of it
        (date(2026, 9, 7), False),  # in lieu of Sunday, 6 September
        (date(2026, 12, 28), False),  # in lieu of Saturday, 26 December
        (date(2027, 1, 4), True),
        (date(2027, 5, 3), False),  # Easter Monday
    ],
)
def test_a_deadline_never_falls_on_a_public_holiday(day: date, *, worked: bool) -> None:
    assert PLAIN.is_working(day) is worked


def test_the_centres_own_days_count_more_than_the_law() -> None:
    calendar = WorkCalendar({date(2026, 3, 2): False, date(2026, 3, 7): True})
    assert not calendar.is_working(date(2026, 3, 2))
    assert calendar.is_working(date(2026, 3, 7))
    assert calendar.add(date(2026, 2, 27), 1) == date(2026, 3, 4)
    assert calendar.between(date(2026, 3, 5), date(2026, 3, 9)) == 3


def test_seven_days_over_easter_skip_the_holidays() -> None:
    assert PLAIN.add(date(2026, 4, 7), 7) == date(2026, 4, 20)
    assert PLAIN.next_working(date(2026, 4, 10)) == date(2026, 4, 14)


def test_days_that_staff_took_back_do_not_change_a_calendar_in_use() -> None:
    exceptions = {date(2026, 3, 2): False}
    calendar = WorkCalendar(exceptions)
    exceptions.clear()
    assert not calendar.is_working(date(2026, 3, 2))


@given(DAYS, st.integers(1, 40), EXCEPTIONS)
def test_counting_gives_back_what_was_added(
    day: date, n: int, exceptions: dict[date, bool]
) -> None:
    calendar = WorkCalendar(exceptions)
    due = calendar.add(day, n)
    assert calendar.is_working(due)
    assert calendar.between(day, due) == n
    assert calendar.between(due, day) == -n
    assert calendar.add(day, n + 1) > due
    assert calendar.add(day + timedelta(days=1), n) >= due


@given(DAYS, st.integers(0, 60), st.integers(0, 60), EXCEPTIONS)
def test_spans_add_up(day: date, first: int, second: int, exceptions: dict[date, bool]) -> None:
    calendar = WorkCalendar(exceptions)
    middle = day + timedelta(days=first)
    end = middle + timedelta(days=second)
    assert calendar.between(day, middle) + calendar.between(middle, end) == calendar.between(
        day, end
    )


@given(DAYS, EXCEPTIONS)
def test_the_next_worked_day_is_the_nearest(day: date, exceptions: dict[date, bool]) -> None:
    calendar = WorkCalendar(exceptions)
    found = calendar.next_working(day)
    assert calendar.is_working(found)
    assert found >= day
    assert calendar.between(day - timedelta(days=1), found) == 1


@pytest.mark.parametrize("year", [1900, 1950, 1990, 2100, 2500])
def test_far_years_have_their_weekends_and_new_year(year: int) -> None:
    assert PLAIN.next_working(date(year, 12, 30)) >= date(year, 12, 30)
    assert PLAIN.add(date(year, 6, 1), 250) > date(year + 1, 5, 1)


def test_nobody_can_count_working_days_backwards() -> None:
    assert PLAIN.add(date(2026, 3, 7), 0) == date(2026, 3, 7)
    with pytest.raises(ValueError, match="forward"):
        PLAIN.add(date(2026, 3, 7), -1)
