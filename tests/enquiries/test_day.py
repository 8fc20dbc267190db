"""My day: what is to be done now stands on top, with its reason, and goes when it is done."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from oic.core.clock import SOFIA, now, today
from oic.core.db import db, transaction
from oic.core.words import in_both
from oic.enquiries.actions import answering, follow_ups
from oic.enquiries.actions.drafts import keep_draft
from oic.enquiries.models import Enquiry, Reminder, State
from oic.enquiries.queries import day
from oic.enquiries.queries.day import Why
from oic.mail.models import Letter, LetterState
from oic.staff.models import User
from tests.checking.client import Client, Page
from tests.factories.clients import make_contact
from tests.factories.enquiries import make_enquiry
from tests.factories.mail import make_letter
from tests.factories.staff import make_absence, make_user

DAY = "/desk/"


def days_ago(number: int) -> datetime:
    return now() - timedelta(days=number)


def make_reminder(enquiry: Enquiry, user: User, due_at: datetime, note: str = "") -> Reminder:
    reminder = Reminder(
        user_id=user.id, enquiry_id=enquiry.id, due_at=due_at, note=note, created_at=now()
    )
    with transaction():
        db.session.add(reminder)
    return reminder


def make_failed(enquiry: Enquiry, **values: Any) -> Letter:
    letter = make_letter(about=("enquiry", enquiry.id), **values)
    with transaction():
        letter.state = LetterState.FAILED
        letter.last_error = "550 няма такъв адрес"
    return letter


def whys(user: User) -> list[tuple[Why, str]]:
    return [(line.why, line.enquiry.subject) for line in day.now_for(user).lines]


def subjects(page: Page) -> list[str]:
    return ["".join(link.itertext()) for link in page.find("a", **{"data-row-link": ""})]


def everything(expert: User) -> None:
    """One line of each kind for an expert, made in an order that is not the day's."""
    make_enquiry(assignee=expert, subject="наближава", received_at=days_ago(8))
    failed = make_enquiry(assignee=expert, subject="недоставено", state=State.ANSWERED)
    make_failed(failed, subject="Отговор")
    make_enquiry(
        assignee=expert,
        subject="върнато",
        came_back_at=now(),
        came_back_words=in_both("Клиентът писа пак."),
    )
    make_enquiry(assignee=expert, subject="ново", seen=False)
    asked = make_enquiry(assignee=expert, subject="обаждане", state=State.AWAITING_CLIENT)
    make_reminder(asked, expert, now() + timedelta(hours=4), "Да се обадя в два")
    make_enquiry(assignee=expert, subject="днес", due_on=today())
    make_enquiry(assignee=expert, subject="закъсняло", due_on=today() - timedelta(days=4))
    make_enquiry(assignee=expert, subject="далечно")
    make_enquiry(subject="ничие")


def test_the_most_urgent_stands_first_and_each_says_why(as_expert: Client, expert: User) -> None:
    everything(expert)
    assert whys(expert) == [
        (Why.OVERDUE, "закъсняло"),
        (Why.DUE_TODAY, "днес"),
        (Why.NEW, "ново"),
        (Why.CAME_BACK, "върнато"),
        (Why.REMINDER, "обаждане"),
        (Why.DUE_SOON, "наближава"),
        (Why.FAILED_LETTER, "недоставено"),
    ]
    page = as_expert.get(DAY, status=200)
    assert subjects(page)[:3] == ["закъсняло", "днес", "ново"]
    for words in ("Клиентът писа пак.", "550 няма такъв адрес", "Избран за теста."):
        assert words in page.words
    assert "ничие" not in page.words
    (opener,) = page.find("a", **{"data-shortcut": "o"})
    assert opener is page.find("a", **{"data-row-link": ""})[0]
    assert str(opener.get("href")).endswith("from=open%3D1%26assignee%3Dme%26sort%3Ddue%26up%3D1")


@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_day_reads_in_both_languages(
    app: Flask, as_user: Callable[[User], Client], language: str
) -> None:
    user = make_user(role="manager", language=language)
    everything(user)
    page = as_user(user).get(DAY, status=200)
    assert {"bg": "Моят ден", "en": "My day"}[language] in page.heading
    assert {"bg": "просрочено", "en": "overdue"}[language] in page.words


def test_somebody_elses_work_is_not_on_my_day(app: Flask, expert: User) -> None:
    other = make_user()
    everything(other)
    assert whys(expert) == []


