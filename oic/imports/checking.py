"""Getting a table ready: every row read, understood and put aside, the register untouched.

This is the dry run, and the first half of the import. What takes long (reading, finding clients,
folding words for the search) happens here, where nobody waits for it; what is put aside is then
written in one go (:mod:`oic.imports.actions.writing`). Memory does not grow with the rows.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from oic.centre import queries as centre
from oic.clients import tokens
from oic.clients.actions.finding import known as known_contact
from oic.clients.actions.finding import known_organisation
from oic.clients.models import ClientType, Contact, ContactEmail, ContactPhone, Organisation
from oic.core.clock import SOFIA, today
from oic.core.db import db, end_reading
from oic.core.numbers import parse_phones
from oic.core.text import fold
from oic.core.words import in_both
from oic.enquiries.actions.indexing import terms_of
from oic.enquiries.actions.opening import subject_from
from oic.enquiries.models import OPEN_STATES, State
from oic.imports.fields import Field
from oic.imports.models import ImportedRow
from oic.imports.reading import Row
from oic.imports.rows import FACE_TO_FACE, Known, Problem, Read, Reader, instants, texts_of
from oic.imports.staging import Staging

PROBLEMS_KEPT = 200
WORDS_KEPT = 100
AT_ONCE = 200
Progress = Callable[[int], None]
Reference = dict[str, int]
"""A client: ``id`` in the register, or ``new``, its number among what is put aside."""


@dataclass
class Findings:
    """What the check found, in a form that JSON holds; every text in both languages."""

    rows: int = 0
    new: int = 0
    known: int = 0
    """In the register already, by an earlier import."""
    bad: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)
    unknown: dict[str, dict[str, int]] = field(default_factory=dict)
    """By field: words that nobody understands, and how often each stands there."""
    first: str = ""
    last: str = ""
    years: dict[str, int] = field(default_factory=dict)
    questions: int = 0
    contacts: int = 0
    """New ones."""
    organisations: int = 0
    anonymous: int = 0
    unanswered: int = 0
    """Of which nothing says when they were answered."""
    open: int = 0

    @property
    def is_fine(self) -> bool:
        """Whether everything is understood."""
        return not self.bad

    def as_json(self) -> dict[str, Any]:
        """For the run's row."""
        return dict(vars(self))


def check(  # noqa: PLR0913 - what a table is read by
    rows: Iterable[Row],
    mapping: Mapping[int, Field],
    meanings: Mapping[str, Mapping[str, str]],
    staging: Staging,
    *,
    file_name: str,
    progress: Progress = lambda _done: None,
) -> Findings:
    """Read all rows below the headings and put them aside. Changes nothing in the register."""
    return _Check(mapping, meanings, staging, file_name).go(rows, progress)


