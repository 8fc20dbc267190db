"""A register of ten years needs no more memory than one of a few months."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.factories.tables import HEADINGS, make_csv, make_xlsx

FEW, MANY = 400, 3000
ROOM = 24 * 1024
"""Kilobytes: what a process's peak differs by from one run to the next, and some more."""
MEASURED = """
import resource, sys
from pathlib import Path
from flask_babel import force_locale
from config import Settings
from oic import create_app
from oic.core.db import end_reading, transaction
from oic.imports.actions.runs import peek, words
from oic.imports.checking import check
from oic.imports.fields import guess
from oic.imports.reading import open_table
from oic.imports.staging import Staging
from oic.imports.working import below
from oic.reference import load
import flask_migrate

path, folder = Path(sys.argv[1]), Path(sys.argv[2])
app = create_app(Settings(data_dir=folder, secret_key="x" * 40))
with app.app_context(), force_locale("bg"):
    flask_migrate.upgrade()
    with transaction():
        load()
    with open_table(path) as table, Staging(folder / "staging") as staging:
        head, samples = peek(table, table.sheets[0])
        mapping = guess([words(cell) for cell in head.cells], [row.cells for row in samples])
        rows = below(table, table.sheets[0], head.number)
        found = check(rows, mapping, {}, staging, file_name=path.name)
        end_reading()
print(found.new, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def table(path: Path, rows: int) -> Path:
    """Each row with texts of its own, as people write them."""
    made = [
        (
            number,
            f"{1 + number % 28:02}.{1 + number % 12:02}.2024",
            "тел",
            "фирма",
            f"Клиент {number} Примеров",
            "",
            f"klient{number}@primer.bg",
            "Опан",
            f"Въпрос {number}: " + "има ли мярка за оборудване? " * 12,
            f"Отговор {number}. " * 12,
            5,
            1,
        )
        for number in range(rows)
    ]
    return (make_xlsx if path.suffix == ".xlsx" else make_csv)(path, made, HEADINGS)


@pytest.mark.parametrize("kind", [".xlsx", ".csv"])
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, kind: str) -> None:
    peaks = {}
    for rows in (FEW, MANY):
        folder = tmp_path / f"{rows}"
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, table(folder / f"a{kind}", rows), folder],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        made, peak = (int(part) for part in done.stdout.split()[-2:])
        assert made == rows
        peaks[rows] = peak
    assert peaks[MANY] - peaks[FEW] < ROOM, peaks
