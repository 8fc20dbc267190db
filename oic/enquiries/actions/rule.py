"""The assignment rule: whom it proposes for an enquiry, and why, in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext

from oic.centre import queries as centre
from oic.core.clock import now, today
from oic.core.db import db
from oic.core.errors import Message
from oic.core.words import Words, in_both
from oic.enquiries.models import Enquiry, Topic
from oic.enquiries.phrases import Listed, Named, Sentence
from oic.enquiries.queries import assignment
from oic.enquiries.queries.assignment import Candidate
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
    enquiry_id: int | None = None
    """Itself, once it is registered: whoever has it now neither knows the client by it nor
    carries it."""


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
    """Why, in words, where the value is a merit; None where it is none."""
    tells: bool = True
    """Whether it is said also where everybody else lost before it was asked."""


def _speciality(candidate: Candidate, facts: Facts) -> float:
    programmes = len(candidate.programmes & facts.programme_ids)
    return 2 * programmes + len(candidate.topics & facts.topic_ids)


def _speciality_reason(candidate: Candidate, facts: Facts) -> Message | None:
    programmes = sorted(candidate.programmes & facts.programme_ids)
    topics = sorted(candidate.topics & facts.topic_ids)
    if programmes:
        names = [Named(db.session.get_one(Programme, number)) for number in programmes]
        return _l("knows %(names)s", names=Listed(names))
    if topics:
        names = [Named(db.session.get_one(Topic, number)) for number in topics]
        return _l("knows the topic “%(names)s”", names=Listed(names))
    return None


def _municipality_reason(candidate: Candidate, facts: Facts) -> Message | None:
    if facts.municipality_id not in candidate.municipalities:
        return None
    municipality = db.session.get_one(Municipality, facts.municipality_id)
    return _l("looks after the municipality of %(name)s", name=Named(municipality))


def _speaks(candidate: Candidate, facts: Facts) -> bool:
    return facts.language in (candidate.user.spoken_languages or ["bg"])


def _language_reason(candidate: Candidate, facts: Facts) -> Message | None:
    if facts.language == "bg" or not _speaks(candidate, facts):
        return None
    return _l("speaks the client's language")


def _load_reason(candidate: Candidate, _facts: Facts) -> Message:
    if not candidate.open_count:
        return _l("has nothing open")
    return lazy_ngettext(
        "carries the least for the hours worked (%(num)d open)",
        "carries the least for the hours worked (%(num)d open)",
        candidate.open_count,
    )


CRITERIA = (
    Criterion(
        lambda c, _: c.knows_client,
        lambda c, _: _l("worked with this client last") if c.knows_client else None,
    ),
    Criterion(_speciality, _speciality_reason),
    Criterion(lambda c, f: f.municipality_id in c.municipalities, _municipality_reason),
    Criterion(_speaks, _language_reason),
    Criterion(lambda c, _: -c.load, _load_reason, tells=False),
    Criterion(
        lambda c, _: -(c.last_assigned_at or _LONG_AGO).timestamp(),
        lambda _c, _f: _l("has waited longest for a new one"),
        tells=False,
    ),
)
"""The rule's order, after presence and room: continuity, speciality, municipality, language,
least load for the hours worked, longest wait."""


def propose(facts: Facts, *, without: frozenset[int] = frozenset()) -> Proposal:
    """Whom the rule chooses for an enquiry, and why, in words that anyone can read.

    ``without`` leaves out experts who refused. On a day when the centre is closed the next
    working day is looked at. Nobody who is on leave is chosen: when all are, it stays with
    nobody and the manager's letter names it.
    """
    day = _day()
    everyone = assignment.candidates(
        day,
        contact_id=facts.contact_id,
        organisation_id=facts.organisation_id,
        without_enquiry=facts.enquiry_id,
    )
    return _propose(everyone, facts, without, is_today=day == today())


def propose_for(enquiries: Sequence[Enquiry], *, away_from_assignee: bool) -> dict[int, Proposal]:
    """Whom the rule would choose for each of several, by the enquiry's number.

    They are gone through in their order, each as if those before it had gone where it says, so
    that ten are not all proposed to the one who carries least. ``away_from_assignee`` leaves out
    whoever has it now. As many questions to the database however many they are; what was asked
    in them is to be loaded.
    """
    day = _day()
    everyone = {
        candidate.user.id: candidate
        for candidate in assignment.candidates(day, contact_id=None, organisation_id=None)
    }
    known = assignment.knowing_for(enquiries)
    refused = assignment.refused(enquiries)
    found = {}
    for enquiry in enquiries:
        left_out = refused.get(enquiry.id, frozenset())
        holder = everyone.get(enquiry.assignee_id or 0)
        if holder is not None and enquiry.is_open:
            everyone[holder.user.id] = replace(holder, open_count=holder.open_count - 1)
        if holder is not None and away_from_assignee:
            left_out |= {holder.user.id}
        seen = [
            replace(candidate, knows_client=candidate.user.id == known.get(enquiry.id))
            for candidate in everyone.values()
        ]
        proposal = _propose(seen, facts_of(enquiry), left_out, is_today=day == today())
        found[enquiry.id] = proposal
        taker = proposal.user or (holder.user if holder else None)
        if taker is not None:
            got = everyone[taker.id]
            everyone[taker.id] = replace(
                got,
                open_count=got.open_count + 1,
                last_assigned_at=now() if proposal.user else got.last_assigned_at,
            )
    return found


def _day() -> date:
    """The day that presence is looked at on: today, or the next that the centre works."""
    return centre.calendar().next_working(today())


def _propose(
    everyone: list[Candidate], facts: Facts, without: frozenset[int], *, is_today: bool
) -> Proposal:
    if not everyone:
        return Proposal(None, _l("There is no expert who could take it."))
    asked = [candidate for candidate in everyone if candidate.user.id not in without]
    if not asked:
        return Proposal(None, _l("Everybody has refused it: a manager decides."))
    here = [candidate for candidate in asked if not candidate.absent]
    if not here:
        return Proposal(None, _l("Everybody is away: a manager decides."))
    pool, opening = _pool(here, is_today=is_today)
    return _choose(pool, facts, opening, alone=len(pool) == 1 < len(everyone))


def _pool(here: list[Candidate], *, is_today: bool) -> tuple[list[Candidate], Message]:
    present = [candidate for candidate in here if candidate.present]
    with_room = [candidate for candidate in present if candidate.has_room]
    if with_room and is_today:
        return with_room, _l("at work today and has room")
    if with_room:
        return with_room, _l("at work on the next working day and has room")
    if present:
        return present, _l("everybody at work is full")
    return here, _l("nobody works today")


def _choose(pool: list[Candidate], facts: Facts, opening: Message, *, alone: bool) -> Proposal:
    parts: list[Message] = [opening]
    if alone:
        parts.append(_l("nobody else is there to choose"))
    left = pool
    for criterion in CRITERIA:
        best = max(criterion.value(candidate, facts) for candidate in left)
        chosen = [c for c in left if criterion.value(c, facts) == best]
        reason = criterion.reason(chosen[0], facts)
        decides = len(chosen) < len(left)
        if reason is not None and (decides or (criterion.tells and len(chosen) == 1)):
            parts.append(reason)
        left = chosen
    if len(left) > 1:
        parts.append(_l("first in the order of the accounts, all else being equal"))
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
        enquiry_id=enquiry.id,
    )