class _Check:
    def __init__(
        self,
        mapping: Mapping[int, Field],
        meanings: Mapping[str, Mapping[str, str]],
        staging: Staging,
        file_name: str,
    ) -> None:
        self._known = Known()
        self._reader = Reader(mapping, meanings, self._known)
        self._staging = staging
        self._file_name = file_name
        self._found = Findings()
        self._years: Counter[str] = Counter()
        self._unknown: dict[Field, Counter[str]] = {}
        self._calendar = centre.calendar()
        self._workday = centre.workday()
        self._rules = {
            key: int(value) for key, value in centre.rules().items() if key.endswith("_days")
        }
        self._deadlines: dict[date, tuple[date, date, date, date]] = {}
        self._takers = {user.id for user in self._known.users if user.takes_enquiries}

    def go(self, rows: Iterable[Row], progress: Progress) -> Findings:
        for row in rows:
            self._found.rows += 1
            self._one(self._reader.read(row))
            if self._found.rows % AT_ONCE == 0:
                progress(self._found.rows)
                end_reading()
        self._leave_out_known()
        found = self._found
        found.new = self._staging.count("row")
        found.contacts = self._staging.count("contact")
        found.organisations = self._staging.count("organisation")
        found.years = dict(sorted(self._years.items()))
        found.unknown = {
            column.value: dict(words.most_common(WORDS_KEPT))
            for column, words in self._unknown.items()
        }
        progress(found.rows)
        return found

    def _one(self, read: Read) -> None:
        key, times = self._staging.free_key(read.key)
        if times > 1 and read.old_number:
            message = _l("This number stands in the table twice on the same day.")
            read.problems.append(Problem(read.number, Field.NUMBER, read.old_number, message))
        for column, text in read.unknown:
            self._unknown.setdefault(column, Counter())[text] += 1
        if read.problems:
            self._found.bad += 1
            for problem in read.problems:
                if len(self._found.problems) < PROBLEMS_KEPT:
                    self._found.problems.append(_told(problem))
            return
        self._put_aside(read, key)

    def _put_aside(self, read: Read, key: str) -> None:
        found = self._found
        data = self._enquiry(read)
        received = data["received_at"]
        day = str(read.received_on)
        found.first = min(found.first or day, day)
        found.last = max(found.last, day)
        self._years[day[:4]] += 1
        found.questions += len(data["questions"])
        found.open += data["state"] in OPEN_STATES
        found.unanswered += data["state"] not in OPEN_STATES and data["first_answered_at"] is None
        found.anonymous += data["contact"] is None and data["organisation"] is None
        # The year by the clock in Sofia, which the number is of, and the order within it.
        at = f"{day}T{read.received_time or time()}"
        self._staging.add(read.number, at, key, data | {"received_at": received})

    # What a row becomes

    def _enquiry(self, read: Read) -> dict[str, Any]:
        moments = {name: wall.replace(tzinfo=SOFIA) for name, wall in instants(read)}
        received = moments["received"]
        state, answered, on_the_spot = self._outcome(read, moments)
        acknowledge_by, warn_on, due_on, hard_limit_on = self._counted(received.date())
        texts = texts_of(read)
        organisation, contact = self._client(read)
        open_now = state in OPEN_STATES
        assignee = read.expert_id
        if open_now and assignee not in self._takers:
            assignee = None
        closed = moments.get("closed") or answered or received
        subject = read.subject or subject_from(texts[0])
        return {
            "row": read.number,
            "old_number": read.old_number,
            "channel": read.channel,
            "client_type": read.client_type,
            "municipality_id": read.municipality_id,
            "contact": contact,
            "organisation": organisation,
            "language": read.language,
            "subject": subject[:200],
            "reply_email": read.emails[0] if read.emails else "",
            "received_at": received.isoformat(),
            "duration_seconds": read.duration,
            "state": state,
            "assignee_id": assignee,
            "clock_started_on": received.date().isoformat(),
            "acknowledge_by": acknowledge_by.isoformat(),
            "warn_on": warn_on.isoformat(),
            "due_on": due_on.isoformat(),
            "hard_limit_on": hard_limit_on.isoformat(),
            "paused_on": today().isoformat() if state is State.AWAITING_CLIENT else None,
            "first_answered_at": answered.isoformat() if answered else None,
            "answered_on_the_spot": on_the_spot,
            "answered_in_time": answered.date() <= due_on if answered else None,
            "first_answer_minutes": (
                self._calendar.minutes_between(received, answered, self._workday)
                if answered
                else None
            ),
            "closed_at": closed.isoformat() if state is State.CLOSED else None,
            "questions": [
                {
                    "text": text,
                    "programme_id": read.programme_id,
                    "topic_id": read.topic_id,
                    "procedure_code": read.procedure,
                }
                for text in texts
            ],
            "answer": read.answer,
            "notes": read.notes,
            "said_by": read.client_name or read.organisation,
            "words": in_both(
                _l(
                    "Brought in from “%(file)s”, row %(row)d.",
                    file=self._file_name,
                    row=read.number,
                )
            ),
            "terms": terms_of(
                [
                    subject,
                    *texts,
                    read.procedure,
                    read.client_name,
                    read.organisation,
                    *read.emails,
                    read.old_number,
                    read.answer,
                    *read.notes,
                ]
            ),
        }

    def _outcome(
        self, read: Read, moments: Mapping[str, datetime]
    ) -> tuple[State, datetime | None, bool]:
        """The state, when it was first answered, and whether that was in the same talk."""
        in_talk = read.channel in FACE_TO_FACE
        answered = moments.get("answered")
        state = read.state
        if state is None:
            state = State.CLOSED
        if state in OPEN_STATES:
            return state, answered, False
        if answered is None and in_talk and state is not State.FORWARDED:
            return state, moments["received"], True
        on_the_spot = in_talk and answered is not None and answered.date() == read.received_on
        return state, answered, on_the_spot

    def _counted(self, day: date) -> tuple[date, date, date, date]:
        if day not in self._deadlines:
            add, rules = self._calendar.add, self._rules
            self._deadlines[day] = (
                add(day, rules["acknowledge_days"]),
                add(day, rules["warn_days"]),
                add(day, rules["answer_days"]),
                day + timedelta(days=rules["hard_limit_days"]),
            )
        return self._deadlines[day]

    # Clients

    def _client(self, read: Read) -> tuple[Reference | None, Reference | None]:
        """The organisation and the person: known ones by id, new ones by their number here."""
        organisation = self._organisation(read)
        if not (read.client_name or read.emails or read.phones):
            return organisation, None
        email, phone = (given[0] if given else "" for given in (read.emails, read.phones))
        if email or phone:
            ident = f"contact|{fold(email)}|{_number(phone)}|{fold(read.client_name)}"
            known = self._staging.remembered(ident)
            if known is None:
                found = known_contact(email, phone, read.client_name)
                known = found.id if found else 0
                self._staging.remember(ident, known)
            if known:
                return organisation, {"id": known}
        by = fold(email) or _number(phone)
        where = json.dumps(organisation) if organisation else str(read.municipality_id)
        new = (
            by
            if by and not read.client_name
            else f"{by}|{fold(read.client_name)}|{where if not by else ''}"
        )
        number = self._staging.client("contact", new, lambda: self._contact(read, organisation))
        return organisation, {"new": number}

    def _organisation(self, read: Read) -> Reference | None:
        if not (read.organisation or read.eik):
            return None
        client_type = read.client_type or ClientType.OTHER
        named = f"{fold(read.organisation)}|{read.municipality_id}|{client_type}"
        ident = f"organisation|{read.eik or ''}|{named}"
        known = self._staging.remembered(ident)
        if known is None:
            found = known_organisation(
                read.organisation, read.eik, client_type, read.municipality_id
            )
            known = found.id if found else 0
            self._staging.remember(ident, known)
        if known:
            return {"id": known}
        if not read.organisation:
            return None
        by = read.eik or named
        number = self._staging.client("organisation", by, lambda: self._new_organisation(read))
        return {"new": number}

    @staticmethod
    def _new_organisation(read: Read) -> dict[str, Any]:
        made = Organisation(name=read.organisation[:200], eik=read.eik)
        return {
            "name": made.name,
            "client_type": read.client_type,
            "eik": read.eik,
            "municipality_id": read.municipality_id,
            "tokens": sorted(tokens.organisation_tokens(made)),
        }

    @staticmethod
    def _contact(read: Read, organisation: Reference | None) -> dict[str, Any]:
        phones = [
            {"phone": phone, "e164": next((one.e164 for one in parse_phones(phone)), None)}
            for phone in dict.fromkeys(read.phones)
        ]
        made = Contact(
            name=read.client_name[:200],
            emails=[ContactEmail(email=email) for email in read.emails],
            phones=[ContactPhone(**phone) for phone in phones],
        )
        of = Organisation(name=read.organisation[:200], eik=read.eik) if organisation else None
        return {
            "name": made.name,
            "client_type": read.client_type,
            "municipality_id": read.municipality_id,
            "language": read.language,
            "organisation": organisation,
            "emails": list(dict.fromkeys(read.emails)),
            "phones": phones,
            "tokens": sorted(tokens.contact_tokens(made, of)),
        }

    # Repeating

    def _leave_out_known(self) -> None:
        """Rows that an earlier import has brought in are no second enquiries."""
        after = ""
        while keys := self._staging.keys(after, 500):
            after = keys[-1]
            there = db.session.scalars(select(ImportedRow.key).where(ImportedRow.key.in_(keys)))
            self._found.known += self._staging.drop(there.all())


def _number(phone: str) -> str:
    return next((one.e164 for one in parse_phones(phone)), fold(phone))


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "row": problem.row,
        "field": problem.field.value,
        "text": problem.text[:80],
        "message": in_both(problem.message),
    }
