"""A citizen books, moves and calls off a visit: by keyboard, with fingers, without scripts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select

from oic.core.clock import today
from oic.core.db import db
from oic.receptions.models import Booking, BookingState, Reception
from tests.browser.hands import Fingers, Hands, Keyboard
from tests.browser.navigators import letter_to, link_in
from tests.factories.enquiries import make_expert
from tests.factories.receptions import (
    make_booking,
    make_reception,
    make_reception_topic,
    make_venue,
)
from tests.servers.program import Program
from tests.servers.smtp import Received

WORDS = {
    "": {
        "book": "Запишете час",
        "topic": "Първа среща: има ли подходящо финансиране за мен",
        "place": "Опан",
        "days": "Покажете дните",
        "kept": "Пазим Ви този час до",
        "name": "Вашето име",
        "email": "Имейл",
        "firm": "Фирма",
        "question": "Какво искате да попитате?",
        "send": "Запишете този час",
        "again": "натиснете бутона още веднъж",
        "done": "Часът Ви е записан",
        "move": "Изберете друг час",
        "moved": "Преместихме го на новия час.",
        "cancel": "Откажете часа",
        "cancelled": "Часът Ви е отменен",
        "wrong": "Това не е имейл адрес.",
    },
    "/en": {
        "book": "Book an appointment",
        "topic": "First meeting: is there suitable funding for me",
        "place": "Opan",
        "days": "Show the days",
        "kept": "We are keeping this time for you until",
        "name": "Your name",
        "email": "E-mail",
        "firm": "A firm",
        "question": "What would you like to ask?",
        "send": "Book this time",
        "again": "press the button once more",
        "done": "Your appointment is booked",
        "move": "Choose another time",
        "moved": "We moved it to the new time.",
        "cancel": "Cancel the appointment",
        "cancelled": "Your appointment is cancelled",
        "wrong": "This is not an e-mail address.",
    },
}
QUESTION = "Имам малка пекарна. Има ли пари за нова пещ?"


_days = count(10)
"""Each journey has a reception on a day of its own: the program goes on running in between."""


@dataclass
class Journey:
    """Somebody who books, with her hands and her language."""

    hands: Hands
    words: dict[str, str]
    look: Callable[[], None]
    email: str
    day: date

    @property
    def page(self) -> Page:
        return self.hands.page

    def go(self, control: Locator) -> None:
        """Press what leads to another page, and wait until it is there."""
        with self.page.expect_navigation():
            self.hands.use(control)

    def choose(self) -> None:
        """Place and topic, day, time."""
        page, hands, words = self.page, self.hands, self.words
        self.go(page.locator("main").get_by_role("link", name=words["book"]))
        hands.tick(page.get_by_label(words["topic"]))
        hands.tick(page.get_by_label(words["place"]))
        self.look()
        self.go(page.get_by_role("button", name=words["days"]))
        self.look()
        self.go(page.locator(f'a[href*="day={self.day}"]'))
        self.look()
        self.go(page.get_by_role("button", name="10:30"))
        expect(page.locator(".held-until")).to_contain_text(words["kept"])
        self.look()

    def fill_in(self) -> None:
        """Who comes, with a slip that is put right."""
        page, hands, words = self.page, self.hands, self.words
        hands.write(page.get_by_label(words["name"]).first, "Петя Хлебарова")
        hands.write(page.get_by_label(words["email"]).first, "petya@")
        hands.tick(page.get_by_label(words["firm"], exact=False).first)
        hands.write(page.get_by_label(words["question"]), QUESTION)
        self.send()
        expect(page.locator(".error-summary")).to_contain_text(words["wrong"])
        expect(page.get_by_label(words["question"])).to_have_value(QUESTION)
        self.look()
        hands.write(page.get_by_label(words["email"]).first, self.email)
        self.send()
        expect(page.get_by_role("heading", level=1)).to_have_text(words["done"])
        expect(page.locator("main")).to_contain_text("10:30")
        self.look()

    def send(self) -> None:
        """Press the button; whoever was quicker than people type is asked once more."""
        self.go(self.page.get_by_role("button", name=self.words["send"]))
        if self.page.get_by_text(self.words["again"]).count():
            self.go(self.page.get_by_role("button", name=self.words["send"]))

    def move(self) -> None:
        """Another time."""
        page, words = self.page, self.words
        self.go(page.get_by_role("link", name=words["move"]))
        self.look()
        self.go(page.locator(f'button[value^="{self.day}T11:30"]'))
        expect(page.locator("main")).to_contain_text(words["moved"])

    def call_off(self) -> None:
        """No time at all."""
        page, words = self.page, self.words
        self.go(page.get_by_role("button", name=words["cancel"]))
        expect(page.get_by_role("heading", level=1)).to_have_text(words["cancelled"])
        self.look()


def _reception(served: Program) -> tuple[int, date]:
    day = today() + timedelta(days=next(_days))
    with served.data():
        expert = make_expert("Елена Експертова")
        venue = make_venue("Читалище „Искра“", municipality_name="Опан")
        made = make_reception(
            day=day, venue=venue, begins=time(10), ends=time(12), experts=[expert]
        )
        return made.id, day


def _calendar_of(letter: Received) -> str:
    """The method of a letter's calendar part."""
    parts = [one for one in letter.message.walk() if one.get_content_type() == "text/calendar"]
    return str(parts[0].get_param("method"))


