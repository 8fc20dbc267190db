"""The clients' pages, as an expert uses them."""

import pytest
from flask import Flask
from sqlalchemy import select

from oic.clients.actions import mark_failing, merge_contacts
from oic.clients.models import Contact, Organisation
from oic.core.db import db, transaction
from oic.staff.models import User
from oic.web import panels
from tests.checking.client import Client, Page
from tests.checking.html import all_of, text_of
from tests.factories.clients import make_contact, make_organisation

PEOPLE, ORGANISATIONS = "/desk/clients/people", "/desk/clients/organisations"


def only(model: type) -> object:
    return db.session.scalars(select(model)).one()


def test_the_first_page_of_an_empty_register_says_what_to_do(as_expert: Client) -> None:
    assert as_expert.get("/desk/clients/", status=200).find("a", href=f"{PEOPLE}/new")
    assert as_expert.get("/desk/clients/?kind=organisation", status=200).find(
        "a", href=f"{ORGANISATIONS}/new"
    )


def test_the_list_is_searched_filtered_and_paged(as_expert: Client) -> None:
    firm = make_organisation("Розова долина ЕООД", municipality="Казанлък")
    farmer = make_contact("Мария Петрова", client_type="farmer", organisation=firm)
    make_contact("Георги Колев", municipality="Опан")
    page = as_expert.get("/desk/clients/?q=petrova", status=200)
    assert "Мария Петрова" in page.words
    assert "Георги Колев" not in page.words
    page = as_expert.get("/desk/clients/?client_type=farmer", status=200)
    assert page.find("a", href=f"{PEOPLE}/{farmer.id}")
    assert "Георги Колев" not in page.words
    page = as_expert.get(f"/desk/clients/?municipality={farmer.municipality_id}&kind=contact")
    assert "Георги Колев" not in page.words
    assert "Розова долина" in as_expert.get("/desk/clients/?kind=organisation").words
    assert "zzzz" in as_expert.get("/desk/clients/?q=zzzz", status=200).text


def test_every_client_is_on_one_page_of_the_list_and_on_one_only(as_expert: Client) -> None:
    made = {make_contact().id for _ in range(53)}
    page = as_expert.get("/desk/clients/", status=200)
    (following,) = page.find("a", rel="next")
    second = as_expert.get(following.get("href"), status=200)
    shown = [
        int(link.get("href").rsplit("/", 1)[1])
        for each in (page, second)
        for link in each.find("a", **{"data-row-link": ""})
    ]
    assert len(shown) == 53
    assert set(shown) == made
    assert not second.find("a", rel="next")


@pytest.mark.parametrize(
    "query", ["client_type=x", "municipality=x", "before=x", "kind=x", "q=%00"]
)
def test_a_broken_address_still_shows_the_list(as_expert: Client, query: str) -> None:
    as_expert.get(f"/desk/clients/?{query}", status=200)


def test_a_person_is_added_with_several_ways_to_reach(as_expert: Client) -> None:
    page = as_expert.submit(
        f"{PEOPLE}/new?name=Мария&phone=0888123456",
        name="Мария Петрова",
        emails="maria@example.bg, petrova@example.bg",
        phones="0888 123 456\n042/603 526",
        client_type="farmer",
        follow=True,
    )
    assert page.heading == "Мария Петрова"
    assert page.find("a", href="tel:+35942603526")
    assert page.find("a", href="mailto:petrova@example.bg")


def test_an_address_that_letters_come_back_from_is_marked(as_expert: Client) -> None:
    contact = make_contact("Ани", emails=["ani@example.bg"])
    page = as_expert.get(f"{PEOPLE}/{contact.id}")
    assert "писмата се връщат" not in page.words
    with transaction():
        mark_failing("ani@example.bg", failing=True)
    assert "писмата се връщат" in as_expert.get(f"{PEOPLE}/{contact.id}").words


def test_bad_input_comes_back_with_everything_typed(as_expert: Client) -> None:
    page = as_expert.submit(
        f"{PEOPLE}/new", name="Мария", emails="не е адрес", notes="дълга бележка", status=422
    )
    assert "дълга бележка" in page.text
    assert page.find(id="emails-error")
    page = as_expert.submit(f"{ORGANISATIONS}/new", name="Фирма", eik="123456789", status=422)
    assert page.find(id="eik-error")
    assert db.session.scalars(select(Organisation)).all() == []
    as_expert.submit(f"{PEOPLE}/new", name="", phones="", emails="", status=422)


