"""Who answers: assigned by the rule, taken, handed over, refused, overruled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Message, Refused
from oic.core.words import in_both
from oic.enquiries.actions.rule import Proposal, facts_of, propose, propose_for
from oic.enquiries.actions.timeline import add_entry
from oic.enquiries.models import (
    Enquiry,
    EntryKind,
    ExpertProfile,
    State,
    TimelineEntry,
)
from oic.enquiries.queries.one import locked, must_be_as_seen
from oic.staff.models import User
from oic.web.access import Permission


def give(  # noqa: PLR0913 - the one place where an assignee changes
    enquiry: Enquiry,
    to: User | None,
    *,
    by: User | None,
    reason: Message,
    kind: EntryKind = EntryKind.ASSIGNED,
    verb: Verb = Verb.ASSIGNED,
    note: str = "",
) -> None:
    """Set the assignee with the reason, on the timeline and in the audit.

    Whoever gets it has it for good: what a deputy only holds is marked so after this.
    """
    enquiry.assignee = to
    enquiry.standing_in_for = None
    enquiry.assigned_at = now() if to else None
    enquiry.assignment_words = in_both(reason)
    enquiry.seen_by_assignee_at = now() if to is not None and by is not None and to == by else None
    if to is not None:
        profile = db.session.get(ExpertProfile, to.id)
        if profile is None:
            profile = ExpertProfile(user_id=to.id)
            db.session.add(profile)
        profile.last_assigned_at = now()
    words = reason
    if to is not None:
        words = _l("Assigned to %(name)s. %(reason)s", name=to.name, reason=reason)
    add_entry(enquiry, kind, by=by, words=words, body=note)
    record(
        verb,
        "enquiry",
        enquiry.id,
        by=by,
        label=enquiry.reference,
        detail={"to": to.id if to else None},
    )


def assign_by_rule(enquiry: Enquiry, *, by: User | None) -> Proposal:
    """Assign what nobody has to whom the rule chooses; with nobody left it says so."""
    proposal = _proposal(enquiry)
    give(enquiry, proposal.user, by=by, reason=proposal.reason)
    return proposal


def choose_by_rule(enquiry: Enquiry, *, by: User, note: str = "") -> Proposal:
    """Let the rule choose anew, as a manager asks.

    Raises Refused when it is not open, and when the rule finds nobody or the one who has it: it
    never takes an enquiry away without giving it to somebody.
    """
    _must_be_open(enquiry)
    proposal = _proposal(enquiry)
    if proposal.user is None:
        raise Refused(proposal.reason, field="assignee")
    _must_not_have_it(enquiry, proposal.user)
    give(enquiry, proposal.user, by=by, reason=proposal.reason, note=note)
    return proposal


def _proposal(enquiry: Enquiry) -> Proposal:
    """Whom the rule would give it to: never to one who has refused it."""
    return propose(facts_of(enquiry), without=_refused_by(enquiry))


def assign_to(enquiry: Enquiry, to: User, *, by: User, note: str = "") -> None:
    """Give to a chosen colleague.

    Raises Refused when the colleague takes no enquiries, or has it already, or when ``by`` is
    neither the assignee nor a manager and somebody else holds it.
    """
    must_take(to)
    _must_not_have_it(enquiry, to)
    others = enquiry.assignee_id not in {None, by.id}
    if others and not by.may(Permission.MANAGE):
        raise Refused(_l("Only the assignee or a manager can pass it on."))
    _must_be_open(enquiry)
    give(
        enquiry,
        to,
        by=by,
        reason=_l("Chosen by %(name)s.", name=by.name),
        note=note,
    )
    if enquiry.state is not State.NEW or note:
        mark_came_back(enquiry, _l("%(name)s passed it on to you.", name=by.name))


def take(enquiry: Enquiry, *, by: User) -> None:
    """Take it oneself: unassigned, or from a colleague, who sees it on the timeline."""
    must_take(by)
    _must_be_open(enquiry)
    if enquiry.assignee_id == by.id:
        raise Refused(_l("It is yours already."))
    give(enquiry, by, by=by, reason=_l("%(name)s took it.", name=by.name), verb=Verb.TAKEN)


def hand_over(enquiry: Enquiry, to: User, *, by: User, note: str) -> None:
    """Hand over to a colleague with a note that says where things stand."""
    if not note.strip():
        raise Refused(_l("Say in a few words where things stand."), field="note")
    must_take(to)
    _must_be_open(enquiry)
    _must_not_have_it(enquiry, to)
    if enquiry.assignee_id not in {None, by.id} and not by.may(Permission.MANAGE):
        raise Refused(_l("Only the assignee or a manager can pass it on."))
    give(
        enquiry,
        to,
        by=by,
        reason=_l("Handed over by %(name)s.", name=by.name),
        kind=EntryKind.HANDED_OVER,
        verb=Verb.HANDED_OVER,
        note=note.strip(),
    )
    mark_came_back(enquiry, _l("%(name)s handed it over to you.", name=by.name))


def refuse(enquiry: Enquiry, *, by: User, reason: str) -> Proposal:
    """Refuse an assigned enquiry with a reason; the rule chooses somebody else.

    Raises Refused without a reason, or when it is not assigned to ``by``. Whoever refused it
    before is left out; with nobody left it goes unassigned to the manager's list.
    """
    if not reason.strip():
        raise Refused(_l("Say why you cannot take it."), field="reason")
    if enquiry.assignee_id != by.id:
        raise Refused(_l("It is not assigned to you."))
    _must_be_open(enquiry)
    add_entry(
        enquiry,
        EntryKind.REFUSED,
        by=by,
        words=_l("%(name)s refused it.", name=by.name),
        body=reason.strip(),
    )
    record(Verb.REFUSED, "enquiry", enquiry.id, by=by, label=enquiry.reference)
    return assign_by_rule(enquiry, by=None)


def _refused_by(enquiry: Enquiry) -> frozenset[int]:
    entries = db.session.scalars(
        select(TimelineEntry.by_id).where(
            TimelineEntry.enquiry_id == enquiry.id, TimelineEntry.kind == EntryKind.REFUSED
        )
    )
    return frozenset(user_id for user_id in entries if user_id is not None)


def reassign_many(
    enquiry_ids: Iterable[int],
    to: User | None,
    *,
    by: User,
    note: str = "",
    seen: Mapping[int, int] | None = None,
) -> tuple[int, list[str]]:
    """Move several to one colleague, or each to whom the rule chooses (``to`` None).

    ``seen`` has the versions that the manager's list showed. Returns how many moved and the
    numbers of those that did not: closed, there already, changed since they were seen, or with
    nobody whom the rule could choose.
    Raises Refused when ``by`` is no manager.
    """
    if not by.may(Permission.MANAGE):
        raise Refused(_l("Only a manager can move several at once."))
    if to is not None:
        must_take(to)
    moved, left = 0, []
    for enquiry_id in sorted(set(enquiry_ids)):
        enquiry = locked(enquiry_id)
        try:
            if seen is not None:
                must_be_as_seen(enquiry, seen.get(enquiry_id, 0))
            if to is None:
                choose_by_rule(enquiry, by=by, note=note)
            else:
                _reassign(enquiry, to, by=by, note=note)
        except Refused:
            left.append(enquiry.reference)
        else:
            moved += 1
    return moved, left


@dataclass(frozen=True)
class Move:
    """One enquiry on its way to a colleague."""

    enquiry_id: int
    version: int
    """As it was when the list was shown."""
    to: User


def move_each(moves: Sequence[Move], *, by: User) -> tuple[int, list[str]]:
    """Move several, each to a colleague of its own, from whom they have to others.

    Where the rule would choose that colleague too, its reason is the reason; else the manager's
    decision is. Returns how many moved and the numbers of those that did not: closed, there
    already, changed since they were seen. Raises Refused when ``by`` is no manager.
    """
    if not by.may(Permission.MANAGE):
        raise Refused(_l("Only a manager can move several at once."))
    held = {move.enquiry_id: locked(move.enquiry_id) for move in sorted(moves, key=_number)}
    proposals = propose_for([held[move.enquiry_id] for move in moves], away_from_assignee=True)
    moved, left = 0, []
    for move in moves:
        enquiry = held[move.enquiry_id]
        try:
            must_take(move.to)
            must_be_as_seen(enquiry, move.version)
            _must_be_open(enquiry)
            _must_not_have_it(enquiry, move.to)
        except Refused:
            left.append(enquiry.reference)
            continue
        proposal = proposals[enquiry.id]
        fits = proposal.user is not None and proposal.user.id == move.to.id
        reason = proposal.reason if fits else _l("Reassigned by %(name)s.", name=by.name)
        give(enquiry, move.to, by=by, reason=reason)
        moved += 1
    return moved, left


def _number(move: Move) -> int:
    return move.enquiry_id


def _reassign(enquiry: Enquiry, to: User, *, by: User, note: str) -> None:
    _must_be_open(enquiry)
    _must_not_have_it(enquiry, to)
    give(enquiry, to, by=by, reason=_l("Reassigned by %(name)s.", name=by.name), note=note)


def must_take(user: User) -> None:
    """Raise Refused for somebody who answers no enquiries, or no longer does."""
    if not user.takes_enquiries:
        raise Refused(_l("%(name)s takes no enquiries.", name=user.name), field="assignee")


def _must_not_have_it(enquiry: Enquiry, user: User) -> None:
    if enquiry.assignee_id == user.id:
        raise Refused(_l("%(name)s has it already.", name=user.name), field="assignee")


def _must_be_open(enquiry: Enquiry) -> None:
    if not enquiry.is_open:
        raise Refused(_l("It is %(state)s: reopen it first.", state=enquiry.state.label.lower()))


def mark_came_back(enquiry: Enquiry, words: Message) -> None:
    """Put it on its expert's day among what came back, with the reason."""
    enquiry.came_back_at = now()
    enquiry.came_back_words = in_both(words)
