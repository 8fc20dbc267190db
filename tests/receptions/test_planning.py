"""Receptions are planned with what stands in the way named, and visitors follow what is changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from sqlalchemy import select

from oic.centre.models import CalendarException
from oic.clients.models import ClientType
from oic.core.clock import frozen
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.mail.models import Letter
from oic.receptions.actions import planning, waiting
from oic.receptions.actions.booking import Visitor
from oic.receptions.actions.planning import WantedReception
from oic.receptions.models import (
    BookingState,
    Claim,
    ClaimKind,
    Reception,
    ReceptionState,
    WaitingState,
)
from oic.receptions.queries.conflicts import as_wanted, conflicts
from oic.staff.models import User
from tests.factories.receptions import (
    make_booking,
    make_office_hours,
    make_reception,
    make_reception_topic,
    make_venue,
)
from tests.factories.staff import make_absence, make_user

MONDAY = date(2026, 11, 30)
FRIDAY_BEFORE = datetime(2026, 11, 27, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _friday(app: Flask) -> Iterator[None]:
    del app
    with frozen(FRIDAY_BEFORE):
        yield


@pytest.fixture
def expert(app: Flask) -> User:
    del app
    return make_user(name="Елена Експертова")


def wanted(*experts: User, **more: object) -> WantedReception:
    fields = {
        "venue": more.pop("venue", None) or make_venue(),
        "day": MONDAY,
        "begins": time(10),
        "ends": time(12),
        "experts": experts,
        "travel_there": 40,
        "travel_back": 40,
        **more,
    }
    return WantedReception(**fields)  # type: ignore[arg-type]


def planned(plan: WantedReception, by: User, *, published: bool = True) -> Reception:
    with transaction():
        reception = planning.draft(plan, by=by)
        if published:
            planning.publish(reception, by=by)
    return reception


def trips(reception: Reception) -> list[tuple[datetime, datetime]]:
    rows = db.session.scalars(
        select(Claim).where(Claim.trip == reception.id, Claim.kind == ClaimKind.TRIP)
    )
    return [(row.begins_at, row.ends_at) for row in rows]


def words(plan: WantedReception, leave_out: int | None = None) -> list[str]:
    return [str(one.words) for one in conflicts(plan, leave_out=leave_out)]


def test_what_is_announced_keeps_its_experts_time_with_the_way(expert: User) -> None:
    reception = planned(wanted(expert), expert)
    assert trips(reception) == [
        (datetime(2026, 11, 30, 7, 20, tzinfo=UTC), datetime(2026, 11, 30, 10, 40, tzinfo=UTC))
    ]


def test_a_draft_keeps_nobodys_time_and_can_be_thrown_away(expert: User) -> None:
    reception = planned(wanted(expert), expert, published=False)
    assert trips(reception) == []
    with transaction():
        planning.discard(reception, by=expert)
    assert db.session.query(Reception).count() == 0


def test_an_expert_is_not_announced_at_two_places_at_once(expert: User) -> None:
    planned(wanted(expert), expert)
    second = wanted(expert, begins=time(12, 30), ends=time(14))  # on the way back still
    assert any("Елена Експертова има приемна от 10:00 до 12:00" in one for one in words(second))
    with pytest.raises(Refused, match="Елена Експертова"), transaction():
        planning.publish(planning.draft(second, by=expert), by=expert)


def test_each_thing_in_the_way_is_named(expert: User) -> None:
    make_absence(expert, date(2026, 12, 3), date(2026, 12, 4))
    assert any(
        "отсъства от 03.12.2026" in one for one in words(wanted(expert, day=date(2026, 12, 3)))
    )
    assert any("Рождество" in one for one in words(wanted(expert, day=date(2026, 12, 25))))
    assert "Почивен ден е." in words(wanted(expert, day=date(2026, 12, 5)))[0]
    with transaction():
        db.session.add(CalendarException(day=date(2026, 12, 8), working=False, note=""))
    assert "Центърът не работи в този ден." in words(wanted(expert, day=date(2026, 12, 8)))
    late = wanted(expert, begins=time(16), ends=time(18))
    assert any("работното време" in one for one in words(late))
    assert "В миналото е." in words(wanted(expert, day=date(2026, 11, 26)))
    assert words(wanted(expert)) == []


def test_a_public_holiday_in_lieu_is_named(expert: User) -> None:
    # 1 November 2026 is no holiday; 24.05.2026 was a Sunday, so that Monday 25.05 was free.
    with frozen(datetime(2026, 5, 20, 8, tzinfo=UTC)):
        assert any("празник" in one for one in words(wanted(expert, day=date(2026, 5, 25))))


def test_an_office_visit_in_the_way_is_named_and_refused(expert: User) -> None:
    make_office_hours(expert)
    make_booking(make_reception_topic(), day=MONDAY, begins=time(9, 30))
    plan = wanted(expert)
    assert words(plan) == ["Елена Експертова има записан час в офиса в 09:30."]
    with pytest.raises(Refused), transaction():
        planning.publish(planning.draft(plan, by=expert), by=expert)


def test_the_same_hall_twice_is_named(expert: User) -> None:
    venue = make_venue()
    planned(wanted(make_user(), venue=venue), expert)
    assert any("Същото място" in one for one in words(wanted(expert, venue=venue)))


def test_hours_that_the_change_of_the_clock_cuts_are_named(expert: User) -> None:
    for day in (date(2027, 3, 28), date(2027, 10, 31)):
        night = wanted(expert, day=day, begins=time(2, 30), ends=time(5))
        assert "Часовникът се сменя в тези часове." in words(night)


def test_visits_that_still_fit_keep_their_time_when_the_reception_is_moved_by_an_hour(
    expert: User,
) -> None:
    reception = planned(wanted(expert), expert)
    topic = make_reception_topic()
    first = make_booking(topic, day=MONDAY, begins=time(10), reception=reception)
    late = make_booking(topic, day=MONDAY, begins=time(11, 30), reception=reception)
    later = replace(as_wanted(reception), begins=time(11), ends=time(13))
    with transaction():
        told = planning.change(reception, later, by=expert)
    assert told == 1
    assert (late.begins, late.sequence) == (time(11, 30), 0)
    assert (first.begins, first.sequence) == (time(11), 1)
    assert first.claim is not None
    assert first.claim.begins_at == datetime(2026, 11, 30, 9, tzinfo=UTC)
    kinds = [row.kind for row in db.session.scalars(select(Letter).order_by(Letter.id))]
    assert kinds == ["visit_change"]


def test_a_reception_on_another_day_takes_its_visitors_along_at_their_hour(expert: User) -> None:
    reception = planned(wanted(expert), expert)
    visit = make_booking(
        make_reception_topic(), day=MONDAY, begins=time(10, 30), reception=reception
    )
    with transaction():
        planning.change(reception, replace(as_wanted(reception), day=date(2026, 12, 2)), by=expert)
    assert (visit.day, visit.begins, visit.sequence) == (date(2026, 12, 2), time(10, 30), 1)
    assert reception.sequence == 1


def test_a_reception_moved_over_a_change_of_the_clock_keeps_the_hour_on_the_wall(
    expert: User,
) -> None:
    with frozen(datetime(2026, 10, 20, 8, tzinfo=UTC)):
        reception = planned(wanted(expert, day=date(2026, 10, 24)), expert)
        visit = make_booking(
            make_reception_topic(), day=date(2026, 10, 24), begins=time(10), reception=reception
        )
        assert visit.claim is not None
        assert visit.claim.begins_at == datetime(2026, 10, 24, 7, tzinfo=UTC)
        with transaction():
            planning.change(
                reception, replace(as_wanted(reception), day=date(2026, 10, 25)), by=expert
            )
        assert visit.begins == time(10)
        assert visit.claim.begins_at == datetime(2026, 10, 25, 8, tzinfo=UTC)


def test_a_change_that_leaves_a_visit_without_a_place_is_refused_with_its_hour(
    expert: User,
) -> None:
    reception = planned(wanted(expert), expert)
    topic = make_reception_topic()
    for begins in (time(10), time(10, 30), time(11)):
        make_booking(topic, day=MONDAY, begins=begins, reception=reception)
    short = replace(as_wanted(reception), begins=time(11), ends=time(12))
    with pytest.raises(Refused, match="10:30"), transaction():
        planning.change(reception, short, by=expert)
    assert (reception.begins, reception.ends) == (time(10), time(12))


def test_a_colleague_takes_over_the_visits_of_whoever_no_longer_goes(expert: User) -> None:
    colleague = make_user()
    reception = planned(wanted(expert, colleague), expert)
    topic = make_reception_topic()
    visits = [
        make_booking(topic, day=MONDAY, begins=begins, reception=reception)
        for begins in (time(10), time(10), time(11))
    ]
    with transaction():
        planning.change(reception, replace(as_wanted(reception), experts=(colleague,)), by=expert)
    assert {visit.expert_id for visit in visits} == {colleague.id}
    assert len({visit.begins for visit in visits}) == 3
    assert len(trips(reception)) == 1


def test_calling_a_reception_off_tells_everyone_why_and_when_else(expert: User) -> None:
    venue = make_venue()
    reception = planned(wanted(expert, venue=venue, ends=time(10, 30)), expert)
    planned(wanted(expert, venue=venue, day=date(2026, 12, 7)), expert)
    topic = make_reception_topic()
    visit = make_booking(topic, day=MONDAY, begins=time(10), reception=reception)
    with transaction():
        entry = waiting.join(
            topic, reception.id, Visitor("Чакаща", ClientType.NGO, email="chaka@primer.bg")
        )
    with transaction():
        told = planning.cancel(reception, "Залата се ремонтира.", by=expert)
    assert (told, reception.state) == (2, ReceptionState.CANCELLED)
    assert (visit.state, entry.state) == (BookingState.CANCELLED, WaitingState.LEFT)
    assert trips(reception) == []
    letter = db.session.scalars(select(Letter).where(Letter.kind == "visit_cancellation")).one()
    assert "Залата се ремонтира." in letter.body_text
    assert "07.12.2026" in letter.body_text
    over = db.session.scalars(select(Letter).where(Letter.kind == "waiting_over")).one()
    assert over.to_email == "chaka@primer.bg"


def test_a_reception_is_held_once_its_hour_has_come(expert: User) -> None:
    reception = planned(wanted(expert), expert)
    with pytest.raises(Refused), transaction():
        planning.mark_held(reception, by=expert)
    with frozen(datetime(2026, 11, 30, 12, tzinfo=UTC)), transaction():
        planning.mark_held(reception, by=expert)
    assert reception.state is ReceptionState.HELD
    with pytest.raises(Refused), transaction():
        planning.change(reception, as_wanted(reception), by=expert)
    with pytest.raises(Refused), transaction():
        planning.cancel(reception, "", by=expert)


@pytest.mark.parametrize(
    ("more", "field"),
    [({"begins": time(12), "ends": time(10)}, "ends"), ({"experts": ()}, "experts")],
)
def test_what_makes_no_sense_is_said_beside_its_field(
    expert: User, more: dict[str, object], field: str
) -> None:
    plan = replace(wanted(expert), **more)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused, transaction():
        planning.draft(plan, by=expert)
    assert refused.value.field == field


def test_a_made_reception_stands_as_the_factory_says(expert: User) -> None:
    """The factory that other tests build on keeps time as the action does."""
    made = make_reception(experts=[expert], day=MONDAY, travel=40)
    assert trips(made) == [
        (datetime(2026, 11, 30, 7, 20, tzinfo=UTC), datetime(2026, 11, 30, 10, 40, tzinfo=UTC))
    ]