def test_a_manager_sees_what_nobody_has_taken_and_gives_it_by_the_rule(
    as_manager: Client, manager: User
) -> None:
    taker = make_user(name="Петър Колев")
    lost = make_enquiry(subject="ничие")
    assert whys(manager) == [(Why.UNASSIGNED, "ничие")]
    page = as_manager.submit(DAY, f"/day/{lost.reference}/assign", status=303)
    assert page.headers["Location"].endswith(DAY)
    assert db.session.get_one(Enquiry, lost.id).assignee == taker
    assert whys(manager) == []


def test_an_expert_cannot_assign_from_the_day(as_expert: Client) -> None:
    lost = make_enquiry()
    as_expert.post(f"/desk/day/{lost.reference}/assign", status=403)
    assert db.session.get_one(Enquiry, lost.id).assignee is None


def test_an_enquiry_stands_once_with_its_other_reasons(as_expert: Client, expert: User) -> None:
    make_enquiry(
        assignee=expert,
        subject="и върнато",
        seen=False,
        due_on=today() - timedelta(days=1),
        came_back_at=now(),
        came_back_words=in_both("Клиентът писа пак."),
    )
    (line,) = day.now_for(expert).lines
    assert (line.why, line.also) == (Why.OVERDUE, (Why.NEW, Why.CAME_BACK))
    page = as_expert.get(DAY, status=200)
    assert "Клиентът писа пак." in page.words
    assert "Ново за Вас" in page.words


def test_what_came_back_goes_when_it_was_seen(as_expert: Client, expert: User) -> None:
    back = make_enquiry(assignee=expert, came_back_at=now(), seen=False)
    as_expert.submit(DAY, f"/day/{back.reference}/seen", status=303)
    back = db.session.get_one(Enquiry, back.id)
    assert back.came_back_at is None
    assert back.seen_by_assignee_at is not None
    assert "Нищо не Ви чака" in as_expert.get(DAY).words


def test_seeing_does_not_touch_what_somebody_else_has(as_expert: Client) -> None:
    other = make_enquiry(assignee=make_user(), came_back_at=now(), seen=False)
    as_expert.post(f"/desk/day/{other.reference}/seen", status=303)
    other = db.session.get_one(Enquiry, other.id)
    assert other.came_back_at is not None
    assert other.seen_by_assignee_at is None


def test_a_reminder_is_done_or_put_off(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert)
    first = make_reminder(enquiry, expert, now() - timedelta(minutes=5), "първо")
    second = make_reminder(enquiry, expert, now() + timedelta(minutes=5), "второ")
    third = make_reminder(enquiry, expert, now() + timedelta(minutes=6), "трето")
    assert subjects(as_expert.get(DAY)) == ["първо", "второ", "трето"]
    as_expert.submit(DAY, f"/reminders/{first.id}/done", status=303)
    later = f"/reminders/{second.id}/later"
    as_expert.submit(DAY, later, button="until=hour", status=303)
    later = f"/reminders/{third.id}/later"
    as_expert.submit(DAY, later, button="until=morning", status=303)
    moved = {r.note: r for r in db.session.scalars(select(Reminder))}
    assert moved["първо"].done_at == now()
    assert moved["второ"].due_at == now() + timedelta(hours=1)
    assert moved["трето"].due_at == datetime(2026, 3, 11, 9, tzinfo=SOFIA)
    assert subjects(as_expert.get(DAY)) == ["второ"]


def test_a_reminder_put_off_on_a_friday_comes_on_monday(
    as_expert: Client, expert: User, frozen_clock: Any
) -> None:
    frozen_clock.set(datetime(2026, 3, 13, 15, 0))  # noqa: DTZ001 - in Sofia
    reminder = make_reminder(make_enquiry(assignee=expert), expert, now())
    page = as_expert.get(DAY)
    assert "Понеделник в девет" in page.words
    as_expert.submit(page, f"/reminders/{reminder.id}/later", button="until=morning", status=303)
    reminder = db.session.get_one(Reminder, reminder.id)
    assert reminder.due_at == datetime(2026, 3, 16, 9, tzinfo=SOFIA)


