"""Every page in a real browser, in both languages: it serves everybody and nothing on it breaks.

A page that is added is walked by itself, or the walk fails for want of a sample address. One
program serves all the pages; its register has a little of everything.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response, expect

from oic.staff.models import Role
from oic.web.access import Permission
from tests.architecture.access_table import TABLE
from tests.browser.filling import Filled, fill
from tests.servers.program import Program

NO_PAGES = {
    "assets",
    "bootstrap.static",
    "static",
    "clients.look_up",
    "enquiries.attachment",
    "public.case_file",
    "public_en.case_file",
    "public.favicon",
    "public.robots",
    "public.security_contact",
    "staff.first",  # open once only: the main journey looks at it
}
"""What is fetched and not read as a page."""
WALKER = {
    Permission.PUBLIC: None,
    Permission.SIGNED_IN: Role.EXPERT,
    Permission.DESK: Role.EXPERT,
    Permission.MANAGE: Role.MANAGER,
    Permission.OUTBOX: Role.ADMINISTRATOR,
    Permission.ADMINISTER: Role.ADMINISTRATOR,
}
"""Who opens the pages of each permission."""
SEE_MORE = {"enquiries.day", "enquiries.register", "enquiries.enquiry", "enquiries.experts"}
"""Pages on which a manager finds more than an expert."""
MAIN = {
    "enquiries.day",
    "enquiries.register",
    "enquiries.enquiry",
    "enquiries.new",
    "clients.index",
    "clients.contact",
    "reports.workload",
    "staff.absences",
    "staff.people",
    "admin.outbox",
    "admin.letter",
    "admin.settings",
    "admin.audit",
    "public.home",
    "public.ask",
    "public.case",
    "public.satisfaction",
}
FOUND = {200, 404, 410}
"""A link that is dead has a page that says so."""


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    width: int
    height: int = 900
    dark: bool = False


DESK, PHONE, NARROW = Look(1280), Look(390, 844), Look(320, 640)


@pytest.fixture(scope="module")
def filled(served: Program) -> Iterator[Filled]:
    """The walk's people and addresses."""
    with served.data():
        yield fill()


def pages(
    program: Program, filled: Filled, role: Role | None, language: str
) -> list[tuple[str, str]]:
    """What a role opens: endpoint and address; the public pages in the address's language."""
    found = []
    with program.app.test_request_context(base_url=program.url):
        urls = program.app.create_url_adapter(None) or program.app.url_map.bind("")
        for rule in program.app.url_map.iter_rules():
            endpoint = rule.endpoint
            twin = endpoint.startswith("public_en.")
            if "GET" not in (rule.methods or ()) or endpoint in NO_PAGES:
                continue
            if endpoint.startswith("public") and twin is not (language == "en"):
                continue
            permission = TABLE[endpoint.replace("public_en.", "public.")]
            if WALKER[permission] is not role and not (
                role is Role.MANAGER and endpoint in SEE_MORE
            ):
                continue
            samples = filled.samples.get(endpoint, [{}] if not rule.arguments else [])
            assert samples, (
                f"give the walk a sample address of {endpoint}: tests/browser/filling.py"
            )
            for values in samples:
                own = dict(values)
                if own.pop("walker", language) == language:
                    path = urls.build(endpoint, own).removeprefix(program.url)
                    found.append((endpoint, path))
    return found


