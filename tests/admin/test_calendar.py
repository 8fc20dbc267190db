"""Without these deadlines would run on days on which nobody works."""

from datetime import date

import pytest

from oic.centre import queries
from tests.checking.client import Client

PAGE = "/desk/settings/calendar?year=2026"


def test_a_day_off_and_a_working_saturday_change_the_calendar(as_administrator: Client) -> None:
    feast, saturday = date(2026, 10, 5), date(2026, 10, 10)
    as_administrator.submit(
        PAGE, "exception", day="2026-10-05", working="no", note="Празник на града", status=303
    )
    as_administrator.submit(PAGE, "exception", day="2026-10-10", working="yes", status=303)
    assert not queries.calendar().is_working(feast)
    assert queries.calendar().is_working(saturday)
    words = as_administrator.get(PAGE, status=200).words
    assert "Празник на града" in words
    exception = queries.exceptions(2026)[0]
    as_administrator.post(f"/desk/settings/calendar/{exception.id}/remove", status=303)
    assert queries.calendar().is_working(feast)


def test_what_changes_nothing_is_refused_beside_the_day(as_administrator: Client) -> None:
    for day, working in (
        ("2026-10-06", "yes"),
        ("2026-10-10", "no"),
        ("2026-03-03", "no"),
        ("", "no"),
    ):
        page = as_administrator.submit(PAGE, "exception", day=day, working=working, status=422)
        assert page.find(id="day-error")


@pytest.mark.parametrize("day", ["1900-01-01", "2025-03-09", "2029-03-12", "9999-01-01"])
def test_a_slip_in_the_year_is_refused_beside_the_day(as_administrator: Client, day: str) -> None:
    page = as_administrator.submit(PAGE, "exception", day=day, working="no", status=422)
    (said,) = page.find(id="day-error")
    assert "10.03.2025" in "".join(said.itertext())
    assert "10.03.2029" in "".join(said.itertext())


def test_a_day_has_one_exception(as_administrator: Client) -> None:
    as_administrator.submit(PAGE, "exception", day="2026-10-05", working="no", status=303)
    page = as_administrator.submit(PAGE, "exception", day="2026-10-05", working="yes", status=422)
    assert "вече има изключение" in page.words
    assert len(queries.exceptions(2026)) == 1


def test_the_holidays_by_law_are_listed_in_the_readers_language(as_administrator: Client) -> None:
    assert "Ден на Освобождението" in as_administrator.get(PAGE, status=200).words
    as_administrator.post("/desk/account/language", {"language": "en"})
    assert "Liberation Day" in as_administrator.get(PAGE, status=200).words


def test_a_year_that_is_none_shows_this_year(as_administrator: Client) -> None:
    for year in ("1", "99999", "абв"):
        page = as_administrator.get(f"/desk/settings/calendar?year={year}", status=200)
        assert "2026" in page.heading
