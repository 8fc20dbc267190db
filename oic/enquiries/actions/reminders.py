"""What an expert wants to be reminded of: call back at 14:00."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Refused
from oic.enquiries.actions.timeline import add_entry
from oic.enquiries.models import Enquiry, EntryKind, Reminder
from oic.enquiries.phrases import Moment
from oic.staff.models import User

FURTHEST = timedelta(days=731)
"""Two years: what is set for later than that has a slip in its year."""


def remind(enquiry: Enquiry, *, by: User, due_at: datetime, note: str) -> Reminder:
    """Set a reminder for oneself; raises Refused for what has passed or is years away."""
    if due_at <= now():
        raise Refused(_l("Choose a time that is still to come."), field="remind_at")
    if due_at > now() + FURTHEST:
        raise Refused(_l("This is more than two years ahead: check the year."), field="remind_on")
    reminder = Reminder(
        user_id=by.id,
        enquiry_id=enquiry.id,
        due_at=due_at,
        note=note.strip()[:200],
        created_at=now(),
    )
    db.session.add(reminder)
    add_entry(
        enquiry,
        EntryKind.REMINDER,
        by=by,
        words=_l("%(name)s set a reminder for %(when)s.", name=by.name, when=Moment(due_at)),
        body=note.strip(),
    )
    return reminder


def done(reminder: Reminder, *, by: User) -> None:
    """It was looked after; raises Refused for somebody else's."""
    if reminder.user_id != by.id:
        raise Refused(_l("This reminder belongs to somebody else."))
    reminder.done_at = reminder.done_at or now()


def put_off(reminder: Reminder, *, by: User, due_at: datetime) -> None:
    """Remind later; raises Refused for somebody else's or a time that has passed."""
    if reminder.user_id != by.id:
        raise Refused(_l("This reminder belongs to somebody else."))
    if due_at <= now():
        raise Refused(_l("Choose a time that is still to come."), field="remind_at")
    reminder.due_at = due_at
