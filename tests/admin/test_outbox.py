"""Without these a letter that did not arrive would stay unnoticed, or be read by the wrong eyes."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from oic.admin.letter_html import shown_safely
from oic.core.clock import now
from oic.core.db import db, transaction
from oic.mail.actions import queue
from oic.mail.models import Letter, LetterState
from oic.staff import actions
from oic.staff.models import User
from tests.checking.client import Client
from tests.factories.staff import make_user

SECRET_WORDS = "за Вашата пекарна има процедура"


def letter(**given: Any) -> Letter:
    values: dict[str, Any] = {
        "kind": "answer",
        "to_email": "pekar@primer.bg",
        "to_name": "Иван Пекаря",
        "subject": "Отговор за пекарната",
        "text": f"Здравейте,\n\n{SECRET_WORDS}.\n\n- едно\n- две",
        "language": "bg",
        "automatic": False,
        **given,
    }
    with transaction():
        return queue(**values)


def become(one: Letter, state: LetterState, **values: Any) -> None:
    with transaction():
        found = db.session.get_one(Letter, one.id)
        found.state = state
        for name, value in values.items():
            setattr(found, name, value)


def test_an_expert_reads_a_letter_exactly_as_it_will_be_sent(
    as_expert: Client, expert: User
) -> None:
    one = letter(written_by=expert, reply_token="abc")
    page = as_expert.get(f"/desk/outbox/{one.id}", status=200)
    assert page.heading == "Отговор за пекарната"
    for said in (SECRET_WORDS, one.message_id, "pekar@primer.bg", "Reply-To", "едно"):
        assert said in page.words
    sources = ["".join(code.itertext()) for code in page.find("code")]
    assert one.body_html.strip() in [source.strip() for source in sources]


def test_the_administrator_sees_the_envelope_and_not_the_letter(as_administrator: Client) -> None:
    one = letter()
    become(one, LetterState.FAILED, last_error="550 no such mailbox", attempts=3)
    page = as_administrator.get(f"/desk/outbox/{one.id}", status=200)
    assert "pekar@primer.bg" in page.words
    assert "550 no such mailbox" in page.words
    assert "засягат клиент" in page.words
    listed = as_administrator.get("/desk/outbox", status=200)
    for shown in (page, listed):
        assert SECRET_WORDS not in shown.text
        assert "Отговор за пекарната" not in shown.text


def test_nobody_reads_a_letter_with_a_key_to_an_account(
    as_expert: Client, as_manager: Client, as_administrator: Client
) -> None:
    colleague = make_user()
    with transaction():
        token = actions.invite(colleague, by=None)
    one = db.session.query(Letter).one()
    for browser in (as_expert, as_manager, as_administrator):
        for path in ("/desk/outbox", f"/desk/outbox/{one.id}"):
            shown = browser.get(path, status=200)
            assert token not in shown.text
            assert "/desk/link/" not in shown.text


def test_filters_find_a_letter_by_state_kind_and_recipient(as_expert: Client) -> None:
    letter(subject="Първо")
    failed = letter(subject="Второ", kind="follow_up", to_email="other@primer.bg", to_name="")
    become(failed, LetterState.FAILED)

    def subjects(query: str) -> set[str]:
        said = as_expert.get(f"/desk/outbox?{query}", status=200).words
        return {name for name in ("Първо", "Второ") if name in said}

    assert subjects("") == {"Първо", "Второ"}
    assert subjects("state=failed") == {"Второ"}
    assert subjects("kind=answer") == {"Първо"}
    assert subjects("q=other@") == {"Второ"}
    assert subjects("q=%D0%9F%D0%B5%D0%BA%D0%B0%D1%80%D1%8F") == {"Първо"}
    assert subjects("state=cancelled") == set()
    assert subjects("state=nonsense&after=nonsense&from=x") == {"Първо", "Второ"}


def test_the_list_is_paged_without_losing_a_letter(as_expert: Client) -> None:
    for number in range(60):
        letter(subject=f"Писмо-{number:03d}")
    seen: list[str] = []
    path: str | None = "/desk/outbox"
    while path:
        page = as_expert.get(path, status=200)
        seen += [a.get("href") or "" for a in page.find("a") if a.get("data-row-link") is not None]
        following = page.find("a", rel="next")
        path = following[0].get("href") if following else None
    assert len(seen) == len(set(seen)) == 60


def test_a_letter_that_failed_is_tried_again(as_expert: Client) -> None:
    one = letter()
    become(one, LetterState.FAILED, attempts=5, last_error="550")
    as_expert.submit(f"/desk/outbox/{one.id}", "retry", status=303)
    kept = db.session.get_one(Letter, one.id)
    assert (kept.state, kept.attempts) == (LetterState.QUEUED, 0)


def test_a_letter_whose_link_is_dead_is_not_sent_again(
    as_administrator: Client, frozen_clock: Any
) -> None:
    colleague = make_user()
    with transaction():
        actions.invite(colleague, by=None)
        one = db.session.query(Letter).one()
        one.state = LetterState.SENDING  # it is on its way while the newer link is made
    frozen_clock.move(minutes=1)
    with transaction():
        actions.invite(colleague, by=None)
    become(one, LetterState.FAILED, last_error="550")
    page = as_administrator.get(f"/desk/outbox/{one.id}", status=200)
    assert f"/desk/people/{colleague.id}" in page.text
    assert "Опитай отново сега" not in page.words
    as_administrator.post(f"/desk/outbox/{one.id}/retry", status=409)
    assert db.session.get_one(Letter, one.id).state is LetterState.FAILED


def test_a_letter_with_a_good_link_is_sent_again_until_it_runs_out(
    as_administrator: Client, frozen_clock: Any
) -> None:
    colleague = make_user()
    with transaction():
        actions.invite(colleague, by=None)
    one = db.session.query(Letter).one()
    frozen_clock.move(hours=71)
    become(one, LetterState.FAILED, last_error="550")
    as_administrator.submit(f"/desk/outbox/{one.id}", "retry", status=303)
    become(one, LetterState.FAILED, last_error="550")
    frozen_clock.move(hours=1)
    as_administrator.post(f"/desk/outbox/{one.id}/retry", status=409)


def test_a_letter_that_has_not_left_is_taken_back(as_administrator: Client) -> None:
    one = letter(not_before=now() + timedelta(seconds=10))
    as_administrator.submit(f"/desk/outbox/{one.id}", "cancel", status=303)
    assert db.session.get_one(Letter, one.id).state is LetterState.CANCELLED
    as_administrator.post(f"/desk/outbox/{one.id}/cancel", status=409)
    as_administrator.post(f"/desk/outbox/{one.id}/retry", status=409)


def test_opening_the_screen_changes_no_letter(as_expert: Client) -> None:
    one = letter()
    for action in ("retry", "cancel"):
        assert as_expert.get(f"/desk/outbox/{one.id}/{action}").status_code == 405
    assert as_expert.get("/desk/outbox/999999").status_code == 404


def test_an_empty_outbox_says_what_will_stand_there(as_expert: Client) -> None:
    assert "Още няма писма" in as_expert.get("/desk/outbox", status=200).words


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("<p>едно<br>две</p>", "<p>едно<br>две</p>"),
        ("<head><style>p{}</style></head><p>x</p>", "<p>x</p>"),
        ("<script>alert(1)</script><p onclick='x' style='y'>x</p>", "<p>x</p>"),
        ("<a href='javascript:alert(1)'>x</a>", "<a>x</a>"),
        (
            '<a href="https://x.bg/?a=1&amp;b=%22">x</a>',
            '<a href="https://x.bg/?a=1&amp;b=%22" rel="noreferrer noopener">x</a>',
        ),
        ("<ul><li>a<li>b", "<ul><li>a<li>b</li></li></ul>"),
        ("</main><p>x", "<p>x</p>"),
        ("<img src=x onerror=alert(1)>&lt;b&gt;", "&lt;b&gt;"),
        ("<h1>Заглавие</h1>", "<p>Заглавие</p>"),
    ],
)
def test_a_letters_html_cannot_act_on_the_readers_page(given: str, shown: str) -> None:
    assert shown_safely(given) == shown


def test_the_manager_and_the_expert_see_the_same_list(
    app: Flask, as_expert: Client, as_manager: Client
) -> None:
    del app
    letter()
    for browser in (as_expert, as_manager):
        assert "Отговор за пекарната" in browser.get("/desk/outbox", status=200).words
