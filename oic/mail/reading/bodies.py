"""What a person reads of a message, and the files that it carries, out of its parts."""

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from oic.mail.reading import opaque, tnef
from oic.mail.reading.charsets import decode
from oic.mail.reading.html_text import text_of
from oic.mail.reading.letter import ReadFile
from oic.mail.reading.parameters import parse
from oic.mail.reading.parts import Part, head_and_body, take_apart, without_uuencoded
from oic.mail.reading.words import decoded

_OPEN_HTML = re.compile(r"\s{0,200}<(?:!doctype html|html|body|head)\b", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)=[\"']?([\w.:-]+)", re.IGNORECASE
)
_ENRICHED = re.compile(r"</?[a-z-]{1,40}>", re.IGNORECASE)
_PARAM = re.compile(r"<param>.{0,200}?</param>", re.IGNORECASE | re.DOTALL)
_READABLE = frozenset(
    {"text/plain", "text/html", "text/enriched", "text/richtext", "application/xhtml+xml", "text/"}
)
_ALSO_THE_BODY = frozenset({"text/x-amp-html", "text/watch-html"})
_OPAQUE = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SIGNED_OVER = 3
"""Signatures around a text that are looked into."""
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_NAMES = {
    "text/calendar": "invite.ics",
    "text/plain": "text.txt",
    "text/html": "text.html",
    "text/x-vcard": "contact.vcf",
    "text/vcard": "contact.vcf",
    "message/delivery-status": "delivery-status.txt",
    "message/disposition-notification": "disposition.txt",
    "text/rfc822-headers": "headers.txt",
    "application/pgp-signature": "signature.asc",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    "application/pgp-encrypted": "encrypted.txt",
    "application/octet-stream": "file.bin",
    "image/jpeg": "image.jpg",
}
_NO_HTML_SHOWN = re.compile(r"\bhtml\b", re.IGNORECASE)
_LIKE_A_NAME = re.compile(r"\.\w{2,5}\Z")
_SHORT = 300
_META_READ = 2_000


@dataclass
class Contents:
    """What was found, in the order in which it stands."""

    segments: list[tuple[str, str]] = field(default_factory=list)
    """Plain text and HTML of each piece of the body; one of them may be empty."""
    files: list[ReadFile] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    opened: int = 0
    """How many signatures were looked into."""

    @property
    def text(self) -> str:
        """The whole body as plain text."""
        texts = (_best_text(plain, html) for plain, html in self.segments)
        return "\n\n".join(text for text in texts if text.strip()).strip("\n")

    @property
    def html(self) -> str:
        """The whole body as HTML; empty where none of it is."""
        if not any(html.strip() for _, html in self.segments):
            return ""
        pieces = [
            html if html.strip() else f"<pre>{escape(plain)}</pre>"
            for plain, html in self.segments
            if html.strip() or plain.strip()
        ]
        return "\n<hr>\n".join(pieces)


def contents_of(message: Part) -> Contents:
    """The body and the files of a message."""
    found = Contents()
    _walk(message, found, alone=True)
    for part in _all(message):
        found.defects.extend(part.defects)
    return found


def _all(part: Part) -> Iterator[Part]:
    yield part
    for inner in part.parts:
        yield from _all(inner)


def _walk(part: Part, found: Contents, *, alone: bool = False) -> None:
    if not part.is_multipart:
        if _is_body(part, found, alone=alone):
            found.segments.append(_segment(part, found))
        else:
            _take_file(part, found)
    elif part.media_type == "multipart/alternative":
        _alternative(part, found)
    elif part.media_type == "multipart/appledouble":
        for inner in part.parts:
            if inner.media_type != "application/applefile":
                _walk(inner, found)
    else:
        for number, inner in enumerate(part.parts):
            signature = part.media_type == "multipart/signed" and number > 0
            if signature and not inner.is_multipart:
                _take_file(inner, found)
            else:
                _walk(inner, found)


def _alternative(part: Part, found: Contents) -> None:
    """The versions of one text: the plain one and the HTML belong together."""
    inner = Contents()
    for version in part.parts:
        if version.media_type not in _ALSO_THE_BODY:
            _walk(version, inner, alone=True)
    found.files.extend(inner.files)
    found.defects.extend(inner.defects)
    plain = [text for text, html in inner.segments if text.strip() and not html]
    html = [html for _, html in inner.segments if html.strip()]
    both = [(text, html) for text, html in inner.segments if text and html]
    if both and not plain:
        found.segments.extend(inner.segments)
    else:
        found.segments.append(("\n\n".join(plain), "\n".join(html)))


def _is_body(part: Part, found: Contents, *, alone: bool) -> bool:
    """Whether a part is text to be read, and not a file."""
    kind = part.media_type
    if kind not in _READABLE:
        return False
    disposition, parameters = parse(part.header("Content-Disposition"))
    if disposition == "attachment":
        return False
    if parameters.get("filename"):
        # Programs name even the body („inline; filename=message.html“): the only one is it.
        return alone and disposition == "inline"
    if part.parameters.get("name"):
        return alone or not found.segments
    return True


