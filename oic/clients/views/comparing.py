"""A client's fields as lines that a person compares, and the differences between two."""

from dataclasses import dataclass

from flask_babel import gettext

from oic.clients.actions import NewContact, NewOrganisation
from oic.clients.models import Contact, Organisation
from oic.clients.queries import get_organisation
from oic.core.wording import LANGUAGES
from oic.places.queries import municipality_by_id

Lines = dict[str, tuple[str, str]]
"""By field: its label and its value in words."""


@dataclass(frozen=True)
class Difference:
    """One field that two records do not agree on."""

    name: str
    label: str
    mine: str
    theirs: str


def side_by_side(mine: Lines, theirs: Lines) -> list[Difference]:
    """The fields that differ, in their order."""
    return [
        Difference(name, label, value, theirs[name][1])
        for name, (label, value) in mine.items()
        if value != theirs[name][1]
    ]


def organisation_lines(held: Organisation | NewOrganisation, language: str) -> Lines:
    """An organisation, saved or typed."""
    return {
        "name": (gettext("Name"), held.name),
        "client_type": (gettext("Client type"), held.client_type.label),
        "eik": (gettext("UIC/BULSTAT"), held.eik or ""),
        "municipality_id": (
            gettext("Municipality"),
            _municipality(held.municipality_id, language),
        ),
        "address": (gettext("Address"), held.address),
        "website": (gettext("Website"), held.website),
        "notes": (gettext("Notes"), held.notes),
    }


def contact_lines(held: Contact | NewContact, language: str) -> Lines:
    """A person, saved or typed."""
    if isinstance(held, Contact):
        emails = [item.email for item in held.emails]
        phones = [item.phone for item in held.phones]
    else:
        emails, phones = list(held.emails), list(held.phones)
    organisation = get_organisation(held.organisation_id) if held.organisation_id else None
    return {
        "name": (gettext("Name"), held.name),
        "position": (gettext("Position"), held.position),
        "organisation_id": (
            gettext("Organisation"),
            organisation.name if organisation else "",
        ),
        "client_type": (gettext("Client type"), held.client_type.label),
        "municipality_id": (
            gettext("Municipality"),
            _municipality(held.municipality_id, language),
        ),
        "emails": (gettext("E-mail addresses"), ", ".join(emails)),
        "phones": (gettext("Phones"), ", ".join(phones)),
        "language": (
            gettext("Language of the letters"),
            LANGUAGES[held.language],
        ),
        "salutation": (gettext("Salutation"), held.salutation),
        "notes": (gettext("Notes"), held.notes),
    }


def _municipality(municipality_id: int | None, language: str) -> str:
    place = municipality_by_id(municipality_id)
    return place.name(language) if place else ""
