"""Municipalities."""

from sqlalchemy import Float, String
from sqlalchemy.orm import Mapped, mapped_column

from oic.core.db import Base, IntPk, Str20, Str80


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
