"""Programmes are recognised in what people write."""

import pytest

from oic.funding import queries


def test_the_present_period_comes_first(app: object) -> None:
    periods = [programme.period for programme in queries.programmes()]
    assert periods[0] == "2021-2027"
    assert periods[-1] == "2014-2020"
    assert queries.programmes(active_only=True)


@pytest.mark.parametrize(
    ("code", "programme"),
    [
        ("BG16RFPR001", "BG16RFPR001"),
        ("BG16RFOP001-8.006", "BG16RFOP001"),
        ("BG16RFOP001-8.006-0008-C01", "BG16RFOP001"),
        ("2021BG16RFPR001-1.012", "BG16RFPR001"),
        ("ВG16RFPR001–1.001", "BG16RFPR001"),
        ("bg-rrp-3.004", "BG-RRP"),
    ],
)
def test_a_number_in_any_spelling_names_its_programme(
    app: object, code: str, programme: str
) -> None:
    found = queries.programme_for_code(code)
    assert found is not None
    assert found.code == programme


@pytest.mark.parametrize("code", ["", "BG99", "процедура", "BG16RFOP999-1.001"])
def test_a_number_of_no_programme_names_none(app: object, code: str) -> None:
    assert queries.programme_for_code(code) is None


@pytest.mark.parametrize(
    ("text", "abbreviations"),
    [
        ("Питам за ПКИП и за нпву.", ["ПКИП", "НПВУ"]),
        ("мерки по ОПРР", ["ОПРР"]),
        ("въпрос по програмата", []),
        ("ВЪПРОС ПО ПРОЦЕДУРА", []),
        ("Кандидатствам по ПО за училището", ["ПО"]),
        ("OПOC и ПКИПА", ["ОПОС"]),
        ("ОПРР и BG16RFPR001-1.012", ["ПКИП", "ОПРР"]),
        ("", []),
    ],
)
def test_programmes_are_recognised_in_a_question(
    app: object, text: str, abbreviations: list[str]
) -> None:
    found = queries.programmes_named_in(text)
    assert [programme.abbreviation for programme in found] == abbreviations
    first = queries.programme_named_in(text)
    assert (first.abbreviation if first else None) == (abbreviations or [None])[0]
