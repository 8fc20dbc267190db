"""A client is found while the expert types, without the mouse and by those who listen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories.clients import make_contact, make_organisation
from tests.factories.staff import make_user
from tests.servers.program import Program


@pytest.fixture
def new_person(served: Program, desktop: Page, sign_in: Callable[..., None]) -> Page:
    """The page on which a person is added, with two firms to belong to."""
    with served.data():
        make_organisation("Кооперация Явор", eik="000694037")
        make_organisation("Кооперация Ясен")
        sign_in(desktop, served, make_user())
    desktop.goto(served.url + "/desk/clients/people/new")
    return desktop


def test_the_arrows_choose_enter_takes_and_escape_closes(
    new_person: Page, axe: Callable[..., None]
) -> None:
    box = new_person.get_by_role("combobox", name="Организация")
    box.press_sequentially("kooperaciq q")
    options = new_person.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    axe(new_person)
    first = options.first.get_attribute("id") or ""
    expect(box).to_have_attribute("aria-activedescendant", first)
    box.press("ArrowDown")
    expect(box).not_to_have_attribute("aria-activedescendant", first)
    second = options.nth(1).get_attribute("data-name") or ""
    box.press("Escape")
    expect(options.first).to_be_hidden()
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value(second)
    expect(box).to_have_attribute("aria-expanded", "false")
    taken = new_person.locator("input[name=organisation_id]")
    expect(taken).not_to_have_value("")
    box.press("Backspace")
    expect(taken).to_have_value("")
    assert new_person.url.endswith("/people/new"), "Enter took an option and sent no form"


def test_what_is_found_is_read_out(new_person: Page) -> None:
    new_person.get_by_role("combobox", name="Организация").press_sequentially("няма такава")
    expect(new_person.get_by_role("status").filter(has_text="Няма намерени")).to_be_attached()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_every_page_of_a_client_can_be_used_by_everybody(
    served: Program,
    open_browser: Callable[..., BrowserContext],
    sign_in: Callable[..., None],
    axe: Callable[..., None],
    size: str,
) -> None:
    page = open_browser(size=size).new_page()
    with served.data():
        firm = make_organisation("Пекарна Зора ООД", website="https://zora.example.bg")
        keep = make_contact("Мария Пекарова", organisation=firm, phones=["0888 123 456"])
        gone = make_contact("М. Пекарова", phones=["0888 123 456"], notes="две")
        sign_in(page, served, make_user())
        paths = (
            "",
            "?kind=organisation",
            "?q=пекарова",
            "?q=няма",
            f"people/{keep.id}",
            f"people/{keep.id}/edit",
            f"people/{keep.id}/merge",
            f"people/{keep.id}/merge?other={gone.id}",
            f"organisations/{firm.id}",
            "organisations/new",
        )
    for path in paths:
        page.goto(f"{served.url}/desk/clients/{path}")
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, f"{path} scrolls sideways"
