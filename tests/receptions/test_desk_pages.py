"""The desk plans, books, receives and takes into the register, page by page."""

from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from oic.core.clock import now
from oic.core.db import db, transaction
from oic.enquiries.models import Channel, Enquiry, State
from oic.mail.models import Letter
from oic.receptions.actions import sheet
from oic.receptions.models import (
    BookableBy,
    Booking,
    BookingState,
    CalendarFeed,
    Reception,
    ReceptionState,
)
from oic.staff.models import Role, User
from tests.checking.client import Client, Page
from tests.conftest import FrozenClock
from tests.factories.clients import make_contact
from tests.factories.enquiries import make_expert
from tests.factories.receptions import (
    make_booking,
    make_office_hours,
    make_reception,
    make_reception_topic,
    make_venue,
)
from tests.factories.staff import make_absence, make_user

TODAY = date(2026, 3, 10)
WEDNESDAY = date(2026, 3, 11)


@pytest.fixture
def expert(app: Flask) -> User:
    del app
    return make_expert("Елена Експертова")


@pytest.fixture
def client(app: Flask, expert: User) -> Client:
    return Client(app, expert)


def bookings() -> list[Booking]:
    return list(db.session.scalars(select(Booking).order_by(Booking.id)))


def plan(page: Page, client: Client, expert: User, venue_id: int, **more: object) -> Page:
    fields = {
        "venue": str(venue_id),
        "day": "2026-03-11",
        "begins": "10:00",
        "ends": "12:00",
        "experts": [str(expert.id)],
        **more,
    }
    return client.submit(page, form=None, **fields)


def test_a_reception_is_planned_with_its_conflicts_named_announced_and_called_off(
    client: Client, expert: User
) -> None:
    venue = make_venue("Читалище „Искра“")
    make_absence(expert, WEDNESDAY, WEDNESDAY)
    page = plan(client.get("/desk/receptions/new", status=200), client, expert, venue.id)
    assert page.status_code == 422
    assert "Елена Експертова отсъства" in page.words
    page = client.submit(page, status=200, anyway="y", follow=True)
    assert "Чернова" in page.words
    reception = db.session.scalars(select(Reception)).one()
    assert reception.travel_there > 0  # by the distance
    page = client.submit(page, form="publish", follow=True)
    assert reception.state is ReceptionState.PUBLISHED
    page = client.submit(page, form="/cancel", why="Залата се ремонтира.", follow=True)
    assert "Отменена" in page.words
    assert "Залата се ремонтира." in page.words


def test_a_change_says_how_many_visitors_are_told(client: Client, expert: User) -> None:
    reception = make_reception(day=WEDNESDAY, experts=[expert])
    make_booking(day=WEDNESDAY, begins=time(10), reception=reception)
    page = client.get(f"/desk/receptions/{reception.id}/edit", status=200)
    page = client.submit(page, status=200, begins="11:00", ends="13:00", follow=True)
    assert "1 посетител е уведомен." in page.words
    assert bookings()[0].begins == time(11)


def test_a_change_that_leaves_a_visit_without_a_place_is_refused_beside_its_field(
    client: Client, expert: User
) -> None:
    reception = make_reception(day=WEDNESDAY, experts=[expert])
    topic = make_reception_topic()
    for begins in (time(10), time(10, 30), time(11)):
        make_booking(topic, day=WEDNESDAY, begins=begins, reception=reception)
    page = client.get(f"/desk/receptions/{reception.id}/edit", status=200)
    page = client.submit(page, status=422, begins="11:00", ends="12:00")
    assert "няма място в новото време" in page.words
    assert page.find("input", name="begins")[0].get("value") == "11:00"


