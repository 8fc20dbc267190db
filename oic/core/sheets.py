"""What every spreadsheet that leaves the program keeps to.

A text that a spreadsheet would take for a formula (CSV injection, CWE-1236) is written so that it
stays a text: in XLSX as a string cell, in CSV with an apostrophe before it.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import xlsxwriter

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CSV_CHUNK = 200
"""Rows that leave together."""
LONGEST_SHEET_NAME = 31
_PAPER_A4 = 9
_NO_SHEET_NAME = str.maketrans("[]:*?/\\", "       ")


def safe_text(text: str) -> str:
    """A text that a spreadsheet takes for nothing but a text."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def sheet_name(text: str) -> str:
    """A text as a sheet may be called in XLSX."""
    return " ".join(text.translate(_NO_SHEET_NAME).split()).strip("'")[:LONGEST_SHEET_NAME]


def workbook(file: IO[bytes] | str, *, constant_memory: bool = False) -> xlsxwriter.Workbook:
    """A new workbook that takes no text for a formula, an address or a number.

    With ``constant_memory`` rows are to be written in order, and are let go once they are.
    """
    return xlsxwriter.Workbook(
        file,
        {
            "constant_memory": constant_memory,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "dd.mm.yyyy",
            "remove_timezone": True,
        },
    )


def for_printing(sheet: xlsxwriter.worksheet.Worksheet, *, head_rows: tuple[int, int]) -> None:
    """Set a sheet up for paper: A4 across, as wide as the page, its head on every page."""
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(*head_rows)
    sheet.set_footer("&L&A&R&P / &N")


def csv_lines(rows: Iterable[Sequence[str | int | float]]) -> Iterator[bytes]:
    """Rows as CSV in pieces, as they are read.

    UTF-8 with a mark and semicolons: so Excel with Bulgarian settings opens it right.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffered = 0
    yield "\ufeff".encode()
    for row in rows:
        writer.writerow([safe_text(cell) if isinstance(cell, str) else cell for cell in row])
        buffered += 1
        if buffered >= CSV_CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
            buffered = 0
    yield buffer.getvalue().encode()
