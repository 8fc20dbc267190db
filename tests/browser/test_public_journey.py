"""A citizen with an old phone and no scripts: the question arrives, is answered for, comes back."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.navigators import letter_to, link_in
from tests.factories.enquiries import make_expert
from tests.servers.program import Program

QUESTION = "Имам малка пекарна в Раднево. Има ли пари за нова пещ?"
MORE = "Забравих: пещта е на газ."
ADDRESS = "petya@example.bg"
OFFER = {"name": "Оферта за пещ.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 oferta"}


def press(page: Page, name: str) -> None:
    """Press a button; whoever was quicker than people type is asked once more."""
    page.get_by_role("button", name=name).click()
    again = page.get_by_text("натиснете бутона още веднъж")
    if again.count():
        page.locator("main form .actions button").last.click()


def test_a_citizen_without_scripts_asks_reads_and_says_more(
    served: Program,
    open_browser: Callable[..., BrowserContext],
    sign_in: Callable[..., None],
) -> None:
    small = {"viewport": {"width": 390, "height": 844}}
    page = open_browser(size="phone", javascript=False, **small).new_page()
    with served.data():
        expert = make_expert("Елена Експертова")
        desk = open_browser().new_page()
        sign_in(desk, served, expert)
    page.goto(served.url + "/ask")
    page.get_by_label("Вашият въпрос").fill(QUESTION)
    page.get_by_label("Имейл").fill("petya@")
    page.get_by_label("Файлове").set_input_files([OFFER])
    page.get_by_role("button", name="Изпратете въпроса").click()

    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.get_by_label("Вашият въпрос")).to_have_value(QUESTION)
    expect(page.get_by_label("Имейл")).to_have_value("petya@")
    expect(page.get_by_label("Оферта за пещ.pdf")).to_be_checked()
    page.get_by_label("Имейл").fill(ADDRESS)
    page.get_by_label("Вашето име").fill("Петя Хлебарова")
    page.get_by_label("Фирма", exact=False).first.check()
    press(page, "Изпратете въпроса")

    expect(page.get_by_role("heading", level=1)).to_have_text("Получихме въпроса Ви")
    reference = page.locator(".big").inner_text()
    done = page.locator("main")
    expect(done).to_contain_text("Ще отговорим")
    acknowledgement = letter_to(served.sink, ADDRESS)
    assert reference in acknowledgement.message["Subject"]
    assert acknowledgement.message["Auto-Submitted"]
    assert "съфинансирана от Европейския съюз" in " ".join(acknowledgement.text.split())

    page.goto(link_in(acknowledgement, "/case/"))
    expect(page.locator(".timeline")).to_contain_text(QUESTION)
    expect(page.locator("main")).to_contain_text("Оферта за пещ.pdf")
    desk.goto(f"{served.url}/desk/")
    desk.locator("#now").get_by_role("link", name="пекарна").first.click()
    expect(desk.locator(".timeline")).to_contain_text("Оферта за пещ.pdf")
    desk.get_by_role("button", name="Видях").click()

    page.get_by_label("Вашето съобщение").fill(MORE)
    press(page, "Изпратете съобщението")
    expect(page.locator(".timeline")).to_contain_text(MORE)
    desk.goto(f"{served.url}/desk/")
    line = desk.locator("#now li").filter(has_text=reference)
    expect(line).to_contain_text("Върна се")
    line.get_by_role("link").first.click()
    expect(desk.locator(".timeline")).to_contain_text(MORE)
