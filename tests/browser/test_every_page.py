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
from tests.browser.navigators import first_link
from tests.servers.program import Program

NO_PAGES = {
    "assets",
    "bootstrap.static",
    "static",
    "clients.look_up",
    "enquiries.attachment",
    "enquiries.incoming_picture",
    "enquiries.incoming_raw",
    "health.ready",
    "public.case_file",
    "public_en.case_file",
    "public.expert_calendar",
    "public_en.expert_calendar",
    "public.receptions_calendar",
    "public_en.receptions_calendar",
    "public.visit_calendar",
    "public_en.visit_calendar",
    "receptions.along_data",
    "receptions.along_manifest",
    "receptions.along_worker",
    "receptions.booking_file",
    "public.favicon",
    "public.robots",
    "public.security_contact",
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
SEE_MORE = {
    "enquiries.day",
    "enquiries.register",
    "enquiries.enquiry",
    "enquiries.experts",
    "receptions.hours",
    "receptions.topics",
}
"""Pages on which a manager finds more than an expert."""
MAIN = {
    "enquiries.day",
    "enquiries.register",
    "enquiries.enquiry",
    "enquiries.new",
    "clients.index",
    "clients.contact",
    "reports.workload",
    "reports.report",
    "imports.run",
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
    "public.book",
    "public.book_details",
    "public.visit",
    "receptions.day",
    "receptions.week",
    "receptions.sheet",
    "receptions.new_booking",
}
LETTER = "Уважаема госпожо Хлебарова,\n\nПриемът е отворен."


@dataclass(frozen=True)
class Sent:
    """A form that a page holds, how it is sent, and the status of the page that answers it."""

    role: Role
    endpoint: str
    form: str
    status: int
    fields: dict[str, str]
    address: str = ""
    """A part of the page's address, where it has several."""
    action: str = ""
    """Where the form is sent instead."""
    signed_out: bool = False


ANSWERED = {
    "a hall whose place is typed the wrong way round": Sent(
        Role.EXPERT, "receptions.new_venue", "#venue", 422, {"coordinates": "25.6345, 42.4258"}
    ),
    "a way that takes no minutes": Sent(
        Role.EXPERT, "receptions.travel", "#travel-times", 422, {"minutes_1": "час и нещо"}
    ),
    "the exact letter": Sent(
        Role.EXPERT, "enquiries.enquiry", "#composer-form", 200, {"do": "preview", "body": LETTER}
    ),
    "an answer that crossed another": Sent(
        Role.EXPERT,
        "enquiries.enquiry",
        "#composer-form",
        409,
        {"do": "send", "body": LETTER, "last": "0"},
    ),
    "facts that somebody else changed": Sent(
        Role.EXPERT,
        "enquiries.enquiry",
        "form[action$='/facts']",
        409,
        {"last": "0", "subject": "Моята тема"},
    ),
    "a person whom somebody else changed": Sent(
        Role.EXPERT,
        "clients.edit_contact",
        "main form",
        409,
        {"version": "99", "name": "Петя Пекарова"},
    ),
    "an organisation that somebody else changed": Sent(
        Role.EXPERT,
        "clients.edit_organisation",
        "main form",
        409,
        {"version": "99", "name": "Пекарна „Зора“ ЕООД"},
    ),
    "records that somebody else changed": Sent(
        Role.EXPERT, "clients.merge", "#merge-form", 409, {"version": "99"}, address="other="
    ),
    "a template that somebody else changed": Sent(
        Role.MANAGER,
        "enquiries.letter",
        "#letter-template",
        409,
        {"version": "99", "subject": "Моето относно"},
    ),
    "several that nobody has answered": Sent(
        Role.EXPERT,
        "enquiries.register",
        "form[data-bulk-form]",
        200,
        {"what": "close", "ids": "1-1"},
    ),
    "what is refused": Sent(
        Role.EXPERT, "staff.account", "#own", 409, {}, action="/desk/outbox/1/cancel"
    ),
    "a form with an old token": Sent(
        Role.EXPERT, "staff.account", "#own", 400, {"csrf_token": "x"}
    ),
    "a form after the session ended": Sent(
        Role.EXPERT, "staff.account", "#own", 401, {}, signed_out=True
    ),
}
"""Pages that are no address of their own: each answers a form."""
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
        found = fill()
        found.samples["staff.first"] = [{"token": first_link(served).rpartition("/")[2]}]
        yield found


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
        self._look()

    def send(self, path: str, sent: Sent) -> None:
        """Send a form of a page and hold the page that answers to the same."""
        self._at = path
        self.page.goto(self.url + path)
        if sent.signed_out:
            self.page.context.clear_cookies()
        with self.page.expect_navigation() as coming:
            self.page.evaluate(_SEND, [sent.form, sent.action, sent.fields])
        if coming.value is None or coming.value.status != sent.status:
            self.wrong.append(f"{path}: {coming.value.status if coming.value else 'no answer'}")
            return
        self._look()

    def _look(self) -> None:
        path = self._at
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


_SEND = """([found, action, fields]) => {
  const form = document.querySelector(found)
  if (action) form.action = action
  for (const [name, value] of Object.entries(fields)) {
    const own = form.elements[name]
    const field = own && own.name ? own : document.createElement('input')
    if (field !== own) { field.type = 'hidden'; field.name = name; form.append(field) }
    field.value = value
  }
  setTimeout(() => HTMLFormElement.prototype.submit.call(form))
}"""
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


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("answered", ANSWERED)
def test_nobody_is_shut_out_of_the_page_that_answers_a_form(
    served: Program, filled: Filled, walk: Callable[..., Walk], language: str, answered: str
) -> None:
    sent = ANSWERED[answered]
    walked = walk(sent.role, language, DESK)
    path = next(
        path
        for endpoint, path in pages(served, filled, sent.role, language)
        if endpoint == sent.endpoint and sent.address in path
    )
    walked.send(path, sent)
    assert not walked.wrong, "\n".join(walked.wrong)


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("look", [PHONE, Look(1280, dark=True)], ids=["phone", "dark"])
@pytest.mark.parametrize("role", ROLES)
def test_the_main_pages_serve_a_phone_and_the_dark(  # noqa: PLR0917 - fixtures
    served: Program,
    filled: Filled,
    walk: Callable[..., Walk],
    role: Role | None,
    look: Look,
    language: str,
) -> None:
    walked = walk(role, language, look)
    seen = set()
    for endpoint, path in pages(served, filled, role, language):
        page = endpoint.replace("public_en.", "public.")
        if page in MAIN and page not in seen:
            seen.add(page)
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
