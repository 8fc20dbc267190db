"""Header text: RFC 2047 encoded words as mail programs really write them.

Among what is met: letters cut in two between words of one charset, blanks inside a word, missing
padding, words inside quotation marks, words glued to text, a language behind the charset
(RFC 2231, 5), and bytes that were never encoded at all.
"""

import base64
import binascii
import re

from oic.mail.reading.charsets import decode

WORD = re.compile(
    r"=\?\s*(?P<charset>[^?\s]{1,60}?)(?:\*[^?\s]{1,20})?\s*\?\s*(?P<how>[BbQq])\s*\?"
    r"(?P<body>(?:[^?]|\?(?!=)){0,4000})\?="
)
_PLAIN = re.compile(r"[\t\n\r -~]*")
_READ = 50_000
"""Signs of a header that are looked at for words; what is longer stays as it was written."""
_GAP = re.compile(r"\s*\Z")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_RAW = re.compile(r"[\udc80-\udcff]")
_FOLD = re.compile(r"[\r\n]+[ \t]*")


def decoded(value: str) -> str:
    """A header's value in plain text, on one line.

    ``value`` is as Python's parser gives it: bytes beyond ASCII as lone surrogates. Never raises,
    and what cannot be decoded stays as it was written.
    """
    if "=?" not in value and _PLAIN.fullmatch(value):
        return " ".join(value.split())  # as nearly all headers are
    value, rest = _FOLD.sub(" ", value[:_READ]), value[_READ:]
    parts: list[str] = []
    held: tuple[str, bytes] | None = None
    """A charset and the bytes of words that follow each other in it."""
    at = 0
    for match in WORD.finditer(value):
        between = value[at : match.start()]
        body = _bytes(match["how"], match["body"])
        charset = match["charset"].lower()
        if held and _GAP.match(between):
            if held[0] == charset:
                held = (charset, held[1] + body)
                at = match.end()
                continue
            between = ""  # RFC 2047, 6.2: blanks between two words only divide them
        if held:
            parts.append(decode(held[1], held[0]))
        parts.append(_unencoded(between))
        held = (charset, body)
        at = match.end()
    if held:
        parts.append(decode(held[1], held[0]))
    parts.append(_unencoded(value[at:] + rest))
    return " ".join("".join(parts).split())


def _unencoded(text: str) -> str:
    """Text outside words: bytes that somebody did not encode are read by what they look like."""
    if _RAW.search(text):
        return decode(text.encode("utf-8", "surrogateescape"))
    return decode(text.encode("utf-8", "replace"), "utf-8")


def _bytes(how: str, body: str) -> bytes:
    raw = body.encode("utf-8", "surrogateescape")
    if how in "Qq":
        raw = raw.replace(b"_", b" ")
        return _HEX.sub(lambda found: bytes([int(found[1], 16)]), raw)
    return b"".join(map(_base64, re.split(rb"=+", raw)))


def _base64(raw: bytes) -> bytes:
    """A run without its padding, which may stand in the middle where programs joined words."""
    raw = _NOT_BASE64.sub(b"", raw)
    if len(raw) % 4 == 1:
        raw = raw[:-1]
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return b""
