"""libical's reading of a calendar: strict, and not by the library that wrote it.

Debian's package libical3, by ctypes. Its ``icalrestriction_check`` holds a calendar to the tables
of RFC 5545 and RFC 5546: which property must, may and may not stand in which method.
"""

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

MISSING = (
    "The tests need libical and found no libical.so.3. "
    "Run tests/setup as root, or install Debian's package libical3."
)
_ANY_COMPONENT = 1
_VEVENT = 4
"""Two of icalcomponent_kind in libical's icalenums.h; the same in all of 3.x."""
_SIGNATURES: dict[str, tuple[type | None, tuple[type, ...]]] = {
    "icalparser_parse_string": (ctypes.c_void_p, (ctypes.c_char_p,)),
    "icalrestriction_check": (ctypes.c_int, (ctypes.c_void_p,)),
    "icalcomponent_count_errors": (ctypes.c_int, (ctypes.c_void_p,)),
    "icalcomponent_as_ical_string": (ctypes.c_char_p, (ctypes.c_void_p,)),
    "icalcomponent_free": (None, (ctypes.c_void_p,)),
    "icalcomponent_get_first_component": (ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_int)),
    "icalcomponent_get_next_component": (ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_int)),
    "icalcomponent_get_first_property": (ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_int)),
    "icalcomponent_get_next_property": (ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_int)),
    "icalcomponent_isa": (ctypes.c_int, (ctypes.c_void_p,)),
    "icalproperty_string_to_kind": (ctypes.c_int, (ctypes.c_char_p,)),
    "icalproperty_get_value": (ctypes.c_void_p, (ctypes.c_void_p,)),
    "icalproperty_get_value_as_string": (ctypes.c_char_p, (ctypes.c_void_p,)),
    "icalproperty_get_parameter_as_string": (ctypes.c_char_p, (ctypes.c_void_p, ctypes.c_char_p)),
    "icalvalue_get_text": (ctypes.c_char_p, (ctypes.c_void_p,)),
}


class MissingLibraryError(Exception):
    """libical is not installed."""


@dataclass(frozen=True)
class Property:
    """One property of an event as libical reads it: its words without escapes."""

    value: str
    name: str
    """The parameter CN; empty without one."""


@cache
def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL("libical.so.3")
    except OSError as error:
        raise MissingLibraryError(MISSING) from error
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, list(arguments)
    return library


@contextmanager
def _parsed(text: str) -> Iterator[int]:
    """The parsed calendar, for as long as it is looked at."""
    component = _library().icalparser_parse_string(text.encode())
    if component is None:
        message = "libical takes this for no calendar"
        raise AssertionError(message)
    try:
        yield component
    finally:
        _library().icalcomponent_free(component)


def complaints(text: str) -> list[str]:
    """What libical finds wrong in a calendar; empty when it finds nothing."""
    library = _library()
    with _parsed(text) as component:
        found = [] if library.icalrestriction_check(component) else ["breaks a restriction"]
        if library.icalcomponent_count_errors(component):
            written = library.icalcomponent_as_ical_string(component).decode()
            unfolded = re.sub(r"\r?\n[ \t]", "", written)
            found += re.findall(r"(?m)^X-LIC-ERROR.*", unfolded)
        return found


def events(text: str) -> list[dict[str, Property]]:
    """The properties of each event, by name; of several of a name the last."""
    library = _library()
    with _parsed(text) as component:
        found = []
        event = library.icalcomponent_get_first_component(component, _ANY_COMPONENT)
        while event is not None:
            assert library.icalcomponent_isa(event) == _VEVENT
            found.append(_properties(event))
            event = library.icalcomponent_get_next_component(component, _ANY_COMPONENT)
        return found


def _properties(event: int) -> dict[str, Property]:
    library = _library()
    names = "UID SUMMARY LOCATION DESCRIPTION ATTENDEE ORGANIZER SEQUENCE STATUS DTSTART DTEND URL"
    found: dict[str, Property] = {}
    for name in names.split():
        kind = library.icalproperty_string_to_kind(name.encode())
        one = library.icalcomponent_get_first_property(event, kind)
        if one is None:
            continue
        assert library.icalcomponent_get_next_property(event, kind) is None, f"{name} twice"
        words = library.icalproperty_get_parameter_as_string(one, b"CN") or b""
        value = None
        if name in {"SUMMARY", "LOCATION", "DESCRIPTION", "UID"}:
            value = library.icalvalue_get_text(library.icalproperty_get_value(one))
        value = value or library.icalproperty_get_value_as_string(one)
        found[name] = Property(value.decode(), words.decode())
    return found
