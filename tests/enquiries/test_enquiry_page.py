"""The page of one enquiry, as an expert uses it, without JavaScript and through its requests."""

from collections.abc import Callable
from typing import Any

import pytest

from oic.clients.models import ClientType, Organisation
from oic.core.clock import now
from oic.core.db import db, transaction
from oic.enquiries.actions import answering, follow_ups
from oic.enquiries.models import (
    Enquiry,
    Reminder,
    State,
)
from oic.enquiries.queries import one
from oic.mail.models import Letter, LetterState
from oic.staff.models import User
from tests.checking.client import Client, Page
from tests.factories.enquiries import make_enquiry, make_expert
from tests.factories.enquiry_page import address, seen

Outbox = Callable[..., list[Letter]]
AsUser = Callable[[User], Client]


@pytest.mark.parametrize("tab", ["answer", "told", "ask", "note", "call"])
@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_page_opens_with_every_tab(
    as_expert: Client, expert: User, tab: str, language: str
) -> None:
    enquiry = make_enquiry(assignee=expert, language=language)
    page = as_expert.get(address(enquiry, f"?tab={tab}"), status=200)
    assert enquiry.reference in page.heading


@pytest.mark.parametrize("state", State)
def test_the_page_offers_only_what_can_be_done(
    as_expert: Client, expert: User, state: State
) -> None:
    enquiry = make_enquiry(assignee=expert, state=state)
    actions = [form.action.rpartition("/")[2] for form in as_expert.get(address(enquiry)).forms]
    closed = {State.ANSWERED, State.CLOSED, State.FORWARDED}
    assert ("close" in actions) == (state is not State.CLOSED)
    assert ("reopen" in actions) == (state in closed)
    assert ("refuse" in actions) == (state not in closed)
    assert "take" not in actions
    assert "assign" not in actions


def test_a_stranger_number_is_not_found(as_expert: Client) -> None:
    as_expert.get("/desk/enquiries/2026-999999", status=404)


def step(client: Client, enquiry: Enquiry, name: str, **fields: object) -> Page:
    return client.post(address(enquiry, f"/{name}"), {**seen(enquiry), **fields})


def test_taking_handing_over_and_refusing(as_expert: Client, expert: User, as_user: AsUser) -> None:
    enquiry, colleague = make_enquiry(), make_expert("Ана Колева")
    assert step(as_expert, enquiry, "take").status_code == 303
    assert enquiry.assignee == expert
    assert step(as_expert, enquiry, "hand-over", assignee=colleague.id).status_code == 422
    assert step(as_expert, enquiry, "hand-over", note="Чака устава.").status_code == 422
    moved = step(as_expert, enquiry, "hand-over", assignee=colleague.id, note="Чака устава.")
    assert moved.status_code == 303
    assert enquiry.assignee == colleague
    assert step(as_expert, enquiry, "refuse", reason="x").status_code == 422
    hers = as_user(colleague)
    assert step(hers, enquiry, "refuse", reason="").status_code == 422
    assert step(hers, enquiry, "refuse", reason="Не е моя програма.").status_code == 303
    assert enquiry.assignee == expert
    assert "Не е моя програма." in hers.get(address(enquiry)).words


def test_a_refused_step_opens_its_form_again_with_what_was_typed(
    as_expert: Client, expert: User
) -> None:
    enquiry = make_enquiry(assignee=expert)
    page = step(as_expert, enquiry, "hand-over", note="Дълго обяснение.")
    assert page.status_code == 422
    assert page.form("hand-over-form").values()["note"] == ["Дълго обяснение."]
    assert "Изберете колега." in page.words


def test_a_manager_assigns_by_hand_or_by_the_rule(as_manager: Client, manager: User) -> None:
    expert = make_expert()
    enquiry = make_enquiry(assignee=make_expert())
    assert step(as_manager, enquiry, "assign", assignee=expert.id).status_code == 303
    assert enquiry.assignee == expert
    unassigned = make_enquiry()
    assert step(as_manager, unassigned, "assign", by_rule="1").status_code == 303
    assert unassigned.assignee is not None


