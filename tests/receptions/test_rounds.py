"""A proposed round is fair, and nobody is sent anywhere on a holiday or to two places at once."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from oic.core.working_days import WorkCalendar
from oic.receptions.actions.rounds import Helper, Stop, moved_on, propose, quarter

CALENDAR = WorkCalendar({})
FIRST, LAST = date(2027, 1, 1), date(2027, 3, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
MUNICIPALITIES = 11

helpers = st.lists(
    st.builds(
        Helper,
        expert_id=st.integers(1, 50),
        weekdays=st.frozensets(st.integers(0, 4), min_size=3),
        away=st.frozensets(st.sampled_from(DAYS), max_size=20),
        trips=st.integers(0, 3),
        travel=st.integers(0, 300),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda one: one.expert_id,
)
stops = st.lists(
    st.builds(
        Stop,
        municipality_id=st.integers(1, MUNICIPALITIES),
        venue_id=st.just(1),
        travel=st.integers(0, 90),
        prefers=st.frozensets(st.integers(1, 50), max_size=2),
    ),
    max_size=MUNICIPALITIES,
    unique_by=lambda one: one.municipality_id,
)


@given(stops, helpers)
def test_every_municipality_is_visited_once_on_a_day_on_which_somebody_can(
    places: list[Stop], people: list[Helper]
) -> None:
    found = propose(places, people, CALENDAR, FIRST, LAST)
    assert sorted(one.stop.municipality_id for one in found) == sorted(
        one.municipality_id for one in places
    )
    by_id = {one.expert_id: one for one in people}
    for one in found:
        helper = by_id[one.expert_id]
        assert FIRST <= one.day <= LAST
        assert CALENDAR.is_working(one.day)
        assert one.day not in helper.away
        assert one.day.weekday() in helper.weekdays
    assert len({(one.expert_id, one.day) for one in found}) == len(found)


@given(stops, st.integers(1, 5))
def test_the_trips_are_shared_evenly_where_all_are_there(places: list[Stop], count: int) -> None:
    people = [Helper(number, frozenset(range(5))) for number in range(1, count + 1)]
    trips = Counter({one.expert_id: 0 for one in people})
    trips.update(one.expert_id for one in propose(places, people, CALENDAR, FIRST, LAST))
    assert max(trips.values()) - min(trips.values()) <= 1


@given(stops)
def test_whoever_has_gone_out_already_goes_less(places: list[Stop]) -> None:
    people = [
        Helper(1, frozenset(range(5)), trips=MUNICIPALITIES),
        Helper(2, frozenset(range(5))),
    ]
    assert {one.expert_id for one in propose(places, people, CALENDAR, FIRST, LAST)} <= {2}


@given(stops, helpers)
def test_the_same_question_has_the_same_answer(places: list[Stop], people: list[Helper]) -> None:
    once = propose(places, people, CALENDAR, FIRST, LAST)
    again = propose(places[::-1], people[::-1], CALENDAR, FIRST, LAST)
    assert [(a.stop, a.day, a.expert_id) for a in once] == [
        (b.stop, b.day, b.expert_id) for b in again
    ]


def test_the_round_is_spread_over_the_quarter() -> None:
    places = [Stop(number, number, 30) for number in range(1, MUNICIPALITIES + 1)]
    people = [Helper(number, frozenset(range(5))) for number in range(1, 5)]
    weeks = Counter(
        one.day.isocalendar().week for one in propose(places, people, CALENDAR, FIRST, LAST)
    )
    assert max(weeks.values()) <= 2
    assert len(weeks) >= 9


def test_whoever_looks_after_a_municipality_is_preferred_among_equals() -> None:
    places = [Stop(1, 1, 30, frozenset({7}))]
    people = [Helper(3, frozenset(range(5))), Helper(7, frozenset(range(5)))]
    assert propose(places, people, CALENDAR, FIRST, LAST)[0].expert_id == 7


def test_quarters_end_where_the_year_does() -> None:
    assert quarter(date(2026, 11, 27)) == (date(2026, 10, 1), date(2026, 12, 31))
    assert quarter(date(2027, 2, 1)) == (date(2027, 1, 1), date(2027, 3, 31))


def test_a_copied_reception_comes_on_the_same_weekday_unless_that_is_a_holiday() -> None:
    assert moved_on(date(2026, 9, 1), CALENDAR) == date(2026, 12, 1)
    # 13 weeks after 24.09.2026 is Christmas Eve: Monday the 28th, for Christmas was on a weekend
    assert moved_on(date(2026, 9, 24), CALENDAR) == date(2026, 12, 29)
    assert moved_on(date(2026, 9, 1), CALENDAR, [date(2026, 12, 1)]) == date(2026, 12, 2)
