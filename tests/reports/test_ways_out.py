"""What leaves: workbooks read back cell by cell, CSV, JSON and the sum of many centres."""

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from oic.audit.models import AuditEntry, Verb
from oic.core.db import Base, db, transaction
from oic.reports import books, exchange
from oic.reports.actions import closing, monthly
from oic.reports.books import Cover
from oic.reports.covers import cover_of
from oic.reports.queries.figures import Names, added, figures
from oic.reports.queries.periods import report
from oic.reports.tables import Table, Unit, Words, tables
from oic.staff.models import Role, User
from tests.checking.client import Client
from tests.conftest import FrozenClock
from tests.factories.busy import FEBRUARY, a_busy_month
from tests.factories.enquiries import make_enquiry
from tests.factories.staff import make_user

DAYS = {"from": str(FEBRUARY.first), "to": str(FEBRUARY.last)}
Command = Callable[..., Result]


@pytest.fixture
def made(app: Flask) -> list[Table]:
    a_busy_month()
    with force_locale("bg"):
        return tables(report(FEBRUARY), Words.of(Names(), "bg"))


def cover() -> Cover:
    with force_locale("bg"):
        return cover_of(report(FEBRUARY), "bg")


def holds(sheet: Any, table: Table) -> None:
    """The sheet has every number of the table, as a number, in its place."""
    lines = [*table.lines, *([table.total] if table.total else [])]
    for row, line in enumerate(lines, start=5):
        first = sheet.cell(row, 1)
        if table.key in books.MONTH_TABLES and line is not table.total:
            assert first.value == datetime.fromisoformat(f"{line.key}-01")
            assert first.is_date
        else:
            assert first.value == line.label
        for column, (cell, head) in enumerate(zip(line.cells, table.heads, strict=True), start=2):
            found = sheet.cell(row, column)
            if cell.number is None:
                assert found.value is None
                continue
            assert found.data_type == "n"
            assert found.value == pytest.approx(cell.number)
            unit = line.unit or head.unit
            assert found.number_format == books.FORMATS[unit]
    assert sheet.cell(5 + len(lines), 1).value is None


def test_the_workbook_holds_every_table_cell_by_cell(made: list[Table]) -> None:
    with force_locale("bg"), books.as_workbook(cover(), made) as file:
        book = openpyxl.load_workbook(io.BytesIO(file.read()))
    assert book.sheetnames[:2] == ["Корица", "Определения"]
    assert len(book.sheetnames) == len(made) + 2
    for sheet, table in zip(book.worksheets[2:], made, strict=True):
        holds(sheet, table)
        assert sheet.freeze_panes == "B5"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows == "$3:$4"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    front = [str(row[0].value or "") for row in book.worksheets[0].iter_rows()]
    assert "февруари 2026 г." in front
    assert any("Още не е приключен" in line for line in front)
    definitions = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows(min_row=2)}
    assert "няколко" in str(definitions["Въпроси"])


def test_the_contents_lead_to_the_sheets(made: list[Table]) -> None:
    with force_locale("bg"), books.as_workbook(cover(), made) as file:
        book = openpyxl.load_workbook(io.BytesIO(file.read()))
    links = [
        cell.hyperlink.location
        for row in book.worksheets[0].iter_rows()
        for cell in row
        if cell.hyperlink
    ]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]


@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_screen_gives_the_same_numbers_as_xlsx_and_csv(
    as_user: Callable[[User], Client], made: list[Table], language: str
) -> None:
    browser = as_user(make_user(role="manager", language=language))
    with force_locale(language):
        expected = tables(report(FEBRUARY), Words.of(Names(), language))
    for table in expected:
        given = {**DAYS, "what": table.key}
        answer = browser.post("/desk/reports/export", {**given, "form": "xlsx"}, status=200)
        book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
        with force_locale(language):
            holds(book.worksheets[0], table)
        answer = browser.post("/desk/reports/export", {**given, "form": "csv"}, status=200)
        text = answer.get_data().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        lines = [*table.lines, *([table.total] if table.total else [])]
        assert [row[0] for row in rows[1:]] == [line.label for line in lines]
        for row, line in zip(rows[1:], lines, strict=True):
            for typed, cell in zip(row[1:], line.cells, strict=True):
                number = typed.replace(",", ".") if language == "bg" else typed
                if cell.number is None:
                    assert typed == ""
                else:
                    assert float(number) == pytest.approx(cell.number, abs=0.006)


def test_the_trail_keeps_who_took_the_report_out(as_manager: Client, manager: User) -> None:
    as_manager.post("/desk/reports/export", {**DAYS, "form": "workbook"}, status=200)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == Verb.EXPORTED)).one()
    assert (entry.by_id, entry.label, entry.detail) == (
        manager.id,
        "2026-02",
        {"form": "workbook", "what": "all"},
    )


