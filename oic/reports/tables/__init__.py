"""The report's tables: titles, definitions, rows in order and in words, for every way out.

One description serves the page, the workbook, the CSV and the print; see
:mod:`oic.reports.queries.figures` for the numbers.
"""

from oic.reports.tables.making import tables
from oic.reports.tables.parts import Cell, Head, Line, Link, Table, Unit, Which, no_link
from oic.reports.tables.words import Words

__all__ = [
    "Cell",
    "Head",
    "Line",
    "Link",
    "Table",
    "Unit",
    "Which",
    "Words",
    "no_link",
    "tables",
]
