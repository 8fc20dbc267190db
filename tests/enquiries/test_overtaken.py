"""What somebody else has done since the page was opened: both sides shown, nothing lost."""

from collections.abc import Callable
from io import BytesIO

from oic.core.db import transaction
from oic.enquiries.actions import answering
from oic.mail.models import Letter
from oic.staff.models import User
from tests.checking.client import Client
from tests.factories.enquiries import make_enquiry, make_expert
from tests.factories.enquiry_page import address

Outbox = Callable[..., list[Letter]]
AsUser = Callable[[User], Client]


def test_an_answer_to_what_has_changed_is_stopped_with_both_sides(
    as_expert: Client, expert: User, letters: Outbox
) -> None:
    enquiry, colleague = make_enquiry(assignee=expert), make_expert("Ана Колева")
    page = as_expert.get(address(enquiry))
    with transaction():
        answering.note(enquiry, "Вече говорих с него по телефона.", by=colleague)
    stale = as_expert.submit(
        page,
        "composer-form",
        button="do=send",
        status=409,
        body="Моят отговор.",
        files=[(BytesIO("Едно".encode()), "едно.txt")],
    )
    assert not letters()
    assert "Вече говорих с него по телефона." in stale.words
    assert "Моят отговор." in stale.words
    back = as_expert.submit(stale, "stale-form", button="do=edit", status=200)
    assert back.form("composer-form").values()["body"] == ["Моят отговор."]
    as_expert.submit(stale, "stale-form", button="do=send", status=303)
    assert [item.name for item in letters()[0].attachments] == ["едно.txt"]
    assert letters()[0].body_text.startswith("Моят отговор.")


def test_a_stale_change_of_facts_shows_what_stands_now(
    as_expert: Client, expert: User, as_user: AsUser
) -> None:
    enquiry = make_enquiry(assignee=expert)
    page = as_expert.get(address(enquiry))
    other = as_user(make_expert())
    other.submit(other.get(address(enquiry)), "/facts", status=303, subject="На колежката")
    stale = as_expert.submit(page, "/facts", status=409, subject="Моята тема")
    assert "На колежката" in stale.words
    assert "Моята тема" in stale.words
    as_expert.submit(stale, "stale-form", status=303)
    assert enquiry.subject == "Моята тема"


def test_a_stale_change_of_facts_leaves_alone_what_only_the_colleague_changed(
    as_expert: Client, expert: User, as_user: AsUser
) -> None:
    enquiry = make_enquiry(assignee=expert, duration_seconds=95)
    page = as_expert.get(address(enquiry))
    other = as_user(make_expert())
    hers = {"reply_email": "nov@primer.bg", "duration_minutes": "9"}
    other.submit(other.get(address(enquiry)), "/facts", status=303, **hers)
    stale = as_expert.submit(page, "/facts", status=409, subject="Моята тема", language="en")
    said = "".join(stale.find("dl", class_="typed")[0].itertext())
    assert "Моята тема" in said
    assert "pekar@primer.bg" not in said
    as_expert.submit(stale, "stale-form", status=303)
    assert (enquiry.subject, enquiry.language) == ("Моята тема", "en")
    assert (enquiry.reply_email, enquiry.duration_seconds) == ("nov@primer.bg", 540)
