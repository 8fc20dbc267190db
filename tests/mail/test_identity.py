"""A copy at every expert's address is one letter, and no letter is taken for another's copy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.mail.identity import fingerprint

LETTER = (
    b"From: =?utf-8?q?=D0=9F?= <p@example.bg>\r\n"
    b"Date: Mon, 5 Oct 2026 10:12:00 +0300\r\n"
    b"Subject: a long\r\n subject\r\n"
    b"Message-ID: <1@example.bg>\r\n\r\n"
    b"Hello\r\n\r\nP.\r\n"
)


@pytest.mark.parametrize(
    "copy",
    [
        b"Received: from a by b\r\n\twith SMTP\r\nDelivered-To: maria@example.bg\r\n" + LETTER,
        b"Return-Path: <p@example.bg>\r\nX-Spam-Score: 1\r\n" + LETTER,
        LETTER.replace(b"\r\n", b"\n"),
        LETTER.replace(b"\r\n", b"\r"),
        b"From p@example.bg Mon Oct  5 10:12:00 2026\n" + LETTER.replace(b"\r\n", b"\n"),
        LETTER + b"\r\n\r\n",
        LETTER.replace(b"a long\r\n subject", b"a long subject"),
        LETTER.replace(b"Subject:", b"SUBJECT :"),
    ],
)
def test_a_copy_is_known_for_one(copy: bytes) -> None:
    assert fingerprint(copy) == fingerprint(LETTER)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Hello", b"hello"),
        (b"P.\r\n", b"P.\r\nand one thing more\r\n"),
        (b"<1@", b"<2@"),
        (b"p@example.bg>\r\nD", b"q@example.bg>\r\nD"),
        (b"10:12", b"10:13"),
        (b"a long", b"another"),
        (b"Message-ID: <1@example.bg>\r\n", b""),
    ],
)
def test_another_letter_is_not_taken_for_a_copy(old: bytes, new: bytes) -> None:
    assert fingerprint(LETTER.replace(old, new)) != fingerprint(LETTER)


@given(st.binary())
def test_no_bytes_are_too_strange(raw: bytes) -> None:
    assert fingerprint(raw) == fingerprint(raw)
    assert len(fingerprint(raw)) == 64


@given(st.binary(), st.binary())
def test_letters_that_differ_in_their_text_alone_are_two(one: bytes, other: bytes) -> None:
    head, plain = b"From: a@b.bg\n\n", [text.replace(b"\r", b"").rstrip() for text in (one, other)]

    same = fingerprint(head + b"." + plain[0]) == fingerprint(head + b"." + plain[1])

    assert same == (plain[0] == plain[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"hello", b"good bye"),
        (b"\0", b"\0\0"),
        (b"Subject: x\r\n\r\n", b"Subject: x\r\nX-Other: y\r\n\r\n"),
        (b"From: a@b.bg\nSubject: x\nfirst text", b"From: a@b.bg\nSubject: x\nother text"),
        (
            b"Message-ID: <a@b>\nSubject: x\nfirst text",
            b"Message-ID: <a@b>\nSubject: x\nother text",
        ),
    ],
)
def test_letters_that_hardly_have_headers_are_not_taken_for_one(one: bytes, other: bytes) -> None:
    assert fingerprint(one) != fingerprint(other)
