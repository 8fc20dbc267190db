"""One row of a table as one enquiry: read, understood, its doubts in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from oic.clients.models import ClientType
from oic.core.db import db
from oic.core.errors import Message
from oic.core.labels import Labelled
from oic.core.numbers import find_procedures
from oic.core.text import fold
from oic.enquiries.models import Channel, State, Topic
from oic.funding.models import Programme
from oic.funding.queries import programme_for_code, programme_named_in
from oic.imports import days, values
from oic.imports.fields import Field
from oic.imports.reading import Broken, Cell, Row
from oic.imports.values import Unknown, Unread
from oic.places.models import Municipality
from oic.places.queries import municipality_named_in
from oic.staff.models import User

Member = TypeVar("Member", bound=Labelled)
FACE_TO_FACE = frozenset({Channel.OFFICE, Channel.PHONE, Channel.OUTREACH, Channel.EVENT})
"""Where nothing says when it was answered, it was in the same talk."""
CHOSEN = (
    Field.CHANNEL,
    Field.CLIENT_TYPE,
    Field.STATE,
    Field.MUNICIPALITY,
    Field.PROGRAMME,
    Field.TOPIC,
    Field.EXPERT,
)
"""Fields whose unknown words a person can explain once for the whole table."""
NEEDED = (Field.RECEIVED_ON, Field.CHANNEL, Field.CLIENT_TYPE)
"""What every enquiry must have; for the last two a value for all rows will do."""
SKIP = "-"
"""As the meaning of a word: it stands for nothing."""
LONGEST = {Field.SUBJECT: 200, Field.CLIENT_NAME: 200, Field.ORGANISATION: 200}
LONGEST_TEXT = 100_000
REMEMBERED = 4000
"""Words whose meaning is kept while a table is read."""
_LATEST = time(23, 59)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell."""

    row: int
    field: Field
    text: str
    message: Message


@dataclass
class Read:
    """What a row says; ``problems`` is empty where all of it is understood."""

    number: int
    key: str = ""
    old_number: str = ""
    received_on: date | None = None
    received_time: time | None = None
    channel: Channel | None = None
    client_type: ClientType | None = None
    client_name: str = ""
    organisation: str = ""
    eik: str | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    municipality_id: int | None = None
    subject: str = ""
    questions: list[str] = field(default_factory=list)
    questions_count: int = 0
    answer: str = ""
    programme_id: int | None = None
    procedure: str = ""
    topic_id: int | None = None
    expert_id: int | None = None
    state: State | None = None
    answered_on: tuple[date, time | None] | None = None
    closed_on: tuple[date, time | None] | None = None
    duration: int = 0
    language: str = "bg"
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: list[tuple[Field, str]] = field(default_factory=list)


class Known:
    """What words can stand for here; asked once for a whole table."""

    def __init__(self, session: Session | None = None) -> None:
        session = session or db.session()
        self.municipalities = list(session.scalars(select(Municipality)))
        self.programmes = list(session.scalars(select(Programme).order_by(Programme.period.desc())))
        self.topics = list(session.scalars(select(Topic)))
        self.users = list(session.scalars(select(User).order_by(User.active.desc(), User.id)))
        self._named: dict[str, int | None] = {}
        self.choices: dict[Field, list[tuple[str, str, str]]] = {
            Field.CHANNEL: [(one.value, one.label, one.label) for one in Channel],
            Field.CLIENT_TYPE: [(one.value, one.label, one.label) for one in ClientType],
            Field.STATE: [(one.value, one.label, one.label) for one in State],
            Field.MUNICIPALITY: [
                (one.code, one.name_bg, one.name_en) for one in self.municipalities
            ],
            Field.PROGRAMME: [
                (
                    one.code,
                    f"{one.abbreviation} {one.period}",
                    f"{one.abbreviation} {one.period}",
                )
                for one in self.programmes
            ],
            Field.TOPIC: [(one.key, one.name_bg, one.name_en) for one in self.topics],
            Field.EXPERT: [(str(one.id), one.name, one.name) for one in self.users],
        }

    def municipality(self, text: str) -> int | None:
        """The municipality that an address, or „община …“, names."""
        if text not in self._named:
            found = municipality_named_in(text)
            self._named[text] = found.id if found else None
        return self._named[text]


