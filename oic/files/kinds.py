"""What a file is, told by its own bytes; its name has to agree.

Nothing is unpacked: of a ZIP container only the list of names is read, so that an archive bomb
is just a small file.
"""

import codecs
import re
import zipfile
import zlib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import IO

_HEAD = 4096
_CHUNK = 1 << 16


class Kind(StrEnum):
    """The kinds that are accepted; the value is the media type."""

    PDF = "application/pdf"
    DOC = "application/msword"
    XLS = "application/vnd.ms-excel"
    PPT = "application/vnd.ms-powerpoint"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    ODP = "application/vnd.oasis.opendocument.presentation"
    RTF = "application/rtf"
    TEXT = "text/plain"
    MAIL = "message/rfc822"
    JPEG = "image/jpeg"
    PNG = "image/png"
    GIF = "image/gif"
    WEBP = "image/webp"
    HEIC = "image/heic"
    TIFF = "image/tiff"

    @property
    def extension(self) -> str:
        """The usual extension, given to a name that has none."""
        return next(ending for ending, kinds in BY_EXTENSION.items() if kinds[0] is self)


BY_EXTENSION: dict[str, tuple[Kind, ...]] = {
    "pdf": (Kind.PDF,),
    "doc": (Kind.DOC, Kind.RTF),  # Word itself writes RTF under .doc
    "docx": (Kind.DOCX,),
    "xls": (Kind.XLS,),
    "xlsx": (Kind.XLSX,),
    "ppt": (Kind.PPT,),
    "pptx": (Kind.PPTX,),
    "odt": (Kind.ODT,),
    "ods": (Kind.ODS,),
    "odp": (Kind.ODP,),
    "rtf": (Kind.RTF,),
    "txt": (Kind.TEXT, Kind.MAIL),
    "csv": (Kind.TEXT,),
    "eml": (Kind.MAIL,),
    "jpg": (Kind.JPEG,),
    "jpeg": (Kind.JPEG,),
    "png": (Kind.PNG,),
    "gif": (Kind.GIF,),
    "webp": (Kind.WEBP,),
    "heic": (Kind.HEIC,),
    "heif": (Kind.HEIC,),
    "tif": (Kind.TIFF,),
    "tiff": (Kind.TIFF,),
}
"""Which contents may stand under an extension. No archives: their contents cannot be told."""

ACCEPT = ",".join(f".{ending}" for ending in BY_EXTENSION)
"""For the accept attribute of a file field."""


class Unusable(Exception):  # noqa: N818 - a finding about a file
    """The file is of an accepted family and yet cannot be used."""


class Locked(Unusable):
    """It is protected with a password."""


class Macros(Unusable):
    """It carries program code."""


class Damaged(Unusable):
    """It cannot be read."""


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"{\\rtf", Kind.RTF),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_OOXML = {"word/": Kind.DOCX, "xl/": Kind.XLSX, "ppt/": Kind.PPTX}
_ODF = {kind.value: kind for kind in (Kind.ODT, Kind.ODS, Kind.ODP)}
_STREAMS = (
    ("WordDocument", Kind.DOC),
    ("Workbook", Kind.XLS),
    ("Book", Kind.XLS),
    ("PowerPoint Document", Kind.PPT),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_HEADER = re.compile(rb"[!-9;-~]+:[ \t]")
_MAIL_HEADERS = re.compile(
    rb"^(?:from|received|return-path|message-id|delivered-to):", re.IGNORECASE | re.MULTILINE
)


def _zip_kind(file: IO[bytes]) -> Kind | None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if names and "mimetype" in names and archive.getinfo("mimetype").file_size < _HEAD:
                with archive.open("mimetype") as member:
                    stated = member.read(_HEAD).decode("ascii", "replace").strip()
                return _ODF.get(stated)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ValueError,
        RuntimeError,  # NotImplementedError and "encrypted" are among these
        EOFError,
        IndexError,
    ) as error:
        raise Damaged from error
    if "[Content_Types].xml" not in names:
        return None
    found = {kind for start, kind in _OOXML.items() if any(n.startswith(start) for n in names)}
    if len(found) != 1:
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Macros
    return found.pop()


def _ole_kind(file: IO[bytes]) -> Kind | None:
    """Old Office files are told by the names in the container's directory (MS-CFB 2.6)."""
    content = file.read()

    def holds(stream: str) -> bool:
        # A directory entry: the name in UTF-16, then zeros, 64 bytes in all.
        return stream.encode("utf-16-le") + b"\0\0" in content

    if holds("EncryptedPackage"):
        raise Locked
    kind = next((kind for stream, kind in _STREAMS if holds(stream)), None)
    if kind and (holds("_VBA_PROJECT") or holds("_VBA_PROJECT_CUR")):
        raise Macros
    return kind


def _is_text(file: IO[bytes], head: bytes) -> bool:
    encodings = ["utf-8-sig", "cp1251"]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    return any(_reads_as(file, encoding) for encoding in encodings)


def _reads_as(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(_CHUNK):
            if _CONTROL.search(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _text_kind(file: IO[bytes], head: bytes) -> Kind | None:
    if not _is_text(file, head):
        return None
    headers = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    if _HEADER.match(headers) and len(_MAIL_HEADERS.findall(headers)) >= 1:
        return Kind.MAIL
    return Kind.TEXT


def tell(path: Path) -> Kind | None:
    """What the file is; None for what is not accepted.

    Raises Locked, Macros or Damaged for an accepted family that cannot be used.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(0)
        kind = next((kind for start, kind in _SIGNATURES if head.startswith(start)), None)
        if kind:
            return kind
        if head.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n\t \0").startswith(b"%PDF-"):
            return Kind.PDF
        if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
            return Kind.WEBP
        if head[4:8] == b"ftyp":
            return Kind.HEIC if head[8:12] in _HEIC_BRANDS else None
        inside: dict[bytes, Callable[[IO[bytes]], Kind | None]] = {
            b"PK\x03\x04": _zip_kind,
            _OLE: _ole_kind,
        }
        for start, look in inside.items():
            if head.startswith(start):
                return look(file)
        return _text_kind(file, head)
