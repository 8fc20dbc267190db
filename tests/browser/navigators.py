"""What people do with the program, each step named as they would name it.

A step is done with the hands that it is given and ends when the page shows that it is done; it
waits for what is seen, never for a time.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from playwright.sync_api import Locator, Page, expect

from tests.browser.hands import Hands
from tests.servers.program import Program
from tests.servers.smtp import Received, Sink

PATIENCE = 60.0
"""Seconds that a letter or a job may take on a machine that is busy with other things."""
Found = TypeVar("Found")


def wait_for(look: Callable[[], Found | None], what: str) -> Found:
    """Look until there is something. Fails with ``what`` when there is nothing."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"in {PATIENCE:.0f} s there is no {what}"
        time.sleep(0.05)


def letter_to(sink: Sink, address: str, number: int = 1) -> Received:
    """The ``number``-th letter that the mail server got for an address."""

    def look() -> Received | None:
        letters = sink.to(address)
        return letters[number - 1] if len(letters) >= number else None

    return wait_for(look, f"letter {number} to {address}")


def link_in(letter: Received, part: str) -> str:
    """The address in a letter's text that contains ``part``."""
    found = [link.rstrip(".,)") for link in re.findall(r"https?://\S+", letter.text)]
    links = [link for link in found if part in link]
    assert links, f"no link with {part} in:\n{letter.text}"
    return links[0]


def first_link(program: Program) -> str:
    """The one-time link that the program prints when nobody has an account yet."""
    found = re.search(r"https?://\S*/desk/first/\S+", program.output)
    assert found, f"no link in what was printed:\n{program.output}"
    return found[0]


@dataclass
class Caller:
    """Somebody on the line."""

    name: str
    phone: str
    email: str
    client_type: str = "Бизнес"
    municipality: str = "Раднево"


