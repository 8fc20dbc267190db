"""An enquiry, its questions, its number and its life."""

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from oic.clients.models import ClientType, Contact, Organisation
from oic.core.db import (
    PERSONAL,
    Base,
    IdType,
    Instant,
    IntPk,
    JsonType,
    LongText,
    Str20,
    Str40,
    Str80,
    Str200,
    Str320,
    enum_type,
    language_check,
)
from oic.core.labels import Labelled
from oic.core.numbers import find_procedures
from oic.core.words import Words
from oic.funding.models import Programme
from oic.places.models import Municipality
from oic.staff.models import User


class Channel(Labelled):
    """How an enquiry came in. The network's reports count by these."""

    OFFICE = "office", _l("In the office")
    PHONE = "phone", _l("By phone")
    EMAIL = "email", _l("By e-mail")
    WEB = "web", _l("Through the web form")
    OUTREACH = "outreach", _l("At an outreach reception")
    EVENT = "event", _l("At an event")
    LETTER = "letter", _l("By letter")

    @property
    def short(self) -> str:
        """The same in a word or two, for a row."""
        return str(SHORT_CHANNEL_LABELS[self])

    @property
    def icon(self) -> str:
        """Its Bootstrap icon."""
        return CHANNEL_ICONS[self]


SHORT_CHANNEL_LABELS = {
    Channel.OFFICE: _l("Office"),
    Channel.PHONE: _l("Phone"),
    Channel.EMAIL: _l("E-mail"),
    Channel.WEB: _l("Web form"),
    Channel.OUTREACH: _l("Outreach reception"),
    Channel.EVENT: _l("Event"),
    Channel.LETTER: _l("Letter"),
}
CHANNEL_ICONS = {
    Channel.OFFICE: "door-open",
    Channel.PHONE: "telephone",
    Channel.EMAIL: "envelope",
    Channel.WEB: "globe",
    Channel.OUTREACH: "geo-alt",
    Channel.EVENT: "people",
    Channel.LETTER: "mailbox",
}


class State(Labelled):
    """Where an enquiry is in its life."""

    NEW = "new", _l("New")
    IN_PROGRESS = "in_progress", _l("In progress")
    AWAITING_CLIENT = "awaiting_client", _l("Awaiting the client")
    FORWARDED = "forwarded", _l("Forwarded")
    ANSWERED = "answered", _l("Answered")
    CLOSED = "closed", _l("Closed")
    REOPENED = "reopened", _l("Reopened")


OPEN_STATES = frozenset({State.NEW, State.IN_PROGRESS, State.AWAITING_CLIENT, State.REOPENED})
"""The desk still owes something."""
RUNNING_STATES = frozenset({State.NEW, State.IN_PROGRESS, State.REOPENED})
"""The deadline runs."""

TRANSITIONS: dict[State, frozenset[State]] = {
    State.NEW: frozenset(
        {
            State.IN_PROGRESS,
            State.AWAITING_CLIENT,
            State.FORWARDED,
            State.ANSWERED,
            State.CLOSED,
        }
    ),
    State.IN_PROGRESS: frozenset(
        {State.AWAITING_CLIENT, State.FORWARDED, State.ANSWERED, State.CLOSED}
    ),
    State.AWAITING_CLIENT: frozenset(
        {State.IN_PROGRESS, State.FORWARDED, State.ANSWERED, State.CLOSED}
    ),
    State.FORWARDED: frozenset({State.REOPENED, State.ANSWERED, State.CLOSED}),
    State.ANSWERED: frozenset({State.REOPENED, State.CLOSED}),
    State.CLOSED: frozenset({State.REOPENED}),
    State.REOPENED: frozenset(
        {
            State.IN_PROGRESS,
            State.AWAITING_CLIENT,
            State.FORWARDED,
            State.ANSWERED,
            State.CLOSED,
        }
    ),
}
"""From each state, the states that may follow it. Undoing an answer goes back by its own rule."""

_OPEN_SQL = "state IN ('new', 'in_progress', 'awaiting_client', 'reopened')"


class Topic(Base):
    """What an enquiry is about, from the centre's own list."""

    __tablename__ = "topic"

    id: Mapped[IntPk]
    key: Mapped[Str40] = mapped_column(unique=True)
    """A short word that stays when the names change."""
    name_bg: Mapped[Str80]
    name_en: Mapped[Str80]
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)

    def name(self, language: str) -> str:
        """The name in a language."""
        return self.name_en if language == "en" else self.name_bg


