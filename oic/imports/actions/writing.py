"""Writing what is ready: all of it in one transaction, or nothing.

Rows are inserted in bulk, with numbers that are taken for all of them at once, so that the register
is held for seconds and not for the minutes that reading took.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, insert, select, text

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.clients.models import ClientToken, Contact, ContactEmail, ContactPhone, Organisation
from oic.core.clock import now
from oic.core.db import Base, db
from oic.core.errors import Refused
from oic.core.text import fold
from oic.enquiries.models import Enquiry, EntryKind, Question, SearchDocument, TimelineEntry
from oic.imports.models import ImportedClient, ImportedRow, ImportRun, ImportState
from oic.imports.staging import Staging
from oic.staff.models import User

AT_ONCE = 500
Progress = Callable[[int], None]
Item = TypeVar("Item")


def write(
    run: ImportRun, staging: Staging, *, by: User, progress: Progress = lambda _done: None
) -> int:
    """Write everything that is put aside, in the present transaction. Returns how many enquiries.

    Raises Refused where a row was brought in meanwhile by somebody else.
    """
    years = staging.of_years()
    numbers = {year: _take_numbers(year, count) for year, count in sorted(years.items())}
    organisations = _organisations(run, staging)
    contacts = _contacts(run, staging, organisations)
    moment = now()
    ids = _take_ids(Enquiry, sum(years.values()))
    done = 0
    for some in _batches(staging.rows(), AT_ONCE):
        rows = []
        for key, data in some:
            year = int(data["clock_started_on"][:4])
            rows.append((next(ids), next(numbers[year]), year, key, data))
        _must_be_new([key for _id, _number, _year, key, _data in rows])
        _enquiries(run, rows, organisations, contacts, moment, by)
        done += len(rows)
        progress(done)
    record(
        Verb.CREATED,
        "import",
        run.id,
        by=by,
        detail={
            "enquiries": done,
            "contacts": len(contacts),
            "organisations": len(organisations),
        },
    )
    return done


def _batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while some := list(islice(items, size)):
        yield some


def _must_be_new(keys: Sequence[str]) -> None:
    if db.session.scalar(select(ImportedRow.key).where(ImportedRow.key.in_(keys)).limit(1)):
        raise Refused(
            _l("Somebody else has brought in some of these rows meanwhile. Check the table again.")
        )


def _take_numbers(year: int, count: int) -> Iterator[int]:
    """So many numbers of a year; its row stays locked until the transaction ends."""
    last = db.session.execute(
        text(
            "INSERT INTO number_counter (year, last) VALUES (:year, :count) "
            "ON CONFLICT (year) DO UPDATE SET last = number_counter.last + :count RETURNING last"
        ),
        {"year": year, "count": count},
    ).scalar_one()
    return iter(range(int(last) - count + 1, int(last) + 1))


def _take_ids(model: type[Base], count: int) -> Iterator[int]:
    """So many keys of a table that nobody else gets.

    SQLite has one writer, so the next ones are free; PostgreSQL deals them out by its sequence.
    """
    table = model.__tablename__
    if db.session.get_bind().dialect.name == "postgresql":
        taken = db.session.execute(
            text(
                "SELECT nextval(pg_get_serial_sequence(:table, 'id')) "
                "FROM generate_series(1, :count)"
            ),
            {"table": table, "count": count},
        ).scalars()
        return iter(sorted(int(one) for one in taken))
    column = model.__table__.c.id
    highest = int(db.session.scalar(select(func.max(column))) or 0)
    return iter(range(highest + 1, highest + count + 1))


def _insert(model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    given = list(rows)
    if given:
        db.session.execute(insert(model), given)


def _organisations(run: ImportRun, staging: Staging) -> dict[int, int]:
    ids = _take_ids(Organisation, staging.count("organisation"))
    made: dict[int, int] = {}
    for some in _batches(staging.every("organisation"), AT_ONCE):
        rows = [(next(ids), number, data) for number, data in some]
        made |= {number: own for own, number, _data in rows}
        _insert(
            Organisation,
            (
                {
                    "id": own,
                    "name": data["name"],
                    "client_type": data["client_type"],
                    "eik": data["eik"],
                    "municipality_id": data["municipality_id"],
                    "address": "",
                    "website": "",
                    "notes": "",
                    "created_at": now(),
                    "version": 1,
                }
                for own, _number, data in rows
            ),
        )
        _insert(
            ClientToken,
            (
                {"token": token, "organisation_id": own}
                for own, _number, data in rows
                for token in data["tokens"]
            ),
        )
        _insert(
            ImportedClient,
            ({"run_id": run.id, "organisation_id": own} for own, _number, _data in rows),
        )
    return made


def _contacts(run: ImportRun, staging: Staging, organisations: dict[int, int]) -> dict[int, int]:
    ids = _take_ids(Contact, staging.count("contact"))
    made: dict[int, int] = {}
    for some in _batches(staging.every("contact"), AT_ONCE):
        rows = [(next(ids), number, data) for number, data in some]
        made |= {number: own for own, number, _data in rows}
        _insert(
            Contact,
            (
                {
                    "id": own,
                    "name": data["name"],
                    "position": "",
                    "organisation_id": _own(data["organisation"], organisations),
                    "client_type": data["client_type"],
                    "municipality_id": data["municipality_id"],
                    "language": data["language"],
                    "salutation": "",
                    "notes": "",
                    "created_at": now(),
                    "version": 1,
                }
                for own, _number, data in rows
            ),
        )
        _insert(
            ContactEmail,
            (
                {
                    "contact_id": own,
                    "position": position,
                    "email": email,
                    "email_folded": fold(email),
                    "failing": False,
                }
                for own, _number, data in rows
                for position, email in enumerate(data["emails"])
            ),
        )
        _insert(
            ContactPhone,
            (
                {"contact_id": own, "position": position, **phone}
                for own, _number, data in rows
                for position, phone in enumerate(data["phones"])
            ),
        )
        _insert(
            ClientToken,
            (
                {"token": token, "contact_id": own}
                for own, _number, data in rows
                for token in data["tokens"]
            ),
        )
        _insert(
            ImportedClient, ({"run_id": run.id, "contact_id": own} for own, _number, _data in rows)
        )
    return made


def _own(reference: dict[str, int] | None, made: dict[int, int]) -> int | None:
    """The register's key of a client that was known, or has just been made."""
    if reference is None:
        return None
    return reference["id"] if "id" in reference else made[reference["new"]]


