"""What the assignment rule needs to know about the experts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from oic.core.clock import now
from oic.core.db import db
from oic.enquiries.models import OPEN_STATES, Enquiry, EntryKind, ExpertProfile, TimelineEntry
from oic.enquiries.queries.aside import not_aside
from oic.staff import queries as staff
from oic.staff.models import Absence, Role, User

CONTINUITY_DAYS = 730
"""How far back an expert's earlier work with a client counts as knowing the client."""


@dataclass(frozen=True)
class Candidate:
    """One expert as the rule sees her."""

    user: User
    present: bool
    """Works on the day, and is not away."""
    open_count: int
    weekly_hours: float
    absent: bool = False
    """Away on the day: on leave, ill, on business."""
    knows_client: bool = False
    programmes: frozenset[int] = field(default_factory=frozenset)
    topics: frozenset[int] = field(default_factory=frozenset)
    municipalities: frozenset[int] = field(default_factory=frozenset)
    last_assigned_at: datetime | None = None

    @property
    def has_room(self) -> bool:
        """Whether one more fits her capacity."""
        return self.open_count < self.user.capacity

    @property
    def load(self) -> float:
        """Open enquiries for each weekly hour; less than one hour counts as one."""
        return self.open_count / max(self.weekly_hours, 1.0)


def open_counts(without_enquiry: int | None = None) -> dict[int, int]:
    """Open enquiries by expert; one may be left out."""
    question = select(Enquiry.assignee_id, func.count()).where(
        Enquiry.state.in_(OPEN_STATES), Enquiry.assignee_id.is_not(None)
    )
    if without_enquiry is not None:
        question = question.where(Enquiry.id != without_enquiry)
    rows = db.session.execute(question.group_by(Enquiry.assignee_id))
    return {user_id: count for user_id, count in rows if user_id is not None}


def away_until(day: date) -> dict[int, date]:
    """Who is away on a day, each with the last day of it."""
    rows = db.session.execute(
        select(Absence.user_id, Absence.last_day).where(
            Absence.first_day <= day, Absence.last_day >= day, Absence.ended_at.is_(None)
        )
    )
    return {int(user_id): last_day for user_id, last_day in rows}


def absent_on(day: date) -> set[int]:
    """Who is away on a day."""
    return set(away_until(day))


def knowing(
    contact_id: int | None, organisation_id: int | None, without_enquiry: int | None = None
) -> set[int]:
    """Who worked for this client last, or for its organisation; one enquiry may be left out."""
    same = []
    if contact_id:
        same.append(Enquiry.contact_id == contact_id)
    if organisation_id:
        same.append(Enquiry.organisation_id == organisation_id)
    if not same:
        return set()
    question = select(Enquiry.assignee_id).where(
        or_(*same),
        Enquiry.assignee_id.is_not(None),
        Enquiry.received_at > now() - timedelta(days=CONTINUITY_DAYS),
        not_aside(),
    )
    if without_enquiry is not None:
        question = question.where(Enquiry.id != without_enquiry)
    last = db.session.scalar(
        question.order_by(Enquiry.received_at.desc(), Enquiry.id.desc()).limit(1)
    )
    return {last} if last else set()


def knowing_for(enquiries: Sequence[Enquiry]) -> dict[int, int]:
    """For each of several enquiries, who worked for its client last on another one.

    Two questions; of each client the two latest enquiries are looked at, of which one may be the
    enquiry itself.
    """
    contacts = {one.contact_id for one in enquiries if one.contact_id}
    organisations = {one.organisation_id for one in enquiries if one.organisation_id}
    by_contact = _latest(Enquiry.contact_id, contacts)
    by_organisation = _latest(Enquiry.organisation_id, organisations)
    found = {}
    for enquiry in enquiries:
        others = [
            one
            for one in (
                *by_contact.get(enquiry.contact_id or 0, ()),
                *by_organisation.get(enquiry.organisation_id or 0, ()),
            )
            if one[1] != enquiry.id
        ]
        if others:
            found[enquiry.id] = max(others)[2]
    return found


