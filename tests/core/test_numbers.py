"""Numbers are understood as people write them, and wrong ones are not taken for right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.core.numbers import (
    find_procedures,
    find_programmes,
    is_email,
    looks_like_eik,
    parse_eik,
    parse_phones,
    phone_digits,
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("000694037", "000694037"),
        ("1213961230342", "1213961230342"),
        (" 000 694 037 ", "000694037"),
        ("ЕИК: 000694037", "000694037"),
        ("БУЛСТАТ 000694037", "000694037"),
        ("BG000694037", "000694037"),
        ("123456789", None),
        ("1213961230343", None),
        ("0006940370", None),  # ten digits would be a ЕГН
        ("000000000", None),
        ("", None),
        ("няма", None),
    ],
)
def test_a_wrong_eik_is_not_taken_for_an_organisation(typed: str, read: str | None) -> None:
    assert parse_eik(typed) == read


def test_an_eik_with_a_slip_is_still_known_for_one() -> None:
    assert looks_like_eik("123456789")
    assert not looks_like_eik("0888123456")


@given(st.integers(0, 99_999_999))
def test_each_eight_digits_have_one_check_digit(number: int) -> None:
    right = [digit for digit in range(10) if parse_eik(f"{number:08}{digit}")]
    assert len(right) == (1 if number else 0)


@given(st.integers(1, 99_999_999), st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_noticed_unless_the_rest_is_ten(
    number: int, place: int, off: int
) -> None:
    digits = [int(digit) for digit in f"{number:08}"]
    if sum((i + 1) * digit for i, digit in enumerate(digits)) % 11 == 10:
        return
    check = next(digit for digit in range(10) if parse_eik(f"{number:08}{digit}"))
    digits[place] = (digits[place] + off) % 10
    if sum((i + 1) * digit for i, digit in enumerate(digits)) % 11 == 10:
        return
    assert parse_eik("".join(map(str, digits)) + str(check)) is None


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("042/603 526", ["+35942603526"]),
        ("(042) 603-526", ["+35942603526"]),
        ("+359 42 603526", ["+35942603526"]),
        ("+359 (0)42 603526", ["+35942603526"]),
        ("0035942603526", ["+35942603526"]),
        ("0888 12 34 56", ["+359888123456"]),
        ("тел. 0888123456", ["+359888123456"]),
        ("042/603 526, 0888 12 34 56", ["+35942603526", "+359888123456"]),
        ("042/603526 / 0888 12 34 56", ["+35942603526", "+359888123456"]),
        ("0888123456/0899123456", ["+359888123456", "+359899123456"]),
        ("042/603 526 0888123456", ["+35942603526", "+359888123456"]),
        ("042 603 526 или 0888 123 456", ["+35942603526", "+359888123456"]),
        ("0888123456; +359888123456", ["+359888123456"]),
        ("+49 30 901820", ["+4930901820"]),
        ("603526", []),
        ("12345", []),
        ("няма телефон", []),
        ("", []),
    ],
)
def test_a_caller_is_known_by_the_number_in_any_spelling(typed: str, numbers: list[str]) -> None:
    assert [phone.e164 for phone in parse_phones(typed)] == numbers


def test_an_extension_stands_apart_from_the_number() -> None:
    (office,) = parse_phones("042/603 526 вътр. 12")
    assert (office.e164, office.extension) == ("+35942603526", "12")
    assert office.original == "042/603 526 вътр. 12"


@pytest.mark.parametrize(
    "typed", ["042/603 526", "+359 42 603526", "0035942603526", "35942603526", "42603526"]
)
def test_the_look_up_needs_no_country_and_no_zero(typed: str) -> None:
    assert phone_digits(typed) == "42603526"


def test_the_look_up_begins_before_the_number_is_whole() -> None:
    assert "888123456".startswith(phone_digits("0888 1"))
    assert "888123456".startswith(phone_digits("+359 88"))
    assert phone_digits("") == ""


@given(st.text(alphabet="0123456789+/ ()-.,;вътр", max_size=40))
def test_a_read_phone_is_read_again_from_how_it_is_kept(text: str) -> None:
    for phone in parse_phones(text):
        assert [one.e164 for one in parse_phones(phone.e164)] == [phone.e164]


@pytest.mark.parametrize(
    ("text", "number", "project"),
    [
        ("BG16RFOP001-8.006-0008-C01", "BG16RFOP001-8.006-0008-C01", "0008"),
        ("BG16RFOP001-8.006", "BG16RFOP001-8.006", ""),
        ("по № ВG16RFОР001 – 8.006 – 0008 – С01.", "BG16RFOP001-8.006-0008-C01", "0008"),
        ("BG 16 RFOP 001 8,006", "BG16RFOP001-8.006", ""),
        ("bg16rfop001—8.006", "BG16RFOP001-8.006", ""),
        ("BG16RF0P001-8.006", "BG16RFOP001-8.006", ""),
        ("BG16M1OP002-1.002-0007", "BG16M1OP002-1.002-0007", "0007"),
        ("BG161PO002-3.3.02-00010-C0001", "BG161PO002-3.3.02-00010-C0001", "00010"),
        ("BG051PO001–1.1.03", "BG051PO001-1.1.03", ""),
        ("2021BG16RFPR001-1.012 от днес", "BG16RFPR001-1.012", ""),
        ("2021 ВG16RFРR001-1.012", "BG16RFPR001-1.012", ""),
        ("BG16RFPR001/1.012", "BG16RFPR001-1.012", ""),
        ("по бг16рфпр001-1.012 от днес", "BG16RFPR001-1.012", ""),
        ("БГ 16 РФОП 001 – 8,006", "BG16RFOP001-8.006", ""),
        ("2021бг65ампр001-1.002", "BG65AMPR001-1.002", ""),
        ("BG05М9ОП001-1.002-0007-С01", "BG05M9OP001-1.002-0007-C01", "0007"),
        ("БГ161ПО002-3.3.02-00010-Ц0001", "BG161PO002-3.3.02-00010-C0001", "00010"),
        ("бг-ррп-1.004-0012-ц01", "BG-RRP-1.004-0012-C01", "0012"),
        ("ПВУ BG-RRP-1.004-0012-C01", "BG-RRP-1.004-0012-C01", "0012"),
        ("bg rrp 1,004", "BG-RRP-1.004", ""),
    ],
)
def test_a_procedure_is_recognised_in_any_spelling(text: str, number: str, project: str) -> None:
    (found,) = find_procedures(text)
    assert (found.number, found.project) == (number, project)
    assert found.original == text[found.start : found.end]
    assert found.number.startswith(found.code)
    assert found.code.startswith(found.programme_code)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "042/603 526",
        "BG16RFOP001",
        "бг16рфоп001",
        "2026-000123",
        "ABG16RFOP001-8.006",
        "АБГ16РФОП001-8.006",
        "BG 2021",
        "от БГ 16 май 202 1.5",
        "за БГ 10 лева 500 12.05.2026",
        "БГ 20 бал 001/1.012",
        "в БГ 16 стоп 2026 г., 1.5 млн.",
    ],
)
def test_what_is_no_procedure_is_not_taken_for_one(text: str) -> None:
    assert find_procedures(text) == []


def test_all_procedures_of_a_text_are_found_in_their_order() -> None:
    found = find_procedures("или BG05SFPR002-1.003, или BG16FFPR002-2.001?")
    assert [one.code for one in found] == ["BG05SFPR002-1.003", "BG16FFPR002-2.001"]


@pytest.mark.parametrize(
    "code",
    "BG05SFOP001 BG16M1OP001 BG16RFOP001 BG05M9OP001 BG161PO002 BG051PO001 BG16RFPR001 "
    "BG05SFPR002 BG06RDNP001 BG-RRP".split(),
)
def test_a_programme_is_recognised_alone(code: str) -> None:
    assert find_programmes(f"по {code.lower()}, моля") == [code]


LOOK_ALIKES = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")
SOUNDS = str.maketrans("ABDFGMNOPRS", "АБДФГМНОПРС")


@given(
    code=st.from_regex(
        r"BG(16|05)(RFOP|M1OP|SFPR|FFPR|RDNP)00[1-3]-[1-9]\.0[0-9]{2}", fullmatch=True
    ),
    dash=st.sampled_from(["-", "–", "—", " - ", "‑", "−", "/"]),
    keyboard=st.sampled_from([{}, LOOK_ALIKES, SOUNDS]),
    small=st.booleans(),
    around=st.text(alphabet="абв ,.!?№\n", max_size=10),
)
def test_spelling_does_not_change_a_procedure(
    code: str, dash: str, *, keyboard: dict[int, int], small: bool, around: str
) -> None:
    written = code.replace("-", dash).translate(keyboard)
    if small:
        written = written.lower()
    text = f"{around} {written} {around}"
    assert [one.code for one in find_procedures(text)] == [code]


@given(st.text("абвгдеопрстф ,.-/0126", max_size=60))
def test_ordinary_words_and_figures_are_no_procedure(text: str) -> None:
    codes = find_programmes(text)
    assert not codes or "бг" in text
    assert all(code[4:-3].endswith(("OP", "PR", "NP", "SM", "TA", "RA", "PO")) for code in codes)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    parse_eik(text)
    parse_phones(text)
    phone_digits(text)
    is_email(text)
    for found in find_procedures(text):
        assert found.original == text[found.start : found.end]


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("ivan@abv.bg", True),
        (" ivan.petrov+eu@example.org ", True),
        ("ivan@пример.бг", True),
        ("ivаn@abv.bg", False),  # a Cyrillic а
        ("ivan@abv", False),
        ("ivan abv.bg", False),
        ("a@b@c.bg", False),
        ("", False),
    ],
)
def test_a_letter_is_not_sent_to_what_is_no_address(typed: str, *, right: bool) -> None:
    assert is_email(typed) is right
