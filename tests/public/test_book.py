"""Anybody books a time; nothing typed is lost when it has gone; an old link tells the truth."""

import io
from datetime import date, time
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import select

from oic.core.db import db, transaction
from oic.mail.models import Letter
from oic.receptions.actions import booking as actions
from oic.receptions.models import (
    BookableBy,
    Booking,
    BookingInvitation,
    BookingState,
    Claim,
    ClaimKind,
    WaitingEntry,
    WaitingState,
)
from oic.staff.models import User
from tests.checking.client import Client, Page
from tests.conftest import FrozenClock
from tests.factories.receptions import (
    make_booking,
    make_invitation,
    make_office_hours,
    make_reception,
    make_reception_topic,
    make_venue,
)
from tests.factories.staff import make_user
from tests.files.samples import PDF

WEDNESDAY = date(2026, 3, 11)
WHO = {
    "name": "Петя Хлебарова",
    "email": "petya@primer.bg",
    "client_type": "business",
    "question": "Има ли пари за нова пещ?",
}


@pytest.fixture
def expert(app: Flask) -> User:
    del app
    found = make_user(name="Елена Експертова")
    make_office_hours(found, begins=time(9), ends=time(11))
    return found


def choose(client: Client, *, site: str = "", begins: str = "09:30") -> Page:
    """Go through the first three steps by their links and buttons; the page that follows."""
    page = client.get(f"{site}/book", status=200)
    page = client.submit(page, form="book/day", topic="first_talk", place="office")
    day = next(a for a in page.find("a") if "day=2026-03-11" in a.get("href", ""))
    page = client.get(day.get("href", ""), status=200)
    button = next(b for b in page.find("button", name="time") if begins in b.get("value", ""))
    return client.submit(page, button=pressed(button), follow=False)


def pressed(button: Element) -> str:
    return f"time={button.get('value', '')}"


def visits() -> list[Booking]:
    return list(db.session.scalars(select(Booking).order_by(Booking.id)))


def in_text(page: Page, *words: str) -> None:
    for word in words:
        assert word in page.words, word


@pytest.mark.parametrize(("site", "language"), [("", "bg"), ("/en", "en")])
def test_a_citizen_books_in_four_steps_and_learns_what_was_booked(
    client: Client, frozen_clock: FrozenClock, expert: User, site: str, language: str
) -> None:
    del expert
    page = client.get(choose(client, site=site).headers["Location"], status=200)
    in_text(page, "09:30", "09:40")  # until when it is kept
    frozen_clock.move(seconds=60)
    done = client.submit(page, status=303, **WHO, files=[(io.BytesIO(PDF), "Оферта.pdf")])
    (visit,) = visits()
    assert (visit.day, visit.begins, visit.language) == (WEDNESDAY, time(9, 30), language)
    assert [file.name for file in visit.files] == ["Оферта.pdf"]
    assert visit.contact is not None
    page = client.get(done.headers["Location"], status=200)
    in_text(page, "petya@primer.bg", "Елена Експертова", "09:30")
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.kind, letter.language) == ("visit_confirmation", language)
    assert visit.token in letter.body_text
    assert letter.calendar is not None
    assert visit.token not in letter.calendar.text


def test_a_time_is_held_while_the_form_is_filled_in(
    app: Flask, client: Client, expert: User
) -> None:
    del expert
    choose(client)
    held = db.session.scalars(select(Claim)).one()
    assert held.kind is ClaimKind.HOLD
    address = "/book/time?topic=first_talk&place=office&day=2026-03-11"
    other = Client(app).get(address, status=200)
    values = [button.get("value", "") for button in other.find("button", name="time")]
    assert values
    assert not any("09:30" in value for value in values)


def test_a_time_that_has_just_gone_is_said_with_the_nearest_and_nothing_typed_is_lost(
    client: Client, frozen_clock: FrozenClock, expert: User
) -> None:
    del expert
    page = client.get(choose(client).headers["Location"], status=200)
    frozen_clock.move(minutes=30)  # the hold has run out, and somebody was quicker
    make_booking(make_reception_topic(), day=WEDNESDAY, begins=time(9, 30))
    page = client.submit(page, status=409, **WHO)
    in_text(page, "Този час току-що беше зает")
    assert page.find("textarea", name="question")[0].text.strip() == WHO["question"]
    offered = [radio.get("value", "") for radio in page.find("input", name="other")]
    assert offered[0].startswith("2026-03-11T")
    client.submit(page, status=303, other=offered[0])
    assert f"{visits()[-1].begins:%H:%M}" in offered[0]
    assert visits()[-1].name == "Петя Хлебарова"


def test_a_time_taken_while_one_looked_is_answered_with_the_nearest(
    client: Client, expert: User
) -> None:
    del expert
    page = client.get("/book/time?topic=first_talk&place=office&day=2026-03-11", status=200)
    make_booking(make_reception_topic(), day=WEDNESDAY, begins=time(9, 30))
    button = next(b for b in page.find("button", name="time") if "09:30" in b.get("value", ""))
    page = client.submit(page, button=pressed(button), status=409)
    values = [b.get("value", "") for b in page.find("button", name="time")]
    assert any("09:00" in value for value in values)
    assert not any("11T09:30" in value for value in values)


