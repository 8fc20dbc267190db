"""Without these the desk could not say what one may come about, where, and how far it is."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from oic.audit.models import AuditEntry, Verb
from oic.core.db import db
from oic.enquiries.models import Topic
from oic.places import queries as places
from oic.places.models import TravelTime, Venue
from oic.receptions.models import BookableBy, ReceptionTopic
from oic.staff.models import Role, User
from tests.checking.client import Client
from tests.factories.places import municipality
from tests.factories.receptions import make_office_hours, make_reception_topic, make_venue
from tests.factories.staff import make_user

TOPICS, VENUES, TRAVEL = (f"/desk/receptions/{name}" for name in ("topics", "venues", "travel"))
NEW_TOPIC = {
    "name_bg": "Земеделие и  биопроизводство",
    "name_en": "Farming",
    "bring_bg": "Регистрационна карта.",
    "bring_en": "",
    "minutes": "45",
    "notice_hours": "24",
    "horizon_days": "30",
    "bookable_by": "public",
    "active": "y",
}


@pytest.fixture
def desk(as_user: Callable[[User], Client]) -> Client:
    return as_user(make_user(language="en"))


@pytest.fixture
def manager_page(as_user: Callable[[User], Client]) -> Client:
    return as_user(make_user(language="en", role=Role.MANAGER))


def topic_named(name: str) -> ReceptionTopic:
    return db.session.scalars(select(ReceptionTopic).where(ReceptionTopic.name_bg == name)).one()


def venue_named(name: str) -> Venue:
    return db.session.scalars(select(Venue).where(Venue.name_bg == name)).one()


def test_a_manager_adds_a_topic_and_its_key_is_made(manager_page: Client) -> None:
    speciality = db.session.scalars(select(Topic)).first()
    assert speciality is not None
    manager_page.submit(f"{TOPICS}/new", **NEW_TOPIC, specialities=[str(speciality.id)], status=303)
    topic = topic_named("Земеделие и биопроизводство")
    assert (topic.key, topic.minutes, topic.notice_hours, topic.horizon_days) == (
        "zemedelie_i_bioproizvodstvo",
        45,
        24,
        30,
    )
    assert topic.bookable_by is BookableBy.PUBLIC
    assert topic.active
    assert [one.id for one in topic.specialities] == [speciality.id]
    assert topic.position == max(db.session.scalars(select(ReceptionTopic.position)))
    assert "Farming" in manager_page.get(TOPICS, status=200).words


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("minutes", "300", "A whole number from 5 to 240."),
        ("minutes", "много", "A whole number from 5 to 240."),
        ("horizon_days", "0", "A whole number from 1 to 366."),
        ("name_en", "", "This is needed."),
        ("name_bg", "КАК се подава в  ИСУН", "There is a topic of this name already."),
        ("notice_hours", "720", "No day would be left"),
    ],
)
def test_a_topic_that_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(
    manager_page: Client, field: str, value: str, said: str
) -> None:
    page = manager_page.submit(f"{TOPICS}/new", **NEW_TOPIC | {field: value}, status=422)
    assert said in page.words
    assert "Регистрационна карта." in page.text


def test_a_topic_is_changed_and_withdrawn_without_its_key(manager_page: Client) -> None:
    topic = make_reception_topic(
        "Старо име", specialities=[db.session.scalars(select(Topic)).all()[0]]
    )
    manager_page.submit(
        f"{TOPICS}/{topic.id}",
        name_bg="Ново име",
        minutes="60",
        specialities=[],
        active=None,
        status=303,
    )
    changed = topic_named("Ново име")
    assert (changed.key, changed.minutes, changed.active) == (topic.key, 60, False)
    assert changed.specialities == []
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == Verb.CHANGED)).one()
    assert entry.detail == {"fields": ["name_bg", "minutes", "active", "specialities"]}


def test_topics_stand_in_the_order_that_the_manager_gives_them(manager_page: Client) -> None:
    def order() -> list[int]:
        by_place = select(ReceptionTopic.id).order_by(ReceptionTopic.position, ReceptionTopic.id)
        return list(db.session.scalars(by_place))

    *others, before, last = order()
    manager_page.submit(TOPICS, f"topics/{last}/up", status=303)
    assert order() == [*others, last, before]
    manager_page.submit(TOPICS, f"topics/{last}/down", status=303)
    manager_page.post(f"{TOPICS}/{last}/down", status=303)
    assert order() == [*others, before, last], "at the end it stays"


def test_an_expert_sees_the_topics_and_changes_none(desk: Client) -> None:
    topic = make_reception_topic()
    page = desk.get(TOPICS, status=200)
    assert topic.name_en in page.words
    assert not page.forms or all("topics/" not in form.action for form in page.forms)
    desk.post(f"{TOPICS}/{topic.id}", NEW_TOPIC, status=403)
    desk.get(f"{TOPICS}/new", status=403)


def test_the_desk_adds_a_hall_as_it_is_pasted_from_a_map(desk: Client) -> None:
    desk.submit(
        f"{VENUES}/new",
        municipality=str(municipality("Раднево").id),
        name_bg="Зала „Миньор“",
        address_bg="ул. „Г. Димитров“ № 3",
        coordinates="https://www.openstreetmap.org/#map=19/42.29283/25.93316",
        wheelchair="yes",
        how_to_bg="Вход откъм парка.",
        status=303,
    )
    hall = venue_named("Зала „Миньор“")
    assert (hall.latitude, hall.longitude) == (42.29283, 25.93316)
    assert (hall.name_en, hall.address_en) == ("Zala „Minyor“", "ul. „G. Dimitrov“ № 3")
    assert (hall.wheelchair, hall.in_office, hall.active) == (True, False, True)
    assert hall.how_to_en == ""
    assert "Zala „Minyor“" in desk.get(VENUES, status=200).words


def test_what_is_wrong_with_a_place_is_said_and_kept(desk: Client) -> None:
    page = desk.submit(f"{VENUES}/new", name_bg="Зала", coordinates="25.6345, 42.4258", status=422)
    assert "did you mean 42.4258, 25.6345?" in page.words
    assert "25.6345, 42.4258" in page.text
    assert "Choose the municipality." in page.words, "not the first of the list by an oversight"


def test_a_venue_is_changed_by_its_page_and_nothing_else_is_lost(desk: Client) -> None:
    hall = make_venue("Зала едно", wheelchair=False, how_to_bg="Вход отзад.")
    desk.submit(f"{VENUES}/{hall.id}", "venue", name_en="Hall one", status=303)
    changed = venue_named("Зала едно")
    assert changed.name_en == "Hall one"
    assert (changed.latitude, changed.longitude) == (hall.latitude, hall.longitude)
    assert (changed.wheelchair, changed.how_to_bg) == (False, "Вход отзад.")
    assert changed.municipality.name_bg == "Опан"


def test_two_halls_of_one_name_in_a_municipality_are_not_entered(desk: Client) -> None:
    make_venue("Зала едно", municipality_name="Опан")
    opan, radnevo = municipality("Опан"), municipality("Раднево")
    page = desk.submit(f"{VENUES}/new", municipality=str(opan.id), name_bg="ЗАЛА  едно", status=422)
    assert "There is a venue of this name in the municipality already." in page.words
    desk.submit(f"{VENUES}/new", municipality=str(radnevo.id), name_bg="Зала едно", status=303)


def test_only_a_venue_that_was_never_used_is_deleted(desk: Client) -> None:
    mistake, room = make_venue("Грешка"), make_venue("Стая 2", in_office=True)
    make_office_hours(make_user(), venue=room)
    desk.submit(f"{VENUES}/{mistake.id}", "/remove", status=303)
    assert db.session.scalar(select(Venue).where(Venue.name_bg == "Грешка")) is None
    page = desk.post(f"{VENUES}/{room.id}/remove", follow=True)
    assert "This venue has been used" in page.words
    assert db.session.get(Venue, room.id) is not None


@pytest.mark.parametrize("taken", ["active", "in_office"])
def test_the_office_keeps_a_room(desk: Client, taken: str) -> None:
    room = places.office_venues()[0]
    page = desk.submit(f"{VENUES}/{room.id}", "venue", **{taken: None}, status=422)
    assert "This is the only room of the office" in page.words
    desk.post(f"{VENUES}/{room.id}/remove")
    assert [one.id for one in places.office_venues()] == [room.id]


def test_the_centre_writes_down_how_long_it_travels(desk: Client) -> None:
    office, opan = places.office_municipality(), municipality("Опан")
    page = desk.get(TRAVEL, status=200)
    assert f"{places.estimated_minutes(office, opan)} min" in page.words
    desk.submit(TRAVEL, "travel-times", **{f"minutes_{opan.id}": "1:05"}, status=303)
    assert places.travel_minutes(office, opan) == places.travel_minutes(opan, office) == 65
    assert len(db.session.scalars(select(TravelTime)).all()) == 1
    page = desk.get(TRAVEL, status=200)
    assert "our own: 65 min" in page.words


def test_the_estimate_holds_again_when_it_is_ticked_or_the_field_is_emptied(desk: Client) -> None:
    office, opan, radnevo = (
        places.office_municipality(),
        municipality("Опан"),
        municipality("Раднево"),
    )
    estimate = places.estimated_minutes(office, opan)
    typed = {f"minutes_{opan.id}": "90", f"minutes_{radnevo.id}": "50 мин."}
    desk.submit(TRAVEL, "travel-times", **typed, status=303)
    desk.submit(
        TRAVEL, "travel-times", **{f"back_{opan.id}": "y", f"minutes_{radnevo.id}": ""}, status=303
    )
    assert places.travel_minutes(office, opan) == estimate
    assert db.session.scalars(select(TravelTime)).all() == []


def test_travel_that_takes_no_minutes_is_refused_beside_its_municipality(desk: Client) -> None:
    opan, radnevo = municipality("Опан"), municipality("Раднево")
    typed = {f"minutes_{opan.id}": "час и нещо", f"minutes_{radnevo.id}": "45"}
    page = desk.submit(TRAVEL, "travel-times", **typed, status=422)
    assert "Minutes, from 0 to 600." in page.words
    assert "час и нещо" in page.text
    assert db.session.scalars(select(TravelTime)).all() == [], "all of the page or nothing"


def test_travel_between_two_halls_is_kept_from_either_end(desk: Client) -> None:
    opan, radnevo = municipality("Опан"), municipality("Раднево")
    address = f"{TRAVEL}?start={radnevo.id}"
    desk.submit(address, "travel-times", **{f"minutes_{opan.id}": "25"}, status=303)
    assert places.travel_minutes(opan, radnevo) == 25
    assert "our own: 25 min" in desk.get(f"{TRAVEL}?start={opan.id}", status=200).words
    desk.get(f"{TRAVEL}?start=99999", status=404)


def test_what_only_repeats_the_estimate_is_not_taken_for_the_centres_own(desk: Client) -> None:
    office, opan = places.office_municipality(), municipality("Опан")
    estimate = places.estimated_minutes(office, opan)
    desk.submit(TRAVEL, "travel-times", **{f"minutes_{opan.id}": str(estimate)}, status=303)
    assert db.session.scalars(select(TravelTime)).all() == []


def test_the_tabs_lead_to_each_other(app: Flask, desk: Client) -> None:
    for name in ("topics", "venues", "hours", "exceptions", "travel"):
        page = desk.get(f"/desk/receptions/{name}", status=200)
        assert len(page.find("nav", **{"aria-label": "What receptions are made of"})) == 1
