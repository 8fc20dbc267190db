"""The daily letter to the managers: what is overdue, due soon, with nobody, or has no deputy."""

from dataclasses import dataclass

from flask_babel import force_locale, gettext, ngettext
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from oic.centre import queries as centre
from oic.centre.models import DailyRun
from oic.core.clock import local_now, today
from oic.core.db import db
from oic.core.wording import day_text
from oic.enquiries.links import desk_link
from oic.enquiries.models import OPEN_STATES, RUNNING_STATES, Enquiry
from oic.enquiries.queries import assignment
from oic.mail.actions import queue
from oic.staff.models import Role, User

LISTED = 50
"""Lines of one kind in the letter; more are counted."""


@dataclass(frozen=True)
class Escalation:
    """What a manager has to know this morning, each list by its last day."""

    overdue: list[Enquiry]
    due_soon: list[Enquiry]
    unassigned: list[Enquiry]
    with_absent: list[Enquiry]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.overdue or self.due_soon or self.unassigned or self.with_absent)


def find() -> Escalation:
    """What needs a manager today."""
    running = db.session.scalars(
        select(Enquiry)
        .where(
            Enquiry.state.in_(RUNNING_STATES),
            or_(Enquiry.warn_on <= today(), Enquiry.assignee_id.is_(None)),
        )
        .options(joinedload(Enquiry.assignee))
        .order_by(Enquiry.due_on, Enquiry.id)
    ).all()
    absent = assignment.absent_on(today())
    waiting = db.session.scalars(
        select(Enquiry)
        .where(Enquiry.state.in_(OPEN_STATES), Enquiry.assignee_id.in_(absent))
        .options(joinedload(Enquiry.assignee))
        .order_by(Enquiry.due_on, Enquiry.id)
    ).all()
    late = [e for e in running if e.due_on < today()]
    return Escalation(
        overdue=late,
        due_soon=[e for e in running if e.warn_on <= today() <= e.due_on],
        unassigned=[e for e in running if e.assignee_id is None],
        with_absent=[e for e in waiting if e not in late],
    )


def daily_letter() -> int:
    """Queue the letter to each active manager, once a working day after the hour of the rule.

    Run by a job inside one transaction; the day's row in daily_run is the claim, so that a second
    run, or a second worker, sends nothing. Returns how many letters were queued.
    """
    moment = local_now()
    if moment.hour < centre.number("daily_letter_hour"):
        return 0
    if not centre.calendar().is_working(today()):
        return 0
    if db.session.get(DailyRun, ("escalation", today())) is not None:
        return 0
    db.session.add(DailyRun(name="escalation", day=today()))
    db.session.flush()
    found = find()
    if found.is_empty:
        return 0
    managers = db.session.scalars(
        select(User).where(User.active, User.role == Role.MANAGER).order_by(User.id)
    ).all()
    for manager in managers:
        _write(manager, found)
    return len(managers)


def _write(manager: User, found: Escalation) -> None:
    with force_locale(manager.language):
        parts = [
            _part(gettext("Overdue"), found.overdue, manager.language),
            _part(gettext("Due soon"), found.due_soon, manager.language),
            _part(gettext("Assigned to nobody"), found.unassigned, manager.language),
            _part(gettext("With a colleague who is away"), found.with_absent, manager.language),
        ]
        count = len(found.overdue)
        subject = gettext("Today at the desk: %(day)s", day=day_text(today(), manager.language))
        if count:
            subject += " – " + ngettext("%(num)d overdue", "%(num)d overdue", count)
        text = gettext("Good morning,") + "\n\n" + "\n\n".join(part for part in parts if part)
    queue(
        kind="escalation",
        to_email=manager.email,
        to_name=manager.name,
        subject=subject,
        text=text,
        language=manager.language,
        automatic=True,
    )


def _part(title: str, enquiries: list[Enquiry], language: str) -> str:
    if not enquiries:
        return ""
    lines = [f"{title} ({len(enquiries)})"]
    for enquiry in enquiries[:LISTED]:
        who = enquiry.assignee.name if enquiry.assignee else gettext("nobody")
        due = gettext("due %(day)s", day=day_text(enquiry.due_on, language))
        lines.append(f"• {enquiry.reference}, {due}, {who}\n  {desk_link(enquiry)}")
    if len(enquiries) > LISTED:
        lines.append(gettext("… and %(num)d more", num=len(enquiries) - LISTED))
    return "\n".join(lines)
