"""The benchmark of the reports runs, on the pages that managers open."""

from pathlib import Path

from tests.benchmarks.reports import measure
from tests.conftest import Databases


def test_every_page_is_measured(databases: Databases, tmp_path: Path) -> None:
    found = measure(databases.empty(), tmp_path, 300, rounds=1)
    assert len(found) == 4
    assert min(found.values()) > 0
