"""Every page of accounts and administration opens, in both languages, for whom it is meant."""

from datetime import date

import pytest
from sqlalchemy import select

from oic.core.db import db
from oic.enquiries.models import Topic
from oic.staff.models import Role
from tests.factories.staff import make_absence, make_user

EXPERT_PAGES = (
    "/desk/account",
    "/desk/absences",
    "/desk/absences?past=1",
    "/desk/absences/new",
    "/desk/absences/{absence}",
    "/desk/hours/{user}",
    "/desk/experts",
    "/desk/experts/{user}",
    "/desk/outbox",
)
MANAGER_PAGES = (*EXPERT_PAGES, "/desk/topics", "/desk/topics/{topic}")
ADMINISTRATOR_PAGES = (
    "/desk/account",
    "/desk/people",
    "/desk/people/new",
    "/desk/people/{user}",
    "/desk/people/{other}/deactivate",
    "/desk/settings",
    "/desk/settings/calendar",
    "/desk/settings/calendar?year=2027",
    "/desk/audit",
    "/desk/outbox",
)
PAGES = {
    Role.EXPERT: EXPERT_PAGES,
    Role.MANAGER: MANAGER_PAGES,
    Role.ADMINISTRATOR: ADMINISTRATOR_PAGES,
}


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("role", list(Role))
def test_the_pages_of_a_role_open_in_both_languages(app, as_user, role, language):

    user = make_user(role=role, language=language)
    other = make_user()
    subject = user if role is not Role.ADMINISTRATOR else other
    absence = make_absence(
        subject if role is not Role.ADMINISTRATOR else other,
        date(2026, 3, 9),
        date(2026, 3, 13),
        deputy=None if role is Role.ADMINISTRATOR else other,
    )
    topic = db.session.scalar(select(Topic).limit(1))
    values = {
        "user": user.id,
        "other": other.id,
        "absence": absence.id,
        "topic": topic.id if topic else 0,
    }
    browser = as_user(user)
    for page in PAGES[role]:
        shown = browser.get(page.format(**values), status=200)
        assert shown.document.get("lang") == language


@pytest.mark.parametrize("language", ["bg", "en"])
def test_a_stranger_gets_the_sign_in_pages_in_the_browsers_language(client, language):
    headers = {"Accept-Language": language}
    for page in ("/desk/sign-in", "/desk/forgotten", "/desk/forgotten/sent"):
        assert client.get(page, status=200, headers=headers).document.get("lang") == language
