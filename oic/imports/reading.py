"""Reading a table that somebody kept elsewhere: XLSX and CSV, row by row, in constant memory.

What a file is is told by its bytes. Spreadsheets keep their texts in one list apart from the cells
(ECMA-376, 18.4); that list is put on disk, so that a register of ten years needs no more memory
than one of a week.
"""

import csv
import itertools
import re
import sqlite3
import tempfile
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any, Self
from xml.etree.ElementTree import ParseError

from charset_normalizer import from_bytes
from flask_babel import lazy_gettext as _l
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from oic.core.errors import Refused

Cell = str | int | float | bool | date | datetime | time | timedelta | None
XLSX, CSV = "xlsx", "csv"
LARGEST_UNPACKED = 1024**3
"""Bytes that a workbook may come to when it is unpacked."""
HIGHEST_RATIO = 250
"""How many times larger a part may become; XML of a spreadsheet seldom passes fifty."""
LONGEST_FIELD = 200_000
WIDEST = 200
"""Columns that are looked at."""
SAMPLE = 1 << 18
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|####+)")
_DELIMITERS = (";", ",", "\t", "|")
_STRINGS_AT_ONCE = 1000


class Broken(str):
    """A cell in which the spreadsheet itself says that it is in error: #REF!."""

    __slots__ = ()


@dataclass(frozen=True)
class Row:
    """One row: its number as the sheet counts, from 1, and its cells from the left."""

    number: int
    cells: tuple[Cell, ...]


class Table(AbstractContextManager["Table"], ABC):
    """An opened file. Close it, or use it in ``with``."""

    kind: str
    sheets: list[str]

    @abstractmethod
    def rows(self, sheet: str) -> Iterator[Row]:
        """The rows that hold anything, as they are read. Raises Refused where it is damaged."""

    @abstractmethod
    def total(self, sheet: str) -> int:
        """About how many rows there are, for a progress bar; 0 where that is not known."""

    @abstractmethod
    def close(self) -> None:
        """Let the file go."""

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the file go."""
        self.close()


def open_table(path: Path) -> Table:
    """Open a file. Raises Refused, saying what it is and what to do, for anything else."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if not head.strip():
        raise Refused(_l("The file is empty."))
    if head.startswith(_OLE):
        if _ENCRYPTED in path.read_bytes():
            raise Refused(_l("The workbook is locked with a password: save it without one."))
        raise Refused(_l("This is an old workbook (.xls): save it as .xlsx or .csv."))
    if head.startswith(b"PK\x03\x04"):
        return _Workbook(path)
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b")):
        raise Refused(_l("This is no table: save it as .xlsx or .csv."))
    return _Separated(path, head)


# Workbooks


class _Strings:
    """The texts of a workbook by their number, on disk."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="oic-texts-")
        self._kept = sqlite3.connect(
            Path(self._folder.name) / "texts.sqlite3", isolation_level=None, check_same_thread=False
        )
        self._kept.execute("PRAGMA journal_mode = OFF")
        self._kept.execute("PRAGMA synchronous = OFF")
        self._kept.execute("CREATE TABLE text (number INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        numbered = enumerate(texts)
        while some := list(itertools.islice(numbered, _STRINGS_AT_ONCE)):
            self._kept.execute("BEGIN")
            self._kept.executemany("INSERT INTO text VALUES (?, ?)", some)
            self._kept.execute("COMMIT")

    def __getitem__(self, number: int) -> str:
        found = self._kept.execute("SELECT text FROM text WHERE number = ?", (number,)).fetchone()
        if found is None:
            raise IndexError(number)
        return str(found[0])

    def close(self) -> None:
        self._kept.close()
        self._folder.cleanup()


def _texts(source: IO[bytes]) -> Iterator[str]:
    """The texts of a workbook in their order, without the whole list in memory."""
    tag = f"{{{SHEET_MAIN_NS}}}si"
    for _event, node in iterparse(source):
        if node.tag == tag:
            yield _text(node)
            node.clear()


def _text(node: Any) -> str:  # noqa: ANN401 - an element
    read: Any = Text.from_tree(node)
    return str(read.content).replace("x005F_", "")


class _Reader(ExcelReader):
    """openpyxl's reader with the list of texts on disk."""

    strings: _Strings | None = None

    def read_strings(self) -> None:
        """Read the list of texts."""
        package: Any = self.package
        kind = package.find(SHARED_STRINGS)
        if kind is None:
            return
        with self.archive.open(kind.PartName[1:]) as source:
            self.strings = _Strings(_texts(source))
        reader: Any = self
        reader.shared_strings = self.strings  # read by number alone


