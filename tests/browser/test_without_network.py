"""An expert in a village hall without a network: nothing is lost, and nothing personal stays."""

from collections.abc import Callable
from datetime import time

from playwright.sync_api import BrowserContext, Dialog, Page, expect
from sqlalchemy import select

from oic.core.clock import frozen, local_instant, today
from oic.core.db import db, transaction
from oic.enquiries.models import Enquiry
from oic.receptions.actions import booking as bookings
from oic.receptions.models import Booking, BookingState, Reception
from oic.staff.models import User
from tests.browser.navigators import wait_for
from tests.factories.enquiries import make_expert
from tests.factories.receptions import make_booking, make_reception, make_reception_topic
from tests.servers.program import Program

STORED = """async () => {
  const known = (await indexedDB.databases()).map((one) => one.name);
  return { databases: known, caches: await caches.keys(),
           workers: (await navigator.serviceWorker.getRegistrations()).length };
}"""
NOTHING = {"databases": [], "caches": [], "workers": 0}


def _reception(served: Program) -> tuple[int, int, int, int]:
    # Booked at midnight, so that the test finds its times at any hour of the day.
    with served.data(), frozen(local_instant(today(), time(0))):
        expert = make_expert("Елена Експертова")
        topic = make_reception_topic("Първа среща")
        reception = make_reception(day=today(), experts=[expert], travel=0)
        ids = [
            make_booking(
                topic,
                day=today(),
                begins=begins,
                reception=reception,
                name=name,
                question="Има ли пари за покрив?",
            ).id
            for begins, name in ((time(10), "Иван Първи"), (time(10, 30), "Петя Втора"))
        ]
        return expert.id, reception.id, ids[0], ids[1]


def _take_along(page: Page, served: Program, reception_id: int) -> None:
    page.goto(f"{served.url}/desk/receptions/{reception_id}/sheet")
    page.get_by_role("link", name="Вземи листа със себе си").click()
    page.get_by_role("button", name="Вземи листа със себе си").click()
    expect(page.get_by_text("Вече работи и без мрежа")).to_be_visible()
    expect(page.get_by_role("heading", name="Иван Първи")).to_be_visible()


def test_a_day_in_a_village_hall_is_noted_without_a_network_and_handed_over_once(
    served: Program,
    open_browser: Callable[..., BrowserContext],
    sign_in: Callable[..., None],
    axe: Callable[..., None],
) -> None:
    expert_id, reception_id, first, second = _reception(served)
    context = open_browser(size="phone")
    page = context.new_page()
    with served.data():
        sign_in(page, served, db.session.get_one(User, expert_id))
    _take_along(page, served, reception_id)
    axe(page)

    context.set_offline(True)
    page.reload()  # the browser was closed in between: the page comes from what was kept
    expect(page.get_by_text("Няма мрежа", exact=True)).to_be_visible()
    ivan = page.locator(".visit").filter(has_text="Иван Първи")
    ivan.get_by_role("button", name="Пристигна").click()
    page.get_by_role("button", name="Следващият, моля").click()
    expect(ivan).to_contain_text("В разговор")
    ivan.get_by_role("button", name="Готово").click()
    ivan.get_by_label("Какво отговорихте").fill("Да, до 15 юни.")
    ivan.get_by_role("button", name="Запиши края").click()
    expect(ivan).to_contain_text("отбелязано тук")
    expect(ivan.get_by_role("button", name="Готово")).to_be_hidden()
    page.get_by_role("button", name="Дойде без час").click()
    page.get_by_label("Име").fill("Дядо Примеров")
    page.get_by_label("Вид").select_option(label="Земеделски стопанин")
    page.get_by_label("Тема").select_option(label="Първа среща")
    page.get_by_role("button", name="Отбележи посетителя").click()
    expect(page.locator(".visit").filter(has_text="Дядо Примеров")).to_contain_text("Пристигна")
    page.locator(".visit").filter(has_text="Петя Втора").get_by_role(
        "button", name="Не дойде"
    ).click()
    expect(page.get_by_text("Чакат да се предадат: 5")).to_be_visible()
    axe(page)
    page.reload()
    expect(page.get_by_text("Чакат да се предадат: 5")).to_be_visible()

    with served.data(), transaction():  # meanwhile, in the office, somebody calls off
        bookings.cancel(db.session.get_one(Booking, second), by=db.session.get_one(User, expert_id))
    context.set_offline(False)
    expect(page.get_by_text("Това не можа да се приеме")).to_be_visible()
    expect(page.locator("[data-refused]")).to_contain_text("Петя Втора")
    with served.data():
        enquiry = db.session.scalars(select(Enquiry)).one()
        assert db.session.get_one(Booking, first).enquiry == enquiry
        assert enquiry.answered_at is not None
        walk_in = db.session.scalars(select(Booking).where(Booking.name == "Дядо Примеров")).one()
        assert walk_in.state is BookingState.ARRIVED
    page.locator("[data-refused]").get_by_role("button", name="Погрижих се").click()
    expect(page.get_by_text("Всичко е предадено")).to_be_visible()
    page.get_by_role("button", name="Предай и прибери").click()
    expect(page).to_have_url(f"{served.url}/desk/receptions/{reception_id}/sheet")
    assert wait_for(lambda: page.evaluate(STORED) == NOTHING, "emptied browser")


def test_whoever_signs_out_leaves_no_name_in_the_browser(
    served: Program,
    open_browser: Callable[..., BrowserContext],
    sign_in: Callable[..., None],
) -> None:
    expert_id, reception_id, _, _ = _reception(served)
    context = open_browser()
    page = context.new_page()
    with served.data():
        sign_in(page, served, db.session.get_one(User, expert_id))
    _take_along(page, served, reception_id)
    context.set_offline(True)
    page.locator(".visit").first.get_by_role("button", name="Пристигна").click()
    expect(page.get_by_text("Чакат да се предадат: 1")).to_be_visible()
    page.goto("about:blank")
    context.set_offline(False)
    desk = context.new_page()
    desk.goto(f"{served.url}/desk/")
    desk.locator(".person-menu summary").click()
    out = desk.get_by_role("button", name="Изход")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if len(asked) == 1:
            dialog.dismiss()
        else:
            dialog.accept()

    desk.on("dialog", answer)
    out.click(no_wait_after=True)
    wait_for(lambda: desk.evaluate("1") and asked, "question")
    assert "непредадени записи" in asked[0]
    assert desk.evaluate(STORED)["databases"] == ["oic-along"]
    out.click(no_wait_after=True)
    expect(desk.get_by_label("Парола")).to_be_visible()
    assert desk.evaluate(STORED) == NOTHING
    with served.data():
        assert db.session.get_one(Reception, reception_id) is not None
