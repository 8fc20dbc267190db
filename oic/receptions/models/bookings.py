"""Who comes: booked times, walk-ins, the waiting list, invitations to book."""

from datetime import date, datetime, time, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from oic.clients.models import ClientType, Contact
from oic.core.clock import local_instant
from oic.core.db import (
    PERSONAL,
    Base,
    IdType,
    Instant,
    IntPk,
    LongText,
    Str40,
    Str80,
    Str200,
    Str320,
    enum_type,
    language_check,
)
from oic.core.labels import Labelled
from oic.enquiries.models import Enquiry
from oic.files.models import StoredFile
from oic.places.models import Venue
from oic.receptions.models.claims import Claim
from oic.receptions.models.plan import Reception, ReceptionTopic
from oic.staff.models import User


class BookingState(Labelled):
    """Where a visit is.

    booked → arrived → in talk → done; booked → no show | cancelled; a step may be skipped, and a
    wrong one is taken back while the visit has no outcome.
    """

    BOOKED = "booked", _l("Booked")
    ARRIVED = "arrived", _l("Arrived")
    IN_TALK = "in_talk", _l("In talk")
    DONE = "done", _l("Done")
    NO_SHOW = "no_show", _l("Did not come")
    CANCELLED = "cancelled", _l("Called off")


OPEN = (BookingState.BOOKED, BookingState.ARRIVED, BookingState.IN_TALK)
"""The states of a visit that has no outcome yet."""
_OPEN = "state IN ('booked', 'arrived', 'in_talk')"


class BookedThrough(Labelled):
    """How the time was taken."""

    WEB = "web", _l("Through the web")
    DESK = "desk", _l("By us, for somebody who called or wrote")
    WALK_IN = "walk_in", _l("Came without a time")


class Booking(Base):
    """A visit: who comes, where, when by the clock on the wall, and about what.

    Its claim keeps the expert's time from when it is booked; a walk-in who waits until somebody is
    free has neither claim nor time. ``uid`` and ``sequence`` are those of its calendar entry.
    """

    __tablename__ = "booking"
    __table_args__ = (
        language_check(),
        CheckConstraint("minutes BETWEEN 5 AND 240", name="minutes"),
        CheckConstraint("begins IS NOT NULL OR through = 'walk_in'", name="time"),
        CheckConstraint(
            f"claim_id IS NOT NULL OR begins IS NULL OR NOT ({_OPEN})",
            name="claim",
        ),
        CheckConstraint("(state = 'done') = (enquiry_id IS NOT NULL)", name="outcome"),
        Index("ix_booking_day", "day"),
        Index(
            "ix_booking_open",
            "day",
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )

    id: Mapped[IntPk]
    token: Mapped[Str40] = mapped_column(unique=True)
    """What the link in its letters carries: whoever has it may move or cancel the visit."""
    submission_key: Mapped[Str80 | None] = mapped_column(unique=True)
    """Of the form or the entry that made it: sent twice it is one visit."""
    state: Mapped[BookingState] = mapped_column(
        enum_type(BookingState), default=BookingState.BOOKED
    )
    through: Mapped[BookedThrough] = mapped_column(enum_type(BookedThrough))
    reception_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("reception.id"), index=True)
    """None: in the office."""
    venue_id: Mapped[int] = mapped_column(IdType, ForeignKey("venue.id"))
    topic_id: Mapped[int] = mapped_column(IdType, ForeignKey("reception_topic.id"))
    expert_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("user_account.id"), index=True)
    """None: a walk-in whom nobody has called in yet."""
    claim_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("claim.id"), unique=True)
    day: Mapped[date]
    begins: Mapped[time | None]
    """By the clock on the wall; None: a walk-in who waits until somebody is free."""
    minutes: Mapped[int]
    contact_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("contact.id"), index=True)
    client_type: Mapped[ClientType] = mapped_column(enum_type(ClientType))
    """Also who comes without a name is counted."""
    municipality_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("municipality.id"))
    """Where the visitor is from."""
    name: Mapped[Str200] = mapped_column(info=PERSONAL)
    email: Mapped[Str320] = mapped_column(default="", info=PERSONAL)
    phone: Mapped[Str40] = mapped_column(default="", info=PERSONAL)
    organisation: Mapped[Str200] = mapped_column(default="", info=PERSONAL)
    booked_by_name: Mapped[Str200] = mapped_column(default="", info=PERSONAL)
    """Whoever booked for the visitor: a clerk of the municipality, a community centre."""
    booked_by_email: Mapped[Str320] = mapped_column(default="", info=PERSONAL)
    question: Mapped[LongText] = mapped_column(default="", info=PERSONAL)
    language: Mapped[str] = mapped_column(String(2), default="bg")
    uid: Mapped[Str80] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Instant]
    changed_at: Mapped[Instant]
    """When its calendar entry was changed last."""
    created_by_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("user_account.id"))
    """None: booked by the public."""
    reminded_at: Mapped[Instant | None]
    """When the reminder of the present time was written."""
    arrived_at: Mapped[Instant | None]
    talk_began_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]
    enquiry_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("enquiry.id"), unique=True)
    """What the visit became in the register."""

    reception: Mapped[Reception | None] = relationship()
    venue: Mapped[Venue] = relationship()
    topic: Mapped[ReceptionTopic] = relationship()
    expert: Mapped[User | None] = relationship(foreign_keys=[expert_id])
    claim: Mapped[Claim | None] = relationship()
    contact: Mapped[Contact | None] = relationship()
    enquiry: Mapped[Enquiry | None] = relationship()
    files: Mapped[list["BookingFile"]] = relationship(
        cascade="all, delete-orphan", order_by="BookingFile.id"
    )

    @property
    def is_open(self) -> bool:
        """Whether it has no outcome yet."""
        return self.state in OPEN

    @property
    def begins_at(self) -> datetime | None:
        """The instant at which it begins; None for a walk-in without a time."""
        return None if self.begins is None else local_instant(self.day, self.begins)

    @property
    def ends_at(self) -> datetime | None:
        """The instant at which its time ends."""
        begins_at = self.begins_at
        return None if begins_at is None else begins_at + timedelta(minutes=self.minutes)

    @property
    def letters_to(self) -> tuple[str, str]:
        """Address and name that its letters go to: the visitor's, or of who booked for him."""
        if self.email:
            return self.email, self.name
        return self.booked_by_email, self.booked_by_name


