"""Without these a hall would stand in the sea, and who types would not know why."""

from contextlib import suppress

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from oic.places.coordinates import (
    LATITUDES,
    LONGITUDES,
    Unreadable,
    parse_coordinates,
    show_coordinates,
)

HALL = (42.4258, 25.6345)
GOOGLE = (
    "https://www.google.com/maps/place/%D0%9E%D0%98%D0%A6/@42.4000000,25.6000000,17z/data="
    "!3m1!4b1!4m6!3m5!1s0x40a8699a2f4b:0xa01269bf4c!8m2!3d42.4258!4d25.6345!16s%2Fg%2F11"
)


@pytest.mark.parametrize(
    "typed",
    [
        "42.4258, 25.6345",
        "  42.4258,25.6345 ",
        "42.4258 25.6345",
        "42.4258; 25.6345",
        "42.4258 / 25.6345",
        "(42.4258, 25.6345)",
        "42,4258, 25,6345",
        "42,4258,25,6345",
        "42,4258; 25,6345",
        "42,4258 25,6345",
        "42.4258° N, 25.6345° E",
        "42.4258°N 25.6345°E",
        "42,4258° N, 25,6345° E",
        "42.4258N, 25.6345E",
        "N42.4258 E25.6345",
        "N 42.4258, E 25.6345",
        "E 25.6345, N 42.4258",
        "25.6345° E, 42.4258° N",
        "42.4258° с.ш., 25.6345° и.д.",
        "42.4258° с. ш. 25.6345° и. д.",
        "42.4258º, 25.6345º",
        "42°25'32.88\"N 25°38'04.2\"E",
        "42°25′32.88″N, 25°38′04.2″E",
        "42° 25.548' N 25° 38.07' E",
        "https://www.openstreetmap.org/#map=19/42.4258/25.6345",
        "https://www.openstreetmap.org/?mlat=42.4258&mlon=25.6345#map=12/42.1/25.1",
        "https://www.openstreetmap.org/node/123456#map=18/42.42580/25.63450&layers=N",
        "openstreetmap.org/#map=19/42.4258/25.6345",
        GOOGLE,
        "https://www.google.bg/maps/@42.4258,25.6345,15z?hl=bg",
        "https://maps.google.com/?q=42.4258,25.6345",
        "https://www.google.com/maps/search/?api=1&query=42.4258%2C25.6345",
        "https://www.google.com/maps/search/42.4258,+25.6345?sa=X",
        "geo:42.4258,25.6345?z=17",
    ],
)
def test_a_place_is_read_as_people_write_it_and_maps_give_it(typed: str) -> None:
    assert parse_coordinates(typed) == HALL


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("42.4258", "only one number"),
        ("42,4258", "only one number"),
        ("25.6345, 42.4258", "did you mean 42.4258, 25.6345"),
        ("48.8584, 2.2945", "not in Bulgaria"),
        ("https://www.openstreetmap.org/#map=19/48.8584/2.2945", "not in Bulgaria"),
        ("https://maps.app.goo.gl/AbCdEf123", "shortened link"),
        ("https://goo.gl/maps/AbCdEf123", "shortened link"),
        ("https://www.google.com/maps/place/Stara+Zagora", "no coordinates"),
        ("42, 25", "Whole degrees"),
        ("срещу общината", "paste a link"),
        ("42.4258, 25.6345, 12", "paste a link"),
        ("42.4258 N, 25.6345 N", "paste a link"),
        ("42°61'00\"N 25°38'04\"E", "paste a link"),
        ("-42.4258, 25.6345", "paste a link"),
        (",", "paste a link"),
        ("", "paste a link"),
    ],
)
def test_what_says_no_place_is_answered_with_what_is_wrong(
    app: Flask, typed: str, word: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_coordinates(typed)
    with app.test_request_context(), force_locale("en"):
        assert word in str(refused.value.message)


@given(latitude=st.integers(41_200_000, 44_300_000), longitude=st.integers(22_300_000, 28_700_000))
def test_what_is_shown_is_read_as_the_same_place(latitude: int, longitude: int) -> None:
    place = latitude / 1e6, longitude / 1e6
    shown = show_coordinates(*place)
    assert parse_coordinates(shown) == place
    assert parse_coordinates(shown.replace(", ", " ").replace(".", ",")) == place


@given(st.text(alphabet="0123456789.,;°'\"NESсшид -/@!=:?&", max_size=40))
def test_nothing_that_is_typed_breaks_the_page(typed: str) -> None:
    with suppress(Unreadable):
        latitude, longitude = parse_coordinates(typed)
        assert LATITUDES[0] <= latitude <= LATITUDES[1]
        assert LONGITUDES[0] <= longitude <= LONGITUDES[1]


def test_no_coordinates_are_shown_as_nothing() -> None:
    assert show_coordinates(None, None) == ""
