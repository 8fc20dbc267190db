"""Making the tables of a report."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from oic.clients.models import ClientType
from oic.core.errors import Message
from oic.enquiries.models import Channel
from oic.reports.periods import Period
from oic.reports.queries.counting import NONE, TOGETHER, UNKNOWN_HOUR
from oic.reports.queries.figures import Figures
from oic.reports.queries.periods import Report
from oic.reports.tables.indicators import SUMMARY, of_all
from oic.reports.tables.kinds import KINDS, Kind
from oic.reports.tables.parts import HOUR, Cell, Head, Line, Link, Table, Unit, Which, no_link
from oic.reports.tables.words import Words

HOURS_OF_DAY = (*(f"{hour:02}" for hour in range(24)), UNKNOWN_HOUR)


def tables(report: Report, words: Words, link: Link = no_link) -> list[Table]:
    """Every table of a report, in order."""
    return [
        _summary(report, link),
        *(_table(kind, report, words, link) for kind in KINDS),
        _matrix(
            report,
            words,
            "channel_month",
            _l("Consultations by month and channel"),
            [(one.value, one.message) for one in Channel],
            link,
        ),
        _matrix(
            report,
            words,
            "client_type_month",
            _l("Consultations by month and client type"),
            [(one.value, one.message) for one in ClientType],
            link,
        ),
        _arrivals(report, words, link),
    ]


def _periods(report: Report) -> list[tuple[Which, Period, Figures]]:
    period = report.period
    if report.alone:
        return [(Which.NOW, period, report.now)]
    return [
        (Which.NOW, period, report.now),
        (Which.BEFORE, period.before, report.before),
        (Which.YEAR_BEFORE, period.year_before, report.year_before),
    ]


def _present(report: Report) -> Figures:
    """The figures as they are now: those of a closed period with its corrections."""
    if not report.corrections:
        return report.now
    figures: Figures = {
        table: {row: dict(numbers) for row, numbers in rows.items()}
        for table, rows in report.now.items()
    }
    for one in report.corrections:
        figures.setdefault(one.table, {}).setdefault(one.row, {})[one.measure] = one.present
    return figures


def _summary(report: Report, link: Link) -> Table:
    present = _present(report)
    lines = []
    for indicator in SUMMARY:
        cells = []
        for which, period, figures in _periods(report):
            number = indicator.number(figures)
            now = indicator.number(present) if which is Which.NOW else number
            href = link("summary", TOGETHER, indicator.key, period) if number else None
            cells.append(Cell(number, href, now if now != number else None))
        lines.append(
            Line(indicator.key, str(indicator.label), cells, indicator.definition, indicator.unit)
        )
    heads = [Head("", str(period), which) for which, period, _figures in _periods(report)]
    return Table(
        "summary",
        _l("Indicators"),
        _l("The period beside the one before it and the same one a year before."),
        _l("Indicator"),
        heads,
        lines,
    )


def _table(kind: Kind, report: Report, words: Words, link: Link) -> Table:
    periods = _periods(report) if kind.compared else _periods(report)[:1]
    by_month = kind.key == "month"
    if by_month:  # the months before have other names: only a year makes them comparable
        periods = [one for one in periods if one[0] is not Which.BEFORE]
    rows = _rows(kind, words, [figures for _which, _period, figures in periods])
    present = _present(report)
    heads, numbers = [], []
    for measure, label, unit in kind.measures:
        for which, period, figures in periods:
            heads.append(Head(measure, label, which, unit))
            numbers.append((measure, which, period, figures, unit))
    lines = []
    for row in rows:
        cells = []
        for measure, which, period, figures, unit in numbers:
            key = _a_year_earlier(row) if by_month and which is Which.YEAR_BEFORE else row
            number = figures.get(kind.key, {}).get(key, {}).get(measure, 0)
            now = present.get(kind.key, {}).get(key, {}).get(measure, 0)
            href = link(kind.key, key, measure, period) if number else None
            cells.append(
                Cell(
                    _in(unit, number),
                    href,
                    _in(unit, now) if which is Which.NOW and now != number else None,
                )
            )
        lines.append(Line(row, words.row(kind.key, row), cells))
    total = None
    if kind.total:
        cells = [
            _total(kind, measure, which, period, figures, unit, present, link)
            for measure, which, period, figures, unit in numbers
        ]
        total = Line(TOGETHER, str(_l("All together")), cells)
    return Table(
        kind.key, kind.title, kind.definition, kind.heading, heads, lines, total, short=kind.short
    )


def _in(unit: Unit, number: int) -> float:
    return number / HOUR if unit is Unit.HOURS else number


def _a_year_earlier(month: str) -> str:
    return f"{int(month[:4]) - 1}{month[4:]}"


def _rows(kind: Kind, words: Words, figures: Sequence[Figures]) -> list[str]:
    if kind.key == "month":
        return sorted(figures[0].get("month", {}))
    order = {
        "programme": [*words.programmes],
        "topic": [*words.topics],
    }.get(kind.key, [])
    known = list(kind.known(words))
    found = {
        row
        for one in figures
        for row, numbers in one.get(kind.key, {}).items()
        if any(numbers.values())
    }
    extra = [row for row in order if row in found]
    rest = sorted(found - {*known, *order, NONE})
    return [*known, *extra, *rest, *([NONE] if NONE in found else [])]


def _total(  # noqa: PLR0913, PLR0917 - one cell put together
    kind: Kind,
    measure: str,
    which: Which,
    period: Period,
    figures: Figures,
    unit: Unit,
    present: Figures,
    link: Link,
) -> Cell:
    def number_of(given: Figures) -> int:
        # What may be counted in several rows stands once in the total.
        if measure == "consultations":
            return of_all(given).get(measure, 0)
        return sum(row.get(measure, 0) for row in given.get(kind.key, {}).values())

    number, now = number_of(figures), number_of(present)
    return Cell(
        _in(unit, number),
        link(kind.key, "", measure, period) if number else None,
        _in(unit, now) if which is Which.NOW and now != number else None,
    )


def _matrix(  # noqa: PLR0913, PLR0917 - one table put together
    report: Report,
    words: Words,
    key: str,
    title: Message,
    columns: Sequence[tuple[str, Message]],
    link: Link,
) -> Table:
    months = sorted(report.now.get("month", {}))
    lines = []
    for month in months:
        row = report.now.get(key, {}).get(month, {})
        cells = [
            Cell(
                row.get(column, 0),
                link(key, month, column, report.period) if row.get(column) else None,
            )
            for column, _label in columns
        ]
        lines.append(Line(month, words.row(key, month), cells))
    return Table(
        key,
        title,
        _l("Consultations by the month in which they came in."),
        _l("Month"),
        [Head(column, label) for column, label in columns],
        lines,
        wide=True,
        short=_l("Month and channel") if key == "channel_month" else _l("Month and client type"),
    )


def _arrivals(report: Report, words: Words, link: Link) -> Table:
    found = report.now.get("hour", {})
    used = {hour for row in found.values() for hour, number in row.items() if number}
    hours = [
        hour
        for hour in HOURS_OF_DAY
        if hour in used or (hour.isdecimal() and 8 <= int(hour) <= 17)  # noqa: PLR2004 - an office day
    ]
    lines = [
        Line(
            str(weekday),
            words.row("hour", str(weekday)),
            [
                Cell(number, link("hour", str(weekday), hour, report.period) if number else None)
                for hour in hours
                for number in [found.get(str(weekday), {}).get(hour, 0)]
            ],
        )
        for weekday in range(7)
    ]
    return Table(
        "hour",
        _l("Arrivals by weekday and hour"),
        _l(
            "When the consultations came in, by the clock in Sofia. What an older register kept "
            "without a time stands apart."
        ),
        _l("Weekday"),
        [
            Head(hour, _l("time not known") if hour == UNKNOWN_HOUR else f"{hour}–{int(hour) + 1}")
            for hour in hours
        ],
        lines,
        wide=True,
    )
