"""Absences: entering, changing, ending early. What falls due in them is moved by enquiries."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.clock import now, today
from oic.core.db import db
from oic.core.errors import Refused
from oic.staff import queries
from oic.staff.models import Absence, AbsenceKind, User
from oic.web.access import Permission

LONGEST = timedelta(days=730)


@dataclass(frozen=True)
class NewAbsence:
    """Whole days, both of them included."""

    user: User
    first_day: date
    last_day: date
    kind: AbsenceKind
    deputy: User | None = None
    note: str = ""


def may_change(user: User, by: User) -> bool:
    """Whether ``by`` enters absences of ``user``: one's own, a manager everybody's."""
    return user.id == by.id or by.may(Permission.MANAGE)


def _check(wanted: NewAbsence, *, by: User, own: Absence | None = None) -> None:
    if not may_change(wanted.user, by):
        raise Refused(_l("A manager enters the absences of others."), field="user")
    if not wanted.user.works_at_desk:
        raise Refused(_l("Absences are for those who take enquiries."), field="user")
    if wanted.last_day < wanted.first_day:
        raise Refused(_l("The last day is before the first."), field="last_day")
    if wanted.last_day - wanted.first_day > LONGEST:
        raise Refused(_l("An absence of more than two years: check the dates."), field="last_day")
    _hold(wanted)
    other = queries.overlapping(
        wanted.user.id, wanted.first_day, wanted.last_day, leave_out=own.id if own else None
    )
    if other is not None:
        raise Refused(
            _l(
                "There is already an absence from %(first)s to %(last)s.",
                first=f"{other.first_day:%d.%m.%Y}",
                last=f"{other.last_day:%d.%m.%Y}",
            ),
            field="first_day",
        )
    _check_deputy(wanted)


def _hold(wanted: NewAbsence) -> None:
    """Two absences entered at once must not overlap, nor a deputy's with the one stood in for."""
    people = {wanted.user.id, wanted.deputy.id if wanted.deputy else wanted.user.id}
    queries.hold(*people)


def _check_deputy(wanted: NewAbsence) -> None:
    deputy = wanted.deputy
    if deputy is None:
        return
    if deputy.id == wanted.user.id or not deputy.takes_enquiries:
        raise Refused(_l("Choose a colleague who takes enquiries."), field="deputy")
    away = queries.overlapping(deputy.id, wanted.first_day, wanted.last_day)
    if away is not None:
        raise Refused(
            _l(
                "%(name)s is away from %(first)s to %(last)s. Choose another deputy.",
                name=deputy.name,
                first=f"{away.first_day:%d.%m.%Y}",
                last=f"{away.last_day:%d.%m.%Y}",
            ),
            field="deputy",
        )


def enter_absence(wanted: NewAbsence, *, by: User) -> Absence:
    """Enter an absence. Raises Refused: not one's own, overlap, deputy away, days turned round."""
    _check(wanted, by=by)
    absence = Absence(
        user=wanted.user,
        first_day=wanted.first_day,
        last_day=wanted.last_day,
        kind=wanted.kind,
        deputy=wanted.deputy,
        note=wanted.note.strip(),
    )
    db.session.add(absence)
    db.session.flush()
    record(Verb.CREATED, "absence", absence.id, by=by, detail=_days(absence))
    return absence


def _days(absence: Absence) -> dict[str, object]:
    """What the trail keeps. The kind stays out: that somebody was ill is nobody's business."""
    return {"first_day": f"{absence.first_day}", "last_day": f"{absence.last_day}"}


def change_absence(absence: Absence, wanted: NewAbsence, *, by: User) -> None:
    """Change an absence. One that has begun keeps its first day and its deputy."""
    if absence.ended_at is not None:
        raise Refused(_l("This absence is over."))
    if absence.begun_at is not None and (
        wanted.first_day != absence.first_day or wanted.deputy is not absence.deputy
    ):
        raise Refused(
            _l("The absence has begun and work was handed over: the first day and deputy stay."),
            field="first_day",
        )
    if wanted.user is not absence.user:
        raise Refused(_l("An absence stays with its person."), field="user")
    _check(wanted, by=by, own=absence)
    before = _days(absence)
    absence.first_day, absence.last_day = wanted.first_day, wanted.last_day
    absence.kind, absence.deputy = wanted.kind, wanted.deputy
    absence.note = wanted.note.strip()
    record(Verb.CHANGED, "absence", absence.id, by=by, detail={"before": before, **_days(absence)})


def cancel_absence(absence: Absence, *, by: User) -> None:
    """Take an absence back that has not begun. Raises Refused once it has."""
    if not may_change(absence.user, by):
        raise Refused(_l("A manager enters the absences of others."))
    if absence.begun_at is not None:
        raise Refused(_l("The absence has begun. End it early instead."))
    record(Verb.REMOVED, "absence", absence.id, by=by, detail=_days(absence))
    db.session.delete(absence)


def end_absence_early(absence: Absence, *, by: User) -> None:
    """The person is back today. What the deputy has is handed back as at any end.

    An absence that began today, or that ends on the day it began, is over at once.
    """
    if not may_change(absence.user, by):
        raise Refused(_l("A manager enters the absences of others."))
    if absence.ended_at is not None or not absence.first_day <= today() <= absence.last_day:
        raise Refused(_l("This absence does not run at present."))
    before = _days(absence)
    yesterday = today() - timedelta(days=1)
    absence.last_day = max(absence.first_day, yesterday)
    if absence.begun_at is None or absence.last_day == today():
        absence.ended_at = now()  # the day cannot lie before the first: over it is all the same
    record(Verb.CHANGED, "absence", absence.id, by=by, detail={"before": before, **_days(absence)})
