"""The program starts by one command, and its front doors open for everybody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from oic.staff.models import Role
from tests.factories.staff import make_user
from tests.servers.program import Program

STRANGERS_PAGES = ("/", "/en/", "/ask", "/en/ask", "/privacy", "/accessibility", "/desk/sign-in")


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("path", STRANGERS_PAGES)
def test_nobody_is_shut_out_of_a_public_page(
    served: Program,
    open_browser: Callable[..., BrowserContext],
    axe: Callable[..., None],
    path: str,
    size: str,
) -> None:
    page = open_browser(size=size).new_page()
    response = page.goto(served.url + path)
    assert response is not None
    assert response.status == 200
    axe(page)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide, "the page scrolls sideways"


def test_a_signed_in_expert_sees_the_desk(
    served: Program, desktop: Page, sign_in: Callable[..., None], axe: Callable[..., None]
) -> None:
    with served.data():
        user = make_user(role=Role.EXPERT)
        sign_in(desktop, served, user)
    desktop.goto(served.url + "/desk/account")
    assert desktop.url.endswith("/desk/account")
    axe(desktop)