class NumberCounter(Base):
    """The last number given out in a year: one row, locked while an enquiry is written."""

    __tablename__ = "number_counter"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Enquiry(Base):
    """One consultation: who asked, how, about what, who answers and by when."""

    __tablename__ = "enquiry"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("duration_seconds >= 0", name="duration"),
        CheckConstraint("(state = 'awaiting_client') = (paused_on IS NOT NULL)", name="paused"),
        CheckConstraint("state <> 'closed' OR closed_at IS NOT NULL", name="closed"),
        language_check(),
        Index(
            "ix_enquiry_open",
            "assignee_id",
            "due_on",
            sqlite_where=text(_OPEN_SQL),
            postgresql_where=text(_OPEN_SQL),
        ),
        Index("ix_enquiry_due_on_id", "due_on", "id"),
        Index("ix_enquiry_received_at_id", "received_at", "id"),
        Index("ix_enquiry_state_received_at", "state", "received_at"),
        Index("ix_enquiry_first_answered_at", "first_answered_at"),
        Index("ix_enquiry_assignee_received_at", "assignee_id", "received_at"),
    )

    id: Mapped[IntPk]
    year: Mapped[int]
    number: Mapped[int]
    reference: Mapped[Str20] = mapped_column(unique=True)
    """2026-000123: the year it was registered in Sofia and its number in that year."""
    public_token: Mapped[Str40] = mapped_column(unique=True)
    """128 random bits: the client's page stands under it."""
    submission_key: Mapped[Str40 | None] = mapped_column(unique=True)
    """The form's own key: a form sent twice makes one enquiry."""

    channel: Mapped[Channel] = mapped_column(enum_type(Channel))
    client_type: Mapped[ClientType] = mapped_column(enum_type(ClientType))
    """As it was when asked: the count stays when the client's record changes or is erased."""
    municipality_id: Mapped[int | None] = mapped_column(
        IdType, ForeignKey("municipality.id"), index=True
    )
    contact_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("contact.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(
        IdType, ForeignKey("organisation.id"), index=True
    )
    language: Mapped[str] = mapped_column(String(2), default="bg")
    """The language that the client is answered in."""
    subject: Mapped[Str200] = mapped_column(info=PERSONAL)
    reply_email: Mapped[Str320] = mapped_column(default="", info=PERSONAL)
    """Where letters about this enquiry go; empty: the client is told by phone or in person."""

    received_at: Mapped[Instant]
    """When the person asked."""
    created_at: Mapped[Instant]
    """When it was registered."""
    created_by_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("user_account.id"))
    """None: the person registered it through the web form."""
    duration_seconds: Mapped[int] = mapped_column(default=0)
    """How long the talk took."""

    state: Mapped[State] = mapped_column(enum_type(State))
    assignee_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("user_account.id"))
    assigned_at: Mapped[Instant | None]
    assignment_words: Mapped[Words | None] = mapped_column(JsonType)
    """Why this expert, in words."""
    seen_by_assignee_at: Mapped[Instant | None]
    """When the expert first opened it after it was assigned; None: new for her."""
    standing_in_for_id: Mapped[int | None] = mapped_column(
        IdType, ForeignKey("user_account.id"), index=True
    )
    """Whose it is while a deputy has it."""
    forwarded_to: Mapped[Str200] = mapped_column(default="")

    clock_started_on: Mapped[date] = mapped_column(Date)
    """The day that deadlines are counted from: received, or reopened."""
    pauses: Mapped[list[list[str]]] = mapped_column(JsonType, default=list)
    """When the client was awaited since the clock started: [first day, last day] in ISO format.

    Days and not their number: what is a working day can still change."""
    acknowledge_by: Mapped[date] = mapped_column(Date)
    warn_on: Mapped[date] = mapped_column(Date)
    """From this day it is due soon."""
    due_on: Mapped[date] = mapped_column(Date)
    """The last day for the answer, in Sofia."""
    hard_limit_on: Mapped[date] = mapped_column(Date)
    paused_on: Mapped[date | None] = mapped_column(Date)
    """The day on which the clock stopped because the client is awaited."""
    acknowledged_at: Mapped[Instant | None]
    first_answered_at: Mapped[Instant | None]
    answered_at: Mapped[Instant | None]
    """The last answer."""
    answered_on_the_spot: Mapped[bool] = mapped_column(default=False)
    answered_in_time: Mapped[bool | None]
    """Whether the first answer came by the last day for it; None: none yet, or not known.

    Kept, because the last day moves when the enquiry comes back."""
    first_answer_minutes: Mapped[int | None]
    """Working minutes from the question to the first answer; None: none yet, or not known."""
    closed_at: Mapped[Instant | None]
    came_back_at: Mapped[Instant | None]
    """Set when the client wrote or a deputy or colleague returned it; cleared when looked after."""
    came_back_words: Mapped[Words | None] = mapped_column(JsonType)
    last_activity_at: Mapped[Instant] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's form

    municipality: Mapped[Municipality | None] = relationship()
    contact: Mapped[Contact | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    assignee: Mapped[User | None] = relationship(foreign_keys=[assignee_id])
    standing_in_for: Mapped[User | None] = relationship(foreign_keys=[standing_in_for_id])
    questions: Mapped[list["Question"]] = relationship(
        cascade="all, delete-orphan", order_by="Question.position"
    )

    @property
    def is_open(self) -> bool:
        """Whether the desk still owes something."""
        return self.state in OPEN_STATES

    @property
    def client_name(self) -> str:
        """Who asked, for lists: of a stranger the address; empty for an unnamed visitor."""
        if self.contact:
            return self.contact.display_name
        return self.organisation.name if self.organisation else self.reply_email


class Question(Base):
    """One of the questions of a consultation: reports count them separately."""

    __tablename__ = "question"

    id: Mapped[IntPk]
    enquiry_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("enquiry.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[LongText] = mapped_column(info=PERSONAL)
    programme_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("programme.id"), index=True)
    topic_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("topic.id"), index=True)
    procedure_code: Mapped[Str80] = mapped_column(default="", index=True)
    """A procedure's or project's number in normal form, as oic.core.numbers reads it."""

    @property
    def has_unread_number(self) -> bool:
        """Whether what was typed as the number could not be read: it stands as it was typed."""
        return bool(self.procedure_code) and not find_procedures(self.procedure_code)

    programme: Mapped[Programme | None] = relationship()
    topic: Mapped[Topic | None] = relationship()