def test_drafts_are_thrown_away_and_held_ones_marked(
    client: Client, expert: User, frozen_clock: FrozenClock
) -> None:
    draft = make_reception(day=WEDNESDAY, state=ReceptionState.DRAFT, experts=[expert])
    page = client.get(f"/desk/receptions/{draft.id}", status=200)
    client.submit(page, form="discard", status=303)
    assert db.session.query(Reception).count() == 0
    reception = make_reception(day=TODAY, begins=time(9, 40), ends=time(10, 40), experts=[expert])
    frozen_clock.move(minutes=20)
    page = client.get(f"/desk/receptions/{reception.id}", status=200)
    client.submit(page, form="/held", status=303)
    assert reception.state is ReceptionState.HELD
    listed = client.get("/desk/receptions/list", status=200)
    assert "Проведена" in listed.words


def test_a_whole_round_is_proposed_saved_and_announced(client: Client, expert: User) -> None:
    make_venue(municipality_name="Опан")
    make_venue(municipality_name="Раднево")
    page = client.get("/desk/receptions/round", status=200)
    assert all(place in page.words for place in ("Опан", "Раднево"))
    page = client.submit(page, form="round-form", follow=True)
    drafts = list(db.session.scalars(select(Reception)))
    assert len(drafts) == 2
    assert len({one.day for one in drafts}) == 2
    assert all(one.experts == [expert] for one in drafts)
    page = client.get("/desk/receptions/round", status=200)
    client.submit(page, form="/receptions/publish", status=303)
    assert {one.state for one in drafts} == {ReceptionState.PUBLISHED}


def test_a_round_with_something_in_the_way_is_named_at_its_row_and_saved_only_all_the_same(
    client: Client, expert: User
) -> None:
    make_venue(municipality_name="Опан")
    page = client.get("/desk/receptions/round", status=200)
    day = page.find("input", type="date")[0]
    name = day.get("name", "")
    page = client.submit(page, form="round-form", status=422, **{name: "2026-03-15"})  # a Sunday
    assert "Почивен ден е." in page.words
    assert db.session.query(Reception).count() == 0
    client.submit(page, form="round-form", status=303, anyway="1")
    assert db.session.scalars(select(Reception)).one().day == date(2026, 3, 15)
    del expert


def test_last_quarters_round_is_copied_to_new_dates(
    client: Client, expert: User, frozen_clock: FrozenClock
) -> None:
    old = make_reception(day=WEDNESDAY, experts=[expert], walk_ins=2)
    frozen_clock.move(days=40)  # the next quarter
    page = client.get("/desk/receptions/copy", status=200)
    client.submit(page, form="round-form", status=303)
    copied = db.session.scalars(select(Reception).where(Reception.id != old.id)).one()
    assert (copied.day, copied.walk_ins, copied.state) == (
        date(2026, 6, 10),
        2,
        ReceptionState.DRAFT,
    )
    assert copied.experts == [expert]


def test_a_caller_is_booked_and_a_time_that_has_just_gone_loses_nothing_typed(
    client: Client, expert: User
) -> None:
    make_office_hours(expert, begins=time(9), ends=time(11))
    page = client.get("/desk/receptions/book", status=200)
    typed = {
        "client_type": "business",
        "name": "Петя Хлебарова",
        "email": "petya@primer.bg",
        "question": "Има ли пари за пещ?",
    }
    page = client.submit(page, form="book-form", status=422, **typed)
    assert "Изберете час." in page.words
    value = f"{WEDNESDAY}T09:30@office"
    make_booking(day=WEDNESDAY, begins=time(9, 30))
    page = client.submit(page, form="book-form", status=409, time=value)
    assert page.find("textarea", name="question")[0].text.strip() == "Има ли пари за пещ?"
    page = client.submit(page, form="book-form", time=f"{WEDNESDAY}T10:00@office", follow=True)
    assert "Петя Хлебарова" in page.words
    visit = bookings()[-1]
    assert (visit.begins, visit.created_by_id) == (time(10), expert.id)
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.kind, letter.to_email) == ("visit_confirmation", "petya@primer.bg")