class Reader:
    """Reads rows by a mapping; ``meanings`` are the words that a person has explained."""

    def __init__(
        self,
        mapping: Mapping[int, Field],
        meanings: Mapping[str, Mapping[str, str]],
        known: Known,
    ) -> None:
        self._columns = sorted(mapping.items())
        self._meanings = meanings
        self._known = known
        self._understood: dict[tuple[str, type, Cell], Any] = {}
        # What has no column of its own may have one value for all rows.
        self._for_all: list[tuple[Field, Cell]] = [
            (column, None)
            for column in CHOSEN
            if column not in mapping.values() and meanings.get(column.value, {}).get("")
        ]
        self._readers = {
            Field.NUMBER: self._number,
            Field.RECEIVED_ON: self._received_on,
            Field.RECEIVED_TIME: self._received_time,
            Field.CHANNEL: self._choice("channel", self._channel),
            Field.CLIENT_TYPE: self._choice("client_type", self._client_type),
            Field.CLIENT_NAME: self._text("client_name"),
            Field.ORGANISATION: self._text("organisation"),
            Field.EIK: self._eik,
            Field.EMAIL: self._email,
            Field.PHONE: self._phone,
            Field.CONTACT: self._contact,
            Field.MUNICIPALITY: self._choice("municipality_id", self._municipality),
            Field.SUBJECT: self._text("subject"),
            Field.QUESTION: self._question,
            Field.ANSWER: self._text("answer"),
            Field.PROGRAMME: self._choice("programme_id", self._programme),
            Field.PROCEDURE: self._procedure,
            Field.TOPIC: self._choice("topic_id", self._topic),
            Field.EXPERT: self._choice("expert_id", self._expert),
            Field.STATE: self._choice("state", self._state),
            Field.ANSWERED_ON: self._answered_on,
            Field.CLOSED_ON: self._closed_on,
            Field.DURATION: self._duration,
            Field.QUESTIONS_COUNT: self._count,
            Field.LANGUAGE: self._language,
            Field.NOTE: self._note,
        }

    def read(self, row: Row) -> Read:
        """What a row says."""
        read = Read(row.number)
        cells = [
            (column, row.cells[index] if index < len(row.cells) else None)
            for index, column in self._columns
        ]
        for column, cell in [*cells, *self._for_all]:
            try:
                self._readers[column](read, self._explained(column, cell))
            except Unknown as unknown:
                read.unknown.append((column, unknown.text))
                read.problems.append(Problem(row.number, column, unknown.text, unknown.message))
            except Unread as unread:
                text = str(cell)[:80]
                read.problems.append(Problem(row.number, column, text, unread.message))
        self._settle(read)
        read.key = self._key(read)
        return read

    def _explained(self, column: Field, cell: Cell) -> Cell:
        """The cell, or what a person has said that its word stands for."""
        said = self._meanings.get(column.value)
        if not said:
            return cell
        if values.is_nothing(cell):
            return said.get("", cell)
        meaning = said.get(values.text_of(cell)) if not isinstance(cell, Broken) else None
        return cell if meaning is None else meaning

    def _number(self, read: Read, cell: Cell) -> None:
        read.old_number = "" if values.is_nothing(cell) else values.text_of(cell)[:40]

    def _received_on(self, read: Read, cell: Cell) -> None:
        found = days.moment_of(cell)
        if found is not None:
            read.received_on = found[0]
            read.received_time = read.received_time or found[1]

    def _received_time(self, read: Read, cell: Cell) -> None:
        read.received_time = days.time_of(cell) or read.received_time

    def _choice(self, name: str, choose: Callable[[Cell], Any]) -> Callable[[Read, Cell], None]:
        """A reader of words that come again and again: each is understood once."""

        def reader(read: Read, cell: Cell) -> None:
            key = (name, type(cell), cell)
            if key not in self._understood:
                if len(self._understood) >= REMEMBERED:
                    self._understood.clear()
                try:
                    self._understood[key] = choose(cell)
                except Unread as unread:
                    self._understood[key] = unread
            found = self._understood[key]
            if isinstance(found, Unread):
                raise found
            setattr(read, name, found)

        return reader

    def _channel(self, cell: Cell) -> Channel | None:
        return _member(Channel, cell) or values.channel_of(cell)

    def _client_type(self, cell: Cell) -> ClientType | None:
        return _member(ClientType, cell) or values.client_type_of(cell)

    def _state(self, cell: Cell) -> State | None:
        return _member(State, cell) or values.state_of(cell)

    def _text(self, name: str) -> Any:  # noqa: ANN401 - one of the readers
        def reader(read: Read, cell: Cell) -> None:
            text = "" if values.is_nothing(cell) else values.text_of(cell)
            longest = LONGEST.get(Field(name), LONGEST_TEXT)
            if len(text) > longest:
                raise Unread(_l("At most %(count)d characters.", count=longest))
            setattr(read, name, text if name == "answer" else " ".join(text.split()))

        return reader

    def _eik(self, read: Read, cell: Cell) -> None:
        read.eik = values.eik_of(cell)

    def _email(self, read: Read, cell: Cell) -> None:
        read.emails += values.emails_of(cell)

    def _phone(self, read: Read, cell: Cell) -> None:
        read.phones += values.phones_of(cell)

    def _contact(self, read: Read, cell: Cell) -> None:
        emails, phones = values.contacts_of(cell)
        read.emails += emails
        read.phones += phones

    def _municipality(self, cell: Cell) -> int | None:
        if cell == SKIP:
            return None
        return values.one_of(
            cell,
            [
                (one.id, (one.name_bg, one.name_en, one.code, f"община {one.name_bg}"))
                for one in self._known.municipalities
            ],
            _l("“%(text)s” is in no municipality that we know."),
            also=self._known.municipality,
        )

    def _question(self, read: Read, cell: Cell) -> None:
        if not values.is_nothing(cell):
            text = values.text_of(cell)
            if len(text) > LONGEST_TEXT:
                raise Unread(_l("At most %(count)d characters.", count=LONGEST_TEXT))
            read.questions.append(text)

    def _programme(self, cell: Cell) -> int | None:
        if cell == SKIP or values.is_nothing(cell):
            return None
        text = values.text_of(cell)
        # A cell of an export may name several: the first is that of the first question.
        found = programme_for_code(text) or programme_named_in(text.split(",")[0])
        if found is not None:
            return found.id
        return values.one_of(
            text,
            [
                (
                    one.id,
                    (
                        one.abbreviation,
                        one.code,
                        one.name_bg,
                        one.name_en,
                        f"{one.abbreviation} {one.period}",
                    ),
                )
                for one in self._known.programmes
            ],
            _l("“%(text)s” is no programme that we know."),
        )

    def _procedure(self, read: Read, cell: Cell) -> None:
        if values.is_nothing(cell):
            return
        text = values.text_of(cell)
        found = find_procedures(text)
        read.procedure = (found[0].number if found else text)[:80]

    def _topic(self, cell: Cell) -> int | None:
        if cell == SKIP:
            return None
        text = None if values.is_nothing(cell) else values.text_of(cell).split(",")[0]
        return values.one_of(
            text,
            [(one.id, (one.name_bg, one.name_en, one.key)) for one in self._known.topics],
            _l("“%(text)s” is no topic of our list."),
        )

    def _expert(self, cell: Cell) -> int | None:
        if cell == SKIP:
            return None
        if isinstance(cell, str) and cell in {str(one.id) for one in self._known.users}:
            return int(cell)
        return values.one_of(
            cell,
            [(one.id, (one.name, one.email)) for one in self._known.users],
            _l("“%(text)s” is none of our accounts."),
            parts=True,
            also=self._by_initials,
        )

    def _by_initials(self, text: str) -> int | None:
        """М. Иванова, or Иванова М."""
        words = [fold(word.strip(".")) for word in text.replace(".", ". ").split()]
        found = {
            user.id for user in self._known.users if words and _fits(words, fold(user.name).split())
        }
        return found.pop() if len(found) == 1 else None

    def _answered_on(self, read: Read, cell: Cell) -> None:
        read.answered_on = days.moment_of(cell)

    def _closed_on(self, read: Read, cell: Cell) -> None:
        read.closed_on = days.moment_of(cell)

    def _duration(self, read: Read, cell: Cell) -> None:
        read.duration = days.duration_of(cell) or 0

    def _count(self, read: Read, cell: Cell) -> None:
        read.questions_count = days.count_of(cell) or 0

    def _language(self, read: Read, cell: Cell) -> None:
        read.language = values.language_of(cell)

    def _note(self, read: Read, cell: Cell) -> None:
        if not values.is_nothing(cell):
            read.notes.append(values.text_of(cell)[:LONGEST_TEXT])

    def _settle(self, read: Read) -> None:
        """What every enquiry needs, and what contradicts itself."""
        wrong = {problem.field for problem in read.problems}
        for needed, given in (
            (Field.RECEIVED_ON, read.received_on),
            (Field.CHANNEL, read.channel),
            (Field.CLIENT_TYPE, read.client_type),
        ):
            if given is None and needed not in wrong:
                message = _l("This is needed: the cell is empty.")
                read.problems.append(Problem(read.number, needed, "", message))
                if needed in CHOSEN:
                    read.unknown.append((needed, ""))
        if read.received_on is None:
            return
        for name, moment in (
            (Field.ANSWERED_ON, read.answered_on),
            (Field.CLOSED_ON, read.closed_on),
        ):
            if moment is not None and moment[0] < read.received_on:
                read.problems.append(
                    Problem(
                        read.number,
                        name,
                        f"{moment[0]:%d.%m.%Y}",
                        _l("This is before the day on which it was received."),
                    )
                )

    @staticmethod
    def _key(read: Read) -> str:
        """What makes the row itself, by what was understood of it and not by how it was written.

        With a number of the old register: that, the day, and who asked, for several colleagues may
        each have counted from 1. Without one: all that was asked, when, how and by whom.
        """
        who = [read.client_name, read.organisation, read.eik or ""]
        asked = [*read.questions, read.subject]
        if read.old_number:
            parts = ["number", read.old_number, *(who if any(who) else asked)]
        else:
            kind = [read.channel or "", read.client_type or "", str(read.municipality_id)]
            parts = ["row", *kind, *who, *sorted(read.emails), *sorted(read.phones), *asked]
            parts.append(str(read.received_time))
        said = "|".join(fold(" ".join(str(part).split())) for part in parts)
        return sha256(f"{read.received_on}|{said}".encode()).hexdigest()