class Person:
    """Somebody at the program, with a browser of their own."""

    def __init__(self, page: Page, url: str, hands: Callable[[Page], Hands]) -> None:
        self.page = page
        self.url = url
        self.hands = hands(page)

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path if path.startswith("http") else self.url + path)

    def button(self, name: str, within: Locator | None = None) -> Locator:
        """The button whose words begin so."""
        place = within or self.page.locator("main, dialog[open]")
        return place.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first

    def field(self, label: str, within: Locator | None = None) -> Locator:
        """The field with this label."""
        place = within or self.page.locator("main")
        return place.get_by_label(label, exact=True)

    @property
    def title(self) -> Locator:
        """The heading of the page."""
        return self.page.get_by_role("heading", level=1)

    # Accounts

    def become_first_administrator(self, link: str, name: str, email: str, password: str) -> None:
        """Open the printed link and make the first account."""
        self.open(link)
        self.hands.write(self.field("Вашето име"), name)
        self.hands.write(self.field("Имейл"), email)
        self._choose_password(password)
        self.hands.use(self.button("Създай профила и влез"))
        expect(self.page.locator(".person-menu")).to_be_visible()

    def _choose_password(self, password: str) -> None:
        self.hands.write(self.field("Нова парола"), password)
        self.hands.write(self.field("Новата парола отново"), password)

    def invite(self, name: str, email: str, role: str) -> None:
        """Add a person, who gets a letter with a link."""
        self.go_to_place("Хора")
        self.hands.use(self.page.get_by_role("link", name="Добави служител"))
        self.hands.write(self.field("Име"), name)
        self.hands.write(self.field("Имейл"), email)
        self.hands.pick(self.field("Роля"), role)
        self.hands.use(self.button("Добави и покани"))
        expect(self.title).not_to_have_text("Добави служител")

    def follow_invitation(self, link: str, password: str) -> None:
        """Open the link of the letter and set a password; this signs in."""
        self.open(link)
        self._choose_password(password)
        self.hands.use(self.button("Запази паролата и влез"))
        expect(self.title).to_contain_text("Моят ден")

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the form."""
        self.open("/desk/sign-in")
        self.hands.write(self.field("Имейл"), email)
        self.hands.write(self.field("Парола"), password)
        self.hands.use(self.button("Вход"))
        expect(self.page.locator(".person-menu")).to_be_visible()

    def go_to_place(self, name: str) -> None:
        """Choose a place of the rail, which is a drawer on a phone."""
        drawer = self.page.locator(".bar-menu")
        if drawer.is_visible():
            self.hands.use(drawer)
        self.hands.use(self.page.locator("#rail").get_by_role("link", name=name, exact=True))
        expect(self.title).to_contain_text(name)

    # The desk

    def log_a_call(self, caller: Caller, question: str) -> str:
        """Write a phone call of a new client down, let the rule assign it; its number."""
        hands = self.hands
        hands.press("n", self.page.locator(".bar-new"))
        expect(self.title).to_have_text("Ново запитване")
        form = self.page.locator("#new-enquiry")
        hands.tick(form.locator("input[name=channel][value=phone]"))
        who = form.get_by_role("combobox", name="Кой пита")
        hands.write(who, f"{caller.name} {caller.phone}")
        new = self.page.get_by_role("option").filter(has_text="ов клиент")
        expect(new).to_be_visible()
        self._take_option(who, new)
        expect(form.locator("[name=name]")).to_have_value(caller.name)
        expect(form.locator("[name=phone]")).to_have_value(caller.phone)
        hands.write(form.locator("[name=email]"), caller.email)
        hands.pick(form.locator("[name=client_type]"), caller.client_type)
        hands.pick(form.locator("[name=municipality]"), caller.municipality)
        hands.write(form.locator("[data-question-text]").first, question)
        hands.tick(form.locator("input[name=outcome][value=assign]"))
        expect(form.locator("[data-proposal]")).to_contain_text("Ще отиде при")
        hands.press("Control+Enter", self.button("Запази", form))
        saved = self.page.locator(".new-saved")
        expect(saved).to_contain_text("е регистрирано")
        return saved.locator("a").inner_text()

    def _take_option(self, box: Locator, option: Locator) -> None:
        identity = option.get_attribute("id") or ""
        for _ in range(20):
            if box.get_attribute("aria-activedescendant") == identity:
                break
            box.press("ArrowDown")
        if self.page.viewport_size and self.page.viewport_size["width"] < 600:
            self.hands.use(option)
        else:
            box.press("Enter")

    def open_from_my_day(self, subject: str) -> None:
        """Open an enquiry of one's own: what is to be done now, or what is open and can wait."""
        self.go_to_place("Моят ден")
        now = self.page.locator("#now")
        waiting = now.get_by_role("link", name=subject)
        if waiting.count():
            self.hands.use(waiting.first)
        else:
            self.hands.use(now.get_by_role("link", name="Вашите отворени запитвания"))
            row = self.page.locator("[data-row]").filter(has_text=subject)
            self.hands.use(row.locator("[data-row-link]"))
        expect(self.title).to_contain_text(subject)

    def write_answer(self, template: str, holes: dict[str, str]) -> None:
        """Answer by a template and fill its holes."""
        hands, form = self.hands, self.page.locator("#composer-form")
        hands.press("r", self.page.locator("[data-shortcut=r]"))
        expect(form.get_by_label("Образец", exact=True)).to_be_visible()
        hands.write(form.get_by_label("Образец", exact=True), template)
        for label, value in holes.items():
            hole = form.locator("[data-holes]").get_by_label(label, exact=True)
            expect(hole).to_be_visible()
            hands.write(hole, value)
            hole.press("Enter")
            expect(hole).to_have_count(0)

    def preview(self) -> Locator:
        """Look at the exact letter."""
        form = self.page.locator("#composer-form")
        self.hands.use(form.get_by_role("button", name="Преглед"))
        letter = self.page.locator("#letter-preview")
        expect(letter).to_be_visible()
        return letter

    def go_on_writing(self) -> None:
        """Close the preview."""
        self.hands.use(self.button("Продължи писането", self.page.locator("dialog[open]")))
        expect(self.page.locator("#letter-preview")).to_be_hidden()

    def send(self) -> None:
        """Send what the composer holds; there are some seconds to take it back."""
        form = self.page.locator("#composer-form")
        self.hands.press(
            "Control+Enter", form.get_by_role("button", name="Изпрати", exact=False).first
        )
        expect(self.page.locator("form[data-undo]")).to_be_visible()

    def take_back(self) -> None:
        """Take the letter back; its text is in the composer again."""
        self.hands.press("Control+z", self.button("Върни го"))
        expect(self.page.locator("form[data-undo]")).to_have_count(0)
        expect(self.page.locator("#composer-form [name=body]")).not_to_have_value("")

    # A client

    def rate(self, link: str, score: int, comment: str) -> None:
        """Open the link of the follow-up letter and rate the answer."""
        self.open(link)
        self.hands.tick(self.page.locator(f"input[name=score][value='{score}']"))
        self.hands.write(self.page.locator("[name=comment]"), comment)
        self.hands.use(self.button("Изпратете оценката"))
        if self.page.get_by_text("натиснете бутона още веднъж").count():
            self.hands.use(self.button("Изпратете оценката"))
        expect(self.title).to_have_text("Благодарим Ви")
