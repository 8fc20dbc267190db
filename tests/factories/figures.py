"""Registers made of plain rows, and an account of them by other means than the program's."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from sqlalchemy import insert, text

from oic.clients.models import ClientType
from oic.core.db import db, transaction
from oic.enquiries.models import Channel, Enquiry, Question, SetAside

SOFIA = ZoneInfo("Europe/Sofia")
_numbers = count(500_000)


@dataclass(frozen=True)
class Plain:
    """One enquiry, as far as figures are concerned."""

    received_at: datetime
    channel: Channel = Channel.PHONE
    client_type: ClientType = ClientType.CITIZEN
    municipality: int | None = None
    """Place in the list of municipalities."""
    seconds: int = 0
    answered_after: timedelta | None = None
    on_the_spot: bool = False
    in_time: bool | None = None
    minutes: int | None = None
    questions: tuple[tuple[int | None, int | None], ...] = ((None, None),)
    """Places in the lists of programmes and of topics."""
    aside: bool = False
    own: int = field(default_factory=lambda: next(_numbers))

    @property
    def answered_at(self) -> datetime | None:
        return None if self.answered_after is None else self.received_at + self.answered_after


_EDGES = [
    datetime(2025, 12, 31, 23, 59, 59, tzinfo=SOFIA),
    datetime(2026, 1, 1, 0, 0, tzinfo=SOFIA),
    datetime(2026, 2, 28, 23, 30, tzinfo=SOFIA),
    datetime(2026, 3, 1, 0, 0, 1, tzinfo=SOFIA),
    datetime(2026, 3, 29, 2, 59, tzinfo=SOFIA),
    datetime(2026, 3, 29, 4, 1, tzinfo=SOFIA),
    datetime(2026, 10, 25, 3, 30, tzinfo=SOFIA, fold=0),
    datetime(2026, 10, 25, 3, 30, tzinfo=SOFIA, fold=1),
    datetime(2026, 10, 31, 23, 59, tzinfo=SOFIA),
    datetime(2026, 11, 1, 0, 0, tzinfo=SOFIA),
]
instants = st.one_of(
    st.sampled_from([one.astimezone(UTC) for one in _EDGES]),
    st.integers(0, 365 * 86400).map(
        lambda seconds: datetime(2025, 11, 20, tzinfo=UTC) + timedelta(seconds=seconds)
    ),
)
plain = st.builds(
    Plain,
    received_at=instants,
    channel=st.sampled_from(Channel),
    client_type=st.sampled_from(ClientType),
    municipality=st.one_of(st.none(), st.integers(0, 10)),
    seconds=st.integers(0, 7200),
    answered_after=st.one_of(st.none(), st.timedeltas(timedelta(0), timedelta(days=40))),
    on_the_spot=st.booleans(),
    in_time=st.sampled_from([True, False, None]),
    minutes=st.one_of(st.none(), st.integers(0, 9000)),
    questions=st.lists(
        st.tuples(st.one_of(st.none(), st.integers(0, 3)), st.one_of(st.none(), st.integers(0, 3))),
        min_size=1,
        max_size=4,
    ).map(tuple),
    aside=st.booleans(),
)


def ids(table: str) -> list[int]:
    """The keys of a table, in order."""
    return list(db.session.execute(text(f"SELECT id FROM {table} ORDER BY id")).scalars())  # noqa: S608 - a test's table


def write(rows: Iterable[Plain], *, assignees: Sequence[int | None] = (None,)) -> None:
    """Put them into the register as plain rows, without any of the program's rules."""
    rows = list(rows)
    if not rows:
        return
    places, programmes, topics = (ids(name) for name in ("municipality", "programme", "topic"))
    with transaction():
        db.session.execute(
            insert(Enquiry),
            [_row(one, places, assignees[one.own % len(assignees)]) for one in rows],
        )
        db.session.execute(
            insert(Question),
            [
                {
                    "enquiry_id": one.own,
                    "position": position,
                    "text": "?",
                    "programme_id": None if programme is None else programmes[programme],
                    "topic_id": None if topic is None else topics[topic],
                    "procedure_code": "",
                }
                for one in rows
                for position, (programme, topic) in enumerate(one.questions)
            ],
        )
        aside = [
            {"enquiry_id": one.own, "why": "junk", "into_id": None, "at": one.received_at}
            for one in rows
            if one.aside
        ]
        if aside:
            db.session.execute(insert(SetAside), aside)


