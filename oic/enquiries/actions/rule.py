"""The assignment rule: whom it proposes for an enquiry, and why, in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask_babel import lazy_gettext as _l

from oic.centre import queries as centre
from oic.core.clock import today
from oic.core.db import db
from oic.core.errors import Message
from oic.core.words import Words, in_both
from oic.enquiries.models import Enquiry
from oic.enquiries.queries import assignment
from oic.enquiries.queries.assignment import Candidate
from oic.enquiries.phrases import Named, Sentence
from oic.funding.models import Programme
from oic.places.models import Municipality
from oic.staff.models import User


@dataclass(frozen=True)
class Facts:
    """What the rule knows of an enquiry, before or after it is registered."""

    contact_id: int | None = None
    organisation_id: int | None = None
    municipality_id: int | None = None
    language: str = "bg"
    programme_ids: frozenset[int] = frozenset()
    topic_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Proposal:
    """Whom the rule proposes, and why; ``user`` is None when there is nobody at all."""

    user: User | None
    reason: Message

    @property
    def words(self) -> Words:
        """The reason in both languages."""
        return in_both(self.reason)


_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Criterion:
    """One step of the rule: candidates with the highest value go on."""

    value: Callable[[Candidate, Facts], float]
    reason: Callable[[Candidate, Facts], Message | None]


def _speciality(candidate: Candidate, facts: Facts) -> float:
    programmes = len(candidate.programmes & facts.programme_ids)
    return 2 * programmes + len(candidate.topics & facts.topic_ids)


def _speciality_reason(candidate: Candidate, facts: Facts) -> Message | None:
    shared = sorted(candidate.programmes & facts.programme_ids)
    if shared:
        programme = db.session.get_one(Programme, shared[0])
        return _l("knows the programme %(name)s", name=Named(programme))
    if candidate.topics & facts.topic_ids:
        return _l("knows the topic")
    return None


def _municipality_reason(candidate: Candidate, facts: Facts) -> Message | None:
    if facts.municipality_id not in candidate.municipalities:
        return None
    municipality = db.session.get_one(Municipality, facts.municipality_id)
    return _l("looks after the municipality of %(name)s", name=Named(municipality))


def _speaks(candidate: Candidate, facts: Facts) -> bool:
    return facts.language in (candidate.user.spoken_languages or ["bg"])


CRITERIA = (
    Criterion(
        lambda c, _: c.knows_client,
        lambda c, _: _l("has worked with this client") if c.knows_client else None,
    ),
    Criterion(_speciality, _speciality_reason),
    Criterion(lambda c, f: f.municipality_id in c.municipalities, _municipality_reason),
    Criterion(
        _speaks,
        lambda c, f: (
            _l("answers in the client's language") if f.language != "bg" and _speaks(c, f) else None
        ),
    ),
    Criterion(
        lambda c, _: -c.load,
        lambda c, _: _l(
            "carries the least for the hours worked: %(count)d open", count=c.open_count
        ),
    ),
    Criterion(
        lambda c, _: -(c.last_assigned_at or _LONG_AGO).timestamp(),
        lambda _c, _f: _l("has waited longest for a new one"),
    ),
)
"""The rule's order, after presence and room: continuity, speciality, municipality, language,
least load for the hours worked, longest wait."""


def propose(facts: Facts, *, without: frozenset[int] = frozenset()) -> Proposal:
    """Whom the rule chooses for an enquiry, and why, in words that anyone can read.

    ``without`` leaves out experts who refused. On a day when the centre is closed the next
    working day is looked at.
    """
    calendar = centre.calendar()
    day = today() if calendar.is_working(today()) else calendar.next_working(today())
    everyone = [
        candidate
        for candidate in assignment.candidates(
            day, contact_id=facts.contact_id, organisation_id=facts.organisation_id
        )
        if candidate.user.id not in without
    ]
    if not everyone:
        return Proposal(None, _l("There is no expert who could take it."))
    pool, opening = _pool(everyone, day)
    return _choose(pool, facts, opening)


def _pool(everyone: list[Candidate], day: date) -> tuple[list[Candidate], Message]:
    present = [candidate for candidate in everyone if candidate.present]
    with_room = [candidate for candidate in present if candidate.has_room]
    if with_room and day == today():
        return with_room, _l("present today and has room")
    if with_room:
        return with_room, _l("present on the next working day and has room")
    if present:
        return present, _l("everybody present is full")
    return everyone, _l("nobody is present")


def _choose(pool: list[Candidate], facts: Facts, opening: Message) -> Proposal:
    parts: list[Message] = [opening]
    left = pool
    if len(left) == 1 and len(pool) == 1:
        parts.append(_l("the only one who is"))
    for criterion in CRITERIA:
        best = max(criterion.value(candidate, facts) for candidate in left)
        chosen = [c for c in left if criterion.value(c, facts) == best]
        reason = criterion.reason(chosen[0], facts)
        decides = len(chosen) < len(left)
        is_fact = criterion in CRITERIA[:4]
        if reason is not None and (decides or (is_fact and len(chosen) == 1)):
            parts.append(reason)
        left = chosen
    winner = min(left, key=lambda candidate: candidate.user.id)
    return Proposal(winner.user, Sentence(parts))


def facts_of(enquiry: Enquiry) -> Facts:
    """What the rule knows of a registered enquiry."""
    return Facts(
        contact_id=enquiry.contact_id,
        organisation_id=enquiry.organisation_id,
        municipality_id=enquiry.municipality_id,
        language=enquiry.language,
        programme_ids=frozenset(q.programme_id for q in enquiry.questions if q.programme_id),
        topic_ids=frozenset(q.topic_id for q in enquiry.questions if q.topic_id),
    )
