"""A caller is found by anything that she says."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oic.clients import queries
from oic.clients.actions import NewOrganisation, change_organisation
from oic.clients.models import ClientType
from oic.clients.queries import Standing
from oic.clients.tokens import beginnings, terms
from oic.core.db import transaction
from oic.core.text import latin_key, transliterate
from oic.web import panels
from tests.factories.clients import make_contact, make_organisation, municipality_id

NAMES = """Иван Петров Мария Виолета Георгиев Хаджиев Димитрова Желязко Юлиян Шишманов Щерева
Цветелина Чавдар Йордан Гургулят Гурково Лъчезар Здравко Училище Читалище Просвета Казанлък
Мъглиж Розова долина Сдружение Фондация Кооперация Инженеринг Зюмбюл Шипка Авиоремонт Ася
Александър Яна Екология""".split()


def names(text: str, **kw: object) -> list[str]:
    return [match.name for match in queries.look_up(text, **kw)]


@pytest.fixture
def petrov(app: object) -> int:
    firm = make_organisation("Розова долина ЕООД", eik="000694037", municipality="Казанлък")
    return make_contact(
        "Иван Хаджипетров",
        organisation=firm,
        client_type="business",
        municipality="Казанлък",
        emails=["Ivan.Petrov@rozova-dolina.bg"],
        phones=["042/603 526, 0888 123 456"],
    ).id


@pytest.mark.parametrize(
    "typed",
    [
        "Иван Хаджипетров",
        "хаджи иван",
        "ив хаджип",
        "HADZHIPETROV",
        "hadjipetrov",
        "Ivan Rozova",
        "042603526",
        "42 603",
        "+359 42 60 35 26",
        "00359 42 603526",
        "(042) 603-526",
        "3526",
        "0888123456",
        "123 456",
        "ivan.petrov@",
        "IVAN.PETROV@ROZOVA-DOLINA.BG",
        "ivan.p",
        "@rozova",
        "rozova-dolina.bg",
        "000694037",
        "0006940",
        "иван 3526",
        "розова долина 603526",
    ],
)
def test_a_caller_is_found_by_any_part_of_what_is_known(petrov: int, typed: str) -> None:
    make_contact("Съвсем Друга", phones=["02 987 6543"])
    found = queries.look_up(typed)
    assert petrov in [match.id for match in found if match.kind == "contact"]
    assert "Съвсем Друга" not in [match.name for match in found]


@pytest.mark.parametrize("typed", ["", " ", "-", "@", "%", "_", "'", "\\", "Иван Николова", "9999"])
def test_what_fits_nobody_finds_nobody_and_breaks_nothing(petrov: int, typed: str) -> None:
    assert queries.look_up(typed) == []


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(NAMES), st.data())
def test_every_beginning_of_a_name_finds_it_in_both_alphabets(
    name: str, data: st.DataObject
) -> None:
    latin = data.draw(st.booleans())
    written = transliterate(name) if latin else name
    length = data.draw(st.integers(1, len(written)))
    assert latin_key(name).startswith(beginnings(written[:length]))


@given(st.text(max_size=60))
def test_nothing_that_can_be_typed_breaks_the_box(text: str) -> None:
    for term in terms(text):
        assert term.begins
        assert all(term.begins)


def test_the_same_name_in_chat_spelling_is_found(app: object) -> None:
    make_organisation("Народно читалище „Просвета 1904“", client_type="chitalishte")
    for typed in ("4italishte prosveta", "chitalishte", "ЧИТАЛИЩЕ просв", "просвета 1904"):
        assert names(typed) == ["Народно читалище „Просвета 1904“"], typed


def test_a_whole_word_comes_before_the_beginning_of_one(app: object) -> None:
    make_contact("Иванка Петрова")
    make_contact("Иван Петров")
    make_contact("Иваничка Петрунова")
    assert names("Иван Петров")[0] == "Иван Петров"
    assert names("Иван")[0] == "Иван Петров"


def test_the_organisation_comes_before_its_people_when_its_name_is_typed(app: object) -> None:
    school = make_organisation("СУ Максим Горки", client_type="school")
    make_contact("Петя Учителска", organisation=school)
    assert names("Максим Горки") == ["СУ Максим Горки", "Петя Учителска"]


def test_who_was_here_last_comes_first_among_namesakes(
    app: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = make_contact("Иван Иванов")
    make_contact("Иван Иванов")
    now = old.created_at

    def standing(contacts: list[int], organisations: list[int]) -> dict[tuple[str, int], Standing]:
        assert organisations == []
        return {("contact", old.id): Standing(3, now)} if old.id in contacts else {}

    fake = panels.Panel("client_lookup", "", standing)
    monkeypatch.setattr(panels, "at", lambda place: [fake] if place == "client_lookup" else [])
    first, second = queries.look_up("иван иванов")
    assert (first.id, first.open_count) == (old.id, 3)
    assert second.open_count == 0


def test_a_line_tells_namesakes_apart(petrov: int) -> None:
    (match,) = queries.look_up("хаджипетров")
    assert match.line("bg").startswith("Розова долина ЕООД · ")
    assert match.line("bg").endswith("Казанлък")
    assert match.line("en").endswith("Kazanlak")
    assert match.reach == "042/603 526"


def test_filters_hold_for_what_is_found(app: object) -> None:
    make_contact("Мария Петрова", client_type="farmer", municipality="Опан")
    make_contact("Мария Колева", client_type="citizen", municipality="Чирпан")
    assert names("мария", client_type=ClientType.FARMER) == ["Мария Петрова"]
    assert names("мария", municipality_id=municipality_id("Чирпан")) == ["Мария Колева"]
    assert names("мария", kinds=("organisation",)) == []


def test_typing_costs_the_same_few_statements_for_one_client_and_for_fifty(
    app: object, count_queries: Callable[[], Any]
) -> None:
    firm = make_organisation("Пчелари Тракия")
    make_contact("Мария Първа", organisation=firm)
    with count_queries() as few:
        queries.look_up("мар")
    for number in range(50):
        make_contact(f"Мария {number} Марева", phones=[f"0888 12 34 {number:02}"])
    with count_queries() as many:
        assert len(queries.look_up("мар")) == 8
    assert many.count <= few.count + 2
    assert many.count <= 10


def test_what_was_found_by_the_old_name_is_found_by_the_new_one_only(app: object) -> None:
    firm = make_organisation("Стара фирма ООД")
    make_contact("Деян Деянов", organisation=firm)
    new = NewOrganisation("Нова фирма ООД", ClientType.BUSINESS)
    with transaction():
        change_organisation(firm.id, new, version=firm.version, by=None)
    assert names("стара фирма") == []
    assert names("нова фирма") == ["Нова фирма ООД", "Деян Деянов"]


def test_a_name_typed_whole_comes_before_one_that_only_begins_so(app: object) -> None:
    wanted = make_contact(name="Иван Петров")
    for _ in range(3):
        make_contact(name="Иванка Петрова")
    assert queries.look_up("иван петр")[0].id == wanted.id
