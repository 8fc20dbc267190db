"""Records of people and organisations: what is saved, refused, found again."""

import pytest
from sqlalchemy import select

from oic.audit.models import AuditEntry, Verb
from oic.clients import queries
from oic.clients.actions import (
    NewContact,
    NewOrganisation,
    change_contact,
    change_organisation,
    create_contact,
    create_organisation,
    find_or_create,
    mark_failing,
)
from oic.clients.models import ClientType, Contact, Organisation
from oic.core.db import db, transaction
from oic.core.errors import Refused, Stale
from tests.factories.clients import make_contact, make_organisation, municipality_id
from tests.factories.staff import make_user

BUSINESS, CITIZEN = ClientType.BUSINESS, ClientType.CITIZEN


def trail(thing: str, thing_id: int) -> list[AuditEntry]:
    wanted = (AuditEntry.thing_type == thing, AuditEntry.thing_id == thing_id)
    return list(db.session.scalars(select(AuditEntry).where(*wanted).order_by(AuditEntry.id)))


def test_several_addresses_and_numbers_keep_their_order_and_each_stands_once(app: object) -> None:
    contact = make_contact(
        "Мария",
        emails=["b@example.bg", "A@example.bg", "B@example.bg"],
        phones=["042 603 526, 0888 123 456", "+359 888 123456"],
    )
    assert [item.email for item in contact.emails] == ["b@example.bg", "A@example.bg"]
    assert [item.e164 for item in contact.phones] == ["+35942603526", "+359888123456"]
    assert (contact.email, contact.phone) == ("b@example.bg", "042 603 526")


def test_an_odd_number_is_kept_as_it_was_given(app: object) -> None:
    contact = make_contact("Мария", phones=["вътр. 12 при портиера"])
    assert [(item.phone, item.e164) for item in contact.phones] == [("вътр. 12 при портиера", None)]


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewContact(CITIZEN), "name"),
        (NewContact(CITIZEN, name="М", emails=("не е адрес",)), "emails"),
        (NewContact(CITIZEN, name="М" * 201), "name"),
        (NewContact(CITIZEN, name="М", position="д" * 81), "position"),
        (
            NewContact(CITIZEN, name="М", phones=("това изобщо не е никакъв телефон а разказ",)),
            "phones",
        ),
    ],
)
def test_what_cannot_be_saved_is_refused_beside_its_field(
    app: object, new: NewContact, field: str
) -> None:
    with pytest.raises(Refused) as refusal, transaction():
        create_contact(new, by=None)
    assert refusal.value.field == field
    assert db.session.scalars(select(Contact)).all() == []


@pytest.mark.parametrize("eik", ["123456789", "12", "0006940371", "абв"])
def test_a_mistyped_eik_is_refused(app: object, eik: str) -> None:
    with pytest.raises(Refused) as refusal, transaction():
        create_organisation(NewOrganisation("Фирма", BUSINESS, eik=eik), by=None)
    assert refusal.value.field == "eik"


def test_two_people_editing_one_record_do_not_overwrite_each_other(app: object) -> None:
    contact = make_contact("Мария Петрова", emails=["m@example.bg"])
    seen = contact.version
    first = NewContact(CITIZEN, name="Мария Петрова", emails=("m@example.bg", "n@example.bg"))
    with transaction():
        change_contact(contact.id, first, version=seen, by=None)
    assert contact.version > seen
    with pytest.raises(Stale), transaction():
        change_contact(contact.id, NewContact(CITIZEN, name="Друга"), version=seen, by=None)
    assert contact.name == "Мария Петрова"
    assert len(contact.emails) == 2


def test_the_first_address_can_be_swapped_with_the_second(app: object) -> None:
    contact = make_contact("Мария", emails=["a@example.bg", "b@example.bg"])
    swapped = NewContact(CITIZEN, name="Мария", emails=("b@example.bg", "a@example.bg"))
    with transaction():
        change_contact(contact.id, swapped, version=contact.version, by=None)
    assert contact.email == "b@example.bg"
    with transaction():
        mark_failing("B@EXAMPLE.bg", failing=True)
    db.session.refresh(contact.emails[0])
    assert contact.email == "a@example.bg"


def test_saving_without_a_change_leaves_no_trace(app: object) -> None:
    firm = make_organisation("Фирма", municipality=None)
    version = firm.version
    with transaction():
        change_organisation(firm.id, NewOrganisation(" Фирма ", BUSINESS), version=version, by=None)
    assert firm.version == version
    assert [entry.verb for entry in trail("organisation", firm.id)] == [Verb.CREATED]


def test_the_trail_says_who_changed_which_field_without_personal_data(app: object) -> None:
    user = make_user()
    contact = make_contact("Тайно Име", emails=["tayna@example.bg"], phones=["0888 765 432"])
    new = NewContact(BUSINESS, name="Друго Име", emails=("druga@example.bg",), notes="бележка")
    with transaction():
        change_contact(contact.id, new, version=contact.version, by=user)
    entry = trail("contact", contact.id)[-1]
    assert (entry.verb, entry.by_id) == (Verb.CHANGED, user.id)
    assert entry.detail is not None
    assert entry.detail["client_type"] == ["citizen", "business"]
    assert entry.detail["name"] == "changed"
    written = f"{entry.detail}{entry.label}"
    assert not any(word in written for word in ("Име", "example.bg", "0888", "бележка"))