class Walk:
    """One window going from page to page; what is wrong is kept until the end."""

    def __init__(self, context: BrowserContext, url: str, axe: Callable[..., None]) -> None:
        self.page: Page = context.new_page()
        self.url = url
        self.axe = axe
        self.wrong: list[str] = []
        self._at = ""
        self._said: set[str] = set()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self._at}: {error}"))
        self.page.on("response", self._missing)

    def _note(self, said: ConsoleMessage) -> None:
        # A page that is not found says so by itself in the console.
        if said.type in {"error", "warning"} and "the server responded with" not in said.text:
            self.wrong.append(f"{self._at}: {said.text}")

    def _missing(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.wrong.append(f"{self._at}: {response.url} {response.status}")

    def open(self, path: str) -> None:
        """Open a page and hold it to what every page must be."""
        self._at = path
        response = self.page.goto(self.url + path)
        if response is None or response.status not in FOUND:
            self.wrong.append(f"{path}: {response.status if response else 'no answer'}")
            return
        if self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            self.wrong.append(f"{path} scrolls sideways: {self.page.evaluate(_WIDEST)}")
        # What is folded away is read too, once somebody opens it.
        self.page.evaluate(
            "for (const f of document.querySelectorAll('details.fold')) f.open = true"
        )
        try:
            self.axe(self.page)
        except AssertionError as error:
            said = str(error).partition("\n")[2]
            self.wrong.append(f"{path}\n{said if said not in self._said else '  the same'}")
            self._said.add(said)


_WIDEST = """() => [...document.body.querySelectorAll('*')]
  .filter(node => node.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 3).map(node => node.outerHTML.slice(0, 120)).join(' | ')"""


@pytest.fixture
def walk(
    served: Program,
    filled: Filled,
    open_browser: Callable[..., BrowserContext],
    axe: Callable[..., None],
) -> Callable[..., Walk]:
    """``walk(role, language, look)``: a window of that person's."""

    def begin(role: Role | None, language: str, look: Look, **options: Any) -> Walk:
        if look.dark:
            options["color_scheme"] = "dark"
        context = open_browser(
            size="desktop" if look.width >= DESK.width else "phone",
            locale="en-GB" if language == "en" else "bg-BG",
            viewport={"width": look.width, "height": look.height},
            **options,
        )
        if role is not None:
            context.add_cookies([served.cookie(filled.people[role, language])])  # type: ignore[list-item]
        return Walk(context, served.url, axe)

    return begin


ROLES = [
    pytest.param(None, id="stranger"),
    *(pytest.param(role, id=role.value) for role in Role),
]


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_nobody_is_shut_out_of_any_page(
    served: Program, filled: Filled, walk: Callable[..., Walk], role: Role | None, language: str
) -> None:
    walked = walk(role, language, DESK)
    for _endpoint, path in pages(served, filled, role, language):
        walked.open(path)
    assert not walked.wrong, "\n".join(walked.wrong)


@pytest.mark.parametrize("look", [PHONE, Look(1280, dark=True)], ids=["phone", "dark"])
@pytest.mark.parametrize("role", ROLES)
def test_the_main_pages_serve_a_phone_and_the_dark(
    served: Program, filled: Filled, walk: Callable[..., Walk], role: Role | None, look: Look
) -> None:
    walked = walk(role, "bg", look)
    seen = set()
    for endpoint, path in pages(served, filled, role, "bg"):
        if endpoint in MAIN and endpoint not in seen:
            seen.add(endpoint)
            walked.open(path)
    assert seen
    assert not walked.wrong, "\n".join(walked.wrong)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_opens_without_scripts(
    served: Program, filled: Filled, walk: Callable[..., Walk], role: Role | None
) -> None:
    walked = walk(role, "bg", DESK, javascript=False)
    walked.axe = lambda page: expect(page.locator("h1")).to_be_visible()
    for _endpoint, path in pages(served, filled, role, "bg"):
        walked.open(path)
    assert not walked.wrong, "\n".join(walked.wrong)


@pytest.mark.parametrize("role", ROLES)
def test_no_page_scrolls_sideways_on_a_phone(
    served: Program, filled: Filled, walk: Callable[..., Walk], role: Role | None
) -> None:
    walked = walk(role, "bg", NARROW if role is None else PHONE)
    walked.axe = lambda _page: None
    for _endpoint, path in pages(served, filled, role, "bg"):
        walked.open(path)
    assert not walked.wrong, "\n".join(walked.wrong)
