"""Visits are booked once, by the rules, whoever books them; what has gone is said."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask

from oic.clients.models import ClientType
from oic.core.clock import frozen, now
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.mail.models import Letter
from oic.receptions.actions import booking as actions
from oic.receptions.actions.booking import Visitor
from oic.receptions.actions.taking import Gone, WantedTime, hold
from oic.receptions.models import (
    BookableBy,
    BookedThrough,
    Booking,
    BookingState,
    Reception,
    ReceptionState,
)
from oic.receptions.queries.free import IN_OFFICE, Where, free_times, nearest
from oic.staff.models import AbsenceKind, User
from tests.factories.enquiries import make_expert, make_topic
from tests.factories.receptions import (
    make_booking,
    make_office_hours,
    make_reception,
    make_reception_topic,
)
from tests.factories.staff import make_absence, make_user

MONDAY = date(2026, 11, 30)
FRIDAY_BEFORE = datetime(2026, 11, 27, 8, tzinfo=UTC)
WEB = BookedThrough.WEB


@pytest.fixture(autouse=True)
def _friday(app: Flask):
    del app
    with frozen(FRIDAY_BEFORE):
        yield


def who(number: int = 1, **more: object) -> Visitor:
    fields = {
        "name": f"Иванка Примерова {number}",
        "client_type": ClientType.BUSINESS,
        "email": f"ivanka{number}@primer.bg",
        **more,
    }
    return Visitor(**fields)  # type: ignore[arg-type]


def booked(wanted: WantedTime, visitor: Visitor | None = None, **more: object) -> Booking:
    with transaction():
        return actions.book(
            wanted,
            visitor or who(),
            **{"through": WEB, "by": None, **more},  # type: ignore[arg-type]
        )


def begins_of(times: list) -> list[str]:
    return [f"{one.begins:%H:%M}" for one in times]


def test_the_office_offers_the_rule_without_holidays_absences_and_what_is_booked() -> None:
    expert = make_user()
    make_office_hours(expert, ends=time(10, 30))
    topic = make_reception_topic()
    make_absence(expert, date(2026, 12, 2), date(2026, 12, 2), kind=AbsenceKind.LEAVE)
    make_booking(topic, day=MONDAY, begins=time(9, 30))
    found = free_times(topic, IN_OFFICE, MONDAY, date(2026, 12, 3), for_public=True)
    assert [(one.day.day, f"{one.begins:%H:%M}") for one in found] == [
        (30, "09:00"),
        (30, "10:00"),
        (1, "09:00"),
        (1, "09:30"),
        (1, "10:00"),
        (3, "09:00"),
        (3, "09:30"),
        (3, "10:00"),
    ]
    christmas = free_times(
        topic, IN_OFFICE, date(2026, 12, 24), date(2026, 12, 28), for_public=True
    )
    assert christmas == []


def test_a_day_out_in_a_municipality_takes_the_office_times_with_its_travel() -> None:
    expert = make_user()
    make_office_hours(expert, begins=time(8), ends=time(16))
    make_reception(experts=[expert], day=MONDAY, begins=time(10), ends=time(12), travel=45)
    found = free_times(make_reception_topic(), IN_OFFICE, MONDAY, MONDAY, for_public=True)
    assert begins_of(found) == [
        "08:00",
        "08:30",
        "13:00",
        "13:30",
        "14:00",
        "14:30",
        "15:00",
        "15:30",
    ]


def test_only_experts_who_know_the_topic_are_offered() -> None:
    subject = make_topic()
    other = make_topic()
    knows = make_expert(topics=[subject])
    make_office_hours(knows, ends=time(9, 30))
    make_office_hours(make_expert(topics=[other]), ends=time(10))
    topic = make_reception_topic(specialities=[subject])
    found = free_times(topic, IN_OFFICE, MONDAY, MONDAY, for_public=True)
    assert [(one.begins, one.expert_ids) for one in found] == [(time(9), (knows.id,))]


def test_notice_and_horizon_hold_for_the_public_and_not_for_the_desk() -> None:
    make_office_hours(make_user())
    topic = make_reception_topic(notice_hours=72, horizon_days=4)
    to_public = free_times(topic, IN_OFFICE, MONDAY, date(2026, 12, 4), for_public=True)
    first, last = to_public[0], to_public[-1]
    # 72 hours after Friday 10:00 in Sofia; four days after it
    assert (first.day, first.begins, last.day) == (MONDAY, time(10), date(2026, 12, 1))
    at_desk = free_times(topic, IN_OFFICE, MONDAY, date(2026, 12, 4), for_public=False)
    assert (at_desk[0].begins, at_desk[-1].day) == (time(9), date(2026, 12, 4))


def test_two_experts_at_one_reception_receive_two_visitors_at_once() -> None:
    one, two = make_user(), make_user()
    reception = make_reception(experts=[one, two], day=MONDAY)
    topic = make_reception_topic()
    wanted = WantedTime(topic, MONDAY, time(10), reception.id)
    visits = [booked(wanted, who(1)), booked(wanted, who(2))]
    assert {visit.expert_id for visit in visits} == {one.id, two.id}
    with pytest.raises(Gone), transaction():
        actions.book(wanted, who(3), through=WEB, by=None)


def test_what_is_held_back_for_walk_ins_is_not_given_to_the_public_but_to_the_desk() -> None:
    reception = make_reception(day=MONDAY, walk_ins=3)  # four places
    topic = make_reception_topic()
    booked(WantedTime(topic, MONDAY, time(11), reception.id))
    with pytest.raises(Gone), transaction():
        actions.book(
            WantedTime(topic, MONDAY, time(10), reception.id), who(2), through=WEB, by=None
        )
    assert (
        free_times(topic, Where(reception_id=reception.id), MONDAY, MONDAY, for_public=True) == []
    )
    booked(
        WantedTime(topic, MONDAY, time(10), reception.id),
        who(3),
        through=BookedThrough.DESK,
        by=make_user(),
    )


def test_a_long_visit_takes_as_many_places_as_it_needs() -> None:
    reception = make_reception(day=MONDAY, walk_ins=1)
    long = make_reception_topic(minutes=45)
    booked(WantedTime(long, MONDAY, time(10), reception.id))
    left = free_times(
        make_reception_topic(minutes=30),
        Where(reception_id=reception.id),
        MONDAY,
        MONDAY,
        for_public=True,
    )
    assert begins_of(left) == ["11:00", "11:30"]


def test_a_held_time_becomes_the_visit_and_nobody_gets_it_in_between() -> None:
    make_office_hours(make_user())
    wanted = WantedTime(make_reception_topic(), MONDAY, time(9))
    with transaction():
        key = hold(wanted).hold_key
    with pytest.raises(Gone), transaction():
        actions.book(wanted, who(2), through=WEB, by=None)
    visit = booked(wanted, hold_key=key)
    assert (visit.day, visit.begins, visit.state) == (MONDAY, time(9), BookingState.BOOKED)


def test_a_hold_that_ran_out_is_taken_anew_or_said_to_be_gone() -> None:
    make_office_hours(make_user())
    wanted = WantedTime(make_reception_topic(), MONDAY, time(9))
    with transaction():
        key = hold(wanted).hold_key
    with frozen(now() + timedelta(minutes=30)):
        visit = booked(wanted, hold_key=key)
        assert visit.begins == time(9)
        with pytest.raises(Gone), transaction():
            actions.book(wanted, who(2), through=WEB, by=None, hold_key=key or "")


def test_a_hold_of_one_time_books_no_other() -> None:
    make_office_hours(make_user(), ends=time(9, 30))
    topic = make_reception_topic()
    with transaction():
        key = hold(WantedTime(topic, MONDAY, time(9))).hold_key
    tuesday = MONDAY + timedelta(days=1)
    visit = booked(WantedTime(topic, tuesday, time(9)), hold_key=key)
    assert visit.claim is not None
    assert visit.claim.begins_at == datetime(2026, 12, 1, 7, tzinfo=UTC)


def test_the_same_form_sent_twice_is_one_visit() -> None:
    make_office_hours(make_user())
    wanted = WantedTime(make_reception_topic(), MONDAY, time(9))
    first = booked(wanted, submission_key="book:1")
    again = booked(wanted, submission_key="book:1")
    assert first.id == again.id
    assert db.session.query(Letter).count() == 1


def test_one_person_has_two_visits_at_most_and_the_desk_may_add_a_third() -> None:
    make_office_hours(make_user())
    topic = make_reception_topic()
    booked(WantedTime(topic, MONDAY, time(9)))
    booked(WantedTime(topic, MONDAY, time(9, 30)), who(1, email="IVANKA1@primer.bg"))
    with pytest.raises(Refused) as refused, transaction():
        actions.book(WantedTime(topic, MONDAY, time(10)), who(1), through=WEB, by=None)
    assert refused.value.field == "email"
    third = booked(
        WantedTime(topic, MONDAY, time(10)), who(1), through=BookedThrough.DESK, by=make_user()
    )
    assert third.begins == time(10)


def test_a_topic_for_the_desk_is_not_booked_by_the_public() -> None:
    make_office_hours(make_user())
    wanted = WantedTime(make_reception_topic(bookable_by=BookableBy.STAFF), MONDAY, time(9))
    with pytest.raises(Refused), transaction():
        actions.book(wanted, who(), through=WEB, by=None)
    assert booked(wanted, through=BookedThrough.DESK, by=make_user()).begins == time(9)


@pytest.mark.parametrize(
    "state", [ReceptionState.DRAFT, ReceptionState.CANCELLED, ReceptionState.HELD]
)
def test_nothing_is_booked_at_a_reception_that_is_not_published(state: ReceptionState) -> None:
    wanted = WantedTime(
        make_reception_topic(), MONDAY, time(10), make_reception(day=MONDAY, state=state).id
    )
    with pytest.raises(Gone), transaction():
        actions.book(wanted, who(), through=WEB, by=None)


def test_a_moved_visit_frees_its_time_keeps_its_expert_and_tells_the_calendar() -> None:
    expert = make_user()
    make_office_hours(expert)
    make_office_hours(make_user())
    topic = make_reception_topic()
    visit = make_booking(topic, day=MONDAY, begins=time(9), write=True)
    before, uid = visit.expert_id, visit.uid
    with transaction():
        actions.move(visit, WantedTime(topic, MONDAY, time(11)), by=None)
    assert (visit.begins, visit.expert_id, visit.uid, visit.sequence) == (time(11), before, uid, 1)
    at_nine = free_times(topic, IN_OFFICE, MONDAY, MONDAY, for_public=True)[0]
    assert len(at_nine.rooms) == 2
    letter = db.session.query(Letter).filter_by(kind="visit_change").one()
    assert letter.calendar is not None
    assert "SEQUENCE:1" in letter.calendar.text


def test_moving_to_a_time_that_has_gone_keeps_the_first() -> None:
    make_office_hours(make_user())
    topic = make_reception_topic()
    visit = make_booking(topic, day=MONDAY, begins=time(9))
    make_booking(topic, day=MONDAY, begins=time(11))
    with pytest.raises(Gone), transaction():
        actions.move(visit, WantedTime(topic, MONDAY, time(11)), by=None)
    assert (visit.begins, visit.claim and visit.claim.begins_at) == (
        time(9),
        datetime(2026, 11, 30, 7, tzinfo=UTC),
    )


def test_a_visit_moves_within_a_full_reception() -> None:
    reception = make_reception(day=MONDAY, walk_ins=3)
    topic = make_reception_topic()
    visit = booked(WantedTime(topic, MONDAY, time(10), reception.id))
    with transaction():
        actions.move(visit, WantedTime(topic, MONDAY, time(11), reception.id), by=None)
    assert visit.begins == time(11)


def test_a_called_off_visit_frees_its_time_and_takes_the_calendar_entry_out() -> None:
    make_office_hours(make_user(), ends=time(9, 30))
    topic = make_reception_topic()
    visit = make_booking(topic, day=MONDAY, begins=time(9), write=True)
    with transaction():
        actions.cancel(visit, by=None)
    with transaction():
        actions.cancel(visit, by=None)  # pressed twice
    assert (visit.state, visit.claim, visit.sequence) == (BookingState.CANCELLED, None, 1)
    assert begins_of(free_times(topic, IN_OFFICE, MONDAY, MONDAY, for_public=True)) == ["09:00"]
    letters = db.session.query(Letter).order_by(Letter.id).all()
    assert [(one.kind, one.calendar and one.calendar.method) for one in letters] == [
        ("visit_confirmation", "REQUEST"),
        ("visit_cancellation", "CANCEL"),
    ]


def test_the_nearest_times_are_offered_at_the_place_and_else_in_the_office() -> None:
    expert = make_user()
    make_office_hours(expert, weekdays=[1], ends=time(10))
    reception = make_reception(day=MONDAY, experts=[make_user()])
    topic = make_reception_topic()
    booked(WantedTime(topic, MONDAY, time(10, 30), reception.id), who(1))
    near = nearest(
        topic, Where(reception_id=reception.id), MONDAY, time(10, 30), for_public=True, count=2
    )
    assert begins_of(near) == ["10:00", "11:00"]
    for number, begins in enumerate((time(10), time(11), time(11, 30)), 2):
        booked(WantedTime(topic, MONDAY, begins, reception.id), who(number))
    elsewhere = nearest(
        topic, Where(reception_id=reception.id), MONDAY, time(10, 30), for_public=True, count=2
    )
    assert [(one.reception_id, one.day.day) for one in elsewhere] == [(None, 1), (None, 1)]


def test_a_third_person_books_and_gets_the_letter_that_names_the_visitor() -> None:
    make_office_hours(make_user())
    visitor = Visitor(
        name="Стоян Примеров",
        client_type=ClientType.FARMER,
        phone="0888 123 456",
        booked_by_name="Кметство Опан",
        booked_by_email="kmetstvo@primer.bg",
    )
    booked(WantedTime(make_reception_topic(), MONDAY, time(9)), visitor)
    letter = db.session.query(Letter).one()
    assert letter.to_email == "kmetstvo@primer.bg"
    assert "Стоян Примеров" in letter.body_text


def test_a_reception_in_the_week_of_a_changed_clock_keeps_the_hour_on_the_wall() -> None:
    for day, utc_hour in ((date(2027, 3, 28), 7), (date(2027, 10, 31), 8), (date(2027, 10, 30), 7)):
        reception = make_reception(day=day)
        topic = make_reception_topic(horizon_days=366)
        visit = booked(
            WantedTime(topic, day, time(10), reception.id),
            who(utc_hour + day.month * 100 + day.day),
        )
        assert visit.claim is not None
        assert visit.claim.begins_at == datetime(day.year, day.month, day.day, utc_hour, tzinfo=UTC)


def test_a_walk_in_waits_in_line_without_a_time() -> None:
    reception = make_reception(day=MONDAY)
    expert: User = make_user()
    topic = make_reception_topic()
    with transaction():
        visit = actions.wait_in_line(
            topic,
            who(1, email=""),
            reception=db.session.get(Reception, reception.id),
            venue=reception.venue,
            by=expert,
        )
    assert (visit.begins, visit.claim, visit.state) == (None, None, BookingState.ARRIVED)


def test_a_telephone_written_otherwise_is_the_same_person(app: Flask) -> None:
    del app
    make_office_hours(make_user())
    topic = make_reception_topic()
    for begins, phone in ((time(9), "0888 123 456"), (time(9, 30), "+359888123456")):
        booked(WantedTime(topic, MONDAY, begins), who(1, email="", phone=phone))
    with pytest.raises(Refused), transaction():
        actions.book(
            WantedTime(topic, MONDAY, time(10)),
            who(1, email="", phone="0888/123-456"),
            through=WEB,
            by=None,
        )


def test_a_visit_of_an_absent_expert_goes_to_a_colleague_at_its_own_time(app: Flask) -> None:
    del app
    ill, colleague = make_user(), make_user()
    make_office_hours(ill)
    topic = make_reception_topic()
    visit = make_booking(topic, day=MONDAY, begins=time(9))
    make_office_hours(colleague)
    make_absence(ill, MONDAY, MONDAY, kind=AbsenceKind.SICK)
    with transaction():
        actions.move(visit, WantedTime(topic, MONDAY, time(9)), by=colleague)
    assert (visit.expert_id, visit.begins, visit.sequence) == (colleague.id, time(9), 1)


def test_a_held_time_books_no_topic_that_is_not_for_the_public(app: Flask) -> None:
    del app
    make_office_hours(make_user())
    topic = make_reception_topic()
    with transaction():
        key = hold(WantedTime(topic, MONDAY, time(9))).hold_key
    secret = make_reception_topic(bookable_by=BookableBy.STAFF)
    with pytest.raises(Refused), transaction():
        actions.book(
            WantedTime(secret, MONDAY, time(9)), who(), through=WEB, by=None, hold_key=key or ""
        )
