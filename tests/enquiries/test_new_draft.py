"""The draft of the page of a new enquiry: never lost, never registered twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from oic.core.db import db, transaction
from oic.enquiries.models import Draft, Enquiry
from oic.enquiries.views import new as new_page
from tests.checking.client import Client
from tests.factories.clients import make_contact
from tests.factories.new_page import ASKED, FORM, PAGE, form_of, send, values


def test_a_draft_survives_a_closed_browser_and_goes_when_it_is_registered(
    as_expert: Client, as_user: Any
) -> None:
    fields = form_of(as_expert, client="Петя", **{"questions-0-text": "Започнах да пиша"})
    kept = as_expert.post(f"{PAGE}/draft", fields, status=200).json
    assert kept["kept"] == "09:30 ч."
    another_browser = as_user(as_expert.user)
    page = another_browser.get(PAGE)
    assert "Ваша чернова от 09:30 ч." in page.words
    assert values(page)["questions-0-text"] == ["Започнах да пиша"]
    assert values(page)["client"] == ["Петя"]
    send(another_browser, page=page, **{"questions-0-text": "Довърших"})
    assert db.session.query(Draft).count() == 0
    assert "чернова" not in another_browser.get(PAGE).words


def test_an_empty_page_leaves_no_draft(as_expert: Client) -> None:
    as_expert.post(f"{PAGE}/draft", form_of(as_expert), status=200)
    assert db.session.query(Draft).count() == 0


def test_a_draft_on_its_way_while_the_form_was_sent_does_not_come_back(as_expert: Client) -> None:
    page = as_expert.get(PAGE)
    send(as_expert, page=page)
    fields = page.form(FORM).fill(**{"questions-0-text": ASKED})
    as_expert.post(f"{PAGE}/draft", fields, status=200)
    assert "чернова" not in as_expert.get(PAGE).words


def test_a_draft_that_waited_for_the_form_to_be_saved_leaves_nothing_behind(
    as_expert: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = as_expert.get(PAGE)
    fields = page.form(FORM).fill(**{"questions-0-text": ASKED})

    @contextmanager
    def after_the_form() -> Iterator[object]:
        monkeypatch.setattr(new_page, "transaction", transaction)
        send(as_expert, page=page)
        with transaction() as session:
            yield session

    monkeypatch.setattr(new_page, "transaction", after_the_form)
    as_expert.post(f"{PAGE}/draft", fields, status=200)
    assert db.session.query(Enquiry).count() == 1
    assert not db.session.query(Draft).count()


def test_a_second_window_with_the_same_draft_asks_before_it_registers_again(
    as_expert: Client,
) -> None:
    caller = make_contact("Петя Хлебарова")
    typed = {"questions-0-text": ASKED, "contact_id": str(caller.id)}
    first = as_expert.get(PAGE)
    as_expert.post(f"{PAGE}/draft", first.form(FORM).fill(**typed))
    second = as_expert.get(PAGE)
    send(as_expert, page=first, **typed)
    asked = send(as_expert, page=second, status=422, **typed)
    assert "2026-000001" in asked.words
    assert db.session.query(Enquiry).count() == 1
    send(as_expert, page=asked, **typed)
    assert db.session.query(Enquiry).count() == 2


def test_a_copy_that_lost_its_client_is_asked_about(as_expert: Client) -> None:
    caller = make_contact("Петя Хлебарова")
    send(as_expert, contact_id=str(caller.id))
    send(as_expert, status=422)
    assert db.session.query(Enquiry).count() == 1


def test_the_same_question_of_other_people_is_registered_at_once(as_expert: Client) -> None:
    send(as_expert)
    send(as_expert)
    send(as_expert, contact_id=str(make_contact("Петя Хлебарова").id))
    send(as_expert, name="Иван Петров")
    assert db.session.query(Enquiry).count() == 4


def test_two_windows_with_one_draft_are_two_enquiries(as_expert: Client) -> None:
    first = as_expert.get(PAGE)
    as_expert.post(f"{PAGE}/draft", first.form(FORM).fill(**{"questions-0-text": "Първо"}))
    second = as_expert.get(PAGE)
    send(as_expert, page=first, **{"questions-0-text": "Първо"})
    send(as_expert, page=second, **{"questions-0-text": "Второ"})
    assert db.session.query(Enquiry).count() == 2


def test_a_draft_can_be_thrown_away(as_expert: Client) -> None:
    fields = form_of(as_expert, **{"questions-0-text": "Проба"})
    as_expert.post(f"{PAGE}/draft", fields)
    page = as_expert.submit(PAGE, "draft/discard", follow=True)
    assert values(page)["questions-0-text"] == [""]
    assert "Черновата беше изхвърлена." in page.words


def test_a_colleague_does_not_see_my_draft(as_expert: Client, as_manager: Client) -> None:
    as_expert.post(f"{PAGE}/draft", form_of(as_expert, **{"questions-0-text": "Мое"}))
    assert values(as_manager.get(PAGE))["questions-0-text"] == [""]
