"""Raw messages as programs really send them, written for the tests and from nobody's mailbox."""

from base64 import b64encode, encodebytes
from dataclasses import dataclass

from oic.mail.reading.charsets import _MIK

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 4
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


@dataclass(frozen=True)
class Sample:
    """A message and what a careful reader finds in it."""

    raw: bytes
    subject: str = "Въпрос за ваучерите"
    sender: str = "ivan@example.bg"
    name: str = "Иван Петров"
    text: str = "Здравейте,\nкога отваря процедурата?"
    files: tuple[tuple[str, bytes], ...] = ()
    html: bool = False


def mik(text: str) -> bytes:
    """Text as a program under DOS wrote it."""
    return bytes(128 + _MIK.index(sign) if sign in _MIK else ord(sign) for sign in text)


def word(text: str, charset: str = "utf-8") -> str:
    """An encoded word."""
    return f"=?{charset}?B?{b64encode(text.encode(charset)).decode()}?="


TEXT = "Здравейте,\r\nкога отваря процедурата?\r\n"
HTML = "<p>Здравейте,<br>кога отваря процедурата?</p>"
FROM = f"From: {word('Иван Петров')} <ivan@example.bg>\r\n"
SUBJECT = f"Subject: {word('Въпрос за ваучерите')}\r\n"
HEAD = (
    FROM + SUBJECT + "To: oic@example.bg\r\nDate: Mon, 5 Oct 2026 10:12:00 +0300\r\n"
    "Message-ID: <one@example.bg>\r\nMIME-Version: 1.0\r\n"
)


def plain(charset: str, raw: bytes | None = None, more: str = "") -> bytes:
    """A plain message in a charset."""
    stated = f"Content-Type: text/plain; charset={charset}\r\n" if charset else ""
    body = raw if raw is not None else TEXT.encode(charset or "utf-8")
    return (HEAD + stated + more + "\r\n").encode() + body


def several(*parts: bytes, kind: str = "mixed", boundary: str = "AA", closed: bool = True) -> bytes:
    """A message of several parts."""
    head = HEAD + f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'
    line = b"--" + boundary.encode()
    body = b"".join(line + b"\r\n" + part + b"\r\n" for part in parts)
    return head.encode() + body + (line + b"--\r\n" if closed else b"")


def inner(*parts: bytes, kind: str, boundary: str) -> bytes:
    """Several parts as one part."""
    line = b"--" + boundary.encode()
    body = b"".join(line + b"\r\n" + part + b"\r\n" for part in parts)
    head = f"Content-Type: multipart/{kind}; boundary={boundary}\r\n\r\n".encode()
    return head + body + line + b"--"


TEXT_PART = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + TEXT.encode()
HTML_PART = b"Content-Type: text/html; charset=utf-8\r\n\r\n" + HTML.encode()


def file_part(headers: str, content: bytes = PDF) -> bytes:
    """A part with a file in base64."""
    return (headers + "\r\nContent-Transfer-Encoding: base64\r\n\r\n").encode(
        "utf-8"
    ) + encodebytes(content)


def named(headers: str, name: str, content: bytes = PDF) -> Sample:
    """A message with one file whose name is written in some way."""
    return Sample(several(TEXT_PART, file_part(headers, content)), files=((name, content),))


FORWARDED = (
    f"Subject: {word('Вътре')}\r\nFrom: x@example.bg\r\nContent-Type: text/plain\r\n\r\n"
    "forwarded \t\r\nbytes\r\n"
).encode()
UUENCODED = b"begin 644 list.txt\r\n+:&5L;&\\@=V]R;&0 \r\n`\r\nend\r\n"
DOCUMENT = "application/pdf"

