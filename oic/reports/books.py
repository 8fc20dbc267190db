"""The report on its way out: workbooks with real numbers and dates, and CSV.

A workbook has a cover with its contents, the definitions, and a sheet for each table, in the
reader's language. Nothing in it is about a person.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import IO, Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from oic.core.sheets import csv_lines, for_printing, sheet_name, workbook
from oic.core.wording import moment_text
from oic.reports.tables import Cell, Head, Line, Table, Unit, Which

FORMATS = {
    Unit.NUMBER: "#,##0",
    Unit.HOURS: "#,##0.0",
    Unit.SHARE: "0.0%",
    Unit.RATING: "0.0",
}
MONTH_TABLES = frozenset({"month", "channel_month", "client_type_month"})
WHICH = {
    Which.NOW: _l("This period"),
    Which.BEFORE: _l("The period before"),
    Which.YEAR_BEFORE: _l("A year before"),
}
_COVER_WIDTH = 74
_DEFINITIONS_WIDTH = (38, 90)
_HEAD_HEIGHT, _WIDE_HEAD_HEIGHT = 32, 48
"""Points: two lines, and three."""
_FIRST_COLUMN = 34
_NUMBER_COLUMN = 13
_TITLE_ROW, _DEFINITION_ROW, _GROUP_ROW, _HEAD_ROW, _FIRST_ROW = range(5)


@dataclass(frozen=True)
class Cover:
    """What stands on the first sheet."""

    centre: str
    title: str
    period: str
    made_at: datetime
    notes: Sequence[str] = ()
    """Closed when and by whom, co-financed by what, of which centres."""


def as_workbook(cover: Cover, tables: Sequence[Table]) -> IO[bytes]:
    """The whole report as an open temporary file at its beginning; closing it removes it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book = workbook(file)
    book.set_properties({"title": f"{cover.title}, {cover.period}", "company": cover.centre})
    styles = _styles(book)
    named = _names(tables)
    _cover(book, styles, cover, named)
    _definitions(book, styles, tables)
    for name, table in named:
        _sheet(book.add_worksheet(name), styles, table)
    book.close()
    file.seek(0)
    return file


def as_sheet(cover: Cover, table: Table) -> IO[bytes]:
    """One table as a workbook of one sheet."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book = workbook(file)
    book.set_properties({"title": f"{table.title}, {cover.period}", "company": cover.centre})
    ((name, _table),) = _names([table])
    _sheet(book.add_worksheet(name), _styles(book), table, under=cover.period)
    book.close()
    file.seek(0)
    return file


def as_csv(table: Table, language: str) -> Iterator[bytes]:
    """One table as CSV; numbers have the decimal sign that the language's Excel expects."""
    head = [str(table.heading), *(_head_words(table, head) for head in table.heads)]
    lines = [*table.lines, *([table.total] if table.total else [])]
    rows = (
        [
            line.label,
            *(_csv_number(cell, _unit(line, head), language) for cell, head in _cells(table, line)),
        ]
        for line in lines
    )
    return csv_lines(chain([head], rows))


def _csv_number(cell: Cell, unit: Unit, language: str) -> str | int:
    number = cell.number
    if number is None:
        return ""
    if unit is Unit.NUMBER:
        return int(number)
    text = f"{number:.4f}" if unit is Unit.SHARE else f"{number:.2f}"
    return text.replace(".", ",") if language == "bg" else text


def _cells(table: Table, line: Line) -> Iterator[tuple[Cell, Head]]:
    return zip(line.cells, table.heads, strict=True)


def _unit(line: Line, head: Head) -> Unit:
    return line.unit or head.unit


def _grouped(table: Table) -> bool:
    """Whether several columns are of one measure: they stand under a common head."""
    return len({head.which for head in table.heads}) > 1 and table.key != "summary"


def _head_words(table: Table, head: Head) -> str:
    if _grouped(table):
        return f"{head.label} – {str(WHICH[head.which]).lower()}"
    return str(head.label)


def _names(tables: Sequence[Table]) -> list[tuple[str, Table]]:
    """Each table with its sheet's name; no two sheets are called the same."""
    used: set[str] = {gettext("Cover").casefold(), gettext("Definitions").casefold()}
    found = []
    for table in tables:
        name = wanted = sheet_name(str(table.short or table.title))
        number = 2
        while name.casefold() in used:
            name = sheet_name(f"{wanted[:27]} {number}")
            number += 1
        used.add(name.casefold())
        found.append((name, table))
    return found


class _Styles:
    """The cell formats of one workbook, made once each."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:  # noqa: ANN401 - XlsxWriter's formats
        """A format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    @property
    def head(self) -> Any:  # noqa: ANN401 - as above
        """A column's head."""
        return self.get(bold=True, bottom=1, text_wrap=True, valign="top", align="right")


def _styles(book: Workbook) -> _Styles:
    return _Styles(book)


