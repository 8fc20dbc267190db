"""The report on the screen: every figure opens the list it was counted from, in both languages."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from oic.core.db import db, transaction
from oic.enquiries.models import Enquiry
from oic.reports.periods import Period
from oic.reports.queries.figures import Names
from oic.reports.queries.periods import report
from oic.reports.tables import Table, Words, tables
from oic.reports.views.lists import Lists
from oic.staff.models import User
from tests.checking.client import Client
from tests.checking.html import text_of
from tests.factories.busy import FEBRUARY, a_busy_month
from tests.factories.enquiries import make_enquiry
from tests.factories.staff import make_user

DAYS = f"from={FEBRUARY.first}&to={FEBRUARY.last}"
PAGE = f"/desk/reports?{DAYS}"
NOT_LISTED = {"seconds", "median", "ninetieth", "rating", "participants", "readers", "number"}
"""Sums, medians and means: their lists have what they were made of, not as many rows."""
NUMBERED = {"literature", "workstation"}


@pytest.fixture
def made(as_manager: Client) -> list[Table]:
    a_busy_month()
    with as_manager.app.test_request_context("/desk/"):
        names = Names()
        return tables(report(FEBRUARY), Words.of(names, "bg"), Lists(names))


def test_every_figure_opens_a_list_of_exactly_that_many(
    as_manager: Client, made: list[Table]
) -> None:
    opened = 0
    for table in made:
        for line in [*table.lines, *([table.total] if table.total else [])]:
            for cell, head in zip(line.cells, table.heads, strict=True):
                measure = head.measure if table.key != "summary" else line.key
                if cell.href is None or measure in NOT_LISTED | NUMBERED:
                    continue
                listed = as_manager.get(cell.href, status=200, follow=True)
                rows = listed.find("a", **{"data-row-link": ""})
                number = len(rows)
                if "/desk/enquiries/" in listed.path:
                    number = 1  # one alone opens by itself
                elif measure == "questions":
                    number = sum(_questions(text_of(one)) for one in rows)
                assert number == cell.number, f"{table.key}, {line.label}, {measure}: {cell.href}"
                opened += 1
    assert opened > 100


def _questions(reference: str) -> int:
    enquiry = db.session.query(Enquiry).filter_by(reference=reference.split(maxsplit=1)[0]).one()
    return len(enquiry.questions)


def test_the_numbers_of_a_busy_month(as_manager: Client, made: list[Table]) -> None:
    summary = {line.key: line.cells[0].number for line in made[0].lines}
    assert summary == {
        "consultations": 6,
        "questions": 7,
        "seconds": 1.5,
        "answered": 6,
        "on_the_spot": 1,
        "in_time": 5,
        "late": 1,
        "unknown": 0,
        "share_in_time": pytest.approx(5 / 6),
        "median": pytest.approx(10.5),
        "ninetieth": pytest.approx(146.0),
        "ratings": 1,
        "rating": 4,
        "receptions": 1,
        "reception_visits": 2,
        "events": 1,
        "participants": 40,
        "media_meetings": 1,
        "publications": 1,
        "bulletins": 1,
        "readers": 820,
        "literature": 0,
        "workstation": 0,
    }
    (receptions,) = (table for table in made if table.key == "reception")
    assert receptions.total is not None
    assert [cell.number for cell in receptions.total.cells] == [1, 2, 1, 1, 0, 1, 1]


def test_the_table_adds_up(as_manager: Client, made: list[Table]) -> None:
    summary = {line.key: line.cells[0].number for line in made[0].lines}
    for key in ("channel", "client_type", "municipality", "month"):
        (table,) = (one for one in made if one.key == key)
        for index, head in enumerate(table.heads):
            if head.measure in {"consultations", "questions"} and head.which.value == "now":
                assert (
                    sum(line.cells[index].number or 0 for line in table.lines)
                    == summary[head.measure]
                )


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize(
    "path", ["", "/print", "/table/channel", "/table/hour", "/table/reception"]
)
def test_the_pages_read_in_both_languages(
    as_user: Callable[[User], Client], language: str, path: str
) -> None:
    a_busy_month()
    page = as_user(make_user(role="manager", language=language)).get(
        f"/desk/reports{path}?{DAYS}", status=200
    )
    assert {"bg": "февруари 2026 г.", "en": "February 2026"}[language] in page.words
    assert {"bg": "По телефона", "en": "By phone"}[
        language
    ] in page.words or path != "/table/channel"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?from=2026-02-30&to=x",
        "?from=2026-03-01&to=2026-02-01",
        "?from=0001-01-01&to=9999-12-31",
        "?from=2024-02-29&to=2024-02-29",
        "?from=2026-03-15&to=2026-03-15",
    ],
)
def test_any_period_can_be_asked_for(as_manager: Client, query: str) -> None:
    make_enquiry()
    as_manager.get(f"/desk/reports{query}", status=200)
    as_manager.get(f"/desk/reports/print{query}", status=200)


def test_an_unknown_table_is_not_there(as_manager: Client) -> None:
    as_manager.get("/desk/reports/table/nothing", status=404)


def test_pictures_say_in_a_table_what_they_show(as_manager: Client) -> None:
    a_busy_month()
    page = as_manager.get(PAGE, status=200)
    figures = page.find("figure")
    assert len(figures) == 5
    for figure in figures:
        assert len(list(figure.iter("{http://www.w3.org/1999/xhtml}table"))) == 1 or any(
            "table" in str(one.tag) for one in figure.iter()
        )


def test_a_period_is_closed_and_corrected(as_manager: Client, manager: User) -> None:
    a_busy_month()
    page = as_manager.get(PAGE, status=200)
    done = as_manager.submit(page, "closing", note="Изпратен в София", status=200, follow=True)
    assert "Изпратен в София" in done.words
    assert manager.name in done.words
    with transaction():
        db.session.query(Enquiry).filter_by(channel="email").order_by(
            Enquiry.id
        ).first().channel = "letter"
    page = as_manager.get(f"/desk/reports/table/channel?{DAYS}", status=200)
    assert "сега 1" in page.words
    found = report(FEBRUARY)
    changed = {
        (one.table, one.row, one.measure): (one.reported, one.present) for one in found.corrections
    }
    assert changed["channel", "letter", "consultations"] == (0, 1)
    assert found.now["channel"].get("letter") is None, "what was reported stays"
    # The next month shows what was reported for the month before it.
    march = report(Period(FEBRUARY.after.first, FEBRUARY.after.last))
    assert march.before == found.now
    again = as_manager.submit(as_manager.get(PAGE, status=200), "closing", status=200, follow=True)
    assert "сега" not in again.words
    assert report(FEBRUARY).corrections == []


def test_what_is_not_over_cannot_be_closed(as_manager: Client) -> None:
    page = as_manager.get("/desk/reports?from=2026-03-01&to=2026-03-31", status=200)
    assert [form for form in page.forms if "closing" in form.called] == []
    as_manager.post("/desk/reports/close", {"from": "2026-03-01", "to": "2026-03-31"}, status=303)
    assert report(Period(FEBRUARY.after.first, FEBRUARY.after.last)).closed is None


def test_the_report_asks_the_database_no_more_for_many(
    as_manager: Client, count_queries: Callable[[], Any]
) -> None:
    make_enquiry(received_at=None)
    as_manager.get(PAGE, status=200)
    with count_queries() as few:
        as_manager.get(PAGE, status=200)
    a_busy_month()
    with count_queries() as many:
        as_manager.get(PAGE, status=200)
    # What has changed is counted from the rows: three more for each of the three periods.
    assert many.count <= few.count + 9


def test_experts_do_not_see_the_report(as_expert: Client, app: Flask) -> None:
    as_expert.get("/desk/reports", status=403)
    as_expert.post("/desk/reports/export", status=403)
