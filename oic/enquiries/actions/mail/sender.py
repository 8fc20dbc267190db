"""Who wrote a letter: a known contact, or a stranger with what his signature says."""

from dataclasses import dataclass
from typing import Any

from oic.clients.actions.finding import by_email
from oic.clients.models import ClientType, Contact
from oic.core.text import fold
from oic.mail.kinds.signs import NOT_TO_ANSWER
from oic.mail.reading.letter import ReadLetter
from oic.mail.trimming.who import signature_says

_FREE = frozenset(
    "abv.bg mail.bg gmail.com googlemail.com yahoo.com yahoo.co.uk hotmail.com outlook.com "
    "live.com icloud.com me.com dir.bg gbg.bg mail.ru yandex.ru proton.me protonmail.com "
    "gmx.net gmx.de aol.com abv.com".split()
)
_TYPES: tuple[tuple[ClientType, tuple[str, ...]], ...] = (
    (ClientType.CHITALISHTE, ("читалище", "chitalishte", "нч ")),
    (ClientType.SCHOOL, ("училище", "гимназия", "school", "оу ", "су ", "соу ", "пг ", "дг ")),
    (ClientType.SCHOOL, ("детска градина", "kindergarten")),
    (ClientType.UNIVERSITY, ("университет", "university", "колеж", "academy", "академия")),
    (ClientType.MUNICIPALITY, ("община", "municipality", "кметство")),
    (ClientType.NGO, ("сдружение", "фондация", "association", "foundation", "снц", "ngo")),
    (ClientType.MEDIA, ("вестник", "радио", "телевизия", "newspaper", "radio")),
    (ClientType.INSTITUTION, ("министерство", "агенция", "дирекция", "ministry", "agency")),
    (ClientType.FARMER, ("земеделск", "зп ", "farm", "ферма", "кооперация")),
    (ClientType.BUSINESS, ("еоод", "оод", " ад", "ет ", "ltd", "llc", "gmbh", "дззд", "хотел")),
)


@dataclass(frozen=True)
class Sender:
    """Who wrote: ``contact`` where known, else what the letter says of the writer."""

    email: str
    """Where an answer goes."""
    wrote_from: str
    name: str
    contact: Contact | None
    client_type: ClientType
    stranger: dict[str, Any] | None


def sender_of(letter: ReadLetter) -> Sender:
    """Who wrote a letter. An answer goes to Reply-To where one is given."""
    wrote_from = letter.sender.email if letter.sender else ""
    name = letter.sender.name if letter.sender else ""
    reply_to = next((party.email for party in letter.reply_to if "@" in party.email), "")
    email = (reply_to or wrote_from)[:320]
    contact = by_email(wrote_from, name) or (by_email(email, name) if email else None)
    if contact is not None:
        return Sender(email, wrote_from, name, contact, contact.client_type, None)
    says = signature_says(letter.text)
    organisation = says.organisation
    kind = client_type_of(f"{organisation} {'' if says.organisation else name}", wrote_from)
    stranger = {
        "name": (name or says.name)[:200],
        "organisation": organisation[:200],
        "email": email,
        "phone": (says.phones[0] if says.phones else "")[:40],
        "client_type": kind.value,
    }
    if not email or NOT_TO_ANSWER.match(wrote_from):
        return Sender(email, wrote_from, name, None, kind, None)  # nobody to know
    return Sender(email, wrote_from, name, None, kind, stranger)


def client_type_of(said: str, email: str) -> ClientType:
    """What kind of client a name or an address is likely to be."""
    folded = f"{fold(said)} "
    for kind, words in _TYPES:
        if any(word in folded for word in words):
            return kind
    domain = email.rpartition("@")[2].lower()
    if domain in _FREE:
        return ClientType.CITIZEN
    if domain.endswith((".government.bg", ".egov.bg")):
        return ClientType.INSTITUTION
    return ClientType.OTHER