def test_sent_twice_it_is_one_visit(
    client: Client, frozen_clock: FrozenClock, expert: User
) -> None:
    del expert
    page = client.get(choose(client).headers["Location"], status=200)
    frozen_clock.move(seconds=60)
    first = client.submit(page, status=303, **WHO)
    again = client.submit(page, status=303, **WHO)
    assert first.headers["Location"] == again.headers["Location"]
    assert len(visits()) == 1


def test_a_mistake_comes_back_beside_its_field_with_the_time_still_held(
    client: Client, frozen_clock: FrozenClock, expert: User
) -> None:
    del expert
    page = client.get(choose(client).headers["Location"], status=200)
    frozen_clock.move(seconds=60)
    page = client.submit(page, status=422, **{**WHO, "email": "petya@"})
    in_text(page, "Това не е имейл адрес", "Пазим Ви този час")
    client.submit(page, status=303, email="petya@primer.bg")
    assert visits()[0].begins == time(9, 30)


def test_a_clerk_books_for_somebody_without_an_address(
    client: Client, frozen_clock: FrozenClock, expert: User
) -> None:
    del expert
    page = client.get(choose(client).headers["Location"], status=200)
    frozen_clock.move(seconds=60)
    typed = {**WHO, "email": "", "booked_by_email": "kmetstvo@primer.bg"}
    page = client.submit(page, status=422, **typed)
    in_text(page, "Напишете кой записва посетителя.")
    client.submit(page, status=303, booked_by_name="Кметство Опан")
    assert db.session.scalars(select(Letter)).one().to_email == "kmetstvo@primer.bg"


def test_the_place_of_a_reception_is_told_with_its_access(client: Client, expert: User) -> None:
    venue = make_venue("Читалище „Искра“", wheelchair=False)
    make_reception(venue=venue, day=WEDNESDAY, experts=[make_user()])
    del expert
    page = client.get(f"/book/time?topic=first_talk&place={venue.municipality.code}&day=2026-03-11")
    in_text(page, "Читалище „Искра“", "община Опан", "не е достъпно с инвалидна количка")


def test_only_what_everybody_may_book_is_shown_and_booked(client: Client, expert: User) -> None:
    del expert
    secret = make_reception_topic("Само за нас", bookable_by=BookableBy.STAFF)
    assert "Само за нас" not in client.get("/book").words
    page = client.get(f"/book/time?topic={secret.key}&place=office&day=2026-03-11", follow=True)
    assert page.path.startswith("/book?")


def test_the_invited_book_once_with_their_link(
    client: Client, frozen_clock: FrozenClock, expert: User
) -> None:
    topic = make_reception_topic("Среща по покана", bookable_by=BookableBy.INVITED)
    invited: BookingInvitation = make_invitation(topic, by=expert)
    assert client.get(
        f"/book/time?topic={topic.key}&place=office&day=2026-03-11", follow=True
    ).path.startswith("/book?")
    page = client.get(f"/book/invited/{invited.token}", follow=True)
    page = client.submit(page, form="book/day", topic=topic.key, place="office")
    day = next(a for a in page.find("a") if "day=2026-03-11" in a.get("href", ""))
    page = client.get(day.get("href", ""))
    button = page.find("button", name="time")[0]
    page = client.get(client.submit(page, button=pressed(button)).headers["Location"], status=200)
    assert page.find("input", name="email")[0].get("value") == invited.email
    frozen_clock.move(seconds=60)
    client.submit(page, status=303, **WHO)
    again = client.get(f"/book/invited/{invited.token}", status=303)
    assert again.headers["Location"] == f"/booking/{visits()[0].token}"


def test_a_link_in_a_letter_changes_nothing_and_its_button_calls_off(
    client: Client, expert: User
) -> None:
    del expert
    visit = make_booking(make_reception_topic(), day=WEDNESDAY, begins=time(9, 30))
    page = client.get(f"/booking/{visit.token}", status=200)
    assert visit.state is BookingState.BOOKED
    assert page.headers["Referrer-Policy"] == "no-referrer"
    page = client.submit(page, form="cancel", follow=True)
    in_text(page, "Часът Ви е отменен")
    assert visit.state is BookingState.CANCELLED


def test_a_visit_is_moved_by_its_page_and_an_old_link_shows_the_new_time(
    client: Client, expert: User
) -> None:
    del expert
    visit = make_booking(make_reception_topic(), day=WEDNESDAY, begins=time(9, 30))
    page = client.get(f"/booking/{visit.token}/move", status=200)
    button = next(b for b in page.find("button", name="time") if "12T10:00" in b.get("value", ""))
    page = client.submit(page, button=pressed(button), follow=True)
    in_text(page, "12.03.2026 г.", "10:00", "Преместихме го на новия час")
    in_text(client.get(f"/booking/{visit.token}"), "12.03.2026 г.", "10:00")


