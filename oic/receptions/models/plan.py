"""What is planned: topics, office hours, and outreach receptions."""

from datetime import date, time

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from oic.core.clock import now
from oic.core.db import (
    Base,
    IdType,
    Instant,
    IntPk,
    LongText,
    Str40,
    Str80,
    Str200,
    enum_type,
)
from oic.core.labels import Labelled
from oic.enquiries.models import Topic
from oic.places.models import Municipality, Venue
from oic.receptions.times import Span, span
from oic.staff.models import User

topic_speciality = Table(
    "reception_topic_speciality",
    Base.metadata,
    Column(
        "reception_topic_id",
        IdType,
        ForeignKey("reception_topic.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("topic_id", IdType, ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True),
)


class BookableBy(Labelled):
    """Who may take a time for a topic."""

    PUBLIC = "public", _l("Everybody, through the web")
    INVITED = "invited", _l("Whoever we have invited")
    STAFF = "staff", _l("Only we, at the desk")


class ReceptionTopic(Base):
    """What somebody may come about: how long it takes, how soon, and what to bring."""

    __tablename__ = "reception_topic"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 5 AND 240", name="minutes"),
        CheckConstraint("notice_hours BETWEEN 0 AND 720", name="notice"),
        CheckConstraint("horizon_days BETWEEN 1 AND 366", name="horizon"),
    )

    id: Mapped[IntPk]
    key: Mapped[Str40] = mapped_column(unique=True)
    name_bg: Mapped[Str80]
    name_en: Mapped[Str80]
    bring_bg: Mapped[LongText] = mapped_column(default="")
    """What to bring, and how to prepare; it stands on the page and in the letters."""
    bring_en: Mapped[LongText] = mapped_column(default="")
    minutes: Mapped[int]
    notice_hours: Mapped[int] = mapped_column(default=2)
    """The public books at least so many hours ahead; the desk whenever it likes."""
    horizon_days: Mapped[int] = mapped_column(default=60)
    """The public books at most so many days ahead."""
    bookable_by: Mapped[BookableBy] = mapped_column(
        enum_type(BookableBy), default=BookableBy.PUBLIC
    )
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)

    specialities: Mapped[list[Topic]] = relationship(secondary=topic_speciality)
    """Only experts who are good at one of these; empty: any expert."""

    def name(self, language: str) -> str:
        """The name in a language."""
        return self.name_en if language == "en" else self.name_bg

    def bring(self, language: str) -> str:
        """What to bring, in a language."""
        return self.bring_en if language == "en" else self.bring_bg


class OfficeHours(Base):
    """When an expert receives in the office: a weekday's wall-clock hours, from a day to a day."""

    __tablename__ = "office_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("begins < ends", name="order"),
        CheckConstraint("last_day IS NULL OR first_day <= last_day", name="days"),
        CheckConstraint("place_minutes BETWEEN 5 AND 240", name="step"),
    )

    id: Mapped[IntPk]
    expert_id: Mapped[int] = mapped_column(IdType, ForeignKey("user_account.id"), index=True)
    venue_id: Mapped[int] = mapped_column(IdType, ForeignKey("venue.id"))
    """A room of the office."""
    weekday: Mapped[int]
    """Monday is 0."""
    begins: Mapped[time]
    ends: Mapped[time]
    place_minutes: Mapped[int] = mapped_column(default=30)
    """A time begins every so many minutes."""
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    """None: until further notice."""

    expert: Mapped[User] = relationship()
    venue: Mapped[Venue] = relationship()


class OfficeException(Base):
    """One day that departs from the weekly rule; public holidays and absences need none."""

    __tablename__ = "office_exception"
    __table_args__ = (
        CheckConstraint("(begins IS NULL) = (ends IS NULL)", name="hours"),
        CheckConstraint("begins IS NULL OR begins < ends", name="order"),
        CheckConstraint("begins IS NULL OR expert_id IS NOT NULL", name="expert"),
        Index("ix_office_exception_day", "day"),
    )

    id: Mapped[IntPk]
    day: Mapped[date]
    expert_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("user_account.id"))
    """None: nobody receives in the office on this day."""
    venue_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("venue.id"))
    """The room of the day's own hours."""
    begins: Mapped[time | None]
    """The hours of this day instead of the rule's; None: no reception on this day."""
    ends: Mapped[time | None]
    note: Mapped[Str200] = mapped_column(default="")

    expert: Mapped[User | None] = relationship()
    venue: Mapped[Venue | None] = relationship()


reception_expert = Table(
    "reception_expert",
    Base.metadata,
    Column(
        "reception_id", IdType, ForeignKey("reception.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("user_id", IdType, ForeignKey("user_account.id"), primary_key=True, index=True),
)


class ReceptionState(Labelled):
    """Where an outreach reception is. draft → published → held | cancelled; draft → cancelled."""

    DRAFT = "draft", _l("Draft")
    PUBLISHED = "published", _l("Published")
    HELD = "held", _l("Held")
    CANCELLED = "cancelled", _l("Will not be held")


class Reception(Base):
    """An outreach reception: some hours in a municipality's hall, by the clock on the wall.

    Its experts' time, travel included, is kept by claims from when it is published.
    """

    __tablename__ = "reception"
    __table_args__ = (
        CheckConstraint("begins < ends", name="order"),
        CheckConstraint("place_minutes BETWEEN 5 AND 240", name="step"),
        CheckConstraint("walk_ins >= 0", name="walk_ins"),
        CheckConstraint("travel_there BETWEEN 0 AND 600", name="travel_there"),
        CheckConstraint("travel_back BETWEEN 0 AND 600", name="travel_back"),
        Index("ix_reception_day", "day"),
    )

    id: Mapped[IntPk]
    state: Mapped[ReceptionState] = mapped_column(
        enum_type(ReceptionState), default=ReceptionState.DRAFT
    )
    venue_id: Mapped[int] = mapped_column(IdType, ForeignKey("venue.id"))
    day: Mapped[date]
    begins: Mapped[time]
    ends: Mapped[time]
    place_minutes: Mapped[int] = mapped_column(default=30)
    """A time begins every so many minutes; also the measure of what is held back."""
    walk_ins: Mapped[int] = mapped_column(default=0)
    """So many of the places of all experts together are not given to the public ahead."""
    travel_there: Mapped[int] = mapped_column(default=0)
    """Minutes of travel before it."""
    travel_back: Mapped[int] = mapped_column(default=0)
    """Minutes of travel after it."""
    follows: Mapped[Str200] = mapped_column(default="")
    """The information event that it follows, in words."""
    note: Mapped[LongText] = mapped_column(default="")
    """For the experts: who has the key, where one parks."""
    cancelled_why: Mapped[LongText] = mapped_column(default="")
    """As those who had booked were told."""
    uid: Mapped[Str80] = mapped_column(unique=True)
    """Of its calendar entry; stays when it is moved."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Rises with each change of its calendar entry."""
    changed_at: Mapped[Instant] = mapped_column(default=now)
    created_by_id: Mapped[int] = mapped_column(IdType, ForeignKey("user_account.id"))

    venue: Mapped[Venue] = relationship()
    experts: Mapped[list[User]] = relationship(secondary=reception_expert, order_by=User.name)

    @property
    def municipality(self) -> Municipality:
        """Where it is."""
        return self.venue.municipality

    @property
    def hours(self) -> Span:
        """The instants of its hours."""
        return span(self.day, self.begins, self.ends)
