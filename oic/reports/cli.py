"""The commands ``oic report …``: a period's workbook or JSON, and the sum of many centres."""

import shutil
from datetime import date
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale, gettext

from oic.core.clock import now, today
from oic.core.errors import Refused
from oic.core.wording import LANGUAGES
from oic.reports import books, exchange
from oic.reports.books import Cover
from oic.reports.comparing import by_centre
from oic.reports.covers import cover_of
from oic.reports.periods import Period, month_of, quarter_of, year_of
from oic.reports.queries.figures import Names
from oic.reports.queries.periods import report as asked_report
from oic.reports.tables import Words, tables
from oic.web.pages import settings

report = AppGroup("report", help="The report of a period, and the sum of many centres.")
_language = click.option("--language", type=click.Choice([*LANGUAGES]), help="bg or en.")
_out = click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file."
)
_period = click.option(
    "--period",
    "wanted",
    help="2026, 2026-Q3, 2026-10, or 2026-03-01_2026-04-15; usually the last month.",
)


def period_named(text: str | None) -> Period:
    """The period of a key, as file names carry it. Raises click.BadParameter."""
    if not text:
        return month_of(today()).before
    try:
        year, _dash, part = text.partition("-")
        if "_" in text:
            first, _line, last = text.partition("_")
            return Period(date.fromisoformat(first), date.fromisoformat(last))
        if not part:
            return year_of(date(int(year), 1, 1))
        if part[:1].upper() == "Q":
            return quarter_of(date(int(year), int(part[1:]) * 3, 1))
        return month_of(date(int(year), int(part), 1))
    except ValueError as error:
        message = "it is 2026, 2026-Q3, 2026-10, or 2026-03-01_2026-04-15"
        raise click.BadParameter(message, param_hint="--period") from error


@report.command("workbook")
@_period
@_out
@_language
def workbook(wanted: str | None, out: Path, language: str | None) -> None:
    """The whole report of a period as one XLSX workbook."""
    with force_locale(language or settings().language):
        found = asked_report(period_named(wanted))
        spoken = language or settings().language
        made = tables(found, Words.of(Names(), spoken))
        with books.as_workbook(cover_of(found, spoken), made) as file, out.open("wb") as target:
            shutil.copyfileobj(file, target)
    click.echo(str(out))


@report.command("json")
@_period
@_out
def as_json(wanted: str | None, out: Path) -> None:
    """The indicators of a period as JSON for the central office, without personal data."""
    names = Names()
    found = asked_report(period_named(wanted))
    text = exchange.as_json(
        found, names, name_bg=settings().centre_name_bg, name_en=settings().centre_name_en
    )
    out.write_text(text, encoding="utf-8")
    click.echo(str(out))


@report.command("network")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@_out
@_language
def network(files: tuple[Path, ...], out: Path, language: str | None) -> None:
    """Add up the JSON of many centres into one workbook. Exit status 1 where that cannot be."""
    spoken = language or settings().language
    with force_locale(spoken):
        sent = []
        for path in files:
            try:
                sent.append(exchange.read(path.read_bytes()))
            except Refused as refusal:
                message = f"{path}: {refusal}"
                raise click.ClickException(message) from refusal
        try:
            together = exchange.together(sent)
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal
        sent.sort(key=lambda one: one.name(spoken))
        open_ones = [one.name(spoken) for one in sent if not one.closed]
        notes = [gettext("Added up from the reports of %(num)d centres.", num=len(sent))]
        if open_ones:
            notes.append(gettext("Not closed yet: %(names)s.", names=", ".join(open_ones)))
        cover = Cover(
            gettext("Network of information centres"),
            gettext("Report on the work of the centres"),
            str(together.period),
            now(),
            notes,
        )
        made = [
            by_centre(sent, spoken),
            *tables(together, exchange.words(sent, spoken)),
        ]
        with books.as_workbook(cover, made) as file, out.open("wb") as target:
            shutil.copyfileobj(file, target)
    click.echo(str(out))
