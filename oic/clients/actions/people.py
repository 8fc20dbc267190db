"""People: making and changing them, their addresses and numbers, where they belong."""

from dataclasses import dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import update
from sqlalchemy.orm.attributes import flag_modified

from oic.audit import actions as audit
from oic.audit.models import Verb
from oic.clients.actions.checks import checked_emails, fresh, one_line
from oic.clients.actions.organisations import held_organisation
from oic.clients.actions.tokens import rewrite_contact_tokens
from oic.clients.models import ClientType, Contact, ContactEmail, ContactPhone
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Refused
from oic.core.numbers import parse_phones
from oic.core.text import fold
from oic.core.wording import LANGUAGES
from oic.staff.models import User
from oic.web import panels

THING = "contact"
COUNTED = ("client_type", "municipality_id", "organisation_id", "language")
"""Fields whose values are no personal data: the trail keeps them before and after."""
FIELDS = (
    "name",
    "position",
    "organisation_id",
    "client_type",
    "municipality_id",
    "language",
    "salutation",
    "notes",
)


@dataclass(frozen=True)
class NewContact:
    """What may be said of a person. The first e-mail and the first phone are the main ones.

    A phone is kept as it was given even where it cannot be read as a number: the person at the
    desk was warned and knows better. One entry may hold several („042 603 526, 0888 …“).
    """

    client_type: ClientType
    name: str = ""
    position: str = ""
    organisation_id: int | None = None
    municipality_id: int | None = None
    language: str = "bg"
    salutation: str = ""
    notes: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    def checked(self) -> "NewContact":
        """The same in normal form. Raises Refused, naming the field."""
        said = replace(
            self,
            name=one_line(self.name, 200, "name"),
            position=one_line(self.position, 80, "position"),
            salutation=one_line(self.salutation, 80, "salutation"),
            language=self.language if self.language in LANGUAGES else "bg",
            notes=self.notes.strip(),
            emails=tuple(checked_emails(self.emails)),
            phones=tuple(original for original, _ in read_phones(self.phones)),
        )
        if not (said.name or said.emails or said.phones or said.organisation_id):
            raise Refused(
                _l("Type a name, an e-mail address, a phone or an organisation."), field="name"
            )
        return said


def read_phones(values: tuple[str, ...]) -> list[tuple[str, str | None]]:
    """Numbers as given and in international form, each once. Raises Refused for a novel."""
    found: dict[str, tuple[str, str | None]] = {}
    for value in values:
        if not value.strip():
            continue
        read: list[tuple[str, str | None]] = [
            (" ".join(phone.original.split()), phone.e164) for phone in parse_phones(value)
        ]
        for original, e164 in read or [(" ".join(value.split()), None)]:
            if len(original) > 40:  # noqa: PLR2004 - the column's length
                raise Refused(
                    _l("Type a phone number with its code, e.g. 042 603 526."), field="phones"
                )
            found.setdefault(e164 or fold(original), (original, e164))
    return list(found.values())


def create_contact(new: NewContact, *, by: User | None) -> Contact:
    """Add a person. Raises Refused for a field that cannot be saved."""
    said = new.checked()
    if said.organisation_id is not None:
        held_organisation(said.organisation_id)
    contact = Contact(created_at=now(), **{name: getattr(said, name) for name in FIELDS})
    db.session.add(contact)
    _set_emails(contact, list(said.emails))
    _set_phones(contact, read_phones(said.phones))
    db.session.flush()
    rewrite_contact_tokens(contact)
    audit.record(Verb.CREATED, THING, contact.id, by=by)
    return contact


def held_contact(contact_id: int) -> Contact:
    """The person, locked until the transaction ends. Raises Refused when merged away."""
    contact = db.session.get(Contact, contact_id, with_for_update=True, populate_existing=True)
    if contact is None or contact.merged_into_id is not None:
        raise Refused(_l("This record was merged with another; open that one."))
    return contact


def change_contact(contact_id: int, new: NewContact, *, version: int, by: User | None) -> Contact:
    """Save what was edited.

    Raises Stale when somebody saved it after ``version`` was shown (addresses and numbers count
    as part of the record), Refused for a wrong field.
    """
    said = new.checked()
    contact = held_contact(contact_id)
    fresh(contact.version, version)
    if said.organisation_id not in (None, contact.organisation_id):
        held_organisation(said.organisation_id or 0)
    detail: dict[str, Any] = {}
    for name in FIELDS:
        before, after = getattr(contact, name), getattr(said, name)
        if before != after:
            detail[name] = [before, after] if name in COUNTED else "changed"
            setattr(contact, name, after)
    if [item.email for item in contact.emails] != list(said.emails):
        detail["emails"] = [len(contact.emails), len(said.emails)]
        _set_emails(contact, list(said.emails))
    if [item.phone for item in contact.phones] != list(said.phones):
        detail["phones"] = [len(contact.phones), len(said.phones)]
        _set_phones(contact, read_phones(said.phones))
    if detail:
        record_change(contact, detail, by)
    if "name" in detail:
        for panel in panels.at("client_renamed"):
            panel.render("contact", contact.id)
    return contact


def mark_failing(email: str, *, failing: bool) -> None:
    """Note whether letters to an address come back: what its mail server said last counts."""
    db.session.execute(
        update(ContactEmail)
        .where(ContactEmail.email_folded == fold(email), ContactEmail.failing.is_not(failing))
        .values(failing=failing)
    )


def add_address(contact: Contact, email: str) -> bool:
    """Add an e-mail address after the others; False when it is there already."""
    held = {item.email_folded for item in contact.emails}
    if not email or fold(email) in held:
        return False
    _set_emails(contact, [*(item.email for item in contact.emails), email])
    return True


def add_number(contact: Contact, phone: str) -> bool:
    """Add telephone numbers after the others; False when all are there already."""
    held = {item.e164 or fold(item.phone) for item in contact.phones}
    kept = [(item.phone, item.e164) for item in contact.phones]
    more = [(o, e) for o, e in read_phones((phone,)) if (e or fold(o)) not in held]
    if not more:
        return False
    _set_phones(contact, kept + more)
    return True


def record_change(contact: Contact, detail: dict[str, Any], by: User | None) -> None:
    """What every change of a person ends with: version, look-up, trail."""
    flag_modified(contact, "name")  # so that the version counts changes of addresses too
    rewrite_contact_tokens(contact)
    audit.record(Verb.CHANGED, THING, contact.id, by=by, detail=detail)


def _set_emails(contact: Contact, emails: list[str]) -> None:
    held = {item.email_folded: item for item in contact.emails}
    items = []
    for position, email in enumerate(emails):
        item = held.get(fold(email)) or ContactEmail(email_folded=fold(email))
        item.email, item.position = email, position
        items.append(item)
    contact.emails = items


def _set_phones(contact: Contact, phones: list[tuple[str, str | None]]) -> None:
    held = {item.e164 or fold(item.phone): item for item in contact.phones}
    items = []
    for position, (original, e164) in enumerate(phones):
        item = held.get(e164 or fold(original)) or ContactPhone()
        item.phone, item.e164, item.position = original, e164, position
        items.append(item)
    contact.phones = items
