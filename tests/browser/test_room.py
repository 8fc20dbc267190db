"""Pages have room for what people really type, and say all of it at any width."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from oic.core.clock import now
from oic.core.db import db, transaction
from oic.enquiries.actions import reminders, saved
from oic.enquiries.models import Enquiry, State
from oic.staff.models import User
from tests.factories.clients import make_contact, make_organisation
from tests.factories.enquiries import make_enquiry, make_expert
from tests.servers.program import Program

REGISTER = "/desk/enquiries"
AWAITING = "Чака уточнение от клиента"
ZOOMED = {"width": 683, "height": 450}
"""A desk's window at 200 %."""
LONG_VIEW = "Моите общини, прегледани всеки понеделник преди оперативката"


@pytest.fixture(scope="module")
def elena(served: Program) -> Iterator[User]:
    with served.data():
        yield make_expert("Елена Експертова")


@pytest.fixture(scope="module")
def long_words(elena: User) -> dict[str, str]:
    """Pages that show a name, an organisation, a subject and a note without a single space."""
    firm = make_organisation("Ф" * 150, address="А" * 120, notes="б" * 300)
    person = make_contact(
        "П" * 180,
        organisation=firm,
        phones=["0888 123 456"],
        notes="н" * 300,
        position="Д" * 80,
    )
    double = make_contact("П" * 179 + "а", phones=["0888 123 456"], notes="к" * 200)
    enquiry = make_enquiry(
        contact=person,
        organisation=firm,
        assignee=elena,
        subject="С" * 190,
        question="В" * 400,
        reply_email="petya.hlebarova@primer.example.bg",
        duration_seconds=300,
    )
    with transaction():
        reminders.remind(
            db.session.get_one(Enquiry, enquiry.id),
            by=elena,
            due_at=now() + timedelta(minutes=5),
            note="Н" * 500,
        )
    people = "/desk/clients/people"
    return {
        "day": "/desk/",
        "register": REGISTER,
        "enquiry": f"{REGISTER}/{enquiry.reference}",
        "clients": "/desk/clients/",
        "organisations": "/desk/clients/?kind=organisation",
        "person": f"{people}/{person.id}",
        "organisation": f"/desk/clients/organisations/{firm.id}",
        "pick": f"{people}/{person.id}/merge",
        "merge": f"{people}/{person.id}/merge?other={double.id}",
        "new": f"{REGISTER}/new?contact_id={person.id}",
        "new, organisation": f"{REGISTER}/new?organisation_id={firm.id}",
    }


@pytest.fixture
def window(
    served: Program, elena: User, open_browser: Callable[..., BrowserContext], sign_in: Callable
) -> Callable[..., Page]:
    """``window(**options)``: her window at the register."""

    def make(**options: object) -> Page:
        page = open_browser(**options).new_page()
        sign_in(page, served, elena)
        page.goto(served.url + REGISTER)
        return page

    return make


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_words_without_an_end_push_no_page_sideways(
    served: Program,
    window: Callable[..., Page],
    axe: Callable[..., None],
    long_words: dict[str, str],
    size: str,
) -> None:
    page = window(size=size)
    wide = []
    for name, path in long_words.items():
        page.goto(served.url + path)
        if page.evaluate(
            """() => document.documentElement.scrollWidth > innerWidth
              || [...document.querySelectorAll("main .table-wrap")]
                .some((wrap) => wrap.scrollWidth > wrap.clientWidth)"""
        ):
            wide.append(name)
        if name in {"enquiry", "person"}:
            axe(page)  # what stands in more lines is as far apart as before
    assert wide == []


def test_ordinary_words_and_addresses_beside_an_enquiry_stay_whole(
    served: Program, window: Callable[..., Page], long_words: dict[str, str]
) -> None:
    page = window()
    page.goto(served.url + long_words["enquiry"])
    for text in ("Продължителност", "petya.hlebarova@primer.example.bg"):
        assert lines(page, "#facts", text) == 1, text


def lines(page: Page, within: str, text: str) -> int:
    """On how many lines a text stands."""
    count: int = (
        page.locator(within)
        .get_by_text(text, exact=True)
        .evaluate(
            """(node) => {
          const range = document.createRange();
          range.selectNodeContents(node);
          return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
        }"""
        )
    )
    return count