@pytest.mark.parametrize(
    "given", [{}, {"form": "xlsx", "what": "x"}, {"form": "pdf", "what": "all"}]
)
def test_what_cannot_be_taken_out_is_refused(as_manager: Client, given: dict[str, str]) -> None:
    as_manager.post("/desk/reports/export", {**DAYS, **given}, status=400)


# JSON


def exported(name_bg: str = "ОИЦ Примерово", name_en: str = "RIC Primerovo") -> str:
    return exchange.as_json(report(FEBRUARY), Names(), name_bg=name_bg, name_en=name_en)


def test_the_json_comes_back_as_it_was(made: list[Table]) -> None:
    sent = exchange.read(exported())
    assert sent.figures == figures(FEBRUARY)
    assert sent.period == FEBRUARY
    assert not sent.closed
    assert sent.names["municipality"]["SZR24"] == {"bg": "Опан", "en": "Opan"} or any(
        one == {"bg": "Опан", "en": "Opan"} for one in sent.names["municipality"].values()
    )


def test_the_json_says_nothing_about_a_person(made: list[Table], app: Flask) -> None:
    text = exported()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if not column.info.get("personal"):
                continue
            for value in db.session.execute(select(column)).scalars():
                said = str(value or "")
                assert len(said) < 4 or said not in text, f"{table.name}.{column.name}"


def test_the_sum_of_many_centres_is_one_workbook(
    command: Command, made: list[Table], tmp_path: Path
) -> None:
    names = [("ОИЦ Хасково", "RIC Haskovo"), ("ОИЦ Ямбол", "RIC Yambol")]
    files = []
    for number, (name_bg, name_en) in enumerate(names):
        path = tmp_path / f"{number}.json"
        path.write_text(exported(name_bg, name_en), encoding="utf-8")
        files.append(str(path))
    out = tmp_path / "network.xlsx"
    result = command("report", "network", *files, "--out", str(out))
    assert result.exit_code == 0, result.output
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[2] == "По центрове"
    centres = book["По центрове"]
    assert [centres.cell(row, 1).value for row in (5, 6, 7)] == ["ОИЦ Хасково", "ОИЦ Ямбол", "Общо"]
    assert [centres.cell(row, 2).value for row in (5, 6, 7)] == [6, 6, 12]
    channels = book["По канал"]
    assert channels.cell(channels.max_row, 2).value == 12
    twice = added([figures(FEBRUARY), figures(FEBRUARY)])
    assert twice["summary"]["all"]["questions"] == 14


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda d: d.update(format="x"), "Не е файл с показатели"),
        (lambda d: d.update(version=2), "Версията му е 2"),
        (lambda d: d.update(centre=None), "от кой център"),
        (lambda d: d.update(period={"first": "2026-02-28", "last": "2026-02-01"}), "за кой период"),
        (lambda d: d["figures"]["summary"]["all"].update(consultations=-1), "summary.all.consul"),
        (lambda d: d["figures"]["summary"]["all"].update(consultations=1.5), "summary.all.consul"),
        (lambda d: d["figures"].update(month={"февруари": {}}), "февруари"),
        (lambda d: d["figures"].update(wait={"дълго": {"answers": 1}}), "дълго"),
        (lambda d: d.update(figures=[]), "figures"),
        (lambda d: d["figures"]["summary"].update({"../x": {}}), "../x"),
    ],
)
def test_what_is_no_report_of_a_centre_is_named(
    command: Command, made: list[Table], tmp_path: Path, change: Callable[[Any], Any], wrong: str
) -> None:
    document = json.loads(exported())
    change(document)
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    result = command("report", "network", str(path), "--out", str(tmp_path / "x.xlsx"))
    assert result.exit_code == 1
    assert "wrong.json" in result.output
    assert wrong in result.output
    assert not (tmp_path / "x.xlsx").exists()


