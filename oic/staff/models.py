"""Accounts, roles, sign-in, working hours and absences."""

from datetime import date, time
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from oic.core.db import (
    PERSONAL,
    Base,
    IdType,
    Instant,
    IntPk,
    JsonType,
    Str40,
    Str80,
    Str200,
    Str320,
    enum_type,
    language_check,
)
from oic.core.labels import Labelled
from oic.web.access import Permission

HIGHEST_CAPACITY = 200


class Role(Labelled):
    """What an account is for."""

    EXPERT = "expert", _l("Expert")
    MANAGER = "manager", _l("Manager")
    ADMINISTRATOR = "administrator", _l("Administrator")


PERMISSIONS = {
    Role.EXPERT: frozenset({Permission.DESK, Permission.OUTBOX}),
    Role.MANAGER: frozenset({Permission.DESK, Permission.OUTBOX, Permission.MANAGE}),
    Role.ADMINISTRATOR: frozenset({Permission.OUTBOX, Permission.ADMINISTER}),
}


class User(UserMixin, Base):
    """An account of the desk."""

    __tablename__ = "user_account"
    __table_args__ = (
        language_check(),
        CheckConstraint(f"capacity BETWEEN 1 AND {HIGHEST_CAPACITY}", name="capacity"),
    )

    id: Mapped[IntPk]
    email: Mapped[Str320] = mapped_column(unique=True, info=PERSONAL)
    """Kept in lower case."""
    name: Mapped[Str200] = mapped_column(info=PERSONAL)
    position_bg: Mapped[Str80] = mapped_column(default="")
    position_en: Mapped[Str80] = mapped_column(default="")
    role: Mapped[Role] = mapped_column(enum_type(Role))
    language: Mapped[str] = mapped_column(String(2), default="bg")
    """The language that this person reads the program in."""
    active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[Str200 | None]
    session_key: Mapped[Str40]
    """Part of every session; changed to end them all."""
    created_at: Mapped[Instant]
    last_seen_at: Mapped[Instant | None]
    spoken_languages: Mapped[list[str]] = mapped_column(JsonType, default=list)
    """Language codes that this person can answer in: bg, en, de, …"""
    capacity: Mapped[int] = mapped_column(default=20)
    """Open enquiries that this person can carry in a full working week."""
    hours: Mapped[list["WorkingHours"]] = relationship(
        cascade="all, delete-orphan", order_by="WorkingHours.weekday, WorkingHours.begins"
    )

    @property
    def is_active(self) -> bool:
        """Whether the account may be used; Flask-Login asks."""
        return self.active

    def get_id(self) -> str:
        """The session's key to this account: ends when ``session_key`` changes."""
        return f"{self.id}:{self.session_key}"

    def may(self, permission: Permission) -> bool:
        """Whether this account's role has a permission."""
        return permission is Permission.SIGNED_IN or permission in PERMISSIONS[self.role]

    @property
    def works_at_desk(self) -> bool:
        """Whether this person belongs to the desk, if only invited so far."""
        return self.active and self.may(Permission.DESK)

    @property
    def takes_enquiries(self) -> bool:
        """Whether enquiries can be assigned to this account: not before it was ever opened."""
        return self.works_at_desk and self.password_hash is not None

    @property
    def initials(self) -> str:
        """Two letters for a small mark."""
        return "".join(part[0] for part in self.name.split()[:2]).upper()


class WorkingHours(Base):
    """One stretch of an expert's weekly hours, wall-clock time in Sofia."""

    __tablename__ = "working_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("begins < ends", name="order"),
    )

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    weekday: Mapped[int]
    """Monday is 0."""
    begins: Mapped[time]
    ends: Mapped[time]


class AbsenceKind(Labelled):
    """Why somebody is away."""

    LEAVE = "leave", _l("Leave")
    SICK = "sick", _l("Sick leave")
    TRIP = "trip", _l("Business trip")
    TRAINING = "training", _l("Training")
    OTHER = "other", _l("Other")


class Absence(Base):
    """Whole days on which somebody is away, with the colleague who stands in."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="order"),
        CheckConstraint("deputy_id IS NULL OR deputy_id <> user_id", name="deputy"),
        Index("ix_absence_days", "first_day", "last_day"),
    )

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(IdType, ForeignKey("user_account.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    kind: Mapped[AbsenceKind] = mapped_column(enum_type(AbsenceKind))
    deputy_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("user_account.id"))
    note: Mapped[Str200] = mapped_column(default="", info=PERSONAL)
    begun_at: Mapped[Instant | None]
    """When what falls due in it was handed to the deputy; None until the absence begins."""
    ended_at: Mapped[Instant | None]
    """When it was handed back."""

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    deputy: Mapped[User | None] = relationship(foreign_keys=[deputy_id])


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    RESET = "reset"
    FIRST_ADMINISTRATOR = "first_administrator"


class OneTimeLink(Base):
    """A link that works once: only a hash of its token is kept."""

    __tablename__ = "one_time_link"

    id: Mapped[IntPk]
    purpose: Mapped[LinkPurpose] = mapped_column(enum_type(LinkPurpose))
    user_id: Mapped[int | None] = mapped_column(
        IdType, ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    """None for the first administrator, who has no account yet."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]

    user: Mapped[User | None] = relationship()


class SignInAttempt(Base):
    """A failed sign-in, for the limits per account, per address and on both together."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[IntPk]
    at: Mapped[Instant] = mapped_column(index=True)
    account_hash: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the address typed, so that mistyped passwords in it are not kept."""
    address: Mapped[Str80] = mapped_column(index=True, info=PERSONAL)
