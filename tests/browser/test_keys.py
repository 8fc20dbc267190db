"""The desk by its keys: whoever types without the mouse is obeyed, and never ambushed."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from oic.enquiries.models import State
from oic.staff.models import User
from tests.factories.clients import make_contact, make_organisation
from tests.factories.enquiries import make_enquiry, make_expert
from tests.servers.program import Program

BULGARIAN = {"n": ("KeyN", "н"), "r": ("KeyR", "р"), "i": ("KeyI", "и"), "j": ("KeyJ", "й")}
"""Keys by place and what the phonetic layout writes there."""
OWN = "?open=1&assignee=me&sort=due&up=1"


@pytest.fixture
def elena(served: Program) -> Iterator[User]:
    with served.data():
        yield make_expert("Елена Експертова")


@pytest.fixture
def desk(
    served: Program,
    elena: User,
    open_browser: Callable[..., BrowserContext],
    sign_in: Callable[..., None],
) -> Page:
    """Her window, with five enquiries of hers in the register."""
    page = open_browser().new_page()
    for number in range(5):
        make_enquiry(assignee=elena, subject=f"Пекарна {number}", state=State.IN_PROGRESS)
    sign_in(page, served, elena)
    page.goto(f"{served.url}/desk/enquiries{OWN}")
    return page


def press_bulgarian(page: Page, letter: str) -> None:
    """Press a letter's key while the keyboard writes Bulgarian."""
    code, written = BULGARIAN[letter]
    page.evaluate(
        """([code, key]) => document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", {code, key, bubbles: true, cancelable: true}))""",
        [code, written],
    )


def open_first(page: Page) -> None:
    """Open the first row."""
    page.locator("[data-row-link]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#composer-form")).to_be_visible()


def test_slash_searches_and_n_begins_an_enquiry_in_both_layouts(desk: Page) -> None:
    desk.keyboard.press("/")
    expect(desk.locator("#bar-q")).to_be_focused()
    desk.keyboard.type("nri?ajk/")
    expect(desk.locator("#bar-q")).to_have_value("nri?ajk/")
    assert desk.url.endswith(OWN), "a letter in a field went somewhere"
    desk.locator("#bar-q").evaluate("node => node.blur()")
    press_bulgarian(desk, "n")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Ново запитване")


def test_the_keys_of_an_enquiry_do_what_they_say(desk: Page) -> None:
    open_first(desk)
    desk.locator("h1").click()
    press_bulgarian(desk, "i")
    note = desk.locator("#composer-form [name=body]")
    expect(desk.locator("[data-composer=note]")).to_be_visible()
    expect(note).to_be_focused()
    desk.keyboard.type("jke")
    expect(note).to_have_value("jke")
    note.evaluate("node => node.blur()")
    desk.keyboard.press("r")
    expect(desk.locator("[data-composer=answer]")).to_be_visible()
    desk.locator("#composer-form [name=body]").evaluate("node => node.blur()")
    for key, field in (("a", "assignee"), ("e", "note")):
        desk.keyboard.press(key)
        opened = desk.locator("details.step[open]")
        expect(opened).to_have_count(1)
        expect(opened.locator(f"[name={field}]")).to_be_focused()
        desk.keyboard.press("Escape")
        expect(opened).to_have_count(0)


def test_j_and_k_go_through_the_list_one_came_from(desk: Page) -> None:
    order = desk.locator("[data-row-link]").all_inner_texts()
    open_first(desk)
    heading = desk.get_by_role("heading", level=1)
    expect(heading).to_contain_text(order[0])
    desk.locator("#composer-form [name=body]").evaluate("node => node.blur()")
    press_bulgarian(desk, "j")
    expect(heading).to_contain_text(order[1])
    desk.keyboard.press("j")
    expect(heading).to_contain_text(order[2])
    desk.keyboard.press("k")
    expect(heading).to_contain_text(order[1])


def test_the_question_mark_lists_the_keys_and_they_can_be_switched_off(
    desk: Page, axe: Callable[..., None]
) -> None:
    desk.keyboard.press("?")
    dialog = desk.get_by_role("dialog", name="Клавишни комбинации")
    expect(dialog).to_contain_text("Ново запитване")
    axe(desk)
    dialog.get_by_role("checkbox").uncheck()
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    desk.reload()
    desk.keyboard.press("n")
    desk.keyboard.press("/")
    expect(desk.locator("#bar-q")).not_to_be_focused()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Регистър")


def test_the_arrows_walk_the_register(desk: Page) -> None:
    links = desk.locator("[data-row-link]")
    links.first.focus()
    desk.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    desk.keyboard.press("ArrowUp")
    expect(links.first).to_be_focused()


@pytest.mark.parametrize("path", ["/desk/enquiries" + OWN, "/desk/"])
@pytest.mark.parametrize("key", ["ArrowDown", "ArrowUp", "Enter"])
def test_on_a_page_just_opened_the_keys_go_into_the_first_row(
    served: Program, elena: User, desk: Page, path: str, key: str
) -> None:
    make_enquiry(assignee=elena, seen=False, subject="За днес")
    desk.goto(served.url + path)
    links = desk.locator("[data-row-link]")
    desk.keyboard.press(key)
    expect(links.first).to_be_focused()
    desk.locator("#bar-q").focus()
    desk.keyboard.press("ArrowDown")
    expect(desk.locator("#bar-q")).to_be_focused()


def test_shift_ticks_a_stretch_and_the_bar_closes_it_for_a_reason(
    desk: Page, axe: Callable[..., None]
) -> None:
    picks = desk.locator("[data-pick]")
    picks.nth(0).click()
    picks.nth(2).click(modifiers=["Shift"])
    expect(desk.locator("[data-pick]:checked")).to_have_count(3)
    bar = desk.locator("[data-bulk]")
    expect(bar).to_contain_text("3")
    axe(desk)
    bar.get_by_role("button", name="Приключи").click()
    expect(desk.locator("h1")).to_have_text("Да се приключат ли без отговор?")
    axe(desk)
    desk.keyboard.type("Реклами.")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator(".flashes")).to_contain_text("3")
    expect(desk.locator("[data-row]")).to_have_count(2)


def test_a_client_is_found_and_taken_while_the_line_is_open(served: Program, desk: Page) -> None:
    with served.data():
        firm = make_organisation("Мелница Пример ООД")
        make_contact("Радка Мелничарова", organisation=firm, phones=["0899 765 432"])
    desk.keyboard.press("n")
    box = desk.get_by_role("combobox", name="Кой пита")
    expect(box).to_be_focused()
    desk.keyboard.type("melnicharova")
    expect(desk.get_by_role("option").first).to_contain_text("Радка Мелничарова")
    desk.keyboard.press("Enter")
    expect(desk.locator("[name=contact_id]")).not_to_have_value("")
    expect(desk.locator("[data-question-text]").first).to_be_focused()
    desk.keyboard.press("Alt+1")
    expect(desk.locator("[name=channel][value=office]")).to_be_checked()


def test_the_seconds_run_down_and_the_letter_leaves(served: Program, desk: Page) -> None:
    open_first(desk)
    form = desk.locator("#composer-form")
    form.locator("[name=body]").fill("Да, отворена е процедура.")
    form.get_by_role("button", name="Изпрати", exact=False).first.click()
    left = desk.locator("[data-undo-left]")
    first = int(left.inner_text())
    expect(left).not_to_have_text(str(first))
    assert int(left.inner_text()) < first
    expect(desk.locator("form[data-undo]")).to_contain_text("Писмото тръгва.", timeout=60_000)
    expect(desk.locator("form[data-undo] button")).to_have_count(0)