def test_nobody_touches_a_colleagues_reminders_or_letters(as_expert: Client) -> None:
    other = make_user()
    enquiry = make_enquiry(assignee=other)
    reminder = make_reminder(enquiry, other, now())
    letter = make_failed(enquiry)
    as_expert.post(f"/desk/day/reminders/{reminder.id}/done", status=404)
    as_expert.post(f"/desk/day/reminders/{reminder.id}/later", status=404)
    as_expert.post(f"/desk/day/letters/{letter.id}/retry", status=404)
    as_expert.post(f"/desk/day/letters/{letter.id}/leave", status=404)
    assert db.session.get_one(Reminder, reminder.id).done_at is None
    assert db.session.get_one(Letter, letter.id).state is LetterState.FAILED


def test_a_letter_that_failed_is_sent_again_or_left(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert, state=State.CLOSED)
    again, left = make_failed(enquiry), make_failed(enquiry)
    as_expert.submit(DAY, f"/letters/{again.id}/retry", status=303)
    as_expert.submit(DAY, f"/letters/{left.id}/leave", status=303)
    assert db.session.get_one(Letter, again.id).state is LetterState.QUEUED
    assert db.session.get_one(Letter, left.id).state is LetterState.CANCELLED
    assert whys(expert) == []
    page = as_expert.post(f"/desk/day/letters/{again.id}/leave", status=303)
    assert db.session.get_one(Letter, again.id).state is LetterState.QUEUED, page.headers


def test_the_week_shows_deadlines_reminders_letters_and_absences(
    as_expert: Client, expert: User
) -> None:
    make_enquiry(assignee=expert, subject="за четвъртък", due_on=date(2026, 3, 12))
    make_enquiry(assignee=expert, subject="за събота", due_on=date(2026, 3, 14))
    make_enquiry(assignee=expert, subject="след месец", due_on=date(2026, 4, 14))
    answered = make_enquiry(assignee=expert, subject="проследено", state=State.ANSWERED)
    with transaction():
        follow_ups.plan(
            db.session.get_one(Enquiry, answered.id), by=expert, due_on=date(2026, 3, 13)
        )
    make_reminder(answered, expert, datetime(2026, 3, 16, 14, 0, tzinfo=SOFIA), "звънни")
    colleague = make_user(name="Елена Димитрова")
    make_absence(colleague, date(2026, 3, 9), date(2026, 3, 11), deputy=expert)
    page = as_expert.get(DAY, status=200)
    week = {found.get("id"): "".join(found.itertext()) for found in page.find("section")}
    for words in ("за четвъртък", "за събота", "проследено", "звънни", "14:00"):
        assert words in week["week"]
    assert "след месец" not in week["week"]
    assert "неделя" not in week["week"], "a day off without anything on it"
    assert "Елена Димитрова" in week["away"]
    assert "Вие замествате" in week["away"]


def test_whom_one_stands_in_for_is_said_once(as_expert: Client, expert: User) -> None:
    colleague = make_user(name="Елена Димитрова")
    make_enquiry(
        assignee=expert,
        standing_in_for=colleague,
        came_back_at=now(),
        came_back_words={"bg": "Замествате Елена Димитрова.", "en": "You stand in for her."},
    )
    page = as_expert.get(DAY, status=200)
    assert page.words.count("Замествате Елена Димитрова.") == 1


def test_the_load_counts_what_the_register_lists(as_expert: Client, expert: User) -> None:
    for state in (State.NEW, State.REOPENED, State.AWAITING_CLIENT, State.CLOSED):
        make_enquiry(assignee=expert, state=state)
    page = as_expert.get(DAY, status=200)
    (panel,) = page.find("section", id="load")
    links = [link for link in panel.iter() if str(link.get("href")).startswith("/desk")]
    numbers = [int("".join(link.itertext()).split()[0]) for link in links]
    assert numbers == [3, 1]
    for number, link in zip(numbers, links, strict=True):
        listed = as_expert.get(str(link.get("href")), status=200)
        assert len(subjects(listed)) == number


def test_what_was_begun_can_be_gone_on_with(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert)
    with transaction():
        keep_draft(expert, "new", {"questions-0-text": ["Пита за краен срок"]})
        keep_draft(expert, f"enquiry:{enquiry.id}:answer", {"body": ["Здравейте, да"]}, enquiry)
    page = as_expert.get(DAY, status=200)
    assert "Пита за краен срок" in page.words
    (panel,) = page.find("section", id="drafts")
    found = {str(link.get("href")) for link in panel.iter()}
    addresses = {address for address in found if address.startswith("/desk")}
    assert addresses == {
        "/desk/enquiries/new",
        f"/desk/enquiries/{enquiry.reference}?tab=answer#composer",
    }
    for address in addresses:
        as_expert.get(address.partition("#")[0], status=200)