def test_a_person_moves_to_another_organisation_and_is_found_there(app: object) -> None:
    old, new = make_organisation("Старо ООД"), make_organisation("Ново ООД")
    contact = make_contact("Деян", organisation=old)
    moved = NewContact(CITIZEN, name="Деян", organisation_id=new.id)
    with transaction():
        change_contact(contact.id, moved, version=contact.version, by=None)
    assert [member.id for member in queries.members(new.id)] == [contact.id]
    assert queries.members(old.id) == []
    assert "Деян" in [match.name for match in queries.look_up("ново оод")]


def test_a_stranger_with_a_known_address_is_the_known_client(app: object) -> None:
    known = make_contact("Мария Петрова", emails=["Maria@Example.bg"], client_type="farmer")
    with transaction():
        found = find_or_create(
            client_type=CITIZEN,
            by=None,
            name="Другo Име",
            email="maria@example.BG ",
            phone="0888 111 222",
        )
    assert found.id == known.id
    assert (found.name, found.client_type) == ("Мария Петрова", ClientType.FARMER)
    assert [item.e164 for item in found.phones] == ["+359888111222"]


def test_a_number_decides_only_where_the_name_does_not_speak_against_it(app: object) -> None:
    known = make_contact("Мария Петрова", emails=[], phones=["042 603 526"])
    with transaction():
        same = find_or_create(
            client_type=CITIZEN, by=None, name="Maria Petrova", phone="+35942603526"
        )
        other = find_or_create(
            client_type=CITIZEN, by=None, name="Георги Стоянов", phone="042603526"
        )
        mine = find_or_create(
            client_type=CITIZEN, by=None, phone="0888 999 777", email="m@example.bg", name="М"
        )
    assert same.id == known.id
    assert other.id != known.id
    assert mine.id not in {known.id, other.id}


@pytest.mark.parametrize(
    "ways", [{"phones": ["042 603 526"], "emails": []}, {"emails": ["maria@example.bg"]}]
)
def test_where_there_are_doubles_already_no_third_one_is_made(
    app: object, ways: dict[str, list[str]]
) -> None:
    make_contact("Мария Петрова", **ways)
    newest = make_contact("Петрова, Мария", **ways)
    make_contact("Мариана Петрова", **ways)
    said = {"phone": "042603526"} if ways["emails"] == [] else {"email": "maria@example.bg"}
    with transaction():
        found = find_or_create(client_type=CITIZEN, by=None, name="Maria Petrova", **said)
    assert found.id == newest.id


def test_two_people_who_share_a_number_are_not_guessed_between(app: object) -> None:
    known = [
        make_contact(name, emails=[], phones=["042 603 526"])
        for name in ("Мария Петрова", "Марияна Петрова")
    ]
    with transaction():
        unnamed = find_or_create(client_type=CITIZEN, by=None, phone="042603526")
        unclear = find_or_create(
            client_type=CITIZEN, by=None, name="Марика Петрова", phone="042603526"
        )
    assert not {unnamed.id, unclear.id} & {one.id for one in known}


def test_a_name_alone_never_makes_two_people_one(app: object) -> None:
    known = make_contact("Иван Иванов", emails=["ivan@example.bg"])
    with transaction():
        found = find_or_create(
            client_type=CITIZEN, by=None, name="Иван Иванов", email="other@example.bg"
        )
    assert found.id != known.id


def test_an_address_added_by_a_stranger_never_becomes_the_main_one(app: object) -> None:
    known = make_contact("Мария", emails=["maria@example.bg"], phones=["0888 123 456"])
    with transaction():
        find_or_create(
            client_type=CITIZEN, by=None, name="Мария", phone="0888123456", email="x@example.bg"
        )
    assert [item.email for item in known.emails] == ["maria@example.bg", "x@example.bg"]


def test_one_firm_that_writes_twice_is_one_organisation(app: object) -> None:
    place = municipality_id("Чирпан")
    with transaction():
        for number in range(2):
            find_or_create(
                client_type=BUSINESS,
                by=None,
                name=f"Служител {number}",
                email=f"s{number}@example.bg",
                municipality_id=place,
                organisation_name="Пекарна Слънце ООД" if number else "ПЕКАРНА „СЛЪНЦЕ“ ООД",
            )
        find_or_create(
            client_type=BUSINESS,
            by=None,
            email="z@example.bg",
            municipality_id=None,
            organisation_name="Пекарна Слънце ООД",
        )
    firms = db.session.scalars(select(Organisation)).all()
    assert sorted(len(queries.members(firm.id)) for firm in firms) == [1, 2]


def test_nobody_at_all_is_refused(app: object) -> None:
    with pytest.raises(Refused), transaction():
        find_or_create(client_type=CITIZEN, by=None)
