"""Real mail is read right, and what is broken is read as far as it can be."""

import random
import struct
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from asn1crypto.cms import ContentInfo
from hypothesis import given, settings
from hypothesis import strategies as st

from oic.mail.reading.letter import ReadLetter
from oic.mail.reading.message import read, read_date
from oic.mail.reading.parts import DEEPEST, MOST_PARTS
from tests.factories.raw_mail import HEAD, PDF, SAMPLES, Sample, file_part, several


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_letter_is_read_as_its_sender_wrote_it(sample: Sample) -> None:
    letter = read(sample.raw)

    assert letter.sender is not None
    assert (letter.sender.name, letter.sender.email) == (sample.name, sample.sender)
    assert letter.subject == sample.subject
    assert letter.text.strip() == sample.text
    assert [(file.name, file.content) for file in letter.files] == list(sample.files)
    assert bool(letter.html) is sample.html


def test_what_it_answers_is_known() -> None:
    letter = read(
        b"Message-ID: <c@x>\nIn-Reply-To: Your letter of Monday <b@x>\n"
        b'References: <a@x>\n\t<b@x> <a@x>\nReply-To: Other <o@x.bg>\nCc: c@x.bg, "D, E" <d@x.bg>\n'
        b"Delivered-To: desk@x.bg\nX-Original-To: desk@x.bg\n\n"
    )

    assert letter.message_id == "<c@x>"
    assert letter.in_reply_to == ("<b@x>",)
    assert letter.references == ("<a@x>", "<b@x>")
    assert [party.email for party in letter.reply_to] == ["o@x.bg"]
    assert [(party.name, party.email) for party in letter.cc] == [
        ("", "c@x.bg"),
        ("D, E", "d@x.bg"),
    ]
    assert letter.delivered_to == ("desk@x.bg",)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Mon, 5 Oct 2026 10:12:00 +0300", datetime(2026, 10, 5, 7, 12, tzinfo=UTC)),
        ("5 Oct 26 10:12 EST", datetime(2026, 10, 5, 15, 12, tzinfo=UTC)),
        ("Mon, 05 Oct 2026 10:12:00 +0300 (EEST)", datetime(2026, 10, 5, 7, 12, tzinfo=UTC)),
        ("2026-10-05T10:12:00+03:00", datetime(2026, 10, 5, 7, 12, tzinfo=UTC)),
        ("2026-10-05 10:12", datetime(2026, 10, 5, 10, 12, tzinfo=UTC)),
        ("Mon, 99 Oct 2026 10:12:00 +0300", None),
        ("yesterday", None),
        ("", None),
        ("Mon, 5 Oct 2026 10:12:00 +9999999", None),
        ("2026-13-45T10:12:00+03:00", None),
    ],
)
def test_a_date_is_read_or_none_is_made_up(text: str, moment: datetime | None) -> None:
    assert read_date(text) == moment


def test_without_a_date_the_last_server_tells_it() -> None:
    letter = read(b"Date: soon\nReceived: from a by b; Mon, 5 Oct 2026 10:12:00 +0300\n\n")

    assert letter.date == datetime(2026, 10, 5, 7, 12, tzinfo=UTC)


def test_a_sender_without_an_address_keeps_the_name() -> None:
    letter = read(b"From: Ivan Petrov\nReply-To: <ivan@example.bg>\n\n")

    assert letter.sender is not None
    assert (letter.sender.name, letter.sender.email) == ("Ivan Petrov", "ivan@example.bg")


def test_parts_in_parts_without_end_stop_nobody() -> None:
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
        for level in range(DEEPEST * 20)
    )

    letter = read(b"Subject: deep\n" + deep + b"\nhello")

    assert letter.subject == "deep"
    assert "parts too deep" in letter.defects
    assert letter.files[0].content.endswith(b"hello")


def test_thousands_of_parts_are_cut_and_it_is_said() -> None:
    letter = read(several(*[b"\r\nx"] * (MOST_PARTS + 10)))

    assert "too many parts" in letter.defects


def test_elements_in_elements_without_end_are_shown_as_text() -> None:
    letter = read((HEAD + "Content-Type: text/html\r\n\r\n" + "<div>" * 100_000 + "hello").encode())

    assert letter.text == "hello"


def _tnef(*attributes: bytes) -> bytes:
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


def _attribute(level: int, name: int, kind: int, content: bytes) -> bytes:
    checksum = sum(content) & 0xFFFF
    head = struct.pack("<BHHI", level, name, kind, len(content))
    return head + content + struct.pack("<H", checksum)


