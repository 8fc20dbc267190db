"""The page of one enquiry, as an expert uses it."""

import pytest

from oic.enquiries.models import State
from oic.staff.models import User
from tests.checking.client import Client
from tests.factories.enquiries import make_enquiry


@pytest.mark.parametrize("tab", ["answer", "told", "ask", "note", "call"])
@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_page_opens_with_every_tab(as_expert: Client, expert: User, tab: str, language: str) -> None:
    enquiry = make_enquiry(assignee=expert, language=language)
    page = as_expert.get(f"/desk/enquiries/{enquiry.reference}?tab={tab}", status=200)
    assert enquiry.reference in page.heading
