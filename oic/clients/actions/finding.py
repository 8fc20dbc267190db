"""Whose letter or question this is: the known client, or a new one."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from oic.clients.actions.organisations import NewOrganisation, create_organisation
from oic.clients.actions.people import (
    NewContact,
    add_address,
    add_number,
    create_contact,
    read_phones,
    record_change,
)
from oic.clients.models import (
    ClientToken,
    ClientType,
    Contact,
    ContactEmail,
    ContactPhone,
    Organisation,
)
from oic.clients.queries.looking_up import owners
from oic.clients.tokens import terms, word_keys
from oic.core.db import db
from oic.core.errors import Refused
from oic.core.numbers import is_email, parse_eik
from oic.core.text import fold, similarity
from oic.staff.models import User

SAME_PERSON = 0.6
"""From this similarity on, two names beside one telephone number are taken for one person's."""


def find_or_create(  # noqa: PLR0913 - what a form asks, all by keyword
    *,
    client_type: ClientType,
    by: User | None,
    name: str = "",
    email: str = "",
    phone: str = "",
    municipality_id: int | None = None,
    language: str = "bg",
    organisation_name: str = "",
    eik: str = "",
    anyway_new: bool = False,
) -> Contact:
    """The client that a stranger says to be, found by address or number, else made.

    An exact e-mail address decides; else a telephone number that one client alone has, unless
    that client goes by quite another name (a school's one telephone). Of several records the one
    of the same name is taken, of doubles the newest: no third is made. A name alone never
    decides. What is known is not changed on a stranger's word: an address or number that the
    client lacks is added after the others. ``anyway_new`` is a colleague's word that it is somebody
    else: nobody is looked for. Raises Refused when nothing was given to know
    anybody by.
    """
    if not (name.strip() or email.strip() or phone.strip() or organisation_name.strip()):
        raise Refused(_l("Type a name, an e-mail address or a phone."), field="name")
    email = email.strip() if is_email(email.strip()) else ""
    found = None if anyway_new else _held(email, phone, name)
    if found is not None:
        _add_what_it_lacks(found, email, phone, by)
        return found
    organisation = _organisation(organisation_name, eik, client_type, municipality_id, by)
    return create_contact(
        NewContact(
            client_type=client_type,
            name=name,
            organisation_id=organisation.id if organisation else None,
            municipality_id=municipality_id,
            language=language,
            emails=(email,) if email else (),
            phones=(phone,) if phone.strip() else (),
        ),
        by=by,
    )


def known(email: str, phone: str, name: str) -> Contact | None:
    """The client that an address, or else a telephone number, says that it is; None: nobody."""
    return by_email(email, name) or _by_phone(phone, name)


def _held(email: str, phone: str, name: str) -> Contact | None:
    """The known client, held: whoever is just editing the record is waited for."""
    found = known(email, phone, name)
    if found is None:
        return None
    held = db.session.scalars(
        select(Contact)
        .where(Contact.id == found.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if held.merged_into_id is not None:  # while it was waited for: look again, for the one kept
        return _held(email, phone, name)
    return held


def by_email(email: str, name: str) -> Contact | None:
    """Whose address it is: of several, the one whose name is most alike. None: nobody's."""
    if not email:
        return None
    statement = (
        select(Contact)
        .join(ContactEmail)
        .where(ContactEmail.email_folded == fold(email), Contact.merged_into_id.is_(None))
        .order_by(Contact.id.desc())
        .limit(20)
    )
    return max(
        db.session.scalars(statement).unique(),
        key=lambda contact: similarity(contact.name, name),
        default=None,
    )


def _by_phone(phone: str, name: str) -> Contact | None:
    numbers = [e164 for _, e164 in read_phones((phone,)) if e164]
    if not numbers:
        return None
    statement = (
        select(Contact)
        .join(ContactPhone)
        .where(ContactPhone.e164.in_(numbers), Contact.merged_into_id.is_(None))
        .order_by(Contact.id.desc())
        .limit(20)
    )
    sharing = list(db.session.scalars(statement).unique())
    if len(sharing) == 1 and (not name.strip() or not sharing[0].name):
        return sharing[0]
    if name.strip():
        alike = {contact: similarity(contact.name, name) for contact in sharing}
        sharing = [contact for contact in sharing if alike[contact] >= SAME_PERSON]
        sharing = [contact for contact in sharing if alike[contact] == 1] or sharing
    doubles = all(similarity(contact.name, sharing[0].name) == 1 for contact in sharing[1:])
    return sharing[0] if sharing and doubles else None


def _add_what_it_lacks(contact: Contact, email: str, phone: str, by: User | None) -> None:
    detail = {
        field: "added"
        for field, added in (
            ("emails", add_address(contact, email)),
            ("phones", add_number(contact, phone)),
        )
        if added
    }
    if detail:
        record_change(contact, detail, by)


def _organisation(
    name: str,
    eik: str,
    client_type: ClientType,
    municipality_id: int | None,
    by: User | None,
) -> Organisation | None:
    """By ЕИК; else by the whole name together with type and municipality; else a new one."""
    number = parse_eik(eik) if eik.strip() else None
    found = known_organisation(name, number, client_type, municipality_id)
    if found is not None or not name.strip():
        return found
    return create_organisation(
        NewOrganisation(
            name=name, client_type=client_type, eik=number, municipality_id=municipality_id
        ),
        by=by,
    )


def known_organisation(
    name: str, eik: str | None, client_type: ClientType, municipality_id: int | None
) -> Organisation | None:
    """By ЕИК; else by the whole name together with type and municipality; None: not known."""
    if eik:
        found = db.session.scalars(
            select(Organisation)
            .where(Organisation.merged_into_id.is_(None), Organisation.eik == eik)
            .order_by(Organisation.id)
            .limit(1)
        ).first()
        if found:
            return found
    if not name.strip() or municipality_id is None or eik:
        return None
    return _namesake_next_door(name, client_type, municipality_id)


def _namesake_next_door(
    name: str, client_type: ClientType, municipality_id: int
) -> Organisation | None:
    wanted = terms(name)
    if not wanted:
        return None
    neighbours = (
        select(Organisation)
        .where(
            Organisation.merged_into_id.is_(None),
            Organisation.municipality_id == municipality_id,
            Organisation.client_type == client_type,
            Organisation.id.in_(owners(ClientToken.organisation_id, wanted, whole=True)),
        )
        .order_by(Organisation.id)
        .limit(20)
    )
    for neighbour in db.session.scalars(neighbours):
        if word_keys(neighbour.name) == word_keys(name):
            return neighbour
    return None