def test_a_likely_duplicate_is_shown_before_saving_and_can_be_saved_anyway(
    as_expert: Client,
) -> None:
    known = make_contact("Мария Петрова", phones=["0888 123 456"])
    typed = {"name": "М. Петрова", "phones": "+359888123456"}
    page = as_expert.submit(f"{PEOPLE}/new", **typed, status=422)
    assert page.find("a", href=f"{PEOPLE}/{known.id}")
    page = as_expert.submit(page, "contact-form", button="anyway", follow=True)
    assert page.heading == "М. Петрова"
    firm = make_organisation("Долина", eik="000694037")
    page = as_expert.submit(f"{ORGANISATIONS}/new", name="Друга", eik="000694037", status=422)
    assert page.find("a", href=f"{ORGANISATIONS}/{firm.id}")
    page = as_expert.submit(page, "organisation-form", button="anyway", follow=True)
    assert page.heading == "Друга"


def test_an_odd_phone_is_a_warning_and_no_obstacle(as_expert: Client) -> None:
    page = as_expert.submit(f"{PEOPLE}/new", name="Мария", phones="вътр. 12", status=422)
    page = as_expert.submit(page, "contact-form", button="anyway", follow=True)
    assert "вътр. 12" in page.words


def test_an_organisation_is_found_chosen_or_made_while_adding_a_person(as_expert: Client) -> None:
    firm = make_organisation("Розова долина ЕООД")
    make_organisation("Розова градина ООД")
    page = as_expert.submit(
        f"{PEOPLE}/new", name="Ана", organisation="rozova dolina eood", follow=True
    )
    assert page.find("a", href=f"{ORGANISATIONS}/{firm.id}")
    page = as_expert.submit(f"{PEOPLE}/new", name="Боян", organisation="розова", status=422)
    page = as_expert.submit(page, "contact-form", organisation_choice=str(firm.id), follow=True)
    assert page.find("a", href=f"{ORGANISATIONS}/{firm.id}")
    page = as_expert.submit(f"{PEOPLE}/new", name="Вяра", organisation="Нова фирма", status=422)
    page = as_expert.submit(page, "contact-form", organisation_choice="new", follow=True)
    assert "Нова фирма" in page.words
    assert page.heading == "Вяра"


def test_a_record_is_edited_and_its_organisation_taken_away(as_expert: Client) -> None:
    firm = make_organisation("Фирма")
    contact = make_contact("Ана", organisation=firm)
    page = as_expert.submit(
        f"{PEOPLE}/{contact.id}/edit", name="Ана Колева", organisation="", follow=True
    )
    assert page.heading == "Ана Колева"
    assert not page.find("a", href=f"{ORGANISATIONS}/{firm.id}")
    page = as_expert.submit(f"{ORGANISATIONS}/{firm.id}/edit", name="Фирма две", follow=True)
    assert page.heading == "Фирма две"


@pytest.mark.parametrize("kind", ["people", "organisations"])
def test_a_stale_save_shows_both_versions_and_loses_nothing(
    as_expert: Client, as_manager: Client, kind: str
) -> None:
    made = make_contact("Начало") if kind == "people" else make_organisation("Начало")
    address = f"/desk/clients/{kind}/{made.id}/edit"
    mine = as_expert.get(address)
    as_manager.submit(address, name="Тяхното", status=303)
    page = as_expert.submit(mine, name="Моето", notes="моя бележка", status=409)
    for word in ("Моето", "Тяхното", "Мария Ръководителова"):
        assert word in page.words
    assert "моя бележка" in page.text
    page = as_expert.submit(page, follow=True)
    assert page.heading == "Моето"


