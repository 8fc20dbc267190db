"""What mail servers and programs really send is known for what it is, each by its own letter.

The letters were written for these tests; the folder's name is what a letter has to be told for.
"""

from pathlib import Path

import pytest

from oic.mail.kinds import Nature, Told, answerable, told
from oic.mail.reading.message import read

LETTERS = Path(__file__).parent / "letters"
OURS = {"oic@oic.example.bg"}
DOMAIN = "oic.example.bg"
OUR_ID = "<3f2a9c0d4b5e6f708192a3b4c5d6e7f8@oic.example.bg>"
REPORTS = sorted(
    f"{path.parent.name}/{path.stem}"
    for nature in (Nature.BOUNCE, Nature.DELAY)
    for path in (LETTERS / nature.value).glob("*.eml")
)


def known(name: str) -> Told:
    raw = (LETTERS / f"{name}.eml").read_bytes()
    return told(read(raw), raw, own_addresses=OURS, own_domain=DOMAIN)


@pytest.mark.parametrize("path", sorted(LETTERS.glob("*/*.eml")), ids=lambda path: path.stem)
def test_no_letter_is_filed_for_what_it_is_not(path: Path) -> None:
    assert known(f"{path.parent.name}/{path.stem}").nature == path.parent.name


@pytest.mark.parametrize("name", sorted(set(REPORTS) - {"bounce/postfix-smtputf8"}))
def test_the_expert_learns_which_address_a_letter_did_not_reach(name: str) -> None:
    assert [one.address for one in known(name).failures] == ["ani@example.bg"]


@pytest.mark.parametrize("name", sorted(set(REPORTS) - {"bounce/not-ours"}))
def test_a_report_is_found_at_the_letter_that_it_is_about(name: str) -> None:
    assert known(name).about[0] == OUR_ID


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(LETTERS.glob("*/*.eml")) if path.parent.name != "person"],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_no_machine_is_answered_by_a_machine(path: Path) -> None:
    assert not answerable(read(path.read_bytes()), own_addresses=OURS)