def test_moving_to_a_time_that_has_gone_keeps_the_visit(client: Client, expert: User) -> None:
    del expert
    topic = make_reception_topic()
    visit = make_booking(topic, day=WEDNESDAY, begins=time(9, 30))
    page = client.get(f"/booking/{visit.token}/move")
    button = next(b for b in page.find("button", name="time") if "11T10:00" in b.get("value", ""))
    make_booking(topic, day=WEDNESDAY, begins=time(10))
    page = client.submit(page, button=pressed(button), status=409)
    in_text(page, "Вашият е запазен")
    assert visit.begins == time(9, 30)


def test_what_is_over_is_not_changed_by_its_link(
    client: Client, frozen_clock: FrozenClock, expert: User
) -> None:
    del expert
    visit = make_booking(make_reception_topic(), day=WEDNESDAY, begins=time(9, 30))
    page = client.get(f"/booking/{visit.token}")
    frozen_clock.move(days=2)
    client.submit(page, form="cancel", status=409)
    assert visit.state is BookingState.BOOKED
    page = client.get(f"/booking/{visit.token}")
    in_text(page, "Времето на тази среща е минало.")
    assert not page.find("form", method="post")


def test_the_visit_is_a_file_for_the_calendar_without_its_secret(
    client: Client, expert: User
) -> None:
    del expert
    visit = make_booking(make_reception_topic(), day=WEDNESDAY, begins=time(9, 30))
    answer = client.get(f"/booking/{visit.token}/visit.ics", status=200)
    assert answer.mimetype == "text/calendar"
    assert "DTSTART:20260311T073000Z" in answer.text
    assert visit.token not in answer.text


def test_whoever_finds_no_time_waits_and_takes_the_one_that_is_offered(
    client: Client, frozen_clock: FrozenClock, expert: User
) -> None:
    reception = make_reception(day=WEDNESDAY, ends=time(10, 30), experts=[expert])
    visit = make_booking(
        make_reception_topic(), day=WEDNESDAY, begins=time(10), reception=reception
    )
    code = reception.venue.municipality.code
    page = client.get(f"/book/day?topic=first_talk&place={code}", status=200)
    link = next(a for a in page.find("a") if "/book/wait" in a.get("href", ""))
    page = client.get(link.get("href", ""), status=200)
    frozen_clock.move(seconds=60)
    page = client.submit(page, status=422, **{**WHO, "email": ""})
    in_text(page, "Предлагаме часа с писмо")
    page = client.submit(page, email=WHO["email"], follow=True)
    in_text(page, "Вие сте в списъка на чакащите")
    with transaction():
        actions.cancel(visit, by=None)
    entry = db.session.scalars(select(WaitingEntry)).one()
    page = client.get(f"/waiting/{entry.token}", status=200)
    in_text(page, "Освободи се час", "10:00")
    page = client.submit(page, form="take", follow=True)
    in_text(page, "Часът Ви е записан", "10:00")
    assert entry.state is WaitingState.TAKEN
    assert (
        client.get(f"/waiting/{entry.token}", status=303)
        .headers["Location"]
        .startswith("/booking/")
    )


def test_robots_and_strangers_get_nowhere(client: Client, expert: User) -> None:
    del expert
    client.get("/booking/not-a-token", status=404)
    client.get("/waiting/not-a-token", status=404)
    client.get("/book/invited/not-a-token", status=404)
    lines = client.get("/robots.txt").text.splitlines()
    assert {"Disallow: /booking/", "Disallow: /en/waiting/"} <= set(lines)


def test_whoever_goes_back_still_has_the_time_and_holds_one_at_a_time(
    client: Client, expert: User
) -> None:
    del expert
    choose(client)
    page = client.get("/book/time?topic=first_talk&place=office&day=2026-03-11", status=200)
    button = next(b for b in page.find("button", name="time") if "09:30" in b.get("value", ""))
    client.submit(page, button=pressed(button), status=303)
    assert db.session.query(Claim).count() == 1
    other = page.find("button", name="time")[0]
    client.submit(page, button=pressed(other), status=303)
    held = db.session.scalars(select(Claim)).one()
    assert held.begins_at.hour == 7  # nine in Sofia


def test_whoever_comes_by_a_link_is_not_told_of_mistakes_she_has_not_made(
    client: Client, expert: User
) -> None:
    venue = make_venue()
    make_reception(venue=venue, day=WEDNESDAY, experts=[expert])
    code = venue.municipality.code
    page = client.get(f"/book?place={code}", status=200)
    assert not page.find("div", role="alert")
    assert page.find("input", id=f"place-{code}", checked="")
    page = client.submit(page, form="book/day", place=code, follow=True)
    assert "Изберете за какво искате да говорите." in page.words