def test_an_expert_cannot_assign_others(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=make_expert())
    assert step(as_expert, enquiry, "assign", assignee=expert.id).status_code == 403


def test_states_are_changed_from_the_page(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert)
    for name, fields, state in (
        ("begin", {}, State.IN_PROGRESS),
        ("close", {"note": "Отказа се."}, State.CLOSED),
        ("reopen", {"reason": "Размисли."}, State.REOPENED),
    ):
        assert step(as_expert, enquiry, name, **fields).status_code == 303
        assert enquiry.state is state


def test_forwarding_offers_the_letter_to_the_client(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert)
    moved = step(as_expert, enquiry, "forward", institution="ДФ „Земеделие“")
    page = as_expert.get(moved.headers["Location"], status=200)
    assert "ДФ „Земеделие“" in page.form("composer-form").values()["body"][0]


def test_forwarding_puts_no_second_letter_under_a_draft_and_says_so(
    as_expert: Client, expert: User
) -> None:
    enquiry = make_enquiry(assignee=expert)
    draft = {"tab": "answer", "subject": "Тема", "body": "Уважаеми господине,\n\nЗапочнах…"}
    as_expert.post(address(enquiry, "/draft"), draft, status=200)
    moved = step(as_expert, enquiry, "forward", institution="ДФ „Земеделие“")
    page = as_expert.get(moved.headers["Location"], status=200)
    assert page.form("composer-form").values()["body"][0].split() == draft["body"].split()
    assert "Насочване към компетентна институция" in "".join(
        page.find(class_="notice-soon")[0].itertext()
    )
    as_expert.submit(page, "/draft/discard", status=303)
    page = as_expert.get(moved.headers["Location"], status=200)
    assert "ДФ „Земеделие“" in page.form("composer-form").values()["body"][0]


def test_facts_are_put_right(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert, duration_seconds=95)
    as_expert.submit(address(enquiry), "/facts", status=303, subject="Нова пещ", language="en")
    assert (enquiry.subject, enquiry.language) == ("Нова пещ", "en")
    assert enquiry.duration_seconds == 95
    page = as_expert.submit(address(enquiry), "/facts", status=422, reply_email="не")
    assert page.form("facts-form").values()["reply_email"] == ["не"]
    data = {**as_expert.get(address(enquiry)).form("facts-form").values(), "municipality": "10000"}
    page = as_expert.post(f"{address(enquiry)}/facts", data, status=422)
    assert "Изберете от списъка" in page.words


def test_the_follow_up_is_changed_and_switched_off(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert, state=State.ANSWERED)
    as_expert.submit(address(enquiry), "/follow-up", status=303, follow_up_on="2026-04-15")
    planned = follow_ups.planned(enquiry)
    assert planned is not None
    assert planned.due_on.isoformat() == "2026-04-15"
    refused = step(as_expert, enquiry, "follow-up", follow_up_on="2026-03-01")
    assert refused.status_code == 422
    assert step(as_expert, enquiry, "follow-up", off="1").status_code == 303
    assert follow_ups.planned(enquiry) is None


@pytest.mark.parametrize("day", ["2028-03-12", "2099-11-20", "9999-12-31", "0001-01-01"])
def test_a_reminder_for_a_slip_of_the_year_is_stopped_beside_the_day(
    as_expert: Client, expert: User, day: str
) -> None:
    enquiry = make_enquiry(assignee=expert)
    page = as_expert.submit(
        address(enquiry), "/reminders", status=422, remind_on=day, remind_at="14:00"
    )
    assert page.find(id="remind-remind-on-error")
    assert not one.waiting_reminders(enquiry)


def test_a_reminder_is_set_and_settled(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert)
    page = as_expert.submit(
        address(enquiry),
        "/reminders",
        follow=True,
        remind_on="2026-03-10",
        remind_at="14:00",
        reminder_note="Да се обадя",
    )
    assert "14:00" in page.words
    as_expert.submit(page, "/done", status=303)
    assert db.session.query(Reminder).one().done_at is not None