def _row(one: Plain, places: list[int], assignee: int | None) -> dict[str, Any]:
    day = one.received_at.astimezone(SOFIA).date()
    return {
        "id": one.own,
        "year": 1990,
        "number": one.own,
        "reference": f"1990-{one.own:06d}",
        "public_token": f"token-{one.own}",
        "channel": one.channel,
        "client_type": one.client_type,
        "municipality_id": None if one.municipality is None else places[one.municipality],
        "language": "bg",
        "subject": "?",
        "reply_email": "",
        "received_at": one.received_at,
        "created_at": one.received_at,
        "duration_seconds": one.seconds,
        "state": "closed",
        "assignee_id": assignee,
        "forwarded_to": "",
        "clock_started_on": day,
        "pauses": [],
        "acknowledge_by": day,
        "warn_on": day,
        "due_on": day,
        "hard_limit_on": day,
        "first_answered_at": one.answered_at,
        "answered_at": one.answered_at,
        "answered_on_the_spot": one.on_the_spot,
        "answered_in_time": one.in_time if one.answered_at else None,
        "first_answer_minutes": one.minutes if one.answered_at else None,
        "closed_at": one.received_at,
        "last_activity_at": one.received_at,
        "version": 1,
    }


def account(first: date, last: date) -> dict[str, Any]:
    """The figures of a period counted from the tables with plain SQL and plain Python.

    Shares no line with the program: its own time zone, its own loops. In the form of
    oic.reports.queries.figures, without receptions and activities.
    """
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    names = {
        table: dict(db.session.execute(text(f"SELECT id, {key} FROM {table}")).all())  # noqa: S608 - a test's tables
        for table, key in (("municipality", "code"), ("programme", "code"), ("topic", "key"))
    }
    asked = defaultdict(list)
    for row in db.session.execute(text("SELECT enquiry_id, programme_id, topic_id FROM question")):
        asked[row.enquiry_id].append((row.programme_id, row.topic_id))
    aside = set(db.session.execute(text("SELECT enquiry_id FROM set_aside")).scalars())
    for row in db.session.execute(text("SELECT * FROM enquiry")).mappings():
        if row["id"] in aside:
            continue
        received, answered = (_local(row[name]) for name in ("received_at", "first_answered_at"))
        if received and first <= received.date() <= last:
            _asked(found, row, received, asked[row["id"]], names)
        if answered and first <= answered.date() <= last:
            _answered(found, row, answered)
    return json.loads(json.dumps(found))


def _local(value: Any) -> datetime | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(SOFIA)


def _asked(
    found: Any, row: Any, at: datetime, questions: Any, names: dict[str, dict[int, str]]
) -> None:
    place = names["municipality"].get(row["municipality_id"], "none")
    month = f"{at.year:04}-{at.month:02}"
    rows = [
        ("summary", "all"),
        ("channel", row["channel"]),
        ("client_type", row["client_type"]),
        ("municipality", place),
        ("month", month),
    ]
    for table, key in rows:
        found[table][key]["consultations"] += 1
        found[table][key]["questions"] += len(questions)
    for table, key in (("summary", "all"), ("channel", row["channel"]), ("month", month)):
        if row["duration_seconds"]:
            found[table][key]["seconds"] += row["duration_seconds"]
    found["channel_month"][month][row["channel"]] += 1
    found["client_type_month"][month][row["client_type"]] += 1
    midnight = (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)
    hour = "unknown" if midnight else f"{at.hour:02}"
    found["hour"][str(at.weekday())][hour] += 1
    for place_of, table in ((0, "programme"), (1, "topic")):
        keys = [names[table].get(one[place_of], "none") for one in questions]
        for key in keys:
            found[table][key]["questions"] += 1
        for key in set(keys):
            found[table][key]["consultations"] += 1


def _answered(found: Any, row: Any, at: datetime) -> None:
    month = f"{at.year:04}-{at.month:02}"
    in_time = None if row["answered_in_time"] is None else bool(row["answered_in_time"])
    standard = {True: "in_time", False: "late", None: "unknown"}[in_time]
    summary = found["summary"]["all"]
    summary["answered"] += 1
    summary[standard] += 1
    found["channel"][row["channel"]]["answered"] += 1
    found["month"][month]["answered"] += 1
    if in_time:
        found["month"][month]["in_time"] += 1
    if row["answered_on_the_spot"]:
        summary["on_the_spot"] += 1
    elif row["first_answer_minutes"] is not None:
        tenths = (row["first_answer_minutes"] + 5) // 6
        found["wait"][str(tenths * 6)]["answers"] += 1


def without_zeros(figures: Any) -> dict[str, dict[str, dict[str, int]]]:
    """The numbers that are not zero."""
    found = {}
    for table, rows in figures.items():
        kept = {
            row: {key: number for key, number in numbers.items() if number}
            for row, numbers in rows.items()
        }
        kept = {row: numbers for row, numbers in kept.items() if numbers}
        if kept:
            found[table] = kept
    return found
