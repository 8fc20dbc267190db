"""People can say whether the answer helped, and only they decide what is saved."""

from collections.abc import Callable

import pytest

from oic.core.db import db, transaction
from oic.enquiries.actions import follow_ups
from oic.enquiries.models import FollowUp
from tests.checking.client import Client, Page
from tests.conftest import FrozenClock
from tests.factories.enquiries import make_enquiry, make_expert


@pytest.fixture
def follow_up(app: object) -> FollowUp:
    """A planned follow-up of an answered question."""
    expert = make_expert()
    enquiry = make_enquiry(state="answered", assignee=expert)
    with transaction():
        return follow_ups.plan(enquiry, by=expert)


def _address(follow_up: FollowUp, site: str = "") -> str:
    return f"{site}/satisfaction/{follow_up.token}"


def _chosen(page: Page) -> list[str | None]:
    return [item.get("value") for item in page.find("input", name="score", checked="")]


@pytest.mark.parametrize("site", ["", "/en"])
def test_a_rating_with_a_comment_is_saved_and_thanked_for(
    client: Client, follow_up: FollowUp, site: str
) -> None:
    sent = client.submit(_address(follow_up, site), score="4", comment="Ясно.", status=303)
    db.session.refresh(follow_up)
    assert (follow_up.score, follow_up.comment) == (4, "Ясно.")
    thanks = client.get(sent.headers["Location"], status=200)
    assert ("Благодарим Ви" if not site else "Thank you") in thanks.heading


def test_the_letters_link_only_chooses_and_saves_nothing(
    client: Client, follow_up: FollowUp, count_queries: Callable
) -> None:
    with count_queries() as queries:
        page = client.get(f"{_address(follow_up)}?score=4", status=200)
    assert _chosen(page) == ["4"]
    assert not [one for one in queries.statements if not one.lstrip().startswith("SELECT")]
    db.session.refresh(follow_up)
    assert follow_up.score is None


@pytest.mark.parametrize("score", ["0", "6", "x", ""])
def test_a_made_up_score_chooses_nothing(client: Client, follow_up: FollowUp, score: str) -> None:
    assert _chosen(client.get(f"{_address(follow_up)}?score={score}", status=200)) == []
    client.post(_address(follow_up), {"score": score}, status=422)


def test_the_choices_are_words_and_not_only_numbers(client: Client, follow_up: FollowUp) -> None:
    page = client.get(_address(follow_up))
    assert "Много: знам какво да направя" in page.words
    assert "Никак" in page.words
    assert _chosen(page) == []


def test_without_a_choice_the_comment_is_kept(client: Client, follow_up: FollowUp) -> None:
    page = client.submit(_address(follow_up), comment="Хубаво беше.", status=422)
    assert "Изберете един от петте отговора" in page.words
    assert page.find("textarea", id="comment")[0].text.strip() == "Хубаво беше."


def test_a_rating_can_be_changed_for_a_while(
    client: Client, follow_up: FollowUp, frozen_clock: FrozenClock
) -> None:
    client.submit(_address(follow_up), score="2", comment="Не разбрах.", status=303)
    frozen_clock.move(days=3)
    page = client.get(_address(follow_up))
    assert _chosen(page) == ["2"]
    assert "Вече сте отговорили" in page.words
    client.submit(page, score="5", status=303)
    db.session.refresh(follow_up)
    assert follow_up.score == 5
    frozen_clock.move(days=100)
    client.submit(page, score="1", status=422)


def test_sent_twice_is_one_rating(
    client: Client, follow_up: FollowUp, count_queries: Callable
) -> None:
    page = client.get(_address(follow_up))
    client.submit(page, score="3", status=303)
    with count_queries() as queries:
        client.submit(page, score="3", status=303)
    assert not [one for one in queries.statements if "INSERT" in one]


def test_whoever_is_not_content_is_led_back_to_the_question(
    client: Client, follow_up: FollowUp
) -> None:
    case = f"/case/{follow_up.enquiry.public_token}#more"
    bad = client.submit(_address(follow_up), score="2", follow=True)
    assert bad.find("a", href=case)
    good = client.submit(_address(follow_up), score="5", follow=True)
    assert not good.find("a", href=case)


def test_a_robot_is_asked(client: Client, follow_up: FollowUp) -> None:
    page = client.submit(_address(follow_up), score="1", website="spam", status=422)
    db.session.refresh(follow_up)
    assert follow_up.score is None
    client.submit(page, status=303)


def test_a_wrong_link_is_not_found_and_a_right_one_stays_private(
    client: Client, follow_up: FollowUp
) -> None:
    client.get("/satisfaction/nobody", status=404)
    client.get("/satisfaction/nobody/thanks", status=404)
    client.post("/satisfaction/nobody", {"score": "5"}, status=404)
    page = client.get(_address(follow_up))
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
