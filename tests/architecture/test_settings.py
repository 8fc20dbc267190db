"""Whoever runs the program finds every setting in the README, and no setting that is not there."""

import re

from config import documentation
from tests.architecture.sources import ROOT

ROW = re.compile(r"^\| `(OIC_[A-Z_]+)` \| (.+?) \| (.*?) \|$", re.MULTILINE)


def _settings_section() -> str:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, heading, after = readme.partition("\n## Settings\n")
    assert heading, "README.md has no heading Settings"
    return after.partition("\n## ")[0]


def test_the_readme_lists_every_setting_as_the_program_knows_it() -> None:
    told = {row[0]: row[1] for row in ROW.findall(_settings_section())}
    known = {variable: meaning for variable, meaning, _ in documentation()}
    assert told == known
