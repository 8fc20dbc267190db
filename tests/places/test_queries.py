"""Municipalities stand where people look for them."""

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
