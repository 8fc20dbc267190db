"""What a person may type about clients."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext
from wtforms import HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from oic.clients.actions import NewContact, NewOrganisation
from oic.clients.models import ClientType, Contact, Organisation
from oic.core.numbers import is_email, parse_eik, parse_phones
from oic.places.queries import municipalities
from oic.web.forms import LANGUAGE_CHOICES, BaseForm

NEEDED = InputRequired(_l("This is needed."))
_BETWEEN = re.compile(r"[\n,;]+")


def several(text: str | None) -> tuple[str, ...]:
    """What stands on the lines of a field, or between its commas, without what is empty."""
    return tuple(part for piece in _BETWEEN.split(text or "") if (part := " ".join(piece.split())))


def type_choices() -> list[tuple[str, str]]:
    """The client types in the reader's language, in the order of the reports."""
    return [(kind.value, kind.label) for kind in ClientType]


def municipality_choices(language: str) -> list[tuple[str, str]]:
    """The municipalities by name."""
    return [(str(place.id), place.name(language)) for place in municipalities(language)]


class _ClientForm(BaseForm):
    """What people and organisations have in common."""

    client_type = SelectField(_l("Client type"), [NEEDED])
    municipality_id = SelectField(_l("Municipality"), [Optional()])
    notes = TextAreaField(_l("Notes"), [Length(max=20000)])
    version = HiddenField()

    def __init__(self, *args: Any, language: str, **kw: Any) -> None:  # noqa: ANN401 - WTForms'
        super().__init__(*args, **kw)
        self.client_type.choices = [SelectChoice(*choice) for choice in type_choices()]
        self.municipality_id.choices = [
            SelectChoice("", _l("Not known")),
            *(SelectChoice(*choice) for choice in municipality_choices(language)),
        ]

    @property
    def held_version(self) -> int:
        """The version that was shown; 0 for a record that is new."""
        data = str(self.version.data or "")
        return int(data) if data.isdecimal() else 0

    @property
    def chosen_municipality_id(self) -> int | None:
        """The municipality, or None for not known."""
        data = str(self.municipality_id.data or "")
        return int(data) if data.isdecimal() else None


class OrganisationForm(_ClientForm):
    """An organisation."""

    name = StringField(_l("Name"), [NEEDED, Length(max=200)])
    eik = StringField(
        _l("UIC/BULSTAT"), [Length(max=40)], description=_l("9 or 13 digits, if you know it.")
    )
    address = StringField(_l("Address"), [Length(max=200)])
    website = StringField(_l("Website"), [Length(max=200)])

    def validate_eik(self, field: StringField) -> None:
        """The check digits must fit: a mistyped number would hide a duplicate."""
        if field.data and field.data.strip() and parse_eik(field.data) is None:
            raise ValidationError(_l("This UIC is not valid. Type 9 or 13 digits."))

    def read(self) -> NewOrganisation:
        """What was typed, for an action."""
        return NewOrganisation(
            name=self.name.data or "",
            client_type=ClientType(self.client_type.data),
            eik=self.eik.data or None,
            municipality_id=self.chosen_municipality_id,
            address=self.address.data or "",
            website=self.website.data or "",
            notes=self.notes.data or "",
        )

    def show(self, organisation: Organisation) -> None:
        """Fill in what the record holds."""
        for name in ("name", "address", "website", "notes"):
            self[name].data = getattr(organisation, name)
        self.eik.data = organisation.eik or ""
        self.client_type.data = organisation.client_type.value
        self.municipality_id.data = str(organisation.municipality_id or "")
        self.version.data = str(organisation.version)


class ContactForm(_ClientForm):
    """A person."""

    name = StringField(_l("Name"), [Length(max=200)])
    position = StringField(_l("Position"), [Length(max=80)])
    organisation = StringField(
        _l("Organisation"),
        [Length(max=200)],
        description=_l("Any part of its name, or its UIC. Leave empty for a private person."),
    )
    organisation_id = HiddenField()
    emails = TextAreaField(
        _l("E-mail addresses"),
        [Length(max=2000)],
        description=_l("One on each line; letters go to the first."),
    )
    phones = TextAreaField(
        _l("Phones"), [Length(max=1000)], description=_l("One on each line; the main one first.")
    )
    language = SelectField(_l("Language of the letters"), choices=LANGUAGE_CHOICES)
    salutation = StringField(
        _l("Salutation"),
        [Length(max=80)],
        description=_l("Only where the usual greeting does not fit."),
    )

    def validate_emails(self, field: TextAreaField) -> None:
        """Every address must be one: a letter to it would be lost."""
        wrong = [email for email in several(field.data) if not is_email(email)]
        if wrong:
            raise ValidationError(
                lazy_ngettext(
                    "Not an e-mail address: %(list)s. It should look like name@example.bg.",
                    "Not e-mail addresses: %(list)s. They should look like name@example.bg.",
                    len(wrong),
                    list=", ".join(wrong),
                )
            )

    def odd_phones(self) -> list[str]:
        """Entries that cannot be read as a telephone number; a warning, not a mistake."""
        return [entry for entry in several(self.phones.data) if not parse_phones(entry)]

    @property
    def chosen_organisation_id(self) -> int | None:
        """The organisation that was taken from the list, None for none."""
        data = str(self.organisation_id.data or "")
        return int(data) if data.isdecimal() else None

    def read(self, organisation_id: int | None) -> NewContact:
        """What was typed, for an action."""
        return NewContact(
            client_type=ClientType(self.client_type.data),
            name=self.name.data or "",
            position=self.position.data or "",
            organisation_id=organisation_id,
            municipality_id=self.chosen_municipality_id,
            language=self.language.data or "bg",
            salutation=self.salutation.data or "",
            notes=self.notes.data or "",
            emails=several(self.emails.data),
            phones=several(self.phones.data),
        )

    def show(self, contact: Contact) -> None:
        """Fill in what the record holds."""
        for name in ("name", "position", "language", "salutation", "notes"):
            self[name].data = getattr(contact, name)
        self.client_type.data = contact.client_type.value
        self.municipality_id.data = str(contact.municipality_id or "")
        self.show_organisation(contact.organisation)
        self.emails.data = "\n".join(item.email for item in contact.emails)
        self.phones.data = "\n".join(item.phone for item in contact.phones)
        self.version.data = str(contact.version)

    def show_organisation(self, organisation: Organisation | None) -> None:
        """Fill in the organisation alone."""
        self.organisation.data = organisation.name if organisation else ""
        self.organisation_id.data = str(organisation.id) if organisation else ""


class MergeForm(BaseForm):
    """The versions of the two records that were compared; the choices are radio buttons."""

    version = HiddenField()
    other_version = HiddenField()
