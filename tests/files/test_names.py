"""A file keeps the name that its sender knows it by, and nothing dangerous in it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.files.names import LONGEST_BYTES, clean, extension

ANYTHING = st.text(st.characters(codec=None), max_size=400)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Бюджет на проекта.xlsx", "Бюджет на проекта.xlsx"),
        ("C:\\Users\\Петя\\Оферта.pdf", "Оферта.pdf"),
        ("../../etc/passwd", "passwd"),
        ("фактура\u202exslx.pdf", "фактураxslx.pdf"),
        ("ред\nдве\t.txt", "ред две .txt"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        ("  . скрит.pdf . ", "скрит.pdf"),
        ("con.pdf", "_con.pdf"),
        ("", "file"),
        ("/", "file"),
        ("\u200b\u200e", "file"),
    ],
)
def test_a_name_stays_readable_and_becomes_harmless(given_name: str, kept: str) -> None:
    assert clean(given_name) == kept


@given(ANYTHING)
def test_no_name_escapes_its_folder_or_tricks_the_eye(name: str) -> None:
    cleaned = clean(name)
    assert cleaned
    assert cleaned not in {".", ".."}
    assert not set(cleaned) & set('/\\<>:"|?*\r\n\0')
    assert not any(unicodedata.category(letter).startswith("C") for letter in cleaned)
    assert len(cleaned.encode()) <= LONGEST_BYTES
    assert cleaned == cleaned.strip()


@given(ANYTHING)
def test_cleaning_again_changes_nothing(name: str) -> None:
    assert clean(clean(name)) == clean(name)


@given(st.text("абвгдежзABC 0123", min_size=1, max_size=300).filter(str.strip))
def test_a_long_cyrillic_name_keeps_its_extension(stem: str) -> None:
    assert extension(clean(f"{stem}.DOCX")) == "docx"


def test_a_number_after_a_dot_is_no_extension() -> None:
    assert extension("Договор № 5.2026") == ""
    assert extension("снимка.JPG") == "jpg"
    assert extension("без") == ""
