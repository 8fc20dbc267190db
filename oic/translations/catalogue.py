"""The message catalogues: gathered from the source, held to it, compiled.

``oic translations`` and the tests use the same functions.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent.parent
FOLDER = Path(__file__).parent
BULGARIAN = FOLDER / "bg" / "LC_MESSAGES" / "messages.po"
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
OPTIONS = {"**.html": {"trimmed": "true"}, "**.txt": {"trimmed": "true"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "_l": None,
    "_n": (1, 2),
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}


def gather() -> Catalog:
    """Every message of the source tree, with the files that it stands in."""
    catalog = Catalog()
    for folder in ("oic", "templates"):
        for name, _, message, comments, context in extract_from_dir(
            ROOT / folder, METHODS, OPTIONS, KEYWORDS, comment_tags=("NOTE:",)
        ):
            catalog.add(
                message, None, [(f"{folder}/{name}", 0)], auto_comments=comments, context=context
            )
    return catalog


def read(path: Path = BULGARIAN) -> Catalog:
    """A catalogue as it stands on disk."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def problems() -> Iterator[str]:
    """What the Bulgarian catalogue lacks, one line each: missing, fuzzy, wrong placeholders."""
    ours = read()
    for message in gather():
        if not message.id:
            continue
        shown = message.id if isinstance(message.id, str) else message.id[0]
        where = message.locations[0][0] if message.locations else ""
        translated = ours.get(shown, message.context)
        if translated is None:
            yield f"{where}: missing: {shown!r}"
            continue
        strings = translated.string
        parts = [strings] if isinstance(strings, str) else list(strings or ())
        if not parts or not all(parts):
            yield f"{where}: missing: {shown!r}"
        elif translated.fuzzy:
            yield f"{where}: fuzzy: {shown!r}"
        else:
            yield from (f"{where}: {shown!r}: {error}" for error in translated.check())


def update() -> int:
    """Bring the Bulgarian catalogue up to the source; the number of messages to translate."""
    gathered, ours = gather(), read()
    fresh = Catalog(locale="bg", project="oic", fuzzy=False)
    missing = 0
    for message in gathered:
        if not message.id:
            continue
        shown = message.id if isinstance(message.id, str) else message.id[0]
        known = ours.get(shown, message.context)
        string = known.string if known is not None and known.id == message.id else None
        missing += not (string if isinstance(string, str) else string and all(string))
        files = sorted({(name, 0) for name, _ in message.locations})
        fresh.add(
            message.id,
            string,
            files,
            flags=message.flags - {"fuzzy"},
            auto_comments=message.auto_comments,
            context=message.context,
        )
    with BULGARIAN.open("wb") as file:
        write_po(file, fresh, width=0, include_lineno=False)
    return missing


def compile_catalogues() -> None:
    """Write a .mo beside every .po, each at once, so that a reader never sees half of one."""
    for source in FOLDER.rglob("*.po"):
        descriptor, made = tempfile.mkstemp(dir=source.parent, suffix=".tmp")
        with os.fdopen(descriptor, "wb") as file:
            write_mo(file, read(source))
        Path(made).chmod(0o644)
        Path(made).replace(source.with_suffix(".mo"))
