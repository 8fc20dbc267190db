"""Two people at one enquiry, and texts that a closed browser or an ended session would lose."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from oic.enquiries.models import State
from oic.staff.models import User
from tests.browser.hands import Keyboard
from tests.browser.navigators import Person
from tests.factories.enquiries import make_enquiry, make_expert
from tests.servers.program import Program

ANSWER = "Уважаема госпожо,\n\nДа, отворена е процедура за пекарни."
PASSWORD = "четири думи за парола"


@dataclass
class Desk:
    """Two colleagues and an enquiry between them."""

    elena: User
    petar: User
    reference: str
    path: str


@pytest.fixture
def desk(served: Program) -> Iterator[Desk]:
    with served.data():
        elena = make_expert("Елена Експертова", password=PASSWORD)
        petar = make_expert("Петър Колегов", password=PASSWORD)
        enquiry = make_enquiry(assignee=elena, state=State.IN_PROGRESS)
        yield Desk(elena, petar, enquiry.reference, f"/desk/enquiries/{enquiry.reference}")


@pytest.fixture
def at_work(
    served: Program, open_browser: Callable[..., BrowserContext], sign_in: Callable[..., None]
) -> Callable[[User], Person]:
    """``at_work(user)``: that person's own browser, signed in."""

    def begin(user: User) -> Person:
        page = open_browser().new_page()
        sign_in(page, served, user)
        return Person(page, served.url, Keyboard)

    return begin


def body(person: Person) -> Locator:
    """The text of the composer."""
    return person.page.locator("#composer-form [name=body]")


def kept(page: Page) -> None:
    """Wait until the page says that the draft is kept."""
    expect(page.locator("[data-draft-state]")).to_contain_text("Черновата е запазена")


def test_who_else_looks_and_writes_is_shown(desk: Desk, at_work: Callable[[User], Person]) -> None:
    elena, petar = at_work(desk.elena), at_work(desk.petar)
    with elena.page.expect_response(lambda answer: answer.url.endswith("/presence")):
        elena.open(desk.path)
    petar.open(desk.path)
    expect(petar.page.locator("[data-company]")).to_contain_text("Елена Експертова")
    elena.hands.write(body(elena), ANSWER)
    kept(elena.page)
    petar.page.reload()
    expect(petar.page.locator("[data-company]")).to_contain_text(re.compile("[Пп]ише"))


def test_a_letter_written_meanwhile_is_seen_before_ones_own_leaves(
    served: Program, desk: Desk, at_work: Callable[[User], Person], axe: Callable[..., None]
) -> None:
    elena, petar = at_work(desk.elena), at_work(desk.petar)
    elena.open(desk.path + "?tab=answer")
    petar.open(desk.path + "?tab=note")
    petar.hands.write(body(petar), "Клиентката се обади: иска и за тестомесачка.")
    petar.hands.press("Control+Enter", petar.button("Запази бележката"))
    expect(petar.page.locator(".timeline")).to_contain_text("тестомесачка")

    elena.hands.write(body(elena), ANSWER)
    elena.page.keyboard.press("Control+Enter")
    expect(elena.title).to_have_text("Междувременно се случи нещо")
    expect(elena.page.locator(".stale")).to_contain_text("тестомесачка")
    expect(elena.page.locator(".typed")).to_contain_text("отворена е процедура за пекарни")
    axe(elena.page)
    elena.hands.use(elena.button("Продължи писането"))
    expect(body(elena)).to_have_value(ANSWER)
    elena.page.keyboard.press("Control+Enter")
    expect(elena.page.locator(".timeline")).to_contain_text("отворена е процедура за пекарни")
    expect(elena.page.locator(".timeline")).to_contain_text("тестомесачка")


def test_a_draft_outlives_the_browser(desk: Desk, at_work: Callable[[User], Person]) -> None:
    before = at_work(desk.elena)
    before.open(desk.path + "?tab=answer")
    before.hands.write(body(before), ANSWER)
    kept(before.page)
    before.open("/desk/enquiries/new")
    before.hands.write(before.page.locator("[data-question-text]").first, "Пита за оранжерии")
    kept(before.page)
    before.page.context.close()

    after = at_work(desk.elena)
    after.open(desk.path + "?tab=answer")
    expect(body(after)).to_have_value(ANSWER)
    expect(after.page.locator(".draft-line")).to_contain_text("Ваша чернова")
    after.open("/desk/")
    expect(after.page.locator("#drafts")).to_contain_text("оранжерии")
    after.open("/desk/enquiries/new")
    expect(after.page.locator("[data-question-text]").first).to_have_value("Пита за оранжерии")
    after.hands.use(after.page.locator(".draft-line").get_by_role("button"))
    expect(after.page.locator("[data-question-text]").first).to_have_value("")


def test_an_ended_session_loses_no_text(desk: Desk, at_work: Callable[[User], Person]) -> None:
    elena = at_work(desk.elena)
    elena.open(desk.path + "?tab=note")
    elena.page.context.clear_cookies()
    text = "Говорих с Управляващия орган: приемат и пекарни."
    elena.hands.write(body(elena), text)
    elena.page.keyboard.press("Control+Enter")
    expect(elena.title).to_have_text("Формулярът още не е изпратен")
    expect(elena.page.locator("main")).to_contain_text("Нищо от написаното не е загубено")

    with elena.page.expect_popup() as opened:
        elena.page.get_by_role("link", name="Влезте").or_(
            elena.page.locator("main a[target=_blank]")
        ).first.click()
    other = Person(opened.value, elena.url, Keyboard)
    other.sign_in(desk.elena.email, PASSWORD)
    elena.hands.use(elena.page.locator("form[data-resend] button"))
    expect(elena.page.locator(".timeline")).to_contain_text(text)
