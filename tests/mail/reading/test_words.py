"""A subject and a name are read as their sender wrote them."""

import base64
from email.header import Header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.mail.reading.words import decoded

WHOLE = "Въпрос за ПКИП"
HALVES = [base64.b64encode(half).decode() for half in (WHOLE.encode()[:7], WHOLE.encode()[7:])]


def raw(text: str, charset: str) -> str:
    return text.encode(charset).decode("ascii", "surrogateescape")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ("=?UTF-8?B?0JfQtNGA0LDQstC10Lk=?=", "Здравей"),
        ("=?utf-8?q?=D0=97_=D0=B0?=", "З а"),
        ("=?windows-1251?Q?=C7=E4=F0=E0=E2=E5=E9?=", "Здравей"),
        (f"=?utf-8?B?{HALVES[0]}?=\r\n =?utf-8?B?{HALVES[1]}?=", WHOLE),
        (f"=?utf-8?B?{HALVES[0]}?==?utf-8?B?{HALVES[1]}?=", WHOLE),
        ("=?iso-8859-1?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?a?= b", "a b"),
        ("Re: =?utf-8?q?a?=", "Re: a"),
        ("[x]=?utf-8?q?a?=[y]", "[x]a[y]"),
        ("=?utf-8*bg?q?a?=", "a"),
        ("=?utf-8?q?what? this is?=", "what? this is"),
        ("=?utf-8?q?with blanks inside?=", "with blanks inside"),
        ("=?utf-8?B?0JfQtNGA0LDQstC10Lk?=", "Здравей"),
        ("=?utf-8?B?0JfQ tNGA0LDQstC10Lk=?=", "Здравей"),
        ("=?utf-8?B?not finished", "=?utf-8?B?not finished"),
        ("=?no-such?q?=C7=E4=F0=E0=E2=E5=E9_=EE=F2?=", "Здравей от"),
        (raw("Здравей, имам въпрос", "utf-8"), "Здравей, имам въпрос"),
        (raw("Здравей, имам въпрос", "cp1251"), "Здравей, имам въпрос"),
        (raw("Здравей, имам въпрос", "koi8-r"), "Здравей, имам въпрос"),
        ("a\r\n\tb", "a b"),
        ("1 ?= 2", "1 ?= 2"),
    ],
)
def test_what_was_written_is_read(value: str, text: str) -> None:
    assert decoded(value) == text


def test_nothing_of_an_endless_header_is_lost() -> None:
    value = "=?utf-8?q?a" * 40_000

    assert decoded(value) == value


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_what_python_encodes_is_read_back(text: str) -> None:
    assert decoded(Header(text, "utf-8").encode()) == text


@given(
    st.one_of(
        st.binary().map(lambda one: one.decode("ascii", "surrogateescape")),
        st.lists(st.sampled_from(["=?", "?", "?=", "utf-8", "q", "B", "=D0", " ", "\n"])).map(
            "".join
        ),
    )
)
def test_no_header_is_too_strange(value: str) -> None:
    text = decoded(value)

    text.encode("utf-8")
    assert "\n" not in text
    assert "\0" not in text
