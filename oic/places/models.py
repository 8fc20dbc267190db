"""Municipalities, the halls and rooms in them, and how long one travels between them."""

from sqlalchemy import CheckConstraint, Float, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from oic.core.db import Base, IdType, IntPk, LongText, Str20, Str80, Str200


class Municipality(Base):
    """A municipality of the province; reference data, loaded from oic/places/data."""

    __tablename__ = "municipality"

    id: Mapped[IntPk]
    code: Mapped[Str20] = mapped_column(unique=True)
    """As in the national register, SZRnn."""
    name_bg: Mapped[Str80]
    name_en: Mapped[Str80]
    seat_type: Mapped[Str20]
    ekatte: Mapped[str] = mapped_column(String(5))
    postcode: Mapped[str] = mapped_column(String(4))
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    province: Mapped[Str20]
    nuts3: Mapped[Str20]

    def name(self, language: str) -> str:
        """The name in a language."""
        return self.name_en if language == "en" else self.name_bg


class Venue(Base):
    """A hall in a municipality, or a room of the centre's own office."""

    __tablename__ = "venue"
    __table_args__ = (
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="coordinates"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
    )

    id: Mapped[IntPk]
    municipality_id: Mapped[int] = mapped_column(IdType, ForeignKey("municipality.id"), index=True)
    in_office: Mapped[bool] = mapped_column(default=False)
    """A room of the centre's office: nobody travels there."""
    name_bg: Mapped[Str200]
    name_en: Mapped[Str200]
    address_bg: Mapped[Str200] = mapped_column(default="")
    address_en: Mapped[Str200] = mapped_column(default="")
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    wheelchair: Mapped[bool | None]
    """Whether one gets in with a wheelchair; None: not known."""
    how_to_bg: Mapped[LongText] = mapped_column(default="")
    """How one finds it and gets in, for visitors."""
    how_to_en: Mapped[LongText] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)

    municipality: Mapped[Municipality] = relationship()

    def name(self, language: str) -> str:
        """The name in a language."""
        return self.name_en if language == "en" else self.name_bg

    def address(self, language: str) -> str:
        """The address in a language."""
        return self.address_en if language == "en" else self.address_bg

    def how_to(self, language: str) -> str:
        """How one finds it and gets in, in a language."""
        return self.how_to_en if language == "en" else self.how_to_bg


class TravelTime(Base):
    """How long the centre's people take between two municipalities, as they have found it.

    Where there is no row the distance of the coordinates is asked: see places.queries. The pair
    is kept once, the smaller number first.
    """

    __tablename__ = "travel_time"
    __table_args__ = (
        CheckConstraint("a_id < b_id", name="once"),
        CheckConstraint("minutes BETWEEN 0 AND 600", name="minutes"),
    )

    a_id: Mapped[int] = mapped_column(IdType, ForeignKey("municipality.id"), primary_key=True)
    b_id: Mapped[int] = mapped_column(IdType, ForeignKey("municipality.id"), primary_key=True)
    minutes: Mapped[int]
