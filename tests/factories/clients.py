"""Organisations and people."""

from collections.abc import Sequence
from itertools import count

from oic.clients.actions import (
    NewContact,
    NewOrganisation,
    create_contact,
    create_organisation,
)
from oic.clients.models import ClientType, Contact, Organisation
from oic.core.db import transaction
from tests.factories.places import municipality as municipality_called

_numbers = count(1)


def municipality_id(name: str | None) -> int | None:
    """The id of a municipality by its name; the reference data has it."""
    return municipality_called(name).id if name else None


def make_organisation(
    name: str = "",
    *,
    client_type: ClientType | str = ClientType.BUSINESS,
    eik: str | None = None,
    municipality: str | None = "Стара Загора",
    address: str = "",
    website: str = "",
    notes: str = "",
) -> Organisation:
    """Make an organisation; the municipality by name, None for none."""
    new = NewOrganisation(
        name=name or f"Примерна фирма {next(_numbers)} ООД",
        client_type=ClientType(client_type),
        eik=eik,
        municipality_id=municipality_id(municipality),
        address=address,
        website=website,
        notes=notes,
    )
    with transaction():
        return create_organisation(new, by=None)


def make_contact(
    name: str | None = None,
    *,
    client_type: ClientType | str = ClientType.CITIZEN,
    organisation: Organisation | None = None,
    municipality: str | None = "Стара Загора",
    emails: Sequence[str] | None = None,
    phones: Sequence[str] = (),
    language: str = "bg",
    position: str = "",
    notes: str = "",
    salutation: str = "",
) -> Contact:
    """Make a person, with an e-mail address of her own unless ``emails`` says otherwise."""
    number = next(_numbers)
    new = NewContact(
        client_type=ClientType(client_type),
        name=f"Клиентка Примерова {number}" if name is None else name,
        position=position,
        organisation_id=organisation.id if organisation else None,
        municipality_id=municipality_id(municipality),
        language=language,
        salutation=salutation,
        notes=notes,
        emails=(f"klient{number}@example.bg",) if emails is None else tuple(emails),
        phones=tuple(phones),
    )
    with transaction():
        return create_contact(new, by=None)
