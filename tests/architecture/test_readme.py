"""A stranger copies two commands from the README; if they are not there, nothing else counts."""

import os
import re
import subprocess

import pytest

from tests.architecture.sources import ROOT

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def section(heading: str) -> str:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, found, after = readme.partition(f"\n## {heading}\n")
    assert found, f"README.md has no heading {heading}"
    return after.partition("\n## ")[0]


def commands(heading: str) -> list[str]:
    [(language, block)] = FENCE.findall(section(heading))
    assert language == "sh"
    return block.splitlines()


def test_the_first_command_ends_in_the_demonstration() -> None:
    assert commands("Run it")[-1].endswith("oic up --demo")


def test_the_second_command_runs_every_check_and_every_test() -> None:
    lines = commands("Test it")
    for tool in ("ruff check", "ruff format --check", "mypy", "djlint", "lint-imports"):
        assert [line for line in lines if tool in line], f"{tool} is not run"
    assert re.fullmatch(r"\S*python -m pytest( -n \w+)?", lines[-1]), "all tests, unfiltered"


@pytest.mark.parametrize("heading", ["Run it", "Test it"])
def test_what_is_installed_is_locked_and_what_is_called_is_there(heading: str) -> None:
    lines = commands(heading)
    assert [line for line in lines if "--require-hashes" in line]
    for line in lines:
        for word in line.split():
            if word.startswith("tests/") or word.endswith(".txt"):
                assert (ROOT / word).is_file(), f"{word} is not there"
    assert os.access(ROOT / "tests" / "setup", os.X_OK)


def test_what_runs_after_every_change_is_the_second_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    extract = re.search(r"awk '(.+?)' README\.md", script)
    assert extract
    done = subprocess.run(
        ["awk", extract[1], "README.md"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == commands("Test it")
