"""Handing files out: as a download; only a letter's own plain pictures are shown."""

from urllib.parse import quote

from flask import Response, send_file

from oic.core.text import transliterate
from oic.files import names
from oic.files.models import StoredFile
from oic.files.store import open_file

_SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def _disposition(name: str) -> str:
    """RFC 6266: the true name in UTF-8 (RFC 5987), and a Latin one for what is too old for it."""
    plain = "".join(
        letter if letter.isascii() and letter.isprintable() and letter not in '"\\%;' else "_"
        for letter in transliterate(name)
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)


def as_picture(content: bytes) -> Response | None:
    """A response that shows a picture in its place; None for what is no plain picture."""
    kind = next((name for sign, name in _PICTURES if content.startswith(sign)), None)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        kind = "image/webp"
    if kind is None:
        return None
    response = Response(content, mimetype=kind)
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["Cache-Control"] = "private, no-store"
    return response


def as_download(stored: StoredFile, name: str) -> Response:
    """A response that saves the file under a name; whatever is in it cannot act on our site.

    The caller has checked that the reader may have it. Raises FileNotFoundError if the data
    folder has lost it.
    """
    response = send_file(
        open_file(stored), mimetype=stored.media_type, max_age=0, etag=False, conditional=False
    )
    headers = response.headers
    headers["Content-Disposition"] = _disposition(names.clean(name))
    headers["Content-Length"] = str(stored.size)
    headers["Content-Security-Policy"] = _SANDBOX
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cache-Control"] = "private, no-store"
    headers["Referrer-Policy"] = "no-referrer"
    return response