@pytest.fixture(scope="module")
def awaiting(elena: User) -> None:
    make_enquiry(
        assignee=elena,
        state=State.AWAITING_CLIENT,
        subject="Сертификат",
        contact=make_contact("Димитър Лалев"),
        channel="outreach",
    )


@pytest.mark.usefixtures("awaiting")
@pytest.mark.parametrize("width", [360, 683, 1024, 1200, 1366, 1680])
def test_a_row_of_the_register_says_all_at_every_width(
    window: Callable[..., Page], width: int
) -> None:
    page = window(viewport={"width": width, "height": 740})
    row = page.locator("[data-row]").filter(has_text="Сертификат")
    frame = page.locator("main .table-wrap").bounding_box()
    assert frame
    for part in (AWAITING, "срокът е спрян"):
        box = row.get_by_text(part).bounding_box()
        assert box
        assert box["x"] + box["width"] <= frame["x"] + frame["width"], part
        assert box["height"] < 36, f"{part}: three lines"
    for text in ("Димитър Лалев", "Елена", "Изнесена приемна"):
        shown = row.get_by_text(text).filter(visible=True)
        expect(shown.first).to_be_visible()


def test_the_open_view_is_in_sight_and_a_long_name_shortened(
    served: Program, elena: User, window: Callable[..., Page]
) -> None:
    with transaction():
        saved.save_view(LONG_VIEW, "q=pekarna", by=elena)
    page = window()
    page.set_viewport_size(ZOOMED)
    page.goto(f"{served.url}{REGISTER}?q=pekarna")
    view = page.get_by_role("navigation", name="Изгледи").locator("[aria-current]")
    expect(view).to_contain_text(LONG_VIEW)
    expect(view.locator("[title]")).to_have_attribute("title", LONG_VIEW)
    strip, box = page.locator(".views").bounding_box(), view.bounding_box()
    assert strip
    assert box
    assert strip["x"] <= box["x"]
    assert box["x"] + box["width"] <= strip["x"] + strip["width"]


def test_the_menu_is_folded_by_a_button_that_is_whole_under_the_banner(
    window: Callable[..., Page],
) -> None:
    page = window()
    page.evaluate(
        """() => document.body.prepend(Object.assign(document.createElement("aside"),
          {className: "demo", textContent: "Демонстрация"}))"""
    )
    box = page.get_by_role("button", name="Свий менюто").bounding_box()
    assert box
    assert box["y"] + box["height"] <= page.evaluate("innerHeight")


def test_an_enquiry_is_printed_without_what_cannot_be_done_on_paper(
    served: Program, window: Callable[..., Page], long_words: dict[str, str]
) -> None:
    page = window()
    page.goto(served.url + long_words["enquiry"])
    page.emulate_media(media="print")
    expect(page.locator("#facts")).to_contain_text("Продължителност")
    expect(page.locator("#facts dl")).to_be_visible()
    expect(page.locator("#reminders .reminder").first).to_be_visible()
    expect(page.locator("main :is(summary, button, input, textarea):visible")).to_have_count(0)


def test_keys_are_spelled_alike_and_shown_where_there_are_keys(
    served: Program, window: Callable[..., Page], long_words: dict[str, str]
) -> None:
    page = window()
    for path in (long_words["enquiry"], long_words["new"], "/desk/clients/people/new"):
        page.goto(served.url + path)
        expect(page.locator("main .btn-primary .key").filter(visible=True)).to_have_text(
            "Ctrl+Enter"
        )
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/desk/", long_words["enquiry"], long_words["new"]):
        page.goto(served.url + path)
        expect(page.locator(".key:visible")).to_have_count(0)


def test_the_ways_from_an_enquiry_stand_in_one_row_on_a_phone(
    served: Program, window: Callable[..., Page], elena: User
) -> None:
    made = [make_enquiry(assignee=elena, subject=f"Подред {number}") for number in range(3)]
    page = window(size="phone")
    page.goto(f"{served.url}{REGISTER}/{made[1].reference}?from=open%3D1%26assignee%3Dme")
    ways = page.locator(".enquiry-way a")
    expect(ways).to_have_count(3)
    tops = {
        round(box["y"] + box["height"] / 2)
        for box in (way.bounding_box() for way in ways.all())
        if box
    }
    assert max(tops) - min(tops) <= 2
    expect(page.get_by_role("link", name="Следващо")).to_be_visible()
