"""What the register's full-text search reads."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from oic.core.db import PERSONAL, Base, IdType, LongText


class SearchDocument(Base):
    """An enquiry's words, folded by oic.core.search, so that both engines find the same.

    Revision 0002 puts the engine's own full-text index over ``terms``: FTS5 on SQLite, GIN on
    PostgreSQL.
    """

    __tablename__ = "search_document"

    enquiry_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("enquiry.id", ondelete="CASCADE"), primary_key=True
    )
    terms: Mapped[LongText] = mapped_column(info=PERSONAL)
