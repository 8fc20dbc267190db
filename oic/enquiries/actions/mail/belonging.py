"""Where a letter belongs: what proves it, and what only suggests it.

A proof is something that nobody can know who has not seen a letter of ours: the signed token in
the address, or a Message-ID of ours, which has 128 random bits. A number in the subject can be
guessed, and a client's own Message-IDs travel far; these count when the sender already takes part
in the enquiry. All else is a suggestion that a person decides on.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from oic.clients.models import ContactEmail
from oic.core.db import db
from oic.core.errors import Message
from oic.core.text import fold
from oic.enquiries.models import (
    OPEN_STATES,
    ClientLetter,
    Enquiry,
    SetAside,
)
from oic.mail.addresses import verify_reply_address
from oic.mail.filing import message_key
from oic.mail.models import Incoming, Letter
from oic.mail.reading.letter import ReadLetter

_NUMBER = re.compile(r"(?<!\d)(20\d\d)\s?[-–/]\s?(\d{6})(?!\d)")
_TOKEN = re.compile(r"e(\d{1,18})", re.IGNORECASE)
_REFERENCES = 50


@dataclass(frozen=True)
class Belongs:
    """The enquiry that a letter belongs to, or may belong to; ``words`` say why."""

    enquiry: Enquiry
    proved: bool
    words: Message


def where(letter: ReadLetter, sender: str) -> Belongs | None:
    """The enquiry of a letter by the best sign there is; None without any.

    ``sender`` is the address that it came from.
    """
    proved = next(_proofs(letter, sender), None)
    if proved is not None:
        return proved
    return next(_suggestions(letter, sender), None)


def _proofs(letter: ReadLetter, sender: str) -> Iterator[Belongs]:
    for address in _addressed(letter):
        found = _by_token(address)
        if found is not None:
            yield Belongs(found, True, _l("It came to the address of our letter."))
    ids = references(letter)
    found = by_our_letter(ids)
    if found is not None:
        yield Belongs(found, True, _l("It answers a letter of ours."))
    found = _by_client_letter(ids)
    if found is not None and takes_part(found, sender):
        yield Belongs(found, True, _l("It continues a letter of the same person."))
    found = _by_number(letter.subject)
    if found is not None and takes_part(found, sender):
        yield Belongs(found, True, _l("The subject names its number."))


def _suggestions(letter: ReadLetter, sender: str) -> Iterator[Belongs]:
    found = _by_client_letter(references(letter))
    if found is not None:
        yield Belongs(
            found, False, _l("It answers a letter of this enquiry, but comes from somebody else.")
        )
    found = _by_number(letter.subject)
    if found is not None:
        yield Belongs(
            found, False, _l("The subject names its number, but the sender takes no part in it.")
        )
    found = _open_of(sender)
    if found is not None:
        yield Belongs(found, False, _l("The same person has an open enquiry."))


def _addressed(letter: ReadLetter) -> Iterable[str]:
    yield from letter.delivered_to
    for party in (*letter.to, *letter.cc):
        yield party.email


def _by_token(address: str) -> Enquiry | None:
    token = verify_reply_address(address)
    match = _TOKEN.fullmatch(token or "")
    return _kept(db.session.get(Enquiry, int(match[1]))) if match else None


def references(letter: ReadLetter) -> list[str]:
    """The letters that it answers, the nearest first."""
    ids = dict.fromkeys((*letter.in_reply_to, *reversed(letter.references)))
    return list(ids)[:_REFERENCES]


def by_our_letter(ids: Iterable[str]) -> Enquiry | None:
    """The enquiry of the nearest letter of ours among Message-IDs."""
    letter = our_letter(ids)
    if letter is None or letter.about_type != "enquiry" or letter.about_id is None:
        return None
    return _kept(db.session.get(Enquiry, letter.about_id))


def our_letter(ids: Iterable[str]) -> Letter | None:
    """The nearest letter of ours among Message-IDs."""
    wanted = list(ids)[:_REFERENCES]
    rows = db.session.scalars(select(Letter).where(Letter.message_id.in_(wanted))).all()
    found = {row.message_id: row for row in rows}
    return next((found[one] for one in wanted if one in found), None)


def _by_client_letter(ids: list[str]) -> Enquiry | None:
    keys = [message_key(one) for one in ids]
    rows = db.session.execute(
        select(Incoming.message_key, Enquiry)
        .join(ClientLetter, ClientLetter.incoming_id == Incoming.id)
        .join(Enquiry, Enquiry.id == ClientLetter.enquiry_id)
        .where(Incoming.message_key.in_(keys))
        .order_by(ClientLetter.id)
    ).all()
    found = {row[0]: row[1] for row in rows}
    return _kept(next((found[key] for key in keys if key in found), None))


def _by_number(subject: str) -> Enquiry | None:
    for match in _NUMBER.finditer(subject[:2_000]):
        reference = f"{match[1]}-{match[2]}"
        found = db.session.scalar(select(Enquiry).where(Enquiry.reference == reference))
        if found is not None:
            return _kept(found)
    return None


def _open_of(sender: str) -> Enquiry | None:
    """The sender's enquiry that something happened to last, if it is still open."""
    if not sender:
        return None
    folded = fold(sender)
    theirs = select(ContactEmail.contact_id).where(ContactEmail.email_folded == folded)
    written = select(ClientLetter.enquiry_id).where(ClientLetter.from_email == sender.lower())
    return _kept(
        db.session.scalar(
            select(Enquiry)
            .where(
                Enquiry.state.in_(OPEN_STATES),
                Enquiry.contact_id.in_(theirs) | Enquiry.id.in_(written),
            )
            .order_by(Enquiry.last_activity_at.desc(), Enquiry.id.desc())
            .limit(1)
        )
    )


def _kept(enquiry: Enquiry | None) -> Enquiry | None:
    """Itself, or what it was joined to; None for what was set aside as junk."""
    while enquiry is not None:
        aside = db.session.get(SetAside, enquiry.id)
        if aside is None:
            return enquiry
        enquiry = db.session.get(Enquiry, aside.into_id) if aside.into_id else None
    return None


def takes_part(enquiry: Enquiry, sender: str) -> bool:
    """Whether an address already belongs to an enquiry: it asked, wrote, or was written to."""
    folded = fold(sender)
    if not sender:
        return False
    known = {fold(enquiry.reply_email)}
    if enquiry.contact is not None:
        known |= {email.email_folded for email in enquiry.contact.emails}
    if folded in known:
        return True
    wrote = select(ClientLetter.id).where(
        ClientLetter.enquiry_id == enquiry.id, ClientLetter.from_email == sender.lower()
    )
    if db.session.scalar(wrote.limit(1)) is not None:
        return True
    addresses = db.session.scalars(
        select(Letter.to_email).where(Letter.about_type == "enquiry", Letter.about_id == enquiry.id)
    )
    return folded in {fold(address) for address in addresses}
