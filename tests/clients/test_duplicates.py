"""One who is there already is noticed before another record is made."""

from oic.clients.queries import likely_duplicates
from tests.factories.clients import make_contact, make_organisation, municipality_id


def reasons(**kw: object) -> dict[str, list[str]]:
    found = likely_duplicates(**kw)  # type: ignore[arg-type]
    return {duplicate.match.name: [str(why) for why in duplicate.reasons] for duplicate in found}


def test_the_same_address_or_phone_is_a_reason_in_any_spelling(app: object) -> None:
    make_contact("Мария", emails=["Maria@example.bg"], phones=["042/603 526"])
    assert reasons(emails=["MARIA@example.bg"])["Мария"]
    assert reasons(phones=["+359 42 603526"])["Мария"]
    assert len(reasons(phones=["042603526"], emails=["maria@example.bg"])["Мария"]) == 2
    assert reasons(phones=["042603527"]) == {}


def test_a_misspelt_name_in_the_same_municipality_is_a_reason(app: object) -> None:
    make_contact("Желязка Димитрова", municipality="Казанлък")
    for typed in ("Желязка Димитрова", "Jeliazka Dimitrova", "Димитрова Желяска"):
        assert reasons(name=typed, municipality_id=municipality_id("Казанлък")), typed
    assert reasons(name="Желязка Тодорова", municipality_id=municipality_id("Казанлък")) == {}


def test_a_namesake_in_another_municipality_is_no_reason(app: object) -> None:
    make_contact("Иван Иванов", municipality="Чирпан")
    assert reasons(name="Иван Иванов", municipality_id=municipality_id("Опан")) == {}


def test_an_organisation_is_noticed_by_its_eik_and_by_its_name(app: object) -> None:
    make_organisation("Розова долина ЕООД", eik="000694037", municipality="Казанлък")
    assert reasons(kind="organisation", eik="000 694 037")["Розова долина ЕООД"]
    assert reasons(
        kind="organisation", name="Rozova Dolina EOOD", municipality_id=municipality_id("Казанлък")
    )
    assert reasons(kind="contact", name="Розова долина ЕООД") == {}


def test_the_strongest_reason_comes_first_and_the_record_itself_is_left_out(app: object) -> None:
    named = make_contact("Мария Петрова", municipality="Опан")
    called = make_contact("Секретариат", emails=[], phones=["042 603 526"])
    described = {
        "name": "Мария Петрова",
        "phones": ["042603526"],
        "municipality_id": municipality_id("Опан"),
    }
    assert list(reasons(**described)) == [called.name, named.name]
    assert list(reasons(**described, exclude=(called.id,))) == [named.name]