class _Workbook(Table):
    kind = XLSX

    def __init__(self, path: Path) -> None:
        try:
            _look_inside(path)
            self._file = path.open("rb")
            self._reader = _Reader(self._file, read_only=True, data_only=True, keep_links=False)
            self._reader.read()
        except (
            InvalidFileException,
            zipfile.BadZipFile,
            ParseError,
            KeyError,
            ValueError,
            TypeError,
        ) as error:
            raise Refused(_l("The workbook is damaged: open it and save it anew.")) from error
        self._book = self._reader.wb
        self.sheets = [sheet.title for sheet in self._book.worksheets]
        if not self.sheets:
            raise Refused(_l("The workbook has no sheet with cells."))

    def _sheet(self, name: str) -> Any:  # noqa: ANN401 - openpyxl's read-only sheet
        if name not in self.sheets:
            raise Refused(_l("There is no sheet “%(name)s”.", name=name))
        return self._book[name]

    def rows(self, sheet: str) -> Iterator[Row]:
        found = self._sheet(sheet)
        found.reset_dimensions()  # what other programs write there is often wrong
        try:
            for number, cells in enumerate(
                found.iter_rows(values_only=True, max_col=WIDEST), start=1
            ):
                row = _row(number, cells)
                if row is not None:
                    yield row
        except (zipfile.BadZipFile, ParseError, IndexError, ValueError) as error:
            raise Refused(_l("The workbook is damaged: open it and save it anew.")) from error

    def total(self, sheet: str) -> int:
        return int(self._sheet(sheet).max_row or 0)

    def close(self) -> None:
        self._book.close()
        self._file.close()
        if self._reader.strings is not None:
            self._reader.strings.close()


def _look_inside(path: Path) -> None:
    """Refuse what is no workbook, and what would unpack to something huge."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        what = (
            _l("This is an OpenDocument file: save it as .xlsx or .csv.")
            if "mimetype" in names
            else _l("This is no workbook: save it as .xlsx or .csv.")
        )
        raise Refused(what)
    for part in parts:
        if part.file_size > SAMPLE and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1):
            raise Refused(_l("The workbook unpacks to far more than it should."))
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Refused(_l("The workbook is too large: split it by years."))


def _row(number: int, cells: Iterable[Any]) -> Row | None:
    """A row without empty cells at its end; None for one that holds nothing."""
    read = [_cell(value) for value in cells]
    while read and read[-1] is None:
        read.pop()
    return Row(number, tuple(read)) if read else None


def _cell(value: Any) -> Cell:  # noqa: ANN401 - whatever openpyxl gives
    if isinstance(value, str):
        text = value.replace("\u00a0", " ").replace("\x00", "").strip()
        if _ERROR.fullmatch(text):
            return Broken(text)
        return text or None
    if isinstance(value, (int, float, bool, date, datetime, time, timedelta)):
        return value
    return None


# Text


class _Separated(Table):
    kind = CSV

    def __init__(self, path: Path, head: bytes) -> None:
        self.sheets = [""]
        self._path = path
        self._charset = _charset(head)
        text = head.decode(self._charset, errors="replace").lstrip("\ufeff")
        self._delimiter = _delimiter(text)
        self._size = path.stat().st_size
        lines = head.count(b"\n") or 1
        self._total = round(lines * self._size / len(head))

    def rows(self, sheet: str) -> Iterator[Row]:
        del sheet
        csv.field_size_limit(LONGEST_FIELD)
        with self._path.open(encoding=self._charset, errors="replace", newline="") as file:
            reader = csv.reader(_without_nul(file), delimiter=self._delimiter, strict=True)
            try:
                for number, cells in enumerate(reader, start=1):
                    row = _row(number, cells[:WIDEST])
                    if row is not None:
                        yield row
            except csv.Error as error:
                raise Refused(
                    _l(
                        "Row %(number)d cannot be read: a quotation mark is not closed, or the "
                        "text is too long.",
                        number=reader.line_num,
                    )
                ) from error

    def total(self, sheet: str) -> int:
        del sheet
        return self._total

    def close(self) -> None:
        """Nothing is open between two readings."""


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\x00", "").replace("\ufeff", "")


def _charset(head: bytes) -> str:
    """UTF-8 or UTF-16 by their marks or their form, else Windows-1251 or what it looks like."""
    for mark, charset in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if head.startswith(mark):
            return charset
    whole = head[: head.rfind(b"\n") + 1] or head  # a letter may be cut at the end
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    if whole[1::2].count(0) > len(whole) // 4:
        return "utf-16-le"
    guessed = from_bytes(
        whole[:65536], cp_isolation=["cp1251", "mac_cyrillic", "cp866", "cp1252", "iso8859_5"]
    ).best()
    return guessed.encoding if guessed is not None else "cp1251"


def _delimiter(text: str) -> str:
    """What stands between the columns: the sign that cuts the most lines into equally many."""
    lines = list(itertools.islice(csv.reader(text.splitlines()[:40], delimiter="\x1f"), 40))
    sample = ["".join(line) for line in lines if line]

    def fits(sign: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(sample, delimiter=sign)]
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(_DELIMITERS, key=fits)
