"""Without these the centre could not keep its own list, or reports would lose what it counted."""

import pytest
from sqlalchemy import select

from oic.audit.models import AuditEntry, Verb
from oic.core.db import db
from oic.enquiries.models import Topic
from oic.enquiries.queries import experts as queries
from tests.checking.client import Client


def names() -> list[str]:
    return [topic.name_bg for topic in queries.topics()]


def test_a_topic_is_added_at_the_end_with_a_key_of_its_own(as_manager: Client) -> None:
    before = names()
    as_manager.submit(
        "/desk/topics", "topic", name_bg=" Зелен  преход ", name_en="Green change", status=303
    )
    assert names() == [*before, "Зелен преход"]
    topic = queries.topics()[-1]
    assert topic.key == "zelen_prehod"
    assert topic.active
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.label) == (Verb.CREATED, "zelen_prehod")


@pytest.mark.parametrize(
    ("bulgarian", "english", "field"),
    [("", "New", "name_bg"), ("Нова", "", "name_en"), ("х" * 81, "New", "name_bg")],
)
def test_a_topic_needs_both_names(
    as_manager: Client, bulgarian: str, english: str, field: str
) -> None:
    page = as_manager.submit(
        "/desk/topics", "topic", name_bg=bulgarian, name_en=english, status=422
    )
    assert page.find(id=f"{field}-error")


def test_two_topics_of_one_name_are_refused_in_any_case(as_manager: Client) -> None:
    topic = queries.topics()[0]
    page = as_manager.submit(
        "/desk/topics", "topic", name_bg=topic.name_bg.upper(), name_en="New", status=422
    )
    assert "Вече има тема" in page.words


def test_a_topic_is_renamed_and_keeps_its_key(as_manager: Client) -> None:
    topic = queries.topics()[0]
    as_manager.submit(
        f"/desk/topics/{topic.id}", name_bg="Друго име", name_en="Another", status=303
    )
    kept = db.session.get_one(Topic, topic.id)
    assert (kept.name_bg, kept.name_en, kept.key) == ("Друго име", "Another", topic.key)


def test_topics_change_places_and_stop_at_the_ends(as_manager: Client) -> None:
    first, second, *rest = queries.topics()
    expected = [first.id, second.id, *(topic.id for topic in rest)]
    as_manager.post(f"/desk/topics/{first.id}/up", status=303)
    assert [topic.id for topic in queries.topics()] == expected
    as_manager.post(f"/desk/topics/{first.id}/down", status=303)
    assert [topic.id for topic in queries.topics()][:2] == [expected[1], expected[0]]
    as_manager.post(f"/desk/topics/{expected[-1]}/down", status=303)
    assert queries.topics()[-1].id == expected[-1]


def test_a_topic_is_withdrawn_and_offered_again_but_never_deleted(as_manager: Client) -> None:
    topic = queries.topics()[0]
    as_manager.post(f"/desk/topics/{topic.id}/withdraw", status=303)
    assert not db.session.get_one(Topic, topic.id).active
    as_manager.post(f"/desk/topics/{topic.id}/offer", status=303)
    assert db.session.get_one(Topic, topic.id).active
    assert as_manager.post(f"/desk/topics/{topic.id}/delete").status_code == 404


def test_the_list_is_a_managers(as_expert: Client, as_administrator: Client) -> None:
    for browser in (as_expert, as_administrator):
        assert browser.get("/desk/topics").status_code == 403