def test_a_known_client_is_filled_in_and_keeps_the_visit(client: Client, expert: User) -> None:
    make_office_hours(expert)
    contact = make_contact("Иван Известен", emails=["ivan@primer.bg"])
    page = client.get(f"/desk/receptions/book?contact={contact.id}", status=200)
    assert page.find("input", name="name")[0].get("value") == "Иван Известен"
    client.submit(page, form="book-form", status=303, time=f"{WEDNESDAY}T10:00@office")
    assert bookings()[0].contact_id == contact.id
    panel = client.get(f"/desk/clients/people/{contact.id}", status=200)
    assert "11.03.2026" in panel.words


def test_a_visit_is_moved_and_called_off_with_the_reason_told(client: Client, expert: User) -> None:
    make_office_hours(expert)
    visit = make_booking(day=WEDNESDAY, begins=time(9))
    page = client.get(f"/desk/receptions/visits/{visit.id}/move", status=200)
    button = f"time={WEDNESDAY}T11:00@office"
    page = client.submit(page, form="move-form", button=button, follow=True)
    assert visit.begins == time(11)
    client.submit(page, form="/cancel", why="Експертът е болен.", status=303)
    assert visit.state is BookingState.CANCELLED
    last = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert last is not None
    assert "Експертът е болен." in last.body_text


def test_the_day_sheet_goes_from_arrival_to_the_register(
    client: Client, expert: User, frozen_clock: FrozenClock
) -> None:
    reception = make_reception(day=WEDNESDAY, experts=[expert])
    visit = make_booking(
        day=WEDNESDAY,
        begins=time(10),
        reception=reception,
        question="Има ли пари за покрив?",
    )
    frozen_clock.set(reception.hours.begins_at)
    address = f"/desk/receptions/{reception.id}/sheet"
    page = client.get(address, status=200)
    assert "Има ли пари за покрив?" in page.words
    client.submit(page, form="/arrived", status=303)
    client.submit(page, form="/arrived", status=303)  # pressed twice
    assert visit.state is BookingState.ARRIVED
    client.submit(client.get(address), form="/next", status=303)
    assert visit.state is BookingState.IN_TALK
    frozen_clock.move(minutes=17)
    page = client.get(f"/desk/receptions/visits/{visit.id}/outcome", status=200)
    assert page.find("input", name="minutes")[0].get("value") == "17"
    page = client.submit(
        page,
        form="outcome-form",
        more="А за прозорци?\nА за изолация?",
        summary="Да, до юни.",
        follow=True,
    )
    enquiry = db.session.scalars(select(Enquiry)).one()
    assert (enquiry.channel, enquiry.state) == (Channel.OUTREACH, State.CLOSED)
    assert [one.text for one in enquiry.questions] == [
        "Има ли пари за покрив?",
        "А за прозорци?",
        "А за изолация?",
    ]
    assert (enquiry.duration_seconds, enquiry.contact_id) == (17 * 60, visit.contact_id)
    assert enquiry.reference in page.words
    again = client.get(f"/desk/receptions/visits/{visit.id}/outcome", status=303)
    assert enquiry.reference in again.headers["Location"]


def test_one_press_puts_a_visit_into_the_register_and_on_ones_day(
    client: Client, expert: User, frozen_clock: FrozenClock
) -> None:
    make_office_hours(expert)
    visit = make_booking(day=WEDNESDAY, begins=time(9), question="Пита за пещ.")
    frozen_clock.move(days=1)
    page = client.get(f"/desk/receptions/visits/{visit.id}/outcome", status=200)
    client.submit(page, form="/done", status=303)
    enquiry = db.session.scalars(select(Enquiry)).one()
    assert (enquiry.channel, enquiry.assignee) == (Channel.OFFICE, expert)
    assert visit.enquiry == enquiry


