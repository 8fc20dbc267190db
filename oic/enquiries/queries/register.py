"""The register: filters, sorting and keyset paging."""

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from oic.clients.models import ClientType
from oic.clients.queries import kept_contact, kept_organisation
from oic.core.clock import local, local_instant, today
from oic.core.db import db
from oic.enquiries.models import (
    OPEN_STATES,
    RUNNING_STATES,
    Aside,
    Channel,
    Enquiry,
    FollowUp,
    Question,
    SetAside,
    State,
)
from oic.enquiries.queries.aside import not_aside
from oic.enquiries.queries.search import matching, reference_in

PAGE = 50
COUNTED = 10_000
"""Beyond this many the count says "10,000+": nobody pages that far, and counting all is slow."""


class Due(StrEnum):
    """The filter by deadline."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    WEEK = "week"
    LATER = "later"


class Sort(StrEnum):
    """The orders of the register; each has its opposite."""

    RECEIVED = "received"
    DUE = "due"
    ACTIVITY = "activity"
    NUMBER = "number"


NOBODY = 0
"""As an assignee in a filter: assigned to nobody."""
NONE = 0
"""As a municipality, a programme or a topic in a filter: without one."""
MOST_HOURS = 366 * 5
"""Days over which one hour of the week can be asked for: each of them is a condition."""


class Standard(StrEnum):
    """Whether the first answer came by the last day for it."""

    IN_TIME = "in_time"
    LATE = "late"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class HourOfWeek:
    """An hour by the clock on the wall; ``hour`` None is a day without a time (midnight sharp)."""

    weekday: int
    hour: int | None


@dataclass(frozen=True)
class Filters:
    """What is asked of the register; empty fields ask nothing."""

    q: str = ""
    states: tuple[State, ...] = ()
    open_only: bool = False
    channels: tuple[Channel, ...] = ()
    client_types: tuple[ClientType, ...] = ()
    municipality_ids: tuple[int, ...] = ()
    assignee_ids: tuple[int, ...] = ()
    programme_ids: tuple[int, ...] = ()
    topic_ids: tuple[int, ...] = ()
    due: Due | None = None
    received_from: date | None = None
    received_to: date | None = None
    contact_id: int | None = None
    organisation_id: int | None = None
    came_back: bool = False
    answered_from: date | None = None
    answered_to: date | None = None
    """When it was first answered."""
    on_the_spot: bool | None = None
    standard: Standard | None = None
    idle_to: date | None = None
    """Nothing has happened since this day."""
    hour: HourOfWeek | None = None
    """When it came in; only together with the days from and to."""
    rated_from: date | None = None
    rated_to: date | None = None
    aside: Aside | None = None
    """What was set aside, and why; None leaves it out."""
    sort: Sort = Sort.RECEIVED
    ascending: bool = False


@dataclass(frozen=True)
class Page:
    """One page of the register with the cursors to its neighbours."""

    enquiries: Sequence[Enquiry]
    newer: str | None = None
    older: str | None = None


_COLUMNS: dict[Sort, InstrumentedAttribute[Any]] = {
    Sort.RECEIVED: Enquiry.received_at,
    Sort.DUE: Enquiry.due_on,
    Sort.ACTIVITY: Enquiry.last_activity_at,
    Sort.NUMBER: Enquiry.reference,
}


def _midnight(day: date) -> datetime:
    return local_instant(day, time())


def due_condition(due: Due) -> ColumnElement[bool]:
    """Running enquiries by deadline, seen from today."""
    running = Enquiry.state.in_(RUNNING_STATES)
    day = today()
    if due is Due.OVERDUE:
        return and_(running, Enquiry.due_on < day)
    if due is Due.TODAY:
        return and_(running, Enquiry.due_on == day)
    if due is Due.SOON:
        return and_(running, Enquiry.warn_on <= day, Enquiry.due_on >= day)
    if due is Due.LATER:
        return and_(running, Enquiry.warn_on > day, Enquiry.due_on >= day)
    return and_(running, Enquiry.due_on >= day, Enquiry.due_on <= day + timedelta(days=7))


def _in_questions(column: InstrumentedAttribute[Any], ids: tuple[int, ...]) -> ColumnElement[bool]:
    return exists().where(Question.enquiry_id == Enquiry.id, _one_of(column, ids))


def _one_of(column: InstrumentedAttribute[Any], ids: tuple[int, ...]) -> ColumnElement[bool]:
    """One of some numbers; 0 stands for none at all."""
    wanted: list[ColumnElement[bool]] = []
    numbers = [number for number in ids if number != NONE]
    if numbers:
        wanted.append(column.in_(numbers))
    if NONE in ids:
        wanted.append(column.is_(None))
    return or_(*wanted)


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """The filters as conditions on enquiries."""
    one_of: tuple[tuple[tuple[Any, ...], InstrumentedAttribute[Any]], ...] = (
        (filters.states, Enquiry.state),
        (filters.channels, Enquiry.channel),
        (filters.client_types, Enquiry.client_type),
    )
    found: list[ColumnElement[bool]] = [column.in_(wanted) for wanted, column in one_of if wanted]
    if filters.municipality_ids:
        found.append(_one_of(Enquiry.municipality_id, filters.municipality_ids))
    if filters.aside:
        why = SetAside.why == filters.aside
        found.append(exists().where(SetAside.enquiry_id == Enquiry.id, why))
    else:
        found.append(not_aside())
    found += _of_people(filters)
    found += _of_days(filters)
    if filters.q:
        reference = reference_in(filters.q)
        searched = Enquiry.reference == reference if reference else matching(filters.q)
        # Signs alone find nothing: a list of everything would look like an answer.
        found.append(false() if searched is None else searched)
    if filters.open_only:
        found.append(Enquiry.state.in_(OPEN_STATES))
    if filters.programme_ids:
        found.append(_in_questions(Question.programme_id, filters.programme_ids))
    if filters.topic_ids:
        found.append(_in_questions(Question.topic_id, filters.topic_ids))
    return found


def _of_people(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.assignee_ids:
        yield _one_of(Enquiry.assignee_id, filters.assignee_ids)
    # An address kept since before two clients were merged shows the one that stayed.
    if filters.contact_id:
        contact = kept_contact(filters.contact_id)
        yield Enquiry.contact_id == (contact.id if contact else None)
    if filters.organisation_id:
        organisation = kept_organisation(filters.organisation_id)
        yield Enquiry.organisation_id == (organisation.id if organisation else None)
    if filters.came_back:
        yield Enquiry.came_back_at.is_not(None)


def _of_days(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.due:
        yield due_condition(filters.due)
    yield from within(Enquiry.received_at, filters.received_from, filters.received_to)
    yield from within(Enquiry.first_answered_at, filters.answered_from, filters.answered_to)
    yield from within(Enquiry.last_activity_at, None, filters.idle_to)
    if filters.standard:
        kept = {Standard.IN_TIME: True, Standard.LATE: False, Standard.UNKNOWN: None}
        yield Enquiry.first_answered_at.is_not(None)
        yield Enquiry.answered_in_time.is_(kept[filters.standard])
    if filters.hour and filters.received_from and filters.received_to:
        yield _in_hour(filters.hour, filters.received_from, filters.received_to)
    if filters.on_the_spot is not None:
        yield Enquiry.answered_on_the_spot.is_(filters.on_the_spot)
    rated = list(within(FollowUp.scored_at, filters.rated_from, filters.rated_to))
    if rated:
        yield exists().where(FollowUp.enquiry_id == Enquiry.id, FollowUp.score.is_not(None), *rated)


def _in_hour(wanted: HourOfWeek, first: date, last: date) -> ColumnElement[bool]:
    """Came in at an hour of the week in Sofia.

    An hour for each such day, since no engine but PostgreSQL knows when the clock changes.
    """
    day = first + timedelta(days=(wanted.weekday - first.weekday()) % 7)
    hours: list[ColumnElement[bool]] = []
    while day <= last and (day - first).days <= MOST_HOURS:
        if wanted.hour is None:
            hours.append(Enquiry.received_at == _midnight(day))
        else:
            begins, ends = hour_of_day(day, wanted.hour)
            hours.append(and_(Enquiry.received_at >= begins, Enquiry.received_at < ends))
            if not wanted.hour:
                hours[-1] = and_(hours[-1], Enquiry.received_at != begins)
        day += timedelta(days=7)
    return or_(false(), *hours)


def hour_of_day(day: date, hour: int) -> tuple[datetime, datetime]:
    """The instants between which the clock on the wall shows an hour.

    Two hours apart where the clock shows it twice, and none where it never does.
    """
    ends = day if hour < 23 else day + timedelta(days=1)  # noqa: PLR2004 - the last hour
    shown = local_instant(day, time(hour))
    following = local_instant(ends, time((hour + 1) % 24))
    if local(shown).hour != hour:  # left out when the clock goes forward
        return shown, shown
    return shown, following


def within(
    column: InstrumentedAttribute[Any], first: date | None, last: date | None
) -> Iterator[ColumnElement[bool]]:
    """An instant lies on or between days in Sofia; a side that is None is open."""
    if first:
        yield column >= _midnight(first)
    if last:
        yield column < _midnight(last + timedelta(days=1))


@dataclass(frozen=True)
class Cursor:
    """A place in a sorted list: the sort value and the id of the row it stands at."""

    value: str
    id: int
    back: bool = field(default=False)

    def encode(self) -> str:
        """The cursor as it stands in an address."""
        raw = f"{'b' if self.back else 'f'}|{self.id}|{self.value}"
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "Cursor | None":
        """Read a cursor; None for anything that is none."""
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
            way, number, value = raw.split("|", 2)
            return cls(value, int(number), way == "b")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return None


def _sort_value(enquiry: Enquiry, sort: Sort) -> str:
    value = getattr(enquiry, _COLUMNS[sort].key)
    return value.isoformat() if isinstance(value, date) else str(value)


def _parse(sort: Sort, value: str) -> datetime | date | str:
    if sort is Sort.DUE:
        return date.fromisoformat(value)
    if sort is Sort.NUMBER:
        return value
    return datetime.fromisoformat(value).astimezone(UTC)


def _after(filters: Filters, cursor: Cursor) -> ColumnElement[bool] | None:
    column = _COLUMNS[filters.sort]
    try:
        value = _parse(filters.sort, cursor.value)
    except ValueError:
        return None
    rising = filters.ascending != cursor.back
    # The bound stands outside the OR, where both engines find the place by the index.
    if rising:
        return and_(column >= value, or_(column > value, Enquiry.id > cursor.id))
    return and_(column <= value, or_(column < value, Enquiry.id < cursor.id))


def _ordered(filters: Filters, *, back: bool) -> Select[Enquiry]:
    column = _COLUMNS[filters.sort]
    rising = filters.ascending != back
    order = (column.asc(), Enquiry.id.asc()) if rising else (column.desc(), Enquiry.id.desc())
    return select(Enquiry).where(*conditions(filters)).order_by(*order)


def page(filters: Filters, cursor_text: str = "", size: int = PAGE) -> Page:
    """One page of the register. Two questions to the database, whatever the page."""
    cursor = Cursor.decode(cursor_text) if cursor_text else None
    back = cursor.back if cursor else False
    query = _ordered(filters, back=back)
    if cursor:
        after = _after(filters, cursor)
        if after is None:
            cursor, back, query = None, False, _ordered(filters, back=False)
        else:
            query = query.where(after)
    rows = list(
        db.session.scalars(
            query.limit(size + 1).options(
                joinedload(Enquiry.contact),
                joinedload(Enquiry.organisation),
                joinedload(Enquiry.municipality),
                joinedload(Enquiry.assignee),
            )
        )
    )
    more = len(rows) > size
    rows = rows[:size]
    if back:
        rows.reverse()
    if not rows:
        return Page([])
    newer_exists = more if back else cursor is not None
    older_exists = True if back else more
    return Page(
        rows,
        newer=_cursor(rows[0], filters, back=True) if newer_exists else None,
        older=_cursor(rows[-1], filters, back=False) if older_exists else None,
    )


def _cursor(enquiry: Enquiry, filters: Filters, *, back: bool) -> str:
    return Cursor(_sort_value(enquiry, filters.sort), enquiry.id, back).encode()


def count(filters: Filters) -> int:
    """How many there are, counted no further than COUNTED + 1."""
    some = select(Enquiry.id).where(*conditions(filters)).limit(COUNTED + 1).subquery()
    return int(db.session.scalar(select(func.count()).select_from(some)) or 0)


def neighbours(filters: Filters, enquiry: Enquiry) -> tuple[str | None, str | None]:
    """The numbers before and after an enquiry in the list that one came from."""
    value = _sort_value(enquiry, filters.sort)
    found: list[str | None] = []
    for back in (True, False):
        after = _after(filters, Cursor(value, enquiry.id, back))
        query = _ordered(filters, back=back).with_only_columns(Enquiry.reference)
        if after is not None:
            query = query.where(after)
        found.append(db.session.scalar(query.limit(1)))
    return found[0], found[1]


def every(filters: Filters, chunk: int = 500) -> Iterator[Enquiry]:
    """All that is filtered, in order, read in chunks: for exports of any length.

    Seven questions to the database for a chunk; what was read is let go, so that a long export
    needs no more memory than a short one.
    """
    query = _ordered(filters, back=False).options(
        joinedload(Enquiry.contact),
        joinedload(Enquiry.organisation),
        joinedload(Enquiry.municipality),
        joinedload(Enquiry.assignee),
        selectinload(Enquiry.questions).options(
            joinedload(Question.programme), joinedload(Question.topic)
        ),
    )
    place: Cursor | None = None
    while True:
        here = query
        if place is not None:
            after = _after(filters, place)
            here = query.where(after) if after is not None else query
        rows = list(db.session.scalars(here.limit(chunk)))
        if rows:
            place = Cursor(_sort_value(rows[-1], filters.sort), rows[-1].id)
        last = len(rows) < chunk
        for enquiry in rows:
            yield enquiry
            db.session.expunge(enquiry)
        if last:
            return
