"""Municipalities are found as people write them."""

import pytest

from oic.places import queries


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Kazanluk", "Казанлък"),
        ("казанлък", "Казанлък"),
        ("общ. Казанлък", "Казанлък"),
        ("община Стара Загора", "Стара Загора"),
        ("stara zagora", "Стара Загора"),
        ("гр. Мъглиж", "Мъглиж"),
        ("Galabovo", "Гълъбово"),
        ("Gulubovo", "Гълъбово"),
        ("с. Опан", "Опан"),
        ("Павел Баня", "Павел баня"),
        ("SZR12", "Казанлък"),
        ("szr12", "Казанлък"),
    ],
)
def test_a_municipality_is_known_in_any_spelling(app: object, typed: str, found: str) -> None:
    place = queries.find_municipality(typed)
    assert place is not None
    assert place.name_bg == found


@pytest.mark.parametrize("typed", ["", "община", "Пловдив", "12"])
def test_what_is_no_municipality_of_ours_is_none(app: object, typed: str) -> None:
    assert queries.find_municipality(typed) is None


def test_lists_are_in_the_order_of_their_alphabet(app: object) -> None:
    bulgarian = [place.name_bg for place in queries.municipalities("bg")]
    english = [place.name_en for place in queries.municipalities("en")]
    assert bulgarian == [
        "Братя Даскалови",
        "Гурково",
        "Гълъбово",
        "Казанлък",
        "Мъглиж",
        "Николаево",
        "Опан",
        "Павел баня",
        "Раднево",
        "Стара Загора",
        "Чирпан",
    ]
    assert english[:5] == ["Bratya Daskalovi", "Chirpan", "Galabovo", "Gurkovo", "Kazanlak"]


def test_none_and_codes_are_looked_up_plainly(app: object) -> None:
    place = queries.municipality_by_code(" szr31 ")
    assert place is not None
    assert queries.municipality_by_id(place.id) is place
    assert queries.municipality_by_id(None) is None
