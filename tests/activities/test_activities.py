"""What the centre does beside answering: entered in a minute, mended, counted."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from oic.activities.actions import NewActivity, enter
from oic.activities.models import Activity, ActivityKind
from oic.core.clock import today
from oic.core.db import db, transaction
from oic.reports.periods import month_of
from oic.reports.queries.figures import figures
from oic.staff.models import User
from tests.checking.client import Client
from tests.factories.places import municipality
from tests.factories.staff import make_user

PAGE = "/desk/activities/"


def make_activity(
    title: str = "Ден на отворените врати",
    *,
    kind: ActivityKind = ActivityKind.INFORMATION_EVENT,
    day: date | None = None,
    number: int = 12,
) -> Activity:
    author = make_user()
    with transaction():
        return enter(NewActivity(kind, day or today(), title, None, number), by=author)


def stored() -> list[Activity]:
    return list(db.session.scalars(select(Activity).order_by(Activity.id)))


def test_an_event_is_entered_and_counted(as_expert: Client, expert: User) -> None:
    page = as_expert.get(PAGE, status=200)
    opan = municipality("Опан")
    done = as_expert.submit(
        page,
        "activity-form",
        kind="training",
        title="Обучение за читалища",
        municipality=str(opan.id),
        number="17",
        link="https://primer.bg/1",
        status=200,
        follow=True,
    )
    assert "Обучение за читалища" in done.words
    (one,) = stored()
    assert (one.kind, one.day, one.number, one.created_by_id) == (
        ActivityKind.TRAINING,
        today(),
        17,
        expert.id,
    )
    found = figures(month_of(today()))
    assert found["activity"]["training"] == {"activities": 1, "number": 17}
    assert found["event_place"][opan.code] == {"activities": 1, "number": 17}


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"title": " "}, "Напишете как се нарича"),
        ({"day": "1970-01-01"}, "Проверете годината"),
        ({"day": ""}, "задължително"),
        ({"number": "-1"}, "Цяло число"),
        ({"number": "9999999999"}, "Цяло число"),
        ({"number": "много"}, "Цяло число"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"link": f"https://primer.bg/{'x' * 300}"}, "200"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    as_expert: Client, typed: dict[str, str], wrong: str
) -> None:
    page = as_expert.get(PAGE, status=200)
    given = {"title": "Кампания", "number": "3", **typed}
    answer = as_expert.submit(page, "activity-form", **given, status=422)
    assert wrong.casefold() in answer.words.casefold()
    assert stored() == []
    kept = answer.find("input", name="title")[0].get("value")
    assert kept == given["title"]


def test_a_publication_has_no_participants(as_expert: Client) -> None:
    page = as_expert.get(PAGE, status=200)
    as_expert.submit(
        page, "activity-form", kind="publication", title="Статия", number="5", status=303
    )
    assert stored()[0].number == 0


def test_it_is_changed_and_removed(as_expert: Client) -> None:
    number = make_activity().id
    page = as_expert.get(f"{PAGE}{number}", status=200)
    as_expert.submit(page, "activity-form", title="Друго", number="30", status=303)
    assert (stored()[0].title, stored()[0].number) == ("Друго", 30)
    as_expert.submit(page, "activity-form", title="Трето", status=422)
    assert stored()[0].title == "Друго", "somebody else has changed it since"
    as_expert.post(f"{PAGE}{number}/remove", status=303)
    assert stored() == []
    as_expert.get(f"{PAGE}{number}", status=404)


def test_the_list_is_filtered_and_paged(as_expert: Client) -> None:
    for number in range(103):
        make_activity(f"Събитие {number}", day=today() - timedelta(days=number))
    make_activity("Статия", kind=ActivityKind.PUBLICATION)
    page = as_expert.get(PAGE, status=200)
    assert len(page.find("a", **{"data-row-link": ""})) == 100
    (following,) = {str(link.get("href")) for link in page.find("a", rel="next")}
    assert len(as_expert.get(following, status=200).find("a", **{"data-row-link": ""})) == 4
    some = as_expert.get(f"{PAGE}?kind=publication&municipality=0", status=200)
    assert len(some.find("a", **{"data-row-link": ""})) == 1
    days = as_expert.get(f"{PAGE}?from={today()}&to={today()}&kind=events", status=200)
    assert len(days.find("a", **{"data-row-link": ""})) == 1


@pytest.mark.parametrize(
    "query",
    ["?kind=x", "?municipality=x", "?from=x&to=y", "?at=x", "?at=2026-01-01_99999999999999999999"],
)
def test_an_odd_address_shows_the_list(as_expert: Client, query: str) -> None:
    make_activity()
    as_expert.get(f"{PAGE}{query}", status=200)


@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_page_reads_in_both_languages(as_user: Callable[[User], Client], language: str) -> None:
    make_activity()
    page = as_user(make_user(language=language)).get(PAGE, status=200)
    assert {"bg": "Дейности", "en": "Activities"}[language] in page.heading