SAMPLES: dict[str, Sample] = {
    "utf-8": Sample(plain("utf-8")),
    "windows-1251": Sample(plain("windows-1251", TEXT.encode("cp1251"))),
    "KOI8-R": Sample(plain("koi8-r", TEXT.encode("koi8-r"))),
    "MIK, stated": Sample(plain("x-mik", mik(TEXT))),
    "MIK, unknown": Sample(plain("x-unknown", mik(TEXT))),
    "windows-1251 called latin1": Sample(plain("iso-8859-1", TEXT.encode("cp1251"))),
    "utf-8 called us-ascii": Sample(plain("us-ascii", TEXT.encode())),
    "no charset at all": Sample(plain("", TEXT.encode("cp1251"))),
    "a charset that nobody has": Sample(plain("x-none-such", TEXT.encode())),
    "raw bytes in the headers": Sample(
        "From: Иван Петров <ivan@example.bg>\r\nSubject: Въпрос за ваучерите\r\n\r\n".encode(
            "cp1251"
        )
        + TEXT.encode("cp1251")
    ),
    "quoted-printable": Sample(
        plain(
            "utf-8",
            "".join(f"={byte:02X}" if byte > 127 else chr(byte) for byte in TEXT.encode())
            .replace("=BA=D0", "=BA=\r\n=D0")
            .encode(),
            "Content-Transfer-Encoding: Quoted-Printable\r\n",
        )
    ),
    "base64 without its end": Sample(
        plain(
            "utf-8",
            encodebytes(TEXT.strip().encode() + b"\r\n").rstrip(b"=\n"),
            "Content-Transfer-Encoding: base64\r\n",
        )
    ),
    "an encoded word cut in a letter": Sample(
        b"From: ivan@example.bg (=?utf-8?B?0JjQstCw0L0g0J/QtdGC0YDQvtCy?=)\r\nSubject: "
        b"=?utf-8?B?0JLRitC/0YDQvtGBINC30LAg0LLQsNGD0Yc=?=\r\n =?utf-8?B?0LXRgNC40YLQtQ==?=\r\n"
        b"\r\n" + TEXT.encode()
    ),
    "lines that end with one sign": Sample(plain("utf-8").replace(b"\r\n", b"\n")),
    "an mbox line first": Sample(
        b"From ivan@example.bg Mon Oct  5 10:12:00 2026\n" + plain("utf-8")
    ),
    "a byte order mark first": Sample(b"\xef\xbb\xbf" + plain("utf-8")),
    "a header folded without a blank": Sample(
        (FROM + "X-Long: one\r\ntwo three\r\n" + SUBJECT + "\r\n" + TEXT).encode()
    ),
    "no empty line before the text": Sample(
        (FROM + SUBJECT + "Здравейте,\r\nкога отваря процедурата?\r\n").encode()
    ),
    "HTML only": Sample(
        (HEAD + "Content-Type: text/html; charset=utf-8\r\n\r\n" + HTML).encode(), html=True
    ),
    "HTML that says its charset itself": Sample(
        (HEAD + "Content-Type: text/html\r\n\r\n").encode()
        + f'<meta charset="windows-1251">{HTML}'.encode("cp1251"),
        html=True,
    ),
    "HTML that is called plain": Sample(
        (HEAD + "Content-Type: text/plain; charset=utf-8\r\n\r\n<html><body>" + HTML).encode(),
        html=True,
    ),
    "two versions": Sample(several(TEXT_PART, HTML_PART, kind="alternative"), html=True),
    "an empty plain version": Sample(
        several(b"Content-Type: text/plain\r\n\r\n\r\n", HTML_PART, kind="alternative"), html=True
    ),
    "a picture inside": Sample(
        several(
            inner(TEXT_PART, HTML_PART, kind="alternative", boundary="AAB"),
            file_part(
                'Content-Type: image/png; name="logo.png"\r\nContent-ID: <logo@x>\r\n'
                "Content-Disposition: inline",
                PNG,
            ),
            kind="related",
        ),
        files=(("logo.png", PNG),),
        html=True,
    ),
    "not closed": Sample(
        several(TEXT_PART, file_part('Content-Type: application/pdf; name="a.pdf"'), closed=False),
        files=(("a.pdf", PDF),),
    ),
    "a boundary that is not named": Sample(
        several(TEXT_PART, file_part('Content-Type: application/pdf; name="a.pdf"')).replace(
            b'; boundary="AA"', b""
        ),
        files=(("a.pdf", PDF),),
    ),
    "a boundary that is another's beginning": Sample(
        several(
            inner(TEXT_PART, HTML_PART, kind="alternative", boundary="AA-1"),
            file_part('Content-Type: application/pdf; name="a.pdf"'),
        ),
        files=(("a.pdf", PDF),),
        html=True,
    ),
    "a message in a message": Sample(
        several(TEXT_PART, b"Content-Type: message/rfc822\r\n\r\n" + FORWARDED.rstrip()),
        files=(("Вътре.eml", FORWARDED.rstrip()),),
    ),
    "signed": Sample(
        several(
            TEXT_PART,
            file_part('Content-Type: application/pkcs7-signature; name="smime.p7s"', b"signed"),
            kind='signed; protocol="application/pkcs7-signature"',
        ),
        files=(("smime.p7s", b"signed"),),
    ),
    "an invitation": Sample(
        several(
            TEXT_PART,
            b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR",
            kind="alternative",
        ),
        files=(("invite.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR"),),
    ),
    "uuencoded": Sample(
        plain("utf-8", TEXT.encode() + UUENCODED), files=(("list.txt", b"hello world"),)
    ),
    "flowed": Sample(
        plain(
            "utf-8; format=flowed",
            "Здравейте,\r\nкога \r\nотваря \r\nпроцедурата?\r\n".encode(),
        )
    ),
    "a text file": Sample(
        several(
            TEXT_PART,
            b'Content-Type: text/plain; name="list.txt"\r\n'
            b'Content-Disposition: attachment; filename="list.txt"\r\n\r\none',
        ),
        files=(("list.txt", b"one"),),
    ),
    "nothing but a file": Sample(
        (HEAD + 'Content-Type: application/pdf; name="a.pdf"\r\n').encode()
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(PDF),
        text="",
        files=(("a.pdf", PDF),),
    ),
    "an empty body": Sample(plain("utf-8", b""), text=""),
    "a name in quotation marks": named(
        f'Content-Type: {DOCUMENT}; name="План 2026.pdf"', "План 2026.pdf"
    ),
    "a name in an encoded word": named(
        f"Content-Type: {DOCUMENT}\r\n"
        f'Content-Disposition: attachment; filename="{word("План.pdf")}"',
        "План.pdf",
    ),
    "a name by RFC 2231": named(
        f"Content-Type: {DOCUMENT}\r\nContent-Disposition: attachment;\r\n"
        " filename*=UTF-8''%D0%9F%D0%BB%D0%B0%D0%BD.pdf",
        "План.pdf",
    ),
    "a name in pieces": named(
        f"Content-Type: {DOCUMENT}\r\nContent-Disposition: attachment;\r\n"
        " filename*0*=windows-1251''%CF%EB;\r\n filename*1*=%E0%ED%20;\r\n filename*2=2026.pdf",
        "План 2026.pdf",
    ),
    "a name with blanks and no marks": named(
        f"Content-Type: {DOCUMENT}; name=Business plan 2026.pdf", "Business plan 2026.pdf"
    ),
    "a name as a browser writes it": named(
        f"Content-Type: {DOCUMENT}\r\nContent-Disposition: attachment; "
        'filename="%D0%9F%D0%BB%D0%B0%D0%BD.pdf"',
        "План.pdf",
    ),
    "a name with a semicolon": named(f'Content-Type: {DOCUMENT}; name="a;b.pdf"', "a;b.pdf"),
    "a file without a name": named("Content-Type: image/png", "image-1.png", PNG),
}