def test_no_json_at_all_is_named(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("{" * 5000)
    result = command("report", "network", str(path), "--out", str(tmp_path / "x.xlsx"))
    assert "Не е JSON" in result.output


def test_a_centre_is_not_counted_twice_nor_another_month(
    command: Command, made: list[Table], tmp_path: Path
) -> None:
    for number, name in enumerate(("ОИЦ Хасково", "ОИЦ Хасково")):
        (tmp_path / f"{number}.json").write_text(exported(name, name), encoding="utf-8")
    files = [str(tmp_path / f"{number}.json") for number in (0, 1)]
    result = command("report", "network", *files, "--out", str(tmp_path / "x.xlsx"))
    assert "два пъти" in result.output
    document = json.loads(exported("ОИЦ Ямбол", "RIC Yambol"))
    document["period"]["last"] = "2026-02-27"
    (tmp_path / "1.json").write_text(json.dumps(document), encoding="utf-8")
    result = command("report", "network", *files, "--out", str(tmp_path / "x.xlsx"))
    assert "друг период" in result.output


def test_the_command_line_gives_a_period_too(
    command: Command, made: list[Table], tmp_path: Path
) -> None:
    book, text = tmp_path / "x.xlsx", tmp_path / "x.json"
    assert command("report", "workbook", "--period", "2026-02", "--out", str(book)).exit_code == 0
    assert openpyxl.load_workbook(book).sheetnames[0] == "Корица"
    assert command("report", "json", "--period", "2026-Q1", "--out", str(text)).exit_code == 0
    assert json.loads(text.read_text(encoding="utf-8"))["period"] == {
        "first": "2026-01-01",
        "last": "2026-03-31",
    }
    wrong = command("report", "json", "--period", "кога", "--out", str(text))
    assert wrong.exit_code == 2


# The monthly letter


def write_monthly() -> int:
    with transaction():
        return monthly.letter()


@pytest.mark.parametrize("language", ["bg", "en"])
def test_managers_get_the_months_figures_with_the_workbook(
    app: Flask, letters: Callable[..., Any], frozen_clock: FrozenClock, language: str
) -> None:
    a_busy_month()
    make_user(role=Role.MANAGER, language=language, email="manager@oic.example.bg")
    frozen_clock.set(datetime(2026, 3, 2, 8, 30))  # noqa: DTZ001 - meant in Sofia
    write_monthly()
    (letter,) = letters(kind="monthly_report", to="manager@oic.example.bg")
    golden = Path(__file__).parent / "golden" / f"monthly_{language}.txt"
    assert f"{letter.subject}\n\n{letter.body_text}" == golden.read_text(encoding="utf-8")
    (attached,) = letter.attachments
    assert attached.name == {"bg": "отчет-2026-02.xlsx", "en": "report-2026-02.xlsx"}[language]
    assert attached.file.size > 5000


def test_the_monthly_letter_is_written_once(
    app: Flask, letters: Callable[..., Any], frozen_clock: FrozenClock
) -> None:
    make_user(role=Role.MANAGER)
    make_enquiry(received_at=datetime(2026, 2, 3, 12, tzinfo=frozen_clock.now.tzinfo))
    frozen_clock.set(datetime(2026, 3, 2, 7, 59))  # noqa: DTZ001 - meant in Sofia
    assert write_monthly() == 0, "not before the hour of the rule"
    frozen_clock.move(minutes=1)
    assert (write_monthly(), write_monthly()) == (1, 0)
    frozen_clock.move(days=1)
    assert write_monthly() == 0


def test_no_letter_about_a_month_in_which_nothing_was(
    app: Flask, letters: Callable[..., Any]
) -> None:
    make_user(role=Role.MANAGER)
    write_monthly()
    assert letters(kind="monthly_report") == []


def test_a_centre_that_wants_no_letter_gets_none(
    as_administrator: Client, letters: Callable[..., Any]
) -> None:
    make_user(role=Role.MANAGER)
    a_busy_month()
    page = as_administrator.get("/desk/settings", status=200)
    as_administrator.submit(page, "rules", monthly_letter=None, status=303)
    assert write_monthly() == 0


# Erasure


def test_erasing_people_changes_no_figure(app: Flask, made: list[Table], manager: User) -> None:
    """Every personal column of every table is emptied, as privacy's erasure may do."""
    with transaction():
        closing.close(FEBRUARY, by=manager)
    before = figures(FEBRUARY), exported(), [_numbers(table) for table in made]
    with transaction():
        connection = db.session.connection()
        for table in Base.metadata.sorted_tables:
            emptied = {
                column: _nothing(column) for column in table.columns if column.info.get("personal")
            }
            if emptied and table.name != "stored_file":
                connection.execute(table.update().values(emptied))
        for name in ("contact_id", "organisation_id"):
            table = Base.metadata.tables["enquiry"]
            connection.execute(table.update().values({name: None}))
    db.session.expire_all()
    with force_locale("bg"):
        after = tables(report(FEBRUARY), Words.of(Names(), "bg"))
    assert figures(FEBRUARY) == before[0]
    assert json.loads(exported())["figures"] == json.loads(before[1])["figures"]
    assert [_numbers(table) for table in after] == before[2]


def _nothing(column: Any) -> Any:
    if column.nullable:
        return None
    if column.unique or column.primary_key or str(column.type) in {"JSON", "JSONB"}:
        return column
    return ""


def _numbers(table: Table) -> list[list[float | None]]:
    return [[cell.number for cell in line.cells] for line in table.lines]


def test_units_are_all_written(app: Flask) -> None:
    assert set(books.FORMATS) == set(Unit)