def test_a_letter_that_was_not_delivered_is_loud_and_leaves_again(
    as_expert: Client, expert: User, letters: Outbox
) -> None:
    enquiry = make_enquiry(assignee=expert)
    as_expert.submit(address(enquiry), "composer-form", button="do=send", body="Да.")
    with transaction():
        letter = letters()[0]
        letter.state, letter.last_error = LetterState.FAILED, "550 няма такава кутия"
    page = as_expert.get(address(enquiry))
    assert "550 няма такава кутия" in page.words
    as_expert.submit(page, "/retry", status=303)
    assert letters()[0].state is LetterState.QUEUED
    other = make_enquiry()
    number = letters()[0].id
    as_expert.post(address(other, f"/letters/{number}/retry"), status=404)


def test_the_other_enquiries_of_the_client_stand_beside(as_expert: Client, expert: User) -> None:
    firm = Organisation(name="„Хляб“ ООД", client_type=ClientType.BUSINESS, created_at=now())
    with transaction():
        db.session.add(firm)
    enquiry = make_enquiry(assignee=expert, organisation=firm)
    closed = make_enquiry(organisation=firm, state=State.CLOSED, subject="Стара тема")
    opened = make_enquiry(organisation=firm, subject="Отворена тема")
    make_enquiry(subject="Чужда тема")
    assert one.related(enquiry) == [opened, closed]
    words = as_expert.get(address(enquiry)).words
    assert "Отворена тема" in words
    assert "Чужда тема" not in words


def test_quoted_and_dangerous_words_are_shown_as_words(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(
        assignee=expert, question="<script>alert(1)</script>", subject="<b>Тема</b> & „друго“"
    )
    page = as_expert.get(address(enquiry), status=200)
    assert "<script>alert(1)</script>" in page.words


def test_the_page_asks_the_database_a_bounded_number_of_questions(
    as_expert: Client, expert: User, count_queries: Callable[[], Any]
) -> None:
    enquiry = make_enquiry(assignee=expert)
    as_expert.get(address(enquiry))

    def asked() -> int:
        with count_queries() as queries:
            as_expert.get(address(enquiry), status=200)
        return int(queries.count)

    before = asked()
    with transaction():
        for number in range(15):
            answering.note(enquiry, f"Бележка {number}", by=expert)
    assert asked() <= before
    assert before < 60


def test_opening_changes_nothing(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert, seen=False)
    page = as_expert.get(address(enquiry))
    assert enquiry.seen_by_assignee_at is None
    as_expert.submit(page, "/seen", status=303)
    assert enquiry.seen_by_assignee_at is not None


def test_the_pages_report_marks_it_seen_and_names_colleagues(
    as_expert: Client, expert: User, as_user: AsUser
) -> None:
    enquiry = make_enquiry(assignee=expert, seen=False)
    colleague = make_expert("Ана Колева")
    last = one.newest_entry(enquiry)
    version = enquiry.version
    as_user(colleague).post(address(enquiry, "/presence"), {"writing": "1", "last": last})
    assert enquiry.seen_by_assignee_at is None
    told = as_expert.post(address(enquiry, "/presence"), {"last": last}, status=200)
    assert told.json == {"company": [{"name": "Ана Колева", "writing": True}], "changed": False}
    assert enquiry.seen_by_assignee_at is not None
    assert enquiry.version == version
    with transaction():
        answering.note(enquiry, "Ново.", by=colleague)
    told = as_expert.post(address(enquiry, "/presence"), {"last": last})
    assert told.json is not None
    assert told.json["changed"]
    assert "Ана Колева" in as_expert.get(address(enquiry)).words
    as_user(colleague).post(address(enquiry, "/presence"), {"leaving": "1", "last": last})
    assert "пише тук" not in as_expert.get(address(enquiry)).words


def test_the_pages_own_requests_keep_no_session_alive(
    as_expert: Client, expert: User, frozen_clock: Any
) -> None:
    enquiry = make_enquiry(assignee=expert)
    as_expert.get(address(enquiry), status=200)
    for _ in range(13):
        frozen_clock.move(minutes=10)
        answer = as_expert.post(address(enquiry, "/presence"), {"last": 0})
    assert answer.status_code == 401
    assert as_expert.post(address(enquiry, "/draft"), {"tab": "note"}).status_code == 401
