"""The database: base class, column aliases, and the one transaction.

``.commit(`` stands in this file alone. A use case writes inside ``with transaction():``, which
stands in views, commands and jobs only; everything outside it reads.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from enum import Enum as PythonEnum
from typing import Annotated, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Connection,
    Date,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Time,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import (
    DeclarativeBase,
    ORMExecuteState,
    Session,
    mapped_column,
    object_mapper,
)
from sqlalchemy.types import DateTime, TypeDecorator

from oic.core.wording import LANGUAGES

_WRITING = "oic_writing"
_WRITE_OPTION = "oic_write"
SQLITE_BUSY_SECONDS = 60


class InstantType(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's type
        """With a zone on PostgreSQL, text in UTC on SQLite."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(DateTime())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive datetime rather than guess its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a naive datetime cannot be stored as an instant"
            raise ValueError(message)
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give UTC back."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


JsonType = JSON().with_variant(JSONB(), "postgresql")
IdType = BigInteger().with_variant(Integer(), "sqlite")

IntPk = Annotated[int, mapped_column(IdType, primary_key=True)]
Instant = Annotated[datetime, mapped_column(InstantType)]
Str20 = Annotated[str, mapped_column(String(20))]
Str40 = Annotated[str, mapped_column(String(40))]
Str80 = Annotated[str, mapped_column(String(80))]
Str200 = Annotated[str, mapped_column(String(200))]
Str320 = Annotated[str, mapped_column(String(320))]
LongText = Annotated[str, mapped_column(Text)]

PERSONAL: dict[str, bool] = {"personal": True}
APPEND_ONLY: dict[str, Any] = {"info": {"append_only": True}}
"""For ``__table_args__``: rows of this table are added, and never changed nor deleted."""


def enum_type(enum: type[PythonEnum], length: int = 24) -> Enum:
    """An enum kept as its value, with a CHECK that holds the database to it."""
    return Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        length=length,
        values_callable=lambda members: [member.value for member in members],
        name=enum.__name__.lower(),
    )


def language_check() -> CheckConstraint:
    """For ``__table_args__`` of a table with a column ``language``: one of those that we write."""
    return CheckConstraint(f"language IN {tuple(LANGUAGES)}", name="language")


class Base(DeclarativeBase):
    """Every table's base."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's name and form
        datetime: InstantType,
        date: Date,
        time: Time,
        int: Integer,
        str: Text,
    }


db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)


@contextmanager
def transaction() -> Iterator[Session]:
    """One use case's writes: all of them are durable when the block ends, or none is.

    On SQLite the block begins with BEGIN IMMEDIATE, so that writers wait for each other instead
    of failing half-way. What was read before the block is read anew inside it. Raises
    RuntimeError when blocks are nested: a use case has one.
    """
    session = db.session()
    if session.info.get(_WRITING):
        message = "transaction() inside transaction(): a use case has one"
        raise RuntimeError(message)
    session.commit()  # ends the reading transaction; a write outside a block was refused already
    session.info[_WRITING] = True
    try:
        session.connection(execution_options={_WRITE_OPTION: True})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info[_WRITING] = False


def end_reading() -> None:
    """Let the present snapshot go, so that the next question sees what others have saved."""
    db.session.rollback()


@event.listens_for(Session, "before_flush")
def _refuse_stray_flush(session: Session, *_: object) -> None:
    if not session.info.get(_WRITING):
        message = "a change outside transaction()"
        raise RuntimeError(message)


@event.listens_for(Session, "do_orm_execute")
def _refuse_stray_statement(state: ORMExecuteState) -> None:
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and not state.session.info.get(_WRITING):
        message = "a change outside transaction()"
        raise RuntimeError(message)


@event.listens_for(Session, "before_flush")
def _refuse_rewriting(session: Session, *_: object) -> None:
    changed = (row for row in session.dirty if session.is_modified(row, include_collections=False))
    for row in (*changed, *session.deleted):
        _hold_to_appending(object_mapper(row).local_table)


@event.listens_for(Session, "do_orm_execute")
def _refuse_rewriting_statement(state: ORMExecuteState) -> None:
    if state.is_update or state.is_delete:
        _hold_to_appending(getattr(state.statement, "table", None))


def _hold_to_appending(table: Any) -> None:  # noqa: ANN401 - whatever a statement names
    if isinstance(table, Table) and table.info.get("append_only"):
        message = f"{table.name} is history: rows are added, never changed or deleted"
        raise RuntimeError(message)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 - a DBAPI connection
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # BEGIN is ours: see _begin
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {SQLITE_BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    writes = connection.get_execution_options().get(_WRITE_OPTION)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
