"""Whether two raw messages are one letter that came by two ways."""

import hashlib
import re

_BODY = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_MBOX_LINE = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:>?From (?!:)[^\r\n]*\r?\n)?")
_LINE_END = re.compile(rb"\r\n|\r")
_FOLD = re.compile(rb"\n[ \t]+")
_HEADER = re.compile(rb"^([!-9;-~]+)[ \t]*:(.*)$", re.MULTILINE)
_MADE_BY_SENDER = (b"message-id", b"from", b"date", b"subject", b"content-type")


def fingerprint(raw: bytes) -> str:
    """The same 64 hexadecimal digits for every copy of a letter, others for any other letter.

    On its way to several mailboxes a letter gets headers of its own at each of them, and line
    ends as that server keeps them. What its sender made stays: Message-ID, From, Date, Subject
    (RFC 5322, 3.6), Content-Type and the body. All of them count, since programs are known that
    give the same Message-ID to different letters, or none at all. A letter with neither a
    Message-ID nor sender and date is the same as another only to the byte. Never raises.
    """
    raw = raw[_MBOX_LINE.match(raw).end() :]  # type: ignore[union-attr]  # it matches nothing too
    end = _BODY.search(raw)
    head = raw[: end.start()] if end else raw
    body = raw[end.end() :] if end else b""
    digest = hashlib.sha256()
    values, others = _values(head)
    if b"message-id" not in values and not {b"from", b"date"} <= values.keys():
        # Nothing tells this letter from another one: only the same bytes are the same letter.
        return hashlib.sha256(b"bytes:" + raw).hexdigest()
    for name in _MADE_BY_SENDER:
        digest.update(b"%s:%s\n" % (name, values.get(name, b"")))
    digest.update(others)
    digest.update(_LINE_END.sub(b"\n", body).rstrip())
    return digest.hexdigest()


def _values(head: bytes) -> tuple[dict[bytes, bytes], bytes]:
    """The first header of each name, unfolded, its blanks evened out; and lines that are none.

    Where the empty line under the headers is missing, what follows them is the text.
    """
    unfolded = _FOLD.sub(b" ", _LINE_END.sub(b"\n", head))
    values: dict[bytes, bytes] = {}
    for name, value in _HEADER.findall(unfolded):
        values.setdefault(name.lower(), b" ".join(value.split()))
    return values, _HEADER.sub(b"", unfolded).strip()
