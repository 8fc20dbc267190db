"""The one box that finds a client by anything that a caller says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from oic.clients.models import ClientToken, ClientType, Contact, Organisation
from oic.clients.tokens import LARGEST_CHARACTER, Term, terms, word_keys
from oic.core.db import db
from oic.web import panels

Kind = Literal["contact", "organisation"]
CANDIDATES = 60
"""Of so many, the most recent, the best are chosen; more would say nothing to a person."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Standing:
    """How a client stands: enquiries still open, and when something last happened.

    A panel at ``client_lookup`` is called with ``(contact_ids, organisation_ids)`` and returns
    ``{("contact", id): Standing, ("organisation", id): Standing}`` for those it knows of.
    """

    open_count: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True)
class Match:
    """One client that fits what was typed."""

    kind: Kind
    id: int
    name: str
    contact: Contact | None
    organisation: Organisation | None
    """The organisation itself, or the one that the person belongs to."""
    open_count: int = 0
    last_at: datetime | None = None

    def line(self, language: str) -> str:
        """What tells namesakes apart: organisation, type, municipality."""
        subject = self.contact or self.organisation
        if subject is None:
            return ""
        parts = [subject.client_type.label]
        if self.contact and self.organisation and self.organisation.name != self.name:
            parts.insert(0, self.organisation.name)
        municipality = subject.municipality or (
            self.organisation.municipality if self.organisation else None
        )
        if municipality:
            parts.append(municipality.name(language))
        return " · ".join(parts)

    @property
    def reach(self) -> str:
        """One way to reach the client, so that the person at the desk can ask "is that you?"."""
        if self.contact:
            return self.contact.phone or self.contact.email
        return f"{self.organisation.eik}" if self.organisation and self.organisation.eik else ""

    @property
    def contact_id(self) -> int | None:
        """The person's id."""
        return self.contact.id if self.contact else None

    @property
    def organisation_id(self) -> int | None:
        """The organisation's id: its own, or the person's organisation's."""
        return self.organisation.id if self.organisation else None


def match_contact(contact: Contact) -> Match:
    """A person as a match, for pages that show one beside others."""
    return Match("contact", contact.id, contact.display_name, contact, contact.organisation)


def match_organisation(organisation: Organisation) -> Match:
    """An organisation as a match."""
    return Match("organisation", organisation.id, organisation.name, None, organisation)


def look_up(  # noqa: PLR0913 - filters, all by keyword
    text: str,
    limit: int = 8,
    *,
    kinds: Sequence[Kind] = ("contact", "organisation"),
    client_type: ClientType | None = None,
    municipality_id: int | None = None,
    exclude: Iterable[int] = (),
) -> list[Match]:
    """The clients that fit what was typed, best first; merged ones lead to nobody.

    Every part must be found, in any order, each as the beginning of a word: names in Cyrillic or
    Latin letters, four or more digits of a telephone number or an ЕИК, an e-mail address from
    its beginning or from its @. A whole word comes before the beginning of one, the own name
    before an organisation's, then whoever was here last. The number of statements does not
    depend on the number of clients.
    """
    wanted = terms(text)
    if not wanted:
        return []
    found: list[Match] = []
    filters = (client_type, municipality_id)
    if "organisation" in kinds:
        found += [
            match_organisation(organisation)
            for organisation in _organisations(wanted, filters, tuple(exclude))
        ]
    if "contact" in kinds:
        found += [match_contact(contact) for contact in _contacts(wanted, filters, tuple(exclude))]
    found = with_standing(found)
    return sorted(found, key=lambda match: _rank(match, wanted))[:limit]


def with_standing(matches: list[Match]) -> list[Match]:
    """The matches with what higher parts know of them: one call of each panel."""
    contact_ids = [match.id for match in matches if match.kind == "contact"]
    organisation_ids = [match.id for match in matches if match.kind == "organisation"]
    standings: dict[tuple[str, int], Standing] = {}
    if matches:
        for panel in panels.at("client_lookup"):
            standings.update(panel.render(contact_ids, organisation_ids))
    return [
        replace(
            match,
            open_count=standings[match.kind, match.id].open_count,
            last_at=standings[match.kind, match.id].last_at,
        )
        if (match.kind, match.id) in standings
        else match
        for match in matches
    ]


