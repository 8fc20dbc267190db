"""A letter that the administrator stops: nobody may go on believing that it arrived."""

from collections.abc import Callable
from typing import Any

import pytest

from oic.core.db import db, transaction
from oic.enquiries.actions import answering, follow_ups
from oic.enquiries.actions.answering import Composed
from oic.enquiries.models import Enquiry, FollowUpState, State
from oic.enquiries.queries import day, one
from oic.enquiries.queries.day import Why
from oic.staff.models import User
from tests.checking.client import Client
from tests.factories.enquiries import make_enquiry, make_expert
from tests.factories.staff import make_user

LETTER = Composed("Относно: пещта", "Да, отворена е.")


@pytest.fixture
def person(app: object) -> User:
    return make_expert("Ива Петрова")


def stopped(client: Client, letter_id: int | None) -> None:
    client.submit(f"/desk/outbox/{letter_id}", "cancel", status=303)
    db.session.expire_all()


@pytest.mark.parametrize("close", [True, False])
def test_an_answer_that_was_stopped_is_owed_again(
    person: User, as_administrator: Client, client: Client, *, close: bool
) -> None:
    enquiry = make_enquiry(assignee=person)
    with transaction():
        entry = answering.send_answer(enquiry, LETTER, by=person, close=close)
    stopped(as_administrator, entry.letter_id)
    assert enquiry.state is State.REOPENED
    assert follow_ups.planned(enquiry) is None
    (line,) = day.now_for(person).lines
    assert line.why is Why.CAME_BACK
    assert "спряно" in (enquiry.came_back_words or {})["bg"]
    assert any("спря писмо" in (e.words or {}).get("bg", "") for e in one.timeline(enquiry))
    assert "Да, отворена е." not in client.get(f"/case/{enquiry.public_token}").words


def test_a_question_to_the_client_that_was_stopped_awaits_nobody(
    person: User, as_administrator: Client
) -> None:
    enquiry = make_enquiry(assignee=person)
    with transaction():
        entry = answering.ask_client(enquiry, LETTER, by=person)
    stopped(as_administrator, entry.letter_id)
    assert enquiry.state is State.IN_PROGRESS
    assert enquiry.paused_on is None


def test_a_follow_up_that_was_stopped_is_not_called_sent(
    person: User, as_user: Callable[[User], Client], frozen_clock: Any
) -> None:
    enquiry = make_enquiry(assignee=person, state=State.CLOSED)
    with transaction():
        follow_up = follow_ups.plan(enquiry, by=person)
    frozen_clock.move(days=14)
    with transaction():
        assert follow_ups.send_due() == 1
    stopped(as_user(make_user(role="administrator")), follow_up.letter_id)
    assert follow_up.state is FollowUpState.CANCELLED
    assert enquiry.state is State.CLOSED


def test_until_a_letter_has_left_its_client_reads_that_we_are_at_it(
    person: User, client: Client, frozen_clock: Any
) -> None:
    enquiry: Enquiry = make_enquiry(assignee=person)
    with transaction():
        answering.send_answer(enquiry, LETTER, by=person, close=True)
    page = f"/case/{enquiry.public_token}"
    assert "Работим по него" in client.get(page).words
    frozen_clock.move(seconds=11)
    words = client.get(page).words
    assert "Да, отворена е." in words
    assert "Работим по него" not in words
