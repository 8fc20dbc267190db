"""The baker from Radnevo gets her question through: on an old phone, with and without scripts."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.servers.program import Program

PDF = {"name": "Оферта за пещ.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 oferta"}
FAKE = {"name": "лошо.pdf", "mimeType": "application/pdf", "buffer": b"MZ\0\0"}
QUESTION = "Имам малка пекарна в Раднево. Има ли пари за нова пещ?"


def _fill(page: Page) -> None:
    page.get_by_label("Вашият въпрос").fill(QUESTION)
    page.get_by_label("Вашето име").fill("Петя Хлебарова")
    page.get_by_label("Имейл").fill("petya@example.bg")
    page.get_by_label("Фирма", exact=False).first.check()


def _no_sideways(page: Page) -> None:
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_question_goes_through_on_a_phone_and_its_page_takes_more(
    served: Program,
    open_browser: Callable[..., BrowserContext],
    axe: Callable[..., None],
    javascript: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    page = open_browser(size="phone", javascript=javascript).new_page()

    def look() -> None:
        if javascript:  # both are measured by a script in the page
            axe(page)
            _no_sideways(page)

    page.goto(served.url)
    page.locator("main").get_by_role("link", name="Задайте въпрос").click()
    _fill(page)
    page.get_by_label("Файлове").set_input_files([PDF, FAKE])
    page.get_by_role("button", name="Изпратете въпроса").click()
    again = page.get_by_role("button", name="Да, изпратете въпроса ми")
    if again.count():  # the form was filled in faster than a person types
        page.get_by_label("Файлове").set_input_files([PDF, FAKE])
        again.click()

    expect(page.locator(".error-summary")).to_contain_text("лошо.pdf")
    expect(page.get_by_label("Оферта за пещ.pdf")).to_be_checked()
    expect(page.get_by_label("Вашият въпрос")).to_have_value(QUESTION)
    look()
    page.get_by_role("button", name="Изпратете въпроса").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Получихме въпроса Ви")
    look()
    page.locator("main ol a").click()

    expect(page.locator(".timeline")).to_contain_text(QUESTION)
    look()
    with page.expect_download() as download:
        page.get_by_role("link", name="Оферта за пещ.pdf").click()
    assert download.value.suggested_filename == "Оферта за пещ.pdf"
    page.get_by_label("Вашето съобщение").fill("Пещта е на газ.")
    page.get_by_role("button", name="Изпратете съобщението").click()
    if "не е изпратено" in page.locator("main").inner_text():
        page.get_by_role("button", name="Изпратете съобщението").click()
    expect(page.locator(".timeline")).to_contain_text("Пещта е на газ.")
    expect(page.get_by_label("Вашето съобщение")).to_have_value("")
    look()


def test_what_was_typed_survives_a_lost_page_and_is_forgotten_once_sent(
    served: Program, desktop: Page
) -> None:
    desktop.goto(f"{served.url}/ask")
    _fill(desktop)
    desktop.goto(f"{served.url}/privacy")
    desktop.goto(f"{served.url}/ask")
    expect(desktop.get_by_label("Вашият въпрос")).to_have_value(QUESTION)
    expect(desktop.get_by_label("Имейл")).to_have_value("petya@example.bg")
    expect(desktop.locator("input[value=business]")).to_be_checked()
    desktop.get_by_role("button", name="Изпратете въпроса").click()
    again = desktop.get_by_role("button", name="Да, изпратете въпроса ми")
    if again.count():
        again.click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text("Получихме въпроса Ви")
    assert urlsplit(desktop.url).path.startswith("/ask/sent/")
    desktop.goto(f"{served.url}/ask")
    expect(desktop.get_by_label("Вашият въпрос")).to_have_value("")


def test_chosen_files_are_listed_added_to_and_taken_out(served: Program, desktop: Page) -> None:
    desktop.goto(f"{served.url}/ask")
    field = desktop.locator("#files")
    field.set_input_files([PDF])
    field.set_input_files([FAKE])
    chosen = desktop.locator(".chosen li")
    expect(chosen).to_have_count(2)
    desktop.get_by_role("button", name="Премахни: лошо.pdf").click()
    expect(chosen).to_have_count(1)
    assert field.evaluate("input => [...input.files].map(file => file.name)") == [PDF["name"]]


def test_the_remaining_characters_are_said_when_they_run_short(
    served: Program, desktop: Page
) -> None:
    desktop.goto(f"{served.url}/ask")
    area = desktop.get_by_label("Вашият въпрос")
    area.fill("а" * 5_000)
    expect(desktop.get_by_text("Остават знаци")).to_have_count(0)
    area.fill("а" * 9_990)
    expect(desktop.get_by_text("Остават знаци: 10")).to_be_visible()
    area.fill("а" * 10_003)
    expect(desktop.get_by_text("Знаци в повече: 3")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/en/", "/ask", "/en/ask", "/privacy", "/en/accessibility"])
def test_the_pages_fit_a_screen_320_pixels_wide(served: Program, desktop: Page, path: str) -> None:
    desktop.set_viewport_size({"width": 320, "height": 640})
    desktop.goto(served.url + path)
    _no_sideways(desktop)