def begins_with(prefix: str) -> ColumnElement[bool]:
    """A range scan: the column has the collation C (SQLite compares bytes by itself)."""
    return and_(ClientToken.token >= prefix, ClientToken.token < f"{prefix}{LARGEST_CHARACTER}")


def owners(
    owner: InstrumentedAttribute[int | None], wanted: Sequence[Term], *, whole: bool
) -> Select[tuple[int]]:
    """The ids of those who have every term, as whole tokens or as beginnings."""
    parts = [
        select(owner).where(
            owner.is_not(None),
            ClientToken.token == term.whole
            if whole
            else or_(*(begins_with(beginning) for beginning in term.begins)),
        )
        for term in wanted
    ]
    first, *others = parts
    return first.intersect(*others) if others else first  # type: ignore[return-value]


def _contacts(
    wanted: list[Term], filters: tuple[ClientType | None, int | None], exclude: tuple[int, ...]
) -> list[Contact]:
    statement = (
        select(Contact)
        .where(Contact.merged_into_id.is_(None), Contact.id.not_in(exclude))
        .options(
            joinedload(Contact.organisation).joinedload(Organisation.municipality),
            joinedload(Contact.municipality),
            selectinload(Contact.emails),
            selectinload(Contact.phones),
        )
        .order_by(Contact.id.desc())
        .limit(CANDIDATES)
    )
    client_type, municipality_id = filters
    if client_type:
        statement = statement.where(Contact.client_type == client_type)
    if municipality_id:
        statement = statement.where(Contact.municipality_id == municipality_id)
    found: dict[int, Contact] = {}
    for whole in (True, False):
        ids = owners(ClientToken.contact_id, wanted, whole=whole)
        found |= {c.id: c for c in db.session.scalars(statement.where(Contact.id.in_(ids)))}
    return list(found.values())


def _organisations(
    wanted: list[Term], filters: tuple[ClientType | None, int | None], exclude: tuple[int, ...]
) -> list[Organisation]:
    statement = (
        select(Organisation)
        .where(Organisation.merged_into_id.is_(None), Organisation.id.not_in(exclude))
        .options(joinedload(Organisation.municipality))
        .order_by(Organisation.id.desc())
        .limit(CANDIDATES)
    )
    client_type, municipality_id = filters
    if client_type:
        statement = statement.where(Organisation.client_type == client_type)
    if municipality_id:
        statement = statement.where(Organisation.municipality_id == municipality_id)
    found: dict[int, Organisation] = {}
    for whole in (True, False):
        ids = owners(ClientToken.organisation_id, wanted, whole=whole)
        found |= {o.id: o for o in db.session.scalars(statement.where(Organisation.id.in_(ids)))}
    return list(found.values())


def _rank(match: Match, wanted: list[Term]) -> tuple[int, int, int, float, int]:
    """Smaller is better: how well the own name fits, whose it is, how long ago, how new.

    What was typed whole counts before what only begins so: „иван петр“ is Иван Петров before
    Иванка Петрова.
    """
    own = word_keys(match.contact.name if match.contact else match.name)
    if not own:  # an organisation's general address
        own = word_keys(match.name)
    belongs = word_keys(match.organisation.name) if match.organisation else []
    names = [term for term in wanted if term.is_name]
    if not names or (len(names) < len(wanted) and _all_begin(own, names)):
        fit = 1  # a number or an address says who it is
    elif sorted(term.whole for term in names) == sorted(own):
        fit = 0
    elif all(term.whole in own for term in names):
        fit = 1
    elif _all_begin(own, names):
        fit = 2
    elif any(_begins(own, term) for term in names):
        fit = 3  # the name and the organisation together
    else:
        fit = 4 if _all_begin(belongs, names) else 5
    person = 0 if match.kind == "contact" else 1
    if fit in (0, 1) and match.kind == "organisation":
        person = 0
    last = match.last_at or LONG_AGO
    whole = sum(term.whole in own for term in names)
    return fit, -whole, person, -last.timestamp(), -match.id


def _all_begin(keys: list[str], wanted: list[Term]) -> bool:
    return all(_begins(keys, term) for term in wanted)


def _begins(keys: list[str], term: Term) -> bool:
    return any(key.startswith(term.begins) for key in keys)
