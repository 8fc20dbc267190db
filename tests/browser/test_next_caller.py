"""Somebody else calls while a draft is still on the page: the two are not mixed."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories.clients import make_contact
from tests.factories.enquiries import make_expert
from tests.servers.program import Program

PAGE = "/desk/enquiries/new"


@pytest.fixture
def draft(served: Program, desktop: Page) -> Page:
    """The page of a new enquiry, opened again with a draft about a known client on it."""
    with served.data():
        expert = make_expert()
        make_contact("Калина Овчарова", client_type="university", municipality="Мъглиж")
        desktop.context.add_cookies([served.cookie(expert)])
    desktop.goto(served.url + PAGE)
    desktop.locator("#client").press_sequentially("Калина Овч")
    expect(desktop.get_by_role("option", name="Калина Овчарова").first).to_be_visible()
    desktop.keyboard.press("Enter")
    desktop.get_by_label("Какво Ви попитаха").press_sequentially("Има ли стипендии?")
    expect(desktop.locator("[data-draft-state]")).to_contain_text("Черновата е запазена")
    desktop.goto(served.url + PAGE)
    return desktop


def test_who_comes_back_to_a_draft_goes_on_with_the_question(draft: Page) -> None:
    expect(draft.get_by_label("Какво Ви попитаха")).to_be_focused()


def test_the_next_caller_does_not_get_the_last_one_s_name_and_type(draft: Page) -> None:
    draft.keyboard.press("Shift+Tab")
    draft.locator("#client").focus()
    draft.keyboard.type("Георги Нов")
    expect(draft.locator("#client")).to_have_value("Георги Нов")
    expect(draft.locator("input[name=contact_id]")).to_have_value("")
    expect(draft.get_by_label("Вид клиент")).to_have_value("")
    expect(draft.get_by_label("Община")).to_have_value("")


def test_a_name_that_was_typed_and_not_chosen_becomes_the_new_client_s(
    served: Program, desktop: Page
) -> None:
    with served.data():
        desktop.context.add_cookies([served.cookie(make_expert())])
    desktop.goto(served.url + PAGE)
    desktop.locator("#client").press_sequentially("Цветан Ненов 0888 77 66 55")
    desktop.keyboard.press("Escape")
    desktop.keyboard.press("Escape")
    desktop.keyboard.press("Tab")
    desktop.get_by_label("Какво Ви попитаха").press_sequentially("Има ли процедура?")
    expect(desktop.get_by_label("Име", exact=True)).to_have_value("Цветан Ненов")
    expect(
        desktop.get_by_label("Телефон", exact=True).and_(desktop.locator("#phone"))
    ).to_have_value("0888 77 66 55")
