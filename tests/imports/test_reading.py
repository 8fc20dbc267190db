"""A table is read whatever wrote it, or it is said what it is and what to do."""

import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from oic.core.errors import Refused
from oic.imports.fields import Field, guess, head_of
from oic.imports.reading import CSV, XLSX, Broken, open_table
from tests.factories.tables import HEADINGS, ROWS, make_csv, make_xlsx


@pytest.fixture(autouse=True)
def _app(app: Flask) -> None:
    """Messages are rendered."""


def test_a_workbook_is_read_with_its_days_and_numbers(tmp_path: Path) -> None:
    with open_table(make_xlsx(tmp_path / "a.xlsx")) as table:
        assert (table.kind, table.sheets) == (XLSX, ["2024"])
        rows = list(table.rows("2024"))
    assert [row.number for row in rows] == [1, 3, 4, 5, 6, 7]
    assert rows[1].cells == HEADINGS
    assert rows[2].cells[:3] == (1, datetime(2024, 3, 5), "на място")  # noqa: DTZ001 - a sheet knows no zones


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_text_is_read_in_any_charset_with_any_sign_between(
    tmp_path: Path, charset: str, delimiter: str
) -> None:
    path = make_csv(tmp_path / "a.csv", charset=charset, delimiter=delimiter)
    with open_table(path) as table:
        assert table.kind == CSV
        rows = list(table.rows(""))
    assert rows[0].cells == HEADINGS
    assert rows[1].cells[4:6] == ("Мария Пекарова", "Пекарна Зора ЕООД")
    assert len(rows) == 1 + len(ROWS)


def test_a_text_over_several_lines_is_one_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Дата;Въпрос\n05.03.2024;"Първо\nи второ; трето"\n', encoding="utf-8")
    with open_table(path) as table:
        assert list(table.rows(""))[1].cells == ("05.03.2024", "Първо\nи второ; трето")


def test_a_cell_in_error_is_told_apart(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", [(1, "#N/A")], ("№", "Дата"), title="")
    with open_table(path) as table:
        (_head, row) = table.rows("2024")
    assert isinstance(row.cells[1], Broken)


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)


def odt(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")


def cut_short(path: Path) -> None:
    whole = make_xlsx(path).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


WRONG = {
    "празен": lambda path: path.write_bytes(b"  \n"),
    ".xls": lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "парола": lambda path: path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    ),
    "OpenDocument": odt,
    "много по-голяма": bomb,
    "повредена": cut_short,
    "не е таблица": lambda path: path.write_bytes(b"%PDF-1.7\n"),
}


@pytest.mark.parametrize("said", WRONG)
def test_what_is_no_table_is_said(tmp_path: Path, said: str) -> None:
    path = tmp_path / "a.xlsx"
    WRONG[said](path)
    with pytest.raises(Refused) as refusal:
        open_table(path)
    assert said in str(refusal.value)


def test_the_headings_are_found_below_titles(tmp_path: Path) -> None:
    rows = [("Приложение 3",), (), ("Утвърдил:", "Директор"), HEADINGS, *ROWS]
    path = make_csv(tmp_path / "a.csv", rows, ("Областен информационен център",))
    with open_table(path) as table:
        head = head_of(table.rows(""))
    assert head is not None
    assert head.cells == HEADINGS


def test_columns_are_recognised() -> None:
    assert guess(HEADINGS, ROWS) == {
        0: Field.NUMBER,
        1: Field.RECEIVED_ON,
        2: Field.CHANNEL,
        3: Field.CLIENT_TYPE,
        4: Field.CLIENT_NAME,
        5: Field.ORGANISATION,
        6: Field.CONTACT,
        7: Field.MUNICIPALITY,
        8: Field.QUESTION,
        9: Field.ANSWER,
        10: Field.DURATION,
        11: Field.QUESTIONS_COUNT,
    }


@pytest.mark.parametrize(
    ("headings", "field"),
    [
        ("Вх. №|вх.№|Входящ номер|№ по ред|Number", Field.NUMBER),
        ("ДАТА|Дата на постъпване|Постъпило на|data na postypvane|Received on", Field.RECEIVED_ON),
        ("Канал|Начин на постъпване|Вид консултация|Channel|Kanal", Field.CHANNEL),
        ("Тип бенефициент|Вид клиент|Категория|Client type|Целева  група", Field.CLIENT_TYPE),
        ("Имена|Име и фамилия|Посетител|Лице за контакт|Client", Field.CLIENT_NAME),
        ("Обработил|Отговорен експерт|Експерт|Handled by", Field.EXPERT),
        ("Въпроси|Запитване|Зададен въпрос|Въпрс|Question", Field.QUESTION),
        ("Времетраене|Продължителност (мин.)|Duration", Field.DURATION),
        ("Населено място|Община|Municipality|Obshtina", Field.MUNICIPALITY),
    ],
)
def test_a_heading_is_known_in_all_its_spellings(headings: str, field: Field) -> None:
    for heading in headings.split("|"):
        assert guess([heading]) == {0: field}, heading


def test_an_unknown_heading_is_left_out() -> None:
    assert guess(["Подпис", "", "Печат", "x"]) == {}
