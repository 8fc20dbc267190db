"""The command ``oic import FILE``: the same as on the screen, in one go."""

import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from oic.core.clock import now
from oic.core.db import db, end_reading, transaction
from oic.core.errors import Refused
from oic.core.words import said
from oic.imports.actions import runs, writing
from oic.imports.checking import Findings, check
from oic.imports.fields import Field, guess, headings_key
from oic.imports.models import ImportRun, ImportState
from oic.imports.reading import open_table
from oic.imports.staging import Staging, staging_path
from oic.imports.working import below
from oic.staff import queries as staff
from oic.staff.models import User
from oic.web.access import Permission
from oic.web.pages import settings

SHOWN = 50
"""Bad cells that are printed; more are counted."""


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--by", "email", required=True, help="E-mail address of the manager who brings it in."
)
@click.option("--sheet", help="The sheet; the first one if none is named.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEADING=FIELD",
    help="What a column holds, where it was guessed wrong: 'Вид=channel'; '-' leaves it out.",
)
@click.option(
    "--word",
    "words",
    multiple=True,
    metavar="FIELD:WORD=MEANING",
    help="What a word stands for: 'channel:ДВ=phone'; empty cells: 'channel:=phone'.",
)
@click.option("--dry-run", is_flag=True, help="Check the table and say what would happen.")
@with_appcontext
def bring_in(  # noqa: PLR0913, PLR0917 - the command's options
    file: Path,
    email: str,
    sheet: str | None,
    columns: tuple[str, ...],
    words: tuple[str, ...],
    dry_run: bool,  # noqa: FBT001 - a flag
) -> None:
    """Bring a table of enquiries (XLSX or CSV) into the register: all of it, or nothing.

    Repeating it makes no doubles: rows that are in the register already are left out. What was
    brought in can be taken back on the screen. Exit status 1 where something cannot be read.
    """
    by = staff.by_email(email)
    if by is None or not by.may(Permission.MANAGE):
        message = "no manager has this address"
        raise click.BadParameter(message, param_hint="--by")
    spoken = settings().language
    try:
        with force_locale(spoken):
            _bring_in(file, by, sheet, _columns(columns), _words(words), dry_run=dry_run)
    except Refused as refusal:
        with force_locale(spoken):
            raise click.ClickException(str(refusal)) from refusal


def _columns(given: tuple[str, ...]) -> dict[str, Field | None]:
    found: dict[str, Field | None] = {}
    for one in given:
        heading, sign, name = one.rpartition("=")
        if not sign or (name != "-" and name not in set(Field)):
            message = f"{one}: the fields are {', '.join(field.value for field in Field)}"
            raise click.BadParameter(message, param_hint="--column")
        found[heading] = None if name == "-" else Field(name)
    return found


def _words(given: tuple[str, ...]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for one in given:
        left, sign, meaning = one.rpartition("=")
        name, colon, word = left.partition(":")
        if not sign or not colon or name not in set(Field):
            message = f"{one}: it is FIELD:WORD=MEANING"
            raise click.BadParameter(message, param_hint="--word")
        found.setdefault(name, {})[word] = meaning
    return found


def _bring_in(  # noqa: PLR0913 - the command's options
    file: Path,
    by: User,
    sheet: str | None,
    columns: dict[str, Field | None],
    meanings: dict[str, dict[str, str]],
    *,
    dry_run: bool,
) -> None:
    with open_table(file) as table, Staging(staging_path(settings().data_dir)) as staging:
        chosen = sheet or table.sheets[0]
        head, samples = runs.peek(table, chosen)
        headings = [runs.words(cell) for cell in head.cells]
        mapping = guess(headings, [row.cells for row in samples])
        for heading, field in columns.items():
            _set(mapping, headings, heading, field)
        runs.check_mapping(mapping, meanings)
        for index, field in sorted(mapping.items()):
            click.echo(f"{headings[index]} → {field.label}")
        total = max(0, table.total(chosen) - head.number)
        with click.progressbar(length=total, label=file.name, file=sys.stderr) as bar:
            found = check(
                below(table, chosen, head.number),
                mapping,
                meanings,
                staging,
                file_name=file.name,
                progress=lambda done: bar.update(max(0, done - bar.pos)),
            )
        _say(found)
        if not found.is_fine:
            message = "nothing is imported until every row can be read"
            raise click.ClickException(message)
        if dry_run or not found.new:
            return
        end_reading()
        made = _write(file.name, chosen, headings, mapping, meanings, staging, found, by)
    click.echo(f"imported: {made}")


def _set(mapping: dict[int, Field], headings: list[str], heading: str, field: Field | None) -> None:
    if heading not in headings:
        message = f"there is no column “{heading}”"
        raise click.BadParameter(message, param_hint="--column")
    index = headings.index(heading)
    if field is None:
        mapping.pop(index, None)
    else:
        mapping[index] = field


def _write(  # noqa: PLR0913, PLR0917 - what the run's row keeps
    name: str,
    sheet: str,
    headings: list[str],
    mapping: dict[int, Field],
    meanings: dict[str, dict[str, str]],
    staging: Staging,
    found: Findings,
    by: User,
) -> int:
    """All of it in one transaction, the run's own row included: killed, it leaves nothing."""
    made = 0
    with (
        click.progressbar(length=found.new, label="writing", file=sys.stderr) as bar,
        transaction(),
    ):
        run = ImportRun(
            created_at=now(),
            created_by_id=by.id,
            file_name=name[:200],
            sheet=sheet,
            headings_key=headings_key(headings),
            mapping={str(index): field.value for index, field in mapping.items()},
            meanings=meanings,
            state=ImportState.IMPORTING,
            writing=True,
            found={},
        )
        db.session.add(run)
        db.session.flush()
        made = writing.write(run, staging, by=by, progress=lambda done: bar.update(done - bar.pos))
        writing.finish(run, made, found.known)
    return made


def _say(found: Findings) -> None:
    click.echo(
        f"rows: {found.rows}, new: {found.new}, already here: {found.known}, bad: {found.bad}"
    )
    for problem in found.problems[:SHOWN]:
        click.echo(_line(problem))
    if len(found.problems) > SHOWN or found.bad > len(found.problems):
        click.echo("…")


def _line(problem: dict[str, Any]) -> str:
    field = Field(problem["field"]).label
    return f"  {problem['row']}: {field}: {said(problem['message'], settings().language)}"
