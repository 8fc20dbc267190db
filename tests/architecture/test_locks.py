"""Everybody installs the same: the locks have hashes, name no host, and fit pyproject.toml."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.sources import ROOT

PIN = re.compile(
    r"^([A-Za-z0-9._-]+)==(\S+)((?: ; .+?)?) \\\n((?:    --hash=sha256:\w+(?: \\)?\n)+)",
    re.MULTILINE,
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]]
TEST = [*RUN, *PROJECT["dependency-groups"]["test"], *PROJECT["dependency-groups"]["lint"]]


def pins(name: str) -> dict[str, set[Version]]:
    found: dict[str, set[Version]] = {}
    for package, version, _, _ in PIN.findall((ROOT / name).read_text(encoding="ascii")):
        found.setdefault(canonicalize_name(package), set()).add(Version(version))
    return found


@pytest.mark.parametrize("name", ["constraints.txt", "tests/constraints.txt"])
def test_a_lock_holds_pins_with_hashes_and_nothing_else(name: str) -> None:
    assert PIN.sub("", (ROOT / name).read_text(encoding="ascii")).strip() == ""


@pytest.mark.parametrize(
    ("name", "wanted"), [("constraints.txt", RUN), ("tests/constraints.txt", TEST)]
)
def test_a_lock_has_what_the_project_asks_for(name: str, wanted: list[str]) -> None:
    locked = pins(name)
    missing = [
        text
        for text in wanted
        for need in [Requirement(text)]
        if not any(map(need.specifier.contains, locked.get(canonicalize_name(need.name), ())))
    ]
    assert missing == []


def test_what_is_tested_is_what_runs() -> None:
    tested = pins("tests/constraints.txt")
    assert {name: tested.get(name) for name in pins("constraints.txt")} == pins("constraints.txt")
