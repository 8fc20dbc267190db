"""What has been chosen on the way to a visit: it stands in the address, so that back works."""

from dataclasses import dataclass
from typing import Any

from flask import request

from oic.core.clock import now
from oic.places.models import Municipality
from oic.places.queries import municipality_by_code
from oic.receptions.actions.taking import WantedTime
from oic.receptions.models import BookableBy, BookingInvitation, ReceptionTopic
from oic.receptions.queries import topics
from oic.receptions.queries.free import FreeTime, Where
from oic.receptions.times import IN_THE_OFFICE, read_time, time_value


def value_of(free: FreeTime) -> str:
    """A free time as a button carries it."""
    return time_value(free.day, free.begins, free.reception_id)


@dataclass(frozen=True)
class Chosen:
    """Topic and place, and who invited, as far as they are chosen and exist."""

    topic: ReceptionTopic | None
    municipality: Municipality | None
    in_office: bool
    invited: BookingInvitation | None

    @classmethod
    def read(cls) -> "Chosen":
        """From the present address. A topic that whoever asks may not book is none."""
        args = request.args
        invited = topics.invitation(args.get("invited", ""))
        if invited is not None and (invited.booking_id or invited.expires_at <= now()):
            invited = None
        topic = topics.topic_by_key(args.get("topic", ""))
        if topic is not None and not _may_book(topic, invited):
            topic = None
        place = args.get("place", "")
        municipality = None if place == IN_THE_OFFICE else municipality_by_code(place)
        return cls(topic, municipality, place == IN_THE_OFFICE, invited)

    @property
    def where(self) -> Where:
        """Where times are looked for."""
        return Where(municipality_id=self.municipality.id if self.municipality else None)

    @property
    def complete(self) -> bool:
        """Whether topic and place are both chosen."""
        return self.topic is not None and (self.in_office or self.municipality is not None)

    def address(self) -> dict[str, Any]:
        """What the next page's address carries."""
        place = (
            self.municipality.code if self.municipality else IN_THE_OFFICE if self.in_office else ""
        )
        values = {"topic": self.topic.key if self.topic else "", "place": place}
        if self.invited:
            values["invited"] = self.invited.token
        return {key: value for key, value in values.items() if value}

    def wanted(self, text: str) -> WantedTime | None:
        """The chosen time; None where the text is none."""
        found = read_time(text)
        if found is None or self.topic is None:
            return None
        day, begins, reception_id = found
        return WantedTime(
            self.topic,
            day,
            begins,
            reception_id,
            invited=bool(self.invited and self.invited.topic_id == self.topic.id),
        )


def _may_book(topic: ReceptionTopic, invited: BookingInvitation | None) -> bool:
    if topic.bookable_by is BookableBy.PUBLIC:
        return True
    return (
        topic.bookable_by is BookableBy.INVITED
        and invited is not None
        and invited.topic_id == topic.id
    )
