"""A raw message taken apart by MIME (RFC 2045, 2046), in bytes and never raising.

Python's own parser turns a message into text line by line and loses bytes of nested messages on
the way. Here a part is a piece of the raw message, cut at its boundary lines: what it carries is
what its sender had, to the byte, and a large message is gone through a few times, not line by line.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field

from oic.mail.reading.parameters import parse

DEEPEST = 30
"""Levels of parts in parts; what lies deeper is kept as a file, unopened."""
MOST_PARTS = 1_000
"""Parts of a message that are opened; the rest of it stays in the raw message."""
LONGEST_HEAD = 1_000_000
"""Bytes of headers; after that a body is taken to have begun."""

_BEFORE = re.compile(rb"\A(?:\xef\xbb\xbf)?[\s]*")
_MBOX_LINE = re.compile(rb"\A>?From (?!:)[^\r\n]*\r?\n")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]*:(.*)\Z", re.DOTALL)
_HEADER_LIKE = re.compile(rb"[A-Za-z][!-9;-~]{0,60}:(?:[ \t]|\r?\n|\Z)")
_GUESSED = re.compile(rb"(?:\A|[\r\n])--([^\r\n]{1,200}?)[ \t]*\r?\n(?=[A-Za-z-]{1,40}[ \t]*:)")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")
_TRAILING = re.compile(rb"[ \t]+(?=\r?\n|\Z)")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?$", re.MULTILINE)
_UU_END = re.compile(rb"^`?\r?\n?end[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """One part: its headers and its body, still in its transfer encoding."""

    headers: tuple[tuple[str, str], ...]
    """Names as written; values unfolded, bytes beyond ASCII as lone surrogates."""
    media_type: str
    parameters: dict[str, str]
    body: bytes
    parts: tuple["Part", ...] = ()
    defects: tuple[str, ...] = field(default=())

    def header(self, name: str) -> str:
        """The first header of a name; empty where there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")

    @property
    def is_multipart(self) -> bool:
        """Whether its body consists of parts."""
        return self.media_type.startswith("multipart/") and bool(self.parts)

    def content(self) -> bytes:
        """The body without its transfer encoding."""
        return transferred(self.body, self.header("Content-Transfer-Encoding"))


class _Count:
    """How many parts were opened so far."""

    def __init__(self) -> None:
        self.parts = 0


def take_apart(raw: bytes) -> Part:
    """The message as a tree of parts. Never raises; what is wrong stands in ``defects``."""
    start = _BEFORE.match(raw).end()  # type: ignore[union-attr]  # it matches nothing too
    raw = raw[start:] if start else raw
    if mbox := _MBOX_LINE.match(raw):
        raw = raw[mbox.end() :]
    return _part(raw, "text/plain", 0, _Count())


def _part(raw: bytes, default: str, depth: int, count: _Count) -> Part:
    headers, body = head_and_body(raw)
    stated = next((value for key, value in headers if key.lower() == "content-type"), "")
    media_type, parameters = parse(stated)
    if "/" not in media_type:
        # "text" or "html" alone: RFC 2045, 5.2 takes what cannot be read for plain text.
        media_type = {"html": "text/html", "multipart": "multipart/mixed"}.get(media_type, default)
    if not media_type.startswith("multipart/"):
        return Part(headers, media_type, parameters, body)
    if depth >= DEEPEST:
        return Part(headers, "message/rfc822", parameters, raw, defects=("parts too deep",))
    boundary = _boundary(parameters.get("boundary", ""), body)
    if boundary is None:
        # No part begins anywhere: the body is what can be read.
        return Part(headers, "text/plain", {}, body, defects=("no boundary",))
    cut = _cut(body, boundary)
    inner = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
    parts, defects = [], []
    if not cut.closed:
        defects.append("not closed")
    for piece in cut.pieces:
        if count.parts >= MOST_PARTS:
            defects.append("too many parts")
            break
        count.parts += 1
        parts.append(_part(piece, inner, depth + 1, count))
    return Part(headers, media_type, parameters, body, tuple(parts), tuple(defects))


