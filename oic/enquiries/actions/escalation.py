"""The daily letter to the managers: what is overdue, due soon, with nobody, or has no deputy."""

from dataclasses import dataclass

from flask_babel import force_locale, gettext, ngettext
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from oic.centre import queries as centre
from oic.centre.actions import claim_day
from oic.core.clock import local_now, today
from oic.core.db import db
from oic.core.wording import day_text, deadline_words
from oic.enquiries.links import desk_link
from oic.enquiries.models import RUNNING_STATES, Enquiry
from oic.enquiries.queries import assignment
from oic.mail.actions import queue
from oic.staff import queries as staff
from oic.staff.models import User

JOB = "escalation"
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
    """What needs a manager today; an enquiry stands once, in the first list that it belongs to."""
    day = today()
    away = assignment.away_until(day)
    falling_due = [
        and_(Enquiry.assignee_id == user_id, Enquiry.due_on <= last_day)
        for user_id, last_day in away.items()
    ]
    running = db.session.scalars(
        select(Enquiry)
        .where(
            Enquiry.state.in_(RUNNING_STATES),
            or_(Enquiry.warn_on <= day, Enquiry.assignee_id.is_(None), *falling_due),
        )
        .options(joinedload(Enquiry.assignee))
        .order_by(Enquiry.due_on, Enquiry.id)
    ).all()
    found = Escalation([], [], [], [])
    for enquiry in running:
        if enquiry.due_on < day:
            found.overdue.append(enquiry)
        elif enquiry.assignee_id is None:
            found.unassigned.append(enquiry)
        elif enquiry.assignee_id in away and enquiry.due_on <= away[enquiry.assignee_id]:
            found.with_absent.append(enquiry)
        else:
            found.due_soon.append(enquiry)
    return found


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
    if not claim_day(JOB, today()):
        return 0
    found = find()
    if found.is_empty:
        return 0
    managers = staff.managers()
    for manager in managers:
        _write(manager, found)
    return len(managers)


def _write(manager: User, found: Escalation) -> None:
    with force_locale(manager.language):
        parts = [
            gettext("Good morning,"),
            _part(gettext("Overdue"), found.overdue, manager.language),
            _part(gettext("Assigned to nobody"), found.unassigned, manager.language),
            _part(
                gettext("Due while the colleague is away, without a deputy"),
                found.with_absent,
                manager.language,
            ),
            _part(gettext("Due soon"), found.due_soon, manager.language),
        ]
        subject = gettext("Today at the desk: %(day)s", day=day_text(today(), manager.language))
        count = len(found.overdue)
        if count:
            overdue = ngettext("%(num)d overdue", "%(num)d overdue", count)
            subject = f"{subject} – {overdue}"
    queue(
        kind="escalation",
        to_email=manager.email,
        to_name=manager.name,
        subject=subject,
        text="\n\n".join(part for part in parts if part),
        language=manager.language,
        automatic=True,
    )


def _part(title: str, enquiries: list[Enquiry], language: str) -> str:
    if not enquiries:
        return ""
    calendar = centre.calendar()
    lines = [f"{title} ({len(enquiries)})"]
    for enquiry in enquiries[:LISTED]:
        who = f"{enquiry.assignee.name} – " if enquiry.assignee else ""
        left = deadline_words(enquiry.due_on, today(), calendar)
        last_day = day_text(enquiry.due_on, language)
        lines.append(
            f"• {enquiry.reference} {enquiry.subject}\n"
            f"  {who}{left} ({last_day})\n"
            f"  {desk_link(enquiry)}"
        )
    if len(enquiries) > LISTED:
        lines.append(gettext("… and %(num)d more", num=len(enquiries) - LISTED))
    return "\n".join(lines)