def test_a_step_that_somebody_else_made_is_said_and_a_wrong_one_is_taken_back(
    client: Client, expert: User, frozen_clock: FrozenClock
) -> None:
    reception = make_reception(day=WEDNESDAY, experts=[expert])
    visit = make_booking(day=WEDNESDAY, begins=time(10), reception=reception)
    frozen_clock.set(reception.hours.begins_at)
    page = client.get(f"/desk/receptions/{reception.id}/sheet", status=200)
    client.submit(page, form="/no_show", status=303)
    told = client.submit(page, form="/arrived", follow=True)
    assert "Някой друг вече е отбелязал" in told.words
    client.submit(told, form="/back", status=303)
    assert visit.state is BookingState.BOOKED


def test_who_comes_without_a_time_waits_in_turn_or_takes_a_free_one(
    client: Client, expert: User, frozen_clock: FrozenClock
) -> None:
    reception = make_reception(day=WEDNESDAY, experts=[expert])
    frozen_clock.set(reception.hours.begins_at - timedelta(minutes=5))
    address = f"/desk/receptions/walk-in?reception={reception.id}"
    page = client.get(address, status=200)
    client.submit(page, form="walk-in-form", status=422, client_type="")
    client.submit(page, form="walk-in-form", status=303, client_type="farmer", name="Първи")
    client.submit(page, form="walk-in-form", status=303, client_type="farmer", name="Първи")
    assert len(bookings()) == 1  # sent twice
    value = f"{WEDNESDAY}T10:00@{reception.id}"
    client.submit(
        client.get(address),
        form="walk-in-form",
        status=303,
        client_type="ngo",
        name="Втори",
        time=value,
    )
    first, second = bookings()
    assert (first.begins, first.state) == (None, BookingState.ARRIVED)
    assert (second.begins, second.state, second.expert) == (time(10), BookingState.ARRIVED, expert)
    page = client.get(f"/desk/receptions/{reception.id}/sheet")
    client.submit(page, form="/next", status=303)
    assert second.state is BookingState.IN_TALK  # who has a time goes first
    client.submit(page, form="/next", status=303)
    assert (first.state, first.expert) == (BookingState.IN_TALK, expert)
    told = client.submit(page, form="/next", follow=True)
    assert "Няма пристигнал" in told.words


def test_what_has_no_outcome_and_whom_nobody_receives_is_counted(
    client: Client, expert: User, frozen_clock: FrozenClock
) -> None:
    make_office_hours(expert)
    make_booking(day=WEDNESDAY, begins=time(9), name="Без изход")
    make_booking(day=date(2026, 3, 16), begins=time(9), name="Без експерт")
    frozen_clock.move(days=2)
    make_absence(expert, date(2026, 3, 16), date(2026, 3, 16))
    page = client.get("/desk/receptions/day", status=200)
    assert "1 посещение още е без изход" in page.words
    assert "1 час няма кой да приеме" in page.words
    assert "1 минало посещение е без изход" in client.get("/desk/").words


def test_todays_visits_stand_on_my_day(client: Client, expert: User) -> None:
    make_office_hours(expert, begins=time(10), ends=time(12))
    make_booking(day=TODAY, begins=time(11), name="Днешна Посетителка")
    assert "Днешна Посетителка" in client.get("/desk/").words


def test_an_invitation_carries_a_link_that_books(client: Client, expert: User) -> None:
    topic = make_reception_topic("По покана", bookable_by=BookableBy.INVITED)
    make_reception_topic("Само за нас", bookable_by=BookableBy.STAFF)
    page = client.get("/desk/receptions/invite", status=200)
    assert "Само за нас" not in page.words
    page = client.submit(page, status=422, topic=str(topic.id), name="Поканен", email="няма")
    client.submit(page, status=303, email="pokanen@primer.bg")
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.kind, letter.to_email) == ("booking_invitation", "pokanen@primer.bg")
    assert "/book/invited/" in letter.body_text
    del expert


