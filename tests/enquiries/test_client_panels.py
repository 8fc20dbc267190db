"""The client's page knows all that was ever asked, and merging loses none of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from oic.audit.models import AuditEntry, Verb
from oic.clients import queries as clients
from oic.clients.actions import (
    NewContact,
    merge_contacts,
    merge_organisations,
    what_moves,
)
from oic.core.clock import now
from oic.core.db import db, transaction
from oic.enquiries.actions import follow_ups
from oic.enquiries.actions.drafts import keep_draft
from oic.enquiries.models import Enquiry, FollowUp, State, TimelineEntry
from oic.enquiries.queries import register
from oic.enquiries.queries.register import Filters
from oic.mail.models import Letter
from oic.staff.models import User
from tests.checking.client import Client, Page
from tests.factories.clients import make_contact, make_organisation
from tests.factories.enquiries import make_enquiry
from tests.factories.mail import make_letter
from tests.factories.staff import make_user


def numbers(page: Page) -> list[str]:
    return ["".join(link.itertext()) for link in page.find("a", **{"data-row-link": ""})]


def rate(enquiry: Enquiry, score: int) -> FollowUp:
    with transaction():
        follow_up = follow_ups.plan(db.session.get_one(Enquiry, enquiry.id), by=None)
        follow_up.state = follow_ups.FollowUpState.SENT
        db.session.flush()
        follow_ups.rate(follow_up, score, "Благодаря")
    return follow_up


def test_a_persons_page_lists_the_open_ones_first(as_expert: Client) -> None:
    person = make_contact("Мария Петрова")
    closed = make_enquiry(contact=person, state=State.CLOSED)
    still = make_enquiry(contact=person, received_at=now() - timedelta(days=30))
    make_enquiry(contact=make_contact())
    make_letter(about=("enquiry", closed.id))
    rate(closed, 4)
    page = as_expert.get(f"/desk/clients/people/{person.id}", status=200)
    assert numbers(page) == [still.reference, closed.reference]
    listed = as_expert.get(f"/desk/enquiries?contact={person.id}", status=200)
    assert sorted(numbers(listed)) == sorted(numbers(page))
    assert page.find("a", href=f"/desk/enquiries?contact={person.id}")
    assert "от 5, от 1 оценка" in page.words


def test_an_organisations_page_lists_what_its_people_asked(as_expert: Client) -> None:
    firm = make_organisation("Розова долина")
    asked = make_enquiry(contact=make_contact("Деян", organisation=firm), organisation=firm)
    page = as_expert.get(f"/desk/clients/organisations/{firm.id}", status=200)
    assert numbers(page) == [asked.reference]
    assert "Деян" in page.words


def test_a_client_who_never_asked_has_an_empty_page(as_expert: Client) -> None:
    person = make_contact()
    page = as_expert.get(f"/desk/clients/people/{person.id}", status=200)
    assert "Още няма нищо" in page.words


def test_a_faithful_client_leads_on_to_the_register(
    as_expert: Client, count_queries: Callable[[], Any]
) -> None:
    person = make_contact()
    made = [make_enquiry(contact=person, state=State.CLOSED) for _ in range(22)]
    as_expert.get(f"/desk/clients/people/{person.id}", status=200)  # notes who was here
    with count_queries() as before:
        page = as_expert.get(f"/desk/clients/people/{person.id}", status=200)
    assert len(numbers(page)) == 20
    assert f"Всички {len(made)} в регистъра" in page.words
    for _ in range(3):
        make_enquiry(contact=person, assignee=make_user())
    with count_queries() as after:
        as_expert.get(f"/desk/clients/people/{person.id}", status=200)
    assert after.count == before.count


def test_the_look_up_says_how_a_client_stands(app: Flask) -> None:
    firm = make_organisation("Розова долина")
    person = make_contact("Мария Петрова", organisation=firm)
    make_enquiry(contact=person, organisation=firm)
    make_enquiry(contact=person, organisation=firm, state=State.CLOSED)
    make_contact("Мария Колева")
    found = {match.name: match for match in clients.look_up("мария")}
    assert (found["Мария Петрова"].open_count, found["Мария Петрова"].last_at) == (1, now())
    assert (found["Мария Колева"].open_count, found["Мария Колева"].last_at) == (0, None)
    (match,) = clients.look_up("розова", kinds=("organisation",))
    assert (match.open_count, match.last_at) == (1, now())


def test_a_new_enquiry_begins_with_the_client_whose_page_it_was(as_expert: Client) -> None:
    firm = make_organisation("Розова долина")
    person = make_contact("Мария Петрова", organisation=firm)
    page = as_expert.get(f"/desk/clients/people/{person.id}", status=200)
    (button,) = page.find("a", href=f"/desk/enquiries/new?contact_id={person.id}")
    sheet = as_expert.get(str(button.get("href")), status=200)
    (chosen,) = sheet.find("input", name="contact_id")
    assert chosen.get("value") == str(person.id)
    sheet = as_expert.get(f"/desk/enquiries/new?organisation_id={firm.id}", status=200)
    (chosen,) = sheet.find("input", name="organisation_id")
    assert chosen.get("value") == str(firm.id)


def test_a_draft_about_somebody_else_is_not_given_another_client(
    as_expert: Client, expert: User
) -> None:
    first, other = make_contact("Първа Петрова"), make_contact("Друга Колева")
    with transaction():
        keep_draft(
            expert, "new", {"contact_id": [str(first.id)], "questions-0-text": ["Пита за срок"]}
        )
    sheet = as_expert.get(f"/desk/enquiries/new?contact_id={other.id}", status=200)
    (chosen,) = sheet.find("input", name="contact_id")
    assert chosen.get("value") == str(first.id)


def lines_of(ids: list[int]) -> list[Any]:
    """Every line of history as it is kept, of some enquiries."""
    entries = select(TimelineEntry.__table__).where(TimelineEntry.enquiry_id.in_(ids))
    return [tuple(row) for row in db.session.execute(entries.order_by(TimelineEntry.id))]


@pytest.mark.parametrize("kind", ["contact", "organisation"])
def test_merging_two_clients_loses_no_line_of_history(app: Flask, expert: User, kind: str) -> None:
    make = make_contact if kind == "contact" else make_organisation
    merge = merge_contacts if kind == "contact" else merge_organisations
    keep, gone = make("Мария Петрова"), make("Мими Петрова")
    mine = make_enquiry(**{kind: keep})
    moved = [
        make_enquiry(**{kind: gone}),
        make_enquiry(**{kind: gone}, state=State.CLOSED, assignee=expert),
    ]
    make_letter(about=("enquiry", moved[1].id))
    rate(moved[1], 5)
    ids = [mine.id, *(enquiry.id for enquiry in moved)]
    before = lines_of(ids)
    letters = db.session.scalar(select(func.count()).select_from(Letter))
    assert dict(map(reversed, what_moves(kind, keep.id, gone.id)))  # says it in words
    assert 2 in [number for _words, number in what_moves(kind, keep.id, gone.id)]
    with transaction():
        merge(keep.id, gone.id, by=expert)
    found = db.session.scalars(select(Enquiry).order_by(Enquiry.id)).all()
    assert [getattr(enquiry, f"{kind}_id") for enquiry in found] == [keep.id] * 3
    assert lines_of(ids) == before
    assert db.session.scalar(select(func.count()).select_from(Letter)) == letters
    assert db.session.scalar(select(func.count()).select_from(FollowUp)) == 1
    trail = db.session.scalars(
        select(AuditEntry).where(
            AuditEntry.thing_type == "enquiry", AuditEntry.verb == Verb.CHANGED
        )
    ).all()
    assert {entry.thing_id for entry in trail} == {enquiry.id for enquiry in moved}
    assert {entry.by_id for entry in trail} == {expert.id}
    assert trail[0].detail == {f"{kind}_id": [gone.id, keep.id]}


def test_what_was_merged_is_found_by_the_name_that_stayed(app: Flask, expert: User) -> None:
    keep, gone = make_contact("Мария Петрова"), make_contact("Мими Стоянова")
    own, moved = make_enquiry(contact=keep), make_enquiry(contact=gone)

    def found(words: str) -> set[int]:
        return {enquiry.id for enquiry in register.page(Filters(q=words)).enquiries}

    assert found("стоянова") == {moved.id}
    chosen = NewContact(keep.client_type, name="Мария Петрова-Стоянова", emails=(keep.email,))
    with transaction():
        merge_contacts(keep.id, gone.id, by=expert, values=chosen)
    assert found("стоянова") == {own.id, moved.id}
    assert found("мими") == set()


def test_a_preview_moves_nothing(app: Flask) -> None:
    keep, gone = make_contact(), make_contact()
    enquiry = make_enquiry(contact=gone)
    what_moves("contact", keep.id, gone.id)
    assert db.session.get_one(Enquiry, enquiry.id).contact_id == gone.id


def test_a_renamed_client_is_found_by_the_new_name(app: Flask, as_expert: Client) -> None:
    contact = make_contact(name="Иван Петров")
    enquiry = make_enquiry(contact=contact)
    as_expert.submit(f"/desk/clients/people/{contact.id}/edit", name="Захари Зографов", status=303)
    for typed, wanted in (("Зографов", [enquiry.reference]), ("Петров", [])):
        rows = register.page(Filters(q=typed)).enquiries
        assert [row.reference for row in rows] == wanted
