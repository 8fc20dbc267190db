"""winmail.dat: what Outlook packs a letter into that it takes for another Outlook's (TNEF)."""

import mimetypes
from dataclasses import dataclass

from tnefparse import TNEF

from oic.mail.reading.charsets import decode
from oic.mail.reading.letter import ReadFile


@dataclass(frozen=True)
class Unpacked:
    """What was inside; texts are empty where the letter's own body has them."""

    text: str
    html: str
    files: tuple[ReadFile, ...]


def unpack(content: bytes) -> Unpacked | None:
    """What is inside; None for what cannot be opened, which then stays a file of its own."""
    try:
        opened = TNEF(content, do_checksum=False)
        files = tuple(
            _file(one.long_filename() or one.name, bytes(one.data), number)
            for number, one in enumerate(opened.attachments, start=1)
        )
        html = _text(opened.htmlbody)
        text = _text(opened.body)
        rtf = opened.rtfbody
    except Exception:  # noqa: BLE001 - tnefparse reads foreign bytes unchecked and raises anything
        return None
    if rtf and not (text or html):
        files += (ReadFile("letter.rtf", "application/rtf", bytes(rtf)),)
    return Unpacked(text, html, files) if text or html or files else None


def _file(name: str | bytes | None, content: bytes, number: int) -> ReadFile:
    text = _text(name).replace("\0", "").replace("\ufffd", "").strip() or f"winmail-{number}.bin"
    media_type = mimetypes.guess_type(text)[0] or "application/octet-stream"
    return ReadFile(text, media_type, content)


def _text(value: str | bytes | None) -> str:
    if not value:
        return ""
    return decode(value.rstrip(b"\0")) if isinstance(value, bytes) else value.rstrip("\0")
