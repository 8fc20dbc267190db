"""What a person's file is called once its name is safe to keep, show and send."""

import re
import unicodedata

LONGEST_BYTES = 200
"""In UTF-8: file systems take 255, and a number is added where names meet."""
_NAMELESS = "file"
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,7})$")


def extension(name: str) -> str:
    """The extension in lower case without its dot; empty where the name has none.

    What follows the last dot is an extension only if it looks like one: „Договор № 5.2026“ has
    none.
    """
    found = _EXTENSION.search(name)
    return found.group(1).lower() if found else ""


def _cut(text: str, length: int) -> str:
    return text.encode()[: max(length, 0)].decode(errors="ignore")


def clean(name: str) -> str:
    """A name without folders, control characters, text-direction tricks or needless length.

    Letters of every script stay. Never empty, and cleaning twice changes nothing more. The
    characters are those that Windows, macOS and Linux all take.
    """
    name = unicodedata.normalize("NFC", name)
    name = name.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    name = "".join(" " if character.isspace() else character for character in name)
    # C*: control, format (bidi overrides, zero-width), surrogates, private use, unassigned.
    name = "".join(letter for letter in name if not unicodedata.category(letter).startswith("C"))
    name = _FORBIDDEN.sub("_", name)
    name = " ".join(unicodedata.normalize("NFC", name).split())
    name = name.lstrip(". ").rstrip(". ")
    if not name:
        return _NAMELESS
    if _RESERVED.match(name):
        name = f"_{name}"
    if len(name.encode()) > LONGEST_BYTES:
        tail = f".{extension(name)}" if extension(name) else ""
        stem = _cut(name[: len(name) - len(tail)], LONGEST_BYTES - len(tail)).rstrip(". ")
        name = stem + (name[-len(tail) :] if tail else "")
    return name
