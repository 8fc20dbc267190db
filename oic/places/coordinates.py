"""Reading where a place is, however somebody writes it down or copies it from a map."""

import re
from urllib.parse import unquote, unquote_plus

from flask_babel import lazy_gettext as _l

from oic.core.errors import Message

LATITUDES, LONGITUDES = (41.2, 44.3), (22.3, 28.7)
"""The box around Bulgaria: what lies outside it was typed wrongly, or in the wrong order."""
DIGITS = 6
"""Of a degree: a tenth of a metre, as maps give them."""

_LINK = re.compile(r"^(?:https?://|geo:|www\.|maps\.|goo\.gl|[\w.]*openstreetmap\.|[\w.]*google\.)")
_NUMBER = r"(-?\d{1,3}(?:\.\d+)?)"
_IN_LINKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"!3d{_NUMBER}!4d{_NUMBER}",  # the marked place of Google Maps, before the map's middle
        rf"[?&]mlat={_NUMBER}&(?:amp;)?mlon={_NUMBER}",  # the marked place of OpenStreetMap
        rf"[?&](?:q|query|ll|daddr|destination|center)=(?:loc:)?{_NUMBER},\s*{_NUMBER}",
        rf"/(?:search|place|dir)/+{_NUMBER},[\s+]*{_NUMBER}",
        rf"^geo:{_NUMBER},{_NUMBER}",
        rf"@{_NUMBER},{_NUMBER}",
        rf"#map=\d+(?:\.\d+)?/{_NUMBER}/{_NUMBER}",
    )
)
_SIDES = (
    (re.compile(r"с\.?\s*ш\.?|\bсев\w*|\bnorth\b"), "n"),
    (re.compile(r"и\.?\s*д\.?|\bизт\w*|\beast\b"), "e"),
)
_MARKS = str.maketrans({"′": "'", "’": "'", "‘": "'", "″": '"', "”": '"', "“": '"', "º": "°"})
_PART = re.compile(
    r"""(?P<before>[ne])?\s*
        (?P<degrees>\d{1,3}(?:\.\d+)?)\s*°?\s*
        (?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*'\s*(?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:"|'')\s*)?)?
        (?P<after>[ne])?""",
    re.VERBOSE,
)
_COMMA_PAIR = re.compile(
    r"(\d{1,2}),(\d+)\s*[,;]?\s+(\d{1,2}),(\d+)|(\d{1,2}),(\d+)[,;](\d{1,2}),(\d+)"
)


class Unreadable(ValueError):  # noqa: N818 - what a person typed, not a mistake of the program
    """What was typed says no place; ``message`` says why, to a person."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


def parse_coordinates(text: str) -> tuple[float, float]:
    """Latitude and longitude in degrees, from „42.4258, 25.6345“ and its like.

    Understands decimal commas, degrees with minutes and seconds, letters for the sides of the
    world in Latin and Cyrillic, and links of OpenStreetMap and Google Maps. Raises Unreadable.
    """
    given = " ".join(text.split())
    latitude, longitude = _of_link(given) if _LINK.match(given.lower()) else _of_text(given)
    _check(latitude, longitude)
    return round(latitude, DIGITS), round(longitude, DIGITS)


def show_coordinates(latitude: float | None, longitude: float | None) -> str:
    """The coordinates as :func:`parse_coordinates` reads them; empty for none."""
    if latitude is None or longitude is None:
        return ""
    shown = [f"{value:.{DIGITS}f}".rstrip("0") for value in (latitude, longitude)]
    return ", ".join(f"{value}0" if value.endswith(".") else value for value in shown)


def _of_link(link: str) -> tuple[float, float]:
    for text in (link, unquote(link), unquote_plus(link)):
        for pattern in _IN_LINKS:
            found = pattern.search(text)
            if found:
                return float(found[1]), float(found[2])
    if "goo.gl" in link:
        raise Unreadable(
            _l(
                "A shortened link does not hold the place: open it, and copy the coordinates or "
                "the long address."
            )
        )
    raise Unreadable(
        _l("There are no coordinates in this link: mark the place on the map and copy it again.")
    )


def _of_text(text: str) -> tuple[float, float]:
    lower = text.lower().translate(_MARKS)
    for pattern, side in _SIDES:
        lower = pattern.sub(f" {side} ", lower)
    lower = re.sub(r"[()\[\]]", " ", lower).replace("с", "n").replace("и", "e").strip()
    commas = _COMMA_PAIR.fullmatch(lower)
    if commas:
        lower = "{}.{} {}.{}".format(*[part for part in commas.groups() if part])
    elif re.fullmatch(r"\d{1,2},\d{3,}", lower):
        lower = lower.replace(",", ".")
    lower = re.sub(r"(?<=\d),(?=\d+\s*(?:°|'|\"|[ne]\b))", ".", lower)
    parts = [part for part in re.split(r"(?<![\d.])\s*[,;]\s*|[,;/]\s*|\|", lower) if part.strip()]
    found = [match for part in parts for match in _matches(part)]
    if len(found) == 1:
        raise Unreadable(
            _l(
                "There is only one number: give the latitude and the longitude, like %(like)s.",
                like="42.4258, 25.6345",
            )
        )
    if len(found) != 2:  # noqa: PLR2004 - latitude and longitude
        raise _no_idea()
    return _in_order(found)


def _matches(part: str) -> list[re.Match[str]]:
    """The numbers of a part, one or more; raises Unreadable where something else stands in it."""
    found, at = [], 0
    part = part.strip()
    while at < len(part):
        match = _PART.match(part, at)
        if match is None or match.end() == at:
            raise _no_idea()
        found.append(match)
        at = match.end()
        while at < len(part) and part[at].isspace():
            at += 1
    return found


def _in_order(found: list[re.Match[str]]) -> tuple[float, float]:
    values = [_degrees(match) for match in found]
    sides = [match["before"] or match["after"] for match in found]
    if sides[0] == sides[1] and sides[0]:
        raise _no_idea()
    if sides[0] == "e" or sides[1] == "n":
        values.reverse()
    return values[0], values[1]


def _degrees(match: re.Match[str]) -> float:
    minutes, seconds = float(match["minutes"] or 0), float(match["seconds"] or 0)
    if minutes >= 60 or seconds >= 60:  # noqa: PLR2004 - of a degree, of a minute
        raise _no_idea()
    if match["minutes"] is None and "." not in match["degrees"]:
        raise Unreadable(
            _l(
                "Whole degrees find no door: give four digits after the point, like %(like)s.",
                like="42.4258, 25.6345",
            )
        )
    return float(match["degrees"]) + minutes / 60 + seconds / 3600


def _check(latitude: float, longitude: float) -> None:
    if _inside(latitude, longitude):
        return
    if _inside(longitude, latitude):
        raise Unreadable(
            _l(
                "The latitude goes first: did you mean %(like)s?",
                like=show_coordinates(longitude, latitude),
            )
        )
    raise Unreadable(
        _l(
            "%(place)s is not in Bulgaria: check the numbers.",
            place=show_coordinates(latitude, longitude),
        )
    )


def _inside(latitude: float, longitude: float) -> bool:
    return LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]


def _no_idea() -> Unreadable:
    return Unreadable(
        _l(
            "Write the latitude and the longitude, like %(like)s, or paste a link from the map.",
            like="42.4258, 25.6345",
        )
    )