def _member(kind: type[Member], cell: Cell) -> Member | None:
    """The very word of a kind, as a person's explanation gives it."""
    return kind(cell) if isinstance(cell, str) and cell in set(kind) else None


def _fits(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether words are a name's, in any order, first names by their initials."""
    left = list(name)
    for word in words:
        fitting = next(
            (part for part in left if part == word or (len(word) == 1 and part.startswith(word))),
            None,
        )
        if fitting is None:
            return False
        left.remove(fitting)
    return any(len(word) > 1 for word in words)


def texts_of(read: Read) -> list[str]:
    """The questions of a row: as many as it says that there were."""
    texts = [text for text in read.questions if text.strip()]
    if not texts:
        texts = [read.subject or str(_l("Not written down in the old register."))]
    missing = read.questions_count - len(texts)
    return texts + [texts[0]] * max(0, missing)


def instants(read: Read) -> Iterator[tuple[str, datetime]]:
    """When it was received, answered and closed, by the clock on the wall."""
    if read.received_on is None:
        return
    yield "received", datetime.combine(read.received_on, read.received_time or time())
    for name, moment in (("answered", read.answered_on), ("closed", read.closed_on)):
        if moment is not None:
            day, at = moment
            # On the same day an answer without a time came after the question.
            usual = read.received_time if day == read.received_on else None
            yield name, datetime.combine(day, at or usual or time())
