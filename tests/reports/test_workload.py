"""The workload: who is drowning, and every figure opens the list that it was counted from."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from oic.core.clock import now, today
from oic.core.db import db, transaction
from oic.enquiries.actions import follow_ups
from oic.enquiries.models import Enquiry, FollowUp, FollowUpState, State, TimelineEntry
from oic.reports.queries import workload as queries
from oic.reports.queries.forecast import forecast
from oic.reports.queries.workload import Answers, Back, Open, Row, workload
from oic.staff.models import User
from tests.checking.client import Client
from tests.checking.html import text_of
from tests.factories.clients import make_contact
from tests.factories.enquiries import make_enquiry, make_expert
from tests.factories.receptions import make_reception
from tests.factories.staff import make_absence, make_user

PAGE = "/desk/workload"


def rate(enquiry: Enquiry, *scores: int) -> None:
    for score in scores:
        with transaction():
            follow_up = follow_ups.plan(db.session.get_one(Enquiry, enquiry.id), by=None)
            follow_up.state = FollowUpState.SENT
            db.session.flush()
            follow_ups.rate(follow_up, score, "")


def carry(user: User | None) -> None:
    """Open ones of every urgency, and answers of several ages."""
    make_enquiry(assignee=user, due_on=today() - timedelta(days=1))
    make_enquiry(assignee=user, due_on=today(), warn_on=today() - timedelta(days=2))
    make_enquiry(assignee=user, warn_on=today(), due_on=today() + timedelta(days=2))
    make_enquiry(assignee=user)
    make_enquiry(assignee=user, state=State.REOPENED)
    make_enquiry(assignee=user, state=State.AWAITING_CLIENT)
    if user is None:
        return
    asked = now() - timedelta(days=6)  # a Wednesday
    for wait in (0, 1, 6):
        answered = asked + timedelta(days=wait)
        make_enquiry(assignee=user, state=State.CLOSED, received_at=asked, answered_at=answered)
    at_once = make_enquiry(assignee=user, state=State.CLOSED, answered_on_the_spot=True)
    long_ago = now() - timedelta(days=60)
    make_enquiry(assignee=user, state=State.CLOSED, received_at=long_ago)
    rate(at_once, 5, 4)


def row_of(user: User, period: Back = Back.MONTH) -> Row:
    return next(row for row in workload(period).rows if row.user and row.user.id == user.id)


def test_the_figures_are_those_of_the_expert(app: Flask) -> None:
    ana = make_user(name="Ана")
    carry(ana)
    make_user(name="Борис")
    row = row_of(ana)
    assert row.open == Open(overdue=1, soon=2, later=2, awaiting=1, this_week=2)
    # Asked on a Wednesday at 9:30; answered at once, a working day later, and four later.
    assert row.answers == Answers(
        number=4, considered=3, median=510, ninetieth=2040, rated=1, mean=4.5
    )
    assert row_of(ana, Back.QUARTER).answers.number == 5
    assert workload(Back.WEEK).nobody == Open()


@pytest.mark.parametrize("period", list(Back))
def test_every_figure_opens_a_list_of_exactly_that_many(as_manager: Client, period: Back) -> None:
    for user in (make_user(name="Ана"), make_user(name="Борис"), None):
        carry(user)
    page = as_manager.get(f"{PAGE}?period={period.value}", status=200)
    figures = 0
    for link in page.find("a"):
        address, words = str(link.get("href")), " ".join("".join(link.itertext()).split())
        if urlsplit(address).path != "/desk/enquiries" or not words[:1].isdigit():
            continue
        if "rated_from" in address or "spot=0" in address:
            continue  # a mean, a median: how many stands beside it, see the next test
        listed = as_manager.get(address, status=200)
        rows = listed.find("a", **{"data-row-link": ""})
        number = re.match(r"\d+", words)
        assert number
        assert len(rows) == int(number[0]), f"{words}: {address}"
        figures += 1
    assert figures > 40


def test_a_median_and_a_mean_open_what_they_were_made_of(as_manager: Client) -> None:
    ana = make_user(name="Ана")
    carry(ana)
    carry(make_user(name="Борис"))
    page = as_manager.get(PAGE, status=200)
    answers = row_of(ana).answers
    expected = {"spot=0": answers.considered, "rated_from": answers.rated}
    for part, number in expected.items():
        (address,) = {
            str(link.get("href"))
            for link in page.find("a")
            if part in str(link.get("href")) and f"assignee={ana.id}&" in str(link.get("href"))
        }
        listed = as_manager.get(address, status=200)
        assert len(listed.find("a", **{"data-row-link": ""})) == number


def test_absence_and_deputy_are_shown(as_manager: Client) -> None:
    ana, boris = make_user(name="Ана Петрова"), make_user(name="Борис Колев")
    make_absence(ana, today(), today() + timedelta(days=2), deputy=boris)
    page = as_manager.get(PAGE, status=200)
    assert "отсъства до 12.03" in page.words
    assert "заместник: Борис Колев" in page.words
    assert row_of(boris).works_now
    assert not row_of(ana).works_now


def test_what_a_closed_account_left_behind_is_not_lost_sight_of(as_manager: Client) -> None:
    gone = make_user(name="Гергана Напуснала", active=False)
    make_enquiry(assignee=gone)
    page = as_manager.get(PAGE, status=200)
    assert "Гергана Напуснала" in page.words
    assert "закрит" in page.words


def test_managers_without_enquiries_are_left_out(app: Flask, manager: User) -> None:
    assert [row.user for row in workload(Back.MONTH).rows] == []
    make_enquiry(assignee=manager)
    assert [row.user for row in workload(Back.MONTH).rows] == [manager]


def test_those_due_latest_are_proposed_to_be_moved(as_manager: Client, manager: User) -> None:
    full, free = make_expert("Ана", capacity=2), make_expert("Борис")
    made = [
        make_enquiry(assignee=full, due_on=today() + timedelta(days=day), subject=f"{day}")
        for day in (1, 2, 3)
    ]
    make_enquiry(assignee=full, state=State.AWAITING_CLIENT, due_on=today() + timedelta(days=9))
    page = as_manager.get(f"{PAGE}?from={full.id}", status=200)
    rows = [str(box.get("value")) for box in page.find("input", name="ids")]
    assert rows == [f"{one.id}-{one.version}" for one in reversed(made)]
    ticked = [box for box in page.find("input", name="ids") if box.get("checked") is not None]
    assert len(ticked) == 2, "four are open, two can be carried"
    assert f"{free.name}: Днес е на работа" in page.words
    as_manager.submit(page, "moving", status=303)
    moved = db.session.scalars(select(Enquiry).where(Enquiry.assignee_id == free.id)).all()
    assert {enquiry.subject for enquiry in moved} == {"2", "3"}
    said = db.session.scalars(
        select(TimelineEntry).where(
            TimelineEntry.enquiry_id == made[2].id, TimelineEntry.by_id == manager.id
        )
    ).one()
    assert "Днес е на работа" in str(said.words), "the rule's own reason"


def test_all_ticked_ones_can_go_to_one_colleague(as_manager: Client, manager: User) -> None:
    full, _free, other = make_expert("Ана"), make_expert("Борис"), make_expert("Вера")
    ours = make_enquiry(assignee=full)
    for _ in range(3):
        make_enquiry(assignee=other)  # the rule would not choose her
    page = as_manager.get(f"{PAGE}?from={full.id}", status=200)
    ids = f"{ours.id}-{ours.version}"
    as_manager.submit(page, "moving", ids=ids, to=str(other.id), status=303)
    found = db.session.get_one(Enquiry, ours.id)
    assert found.assignee_id == other.id
    assert manager.name in str(found.assignment_words)


def test_what_nobody_has_is_given_by_the_rule(as_manager: Client) -> None:
    make_expert("Ана")
    lost = [make_enquiry() for _ in range(3)]
    page = as_manager.get(f"{PAGE}?from=0", status=200)
    as_manager.submit(page, "moving", status=303)
    assert all(db.session.get_one(Enquiry, one.id).assignee_id for one in lost)
    assert workload(Back.MONTH).nobody == Open()


def test_ten_are_not_all_proposed_to_the_one_who_carries_least(as_manager: Client) -> None:
    full, *others = (make_expert(name) for name in ("Ана", "Борис", "Вера"))
    for _ in range(10):
        make_enquiry(assignee=full)
    page = as_manager.get(f"{PAGE}?from={full.id}", status=200)
    chosen = [
        str(option.get("value"))
        for option in page.find("option")
        if option.get("selected") is not None and str(option.get("value")).isdecimal()
    ]
    assert sorted(chosen) == sorted(5 * [str(one.id) for one in others])


def test_the_client_stays_with_whom_she_knows(as_manager: Client) -> None:
    leaving, knows = make_expert("Ана"), make_expert("Борис")
    make_expert("Вера")
    client = make_contact("Мария Пекарова")
    make_enquiry(assignee=knows, contact=client, received_at=now() - timedelta(days=9))
    for _ in range(4):
        make_enquiry(assignee=knows)
    ours = make_enquiry(assignee=leaving, contact=client)
    page = as_manager.get(f"{PAGE}?from={leaving.id}", status=200)
    (select_,) = page.find("select", name=f"to-{ours.id}")
    chosen = [one.get("value") for one in select_.iter() if one.get("selected") is not None]
    assert chosen == [str(knows.id)]


def test_what_was_changed_meanwhile_is_not_moved(as_manager: Client) -> None:
    full, free = make_expert("Ана"), make_expert("Борис")
    ours = make_enquiry(assignee=full)
    page = as_manager.get(f"{PAGE}?from={full.id}", status=200)
    with transaction():
        db.session.get_one(Enquiry, ours.id).subject = "Друго"
    ids = f"{ours.id}-{ours.version - 1}"
    answer = as_manager.submit(page, "moving", ids=ids, to=str(free.id), status=200, follow=True)
    assert ours.reference in answer.words
    assert db.session.get_one(Enquiry, ours.id).assignee_id == full.id


@pytest.mark.parametrize(
    ("ids", "to"),
    [
        ("{ours}", "{full}"),
        ("{ours}", "{closed}"),
        ("{ours}", ""),
        ("{ours}", "x"),
        ("x", "{free}"),
        ("", "{free}"),
    ],
)
def test_a_move_that_makes_no_sense_moves_nothing(as_manager: Client, ids: str, to: str) -> None:
    full, free = make_user(), make_user()
    ours = make_enquiry(assignee=full)
    named = {
        "full": full.id,
        "free": free.id,
        "closed": make_user(active=False).id,
        "ours": f"{ours.id}-{ours.version}",
    }
    as_manager.post(
        f"{PAGE}/move",
        {"from": str(full.id), "to": to.format(**named), "ids": ids.format(**named)},
        status=303,
    )
    assert db.session.get_one(Enquiry, ours.id).assignee_id == full.id


def test_what_has_stood_still_is_found(as_manager: Client) -> None:
    ana = make_user(name="Ана")
    still = make_enquiry(assignee=ana, received_at=now() - timedelta(days=9))
    make_enquiry(assignee=ana, received_at=now() - timedelta(days=7))
    make_enquiry(assignee=ana, state=State.CLOSED, received_at=now() - timedelta(days=30))
    assert row_of(ana).open.still == 1  # five working days before Tuesday is Tuesday
    page = as_manager.get(PAGE, status=200)
    (link,) = {
        str(link.get("href")) for link in page.find("a") if "стои без движение" in text_of(link)
    }
    listed = as_manager.get(link, status=200)
    assert still.reference in listed.words
    assert len(listed.find("a", **{"data-row-link": ""})) == 1


def test_talk_and_receptions_are_counted_for_each(app: Flask) -> None:
    ana = make_user(name="Ана")
    make_enquiry(assignee=ana, duration_seconds=1800)
    make_enquiry(assignee=ana, duration_seconds=600, received_at=now() - timedelta(days=60))
    make_reception(experts=[ana], day=today() - timedelta(days=3), begins=time(9), ends=time(12))
    row = row_of(ana)
    assert (row.talk, row.receptions) == (1800, 3 * 3600)


def test_the_coming_two_weeks_know_absences_trips_visits_and_deadlines(app: Flask) -> None:
    ana, boris = make_user(name="Ана"), make_user(name="Борис")
    make_absence(boris, today() + timedelta(days=1), today() + timedelta(days=2))
    make_reception(
        experts=[ana],
        day=today() + timedelta(days=1),
        begins=time(10),
        ends=time(12),
        travel=30,
    )
    make_enquiry(assignee=ana, due_on=today() - timedelta(days=3))
    make_enquiry(assignee=ana, due_on=today() + timedelta(days=1))
    for week in range(1, 5):
        make_enquiry(state=State.CLOSED, received_at=now() - timedelta(weeks=week))
    coming = forecast()
    first, second = coming.days[:2]
    tuesday, wednesday = ({one.user.name: one for one in day.people} for day in (first, second))
    assert (tuesday["Ана"].due, wednesday["Ана"].due) == (1, 1)
    assert wednesday["Ана"].minutes - wednesday["Ана"].free == 180
    assert wednesday["Борис"].absence is not None
    assert wednesday["Борис"].free == 0
    assert [day.works for day in coming.days[4:6]] == [False, False]
    assert first.expected == 0.5  # four on eight Tuesdays
    assert coming.due == 2


def test_the_weeks_count_what_came_and_what_was_answered(app: Flask) -> None:
    make_enquiry(state=State.CLOSED, received_at=now() - timedelta(days=7), answered_at=now())
    make_enquiry()
    weeks = queries.weeks()
    assert (weeks[-1].received, weeks[-1].answered) == (1, 1)
    assert (weeks[-2].received, weeks[-2].answered) == (1, 0)
    assert weeks[-1].days.first == date(2026, 3, 9)
    assert len(weeks) == queries.WEEKS


@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_page_reads_in_both_languages(
    app: Flask, as_user: Callable[[User], Client], language: str
) -> None:
    carry(make_user(name="Ана", capacity=3))
    carry(None)
    page = as_user(make_user(role="manager", language=language)).get(PAGE, status=200)
    assert {"bg": "Натовареност", "en": "Workload"}[language] in page.heading
    assert {"bg": "в повече", "en": "too many"}[language] in page.words


def test_the_workload_of_many_asks_the_database_no_more(
    as_manager: Client, count_queries: Callable[[], Any]
) -> None:
    carry(make_user())
    as_manager.get(PAGE)
    with count_queries() as few:
        as_manager.get(PAGE, status=200)
    for _ in range(3):
        user = make_user()
        carry(user)
        make_absence(user, today(), deputy=make_user())
    make_enquiry(assignee=make_user(active=False))
    with count_queries() as many:
        as_manager.get(PAGE, status=200)
    # One more to read the accounts that are closed: whether there are any is not known before.
    assert many.count <= few.count + 1


def test_experts_do_not_see_each_others_figures(as_expert: Client) -> None:
    as_expert.get(PAGE, status=403)
    as_expert.post(f"{PAGE}/move", status=403)
    assert db.session.scalars(select(FollowUp)).all() == []
