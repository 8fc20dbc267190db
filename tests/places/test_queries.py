"""Municipalities stand where people look for them."""

import pytest

from oic.places import queries


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


def test_none_is_looked_up_plainly(app: object) -> None:
    place = queries.municipalities()[0]
    assert queries.municipality_by_id(place.id) is place
    assert queries.municipality_by_id(None) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Здравейте, аз съм от Раднево и имам фурна.", "Раднево"),
        ("Pishem vi ot kazanluk", "Казанлък"),
        ("the municipality of Pavel Banya asks", "Павел баня"),
        ("Читалище „Светлина“, общ. Братя Даскалови, обл. Стара Загора", "Братя Даскалови"),
        ("До ОИЦ Стара Загора. Земеделец съм от Опан.", "Опан"),
        ("фирма в гр. Стара Загора, с обект в Чирпан", "Стара Загора"),
        ("живея в Стара Загора", "Стара Загора"),
        ("КАЗАНЛЪК, КАЗАНЛЪК!", "Казанлък"),
    ],
)
def test_where_somebody_is_from_is_read_in_what_they_write(
    app: object, text: str, name: str
) -> None:
    found = queries.municipality_named_in(text)
    assert found is not None
    assert found.name_bg == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Имам въпрос за ПКИП.",
        "Николаева ме насочи към Вас",
        "офисът е на ул. Николаево № 5",
        "До областен информационен център Стара Загора",
        "обл. Стара Загора",
        "Кандидатстваме от Мъглиж и Гурково",
        "община Мъглиж заедно с община Гурково",
    ],
)
def test_a_place_is_not_guessed(app: object, text: str) -> None:
    assert queries.municipality_named_in(text) is None
