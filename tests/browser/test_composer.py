"""The composer of an enquiry: what it offers stands in the letter, and nothing typed goes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from oic.staff.models import User
from tests.factories.enquiries import make_enquiry, make_expert, make_template
from tests.servers.program import Program


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
    """Her window with an enquiry of hers, at the letter that answers it."""
    page = open_browser().new_page()
    enquiry = make_enquiry(assignee=elena)
    make_template(
        name="Краен срок",
        subject="Краен срок за {{procedure_title}}",
        body="{{salutation}},\n\nСрокът е {{deadline}}.",
    )
    make_template(
        name="Среща",
        subject="Ден за {{institution_contact}}",
        body="{{salutation}},\n\nЗаповядайте.",
    )
    sign_in(page, served, elena)
    page.goto(f"{served.url}/desk/enquiries/{enquiry.reference}?tab=answer")
    return page


def test_the_holes_are_those_of_the_template_just_chosen(desk: Page) -> None:
    template = desk.get_by_label("Образец", exact=True)
    holes = desk.locator("[data-hole]")
    template.fill("Среща")
    expect(desk.locator("#composer-subject")).to_have_value("Ден за {{institution_contact}}")
    assert names(desk) == ["institution_contact"]
    template.fill("Краен срок")
    expect(holes).to_have_count(2)
    assert names(desk) == ["procedure_title", "deadline"]
    desk.locator("[data-hole=procedure_title]").fill("Пекарни")
    desk.locator("[data-hole=procedure_title]").press("Enter")
    expect(desk.locator("#composer-subject")).to_have_value("Краен срок за Пекарни")


def names(page: Page) -> list[str]:
    """The placeholders that are offered for filling in."""
    found: list[str] = page.locator("[data-hole]").evaluate_all(
        "inputs => inputs.map((input) => input.dataset.hole)"
    )
    return found


TOO_LARGE = 26 * 1024 * 1024
"""Bytes: more than the program takes with one form, and little enough for a test."""


@pytest.fixture
def too_large(tmp_path: Path) -> Path:
    path = tmp_path / "скан.pdf"
    with path.open("wb") as file:
        file.truncate(TOO_LARGE)
    return path


@pytest.mark.parametrize("where", ["composer", "new"])
def test_a_file_that_is_not_taken_is_said_and_holds_up_nothing(
    served: Program, desk: Page, too_large: Path, where: str
) -> None:
    if where == "new":
        desk.goto(f"{served.url}/desk/enquiries/new")
        desk.locator("[data-more] summary").click()
    text = desk.locator("#composer-form [name=body], #questions-0-text").first
    text.fill("Написаното остава.")
    files, alert = desk.locator("[data-files]"), desk.locator("[data-attach] [role=alert]")
    files.set_input_files(too_large)
    expect(alert).to_have_text("„скан.pdf“: файлът е по-голям от 25 MB.")
    small = {"name": "а.txt", "mimeType": "text/plain", "buffer": b"a"}
    for answer in (lambda route: route.fulfill(status=413), lambda route: route.abort()):
        said = alert.inner_text()
        desk.route("**/files*", answer)
        desk.route("**/upload*", answer)
        files.set_input_files(small)
        expect(alert).not_to_have_text(said)
        expect(alert).to_be_visible()
        assert files.evaluate("input => input.files.length") == 0
        desk.unroute_all()
    files.set_input_files(small)
    expect(desk.locator("[data-kept-files] li")).to_have_count(1)
    expect(alert).to_have_count(0 if where == "composer" else 1)
    expect(text).to_have_value("Написаното остава.")
