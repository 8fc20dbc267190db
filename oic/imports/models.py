"""What was brought in from tables kept elsewhere, so that it can be repeated and undone."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from oic.core.db import (
    PERSONAL,
    Base,
    IdType,
    Instant,
    IntPk,
    JsonType,
    Str80,
    Str200,
    enum_type,
)
from oic.core.labels import Labelled
from oic.core.words import Words
from oic.files.models import StoredFile
from oic.staff.models import User


class ImportState(Labelled):
    """Where an import is.

    new → checking → checked → importing → done → undoing → undone; anything before done may end
    as failed or abandoned, and a changed mapping leads back to checking.
    """

    NEW = "new", _l("Uploaded")
    CHECKING = "checking", _l("Being checked")
    CHECKED = "checked", _l("Checked")
    IMPORTING = "importing", _l("Being imported")
    DONE = "done", _l("Imported")
    UNDOING = "undoing", _l("Being undone")
    UNDONE = "undone", _l("Undone")
    FAILED = "failed", _l("Failed")
    ABANDONED = "abandoned", _l("Given up")


AT_WORK = (ImportState.CHECKING, ImportState.IMPORTING, ImportState.UNDOING)
"""The worker has it, or is about to."""


class ImportRun(Base):
    """One file on its way into the register."""

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint("done <= total OR total = 0", name="progress"),
        CheckConstraint(
            "(writing IS NOT NULL) = (state IN ('importing', 'undoing'))", name="writing"
        ),
    )

    id: Mapped[IntPk]
    created_at: Mapped[Instant]
    created_by_id: Mapped[int] = mapped_column(IdType, ForeignKey("user_account.id"))
    file_name: Mapped[Str200] = mapped_column(info=PERSONAL)
    file_id: Mapped[int | None] = mapped_column(IdType, ForeignKey("stored_file.id"))
    """The table itself, until it is imported or given up."""
    sheet: Mapped[Str80] = mapped_column(default="")
    headings_key: Mapped[str] = mapped_column(String(64), default="", index=True)
    """The folded headings' SHA-256: the next table with the same ones is mapped the same way."""
    mapping: Mapped[dict[str, str]] = mapped_column(JsonType, default=dict)
    """Column by number (from 0) to field; what is left out is not imported."""
    meanings: Mapped[dict[str, dict[str, str]]] = mapped_column(
        JsonType, default=dict, info=PERSONAL
    )
    """By field: what a word of the table stands for, as a person has said."""
    state: Mapped[ImportState] = mapped_column(enum_type(ImportState), default=ImportState.NEW)
    writing: Mapped[bool | None] = mapped_column(unique=True)
    """True while it changes the register: one at a time, which the database holds."""
    total: Mapped[int] = mapped_column(default=0)
    """Rows to go through, as far as is known."""
    done: Mapped[int] = mapped_column(default=0)
    found: Mapped[dict[str, Any]] = mapped_column(JsonType, default=dict, info=PERSONAL)
    """What the check found: counts, the first bad cells, words that nobody understands."""
    why: Mapped[Words | None] = mapped_column(JsonType)
    """Why it failed, in both languages."""
    asked_at: Mapped[Instant | None]
    """When the present step was asked for."""
    alive_at: Mapped[Instant | None]
    """When whoever works on it was last heard of; None: nobody has begun."""
    finished_at: Mapped[Instant | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's form

    created_by: Mapped[User] = relationship()
    file: Mapped[StoredFile | None] = relationship()


class ImportedRow(Base):
    """A row that is in the register: the same row again is no second enquiry."""

    __tablename__ = "imported_row"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Of what makes the row itself: see oic.imports.staging."""
    run_id: Mapped[int] = mapped_column(IdType, ForeignKey("import_run.id"), index=True)
    enquiry_id: Mapped[int] = mapped_column(
        IdType, ForeignKey("enquiry.id", ondelete="CASCADE"), unique=True
    )


class ImportedClient(Base):
    """A client that an import made, for undoing it."""

    __tablename__ = "imported_client"
    __table_args__ = (
        CheckConstraint("(contact_id IS NULL) <> (organisation_id IS NULL)", name="owner"),
    )

    id: Mapped[IntPk]
    run_id: Mapped[int] = mapped_column(IdType, ForeignKey("import_run.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(
        IdType, ForeignKey("contact.id", ondelete="CASCADE"), index=True
    )
    organisation_id: Mapped[int | None] = mapped_column(
        IdType, ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
