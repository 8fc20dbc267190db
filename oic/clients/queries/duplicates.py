"""Who may be the same client as the one being typed, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from oic.clients.models import (
    ClientToken,
    Contact,
    ContactEmail,
    ContactPhone,
    Organisation,
)
from oic.clients.queries.looking_up import (
    Kind,
    Match,
    begins_with,
    match_contact,
    match_organisation,
    with_standing,
)
from oic.clients.tokens import word_keys
from oic.core.db import db
from oic.core.errors import Message
from oic.core.numbers import parse_eik, parse_phones
from oic.core.text import fold, similarity

SIMILAR = 0.86
CANDIDATES = 300
BEGINNING = 4
"""Words that begin with the same letters are compared: a misspelling is rarely in the first."""


@dataclass(frozen=True)
class Duplicate:
    """A client that may be the same, with the reasons in words, the strongest first."""

    match: Match
    reasons: tuple[Message, ...]


def likely_duplicates(  # noqa: PLR0913 - what a form holds, all by keyword
    *,
    kind: Kind = "contact",
    name: str = "",
    emails: Sequence[str] = (),
    phones: Sequence[str] = (),
    eik: str | None = None,
    municipality_id: int | None = None,
    exclude: Sequence[int] = (),
    limit: int = 5,
) -> list[Duplicate]:
    """Clients of a kind that may be the same as the one described, the likeliest first.

    A telephone or an address shared is a reason, so is an ЕИК, and a similar name in the same
    municipality (or where one of the two has none). ``exclude`` are ids to leave out.
    """
    reasons: dict[int, list[tuple[int, Message]]] = {}

    def note(ids: Sequence[int], strength: int, words: Message) -> None:
        for number in ids:
            if number not in exclude:
                reasons.setdefault(number, []).append((strength, words))

    if kind == "contact":
        note(_with_email(emails), 0, _l("same e-mail address"))
        note(_with_phone(phones), 1, _l("same phone"))
    else:
        note(_with_eik(eik), 0, _l("same UIC"))
    for number, strength, words in _similar(kind, name, municipality_id):
        note([number], strength, words)
    matches = {match.id: match for match in _load(kind, list(reasons))}
    found = [
        Duplicate(matches[number], tuple(words for _, words in sorted(why, key=lambda w: w[0])))
        for number, why in sorted(
            reasons.items(), key=lambda item: (min(s for s, _ in item[1]), -len(item[1]), -item[0])
        )
        if number in matches
    ]
    return found[:limit]


def _with_email(emails: Sequence[str]) -> Sequence[int]:
    folded = [fold(email) for email in emails if email.strip()]
    if not folded:
        return []
    statement = select(ContactEmail.contact_id).where(ContactEmail.email_folded.in_(folded))
    return db.session.scalars(statement.distinct().limit(CANDIDATES)).all()


def _with_phone(phones: Sequence[str]) -> Sequence[int]:
    numbers = [phone.e164 for given in phones for phone in parse_phones(given) if phone.e164]
    if not numbers:
        return []
    statement = select(ContactPhone.contact_id).where(ContactPhone.e164.in_(numbers))
    return db.session.scalars(statement.distinct().limit(CANDIDATES)).all()


def _with_eik(eik: str | None) -> Sequence[int]:
    number = parse_eik(eik) if eik else None
    if not number:
        return []
    return db.session.scalars(
        select(Organisation.id).where(Organisation.eik == number).limit(CANDIDATES)
    ).all()


def _similar(kind: Kind, name: str, municipality_id: int | None) -> list[tuple[int, int, Message]]:
    """Those with a similar name as (id, strength, reason)."""
    beginnings = {key[:BEGINNING] for key in word_keys(name) if len(key) > 1}
    if not beginnings:
        return []
    model: type[Contact | Organisation] = Contact if kind == "contact" else Organisation
    owner = ClientToken.contact_id if kind == "contact" else ClientToken.organisation_id
    ids = select(owner).where(
        owner.is_not(None), or_(*(begins_with(beginning) for beginning in beginnings))
    )
    statement = select(model.id, model.name, model.municipality_id).where(
        model.merged_into_id.is_(None), model.name != "", model.id.in_(ids)
    )
    if municipality_id is not None:
        statement = statement.where(
            or_(model.municipality_id == municipality_id, model.municipality_id.is_(None))
        )
    found: list[tuple[int, int, Message]] = []
    for number, other, place in db.session.execute(
        statement.order_by(model.id.desc()).limit(CANDIDATES)
    ):
        likeness = similarity(name, other)
        if likeness < SIMILAR:
            continue
        if municipality_id is not None and place == municipality_id:
            words = (
                _l("same name in the same municipality")
                if likeness >= 1
                else _l("similar name in the same municipality")
            )
            found.append((number, 2 if likeness >= 1 else 3, words))
        elif likeness >= 1:
            found.append((number, 4, _l("same name")))
    return found


def _load(kind: Kind, ids: list[int]) -> list[Match]:
    if not ids:
        return []
    if kind == "organisation":
        organisations = db.session.scalars(
            select(Organisation)
            .where(Organisation.id.in_(ids), Organisation.merged_into_id.is_(None))
            .options(joinedload(Organisation.municipality))
        )
        return with_standing([match_organisation(organisation) for organisation in organisations])
    contacts = db.session.scalars(
        select(Contact)
        .where(Contact.id.in_(ids), Contact.merged_into_id.is_(None))
        .options(
            joinedload(Contact.organisation).joinedload(Organisation.municipality),
            joinedload(Contact.municipality),
            selectinload(Contact.emails),
            selectinload(Contact.phones),
        )
    )
    return with_standing([match_contact(contact) for contact in contacts])
