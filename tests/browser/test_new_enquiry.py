"""A call is written down without the mouse, at the desk's width and on a phone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from oic.enquiries.models import Enquiry, State
from oic.enquiries.queries import one
from tests.factories.clients import make_contact, make_organisation
from tests.factories.enquiries import make_enquiry, make_expert
from tests.servers.program import Program

PAGE = "/desk/enquiries/new"


@pytest.fixture(scope="module")
def register(served: Program) -> Program:
    """The program with a colleague, a known client with a history, and an answered question."""
    with served.data():
        colleague = make_expert("Боян Колев")
        firm = make_organisation("Тракия Софт ЕООД", municipality="Казанлък")
        contact = make_contact(
            "Георги Петров",
            client_type="business",
            organisation=firm,
            municipality="Казанлък",
            emails=["georgi@trakia.example.bg"],
            phones=["0888 123 456"],
        )
        make_enquiry(contact=contact, assignee=colleague, subject="Софтуер", state="in_progress")
        make_enquiry(
            question="Има ли процедура за оборудване на малка пекарна?",
            state="closed",
            answer="Да: процедурата за пекарни е отворена до 30 юни.",
        )
    return served


@pytest.fixture
def cookie(register: Program) -> Any:
    """The session of an expert of this test alone: drafts are a person's."""
    with register.data():
        return register.cookie(make_expert())


@pytest.fixture
def desk(register: Program, desktop: Page, cookie: Any) -> Page:
    """The page at the desk, just opened with the key n."""
    desktop.context.add_cookies([cookie])
    desktop.goto(register.url + "/desk/clients/")
    desktop.keyboard.press("n")
    desktop.wait_for_url(f"**{PAGE}")
    expect(desktop.locator("#client")).to_be_focused()
    return desktop


@contextmanager
def saved(served: Program, page: Page) -> Iterator[Enquiry]:
    """What the banner says was registered."""
    page.wait_for_url("**saved=*")
    reference = page.locator(".new-saved a").inner_text()
    with served.data():
        found = one.by_reference(reference)
        assert found is not None
        yield found


def test_a_known_caller_in_a_dozen_keys(served: Program, desk: Page) -> None:
    keys = desk.keyboard
    keys.type("0888 123")
    expect(desk.get_by_role("option", name="Георги Петров")).to_have_attribute(
        "aria-selected", "true"
    )
    expect(desk.get_by_role("option", name="Нов клиент: 0888 123")).to_be_visible()
    keys.press("Enter")
    expect(desk.locator("#questions-0-text")).to_be_focused()
    keys.type("Има ли нещо по ВG16RFРR001 – 1.012 за оборудване на пекарна?")
    expect(desk.locator("#questions-0-procedure")).to_have_value("BG16RFPR001-1.012")
    expect(desk.locator("[data-proposal]")).to_contain_text("Ще отиде при Боян Колев")
    expect(desk.locator("[data-client-panel]")).to_contain_text("Софтуер")
    keys.press("Control+Enter")
    with saved(served, desk) as found:
        assert found.client_name == "Георги Петров"
        assert found.reply_email == "georgi@trakia.example.bg"
        assert found.questions[0].procedure_code == "BG16RFPR001-1.012"
        assert found.assignee is not None
        assert found.assignee.name == "Боян Колев"
        assert found.duration_seconds >= 0
    expect(desk.locator(".new-saved")).to_contain_text("Отива при Боян Колев")
    expect(desk.locator("#client")).to_be_focused()
    expect(desk.locator("#questions-0-text")).to_have_value("")


def test_a_number_is_put_right_or_questioned_when_one_goes_on(desk: Page) -> None:
    number, note = desk.locator("#questions-0-procedure"), desk.locator("[data-unread]")
    desk.locator("#questions-0-text").fill("Кога отваря?")
    number.fill("процедура 12")
    number.press("Tab")
    expect(note).to_contain_text("процедура 12")
    expect(number).to_have_value("процедура 12")
    number.fill("бг16рфпр001/1.012")
    number.press("Tab")
    expect(number).to_have_value("BG16RFPR001-1.012")
    expect(note).to_be_empty()
    expect(desk.locator("#questions-0-programme option:checked")).to_contain_text("ПКИП")
    desk.locator("#questions-0-text").fill("Кога отваря BG05SFPR002-2.001?")
    number.fill("")
    number.press("Tab")
    expect(number).to_have_value("BG05SFPR002-2.001")
    desk.locator("#questions-0-text").fill("Кога отваря BG16FFPR002-2.001?")
    expect(number).to_have_value("BG16FFPR002-2.001")


def test_a_stranger_answered_on_the_spot_with_what_was_said_before(
    served: Program, desk: Page
) -> None:
    keys = desk.keyboard
    keys.press("Alt+1")
    expect(desk.get_by_role("radio", name="Офис")).to_be_checked()
    desk.locator("#client").press("End")
    keys.type("Петя Хлебарова 0899 111 222")
    new = desk.get_by_role("option", name="Нов клиент: Петя Хлебарова 0899 111 222")
    expect(new).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    expect(desk.locator("#name")).to_have_value("Петя Хлебарова")
    expect(desk.locator("#phone")).to_have_value("0899 111 222")
    expect(desk.locator("#email")).to_be_focused()
    keys.type("petya@example.bg")
    for _ in range(3):  # past the organisation
        keys.press("Tab")
    expect(desk.locator("#client_type")).to_be_focused()
    keys.press("ArrowDown")
    expect(desk.locator("#client_type")).to_have_value("business")
    keys.press("Tab")
    keys.press("ArrowDown")
    keys.press("Tab")
    expect(desk.locator("#questions-0-text")).to_be_focused()
    keys.type("Има ли процедура за оборудване на пекарна?")
    insert = desk.locator("[data-insert]").first
    expect(insert).to_be_visible()
    keys.press("Alt+8")
    expect(desk.locator("#summary")).to_be_focused()
    insert.press("Enter")
    expect(desk.locator("#summary")).to_have_value(
        "Да: процедурата за пекарни е отворена до 30 юни."
    )
    keys.press("Control+Enter")
    with saved(served, desk) as found:
        assert found.state is State.CLOSED
        assert found.reply_email == "petya@example.bg"
    expect(desk.locator(".new-saved")).to_contain_text("отговорено е веднага")


