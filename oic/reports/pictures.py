"""The report's pictures: load over time, channels, client types, arrivals, municipalities."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from oic.clients.models import ClientType
from oic.core.wording import weekday_name
from oic.enquiries.models import Channel
from oic.reports.queries.counting import UNKNOWN_HOUR
from oic.reports.queries.figures import Names
from oic.reports.queries.periods import Report
from oic.reports.queries.workload import Week
from oic.web import charts

FIRST_HOUR, LAST_HOUR = 8, 18


@dataclass(frozen=True)
class Picture:
    """One picture, and which of the report's tables has the same figures."""

    key: str
    kind: str
    """line, column, heat or places: the macro that draws it."""
    title: str
    description: str
    chart: Any
    table: str


def pictures(report: Report, names: Names, language: str) -> list[Picture]:
    """The pictures of a report, in order; an empty one says so by itself."""
    return [
        _load(report),
        _by_month(
            report,
            "channel_month",
            gettext("Channels by month"),
            [(one.value, one.short) for one in Channel],
        ),
        _by_month(
            report,
            "client_type_month",
            gettext("Client types by month"),
            [(one.value, one.label) for one in ClientType],
        ),
        _arrivals(report),
        _places(report, names, language),
    ]


def _months(report: Report) -> tuple[list[str], list[str]]:
    keys = sorted(report.now.get("month", {}))
    return keys, [f"{key[5:]}.{key[2:4]}" for key in keys]


def _load(report: Report) -> Picture:
    keys, labels = _months(report)
    rows = report.now.get("month", {})
    series = [
        charts.Series(name, [rows[key].get(measure, 0) for key in keys])
        for name, measure in (
            (gettext("Consultations"), "consultations"),
            (gettext("Answered"), "answered"),
        )
    ]
    return Picture(
        "load",
        "line",
        gettext("Load over time"),
        gettext("What came in and what was answered for the first time, by month."),
        charts.lines(labels, series),
        "month",
    )


def _by_month(report: Report, table: str, title: str, parts: Sequence[tuple[str, str]]) -> Picture:
    keys, labels = _months(report)
    rows = report.now.get(table, {})
    series = [
        charts.Series(name, [rows.get(key, {}).get(part, 0) for key in keys])
        for part, name in parts
    ]
    shown = charts.greatest(series, gettext("all others"))
    return Picture(
        table.replace("_", "-"),
        "column",
        title,
        gettext("Consultations by the month in which they came in."),
        charts.columns(labels, shown),
        table,
    )


def _arrivals(report: Report) -> Picture:
    rows = report.now.get("hour", {})
    used = [
        int(hour)
        for row in rows.values()
        for hour, number in row.items()
        if number and hour != UNKNOWN_HOUR
    ]
    first, last = min([FIRST_HOUR, *used]), max([LAST_HOUR - 1, *used])
    hours = range(first, last + 1)
    weekdays = range(7)
    return Picture(
        "arrivals",
        "heat",
        gettext("Arrivals by weekday and hour"),
        gettext("The darker, the more came in. The number below is the hour that begins."),
        charts.heat(
            [weekday_name(day) for day in weekdays],
            [f"{hour}" for hour in hours],
            [[rows.get(str(day), {}).get(f"{hour:02}", 0) for hour in hours] for day in weekdays],
        ),
        "hour",
    )


def _places(report: Report, names: Names, language: str) -> Picture:
    rows = report.now.get("municipality", {})
    places = [
        charts.Place(
            one.code,
            one.name(language),
            rows.get(one.code, {}).get("consultations", 0),
            one.latitude,
            one.longitude,
        )
        for one in names.municipalities.values()
    ]
    return Picture(
        "places",
        "places",
        gettext("Where they are from"),
        gettext("Consultations by municipality; the squares lie about as on the map."),
        charts.plan(places),
        "municipality",
    )


def trend(weeks: Sequence[Week]) -> charts.Plot:
    """What came in and what was answered, week by week, for the board."""
    return charts.lines(
        [f"{week.days.first:%d.%m}" for week in weeks],
        [
            charts.Series(gettext("Received"), [week.received for week in weeks]),
            charts.Series(gettext("Answered"), [week.answered for week in weeks]),
        ],
    )
