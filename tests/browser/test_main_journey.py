"""From a phone call to the follow-up letter, as the centre works: nobody may get stuck on the way.

The program runs as ``oic up`` on an empty data folder and hands its letters to a real SMTP server;
the people have browsers of their own. Once by the keyboard alone, once with fingers on a phone.
"""

import re
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from oic import jobs
from oic.centre import queries as centre
from oic.core.clock import frozen, local_instant, today
from oic.core.db import db, transaction
from oic.core.wording import day_text
from oic.enquiries.actions import follow_ups
from oic.enquiries.models import FollowUp
from oic.staff.models import Role
from tests.browser.hands import Fingers, Hands, Keyboard
from tests.browser.navigators import (
    Caller,
    Person,
    first_link,
    letter_to,
    link_in,
)
from tests.factories.staff import make_user
from tests.servers.program import Program
from tests.servers.smtp import Received

BAKER = Caller("Петя Хлебарова", "0888 123 456", "petya@pekarna.example.bg")
QUESTION = "Има ли пари за нова пещ за малка пекарна?"
TEMPLATE = "Какво може и какво не може да предостави ОИЦ"
LINKS = "https://eufunds.example.bg/procedura"
PASSWORD = "четири думи за парола"
EXPERT = ("Елена Експертова", "elena@oic.example.bg")


@pytest.mark.parametrize(
    ("hands", "window"),
    [
        pytest.param(Keyboard, {"viewport": {"width": 1280, "height": 900}}, id="without a mouse"),
        pytest.param(
            Fingers, {"size": "phone", "viewport": {"width": 390, "height": 844}}, id="on a phone"
        ),
    ],
)
def test_a_phone_call_becomes_an_answer_and_a_rating(  # noqa: PLR0917 - fixtures
    serve: Callable[..., Program],
    open_browser: Callable[..., BrowserContext],
    sign_in: Callable[..., None],
    axe: Callable[..., None],
    hands: Callable[[Page], Hands],
    window: dict[str, object],
) -> None:
    program = serve()
    sink = program.sink

    def somebody() -> Person:
        return Person(open_browser(**window).new_page(), program.url, hands)

    administrator = somebody()
    administrator.open(first_link(program))
    axe(administrator.page)
    administrator.become_first_administrator(
        first_link(program), "Асен Администраторов", "asen@oic.example.bg", PASSWORD
    )
    administrator.invite(*EXPERT, "Експерт")

    expert = somebody()
    invitation = letter_to(sink, EXPERT[1])
    expert.follow_invitation(link_in(invitation, "/desk/link/"), PASSWORD)

    reference = expert.log_a_call(BAKER, QUESTION)
    expert.open_from_my_day("пещ")
    head = expert.page.locator(".enquiry-head")
    expect(head).to_contain_text(reference)
    expect(head).to_contain_text("Елена Експертова")
    expect(head).to_contain_text("работни дни")
    expect(head).to_contain_text("може да поеме още")

    acknowledged = len(sink.to(BAKER.email))
    expert.write_answer(TEMPLATE, {"Връзки": LINKS})
    letter = expert.preview()
    for words in ("Петя Хлебарова", LINKS, EXPERT[0], "съфинансиран"):
        expect(letter).to_contain_text(words)
    expert.go_on_writing()
    expert.send()
    expert.take_back()
    expect(expert.page.locator("#composer-form [name=body]")).to_have_value(
        re.compile(re.escape(LINKS))
    )
    expert.send()
    expect(expert.page.locator("#follow-up")).to_contain_text(_in_two_weeks(program))

    answer = letter_to(sink, BAKER.email, acknowledged + 1)
    _hold_to_a_good_letter(answer, reference)
    assert LINKS in answer.text

    _let_two_weeks_pass(program)
    follow_up = letter_to(sink, BAKER.email, acknowledged + 2)
    assert follow_up.message["Auto-Submitted"] == "auto-generated"
    assert (
        len({letter.message["Message-ID"] for letter in sink.to(BAKER.email)}) == acknowledged + 2
    )

    client = somebody()
    client.rate(link_in(follow_up, "/satisfaction/"), 5, "Бързо и ясно.")

    manager = somebody()
    with program.data():
        sign_in(manager.page, program, make_user(role=Role.MANAGER))
    manager.open("/desk")
    manager.go_to_place("Натовареност")
    expect(manager.page.locator("#workload")).to_contain_text(EXPERT[0])
    manager.open(f"/desk/enquiries/{reference}")
    expect(manager.page.locator(".timeline")).to_contain_text("Оцени отговора с 5 от 5")
    expect(manager.page.locator(".timeline")).to_contain_text("Бързо и ясно.")


def _in_two_weeks(program: Program) -> str:
    """The day that the centre's rule plans for a follow-up: ten working days from now."""
    with program.data():
        return day_text(follow_ups.usual_day(), "bg")


def _let_two_weeks_pass(program: Program) -> None:
    """Make the follow-up due and do the worker's job, which it does every five minutes.

    The time of a running program cannot be moved; the day in its database can. The job is done
    as in the office hours of the working day before: such letters leave at no other time.
    """
    with program.data(), transaction():
        day = today() - timedelta(days=1)
        while not centre.calendar().is_working(day):
            day -= timedelta(days=1)
        for follow_up in db.session.scalars(select(FollowUp)):
            follow_up.due_on = day
    job = next(job for job in jobs.JOBS if job.work == follow_ups.send)
    with frozen(local_instant(day, time(10))):
        jobs.run(program.app, job)


def _hold_to_a_good_letter(letter: Received, reference: str) -> None:
    message = letter.message
    assert reference in message["Subject"]
    assert "Относно: " in message["Subject"], "the subject is readable Bulgarian"
    assert re.search(r"\+\S+@", message["Reply-To"]), "a reply finds its enquiry"
    assert message["Message-ID"].startswith("<")
    assert "Auto-Submitted" not in message, "a person wrote it"
    assert message["To"].addresses[0].display_name == BAKER.name
    for words in ("Уважаема госпожо Хлебарова", EXPERT[0], "съфинансирана от Европейския съюз"):
        assert words in " ".join(letter.text.split())
    page = message.get_body(("html",))
    assert page is not None
    assert "съфинансирана" in page.get_content()