class BookingFile(Base):
    """A file that came with a booking."""

    __tablename__ = "booking_file"

    id: Mapped[IntPk]
    booking_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("booking.id", ondelete="CASCADE"), index=True
    )
    file_id: Mapped[int] = mapped_column(IdType, ForeignKey("stored_file.id"))
    name: Mapped[Str200] = mapped_column(info=PERSONAL)

    file: Mapped[StoredFile] = relationship()


class WaitingState(Labelled):
    """Where somebody on the waiting list is. waiting → offered → taken | lapsed; → left."""

    WAITING = "waiting", _l("Waiting")
    OFFERED = "offered", _l("A time is offered")
    TAKEN = "taken", _l("Took the time")
    LAPSED = "lapsed", _l("Let the time pass")
    LEFT = "left", _l("Left the list")


class WaitingEntry(Base):
    """Somebody who waits for a time of a reception, or of the office, to come free."""

    __tablename__ = "waiting_entry"
    __table_args__ = (
        language_check(),
        CheckConstraint("(state = 'offered') = (offered_until IS NOT NULL)", name="offer"),
        Index("ix_waiting_entry_turn", "reception_id", "state", "created_at"),
    )

    id: Mapped[IntPk]
    token: Mapped[Str40] = mapped_column(unique=True)
    submission_key: Mapped[Str80 | None] = mapped_column(unique=True)
    state: Mapped[WaitingState] = mapped_column(
        enum_type(WaitingState), default=WaitingState.WAITING
    )
    reception_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("reception.id"))
    """None: for the office."""
    topic_id: Mapped[int] = mapped_column(IdType, ForeignKey("reception_topic.id"))
    created_at: Mapped[Instant]
    hold_key: Mapped[Str40 | None]
    """Of the held time that is offered."""
    offered_day: Mapped[date | None]
    offered_begins: Mapped[time | None]
    offered_until: Mapped[Instant | None]
    booking_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("booking.id"))
    client_type: Mapped[ClientType] = mapped_column(enum_type(ClientType))
    municipality_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("municipality.id"))
    name: Mapped[Str200] = mapped_column(info=PERSONAL)
    email: Mapped[Str320] = mapped_column(info=PERSONAL)
    phone: Mapped[Str40] = mapped_column(default="", info=PERSONAL)
    organisation: Mapped[Str200] = mapped_column(default="", info=PERSONAL)
    question: Mapped[LongText] = mapped_column(default="", info=PERSONAL)
    language: Mapped[str] = mapped_column(String(2), default="bg")

    reception: Mapped[Reception | None] = relationship()
    topic: Mapped[ReceptionTopic] = relationship()
    booking: Mapped[Booking | None] = relationship()


class BookingInvitation(Base):
    """A link with which somebody may book a topic that only the invited may; it works once."""

    __tablename__ = "booking_invitation"
    __table_args__ = (language_check(),)

    id: Mapped[IntPk]
    token: Mapped[Str40] = mapped_column(unique=True)
    topic_id: Mapped[int] = mapped_column(IdType, ForeignKey("reception_topic.id"))
    name: Mapped[Str200] = mapped_column(info=PERSONAL)
    email: Mapped[Str320] = mapped_column(info=PERSONAL)
    language: Mapped[str] = mapped_column(String(2), default="bg")
    created_at: Mapped[Instant]
    created_by_id: Mapped[int] = mapped_column(IdType, ForeignKey("user_account.id"))
    expires_at: Mapped[Instant]
    booking_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("booking.id"))

    topic: Mapped[ReceptionTopic] = relationship()


class CalendarFeed(Base):
    """The secret address under which an expert's calendar may be read; only its hash is kept."""

    __tablename__ = "calendar_feed"

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("user_account.id", ondelete="CASCADE"), unique=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Instant]

    user: Mapped[User] = relationship()
