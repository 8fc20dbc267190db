"""Stored files, by content."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from oic.core.db import Base, Instant, IntPk, Str80


class StoredFile(Base):
    """One content, kept once under its SHA-256 outside the web root.

    The name that a person gave it belongs to the use (an attachment), not to the content.
    """

    __tablename__ = "stored_file"

    id: Mapped[IntPk]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes."""
    media_type: Mapped[Str80]
    """What the content is by its own bytes, not by what its sender said."""
    put_at: Mapped[Instant]
    """When somebody last sent it. What nothing uses is swept a day later."""