def head_and_body(raw: bytes) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """The headers of a part, unfolded, and what follows them.

    A line that is no header ends them, unless another header follows it at once: then a program
    folded a line without indenting it.
    """
    headers: list[list[bytes]] = []
    at = 0
    while at < min(len(raw), LONGEST_HEAD):
        found = _LINE.match(raw, at)
        line = found[0] if found else b""
        bare = line.rstrip(b"\r\n")
        if not bare:
            at += len(line)
            break
        if bare[:1] in b" \t":
            if not bare.strip() and not _HEADER_LIKE.match(raw, at + len(line)):
                at += len(line)
                break
            if headers:
                headers[-1].append(bare)
        elif header := _HEADER.match(bare):
            headers.append([header[1], header[2]])
        elif headers and _HEADER_LIKE.match(raw, at + len(line)):
            headers[-1].append(b" " + bare)
        else:
            break
        at += len(line)
    read = tuple(
        (name.decode("ascii"), b"".join(rest).strip().decode("utf-8", "surrogateescape"))
        for name, *rest in headers
    )
    return read, raw[at:]


@dataclass(frozen=True)
class _Cut:
    pieces: list[bytes]
    closed: bool


def _boundary(stated: str, body: bytes) -> bytes | None:
    """The boundary that really divides a body: the stated one, else what looks like one."""
    if stated:
        boundary = stated.rstrip().encode("utf-8", "surrogateescape")
        if b"--" + boundary in body:
            return boundary
    guessed = _GUESSED.search(body)
    return guessed[1] if guessed else None


def _cut(body: bytes, boundary: bytes) -> _Cut:
    """The pieces between boundary lines; the last may lack its end."""
    line = re.compile(
        rb"(?:\A|\r\n|\n|\r)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r|\n|\Z|--)"
    )
    pieces: list[bytes] = []
    start: int | None = None
    for found in line.finditer(body):
        if start is not None:
            pieces.append(body[start : found.start()])
        start = _after_line(body, found.end())
        if found[1]:
            return _Cut(pieces, closed=True)
    if start is not None and body[start:].strip():
        pieces.append(body[start:])
    return _Cut(pieces, closed=False)


def _after_line(body: bytes, at: int) -> int:
    if body[at : at + 2] == b"\r\n":
        return at + 2
    return at + 1 if body[at : at + 1] in {b"\r", b"\n"} else at


def transferred(body: bytes, encoding: str) -> bytes:
    """Bytes without their Content-Transfer-Encoding, as far as they can be read."""
    kind = encoding.strip().strip("\"';").lower()
    if kind == "base64":
        return base64_bytes(body)
    if kind.startswith("quoted-printable"):
        return binascii.a2b_qp(_TRAILING.sub(b"", body))
    if kind in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        _, files = without_uuencoded(body)
        return files[0][1] if files else body
    return body


def base64_bytes(body: bytes) -> bytes:
    """Base64 as it is met: broken lines, foreign signs, padding in the middle or missing."""
    try:
        # As most of it is: this way is many times as fast.
        return base64.b64decode(b"".join(body.split()), validate=True)
    except binascii.Error:
        pass
    found = []
    for run in re.split(rb"=+", _NOT_BASE64.sub(b"", body)):
        whole = run[: len(run) - 1] if len(run) % 4 == 1 else run
        found.append(base64.b64decode(whole + b"=" * (-len(whole) % 4)))
    return b"".join(found)


def without_uuencoded(body: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Text without the uuencoded files in it, and these with their names."""
    files: list[tuple[bytes, bytes]] = []
    kept: list[bytes] = []
    at = 0
    while begin := _UU_BEGIN.search(body, at):
        end = _UU_END.search(body, begin.end())
        content = _uudecoded(body[begin.end() : end.start()]) if end else None
        if end is None or content is None:
            kept.append(body[at : begin.end()])
            at = begin.end()
            if end is None:
                break
            continue
        kept.append(body[at : begin.start()])
        files.append((begin[1].strip(), content))
        at = end.end()
    kept.append(body[at:])
    return b"".join(kept), files


def _uudecoded(lines: bytes) -> bytes | None:
    """The content of uuencoded lines; None where a line is none."""
    content = []
    for line in lines.splitlines():
        if not line.strip():
            continue
        try:
            content.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders write more signs than the line's length asks for.
            length = ((line[0] - 32) & 63) * 4 // 3 + 4
            try:
                content.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                return None
    return b"".join(content) if content else None
