"""Small real files of every accepted kind, made here."""

import io
import zipfile


def zipped(members: dict[str, bytes], first: tuple[str, bytes] | None = None) -> bytes:
    """A ZIP container; ``first`` is stored uncompressed in front, as ODF wants its mimetype."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        if first:
            archive.writestr(zipfile.ZipInfo(first[0]), first[1])
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def ooxml(folder: str, *more: str) -> bytes:
    """A Word, Excel or PowerPoint file: ``folder`` is word, xl or ppt."""
    members = {"[Content_Types].xml": b"<Types/>", f"{folder}/main.xml": b"<x/>"}
    return zipped(members | dict.fromkeys(more, b"x"))


def odf(kind: str) -> bytes:
    """An OpenDocument: ``kind`` is text, spreadsheet or presentation."""
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return zipped({"content.xml": b"<x/>"}, first=("mimetype", mimetype))


def ole(*streams: str) -> bytes:
    """The head and the directory names of an old Office file."""
    entries = b"".join(name.encode("utf-16-le").ljust(64, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + entries


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
MAIL = "From: Пекар <pekar@primer.bg>\r\nSubject: Пещ\r\n\r\nЗдравейте".encode()

SAMPLES: dict[str, bytes] = {
    "pdf": PDF,
    "doc": ole("Root Entry", "WordDocument"),
    "xls": ole("Root Entry", "Workbook"),
    "ppt": ole("Root Entry", "PowerPoint Document"),
    "docx": ooxml("word"),
    "xlsx": ooxml("xl"),
    "pptx": ooxml("ppt"),
    "odt": odf("text"),
    "ods": odf("spreadsheet"),
    "odp": odf("presentation"),
    "rtf": rb"{\rtf1\ansi Hello}",
    "txt": "Здравейте, питам за пещ.".encode("cp1251"),
    "csv": "име;сума\nпещ;12 345,50\n".encode(),
    "eml": MAIL,
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 16,
    "png": PNG,
    "gif": b"GIF89a" + b"\0" * 16,
    "webp": b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 16,
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 16,
    "tiff": b"II*\0" + b"\0" * 16,
}
"""One of each kind, by the extension that it usually has."""
