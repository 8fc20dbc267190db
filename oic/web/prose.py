"""Plain text as a page shows it: paragraphs, addresses as links, long quotations folded."""

import re

from flask import Flask
from flask_babel import gettext
from markupsafe import Markup

_LINK = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)“”„])")
_FEWEST_FOLDED = 3


def _linked(text: str) -> Markup:
    pieces = []
    for index, piece in enumerate(_LINK.split(text)):
        if index % 2:
            pieces.append(Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(piece))
        else:
            pieces.append(Markup("<br>").join(piece.split("\n")))
    return Markup().join(pieces)


def _paragraphs(text: str) -> Markup:
    blocks = re.split(r"\n\s*\n", text.strip("\n"))
    return Markup().join(
        Markup("<p>{}</p>").format(_linked(block)) for block in blocks if block.strip()
    )


def prose(text: str | None) -> Markup:
    """Plain text as HTML. Lines that begin with > are a quotation, folded from three lines on."""
    stretches: list[tuple[bool, list[str]]] = []
    for line in (text or "").replace("\r\n", "\n").split("\n"):
        quoted = line.startswith(">")
        if not stretches or stretches[-1][0] != quoted:
            stretches.append((quoted, []))
        stretches[-1][1].append(line[1:].removeprefix(" ") if quoted else line)
    shown = Markup()
    for quoted, lines in stretches:
        inner = _paragraphs("\n".join(lines))
        if quoted and len(lines) >= _FEWEST_FOLDED:
            shown += Markup(
                '<details class="quoted"><summary>{}</summary><blockquote>{}</blockquote></details>'
            ).format(gettext("Quoted text"), inner)
        elif quoted:
            shown += Markup("<blockquote>{}</blockquote>").format(inner)
        else:
            shown += inner
    return shown


def init_app(app: Flask) -> None:
    """Teach templates the filter."""
    app.jinja_env.filters["prose"] = prose
