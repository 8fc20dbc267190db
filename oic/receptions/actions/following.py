"""What a change of a reception does to the visits that are booked for it."""

from dataclasses import dataclass
from datetime import date, time

from oic.core.errors import Message
from oic.receptions.models import Reception
from oic.staff.models import User


@dataclass(frozen=True)
class Held:
    """When and where a reception was to be held, before a change."""

    day: date
    begins: time
    ends: time
    venue_id: int
    expert_ids: frozenset[int]


def in_the_way(reception: Reception, wanted: Held) -> list[Message]:
    """The visits that a change would leave without a time or an expert, each in words."""
    del reception, wanted
    return []


def moved(reception: Reception, before: Held, *, by: User) -> int:
    """Let the visits follow their reception to its new hours; how many were told."""
    del reception, before, by
    return 0


def cancelled(reception: Reception, *, by: User) -> int:
    """Cancel the visits of a reception that will not be held; how many were told."""
    del reception, by
    return 0
