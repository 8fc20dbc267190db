"""Organisations, the people who write and call for them, and how they are looked up."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

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
from oic.places.models import Municipality


class ClientType(Labelled):
    """Who asks. The network's reports count by these."""

    BUSINESS = "business", _l("Business")
    FARMER = "farmer", _l("Farmer")
    NGO = "ngo", _l("NGO")
    SCHOOL = "school", _l("School")
    CHITALISHTE = "chitalishte", _l("Chitalishte (community centre)")
    MUNICIPALITY = "municipality", _l("Municipal administration")
    INSTITUTION = "institution", _l("Public institution")
    UNIVERSITY = "university", _l("University")
    MEDIA = "media", _l("Media")
    CITIZEN = "citizen", _l("Citizen")
    OTHER = "other", _l("Other")


class Organisation(Base):
    """A firm, NGO, school, читалище, municipality … that people write or call for."""

    __tablename__ = "organisation"
    __table_args__ = (Index("ix_organisation_eik", "eik"),)

    id: Mapped[IntPk]
    name: Mapped[Str200] = mapped_column(info=PERSONAL)
    client_type: Mapped[ClientType] = mapped_column(enum_type(ClientType))
    eik: Mapped[str | None] = mapped_column(String(13))
    """ЕИК/БУЛСТАТ, 9 or 13 digits. Not unique: a warning on a likely duplicate, then merging."""
    municipality_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("municipality.id"))
    address: Mapped[Str200] = mapped_column(default="", info=PERSONAL)
    website: Mapped[Str200] = mapped_column(default="")
    notes: Mapped[LongText] = mapped_column(default="", info=PERSONAL)
    created_at: Mapped[Instant]
    merged_into_id: Mapped[int | None] = mapped_column(
        IdType, ForeignKey("organisation.id"), index=True
    )
    """Set when this record was merged: it stays, so that old links lead on."""
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's form

    municipality: Mapped[Municipality | None] = relationship()


class Contact(Base):
    """A person, or an organisation's general address (then the name is empty)."""

    __tablename__ = "contact"
    __table_args__ = (language_check(),)

    id: Mapped[IntPk]
    name: Mapped[Str200] = mapped_column(default="", info=PERSONAL)
    position: Mapped[Str80] = mapped_column(default="", info=PERSONAL)
    organisation_id: Mapped[int | None] = mapped_column(
        IdType, ForeignKey("organisation.id"), index=True
    )
    client_type: Mapped[ClientType] = mapped_column(enum_type(ClientType))
    municipality_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("municipality.id"))
    language: Mapped[str] = mapped_column(String(2), default="bg")
    """The language that letters to this person are written in."""
    salutation: Mapped[Str80] = mapped_column(default="", info=PERSONAL)
    """How letters begin, where the usual greeting does not fit."""
    notes: Mapped[LongText] = mapped_column(default="", info=PERSONAL)
    created_at: Mapped[Instant]
    merged_into_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("contact.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's form

    organisation: Mapped[Organisation | None] = relationship()
    municipality: Mapped[Municipality | None] = relationship()
    emails: Mapped[list["ContactEmail"]] = relationship(
        cascade="all, delete-orphan", order_by="ContactEmail.position"
    )
    phones: Mapped[list["ContactPhone"]] = relationship(
        cascade="all, delete-orphan", order_by="ContactPhone.position"
    )

    @property
    def email(self) -> str:
        """The first address that letters may go to, or nothing."""
        usable = (item.email for item in self.emails if not item.failing)
        return next(usable, "")

    @property
    def phone(self) -> str:
        """The first telephone number, or nothing."""
        return self.phones[0].phone if self.phones else ""

    @property
    def display_name(self) -> str:
        """The person's name, or the organisation's for its general address."""
        if self.name:
            return self.name
        return self.organisation.name if self.organisation else self.email or self.phone


class ContactEmail(Base):
    """One of a contact's e-mail addresses."""

    __tablename__ = "contact_email"

    id: Mapped[IntPk]
    contact_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("contact.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    email: Mapped[Str320] = mapped_column(info=PERSONAL)
    """As it was given."""
    email_folded: Mapped[Str320] = mapped_column(index=True, info=PERSONAL)
    """In lower case, for comparing."""
    failing: Mapped[bool] = mapped_column(default=False)
    """Letters to it come back."""


class ContactPhone(Base):
    """One of a contact's telephone numbers."""

    __tablename__ = "contact_phone"

    id: Mapped[IntPk]
    contact_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("contact.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    phone: Mapped[Str40] = mapped_column(info=PERSONAL)
    """As it was given."""
    e164: Mapped[str | None] = mapped_column(String(20), index=True, info=PERSONAL)
    """In international form; None where it could not be read."""


class ClientToken(Base):
    """What a client can be found by: words of the name, numbers, addresses, folded.

    Range scans on ``token`` serve look-up while typing on both engines. A row belongs to an
    organisation or to a contact. Rewritten whenever its owner changes.
    """

    __tablename__ = "client_token"
    __table_args__ = (
        CheckConstraint("(contact_id IS NULL) <> (organisation_id IS NULL)", name="owner"),
        # Holds all that a look-up asks, so that a range is read without going to the rows.
        Index("ix_client_token_look_up", "token", "contact_id", "organisation_id"),
    )

    id: Mapped[IntPk]
    token: Mapped[str] = mapped_column(
        String(80).with_variant(String(80, collation="C"), "postgresql"),
        info=PERSONAL,
    )
    contact_id: Mapped[int | None] = mapped_column(
        IdType, ForeignKey("contact.id", ondelete="CASCADE"), index=True
    )
    organisation_id: Mapped[int | None] = mapped_column(
        IdType, ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