def test_what_outlook_packed_comes_out_of_winmail_dat() -> None:
    packed = _tnef(
        _attribute(1, 0x800C, 2, b"Hello from Outlook\0"),
        _attribute(2, 0x9002, 6, bytes(14)),
        _attribute(2, 0x8010, 1, b"plan.pdf\0"),
        _attribute(2, 0x800F, 6, PDF),
    )

    letter = read(
        several(file_part('Content-Type: application/ms-tnef; name="winmail.dat"', packed))
    )

    assert [(file.name, file.content) for file in letter.files] == [("plan.pdf", PDF)]


def test_a_winmail_dat_that_cannot_be_opened_stays_a_file() -> None:
    packed = b"not packed by Outlook"

    letter = read(
        several(file_part('Content-Type: application/ms-tnef; name="winmail.dat"', packed))
    )

    assert [(file.name, file.content) for file in letter.files] == [("winmail.dat", packed)]


def test_a_text_inside_its_signature_is_read() -> None:
    inner = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "Подписано".encode()
    signed = ContentInfo(
        {
            "content_type": "signed_data",
            "content": {
                "version": "v1",
                "digest_algorithms": [],
                "encap_content_info": {"content_type": "data", "content": inner},
                "signer_infos": [],
            },
        }
    ).dump()
    kind = 'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"'

    letter = read(HEAD.encode() + file_part(kind, signed))

    assert letter.text == "Подписано"
    assert [(file.name, file.content) for file in letter.files] == [("smime.p7m", signed)]


def test_an_encrypted_letter_is_kept_as_it_is() -> None:
    kind = 'Content-Type: application/pkcs7-mime; name="smime.p7m"'

    letter = read(HEAD.encode() + file_part(kind, b"0\x80\x06\x09garbled"))

    assert [file.name for file in letter.files] == ["smime.p7m"]


def _storable(letter: ReadLetter) -> bool:
    texts = [letter.subject, letter.text, letter.html, letter.message_id]
    texts += [file.name for file in letter.files] + [value for _, value in letter.headers]
    texts += [letter.sender.name, letter.sender.email] if letter.sender else []
    for text in texts:
        text.encode()  # no lone surrogates: no database takes them
        if "\0" in text:
            return False
    return all(file.name for file in letter.files)


@given(st.binary(max_size=2_000))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read(raw: bytes) -> None:
    assert _storable(read(raw))


@given(
    st.lists(
        st.sampled_from(
            [
                b"Content-Type: multipart/mixed; boundary=b\r\n",
                b"Content-Type: text/html; charset=\xd0\r\n",
                b"Content-Transfer-Encoding: base64\r\n",
                b"Content-Transfer-Encoding: quoted-printable\r\n",
                b"Content-Type: message/rfc822\r\n",
                b"Content-Type: application/ms-tnef; name*0*=''%\r\n",
                b"Subject: =?utf-8?B?0J?= =?x?Q?=\r\n",
                b"From: =?utf-8?Q?=22=2C?= <a@b\r\n",
                b"\r\n",
                b"--b\r\n",
                b"--b--\r\n",
                b"begin 644 a\r\n",
                b"end\r\n",
                b"<div><p \x00\r\n",
                b"=D0=9\r\n",
                b"0J/Q\r\n",
            ]
        ),
        max_size=40,
    ).map(b"".join)
)
@settings(max_examples=500, deadline=None)
def test_any_order_of_what_mail_is_made_of_is_read(raw: bytes) -> None:
    assert _storable(read(raw))


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_letter_that_was_damaged_on_its_way_is_read(sample: Sample) -> None:
    chance = random.Random(sample.raw)
    for _ in range(40):
        raw = bytearray(sample.raw)
        for _ in range(chance.randrange(1, 8)):
            at = chance.randrange(len(raw))
            end = min(len(raw), at + chance.randrange(1, 40))
            damage = chance.randrange(4)
            if damage == 0:
                raw[at:end] = b""
            elif damage == 1:
                raw[at:end] = chance.randbytes(end - at)
            elif damage == 2:
                raw[at:at] = raw[at:end]
            else:
                raw[at : at + 1] = chance.choice([b"\r\n", b"--", b'"', b"=?", b";", b"<", b"\0"])
            raw = raw or bytearray(b"x")
        assert _storable(read(bytes(raw)))


@given(
    subject=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1),
    body=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])),
    name=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1),
    content=st.binary(max_size=500),
)
@settings(max_examples=150, deadline=None)
def test_what_python_writes_is_read_back(
    subject: str, body: str, name: str, content: bytes
) -> None:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "a@example.bg"
    message.set_content(body)
    message.add_attachment(content, maintype="image", subtype="png", filename=name)

    letter = read(message.as_bytes())

    assert letter.subject == subject
    assert letter.text.strip() == body
    assert [(file.name, file.content) for file in letter.files] == [(name, content)]
