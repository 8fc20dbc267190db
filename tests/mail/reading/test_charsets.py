"""Bulgarian is read as it was written, whatever the message says that it is."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.mail.reading.charsets import _MIK_TABLE, decode, known

TEXT = "Здравейте, имаме въпрос за процедура № 5 на Програма „Развитие“."
PLAIN = TEXT.replace("„", "").replace("“", "").replace("№ ", "")


def as_mik(text: str) -> bytes:
    return codecs.charmap_encode(text, "strict", {ord(v): k for k, v in _MIK_TABLE.items()})[0]


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "utf-16"])
def test_a_true_claim_is_taken(charset: str) -> None:
    assert decode(TEXT.encode(charset), charset) == TEXT


def test_dos_of_the_bulgarian_kind_is_read() -> None:
    assert decode(as_mik(PLAIN), "x-mik") == PLAIN


@pytest.mark.parametrize(
    "stated", ["", "us-ascii", "iso-8859-1", "x-unknown", "utf-8", "no such", '"', "base64"]
)
@pytest.mark.parametrize("true", ["utf-8", "cp1251", "koi8-r", "cp866"])
def test_a_false_claim_or_none_is_seen_through(stated: str, true: str) -> None:
    assert decode(PLAIN.encode(true), stated) == PLAIN


def test_a_false_claim_about_dos_text_is_seen_through() -> None:
    assert decode(as_mik(PLAIN), "us-ascii") == PLAIN


@pytest.mark.parametrize("text", ["Grüße aus München, naïve Café", "Où êtes-vous ? À bientôt"])
def test_western_letters_do_not_become_cyrillic(text: str) -> None:
    assert decode(text.encode("latin-1"), "iso-8859-1") == text
    assert decode(text.encode("utf-8"), "iso-8859-1") == text


@pytest.mark.parametrize(
    ("text", "true", "stated"),
    [
        ("한국어", "cp949", "ks_c_5601-1987"),
        ("中文", "gb18030", "GB2312"),
        ("日本語", "iso-2022-jp", "ISO-2022-JP"),
        ("日本語", "cp932", "Shift_JIS"),
        ("Füße", "utf-7", "unicode-1-1-utf-7"),
        ("שלום", "iso-8859-8", "iso-8859-8-i"),
        ("naïve", "cp850", "cp-850"),
        ("„Ц“", "cp1251", "'windows-1251'"),
        ("“quoted”", "cp1252", "iso-8859-1"),
    ],
)
def test_names_that_programs_use_are_known(text: str, true: str, stated: str) -> None:
    assert decode(text.encode(true), stated) == text


def test_what_no_database_takes_is_not_in_the_text() -> None:
    assert decode(b"a\0b", "utf-8") == "a\ufffdb"


NAMES = st.sampled_from(
    "utf-16 utf-32 idna punycode undefined unicode_escape raw_unicode_escape zip utf-7 rot13 "
    "mik hz iso-2022-kr utf-8-sig".split()
)


@given(st.binary(), st.one_of(st.text(), NAMES))
def test_no_bytes_and_no_name_are_too_strange(raw: bytes, stated: str) -> None:
    text = decode(raw, stated)

    text.encode("utf-8")
    assert "\0" not in text
    assert known(stated) is not None


@given(
    st.text(
        alphabet=st.characters(
            exclude_categories=["Cs", "Cc"],
            exclude_characters="\ufeff",
            include_characters="\t\n\f\r\x85",
        )
    )
)
def test_utf_8_stays_as_it_is(text: str) -> None:
    assert decode(text.encode(), "utf-8") == text


@given(st.text(alphabet=st.characters(categories=["Cc"], exclude_characters="\t\n\f\r\x85")))
def test_what_no_page_can_show_is_replaced_sign_by_sign(text: str) -> None:
    assert decode(text.encode(), "utf-8") == "\ufffd" * len(text)


def test_a_few_odd_bytes_are_not_taken_for_chinese() -> None:
    assert decode(b"nu\x80l") == "nu€l"