def test_what_is_missing_is_focused_and_nothing_is_lost(desk: Page) -> None:
    keys = desk.keyboard
    keys.type("Някой Си")
    keys.press("Control+Enter")
    expect(desk.locator("#client_type")).to_be_focused()
    expect(desk.locator(".error-summary")).to_contain_text("Напишете какво Ви попитаха.")
    expect(desk.locator("#name")).to_have_value("Някой Си")


def test_a_likely_double_is_taken_or_not_by_key(desk: Page) -> None:
    keys = desk.keyboard
    keys.type("Г. Петров 0888 123 456")
    new = desk.get_by_role("option", name="Нов клиент: Г. Петров 0888 123 456")
    expect(new).to_be_visible()
    while new.get_attribute("aria-selected") != "true":
        keys.press("ArrowDown")
    keys.press("Enter")
    use = desk.locator("[data-use]")
    expect(use).to_be_visible()
    use.press("Enter")
    expect(desk.locator("#questions-0-text")).to_be_focused()
    expect(desk.locator("[name=contact_id]")).not_to_have_value("")
    expect(desk.locator("#client_type")).to_have_value("business")


def test_enter_in_a_line_never_sends_half_an_enquiry(desk: Page) -> None:
    desk.locator("#client_type").select_option("citizen")
    desk.locator("#questions-0-procedure").press("Enter")
    expect(desk.locator("#questions-0-procedure")).to_be_focused()
    assert "saved" not in desk.url


def test_questions_are_added_and_removed(desk: Page) -> None:
    desk.locator("#questions-0-text").fill("Първо")
    desk.locator("[data-add-question]").press("Enter")
    expect(desk.locator("#questions-1-text")).to_be_focused()
    desk.keyboard.type("Второ за BG05SFPR002-2.001")
    expect(desk.locator("#questions-1-procedure")).to_have_value("BG05SFPR002-2.001")
    expect(desk.locator("#questions-0-procedure")).to_have_value("")
    desk.locator(".new-question button").press("Enter")
    expect(desk.locator("#questions-1-text")).to_have_count(0)


def test_a_closed_browser_costs_nothing(
    served: Program, desk: Page, cookie: Any, open_browser: Callable[..., BrowserContext]
) -> None:
    desk.locator("#questions-0-text").focus()
    desk.keyboard.type("Започнах да пиша и токът спря")
    expect(desk.locator("[data-draft-state]")).to_contain_text("Черновата е запазена")
    desk.context.close()
    again = open_browser()
    again.add_cookies([cookie])
    page = again.new_page()
    page.goto(served.url + PAGE)
    expect(page.locator("#questions-0-text")).to_have_value("Започнах да пиша и токът спря")
    page.get_by_role("button", name="Изхвърли я").press("Enter")
    expect(page.locator("#questions-0-text")).to_have_value("")
    page.reload()
    expect(page.get_by_role("button", name="Изхвърли я")).to_have_count(0)


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["bg", "en"])
def test_everybody_can_use_the_page(
    register: Program,
    open_browser: Callable[..., BrowserContext],
    axe: Callable[..., None],
    size: str,
    language: str,
) -> None:
    page = open_browser(size=size).new_page()
    with register.data():
        session: Any = register.cookie(make_expert(language=language))
    page.context.add_cookies([session])
    page.goto(register.url + PAGE)
    axe(page)
    page.keyboard.type("Георги Петров 0888 123 456")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(page.locator("[data-use]").first).to_be_visible()
    page.keyboard.press("Alt+8")
    page.locator("[data-more] summary").press("Enter")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[aria-invalid=true]").first).to_be_focused()
    page.evaluate("scrollTo(0, 0)")  # the bar at the top lies over whatever was scrolled under it
    axe(page)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide, "the page scrolls sideways"


def test_a_call_is_written_down_without_javascript(
    register: Program, without_javascript: Page, cookie: Any
) -> None:
    page = without_javascript
    page.context.add_cookies([cookie])
    page.goto(register.url + PAGE)
    page.fill("#client", "георги петров")
    page.get_by_role("button", name="Намери").click()
    page.get_by_label("Георги Петров").check()
    page.fill("#questions-0-text", "Кога отваря BG16RFPR001-1.012?")
    page.get_by_role("button", name="Още един въпрос").click()
    page.fill("#questions-1-text", "А догодина?")
    page.get_by_role("radio", name="Отговорено веднага").check()
    page.fill("#summary", "През май.")
    page.get_by_role("button", name="Запази", exact=False).first.click()
    page.wait_for_url("**saved=*")
    expect(page.locator(".new-saved")).to_contain_text("отговорено е веднага")
