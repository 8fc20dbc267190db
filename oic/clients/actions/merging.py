"""Making one of two records that are the same client, without losing a line of history."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update
from sqlalchemy.orm.attributes import flag_modified

from oic.audit import actions as audit
from oic.audit.models import Verb
from oic.clients.actions.checks import fresh
from oic.clients.actions.organisations import FIELDS as ORGANISATION_FIELDS
from oic.clients.actions.organisations import NewOrganisation, held_organisation
from oic.clients.actions.people import FIELDS as CONTACT_FIELDS
from oic.clients.actions.people import NewContact, add_address, add_number, held_contact
from oic.clients.actions.tokens import (
    rewrite_contact_tokens,
    rewrite_organisation_tokens,
)
from oic.clients.models import Contact, Organisation
from oic.core.db import db
from oic.core.errors import Message, Refused
from oic.staff.models import User
from oic.web import panels


@dataclass(frozen=True)
class Merge:
    """What a panel at ``client_merge`` is given.

    The panel returns how many of its rows point at ``gone_id``; unless ``preview``, it has made
    them point at ``keep_id`` when it returns. ``kind`` is contact or organisation.
    """

    kind: str
    keep_id: int
    gone_id: int
    preview: bool
    by: User | None = None


def what_moves(kind: str, keep_id: int, gone_id: int) -> list[tuple[Message, int]]:
    """What would move from one record to the other, as (what, how many); writes nothing."""
    merge = Merge(kind, keep_id, gone_id, preview=True)
    found: list[tuple[Message, int]] = [
        (panel.title, panel.render(merge)) for panel in panels.at("client_merge")
    ]
    if kind == "organisation":
        members = select(func.count()).where(
            Contact.organisation_id == gone_id, Contact.merged_into_id.is_(None)
        )
        found.insert(0, (_l("People"), db.session.scalar(members) or 0))
    else:
        gone = db.session.get(Contact, gone_id)
        count = len(gone.emails) + len(gone.phones) if gone else 0
        found.insert(0, (_l("E-mail addresses and phones"), count))
    return found


def merge_contacts(
    keep_id: int,
    gone_id: int,
    *,
    by: User | None,
    values: NewContact | None = None,
    versions: tuple[int, int] | None = None,
) -> Contact:
    """Make one person of two and return the one that is kept.

    ``values`` are the fields chosen for the kept record; without them its own stay and only what
    it lacks is taken from the other. Addresses and numbers of both are kept always. Raises
    Refused when the two are the same record or one of them was merged already, Stale when one
    was saved after ``versions`` (of the kept, of the other) were shown.
    """
    _two(keep_id, gone_id)
    first, second = (held_contact(number) for number in sorted((keep_id, gone_id)))
    keep, gone = (first, second) if first.id == keep_id else (second, first)
    if versions:
        fresh(keep.version, versions[0])
        fresh(gone.version, versions[1])
    _fill(keep, gone, CONTACT_FIELDS, values.checked() if values else None)
    _move_addresses(keep, gone)
    moved = _carry("contact", keep_id, gone_id, by)
    gone.merged_into_id = keep.id
    flag_modified(keep, "name")  # so that a page of it that is open elsewhere is stale
    _lead_on(Contact, keep.id, gone.id)
    rewrite_contact_tokens(gone)
    rewrite_contact_tokens(keep)
    _record("contact", keep.id, gone.id, moved, by)
    return keep


def merge_organisations(
    keep_id: int,
    gone_id: int,
    *,
    by: User | None,
    values: NewOrganisation | None = None,
    versions: tuple[int, int] | None = None,
) -> Organisation:
    """Make one organisation of two and return the one that is kept; the people come along.

    As :func:`merge_contacts` for ``values`` and refusals.
    """
    _two(keep_id, gone_id)
    first, second = (held_organisation(number) for number in sorted((keep_id, gone_id)))
    keep, gone = (first, second) if first.id == keep_id else (second, first)
    if versions:
        fresh(keep.version, versions[0])
        fresh(gone.version, versions[1])
    _fill(keep, gone, ORGANISATION_FIELDS, values.checked() if values else None)
    moved = _carry("organisation", keep_id, gone_id, by)
    moved["people"] = len(
        db.session.execute(
            update(Contact)
            .where(Contact.organisation_id == gone_id)
            .values(organisation_id=keep_id, version=Contact.version + 1)
            .returning(Contact.id)
        ).all()
    )
    gone.merged_into_id = keep.id
    flag_modified(keep, "name")
    _lead_on(Organisation, keep.id, gone.id)
    rewrite_organisation_tokens(gone, people=False)
    rewrite_organisation_tokens(keep)
    _record("organisation", keep.id, gone.id, moved, by)
    return keep


def _two(keep_id: int, gone_id: int) -> None:
    if keep_id == gone_id:
        raise Refused(_l("Choose two different records."))


def _fill(
    keep: Contact | Organisation,
    gone: Contact | Organisation,
    names: tuple[str, ...],
    chosen: NewContact | NewOrganisation | None,
) -> None:
    """Give the kept record what was chosen, or else what it lacks and the other has."""
    for name in names:
        own, other = getattr(keep, name), getattr(gone, name)
        if chosen is not None:
            setattr(keep, name, getattr(chosen, name))
        elif name == "notes":
            keep.notes = _both_notes(own, other)
        elif not own and other:
            setattr(keep, name, other)


def _both_notes(own: str, other: str) -> str:
    if not other or other in own:
        return own
    return f"{own}\n\n{other}" if own else other


def _move_addresses(keep: Contact, gone: Contact) -> None:
    failing = {item.email_folded for item in gone.emails if item.failing}
    emails = [item.email for item in gone.emails]
    phones = [item.phone for item in gone.phones]
    gone.emails, gone.phones = [], []
    db.session.flush()
    for email in emails:
        add_address(keep, email)
    for phone in phones:
        add_number(keep, phone)
    for item in keep.emails:
        item.failing = item.failing or item.email_folded in failing


def _carry(kind: str, keep_id: int, gone_id: int, by: User | None) -> dict[str, int]:
    """Let the higher parts move their rows; what they moved, by the order of their panels."""
    db.session.flush()
    merge = Merge(kind, keep_id, gone_id, preview=False, by=by)
    counts = [panel.render(merge) for panel in panels.at("client_merge")]
    return {"moved": sum(counts)}


def _lead_on(model: type[Contact] | type[Organisation], keep_id: int, gone_id: int) -> None:
    """Whoever was merged into the gone record before leads straight to the kept one."""
    db.session.flush()
    db.session.execute(
        update(model)
        .where(model.merged_into_id == gone_id)
        .values(merged_into_id=keep_id, version=model.version + 1)
    )


def _record(thing: str, keep_id: int, gone_id: int, moved: dict[str, int], by: User | None) -> None:
    audit.record(Verb.MERGED, thing, keep_id, by=by, detail={"gone_id": gone_id, **moved})
    audit.record(Verb.MERGED, thing, gone_id, by=by, detail={"into_id": keep_id})
