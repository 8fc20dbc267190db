"""A real browser: Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from oic.staff.models import User
from tests.servers.program import Program

MISSING = "The browser tests need Debian's chromium. Run tests/setup as root, or install it."
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
SIZES = {"desktop": {"width": 1366, "height": 900}, "phone": {"width": 360, "height": 740}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_ELEMENTS = 5
SHOT = 10_000
"""Milliseconds that a screenshot may take."""
PATIENCE = 30_000
"""Milliseconds that a state may take to come about on a machine that is busy."""
expect.set_options(timeout=PATIENCE)

outcomes = pytest.StashKey[dict[str, pytest.TestReport]]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Keep the outcome where the fixtures find it, for the screenshot of a failure."""
    report = yield
    item.stash.setdefault(outcomes, {})[report.when] = report
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run. Fails where Chromium is not installed."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.fail(MISSING, pytrace=False)
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=flags)
        yield started
        started.close()


@pytest.fixture
def open_browser(
    browser: Browser, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[..., BrowserContext]]:
    """``open_browser(size="phone", javascript=False, locale="en-GB", **options)``.

    A browser with nothing in it: a person's own window. It reaches the test's own machine only,
    and an error in a page's script fails the test. When the test fails, a screenshot of each
    page is kept in the test's temporary folder and named in the report.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(
        *, size: str = "desktop", javascript: bool = True, locale: str = "bg-BG", **options: Any
    ) -> BrowserContext:
        context = browser.new_context(
            **{"viewport": SIZES[size], **options},
            has_touch=size == "phone",
            java_script_enabled=javascript,
            locale=locale,
            timezone_id="Europe/Sofia",
        )
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on(
            "console",
            lambda said: errors.append(said.text) if "Content Security" in said.text else None,
        )
        contexts.append(context)
        return context

    yield make
    report = request.node.stash.get(outcomes, {}).get("call")
    if report is not None and report.failed:
        shots = []
        for number, page in enumerate(page for context in contexts for page in context.pages):
            path = tmp_path / f"page{number}.png"
            try:
                page.screenshot(path=path, full_page=True, timeout=SHOT)
            except PlaywrightError as error:  # a page that hangs must not hide why the test failed
                path = Path(str(error).splitlines()[0])
            shots.append(f"{page.url} → {path}")
        report.sections.append(("Screenshots", "\n".join(shots)))
    for context in contexts:
        context.close()
    if errors:
        pytest.fail("errors in the pages' scripts:\n" + "\n".join(errors), pytrace=False)


@pytest.fixture
def desktop(open_browser: Callable[..., BrowserContext]) -> Page:
    """A page in a window of a desk's size, in Bulgarian, with JavaScript."""
    return open_browser().new_page()


@pytest.fixture
def phone(open_browser: Callable[..., BrowserContext]) -> Page:
    """A page on a phone of 360 × 740."""
    return open_browser(size="phone").new_page()


@pytest.fixture
def without_javascript(open_browser: Callable[..., BrowserContext]) -> Page:
    """A page in a browser that runs no scripts."""
    return open_browser(javascript=False).new_page()


@pytest.fixture
def sign_in() -> Callable[[Page, Program, User], None]:
    """``sign_in(page, served, user)``: give the window a signed-in session."""

    def give(page: Page, program: Program, user: User) -> None:
        page.context.add_cookies([program.cookie(user)])  # type: ignore[list-item]

    return give


@pytest.fixture(scope="session")
def axe() -> Callable[..., None]:
    """``axe(page)`` fails with what WCAG 2.2 AA and good practice find wrong on the page.

    ``without=("rule-id",)`` leaves rules out; give the reason beside it.
    """
    engine = Axe()

    def check(page: Page, *, without: tuple[str, ...] = ()) -> None:
        options = {
            "runOnly": {"type": "tag", "values": RULES},
            "rules": {rule: {"enabled": False} for rule in without},
            "resultTypes": ["violations"],
        }
        found = engine.run(page, options=options).response["violations"]
        if found:
            raise AssertionError(f"{page.url}\n" + "\n".join(map(_violation, found)))

    return check


def _violation(found: dict[str, Any]) -> str:
    nodes = found["nodes"]
    lines = [f"- {found['id']} ({found['impact']}): {found['help']}"]
    for node in nodes[:MOST_ELEMENTS]:
        lines.append(f"    {' '.join(map(str, node['target']))}")
        lines.append(f"      {node['html'][:200]}")
        checks = (*node["any"], *node["all"], *node["none"])
        lines += [f"      {each['message']}" for each in checks]
    if len(nodes) > MOST_ELEMENTS:
        lines.append(f"    and {len(nodes) - MOST_ELEMENTS} more")
    return "\n".join(lines)
