"""Bringing a table in on the screen: upload, say what the columns hold, check, import, undo."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from oic.core.db import transaction
from oic.core.errors import Refused
from oic.files.store import keep, location, receive
from oic.imports import queries
from oic.imports.actions import runs, undoing
from oic.imports.fields import Field
from oic.imports.models import AT_WORK, ImportRun, ImportState
from oic.imports.reading import open_table
from oic.imports.rows import CHOSEN, NEEDED, SKIP, Known
from oic.staff.models import User
from oic.web.access import Permission, needs
from oic.web.pages import language, settings

blueprint = Blueprint("imports", __name__)
SEE_OTHER = 303
SKIPPABLE = frozenset(CHOSEN) - frozenset(NEEDED)
WORDS_SHOWN = 40


def _me() -> User:
    return current_user._get_current_object()  # noqa: SLF001 - Flask-Login's own way


@blueprint.get("/")
@needs(Permission.MANAGE)
def index() -> ResponseReturnValue:
    """What was brought in, and the form for the next table."""
    return _index()


def _index(problem: str = "") -> str:
    return render_template("imports/index.html", runs=queries.runs(), problem=problem)


@blueprint.post("/")
@needs(Permission.MANAGE)
def upload() -> ResponseReturnValue:
    """Take a table in; nothing is imported yet."""
    given = request.files.get("file")
    if given is None or not given.filename:
        return _index(_("Choose a file.")), 422
    limit = settings().upload_megabytes * 1024 * 1024
    try:
        received = receive(given.stream, given.filename, limit=limit)
        with open_table(location(settings().files_dir, received.sha256)) as table, transaction():
            run = runs.begin(keep(received), received.name, table, by=_me())
            number = run.id
    except Refused as refusal:
        return _index(str(refusal)), 422
    return redirect(url_for(".run", run_id=number), SEE_OTHER)


def _asked(run_id: int) -> ImportRun:
    found = queries.run(run_id)
    if found is None:
        abort(404)
    return found


@blueprint.get("/<int:run_id>")
@needs(Permission.MANAGE)
def run(run_id: int) -> ResponseReturnValue:
    """One table on its way: its columns, what the check found, how far it is."""
    return _page(_asked(run_id))


def _page(
    found: ImportRun,
    problem: str = "",
    typed: tuple[dict[str, str], dict[str, dict[str, str]]] | None = None,
) -> str:
    """The page; with ``typed``, what was just chosen for columns and words, and is not saved."""
    mapping, meanings = typed or (found.mapping, found.meanings)
    known = Known() if found.state in runs.CHANGEABLE else None
    at = 1 if language() == "bg" else 2
    choices = {
        field: [(one[0], one[at]) for one in options]
        for field, options in (known.choices if known else {}).items()
    }
    return render_template(
        "imports/run.html",
        run=found,
        problem=problem,
        fields=list(Field),
        columns=_columns(found, mapping),
        mapping=mapping,
        meanings=meanings,
        words=_words(found, meanings),
        choices=choices,
        skippable=SKIPPABLE,
        needed=[one for one in NEEDED if one in CHOSEN],
        skip=SKIP,
        label=lambda name: Field(name).label,
        at_work=found.state in AT_WORK,
        changeable=found.state in runs.CHANGEABLE,
        touched=undoing.touched(found.id) if found.state is ImportState.DONE else 0,
        left=undoing.left(found.id) if found.state is ImportState.DONE else 0,
    )


def _columns(found: ImportRun, mapping: dict[str, str]) -> list[dict[str, object]]:
    """Each column: its heading, what stands in it, what it is taken for."""
    samples = found.found.get("samples", [])
    return [
        {
            "index": index,
            "heading": heading,
            "samples": [row[index] for row in samples if index < len(row) and row[index]][:3],
            "field": mapping.get(str(index), ""),
        }
        for index, heading in enumerate(found.found.get("headings", []))
        if heading or any(index < len(row) and row[index] for row in samples)
    ]


def _words(
    found: ImportRun, meanings: dict[str, dict[str, str]]
) -> list[tuple[Field, list[tuple[str, int, str]]]]:
    """Words that nobody understands and those that a person has explained, by field."""
    rows = []
    for field in CHOSEN:
        unknown = found.found.get("unknown", {}).get(field.value, {})
        said = meanings.get(field.value, {})
        listed = [(text, number, said.get(text, "")) for text, number in unknown.items()]
        listed += [(text, 0, meaning) for text, meaning in said.items() if text not in unknown]
        if listed:
            rows.append((field, listed[:WORDS_SHOWN]))
    return rows


@blueprint.post("/<int:run_id>/sheet")
@needs(Permission.MANAGE)
def sheet(run_id: int) -> ResponseReturnValue:
    """Look at another sheet of the workbook."""
    found = _asked(run_id)
    chosen = request.form.get("sheet", "")
    try:
        if found.file is None or found.state not in runs.CHANGEABLE:
            raise Refused(_l("This import is being worked on, or is done."))  # noqa: TRY301 - as the action would
        with open_table(location(settings().files_dir, found.file.sha256)) as table, transaction():
            runs.look(runs.held(run_id), table, chosen)
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for(".run", run_id=run_id), SEE_OTHER)


@blueprint.post("/<int:run_id>/check")
@needs(Permission.MANAGE)
def check(run_id: int) -> ResponseReturnValue:
    """Have the table checked as its columns are described now."""
    _asked(run_id)
    mapping, meanings = _described()
    try:
        with transaction():
            runs.ask_check(runs.held(run_id), mapping, meanings)
    except Refused as refusal:
        typed = {str(index): field.value for index, field in mapping.items()}, meanings
        return _page(_asked(run_id), str(refusal), typed), 422
    return redirect(url_for(".run", run_id=run_id), SEE_OTHER)


def _described() -> tuple[dict[int, Field], dict[str, dict[str, str]]]:
    """What the form says of the columns and the words."""
    mapping: dict[int, Field] = {}
    meanings: dict[str, dict[str, str]] = {}
    for name, value in request.form.items():
        kind, _dash, rest = name.partition("-")
        if kind == "column" and rest.isdecimal() and value in set(Field):
            mapping[int(rest)] = Field(value)
        elif kind == "meaning" and value:
            field, _dash, number = rest.partition("-")
            text = request.form.get(f"word-{field}-{number}")
            if field in set(Field) and text is not None:
                meanings.setdefault(field, {})[text] = value
    return mapping, meanings


@blueprint.post("/<int:run_id>/import")
@needs(Permission.MANAGE)
def bring_in(run_id: int) -> ResponseReturnValue:
    """Import what was checked."""
    _asked(run_id)
    _do(lambda: runs.ask_import(runs.held(run_id), by=_me()))
    return redirect(url_for(".run", run_id=run_id), SEE_OTHER)


@blueprint.post("/<int:run_id>/abandon")
@needs(Permission.MANAGE)
def abandon(run_id: int) -> ResponseReturnValue:
    """Give a table up."""
    _asked(run_id)
    _do(lambda: runs.abandon(runs.held(run_id), by=_me()))
    return redirect(url_for(".index"), SEE_OTHER)


@blueprint.post("/<int:run_id>/undo")
@needs(Permission.MANAGE)
def undo(run_id: int) -> ResponseReturnValue:
    """Take back what was imported."""
    _asked(run_id)
    _do(lambda: undoing.ask(runs.held(run_id), by=_me()))
    return redirect(url_for(".run", run_id=run_id), SEE_OTHER)


def _do(action: Callable[[], None]) -> None:
    try:
        with transaction():
            action()
    except Refused as refusal:
        flash(str(refusal), "warning")
