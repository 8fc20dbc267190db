"""The register as a spreadsheet: XLSX with real numbers and dates, CSV that Excel opens right."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import IO

from flask_babel import gettext

from oic.core.clock import local
from oic.core.sheets import csv_lines, for_printing, sheet_name, workbook
from oic.enquiries.models import Enquiry

Cell = str | int | date | datetime | None


@dataclass(frozen=True)
class Column:
    """One column: its heading and its width in characters."""

    heading: str
    width: int


def columns() -> list[Column]:
    """The sheet's columns, in the reader's language."""
    return [
        Column(gettext("Number"), 13),
        Column(gettext("Received"), 17),
        Column(gettext("Channel"), 20),
        Column(gettext("Client type"), 22),
        Column(gettext("Client"), 28),
        Column(gettext("Organisation"), 30),
        Column(gettext("Municipality"), 18),
        Column(gettext("Subject"), 50),
        Column(gettext("Questions"), 10),
        Column(gettext("Programmes"), 16),
        Column(gettext("Topics"), 26),
        Column(gettext("Procedures"), 22),
        Column(gettext("State"), 18),
        Column(gettext("Assignee"), 22),
        Column(gettext("Due on"), 12),
        Column(gettext("First answered"), 17),
        Column(gettext("Closed"), 17),
        Column(gettext("Duration, minutes"), 10),
    ]


def row(enquiry: Enquiry, language: str) -> list[Cell]:
    """One enquiry's cells, in the order of :func:`columns`."""
    questions = enquiry.questions
    programmes = {q.programme.abbreviation for q in questions if q.programme}
    topics = {q.topic.name(language) for q in questions if q.topic}
    return [
        enquiry.reference,
        local(enquiry.received_at),
        enquiry.channel.label,
        enquiry.client_type.label,
        enquiry.contact.name if enquiry.contact else "",
        enquiry.organisation.name if enquiry.organisation else "",
        enquiry.municipality.name(language) if enquiry.municipality else "",
        enquiry.subject,
        len(questions),
        ", ".join(sorted(programmes)),
        ", ".join(sorted(topics)),
        ", ".join(dict.fromkeys(q.procedure_code for q in questions if q.procedure_code)),
        enquiry.state.label,
        enquiry.assignee.name if enquiry.assignee else "",
        enquiry.due_on,
        local(enquiry.first_answered_at) if enquiry.first_answered_at else None,
        local(enquiry.closed_at) if enquiry.closed_at else None,
        round(enquiry.duration_seconds / 60),
    ]


def _csv_cell(cell: Cell) -> str | int:
    if isinstance(cell, datetime):
        return cell.strftime("%d.%m.%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    return "" if cell is None else cell


def as_csv(enquiries: Iterable[Enquiry], language: str) -> Iterator[bytes]:
    """The sheet in pieces, as it is read from the database."""
    head = [column.heading for column in columns()]
    rows = ([_csv_cell(cell) for cell in row(enquiry, language)] for enquiry in enquiries)
    return csv_lines(chain([head], rows))


def as_xlsx(enquiries: Iterable[Enquiry], language: str, title: str) -> IO[bytes]:
    """The sheet as an open temporary file at its beginning; closing it removes it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it was sent
    book = workbook(file, constant_memory=True)
    sheet = book.add_worksheet(sheet_name(title))
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    shown = columns()
    for index, column in enumerate(shown):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, column.heading, head)
    last = 0
    for last, enquiry in enumerate(enquiries, start=1):
        for index, cell in enumerate(row(enquiry, language)):
            if isinstance(cell, datetime):
                sheet.write_datetime(last, index, cell.replace(tzinfo=None), moment)
            elif isinstance(cell, date):
                sheet.write_datetime(last, index, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001 - a sheet knows no zones
            elif isinstance(cell, int):
                sheet.write_number(last, index, cell)
            elif cell:
                sheet.write_string(last, index, cell)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(shown) - 1)
    for_printing(sheet, head_rows=(0, 0))
    book.close()
    file.seek(0)
    return file
