"""Without these an open enquiry would keep a deadline by a calendar that no longer holds."""

from datetime import date, timedelta

from oic.centre import queries
from oic.core.db import db
from tests.checking.client import Client
from tests.factories.enquiries import make_enquiry

CALENDAR = "/desk/settings/calendar?year=2026"


def test_a_new_day_off_moves_the_last_day_of_what_is_open(
    as_administrator: Client, frozen_clock: object
) -> None:
    waiting, closed = make_enquiry(), make_enquiry(state="closed")
    before = waiting.due_on
    off = queries.calendar().next_working(waiting.received_at.date() + timedelta(days=1))
    as_administrator.submit(CALENDAR, "exception", day=off.isoformat(), working="no", status=303)
    db.session.expire_all()
    assert waiting.due_on == queries.calendar().next_working(before + timedelta(days=1))
    assert closed.due_on == before
    exception = queries.exceptions(2026)[0]
    as_administrator.post(f"/desk/settings/calendar/{exception.id}/remove", status=303)
    db.session.expire_all()
    assert waiting.due_on == before


def test_another_standard_moves_the_last_day_of_what_is_open(
    as_administrator: Client, frozen_clock: object
) -> None:
    waiting = make_enquiry()
    assert waiting.due_on == date(2026, 3, 19)
    as_administrator.submit("/desk/settings", "rules", answer_days="6", status=303)
    db.session.expire_all()
    assert waiting.due_on == date(2026, 3, 18)
