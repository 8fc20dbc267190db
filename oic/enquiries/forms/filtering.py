"""The register's filters as they stand in an address, and back.

State lives in the address: what is filtered can be linked to, saved and gone back to. What cannot
be read is left out: an address that somebody cut short still shows the register.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from oic.clients.models import ClientType
from oic.enquiries.models import Aside, Channel, State
from oic.enquiries.queries.register import Due, Filters, HourOfWeek, Sort, Standard
from oic.web.typed import day_in

Words = TypeVar("Words", bound=StrEnum)
LONGEST_QUESTION = 200
_HOUR = re.compile(r"([0-6])-([01][0-9]|2[0-3]|unknown)")
FILTERS = (
    "q",
    "state",
    "open",
    "channel",
    "type",
    "municipality",
    "assignee",
    "programme",
    "topic",
    "due",
    "from",
    "to",
    "contact",
    "organisation",
    "back",
    "answered_from",
    "answered_to",
    "spot",
    "standard",
    "idle_to",
    "hour",
    "rated_from",
    "rated_to",
    "aside",
)
"""The names that filters have in an address, in the order of the filter bar."""
ORDER = ("sort", "up")


def _members(kind: type[Words], values: Iterable[str]) -> tuple[Words, ...]:
    known = {member.value: member for member in kind}
    return tuple(dict.fromkeys(known[value] for value in values if value in known))


def _numbers(values: Iterable[str]) -> tuple[int, ...]:
    whole = (int(value) for value in values if value.isdecimal() and len(value) < 19)  # noqa: PLR2004 - what 64 bits hold
    return tuple(dict.fromkeys(whole))


def _hour(text: str) -> HourOfWeek | None:
    """0-09: Monday from nine to ten; 0-unknown: a Monday without a time."""
    found = _HOUR.fullmatch(text)
    if found is None:
        return None
    return HourOfWeek(int(found[1]), int(found[2]) if found[2].isdecimal() else None)


def read(given: MultiDict[str, str], *, me: int) -> Filters:
    """The filters of an address; ``assignee=me`` is whoever looks (their id is ``me``)."""
    assignees = [str(me) if value == "me" else value for value in given.getlist("assignee")]
    sorts = _members(Sort, given.getlist("sort"))
    dues = _members(Due, given.getlist("due"))
    return Filters(
        q=given.get("q", "").strip()[:LONGEST_QUESTION],
        states=_members(State, given.getlist("state")),
        open_only=given.get("open") == "1",
        channels=_members(Channel, given.getlist("channel")),
        client_types=_members(ClientType, given.getlist("type")),
        municipality_ids=_numbers(given.getlist("municipality")),
        assignee_ids=_numbers(assignees),
        programme_ids=_numbers(given.getlist("programme")),
        topic_ids=_numbers(given.getlist("topic")),
        due=dues[0] if dues else None,
        received_from=day_in(given.get("from")),
        received_to=day_in(given.get("to")),
        contact_id=next(iter(_numbers(given.getlist("contact"))), None),
        organisation_id=next(iter(_numbers(given.getlist("organisation"))), None),
        came_back=given.get("back") == "1",
        answered_from=day_in(given.get("answered_from")),
        answered_to=day_in(given.get("answered_to")),
        standard=next(iter(_members(Standard, given.getlist("standard"))), None),
        idle_to=day_in(given.get("idle_to")),
        hour=_hour(given.get("hour", "")),
        on_the_spot={"1": True, "0": False}.get(given.get("spot", "")),
        rated_from=day_in(given.get("rated_from")),
        rated_to=day_in(given.get("rated_to")),
        aside=next(iter(_members(Aside, given.getlist("aside"))), None),
        sort=sorts[0] if sorts else Sort.RECEIVED,
        ascending=given.get("up") == "1",
    )


def read_query(query: str, *, me: int) -> Filters:
    """The filters of what stands after the question mark."""
    return read(MultiDict(parse_qsl(query[:4000])), me=me)


def query_of(given: MultiDict[str, str]) -> str:
    """What stands after the question mark without the place in the list: for saving, linking."""
    kept = [
        (name, value)
        for name in (*FILTERS, *ORDER)
        for value in given.getlist(name)
        if value.strip()
    ]
    return urlencode(kept)


def without(given: MultiDict[str, str], name: str, value: str | None = None) -> str:
    """The address's query with one filter, or one of its values, taken off."""
    kept = [
        (key, one)
        for key, one in parse_qsl(query_of(given))
        if key != name or (value is not None and one != value)
    ]
    return urlencode(kept)


def is_filtered(given: MultiDict[str, str]) -> bool:
    """Whether any filter is on."""
    return any(value.strip() for name in FILTERS for value in given.getlist(name))
