"""What the worker does with a run: check it, import it, undo it. Each may be cut off anywhere.

A check changes nothing. An import writes all in one transaction. Undoing goes in steps, and goes
on where it was left. Whoever finds a run whose worker was not heard of for some minutes begins its
step anew.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from oic.core.clock import now
from oic.core.db import db, end_reading, transaction
from oic.core.errors import Refused
from oic.files.store import location
from oic.imports.actions import runs, undoing, writing
from oic.imports.checking import Findings, check
from oic.imports.fields import Field
from oic.imports.models import ImportRun, ImportState
from oic.imports.queries import waiting
from oic.imports.reading import Row, Table, open_table
from oic.imports.staging import Staging, staging_path
from oic.staff.models import User
from oic.web.pages import settings

log = logging.getLogger(__name__)
KEPT_ON_DISK = timedelta(days=1)


def work(stop: Callable[[], bool] = lambda: False) -> bool:
    """Work on what waits; whether there was anything. ``stop`` is asked now and then."""
    worked = False
    for run_id in waiting():
        if stop():
            break
        end_reading()
        with transaction():
            mine = runs.claim(run_id)
        if mine:
            worked = True
            work_on(run_id, stop)
    end_reading()
    return worked


class _Stopped(Exception):  # noqa: N818 - no error: the worker was asked to stop
    """The step is left as it was; the next worker begins it anew."""


def work_on(run_id: int, stop: Callable[[], bool] = lambda: False) -> None:
    """One step of a run that is claimed. What goes wrong stands on its page."""
    state = db.session.get_one(ImportRun, run_id, populate_existing=True).state
    try:
        with force_locale(settings().language):
            if state is ImportState.CHECKING:
                _check(run_id, stop)
            elif state is ImportState.IMPORTING:
                _import(run_id, stop)
            elif state is ImportState.UNDOING:
                _undo(run_id, stop)
    except _Stopped:
        end_reading()
        with transaction():
            runs.let_go(run_id)
    except Refused as refusal:
        end_reading()
        with transaction():
            runs.fail(runs.held(run_id), refusal.message)
    except Exception:
        log.exception("import %d failed", run_id)
        end_reading()
        with transaction():
            runs.fail(runs.held(run_id), _l("Something went wrong; nothing was changed."))


def _check(run_id: int, stop: Callable[[], bool]) -> None:
    with _ready(run_id, stop) as (_staging, found):
        pass
    with transaction():
        run = runs.held(run_id)
        if run.state is ImportState.CHECKING:
            run.found = {**run.found, **found.as_json()}
            run.state = ImportState.CHECKED
            run.total = run.done = found.rows


def _import(run_id: int, stop: Callable[[], bool]) -> None:
    with _ready(run_id, stop) as (staging, found):
        if not found.is_fine:
            raise Refused(_l("The table has changed since it was checked: check it again."))
        with transaction():
            run = runs.held(run_id)
            if run.state is not ImportState.IMPORTING:
                return
            by = db.session.get_one(User, run.created_by_id)
            made = writing.write(run, staging, by=by, progress=lambda _done: _go_on(stop))
            writing.finish(run, made, found.known)


def _undo(run_id: int, stop: Callable[[], bool]) -> None:
    while True:
        _go_on(stop)
        with transaction():
            taken = undoing.step(run_id)
            if taken:
                run = db.session.get_one(ImportRun, run_id)
                runs.still_at_it(run_id, run.done)
        if not taken:
            return


def _go_on(stop: Callable[[], bool]) -> None:
    if stop():
        raise _Stopped


class _ready:  # noqa: N801 - a context manager, used as one
    """The run's table, read and put aside, with what was found; in ``with``."""

    def __init__(self, run_id: int, stop: Callable[[], bool]) -> None:
        self._run_id = run_id
        self._stop = stop

    def __enter__(self) -> tuple[Staging, Findings]:
        run = db.session.get_one(ImportRun, self._run_id, populate_existing=True)
        if run.file is None:
            raise Refused(_l("The file is no longer here: upload it again."))
        path = location(settings().files_dir, run.file.sha256)
        mapping = {int(index): Field(name) for index, name in run.mapping.items()}
        meanings, sheet, name = run.meanings, run.sheet, run.file_name
        head = int(run.found["head"])
        self._table = open_table(path)
        self._staging = Staging(staging_path(settings().data_dir))
        try:
            found = check(
                below(self._table, sheet, head),
                mapping,
                meanings,
                self._staging,
                file_name=name,
                progress=self._tell,
            )
        except BaseException:
            self.__exit__()
            raise
        end_reading()
        return self._staging, found

    def _tell(self, done: int) -> None:
        _go_on(self._stop)
        end_reading()
        with transaction():
            runs.still_at_it(self._run_id, done)

    def __exit__(self, *_: object) -> None:
        self._staging.__exit__()
        self._table.close()


def below(table: Table, sheet: str, head: int) -> Iterator[Row]:
    """The rows below the headings."""
    return (row for row in table.rows(sheet) if row.number > head)


def sweep() -> int:
    """Forget tables that nobody went on with, and what a worker that was killed left on disk.

    Returns how many tables. Inside a transaction.
    """
    before = (now() - KEPT_ON_DISK).timestamp()
    folder = settings().data_dir / "imports"
    for path in folder.glob("*.sqlite3") if folder.is_dir() else ():
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
    return runs.forget_old()