def test_ones_calendar_has_a_secret_address_that_can_be_revoked(
    app: Flask, client: Client, expert: User
) -> None:
    make_office_hours(expert)
    visit = make_booking(day=WEDNESDAY, begins=time(9), name="Тайна Посетителка")
    page = client.submit(client.get("/desk/receptions/calendar"), status=200)
    (code,) = page.find("code")
    token = (code.text or "").rpartition("/")[2].removesuffix(".ics")
    feed = db.session.scalars(select(CalendarFeed)).one()
    assert token not in feed.token_hash
    stranger = Client(app)
    calendar = stranger.get(f"/calendar/{token}.ics", status=200)
    assert calendar.mimetype == "text/calendar"
    assert "DTSTART:20260311T070000Z" in calendar.text
    assert "Тайна" not in calendar.text
    assert visit.token not in calendar.text
    client.submit(client.get("/desk/receptions/calendar"), form="/close", status=303)
    stranger.get(f"/calendar/{token}.ics", status=404)


def test_the_public_calendar_has_what_is_announced_and_no_draft(app: Flask, expert: User) -> None:
    make_reception(day=WEDNESDAY, experts=[expert])
    make_reception(day=date(2026, 3, 12), state=ReceptionState.DRAFT, experts=[expert])
    calendar = Client(app).get("/receptions.ics", status=200)
    assert calendar.text.count("BEGIN:VEVENT") == 1
    assert "Изнесена приемна: Опан" in calendar.text.replace("\r\n ", "")


def test_a_person_who_leaves_says_which_visits_are_to_be_moved(app: Flask, expert: User) -> None:
    make_office_hours(expert)
    make_booking(day=WEDNESDAY, begins=time(9))
    administrator = Client(app, make_user(role=Role.ADMINISTRATOR))
    page = administrator.get(f"/desk/people/{expert.id}/deactivate", status=200)
    assert "1 предстоящ час е записан" in page.words


def test_two_records_of_one_person_become_one_with_their_visits(
    client: Client, expert: User
) -> None:
    make_office_hours(expert)
    keep, gone = make_contact("Иван Двоен"), make_contact("Иван Двоен")
    visit = make_booking(day=WEDNESDAY, begins=time(9), contact=gone)
    page = client.get(f"/desk/clients/people/{keep.id}/merge?other={gone.id}", status=200)
    client.submit(page, form="merge-form", status=303)
    assert visit.contact_id == keep.id


def test_the_week_shows_hours_trips_with_travel_and_visits(client: Client, expert: User) -> None:
    make_office_hours(expert, weekdays=[1], begins=time(9), ends=time(10))
    make_reception(day=WEDNESDAY, experts=[expert], travel=40)
    make_booking(day=TODAY + timedelta(days=7), begins=time(9), name="Идна Седмица")
    page = client.get("/desk/receptions/", status=200)
    for words in ("09:00–10:00 приемно време", "10:00–12:00 Опан", "09:20–10:00", "12:00–12:40"):
        assert words in page.words
    later = client.get("/desk/receptions/?day=2026-03-17", status=200)
    assert "Идна Седмица" in later.words
    rooms = client.get("/desk/receptions/?by=rooms", status=200)
    assert "Офис на центъра" in rooms.words


def test_the_desks_steps_are_refused_to_no_one_at_the_desk_and_to_everyone_else(
    app: Flask, expert: User
) -> None:
    reception = make_reception(day=WEDNESDAY, experts=[expert])
    visit = make_booking(day=WEDNESDAY, begins=time(10), reception=reception)
    administrator = Client(app, make_user(role=Role.ADMINISTRATOR))
    administrator.get(f"/desk/receptions/visits/{visit.id}", status=403)
    assert Client(app).get(f"/desk/receptions/visits/{visit.id}").status_code == 303


def test_a_visit_taken_back_from_done_is_not_possible(expert: User) -> None:
    reception = make_reception(day=WEDNESDAY, experts=[expert])
    visit = make_booking(day=WEDNESDAY, begins=time(10), reception=reception)
    with transaction():
        sheet.end(visit, sheet.Ended(("Пита.",)), by=expert, at=now())
    with pytest.raises(Exception, match="Няма какво"), transaction():
        sheet.take_back(visit, by=expert)
