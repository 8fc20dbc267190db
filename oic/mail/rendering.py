"""From what was written to the exact letter: plain text, and simple accessible HTML.

The HTML has no tables, no images and no colours of its own (a reader's dark mode stays readable);
paragraphs, lists, quotations and links are all a letter needs.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from config import Settings
from oic.core.wording import held_together

SUBJECT_LENGTH = 200

_ADDRESS = r"[\w.!#$%&'*+/=?^`{|}~-]+@(?:[\w-]+\.)+[\w-]{2,}"
_LINK = re.compile(
    rf"(?P<url>(?:https?://|www\.)[^\s<>\"„“”]+)|(?P<email>{_ADDRESS})", re.IGNORECASE
)
_BULLET = re.compile(r"^\s*[-–—•*]\s+(?P<said>.*)$")
_NUMBERED = re.compile(r"^\s*(?P<number>\d{1,3})[.)]\s+(?P<said>.*)$")
_QUOTED = re.compile(r"^>+ ?(?P<said>.*)$")
_TRAILING = ".,;:!?'…»’"
_KEPT_CONTROLS = "\n\t"


@dataclass(frozen=True)
class Footer:
    """Who writes, as it stands under each letter; an empty part is left out."""

    name: str
    address: str
    phone: str
    email: str
    cofinancing: str


def footer(settings: Settings, language: str) -> Footer:
    """The centre's footer in a language: bg, or anything else for English."""
    if language == "bg":
        return Footer(
            settings.centre_name_bg,
            settings.centre_address_bg,
            f"тел. {settings.centre_phone}" if settings.centre_phone else "",
            settings.centre_email,
            settings.cofinancing_bg,
        )
    return Footer(
        settings.centre_name_en,
        settings.centre_address_en,
        f"tel. {settings.centre_phone}" if settings.centre_phone else "",
        settings.centre_email,
        settings.cofinancing_en,
    )


def one_line(text: str, length: int) -> str:
    """A text fit for a header: no line breaks or other controls, not longer than ``length``."""
    visible = "".join(
        " " if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} else char for char in text
    )
    line = " ".join(visible.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def tidy(text: str) -> str:
    """The text with plain line ends, no control characters and no more than one empty line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = "".join(
        char
        for char in text
        if char in _KEPT_CONTROLS or unicodedata.category(char) not in {"Cc", "Cs"}
    )
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def text_letter(text: str, foot: Footer) -> str:
    """The letter as plain text: the footer follows the usual „-- “, which readers fold away."""
    contact = " · ".join(part for part in (foot.phone, foot.email) if part)
    under = [part for part in (foot.name, foot.address, contact) if part]
    if foot.cofinancing:
        under += ["", foot.cofinancing]
    return f"{tidy(text)}\n\n-- \n" + "\n".join(under) + "\n"


def html_letter(
    text: str, foot: Footer, *, subject: str, language: str, body: Markup | None = None
) -> str:
    """The letter as an HTML document; ``body`` replaces what would be made of the text."""
    inner = blocks(text) if body is None else body
    return str(
        _DOCUMENT.format(language=language, subject=subject, body=inner, footer=html_footer(foot))
    )


def html_footer(foot: Footer) -> Markup:
    """What stands under a letter as HTML, with the letter's style attributes."""
    contact = [part for part in (_typeset(foot.phone), _linked(foot.email)) if part]
    lines = [Markup("<strong>{}</strong>").format(foot.name)] if foot.name else []
    lines += [_typeset(foot.address)] if foot.address else []
    lines += [Markup(" · ").join(contact)] if contact else []
    under = Markup('<p style="margin:0 0 8px">{}</p>').format(Markup("<br>\n").join(lines))
    if foot.cofinancing:
        under += Markup('\n<p style="margin:0">{}</p>').format(_typeset(foot.cofinancing))
    return under


_DOCUMENT = Markup(
    """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
</head>
<body style="margin:0;padding:16px">
<div lang="{language}" style="max-width:38em;font-family:system-ui,-apple-system,'Segoe UI',\
Roboto,'Noto Sans',Arial,sans-serif;font-size:16px;line-height:1.5">
<main>
{body}
</main>
<footer style="margin-top:24px;padding-top:12px;border-top:1px solid;font-size:14px">
{footer}
</footer>
</div>
</body>
</html>
"""
)


def blocks(text: str) -> Markup:
    """Paragraphs, lists and quotations of a plain text, escaped, with links made clickable."""
    return Markup("\n").join(_blocks(tidy(text).split("\n")))


def _kind(line: str) -> str:
    if not line.strip():
        return "empty"
    if _QUOTED.match(line):
        return "quoted"
    if _BULLET.match(line):
        return "bullet"
    if _NUMBERED.match(line):
        return "numbered"
    return "plain"


def _blocks(lines: Iterable[str]) -> Iterator[Markup]:
    for kind, group in groupby(lines, key=_kind):
        if kind == "plain":
            said = Markup("<br>\n").join(_linked(line.strip()) for line in group)
            yield Markup('<p style="margin:0 0 16px">{}</p>').format(said)
        elif kind == "bullet":
            yield _list("ul", "", (_said(_BULLET, line) for line in group))
        elif kind == "numbered":
            numbered = list(group)
            first = _NUMBERED.match(numbered[0])
            start = int(first["number"]) if first else 1
            yield _list(
                "ol",
                Markup(' start="{}"').format(start) if start != 1 else "",
                (_said(_NUMBERED, line) for line in numbered),
            )
        elif kind == "quoted":
            inner = Markup("\n").join(_blocks([_said(_QUOTED, line) for line in group]))
            yield Markup(
                '<blockquote style="margin:0 0 16px;padding-left:12px;border-left:3px solid">'
                "\n{}\n</blockquote>"
            ).format(inner)


def _said(pattern: re.Pattern[str], line: str) -> str:
    found = pattern.match(line)
    return found["said"] if found else line


def _list(tag: str, attributes: str, items: Iterable[str]) -> Markup:
    inner = Markup("\n").join(Markup("<li>{}</li>").format(_linked(item)) for item in items)
    return Markup(
        '<{tag}{attributes} style="margin:0 0 16px;padding-left:24px">\n{inner}\n</{tag}>'
    ).format(tag=tag, attributes=attributes, inner=inner)


def _typeset(text: str) -> Markup:
    return escape(held_together(text))


def _linked(line: str) -> Markup:
    made = Markup("")
    at = 0
    for found in _LINK.finditer(line):
        target = _without_trailing(found[0])
        if not target:
            continue
        made += _typeset(line[at : found.start()])
        address = f"mailto:{target}" if found["email"] else target
        if target.lower().startswith("www."):
            address = f"https://{target}"
        made += Markup('<a href="{}">{}</a>').format(address, target)
        at = found.start() + len(target)
    return made + _typeset(line[at:])


def _without_trailing(target: str) -> str:
    """A sentence's full stop or closing bracket after an address does not belong to it."""
    while target:
        bracket = target[-1] == ")" and target.count(")") > target.count("(")
        if not bracket and target[-1] not in _TRAILING:
            break
        target = target[:-1]
    return target
