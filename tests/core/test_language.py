"""Whoever writes is answered in the language that he wrote in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.core.language import language_of


@pytest.mark.parametrize(
    "text",
    [
        "Здравейте, имам въпрос за ПКИП.",
        "Да",
        "Zdraveite, iskam da popitam za programata za razvitie na selskite raioni",
        "ima li oshte pari po programata?",
        "4italishteto ni iska da kandidatstva, kak da stane tova",
        "Интересува ме Horizon Europe Grants for small business and industry",
    ],
)
def test_bulgarian_is_answered_in_bulgarian(text: str) -> None:
    assert language_of(text) == "bg"


@pytest.mark.parametrize(
    "text",
    [
        "Dear colleagues, what are the conditions for foreign investors?",
        "Could you please send us the guidelines of ПКИП?",
        "we are a school from Kazanlak and would like to visit you",
    ],
)
def test_english_is_answered_in_english(text: str) -> None:
    assert language_of(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-000123",
        "Guten Tag, wir suchen Partner in Bulgarien",
        "https://example.com/the/of/and",
        "ok",
        "BG16RFPR001-1.012",
    ],
)
def test_the_language_is_not_guessed(text: str) -> None:
    assert language_of(text) is None


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    assert language_of(text) in {"bg", "en", None}
