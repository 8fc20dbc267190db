"""Who wrote is known by name and address, however the header was put together."""

from email.utils import formataddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.mail.reading.letter import Party
from oic.mail.reading.parties import parties

IVAN = Party("Иван Петров", "ivan@example.bg")
WORDS = "=?utf-8?B?0JjQstCw0L0g0J/QtdGC0YDQvtCy?="


@pytest.mark.parametrize(
    ("value", "party"),
    [
        (f"{WORDS} <ivan@example.bg>", IVAN),
        (f'"{WORDS}" <ivan@example.bg>', IVAN),
        (f"ivan@example.bg ({WORDS})", IVAN),
        (f"{WORDS}<ivan@example.bg>", IVAN),
        ("'Иван Петров' <ivan@example.bg>", IVAN),
        ("Иван Петров <mailto:ivan@example.bg>", IVAN),
        ("Иван Петров ivan@example.bg", IVAN),
        ("Иван Петров <ivan@example.bg", IVAN),
        ('"Иван Петров <ivan@example.bg>', IVAN),
        ("Иван Петров < ivan@example.bg >", IVAN),
        ("ivan@example.bg", Party("", "ivan@example.bg")),
        ("<ivan@example.bg>", Party("", "ivan@example.bg")),
        ('"ivan@example.bg" <ivan@example.bg>', Party("", "ivan@example.bg")),
        ('"Петров, Иван" <ivan@example.bg>', Party("Петров, Иван", "ivan@example.bg")),
        ("=?utf-8?q?a,_b?= <c@d.bg>", Party("a, b", "c@d.bg")),
        (r'"Ivan \"the\" P" <c@d.bg>', Party('Ivan "the" P', "c@d.bg")),
        ('"a@b.bg via OIC" <list@d.bg>', Party("a@b.bg via OIC", "list@d.bg")),
        ("Иван <ivan@община.бг>", Party("Иван", "ivan@община.бг")),
        ("Desk: Ivan <c@d.bg>;", Party("Ivan", "c@d.bg")),
        ("Ivan <c@d.bg> (at work)", Party("Ivan", "c@d.bg")),
        ("O'Neil <o'neil@d.ie>", Party("O'Neil", "o'neil@d.ie")),
        ("'c@d.bg'", Party("", "c@d.bg")),
        ("[c@d.bg]", Party("", "c@d.bg")),
        ("Ivan <<c@d.bg>>", Party("Ivan", "c@d.bg")),
        ("Ivan <c@[192.0.2.1]>", Party("Ivan", "c@[192.0.2.1]")),
        ('Ivan <"ivan p"@d.bg>', Party("Ivan", '"ivan p"@d.bg')),
        ('"Ivan <x@y.bg>" <c@d.bg>', Party("Ivan <x@y.bg>", "c@d.bg")),
    ],
)
def test_one_is_read(value: str, party: Party) -> None:
    assert parties(value) == (party,)


def test_several_are_told_apart() -> None:
    value = '"Петров, Иван" <a@b.bg>, c@d.bg (C, D), Group: e@f.bg, G <g@h.bg>;, <i@j.bg>'

    assert [one.email for one in parties(value)] == [
        "a@b.bg",
        "c@d.bg",
        "e@f.bg",
        "g@h.bg",
        "i@j.bg",
    ]


@pytest.mark.parametrize("value", ["", "<>", "undisclosed-recipients:;", "MAILER-DAEMON", "(x)"])
def test_nobody_is_nobody(value: str) -> None:
    assert parties(value) == ()


NAMES = st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1).filter(
    lambda name: not set(name) & set("\"'<>,;") and "=?" not in name
)


@given(st.lists(NAMES, min_size=1, max_size=5))
def test_what_python_composes_is_read_back(names: list[str]) -> None:
    value = ", ".join(formataddr((name, f"a{n}@b.bg")) for n, name in enumerate(names))

    assert [one.name for one in parties(value)] == names


@given(st.one_of(st.text(), st.lists(st.sampled_from('"<>(),;:@\\a. ')).map("".join)))
def test_no_header_is_too_strange(value: str) -> None:
    assert all("@" in one.email for one in parties(value))
