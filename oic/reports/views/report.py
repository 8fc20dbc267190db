"""The report of a period: on the screen, on paper, as tables and as one workbook."""

from collections.abc import Iterator
from typing import IO, Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.clock import today
from oic.core.db import transaction
from oic.core.errors import Refused
from oic.reports import books, exchange
from oic.reports.actions import closing
from oic.reports.covers import cover_of
from oic.reports.periods import Period, month_of, quarter_of, year_of
from oic.reports.pictures import pictures
from oic.reports.queries.figures import Names
from oic.reports.queries.periods import Report, closed_periods
from oic.reports.queries.periods import report as asked_report
from oic.reports.tables import Table, Words, tables
from oic.reports.views import asked
from oic.reports.views.blueprint import blueprint
from oic.reports.views.lists import Lists
from oic.web.access import Permission, needs
from oic.web.pages import language, settings

SEE_OTHER = 303
PIECE = 65536
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _made(period: Period, *, linked: bool = True) -> tuple[Report, list[Table], Names]:
    names = Names()
    report = asked_report(period)
    words = Words.of(names, language())
    made = tables(report, words, Lists(names)) if linked else tables(report, words)
    return report, made, names


def _usual(period: Period) -> list[tuple[str, Period, bool]]:
    """The periods that are asked for most."""
    month, quarter, year = (of(today()) for of in (month_of, quarter_of, year_of))
    return [
        (words, one, one == period)
        for words, one in (
            (gettext("This month"), month),
            (gettext("Last month"), month.before),
            (gettext("This quarter"), quarter),
            (gettext("Last quarter"), quarter.before),
            (gettext("This year"), year),
            (gettext("Last year"), year.before),
        )
    ]


@blueprint.get("/reports")
@needs(Permission.MANAGE)
def report() -> ResponseReturnValue:
    """The indicators of a period with their pictures, and the ways to every table."""
    period = asked.period()
    found, made, names = _made(period)
    return render_template(
        "reports/report.html",
        report=found,
        period=period,
        usual=_usual(period),
        tables=made,
        table=made[0],
        pictures=pictures(found, names, language()),
        closed=closed_periods(),
        over=period.last < today(),
        which=books.WHICH,
    )


@blueprint.get("/reports/table/<key>")
@needs(Permission.MANAGE)
def table(key: str) -> ResponseReturnValue:
    """One table of the report."""
    period = asked.period()
    found, made, _names = _made(period)
    shown = next((one for one in made if one.key == key), None)
    if shown is None:
        abort(404)
    return render_template(
        "reports/table.html",
        report=found,
        period=period,
        usual=_usual(period),
        tables=made,
        table=shown,
        which=books.WHICH,
    )


@blueprint.get("/reports/print")
@needs(Permission.MANAGE)
def printed() -> ResponseReturnValue:
    """Everything one below the other, for paper."""
    period = asked.period()
    found, made, names = _made(period, linked=False)
    return render_template(
        "reports/print.html",
        report=found,
        period=period,
        tables=made,
        pictures=pictures(found, names, language()),
        which=books.WHICH,
    )


@blueprint.post("/reports/export")
@needs(Permission.MANAGE)
def export() -> ResponseReturnValue:
    """A table as XLSX or CSV, the whole as a workbook or as JSON; the trail keeps who took it."""
    period = asked.period(request.form)
    what, form = request.form.get("what", ""), request.form.get("form", "")
    found, made, names = _made(period, linked=False)
    chosen = next((one for one in made if one.key == what), None)
    if form not in {"workbook", "json"} and (chosen is None or form not in {"xlsx", "csv"}):
        abort(400)
    with transaction():
        record(
            Verb.EXPORTED,
            "report",
            None,
            by=current_user,
            label=period.key,
            detail={"form": form, "what": what if form in {"xlsx", "csv"} else "all"},
        )
    name = gettext("report")
    cover = cover_of(found, language())
    if form == "json":
        text = exchange.as_json(
            found,
            names,
            name_bg=settings().centre_name_bg,
            name_en=settings().centre_name_en,
        )
        return _download(text.encode(), "application/json", name, period, "json")
    if form == "workbook" or chosen is None:
        return _download(books.as_workbook(cover, made), XLSX, name, period, "xlsx")
    name = f"{name}-{what.replace('_', '-')}"
    if form == "csv":
        lines = b"".join(books.as_csv(chosen, language()))
        return _download(lines, "text/csv", name, period, "csv")
    return _download(books.as_sheet(cover, chosen), XLSX, name, period, "xlsx")


def _download(
    content: bytes | IO[bytes], kind: str, name: str, period: Period, ending: str
) -> Response:
    body = content if isinstance(content, bytes) else _pieces(content)
    response = Response(body, mimetype=kind)
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{name}-{period.key}.{ending}"
    )
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """A file piece by piece; it is closed after the last one, or when the reader goes away."""
    with file:
        while piece := file.read(PIECE):
            yield piece


@blueprint.post("/reports/close")
@needs(Permission.MANAGE)
def close() -> ResponseReturnValue:
    """Freeze a period's figures as they are."""
    period = asked.period(request.form)
    try:
        with transaction():
            closing.close(period, note=request.form.get("note", ""), by=current_user)
    except Refused as refusal:
        flash(str(refusal), "warning")
    else:
        flash(
            gettext("The period is closed: its figures stay, later changes show as corrections."),
            "success",
        )
    days: dict[str, Any] = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    return redirect(url_for(".report", **days), SEE_OTHER)
