"""The browser house itself: a check that cannot fail protects nobody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

GOOD = (
    '<!doctype html><html lang="bg"><head><title>Добре</title></head>'
    "<body><main><h1>Добре</h1></main></body></html>"
)


def test_axe_passes_a_good_page(desktop: Page, axe: Callable[..., None]) -> None:
    desktop.set_content(GOOD)
    axe(desktop)


def test_axe_finds_a_control_without_a_name(phone: Page, axe: Callable[..., None]) -> None:
    phone.set_content(GOOD.replace("</h1>", "</h1><input>"))
    with pytest.raises(AssertionError, match="label"):
        axe(phone)


def test_without_javascript_nothing_runs(without_javascript: Page) -> None:
    page = GOOD.replace("</h1>", "</h1><script>document.body.className='ran'</script>")
    without_javascript.set_content(page)
    assert without_javascript.locator("body.ran").count() == 0


def test_a_phone_is_narrow(open_browser: Callable[..., BrowserContext]) -> None:
    page = open_browser(size="phone").new_page()
    assert page.viewport_size == {"width": 360, "height": 740}
