"""Clients one by one and page by page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from oic.audit.models import AuditEntry, Verb
from oic.clients.models import ClientType, Contact, Organisation
from oic.clients.queries.looking_up import (
    Kind,
    Match,
    match_contact,
    match_organisation,
    with_standing,
)
from oic.core.db import db

PAGE = 50


@dataclass(frozen=True)
class Page:
    """One page of a list, the newest record first."""

    rows: list[Match]
    before: int | None
    """Ask with this for the next page; None on the last."""


def get_contact(contact_id: int) -> Contact | None:
    """A person, merged or not, with all that a page shows."""
    return db.session.get(
        Contact,
        contact_id,
        options=(
            joinedload(Contact.organisation),
            joinedload(Contact.municipality),
            selectinload(Contact.emails),
            selectinload(Contact.phones),
        ),
    )


def get_organisation(organisation_id: int) -> Organisation | None:
    """An organisation, merged or not."""
    return db.session.get(
        Organisation, organisation_id, options=(joinedload(Organisation.municipality),)
    )


def kept_contact(contact_id: int) -> Contact | None:
    """The person, or the one whom this one was merged into."""
    contact = get_contact(contact_id)
    while contact is not None and contact.merged_into_id is not None:
        contact = get_contact(contact.merged_into_id)
    return contact


def kept_organisation(organisation_id: int) -> Organisation | None:
    """The organisation, or the one that this one was merged into."""
    organisation = get_organisation(organisation_id)
    while organisation is not None and organisation.merged_into_id is not None:
        organisation = get_organisation(organisation.merged_into_id)
    return organisation


def merged_into(kind: Kind, kept_id: int) -> list[Contact] | list[Organisation]:
    """The records that were merged into one, the oldest first."""
    if kind == "contact":
        return list(
            db.session.scalars(
                select(Contact).where(Contact.merged_into_id == kept_id).order_by(Contact.id)
            )
        )
    return list(
        db.session.scalars(
            select(Organisation)
            .where(Organisation.merged_into_id == kept_id)
            .order_by(Organisation.id)
        )
    )


def members(organisation_id: int) -> list[Contact]:
    """The people of an organisation, by name."""
    return list(
        db.session.scalars(
            select(Contact)
            .where(Contact.organisation_id == organisation_id, Contact.merged_into_id.is_(None))
            .options(
                joinedload(Contact.organisation),
                selectinload(Contact.emails),
                selectinload(Contact.phones),
            )
            .order_by(Contact.name, Contact.id)
        )
    )


def list_clients(
    kind: Kind,
    *,
    client_type: ClientType | None = None,
    municipality_id: int | None = None,
    before: int | None = None,
    size: int = PAGE,
) -> Page:
    """A page of the people or of the organisations, the newest first, by key and not by count."""
    model: type[Contact | Organisation] = Contact if kind == "contact" else Organisation
    statement = (
        select(model).where(model.merged_into_id.is_(None)).order_by(model.id.desc())
    ).limit(size + 1)
    if client_type is not None:
        statement = statement.where(model.client_type == client_type)
    if municipality_id is not None:
        statement = statement.where(model.municipality_id == municipality_id)
    if before is not None:
        statement = statement.where(model.id < before)
    if kind == "contact":
        statement = statement.options(
            joinedload(Contact.organisation).joinedload(Organisation.municipality),
            joinedload(Contact.municipality),
            selectinload(Contact.emails),
            selectinload(Contact.phones),
        )
    else:
        statement = statement.options(joinedload(Organisation.municipality))
    found = list(db.session.scalars(statement))
    rows = [
        match_contact(row) if isinstance(row, Contact) else match_organisation(row)
        for row in found[:size]
        if isinstance(row, Contact | Organisation)
    ]
    more = len(found) > size
    return Page(with_standing(rows), rows[-1].id if more else None)


def count_clients() -> tuple[int, int]:
    """How many people and how many organisations there are, merged ones left out."""
    people = select(func.count()).select_from(Contact).where(Contact.merged_into_id.is_(None))
    organisations = (
        select(func.count()).select_from(Organisation).where(Organisation.merged_into_id.is_(None))
    )
    return db.session.scalar(people) or 0, db.session.scalar(organisations) or 0


def trail_of(kind: Kind, ids: Sequence[int], limit: int = 50) -> Sequence[AuditEntry]:
    """What the trail has of some records, the newest first."""
    return db.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.thing_type == kind,
            AuditEntry.thing_id.in_(ids),
            AuditEntry.verb.in_((Verb.CREATED, Verb.CHANGED, Verb.MERGED)),
        )
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    ).all()


def last_changed_by(kind: Kind, thing_id: int) -> AuditEntry | None:
    """The last change that the trail has of a client: who saved it, and when."""
    return next(iter(trail_of(kind, [thing_id], limit=1)), None)
