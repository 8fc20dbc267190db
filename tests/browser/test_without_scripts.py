"""The desk in a browser that runs no scripts: an old machine, a blocked file; the work goes on."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from oic.core.clock import today
from oic.enquiries.models import State
from tests.factories.enquiries import make_enquiry, make_expert
from tests.servers.program import Program

TEMPLATE = "Какво може и какво не може да предостави ОИЦ"


@pytest.fixture
def desk(served: Program, without_javascript: Page, sign_in: Callable[..., None]) -> Page:
    """An expert's window without scripts; a colleague and three enquiries are there."""
    with served.data():
        expert = make_expert("Елена Експертова")
        make_expert("Петър Колегов")
        for subject in ("Нова пещ", "Тестомесачка", "Оранжерия"):
            make_enquiry(subject=subject, assignee=expert, state=State.IN_PROGRESS)
        sign_in(without_javascript, served, expert)
    without_javascript.goto(served.url + "/desk/enquiries?assignee=me&open=1")
    return without_javascript


def button(page: Page, name: str) -> None:
    """Press a button of the page."""
    page.locator("main").get_by_role("button", name=name, exact=False).first.click()


def open_enquiry(page: Page, subject: str, tab: str = "") -> None:
    """Open one from the register, with a tab of the composer."""
    page.locator("tr").filter(has_text=subject).locator("a").first.click()
    expect(page.locator("h1")).to_contain_text(subject)
    if tab:
        page.locator(".composer-tabs").get_by_role("link", name=tab).first.click()


def test_a_call_of_a_new_client_is_logged(desk: Page) -> None:
    desk.get_by_role("link", name="Ново запитване").click()
    desk.get_by_label("Кой пита").fill("Радка Мелничарова 0899 765 432")
    button(desk, "Намери")
    expect(desk.locator("[name=client]")).to_have_value("Радка Мелничарова 0899 765 432")
    desk.locator("[name=client_choice][value=new]").check()
    desk.locator("[name=client_type]").select_option("business")
    desk.locator("[data-question-text]").fill("Има ли помощ за мелница?")
    desk.locator("main label").filter(has_text="Поемам го").click()
    button(desk, "Запази и отвори")
    expect(desk.locator("h1")).to_contain_text("мелница")
    expect(desk.locator("#client")).to_contain_text("Радка Мелничарова")
    expect(desk.locator("#client")).to_contain_text("0899 765 432")


def test_an_answer_is_written_from_a_template_looked_at_and_taken_back(desk: Page) -> None:
    open_enquiry(desk, "Нова пещ", "Отговор")
    desk.get_by_label("Образец", exact=True).select_option(label=TEMPLATE)
    button(desk, "Приложи")
    desk.get_by_label("Връзки", exact=True).fill("https://eufunds.example.bg")
    button(desk, "Попълни в текста")
    text = desk.locator("[name=body]")
    expect(text).to_have_value(re.compile(re.escape("https://eufunds.example.bg")))
    button(desk, "Преглед")
    expect(desk.locator("h1")).to_have_text("Преглед на писмото")
    expect(desk.locator(".letter")).to_contain_text("https://eufunds.example.bg")
    button(desk, "Изпрати")
    expect(desk.locator(".timeline")).to_contain_text("https://eufunds.example.bg")
    button(desk, "Върни го")
    expect(desk.locator("[name=body]")).to_have_value(
        re.compile(re.escape("https://eufunds.example.bg"))
    )


def test_a_note_a_colleague_and_an_end(desk: Page) -> None:
    open_enquiry(desk, "Тестомесачка", "Бележка")
    desk.locator("[name=body]").fill("Да се провери в ИСУН.")
    button(desk, "Запази бележката")
    expect(desk.locator(".timeline")).to_contain_text("Да се провери в ИСУН.")

    desk.locator("summary").filter(has_text="Предай").click()
    form = desk.locator("form[action*=hand-over]")
    form.locator("[name=assignee]").select_option(label="Петър Колегов")
    form.locator("[name=note]").fill("По-добре познава темата.")
    form.get_by_role("button", name="Предай").click()
    expect(desk.locator(".enquiry-head")).to_contain_text("Петър Колегов")

    desk.locator("summary").filter(has_text="Приключи").click()
    desk.locator("form[action*=close]").get_by_role("button").click()
    expect(desk.locator(".enquiry-head")).to_contain_text("Приключено")


def test_the_register_is_filtered_kept_and_taken_along(desk: Page, tmp_path: Path) -> None:
    desk.locator(".filters [name=q]").fill("оранжериите")
    button(desk, "Покажи")
    rows = desk.locator("[data-row]")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Оранжерия")

    desk.locator("summary").filter(has_text="Запази изгледа").click()
    desk.get_by_label("Име на изгледа").fill("Моите оранжерии")
    desk.locator("form[action$=views]").get_by_role("button").click()
    expect(desk.locator(".views")).to_contain_text("Моите оранжерии")

    desk.locator("summary").filter(has_text="Изтегли").click()
    with desk.expect_download() as taken:
        desk.get_by_role("button", name="Excel").click()
    sheet = tmp_path / "register.xlsx"
    taken.value.save_as(sheet)
    cells = [str(c.value) for row in openpyxl.load_workbook(sheet).active for c in row]
    assert "Оранжерия" in cells
    assert "Нова пещ" not in cells


def test_many_are_closed_at_once_for_a_reason(desk: Page) -> None:
    picks = desk.locator("[data-pick]")
    picks.nth(0).check()
    picks.nth(1).check()
    desk.locator("[data-bulk]").get_by_role("button", name="Приключи").click()
    expect(desk.locator("h1")).to_have_text("Да се приключат ли без отговор?")
    desk.locator("[name=reason]").fill("Реклами.")
    button(desk, "Приключи 2 запитвания")
    expect(desk.locator("[data-row]")).to_have_count(1)


def test_a_client_and_an_absence_are_entered(served: Program, desk: Page) -> None:
    desk.goto(served.url + "/desk/clients/people/new")
    desk.locator("[name=name]").fill("Деян Пчеларов")
    desk.locator("[name=emails]").fill("deyan@example.bg")
    desk.locator("[name=client_type]").select_option("farmer")
    button(desk, "Запази")
    expect(desk.locator("h1")).to_contain_text("Деян Пчеларов")

    desk.goto(served.url + "/desk/absences/new")
    for name, days in (("first_day", 20), ("last_day", 24)):
        desk.locator(f"[name={name}]").fill((today() + timedelta(days)).isoformat())
    button(desk, "Въведи отсъствието")
    expect(desk.locator("h1")).to_have_text("Отсъствия")
    expect(desk.locator(".grid")).to_contain_text("Елена Експертова")
