"""A run on its way: uploaded, mapped, asked to be checked, imported, or given up."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import case, or_, select, update

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Message, Refused
from oic.core.words import in_both
from oic.files.models import StoredFile
from oic.imports.fields import Field, guess, head_of, headings_key
from oic.imports.models import AT_WORK, ImportRun, ImportState
from oic.imports.reading import Broken, Row, Table
from oic.imports.rows import NEEDED
from oic.staff.models import User

SAMPLES = 5
ABANDONED_AFTER = timedelta(minutes=2)
"""Whoever worked on a run and was not heard of for so long is gone."""
FORGOTTEN_AFTER = timedelta(days=14)
CHANGEABLE = (ImportState.NEW, ImportState.CHECKED, ImportState.FAILED)


def begin(file: StoredFile, name: str, table: Table, *, by: User) -> ImportRun:
    """A new run of an uploaded file: its first sheet with headings. Raises Refused as ``look``."""
    run = ImportRun(
        created_at=now(), created_by_id=by.id, file_name=name[:200], file=file, found={}
    )
    for sheet in table.sheets:
        try:
            look(run, table, sheet)
            break
        except Refused:
            if sheet == table.sheets[-1]:
                raise
    db.session.add(run)
    db.session.flush()
    record(Verb.CREATED, "import", run.id, by=by, detail={"rows": run.total})
    return run


def look(run: ImportRun, table: Table, sheet: str) -> None:
    """Find the headings of a sheet, and what its columns probably hold.

    A table with the same headings as an earlier one is mapped as a person mapped that one. Raises
    Refused where there are no headings.
    """
    head, samples = peek(table, sheet)
    headings = [words(cell) for cell in head.cells]
    run.sheet = sheet
    run.total, run.done = max(0, table.total(sheet) - head.number), 0
    run.headings_key = headings_key(headings)
    run.state = ImportState.NEW
    guessed = guess(headings, [row.cells for row in samples])
    run.mapping = {str(index): column.value for index, column in guessed.items()}
    run.meanings = {}
    earlier = _as_before(run.headings_key)
    if earlier is not None:
        run.mapping, run.meanings = dict(earlier.mapping), dict(earlier.meanings)
    run.found = {
        "sheets": table.sheets,
        "head": head.number,
        "headings": headings,
        "samples": [[words(cell)[:80] for cell in row.cells] for row in samples],
        "remembered": earlier is not None,
    }


def peek(table: Table, sheet: str) -> tuple[Row, list[Row]]:
    """The headings and the first rows below them. Raises Refused where there are no headings."""
    rows = table.rows(sheet)
    head = head_of(rows)
    if head is None:
        raise Refused(
            _l(
                "No headings were found in the first rows. The table needs a row with headings "
                "such as “Дата”, “Канал”, “Въпрос”."
            )
        )
    samples = []
    for row in table.rows(sheet):
        if row.number > head.number:
            samples.append(row)
        if len(samples) == SAMPLES:
            break
    return head, samples


def words(cell: Any) -> str:  # noqa: ANN401 - a cell
    """A cell for showing."""
    if cell is None:
        return ""
    if isinstance(cell, Broken) or not hasattr(cell, "strftime"):
        return " ".join(str(cell).split())
    return f"{cell:%d.%m.%Y %H:%M}" if hasattr(cell, "date") else str(cell)


def _as_before(key: str) -> ImportRun | None:
    """The last run of a table with these headings that somebody has mapped."""
    return db.session.scalar(
        select(ImportRun)
        .where(
            ImportRun.headings_key == key,
            ImportRun.state.in_((ImportState.CHECKED, ImportState.DONE, ImportState.UNDONE)),
        )
        .order_by(ImportRun.id.desc())
        .limit(1)
    )


def held(run_id: int) -> ImportRun:
    """A run, locked until the transaction ends. Raises Refused where there is none."""
    run = db.session.get(ImportRun, run_id, with_for_update=True, populate_existing=True)
    if run is None:
        raise Refused(_l("There is no such import."))
    return run


def ask_check(
    run: ImportRun,
    mapping: Mapping[int, Field],
    meanings: Mapping[str, Mapping[str, str]],
) -> None:
    """Have the table checked by a mapping; the worker does it.

    Raises Refused while it is being worked on, where a column that is needed is missing, or
    where one field is chosen for two columns.
    """
    _must_be_changeable(run)
    check_mapping(mapping, meanings)
    run.mapping = {str(index): column.value for index, column in mapping.items()}
    run.meanings = {field: dict(said) for field, said in meanings.items() if said}
    _hand_over(run, ImportState.CHECKING)


def check_mapping(mapping: Mapping[int, Field], meanings: Mapping[str, Mapping[str, str]]) -> None:
    """Raise Refused for a mapping that cannot be: what is needed must come from somewhere."""
    chosen = list(mapping.values())
    for needed in NEEDED:
        if needed not in chosen and not meanings.get(needed.value, {}).get(""):
            raise Refused(
                _l("Say which column holds “%(field)s”.", field=needed.message),
                field=needed.value,
            )
    for column in {one for one in chosen if chosen.count(one) > 1 and one not in MANY}:
        raise Refused(
            _l("“%(field)s” is chosen for more than one column.", field=column.message),
            field=column.value,
        )


MANY = frozenset({Field.QUESTION, Field.NOTE, Field.PHONE, Field.EMAIL})


def ask_import(run: ImportRun, *, by: User) -> None:
    """Have the table imported; the worker does it.

    Raises Refused before it was checked, with bad rows, or while another import is under way.
    """
    if run.state is not ImportState.CHECKED:
        raise Refused(_l("Have the table checked first."))
    if run.found.get("bad"):
        raise Refused(_l("Some rows cannot be read: nothing is imported until all can."))
    if not run.found.get("new"):
        raise Refused(_l("All of these rows are in the register already."))
    busy = db.session.scalar(select(ImportRun.id).where(ImportRun.writing.is_(True)))
    if busy is not None:
        raise Refused(_l("Another import is under way: try again when it is done."))
    run.created_by_id = by.id
    run.writing = True
    _hand_over(run, ImportState.IMPORTING)


def abandon(run: ImportRun, *, by: User | None) -> None:
    """Give a table up that is not imported; its file and what was seen of it are forgotten."""
    _must_be_changeable(run)
    run.state = ImportState.ABANDONED
    run.file, run.found, run.finished_at = None, {}, now()
    record(Verb.REMOVED, "import", run.id, by=by)


def _must_be_changeable(run: ImportRun) -> None:
    if run.state not in CHANGEABLE:
        raise Refused(_l("This import is being worked on, or is done."))


def _hand_over(run: ImportRun, state: ImportState) -> None:
    run.state = state
    run.done, run.why = 0, None
    run.asked_at, run.alive_at = now(), None


def fail(run: ImportRun, why: Message) -> None:
    """It did not work, and says why. What was imported and is half undone can be undone again."""
    undoing = run.state is ImportState.UNDOING
    run.state = ImportState.DONE if undoing else ImportState.FAILED
    run.writing = None
    run.why = in_both(why)


def claim(run_id: int) -> bool:
    """Take a run that waits, or whose worker is gone; False when somebody else was quicker."""
    moment = now()
    taken = db.session.execute(
        update(ImportRun)
        .where(
            ImportRun.id == run_id,
            ImportRun.state.in_(AT_WORK),
            or_(ImportRun.alive_at.is_(None), ImportRun.alive_at < moment - ABANDONED_AFTER),
        )
        .values(alive_at=moment)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def still_at_it(run_id: int, done: int) -> None:
    """Say how far it is; the total was an estimate, and grows where there turn out to be more."""
    total = case((ImportRun.total < done, done), else_=ImportRun.total)
    db.session.execute(
        update(ImportRun)
        .where(ImportRun.id == run_id)
        .values(alive_at=now(), done=done, total=total)
        .execution_options(synchronize_session=False)
    )


def let_go(run_id: int) -> None:
    """The worker stops: whoever comes next begins the step anew, at once."""
    db.session.execute(
        update(ImportRun)
        .where(ImportRun.id == run_id, ImportRun.state.in_(AT_WORK))
        .values(alive_at=None)
        .execution_options(synchronize_session=False)
    )


def forget_old() -> int:
    """Give up tables that nobody went on with: they hold names. Returns how many."""
    old = db.session.scalars(
        select(ImportRun)
        .where(ImportRun.state.in_(CHANGEABLE), ImportRun.created_at < now() - FORGOTTEN_AFTER)
        .with_for_update(skip_locked=True)
    ).all()
    for run in old:
        abandon(run, by=None)
    return len(old)
