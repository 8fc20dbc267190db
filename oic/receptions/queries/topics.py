"""What visitors come about, and where they can be received."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from oic.core.clock import today
from oic.core.db import db
from oic.core.text import sort_key
from oic.places.models import Municipality
from oic.receptions.models import BookableBy, BookingInvitation, Reception, ReceptionTopic
from oic.receptions.queries.free import Where, published


def topics(*, active: bool = True) -> Sequence[ReceptionTopic]:
    """What visitors come about, in the centre's order; only the active ones."""
    statement = select(ReceptionTopic).options(selectinload(ReceptionTopic.specialities))
    if active:
        statement = statement.where(ReceptionTopic.active)
    return db.session.scalars(statement.order_by(ReceptionTopic.position, ReceptionTopic.id)).all()


def topics_for_public() -> list[ReceptionTopic]:
    """Those that anybody may book."""
    return [topic for topic in topics() if topic.bookable_by is BookableBy.PUBLIC]


def topic_by_key(key: str) -> ReceptionTopic | None:
    """An active topic by its key."""
    return db.session.scalar(
        select(ReceptionTopic).where(ReceptionTopic.key == key, ReceptionTopic.active)
    )


def topic_by_id(topic_id: int | None) -> ReceptionTopic | None:
    """A topic by its number; None for none."""
    return db.session.get(ReceptionTopic, topic_id) if topic_id else None


@dataclass(frozen=True)
class PlaceToVisit:
    """A municipality that we come to, and when."""

    municipality: Municipality
    receptions: tuple[Reception, ...]

    @property
    def next_day(self) -> date:
        """The first day on which we are there."""
        return self.receptions[0].day


def places_to_visit(language: str, days: int = 120) -> list[PlaceToVisit]:
    """The municipalities with a reception to come, by name."""
    found: dict[int, list[Reception]] = {}
    for reception in published(Where(), today(), today() + timedelta(days=days)):
        found.setdefault(reception.venue.municipality_id, []).append(reception)
    places = [PlaceToVisit(group[0].municipality, tuple(group)) for group in found.values()]
    return sorted(places, key=lambda place: sort_key(place.municipality.name(language)))


def invitation(token: str) -> BookingInvitation | None:
    """An invitation to book by its link."""
    return db.session.scalar(select(BookingInvitation).where(BookingInvitation.token == token))
