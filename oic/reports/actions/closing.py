"""Closing a period: what was reported stays as it was reported."""

from flask_babel import lazy_gettext as _l

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.clock import now, today
from oic.core.db import db
from oic.core.errors import Refused
from oic.reports.models import ClosedPeriod
from oic.reports.periods import Period
from oic.reports.queries.figures import figures
from oic.reports.queries.periods import closed_period, differences
from oic.staff.models import User

LONGEST_NOTE = 200


def close(period: Period, *, note: str = "", by: User) -> ClosedPeriod:
    """Keep a period's figures as they are at present.

    A period that was closed before is closed anew: the corrections since then become part of it,
    and the earlier figures stay on record. Raises Refused for a period that is not over, and for
    one that was closed and has not changed since.
    """
    if period.last >= today():
        raise Refused(_l("This period is not over yet."))
    present = figures(period)
    earlier = closed_period(period)
    if earlier is not None and not differences(earlier.figures, present):
        raise Refused(_l("This period is closed, and nothing has changed since."))
    closed = ClosedPeriod(
        first=period.first,
        last=period.last,
        closed_at=now(),
        closed_by_id=by.id,
        figures=present,
        note=" ".join(note.split())[:LONGEST_NOTE],
    )
    db.session.add(closed)
    db.session.flush()
    record(
        Verb.STATE_CHANGED,
        "closed_period",
        closed.id,
        by=by,
        label=period.key,
        detail={"again": earlier is not None},
    )
    return closed