def _latest(
    column: InstrumentedAttribute[int | None], ids: Collection[int]
) -> dict[int, list[tuple[datetime, int, int]]]:
    """By client: when, which and whose its two latest enquiries are."""
    if not ids:
        return {}
    place = func.row_number().over(
        partition_by=column, order_by=(Enquiry.received_at.desc(), Enquiry.id.desc())
    )
    ranked = (
        select(
            column.label("client_id"),
            Enquiry.received_at,
            Enquiry.id,
            Enquiry.assignee_id,
            place.label("place"),
        )
        .where(
            column.in_(ids),
            Enquiry.assignee_id.is_not(None),
            Enquiry.received_at > now() - timedelta(days=CONTINUITY_DAYS),
            not_aside(),
        )
        .subquery()
    )
    found: dict[int, list[tuple[datetime, int, int]]] = {}
    for client_id, at, number, user_id, _place in db.session.execute(
        select(ranked).where(ranked.c.place <= 2)  # noqa: PLR2004 - itself and the one before
    ):
        found.setdefault(client_id, []).append((at, number, user_id))
    return found


def refused(enquiries: Sequence[Enquiry]) -> dict[int, frozenset[int]]:
    """Who has refused each of several enquiries."""
    rows = db.session.execute(
        select(TimelineEntry.enquiry_id, TimelineEntry.by_id).where(
            TimelineEntry.enquiry_id.in_([one.id for one in enquiries]),
            TimelineEntry.kind == EntryKind.REFUSED,
            TimelineEntry.by_id.is_not(None),
        )
    )
    found: dict[int, frozenset[int]] = {}
    for enquiry_id, user_id in rows:
        found[enquiry_id] = found.get(enquiry_id, frozenset()) | {int(user_id or 0)}
    return found


def experts_for_rule() -> Sequence[User]:
    """Active experts who can sign in; where there are none, such managers."""
    for role in (Role.EXPERT, Role.MANAGER):
        found = db.session.scalars(
            select(User)
            .where(User.active, User.role == role, User.password_hash.is_not(None))
            .options(selectinload(User.hours))
            .order_by(User.id)
        ).all()
        if found:
            return found
    return []


def candidates(
    day: date,
    *,
    contact_id: int | None,
    organisation_id: int | None,
    without_enquiry: int | None = None,
) -> list[Candidate]:
    """Every expert with what the rule weighs, seen on a day. Five questions to the database."""
    users = experts_for_rule()
    counts = open_counts(without_enquiry)
    absent = absent_on(day)
    known = knowing(contact_id, organisation_id, without_enquiry)
    profiles = {
        profile.user_id: profile
        for profile in db.session.scalars(
            select(ExpertProfile).options(
                selectinload(ExpertProfile.programmes),
                selectinload(ExpertProfile.topics),
                selectinload(ExpertProfile.municipalities),
            )
        )
    }
    return [_candidate(user, day, counts, absent, known, profiles.get(user.id)) for user in users]


def _candidate(  # noqa: PLR0913, PLR0917 - one row put together
    user: User,
    day: date,
    counts: dict[int, int],
    absent: set[int],
    known: set[int],
    profile: ExpertProfile | None,
) -> Candidate:
    return Candidate(
        user=user,
        present=user.id not in absent and bool(staff.stretches(user, day.weekday())),
        absent=user.id in absent,
        open_count=counts.get(user.id, 0),
        weekly_hours=staff.weekly_hours(user),
        knows_client=user.id in known,
        programmes=_ids(profile.programmes if profile else ()),
        topics=_ids(profile.topics if profile else ()),
        municipalities=_ids(profile.municipalities if profile else ()),
        last_assigned_at=profile.last_assigned_at if profile else None,
    )


def _ids(things: Iterable[object]) -> frozenset[int]:
    return frozenset(thing.id for thing in things)  # type: ignore[attr-defined]
