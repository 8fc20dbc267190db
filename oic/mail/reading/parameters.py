"""Content-Type and Content-Disposition: a value and its parameters, as programs write them.

By RFC 2045 and RFC 2231, and beyond them: no quotation marks around blanks, a semicolon missing,
encoded words and raw bytes where none may stand, backslashes of Windows paths.
"""

import re
from urllib.parse import unquote_to_bytes

from oic.mail.reading.charsets import decode, known
from oic.mail.reading.words import decoded

_NAME = re.compile(r"[;\s]*([!#$%&'*+.^_`|~0-9A-Za-z-]{1,60})\s*=\s*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)("|$)', re.DOTALL)
_UNQUOTED = re.compile(r"[^;]*")
_NEXT = re.compile(
    r"\s(?:charset|name|filename|boundary|format|delsp|type|size|method)\*?\d?\*?=", re.IGNORECASE
)
_ESCAPED = re.compile(r'\\(["\\])')
_SECTION = re.compile(r"(.+?)\*(?:(\d{1,3})(\*)?)?")
_READ = 20_000
_HIGH = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")


def parse(value: str) -> tuple[str, dict[str, str]]:
    """What stands before the first semicolon, in lower case, and the parameters, decoded.

    ``value`` is a header's value as Python's surrogateescape leaves it. Never raises; of a
    parameter that is given twice the first counts.
    """
    value = value[:_READ]
    end = value.find(";")
    head = value if end < 0 else value[:end]
    rest = "" if end < 0 else value[end + 1 :]
    words = head.replace('"', " ").split()
    main = words[0].lower() if words else ""
    if not rest and len(words) > 1:
        rest = head.partition(words[0])[2]  # text/plain charset=utf-8
    return main, _joined(_raw(rest))


def _raw(rest: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(rest):
        name = _NAME.match(rest, at)
        if name is None:
            following = rest.find(";", at)
            if following < 0:
                break
            at = following + 1
            continue
        at = name.end()
        quoted = _QUOTED.match(rest, at) if rest[at : at + 1] == '"' else None
        if quoted is not None:
            found.append((name[1].lower(), _ESCAPED.sub(r"\1", quoted[1])))
            at = quoted.end()
            continue
        plain = _UNQUOTED.match(rest, at)
        text = plain[0] if plain else ""
        following_name = _NEXT.search(text)
        if following_name:  # charset=utf-8 name=a.txt
            text = text[: following_name.start()]
        found.append((name[1].lower(), text.strip()))
        at += max(len(text), 1)
    return found


def _joined(raw: list[tuple[str, str]]) -> dict[str, str]:
    """The parameters, those in sections put together (RFC 2231, 3 and 4)."""
    values: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, value in raw:
        section = _SECTION.fullmatch(name)
        if section is None:
            values.setdefault(name, _plain(value))
            continue
        number = int(section[2]) if section[2] else 0
        extended = section[2] is None or bool(section[3])
        sections.setdefault(section[1], {}).setdefault(number, (value, extended))
    for name, parts in sections.items():
        # An extended one is the better of two: the other stands there for old programs.
        values[name] = _assembled([parts[number] for number in sorted(parts)])
    return values


def _assembled(parts: list[tuple[str, bool]]) -> str:
    charset = ""
    first, extended = parts[0]
    if extended and first.count("'") >= 2:  # noqa: PLR2004 - charset'language'value
        charset, _, first = first.split("'", 2)
        parts = [(first, True), *parts[1:]]
    if not any(extended for _, extended in parts):
        return _plain("".join(text for text, _ in parts))
    raw = b"".join(
        unquote_to_bytes(piece) if extended else piece
        for piece, extended in (
            (text.encode("utf-8", "surrogateescape"), extended) for text, extended in parts
        )
    )
    return " ".join(decode(raw, charset if known(charset) else "").split())


def _plain(value: str) -> str:
    """A value outside RFC 2231: encoded words, raw bytes, and %D0%94 as browsers write it."""
    text = decoded(value)
    if _HIGH.search(text) and text.isascii():
        raw = unquote_to_bytes(text)
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return text
    return text
