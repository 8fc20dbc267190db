"""What the web keeps: how often an address asked for something that is limited."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from oic.core.db import PERSONAL, Base, Instant, IntPk, Str40, Str80


class RateEvent(Base):
    """One use of a limited action; swept when older than its window."""

    __tablename__ = "rate_event"
    __table_args__ = (Index("ix_rate_event_action_key_at", "action", "key", "at"),)

    id: Mapped[IntPk]
    action: Mapped[Str40]
    key: Mapped[Str80] = mapped_column(info=PERSONAL)
    """Whose: an address of the network, an account."""
    at: Mapped[Instant] = mapped_column(index=True)
