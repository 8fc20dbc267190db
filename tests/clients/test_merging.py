"""Two records of one client become one and nothing is lost."""

import pytest
from sqlalchemy import select

from oic.audit.models import AuditEntry, Verb
from oic.clients import queries
from oic.clients.actions import (
    Merge,
    NewContact,
    merge_contacts,
    merge_organisations,
    what_moves,
)
from oic.clients.models import ClientToken, ClientType
from oic.core.db import db, transaction
from oic.core.errors import Refused, Stale
from oic.web import panels
from tests.factories.clients import make_contact, make_organisation


class Rows:
    """What a higher part keeps about clients, as a panel sees it."""

    def __init__(self, **owners: int) -> None:
        self.owners = owners

    def render(self, merge: Merge) -> int:
        mine = [row for row, owner in self.owners.items() if owner == merge.gone_id]
        if not merge.preview:
            self.owners.update(dict.fromkeys(mine, merge.keep_id))
        return len(mine)


def test_addresses_numbers_and_notes_of_both_are_kept(app: object) -> None:
    keep = make_contact("Мария", emails=["a@example.bg"], phones=["0888 111 222"], notes="едно")
    gone = make_contact(
        "Мария П.",
        emails=["A@example.bg", "b@example.bg"],
        phones=["0888 333 444"],
        notes="две",
        position="директор",
    )
    with transaction():
        merge_contacts(keep.id, gone.id, by=None)
    assert [item.email for item in keep.emails] == ["a@example.bg", "b@example.bg"]
    assert [item.phone for item in keep.phones] == ["0888 111 222", "0888 333 444"]
    assert (keep.name, keep.position, keep.notes) == ("Мария", "директор", "едно\n\nдве")


def test_what_other_parts_know_moves_with_the_client(
    app: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, gone, third = make_contact(), make_contact(), make_contact()
    rows = Rows(first=keep.id, second=gone.id, third=third.id, fourth=gone.id)
    panel = panels.Panel("client_merge", "Enquiries", rows.render)
    monkeypatch.setattr(panels, "at", lambda place: [panel] if place == "client_merge" else [])
    assert ("Enquiries", 2) in what_moves("contact", keep.id, gone.id)
    assert rows.owners["second"] == gone.id, "a preview moves nothing"
    with transaction():
        merge_contacts(keep.id, gone.id, by=None)
    assert list(rows.owners.values()) == [keep.id, keep.id, third.id, keep.id]


def test_the_gone_record_is_found_no_more_and_leads_to_the_kept_one(app: object) -> None:
    first, second, third = (make_contact(name) for name in ("Първа", "Втора", "Трета"))
    with transaction():
        merge_contacts(second.id, first.id, by=None)
    with transaction():
        merge_contacts(third.id, second.id, by=None)
    for gone in (first, second):
        kept = queries.kept_contact(gone.id)
        assert kept is not None
        assert kept.id == third.id
        assert gone.merged_into_id == third.id
    assert queries.look_up("първа") == []
    tokens = select(ClientToken).where(ClientToken.contact_id.in_((first.id, second.id)))
    assert db.session.scalars(tokens).all() == []


def test_the_values_chosen_are_the_kept_records_values(app: object) -> None:
    keep, gone = make_contact("Мария", phones=["0888 111 222"]), make_contact("Мария Петрова")
    chosen = NewContact(
        ClientType.NGO, name="Мария Петрова", emails=(keep.email,), phones=("0888 111 222",)
    )
    versions = (keep.version, gone.version)
    with transaction():
        merge_contacts(keep.id, gone.id, by=None, values=chosen, versions=versions)
    assert (keep.name, keep.client_type) == ("Мария Петрова", ClientType.NGO)
    assert len(keep.emails) == 2


def test_a_merge_of_records_that_changed_meanwhile_is_refused(app: object) -> None:
    keep, gone = make_contact(), make_contact()
    with pytest.raises(Stale), transaction():
        merge_contacts(keep.id, gone.id, by=None, versions=(keep.version, gone.version + 1))
    assert gone.merged_into_id is None


def test_a_record_is_not_merged_with_itself_nor_twice(app: object) -> None:
    keep, gone, other = make_contact(), make_contact(), make_contact()
    with pytest.raises(Refused), transaction():
        merge_contacts(keep.id, keep.id, by=None)
    with transaction():
        merge_contacts(keep.id, gone.id, by=None)
    with pytest.raises(Refused), transaction():
        merge_contacts(other.id, gone.id, by=None)


def test_the_people_of_a_merged_organisation_come_along(app: object) -> None:
    keep = make_organisation("Долина", eik=None)
    gone = make_organisation("Розова долина ЕООД", eik="000694037", address="ул. Роза 1")
    person = make_contact("Деян", organisation=gone)
    with transaction():
        merge_organisations(keep.id, gone.id, by=None)
    assert [member.id for member in queries.members(keep.id)] == [person.id]
    assert (keep.eik, keep.address, keep.name) == ("000694037", "ул. Роза 1", "Долина")
    assert [match.name for match in queries.look_up("долина")] == ["Долина", "Деян"]
    assert queries.look_up("розова") == []


def test_the_trail_of_both_records_tells_of_the_merge(app: object) -> None:
    keep, gone = make_contact(), make_contact()
    with transaction():
        merge_contacts(keep.id, gone.id, by=None)
    merged = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == Verb.MERGED)).all()
    assert {entry.thing_id for entry in merged} == {keep.id, gone.id}