def test_the_client_page_shows_what_other_parts_know(
    as_expert: Client, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = make_organisation("Фирма")
    contact = make_contact("Ана", organisation=firm)
    panel = panels.Panel("client", "Запитвания", lambda subject: f"за {type(subject).__name__}")
    monkeypatch.setitem(app.extensions, "oic_panels", [panel])
    assert "за Contact" in as_expert.get(f"{PEOPLE}/{contact.id}").words
    assert "за Organisation" in as_expert.get(f"{ORGANISATIONS}/{firm.id}").words


def test_the_client_page_says_who_made_changed_and_merged_the_record(
    as_expert: Client, expert: User
) -> None:
    firm = make_organisation("Фирма")
    as_expert.submit(f"{ORGANISATIONS}/{firm.id}/edit", eik="000694037", notes="Пише рядко.")
    keep, gone = make_contact("Ана"), make_contact("Анна Двойна")
    as_expert.submit(f"{PEOPLE}/{gone.id}/edit", position="Счетоводител")
    with transaction():
        merge_contacts(keep.id, gone.id, by=expert)
    page = as_expert.get(f"{PEOPLE}/{keep.id}", status=200)
    [panel] = page.find(id="changes")
    lines = [text_of(line) for line in all_of(panel, "li")]
    assert lines[0].startswith("Сливане с „Анна Двойна“")
    assert "Промяна: длъжност (Анна Двойна)" in lines[1]
    assert expert.name in lines[1]
    assert sum(line.startswith("Добавяне") for line in lines) == 2
    changed = as_expert.get(f"{ORGANISATIONS}/{firm.id}", status=200)
    assert "Промяна: бележки, ЕИК/БУЛСТАТ" in changed.words


def test_two_people_are_merged_with_the_values_chosen(as_expert: Client) -> None:
    keep = make_contact("Мария", phones=["0888 123 456"], notes="едно")
    gone = make_contact("Мария Петрова", phones=["+359 888 123456"], notes="две")
    page = as_expert.get(f"{PEOPLE}/{keep.id}/merge", status=200)
    assert "Мария Петрова" in page.words, "the likely one is offered"
    page = as_expert.get(f"{PEOPLE}/{keep.id}/merge?q=petrova", status=200)
    page = as_expert.submit(page, page_form(page, "other"), other=str(gone.id))
    page = as_expert.submit(page, "merge-form", take_name="gone", follow=True)
    assert page.heading == "Мария Петрова"
    assert "едно" in page.words
    assert "две" in page.words
    moved = as_expert.get(f"{PEOPLE}/{gone.id}", status=302)
    assert moved.headers["Location"].endswith(f"{PEOPLE}/{keep.id}")


def page_form(page: Page, field: str) -> str:
    """Give the form that holds radio buttons of a name an id to be chosen by."""
    for form in page.forms:
        if any(c.get("name") == field and c.get("type") == "radio" for c in form.controls):
            form.element.set("id", "chosen")
    return "chosen"


def test_two_organisations_are_merged_and_a_change_between_is_noticed(
    as_expert: Client, as_manager: Client
) -> None:
    keep, gone = make_organisation("Долина"), make_organisation("Розова долина")
    person = make_contact("Деян", organisation=gone)
    shown = as_expert.get(f"{ORGANISATIONS}/{keep.id}/merge?other={gone.id}", status=200)
    as_manager.submit(f"{ORGANISATIONS}/{gone.id}/edit", address="ул. Роза 1", status=303)
    page = as_expert.submit(shown, "merge-form", status=409)
    assert "ул. Роза 1" in page.words
    page = as_expert.submit(page, "merge-form", follow=True)
    assert page.heading == "Долина"
    assert page.find("a", href=f"{PEOPLE}/{person.id}")
    as_expert.get(f"{ORGANISATIONS}/{keep.id}/merge?other={keep.id}", status=302)


def test_the_look_up_answers_with_options_that_carry_what_the_page_needs(as_expert: Client) -> None:
    firm = make_organisation("Розова долина", client_type="business")
    make_contact("Мария <b>Петрова</b>", organisation=firm, emails=["m@example.bg"])
    answer = as_expert.get("/desk/clients/look-up?q=petrova", status=200)
    found = answer.json
    assert found["count"] == 1
    assert 'data-email="m@example.bg"' in found["html"]
    assert "<b>" not in found["html"]
    assert as_expert.get("/desk/clients/look-up?q=p").json["count"] == 0
    assert as_expert.get("/desk/clients/look-up?q=розова&kind=organisation").json["count"] == 1
    assert as_expert.get("/desk/clients/look-up?q=x@example.bg").json["typed"] == {
        "email": "x@example.bg"
    }
    assert as_expert.get("/desk/clients/look-up?q=0888 12").json["typed"] == {"phone": "0888 12"}


@pytest.mark.parametrize(
    "path",
    [
        "people/999",
        "organisations/999",
        "people/999/edit",
        "organisations/999/edit",
        "people/999/merge",
    ],
)
def test_a_client_who_is_not_there_is_not_found(as_expert: Client, path: str) -> None:
    as_expert.get(f"/desk/clients/{path}", status=404)


def test_strangers_and_administrators_see_no_client(
    client: Client, as_administrator: Client
) -> None:
    contact = make_contact()
    for path in ("", "look-up?q=кл", f"people/{contact.id}", "people/new"):
        assert client.get(f"/desk/clients/{path}").status_code in {302, 303, 401}
        as_administrator.get(f"/desk/clients/{path}", status=403)
    assert isinstance(only(Contact), Contact)
