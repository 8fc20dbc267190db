"""How a person reaches a page's controls: by the keyboard alone, or with fingers on a phone."""

from typing import Protocol

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 150
MOST_OPTIONS = 80


class Hands(Protocol):
    """What both can do."""

    page: Page

    def use(self, control: Locator) -> None:
        """Press a button, follow a link, open a fold."""

    def tick(self, control: Locator) -> None:
        """Choose a radio button or tick a box."""

    def write(self, field: Locator, text: str) -> None:
        """Put a text into a field, in the place of what is there."""

    def pick(self, select: Locator, option: str) -> None:
        """Choose from a list by the words of the option."""

    def press(self, key: str, control: Locator) -> None:
        """Do what a shortcut does; without a keyboard, by the control itself."""


class Keyboard:
    """Hands that touch no mouse: they walk by Tab, in the page's own order, and press keys."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, control: Locator) -> None:
        """Walk to a control by Tab or Shift+Tab. Fails where no Tab leads."""
        expect(control).to_be_attached()
        steps = 0
        while not control.evaluate(_HAS_FOCUS):
            steps += 1
            assert steps < MOST_TABS, f"no Tab leads to {control}"
            self.page.keyboard.press("Shift+Tab" if control.evaluate(_IS_BEFORE) else "Tab")

    def use(self, control: Locator) -> None:
        """Walk there and press Enter."""
        self.go_to(control)
        self.page.keyboard.press("Enter")

    def tick(self, control: Locator) -> None:
        """Space on a box; the arrows along a row of radio buttons."""
        if control.get_attribute("type") != "radio":
            self.go_to(control)
            self.page.keyboard.press("Space")
        elif not control.is_checked():
            group = self.page.locator(f"input[name='{control.get_attribute('name')}']")
            chosen = group.and_(self.page.locator(":checked"))
            self.go_to(chosen if chosen.count() else group.first)
            if not chosen.count():
                self.page.keyboard.press("Space")
            for _ in range(group.count()):
                if control.is_checked():
                    break
                self.page.keyboard.press("ArrowRight")
        expect(control).to_be_checked()

    def write(self, field: Locator, text: str) -> None:
        """Walk there, mark what is there, type over it."""
        self.go_to(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def pick(self, select: Locator, option: str) -> None:
        """Walk there and go down the list."""
        self.go_to(select)
        self.page.keyboard.press("Home")
        for _ in range(MOST_OPTIONS):
            if select.evaluate(_CHOSEN).startswith(option):
                return
            self.page.keyboard.press("ArrowDown")
        message = f"no option {option!r}"
        raise AssertionError(message)

    def press(self, key: str, control: Locator) -> None:
        """Press the key; the control is what it is for, and must be there."""
        expect(control).to_be_visible()
        self.page.keyboard.press(key)


class Fingers:
    """Hands on a phone's glass: they tap what can be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def use(self, control: Locator) -> None:
        """Tap it."""
        control.tap()

    def tick(self, control: Locator) -> None:
        """Tap its words: the box itself may be drawn by them."""
        control.locator("xpath=ancestor::label").or_(
            self.page.locator(f"label[for='{control.get_attribute('id')}']")
        ).first.tap()
        expect(control).to_be_checked()

    def write(self, field: Locator, text: str) -> None:
        """Tap it and type."""
        field.tap()
        field.fill("")
        field.press_sequentially(text)

    def pick(self, select: Locator, option: str) -> None:
        """Choose in the phone's own list."""
        labels = select.locator("option").all_inner_texts()
        select.select_option(label=next(text for text in labels if text.startswith(option)))

    def press(self, key: str, control: Locator) -> None:
        """There are no keys: tap the control."""
        del key
        control.tap()


_HAS_FOCUS = "node => node === document.activeElement"
_IS_BEFORE = """node => document.activeElement !== document.body
  && (document.activeElement.compareDocumentPosition(node) & 2) !== 0  // PRECEDING"""
_CHOSEN = "select => select.selectedOptions[0]?.text.trim() ?? ''"
