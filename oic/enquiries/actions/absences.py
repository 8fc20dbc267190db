"""What falls due while somebody is away goes to the deputy, and comes back after."""

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from oic.core.clock import now, today
from oic.core.db import db
from oic.enquiries.actions.assigning import give, mark_came_back
from oic.enquiries.models import RUNNING_STATES, Enquiry, State
from oic.enquiries.phrases import Day
from oic.enquiries.queries import assignment
from oic.staff.models import Absence, User


def begin_and_end() -> tuple[int, int]:
    """Hand what falls due in an absence to the deputy, and back afterwards.

    Run by a job several times a day; each run does what is still to do, so it is safe to repeat.
    Returns how many went to deputies and how many came back.
    """
    day = today()
    absences = db.session.scalars(
        select(Absence)
        .where(Absence.first_day <= day, Absence.ended_at.is_(None))
        .order_by(Absence.id)
        .with_for_update()
    ).all()
    for absence in absences:
        if absence.last_day < day:
            absence.ended_at = now()
        else:
            absence.begun_at = absence.begun_at or now()
    db.session.flush()
    returned = _give_back(day)
    given = sum(_give_to_deputy(absence, day) for absence in absences if absence.ended_at is None)
    return given, returned


def deputy_on(user_id: int, day: date) -> User | None:
    """Who stands in for somebody on a day: the deputy, or the deputy's own if she is away."""
    seen = {user_id}
    while True:
        absence = db.session.scalar(
            select(Absence).where(
                Absence.user_id == user_id,
                Absence.first_day <= day,
                Absence.last_day >= day,
                Absence.ended_at.is_(None),
            )
        )
        if absence is None:
            found = db.session.get(User, user_id)
            return found if found is not None and found.takes_enquiries else None
        if absence.deputy_id is None or absence.deputy_id in seen:
            return None
        seen.add(absence.deputy_id)
        user_id = absence.deputy_id


def _give_to_deputy(absence: Absence, day: date) -> int:
    deputy = deputy_on(absence.user_id, day)
    if deputy is None:
        return 0
    falling_due = db.session.scalars(
        select(Enquiry)
        .where(
            Enquiry.assignee_id == absence.user_id,
            Enquiry.state.in_(RUNNING_STATES),
            Enquiry.due_on <= absence.last_day,
        )
        .order_by(Enquiry.id)
        .with_for_update()
    ).all()
    for enquiry in falling_due:
        owner = enquiry.standing_in_for or absence.user
        reason = _l(
            "%(owner)s is away until %(day)s and it falls due before that.",
            owner=absence.user.name,
            day=Day(absence.last_day),
        )
        give(enquiry, deputy, by=None, reason=reason)
        enquiry.standing_in_for = owner
        mark_came_back(enquiry, _l("You stand in for %(name)s.", name=absence.user.name))
    return len(falling_due)


def _give_back(day: date) -> int:
    """What deputies have of those who are back: whether the absence ran out or was ended early."""
    away = assignment.absent_on(day)
    lent = db.session.scalars(
        select(Enquiry)
        .where(Enquiry.standing_in_for_id.is_not(None), Enquiry.standing_in_for_id.not_in(away))
        .order_by(Enquiry.id)
        .with_for_update()
    ).all()
    returned = 0
    for enquiry in lent:
        owner, deputy = enquiry.standing_in_for, enquiry.assignee
        if owner is None or not owner.takes_enquiries:
            continue
        enquiry.standing_in_for = None
        if enquiry.state is State.CLOSED or owner is deputy:
            continue  # nothing is owed; the deputy's answer stays the deputy's
        give(enquiry, owner, by=None, reason=_l("%(name)s is back.", name=owner.name))
        if enquiry.is_open and deputy is not None:
            mark_came_back(enquiry, _l("%(name)s stood in for you.", name=deputy.name))
        returned += 1
    return returned
