"""Many centres side by side."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from oic.reports.exchange import Sent
from oic.reports.queries.figures import added
from oic.reports.tables import Cell, Head, Line, Table
from oic.reports.tables.indicators import SUMMARY


def by_centre(sent: Sequence[Sent], language: str) -> Table:
    """Every indicator of every centre, and of all together."""
    heads = [Head(one.key, one.label, unit=one.unit) for one in SUMMARY]
    lines = [
        Line(
            str(number),
            centre.name(language),
            [Cell(indicator.number(centre.figures)) for indicator in SUMMARY],
        )
        for number, centre in enumerate(sent)
    ]
    figures = added([one.figures for one in sent])
    total = Line(
        "all",
        str(_l("All together")),
        [Cell(indicator.number(figures)) for indicator in SUMMARY],
    )
    return Table(
        "centres",
        _l("By centre"),
        _l("Every indicator of every centre. What the numbers mean stands under Definitions."),
        _l("Centre"),
        heads,
        lines,
        total,
        wide=True,
    )
