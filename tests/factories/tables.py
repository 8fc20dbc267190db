"""Tables as offices keep them: XLSX and CSV, made by other programs than ours."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

HEADINGS = (
    "№",
    "Дата",
    "Начин на запитване",
    "Целева група",
    "Име и фамилия",
    "Организация",
    "Тел./e-mail",
    "Община",
    "Въпрос",
    "Отговор",
    "Времетраене (мин)",
    "Бр. въпроси",
)
ROWS: tuple[tuple[Any, ...], ...] = (
    (1, date(2024, 3, 5), "на място", "фирма", "Мария Пекарова", "Пекарна Зора ЕООД",
     "0888 123 456; zora@primer.bg", "Опан", "Има ли мярка за фурни?", "Да, 4.1.", 15, 2),
    (2, "06.03.2024 г.", "тел.", "ЗП", "Георги Овчаров", "", "042 603 527", "общ. Казанлък",
     "Млад фермер?", "Разяснено.", 10, 1),
    (3, "2024-03-07 14:30", "E-mail", "НПО", "Мария Пекарова", "", "zora@primer.bg", "",
     "И за енергия?", "", "", ""),
    (4, datetime(2024, 3, 8, 9, 5), "изнесена приемна", "гражданин", "", "", "", "гр. Чирпан",  # noqa: DTZ001 - a sheet knows no zones
     "Къде е приемната?", "В общината.", "0:20", 1),
)  # fmt: skip


def make_xlsx(
    path: Path,
    rows: Sequence[Sequence[Any]] = ROWS,
    headings: Sequence[str] = HEADINGS,
    *,
    title: str = "Регистър на запитванията",
    sheets: Sequence[str] = ("2024",),
) -> Path:
    """A workbook with a title above its headings, days as days."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy"})
    for name in sheets:
        sheet = book.add_worksheet(name)
        if title:
            sheet.merge_range(0, 0, 0, 5, title)
        at = 2 if title else 0
        for row, cells in enumerate([headings, *rows], start=at):
            for column, cell in enumerate(cells):
                if isinstance(cell, (date, datetime)):
                    sheet.write_datetime(row, column, cell)
                elif cell != "":
                    sheet.write(row, column, cell)
    book.close()
    return path


def make_csv(
    path: Path,
    rows: Sequence[Sequence[Any]] = ROWS,
    headings: Sequence[str] = HEADINGS,
    *,
    charset: str = "utf-8",
    delimiter: str = ";",
) -> Path:
    """The same as text."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(headings)
    for cells in rows:
        writer.writerow([_written(cell) for cell in cells])
    path.write_bytes(text.getvalue().encode(charset))
    return path


def _written(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y %H:%M}"
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else cell
