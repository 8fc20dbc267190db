"""How long until an answer is due, in words and as a kind that lists and badges share."""

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from oic.core.clock import local
from oic.core.errors import Message
from oic.core.wording import day_text, deadline_words
from oic.core.working_days import WorkCalendar
from oic.enquiries.models import RUNNING_STATES, Enquiry, State


@dataclass(frozen=True)
class Due:
    """``kind`` is late, today, soon, later, paused or done: what the badge's colour repeats."""

    kind: str
    words: Message
    title: Message
    """The date, and why."""


def due_kind(enquiry: Enquiry, today: date) -> str:
    """late, today, soon, later; paused while the client is awaited; done when nothing is owed."""
    if enquiry.state is State.AWAITING_CLIENT:
        return "paused"
    if enquiry.state not in RUNNING_STATES:
        return "done"
    if enquiry.due_on < today:
        return "late"
    if enquiry.due_on == today:
        return "today"
    return "soon" if enquiry.warn_on <= today else "later"


def due(enquiry: Enquiry, calendar: WorkCalendar, today: date) -> Due:
    """The deadline of an enquiry as a person reads it, on a day."""
    kind = due_kind(enquiry, today)
    last_day = _l(
        "Last day for the answer: %(day)s. Hard limit: %(limit)s.",
        day=day_text(enquiry.due_on),
        limit=day_text(enquiry.hard_limit_on),
    )
    if kind == "paused":
        since = enquiry.paused_on or today
        left = calendar.between(since, enquiry.due_on)
        return Due(
            kind,
            _l("the clock stands since %(day)s", day=day_text(since)),
            _l(
                "The client is awaited. When there is an answer, %(left)d working days are left.",
                left=max(0, left),
            ),
        )
    if kind == "done":
        return Due(kind, _done_words(enquiry), last_day)
    return Due(kind, deadline_words(enquiry.due_on, today, calendar), last_day)


def _done_words(enquiry: Enquiry) -> Message:
    moment = enquiry.answered_at or enquiry.closed_at
    if enquiry.state is State.FORWARDED:
        return _l("nothing is due: forwarded")
    if enquiry.answered_at is not None:
        return _l("answered on %(day)s", day=day_text(local(enquiry.answered_at).date()))
    if moment is not None:
        return _l("closed on %(day)s", day=day_text(local(moment).date()))
    return _l("nothing is due")
