"""What receptions are made of, for the walk of every page."""

from datetime import time, timedelta
from typing import Any

from sqlalchemy import select

from oic.core.clock import today
from oic.core.db import db, transaction
from oic.enquiries.models import Topic
from oic.places.models import Venue
from oic.places.queries import municipalities
from oic.receptions.models import OfficeHours, ReceptionTopic
from oic.staff.models import Role, User
from tests.factories.receptions import (
    make_office_exception,
    make_office_hours,
    make_reception_topic,
    make_venue,
)

BRING = "Копие от акта за собственост или договора за наем, и идеята Ви накратко. " * 4


def fill_plan(people: dict[tuple[Role | None, str], User]) -> dict[str, list[dict[str, Any]]]:
    """Fill in topics, venues, hours and exceptions; the samples of their pages."""
    topics = list(db.session.scalars(select(Topic)).all()[:3])
    long = make_reception_topic(specialities=topics, active=False)
    hall = make_venue(
        "Голям салон на народно читалище „Светлина – 1928“, партерен етаж", wheelchair=False
    )
    old = make_venue("Старата зала", municipality_name="Гурково", wheelchair=None, active=False)
    with transaction():
        db.session.get_one(ReceptionTopic, long.id).bring_bg = BRING
        db.session.get_one(Venue, old.id).latitude = None
        db.session.get_one(Venue, old.id).longitude = None
    rules = {}
    for language in ("bg", "en"):
        expert = people[Role.EXPERT, language]
        make_office_hours(expert, weekdays=[0, 2])
        make_office_hours(expert, weekdays=[5], begins=time(18), ends=time(20))
        make_office_hours(expert, weekdays=[4], first_day=today() + timedelta(days=10))
        rows = db.session.scalars(
            select(OfficeHours).where(OfficeHours.expert_id == expert.id).order_by(OfficeHours.id)
        )
        rules[language] = [row.id for row in rows]
        day = today() + timedelta(days=7)
        make_office_exception(day, expert, begins=time(14), ends=time(16), note="След обяд")
    make_office_exception(today() + timedelta(days=8), note="Ремонт на приемната")
    place = municipalities()[0]
    topic = db.session.scalars(select(ReceptionTopic)).first()
    assert topic is not None
    return {
        "receptions.hours_rule": [
            {"rule_id": rule_id, "walker": language}
            for language, ids in rules.items()
            for rule_id in ids
        ],
        "receptions.topic": [{"topic_id": topic.id}],
        "receptions.venue": [{"venue_id": one.id} for one in (hall, old)],
        "receptions.travel": [{}, {"start": place.id}],
    }
