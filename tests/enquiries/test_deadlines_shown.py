"""What is late or soon due says so wherever it is met: nobody has to open it to find out."""

from datetime import date

import pytest

from oic.core.clock import today
from oic.enquiries.models import State
from oic.staff.models import User
from tests.checking.client import Client
from tests.checking.html import all_of, text_of
from tests.factories.clients import make_contact
from tests.factories.enquiries import make_enquiry


@pytest.mark.parametrize(
    ("due_on", "warn_on", "words"),
    [
        (date(2026, 3, 6), date(2026, 3, 4), "просрочено с 2 работни дни"),
        (date(2026, 3, 10), date(2026, 3, 6), "днес"),
        (date(2026, 3, 12), date(2026, 3, 9), "остават 2 работни дни"),
    ],
)
def test_every_page_that_lists_it_says_how_late_it_is(
    as_expert: Client, expert: User, due_on: date, warn_on: date, words: str
) -> None:
    person = make_contact("Мария Петрова")
    enquiry = make_enquiry(
        assignee=expert,
        contact=person,
        state=State.IN_PROGRESS,
        due_on=due_on,
        warn_on=warn_on,
    )
    assert (due_on - today()).days in {-4, 0, 2}
    other = make_enquiry(contact=person, assignee=expert)
    for address in (
        "/desk/",
        "/desk/enquiries",
        f"/desk/enquiries/{enquiry.reference}",
        f"/desk/enquiries/{other.reference}",
        f"/desk/clients/people/{person.id}",
        f"/desk/enquiries/new?contact_id={person.id}",
    ):
        page = as_expert.get(address, status=200)
        said = [
            text_of(badge)
            for badge in all_of(page.document, "span")
            if f"{due_on:%d.%m.%Y}" in badge.get("title", "")
        ]
        assert [text for text in said if words in text], f"{address} says only {said}"