def _segment(part: Part, found: Contents) -> tuple[str, str]:
    raw = part.content()
    if part.media_type in {"text/html", "application/xhtml+xml"}:
        return "", _html(raw, part.parameters.get("charset", ""))
    if b"begin " in raw:
        raw, encoded = without_uuencoded(raw)
        for name, content in encoded:
            found.files.append(_named(decode(name), content))
    text = _lines(decode(raw, part.parameters.get("charset", "")))
    if part.media_type in {"text/enriched", "text/richtext"}:
        return _ENRICHED.sub("", _PARAM.sub("", text)).replace("<<", "<"), ""
    if _OPEN_HTML.match(text):
        return "", text
    if part.parameters.get("format", "").lower() == "flowed":
        text = _unflowed(text, part.parameters.get("delsp", "").lower() == "yes")
    return text, ""


def _html(raw: bytes, stated: str) -> str:
    if not stated and (meta := _META_CHARSET.search(raw[:_META_READ])):
        stated = meta[1].decode("ascii", "replace")
    return _lines(decode(raw, stated))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")


def _unflowed(text: str, delete_space: bool) -> str:  # noqa: FBT001 - as the parameter has it
    """Paragraphs as one line each (RFC 3676, 4)."""
    paragraphs: list[tuple[int, str]] = []
    flowing = False
    for line in text.split("\n"):
        bare = line.lstrip(">")
        depth = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        signature = bare == "-- "
        if flowing and paragraphs and paragraphs[-1][0] == depth and not signature:
            paragraphs[-1] = (depth, paragraphs[-1][1] + bare)
        else:
            paragraphs.append((depth, bare))
        flowing = bare.endswith(" ") and not signature
        if flowing and delete_space:
            paragraphs[-1] = (depth, paragraphs[-1][1][:-1])
    return "\n".join(f"{'>' * depth} {line}" if depth else line for depth, line in paragraphs)


def _best_text(plain: str, html: str) -> str:
    """The plain version, unless it only says that there is another."""
    if not html.strip():
        return plain
    if not plain.strip():
        return text_of(html)
    if len(plain) < _SHORT and _NO_HTML_SHOWN.search(plain):
        rich = text_of(html)
        if len(rich) > len(plain):
            return rich
    return plain


def _take_file(part: Part, found: Contents) -> None:
    content = part.body if part.media_type == "message/rfc822" else part.content()
    if part.media_type == "message/rfc822" and part.header("Content-Transfer-Encoding"):
        content = part.content()
    disposition, _ = parse(part.header("Content-Disposition"))
    name = file_name(part, content, len(found.files) + 1)
    if part.media_type in _TNEF or name.lower() == "winmail.dat":
        opened = tnef.unpack(content)
        if opened is not None:
            found.files.extend(opened.files)
            if not any(text.strip() or html.strip() for text, html in found.segments):
                found.segments.append((_lines(opened.text), _lines(opened.html)))
            return
        found.defects.append("winmail.dat cannot be opened")
    if part.media_type in _OPAQUE and found.opened < _SIGNED_OVER:
        found.opened += 1
        if (signed := opaque.inside(content)) is not None:
            _walk(take_apart(signed), found, alone=True)
    found.files.append(
        ReadFile(
            name,
            part.media_type,
            content,
            content_id=part.header("Content-ID").strip().strip("<>"),
            inline=disposition == "inline" or bool(part.header("Content-ID")),
        )
    )


def _named(name: str, content: bytes) -> ReadFile:
    return ReadFile(name, mimetypes.guess_type(name)[0] or "application/octet-stream", content)


def file_name(part: Part, content: bytes, number: int) -> str:
    """The name that a part states in any of its headers, else one by what it is."""
    _, parameters = parse(part.header("Content-Disposition"))
    stated = parameters.get("filename") or parameters.get("name") or part.parameters.get("name")
    if not stated:
        stated = part.parameters.get("filename", "")
    if stated := stated.strip():
        return stated
    if part.media_type == "message/rfc822":
        headers, _ = head_and_body(content)
        subject = next((value for key, value in headers if key.lower() == "subject"), "")
        return f"{decoded(subject)[:80].strip() or 'message'}.eml"
    description = decoded(part.header("Content-Description"))
    if _LIKE_A_NAME.search(description):
        return description
    location = decoded(part.header("Content-Location")).rpartition("/")[2]
    if _LIKE_A_NAME.search(location):
        return location
    if part.media_type in _NAMES:
        return _NAMES[part.media_type]
    extension = mimetypes.guess_extension(part.media_type) or ".bin"
    main = part.media_type.partition("/")[0]
    return f"{main if main in {'image', 'audio', 'video'} else 'file'}-{number}{extension}"