def _cover(
    book: Workbook, styles: _Styles, cover: Cover, named: Sequence[tuple[str, Table]]
) -> None:
    sheet = book.add_worksheet(gettext("Cover"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _COVER_WIDTH)
    sheet.write_string(0, 0, cover.centre, styles.get(font_size=12))
    sheet.write_string(2, 0, cover.title, styles.get(bold=True, font_size=20))
    sheet.write_string(3, 0, cover.period, styles.get(font_size=16))
    sheet.write_string(
        5, 0, gettext("Made on %(moment)s", moment=moment_text(cover.made_at)), styles.get()
    )
    row = 6
    for note in cover.notes:
        sheet.write_string(row, 0, note, styles.get(text_wrap=True, valign="top"))
        row += 1
    row += 1
    sheet.write_string(row, 0, gettext("Contents"), styles.get(bold=True))
    link = styles.get(font_color="#1d3a6b", underline=1)
    contents = [(gettext("Definitions"), gettext("Definitions"))]
    contents += [(name, str(table.title)) for name, table in named]
    for name, title in contents:
        row += 1
        sheet.write_url(row, 0, f"internal:'{name}'!A1", link, title)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _definitions(book: Workbook, styles: _Styles, tables: Sequence[Table]) -> None:
    sheet = book.add_worksheet(gettext("Definitions"))
    for column, width in enumerate(_DEFINITIONS_WIDTH):
        sheet.set_column(column, column, width)
    head = styles.get(bold=True, bottom=1)
    sheet.write_string(0, 0, gettext("What is counted"), head)
    sheet.write_string(0, 1, gettext("What it means"), head)
    wrapped = styles.get(text_wrap=True, valign="top")
    row = 1
    for table in tables:
        sheet.write_string(
            row, 0, str(table.title), styles.get(bold=True, valign="top", text_wrap=True)
        )
        sheet.write_string(row, 1, str(table.definition), wrapped)
        row += 1
        for line in table.lines:
            if str(line.definition):
                sheet.write_string(row, 0, line.label, wrapped)
                sheet.write_string(row, 1, str(line.definition), wrapped)
                row += 1
    sheet.freeze_panes(1, 0)
    for_printing(sheet, head_rows=(0, 0))


def _sheet(sheet: Worksheet, styles: _Styles, table: Table, *, under: str = "") -> None:
    last_column = len(table.heads)
    title = f"{table.title}, {under}" if under else str(table.title)
    sheet.write_string(_TITLE_ROW, 0, title, styles.get(bold=True, font_size=14))
    sheet.write_string(_DEFINITION_ROW, 0, str(table.definition), styles.get(italic=True))
    sheet.set_column(0, 0, _FIRST_COLUMN)
    sheet.set_column(1, last_column, _NUMBER_COLUMN)
    sheet.set_row(_HEAD_ROW, _WIDE_HEAD_HEIGHT if table.wide else _HEAD_HEIGHT)
    _heads(sheet, styles, table)
    row = _FIRST_ROW
    for line in table.lines:
        _line(sheet, styles, table, line, row)
        row += 1
    if table.total:
        _line(sheet, styles, table, table.total, row, bold=True, top=1)
    sheet.freeze_panes(_FIRST_ROW, 1)
    for_printing(sheet, head_rows=(_GROUP_ROW, _HEAD_ROW))


def _heads(sheet: Worksheet, styles: _Styles, table: Table) -> None:
    sheet.write_string(
        _HEAD_ROW, 0, str(table.heading), styles.get(bold=True, bottom=1, valign="top")
    )
    grouped = _grouped(table)
    for column, head in enumerate(table.heads, start=1):
        words = WHICH[head.which] if grouped else head.label
        sheet.write_string(_HEAD_ROW, column, str(words), styles.head)
        new = column == 1 or table.heads[column - 2].measure != head.measure
        if grouped and new:
            sheet.write_string(
                _GROUP_ROW, column, str(head.label), styles.get(bold=True, align="left")
            )


def _line(
    sheet: Worksheet,
    styles: _Styles,
    table: Table,
    line: Line,
    row: int,
    **look: Any,  # noqa: ANN401 - XlsxWriter's properties
) -> None:
    if table.key in MONTH_TABLES and line is not table.total:
        year, month = (int(part) for part in line.key.split("-"))
        first = datetime(year, month, 1)  # noqa: DTZ001 - a sheet knows no zones
        sheet.write_datetime(row, 0, first, styles.get(num_format="mm.yyyy", align="left", **look))
    else:
        sheet.write_string(row, 0, line.label, styles.get(text_wrap=True, valign="top", **look))
    for column, (cell, head) in enumerate(_cells(table, line), start=1):
        style = styles.get(num_format=FORMATS[_unit(line, head)], valign="top", **look)
        if cell.number is None:
            sheet.write_blank(row, column, None, style)
        else:
            sheet.write_number(row, column, cell.number, style)
