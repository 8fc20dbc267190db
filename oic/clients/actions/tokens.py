"""Keeping the look-up's words in step with the clients."""

from sqlalchemy import delete, insert, select

from oic.clients import tokens
from oic.clients.models import ClientToken, Contact, Organisation
from oic.core.db import db


def rewrite_contact_tokens(contact: Contact) -> None:
    """Write anew what a person is found by; one who was merged is found no more."""
    db.session.flush()
    db.session.execute(delete(ClientToken).where(ClientToken.contact_id == contact.id))
    if contact.merged_into_id is not None:
        return
    organisation = (
        db.session.get(Organisation, contact.organisation_id) if contact.organisation_id else None
    )
    rows = [
        {"token": token, "contact_id": contact.id}
        for token in sorted(tokens.contact_tokens(contact, organisation))
    ]
    if rows:
        db.session.execute(insert(ClientToken), rows)


def rewrite_organisation_tokens(organisation: Organisation, *, people: bool = True) -> None:
    """Write anew what an organisation, and with it each of its people, is found by."""
    db.session.flush()
    db.session.execute(delete(ClientToken).where(ClientToken.organisation_id == organisation.id))
    if organisation.merged_into_id is None:
        rows = [
            {"token": token, "organisation_id": organisation.id}
            for token in sorted(tokens.organisation_tokens(organisation))
        ]
        if rows:
            db.session.execute(insert(ClientToken), rows)
    if people:
        members = select(Contact).where(Contact.organisation_id == organisation.id)
        for contact in db.session.scalars(members):
            rewrite_contact_tokens(contact)
