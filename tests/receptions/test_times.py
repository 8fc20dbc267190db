"""What was promised by the clock on the wall is kept, whatever the clock does."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.core.clock import SOFIA, local_instant
from oic.receptions.times import Span, places, span, without

SPRING, AUTUMN, ORDINARY = date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 30)


def shown(found: list[Span]) -> list[str]:
    return [one.begins_at.astimezone(SOFIA).strftime("%H:%M") for one in found]


def on(day: date, begins: time, ends: time, step: int = 30, minutes: int = 30) -> list[Span]:
    return list(places(day, begins, ends, step=step, minutes=minutes))


@pytest.mark.parametrize("day", [SPRING, AUTUMN, ORDINARY])
def test_the_morning_has_its_times_on_the_day_of_a_change_too(day: date) -> None:
    assert shown(on(day, time(9), time(11))) == ["09:00", "09:30", "10:00", "10:30"]


def test_the_hour_that_spring_skips_is_promised_to_nobody() -> None:
    assert shown(on(SPRING, time(2), time(5))) == ["02:00", "02:30", "04:00", "04:30"]


def test_the_hour_that_autumn_repeats_is_promised_once() -> None:
    found = on(AUTUMN, time(2), time(5))
    assert shown(found) == ["02:00", "02:30", "03:00", "03:30", "04:00", "04:30"]
    assert found[4].begins_at - found[3].begins_at == timedelta(minutes=90)


def test_hours_until_midnight_end_with_the_day() -> None:
    found = on(ORDINARY, time(23), time(0))
    assert shown(found) == ["23:00", "23:30"]
    assert found[-1].ends_at == local_instant(ORDINARY + timedelta(days=1), time(0))


def test_a_visit_that_would_run_over_is_not_offered() -> None:
    assert shown(on(ORDINARY, time(9), time(10), step=20, minutes=45)) == ["09:00"]
    assert on(ORDINARY, time(9), time(9, 20)) == []


_MINUTE = st.integers(0, 24 * 60 - 1).map(lambda n: time(n // 60, n % 60))


@given(
    day=st.sampled_from([SPRING, AUTUMN, ORDINARY]),
    begins=_MINUTE,
    ends=_MINUTE,
    minutes=st.integers(5, 90),
)
def test_places_lie_one_after_the_other_within_the_hours(
    day: date, begins: time, ends: time, minutes: int
) -> None:
    found = on(day, begins, ends, step=minutes, minutes=minutes)
    hours = span(day, begins, ends)
    for one in found:
        assert hours.begins_at <= one.begins_at < one.ends_at <= hours.ends_at
    for one, following in pairwise(found):
        assert one.ends_at <= following.begins_at
    assert len(set(shown(found))) == len(found)


_NINE = local_instant(ORDINARY, time(9))
_SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(
        lambda pair: Span(
            _NINE + timedelta(minutes=pair[0]), _NINE + timedelta(minutes=pair[0] + pair[1])
        )
    )
)


@given(free=_SPANS, taken=_SPANS)
def test_what_is_free_is_what_overlaps_nothing(free: list[Span], taken: list[Span]) -> None:
    plainly = sorted(one for one in free if not any(one.overlaps(other) for other in taken))
    assert without(free, sorted(taken)) == plainly


def test_places_without_length_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="minutes"):
        on(ORDINARY, time(9), time(10), step=0)


def test_a_span_is_between_instants() -> None:
    assert span(ORDINARY, time(9), time(10)).begins_at == datetime(2026, 11, 30, 9, tzinfo=SOFIA)
