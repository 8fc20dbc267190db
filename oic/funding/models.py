"""Programmes of the European funds."""

from sqlalchemy.orm import Mapped, mapped_column

from oic.core.db import Base, IntPk, Str20, Str200


class Programme(Base):
    """A programme of one period; reference data, loaded from oic/funding/data."""

    __tablename__ = "programme"

    id: Mapped[IntPk]
    code: Mapped[Str20] = mapped_column(unique=True)
    """As procedure numbers begin: BG16RFPR001."""
    period: Mapped[Str20]
    abbreviation: Mapped[Str20]
    name_bg: Mapped[Str200]
    name_en: Mapped[Str200]
    active: Mapped[bool] = mapped_column(default=True)

    def name(self, language: str) -> str:
        """The name in a language."""
        return self.name_en if language == "en" else self.name_bg