_SAME = (
    "channel",
    "client_type",
    "municipality_id",
    "language",
    "subject",
    "reply_email",
    "duration_seconds",
    "state",
    "assignee_id",
    "answered_on_the_spot",
    "answered_in_time",
    "first_answer_minutes",
)
_DAYS = (
    "clock_started_on",
    "acknowledge_by",
    "warn_on",
    "due_on",
    "hard_limit_on",
    "paused_on",
)


def _instant(given: str | None) -> datetime | None:
    return datetime.fromisoformat(given) if given else None


def _day(given: str | None) -> date | None:
    return date.fromisoformat(given) if given else None


Ready = tuple[int, int, int, str, dict[str, Any]]
"""An enquiry's key, its number and year, the row's key, and what it says."""


def _enquiries(  # noqa: PLR0913, PLR0917 - one batch with what it refers to
    run: ImportRun,
    rows: Sequence[Ready],
    organisations: dict[int, int],
    contacts: dict[int, int],
    moment: datetime,
    by: User,
) -> None:
    _insert(
        Enquiry,
        (_enquiry(row, organisations, contacts, moment, by) for row in rows),
    )
    _insert(
        Question,
        (
            {"enquiry_id": own, "position": position, **question}
            for own, _number, _year, _key, data in rows
            for position, question in enumerate(data["questions"])
        ),
    )
    _insert(TimelineEntry, (entry for row in rows for entry in _entries(row, moment, by)))
    _insert(
        SearchDocument,
        (
            {"enquiry_id": own, "terms": f"{year}{number:06d} {data['terms']}"}
            for own, number, year, _key, data in rows
        ),
    )
    _insert(
        ImportedRow,
        (
            {"key": key, "run_id": run.id, "enquiry_id": own}
            for own, _number, _year, key, _data in rows
        ),
    )


def _enquiry(
    row: Ready,
    organisations: dict[int, int],
    contacts: dict[int, int],
    moment: datetime,
    by: User,
) -> dict[str, Any]:
    own, number, year, _key, data = row
    received = _instant(data["received_at"])
    answered = _instant(data["first_answered_at"])
    return {
        "id": own,
        "year": year,
        "number": number,
        "reference": f"{year}-{number:06d}",
        "public_token": secrets.token_urlsafe(18),
        "submission_key": None,
        "contact_id": _own(data["contact"], contacts),
        "organisation_id": _own(data["organisation"], organisations),
        "received_at": received,
        "created_at": moment,
        "created_by_id": by.id,
        "assigned_at": received if data["assignee_id"] else None,
        "assignment_words": data["words"] if data["assignee_id"] else None,
        "seen_by_assignee_at": moment,
        "forwarded_to": "",
        "pauses": [],
        "acknowledged_at": received,
        "first_answered_at": answered,
        "answered_at": answered,
        "closed_at": _instant(data["closed_at"]),
        "last_activity_at": _instant(data["closed_at"]) or answered or received,
        "version": 1,
        **{name: data[name] for name in _SAME},
        **{name: _day(data[name]) for name in _DAYS},
    }


def _entries(row: Ready, moment: datetime, by: User) -> Iterator[dict[str, Any]]:
    own, _number, _year, _key, data = row
    received = _instant(data["received_at"])
    plain = {
        "enquiry_id": own,
        "by_id": None,
        "by_name": "",
        "words": None,
        "body": "",
        "public": False,
        "detail": "",
    }
    # In the order in which it happened; that it was brought in comes last, today.
    yield plain | {
        "at": received,
        "kind": EntryKind.CLIENT_MESSAGE,
        "by_name": data["said_by"],
        "body": "\n\n".join(dict.fromkeys(one["text"] for one in data["questions"])),
        "public": True,
    }
    for note in data["notes"]:
        yield plain | {"at": received, "kind": EntryKind.NOTE, "body": note}
    if data["answer"]:
        yield plain | {
            "at": _instant(data["first_answered_at"]) or received,
            "kind": EntryKind.TOLD,
            "by_id": data["assignee_id"],
            "body": data["answer"],
            "public": True,
        }
    yield plain | {
        "at": moment,
        "kind": EntryKind.REGISTERED,
        "by_id": by.id,
        "by_name": by.name,
        "words": data["words"],
        "detail": data["old_number"],
    }


def finish(run: ImportRun, made: int, known: int) -> None:
    """The run is over: what it found about people is forgotten, and the file is let go."""
    run.state = ImportState.DONE
    run.writing = None
    run.finished_at = now()
    run.total = run.done = made
    run.found = {"new": made, "known": known}
    run.file = None
