"""What was noted without a network and handed over afterwards."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from oic.core.db import PERSONAL, Base, IdType, Instant, IntPk, JsonType, Str20, Str80
from oic.core.words import Words


class HandedOver(Base):
    """An entry of a day sheet that was taken along: each is taken over once, by its own key."""

    __tablename__ = "handed_over"

    id: Mapped[IntPk]
    key: Mapped[Str80] = mapped_column(unique=True)
    """Made where it was noted."""
    reception_id: Mapped[int] = mapped_column(IdType, ForeignKey("reception.id"), index=True)
    booking_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("booking.id"))
    by_id: Mapped[int] = mapped_column(IdType, ForeignKey("user_account.id"))
    kind: Mapped[Str20]
    at: Mapped[Instant]
    """When it happened, by the clock of whoever noted it."""
    handed_at: Mapped[Instant]
    refused: Mapped[Words | None] = mapped_column(JsonType, info=PERSONAL)
    """Why it could not be taken over; None where it was."""
    entry: Mapped[dict[str, Any] | None] = mapped_column(JsonType, info=PERSONAL)
    """What was noted, kept where it was refused: nothing is lost."""
    needs_care: Mapped[bool] = mapped_column(default=False)
    """Whether it was refused and nobody has seen to it yet."""