def test_an_empty_day_says_what_to_do_next(as_expert: Client, expert: User) -> None:
    page = as_expert.get(DAY, status=200)
    (main,) = page.find("main")
    assert "/desk/enquiries/new" in {link.get("href") for link in main.iter()}
    make_enquiry()
    page = as_expert.get(DAY, status=200)
    assert page.find("a", href="/desk/enquiries?open=1&assignee=0")
    make_enquiry(assignee=expert)
    page = as_expert.get(DAY, status=200)
    assert "Нищо не Ви чака" in page.words
    assert page.find("a", href="/desk/enquiries?open=1&assignee=me&sort=due&up=1")


def test_a_very_long_day_leads_to_the_rest_in_the_register(
    as_expert: Client, expert: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day, "LISTED", 2)
    for _ in range(5):
        make_enquiry(assignee=expert, due_on=today() - timedelta(days=1))
    page = as_expert.get(DAY, status=200)
    assert len(subjects(page)) == 2
    (more,) = page.find("a", href="/desk/enquiries?due=overdue&assignee=me&sort=due&up=1")
    assert "3" in "".join(more.itertext())


def test_a_long_day_asks_the_database_no_more_than_a_short_one(
    as_manager: Client, manager: User, count_queries: Callable[[], Any]
) -> None:
    def fill() -> None:
        for _ in range(3):
            everything(manager)
            contact = make_contact("", emails=["bez@ime.example"])
            make_enquiry(assignee=manager, contact=contact, seen=False)
            make_enquiry(contact=contact)
        with transaction():
            for number in range(3):
                keep_draft(manager, f"x:{now()}:{number}", {"body": ["…"]})

    fill()
    as_manager.get(DAY)  # the caches of the first page
    with count_queries() as few:
        as_manager.get(DAY, status=200)
    fill()
    fill()
    with count_queries() as many:
        as_manager.get(DAY, status=200)
    assert many.count == few.count
    assert few.count < 40


def test_people_land_on_their_day_and_administrators_on_their_own_pages(
    as_expert: Client, as_administrator: Client
) -> None:
    assert as_expert.get("/desk/sign-in").headers["Location"].endswith(DAY)
    page = as_administrator.get(DAY, status=302)
    assert as_administrator.get(page.headers["Location"], status=200)


def test_looking_at_the_day_changes_nothing(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert, seen=False, came_back_at=now())
    as_expert.get(DAY, status=200)
    enquiry = db.session.get_one(Enquiry, enquiry.id)
    assert enquiry.seen_by_assignee_at is None
    assert enquiry.came_back_at is not None


def test_a_letter_that_failed_about_what_nobody_has_is_on_the_managers_day(
    as_manager: Client, manager: User, expert: User
) -> None:
    enquiry = make_enquiry(subject="ничие", state=State.CLOSED)
    failed = make_letter(about=("enquiry", enquiry.id))
    with transaction():
        failed.state = LetterState.FAILED
    assert whys(manager) == [(Why.FAILED_LETTER, "ничие")]
    assert whys(expert) == []
    as_manager.submit(DAY, f"/day/letters/{failed.id}/leave", status=303)
    assert whys(manager) == []


def test_a_manager_with_two_minutes_sees_how_the_whole_desk_stands(
    as_manager: Client, as_expert: Client, expert: User
) -> None:
    everything(expert)
    assert "На цялото бюро: 1 просрочено" in as_manager.get(DAY).words
    assert "На цялото бюро" not in as_expert.get(DAY).words


def test_a_client_who_has_heard_nothing_is_on_the_day_until_somebody_calls(
    as_expert: Client, expert: User, frozen_clock: Any
) -> None:
    enquiry = make_enquiry(
        assignee=expert, subject="по поща", state=State.IN_PROGRESS, acknowledged_at=None
    )
    assert whys(expert) == []
    frozen_clock.move(days=1)
    assert whys(expert) == [(Why.ACKNOWLEDGE, "по поща")]
    assert "Не е потвърдено" in as_expert.get(DAY).words
    with transaction():
        answering.record_call(enquiry, "Казах, че е получено.", by=expert)
    assert whys(expert) == []