@pytest.mark.parametrize("site", ["", "/en"])
@pytest.mark.parametrize(
    ("hands", "window"),
    [
        (Keyboard, {"size": "desktop"}),
        (Fingers, {"size": "phone"}),
        (Keyboard, {"size": "desktop", "javascript": False}),
    ],
    ids=["keyboard", "phone", "without scripts"],
)
def test_a_citizen_books_moves_and_calls_off(  # noqa: PLR0917 - fixtures and the way it is done
    served: Program,
    open_browser: Callable[..., BrowserContext],
    axe: Callable[[Page], None],
    site: str,
    hands: Callable[[Page], Hands],
    window: dict[str, Any],
) -> None:
    reception_id, day = _reception(served)
    page = open_browser(**window).new_page()
    look = partial(axe, page) if window.get("javascript", True) else lambda: None
    journey = Journey(hands(page), WORDS[site], look, f"petya{reception_id}@primer.bg", day)
    page.goto(f"{served.url}{site}/")
    expect(page.locator("main")).to_contain_text("Читалище „Искра“")
    look()
    journey.choose()
    journey.fill_in()
    letter = letter_to(served.sink, journey.email)
    assert _calendar_of(letter) == "REQUEST"
    page.goto(link_in(letter, "/booking/"))
    journey.move()
    changed = letter_to(served.sink, journey.email, 2)
    journey.call_off()
    gone = letter_to(served.sink, journey.email, 3)
    assert "11:30" in changed.message["Subject"]
    assert (_calendar_of(changed), _calendar_of(gone)) == ("REQUEST", "CANCEL")
    with served.data():
        visit = db.session.scalars(select(Booking).where(Booking.email == journey.email)).one()
        assert (visit.state, visit.reception_id) == (BookingState.CANCELLED, reception_id)


def test_a_time_that_goes_while_one_types_is_replaced_without_typing_again(
    served: Program, without_javascript: Page
) -> None:
    reception_id, day = _reception(served)
    page, words = without_javascript, WORDS[""]
    journey = Journey(Keyboard(page), words, lambda: None, "vtora@primer.bg", day)
    page.goto(
        f"{served.url}/book/details?topic=first_talk&place=SZR23&time={day}T10:00@{reception_id}"
    )
    page.get_by_label(words["name"]).first.fill("Петя Хлебарова")
    page.get_by_label(words["email"]).first.fill(journey.email)
    page.get_by_label(words["firm"], exact=False).first.check()
    page.get_by_label(words["question"]).fill(QUESTION)
    with served.data():
        reception = db.session.get_one(Reception, reception_id)
        make_booking(make_reception_topic(), day=day, begins=time(10), reception=reception)
    journey.send()
    expect(page.locator(".error-summary")).to_contain_text("Този час току-що беше зает")
    expect(page.get_by_label(words["question"])).to_have_value(QUESTION)
    page.locator(f'input[name="other"][value="{day}T10:30@{reception_id}"]').check()
    journey.send()
    expect(page.get_by_role("heading", level=1)).to_have_text(words["done"])
    expect(page.locator("main")).to_contain_text("10:30")
