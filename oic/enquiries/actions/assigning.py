"""Who answers: assigned by the rule, taken, handed over, refused, overruled."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Message, Refused
from oic.core.words import in_both
from oic.enquiries.actions.rule import Proposal, facts_of, propose
from oic.enquiries.actions.timeline import add_entry
from oic.enquiries.models import (
    Enquiry,
    EntryKind,
    ExpertProfile,
    State,
    TimelineEntry,
)
from oic.enquiries.queries.one import locked
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
    """Set the assignee with the reason, on the timeline and in the audit."""
    enquiry.assignee = to
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
    """Assign to whom the rule chooses; with no expert at all it stays unassigned and says so."""
    proposal = propose(facts_of(enquiry))
    give(enquiry, proposal.user, by=by, reason=proposal.reason)
    return proposal


def assign_to(enquiry: Enquiry, to: User, *, by: User, note: str = "") -> None:
    """Give to a chosen colleague.

    Raises Refused when the colleague takes no enquiries, or has it already, or when ``by`` is
    neither the assignee nor a manager and somebody else holds it.
    """
    _must_take(to)
    if enquiry.assignee_id == to.id:
        raise Refused(_l("%(name)s has it already.", name=to.name), field="assignee")
    others = enquiry.assignee_id not in {None, by.id}
    if others and not by.may(Permission.MANAGE):
        raise Refused(_l("Only the assignee or a manager can pass it on."))
    _must_be_open(enquiry)
    enquiry.standing_in_for = None
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
    _must_take(by)
    _must_be_open(enquiry)
    if enquiry.assignee_id == by.id:
        raise Refused(_l("It is yours already."))
    enquiry.standing_in_for = None
    give(enquiry, by, by=by, reason=_l("%(name)s took it.", name=by.name), verb=Verb.TAKEN)


def hand_over(enquiry: Enquiry, to: User, *, by: User, note: str) -> None:
    """Hand over to a colleague with a note that says where things stand."""
    if not note.strip():
        raise Refused(_l("Say in a few words where things stand."), field="note")
    _must_take(to)
    _must_be_open(enquiry)
    if enquiry.assignee_id == to.id:
        raise Refused(_l("%(name)s has it already.", name=to.name), field="assignee")
    if enquiry.assignee_id not in {None, by.id} and not by.may(Permission.MANAGE):
        raise Refused(_l("Only the assignee or a manager can pass it on."))
    enquiry.standing_in_for = None
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
    earlier = _refused_by(enquiry)
    add_entry(
        enquiry,
        EntryKind.REFUSED,
        by=by,
        words=_l("%(name)s refused it.", name=by.name),
        body=reason.strip(),
    )
    record(Verb.REFUSED, "enquiry", enquiry.id, by=by, label=enquiry.reference)
    enquiry.standing_in_for = None
    proposal = propose(facts_of(enquiry), without=frozenset({by.id, *earlier}))
    give(enquiry, proposal.user, by=None, reason=proposal.reason)
    return proposal


def _refused_by(enquiry: Enquiry) -> list[int]:
    entries = db.session.scalars(
        select(TimelineEntry.by_id).where(
            TimelineEntry.enquiry_id == enquiry.id, TimelineEntry.kind == EntryKind.REFUSED
        )
    )
    return [user_id for user_id in entries if user_id is not None]


def reassign_many(
    enquiry_ids: Iterable[int], to: User | None, *, by: User, note: str = ""
) -> tuple[int, list[str]]:
    """Move several to one colleague, or each to whom the rule chooses (``to`` None).

    Returns how many moved and the numbers of those that did not: closed, there already, or with
    nobody whom the rule could choose.
    Raises Refused when ``by`` is no manager.
    """
    if not by.may(Permission.MANAGE):
        raise Refused(_l("Only a manager can move several at once."))
    if to is not None:
        _must_take(to)
    moved, left = 0, []
    for enquiry_id in sorted(set(enquiry_ids)):
        enquiry = locked(enquiry_id)
        if not enquiry.is_open or (to is not None and enquiry.assignee_id == to.id):
            left.append(enquiry.reference)
            continue
        receiver: User | None = to
        reason: Message = _l("Reassigned by %(name)s.", name=by.name)
        if to is None:
            proposal = propose(facts_of(enquiry))
            receiver, reason = proposal.user, proposal.reason
        if receiver is None or receiver.id == enquiry.assignee_id:
            left.append(enquiry.reference)
            continue
        enquiry.standing_in_for = None
        give(enquiry, receiver, by=by, reason=reason, note=note)
        moved += 1
    return moved, left


def _must_take(user: User) -> None:
    if not user.takes_enquiries:
        raise Refused(_l("%(name)s takes no enquiries.", name=user.name), field="assignee")


def _must_be_open(enquiry: Enquiry) -> None:
    if not enquiry.is_open:
        raise Refused(_l("It is %(state)s: reopen it first.", state=enquiry.state.label.lower()))


def mark_came_back(enquiry: Enquiry, words: Message) -> None:
    """Put it on its expert's day among what came back, with the reason."""
    enquiry.came_back_at = now()
    enquiry.came_back_words = in_both(words)
