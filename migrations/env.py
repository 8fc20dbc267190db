"""Alembic's environment: takes the engine and the models from the application."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from alembic import context
from flask import current_app
from sqlalchemy import JSON, Connection, Engine

import oic
from oic.core.db import Base, InstantType

for _part in iter_modules(oic.__path__):
    if _part.ispkg and find_spec(f"oic.{_part.name}.models"):
        import_module(f"oic.{_part.name}.models")


def _ours(_object: object, name: str | None, type_: str, *_: object) -> bool:
    # The full-text index is made by hand: its shadow tables are no models of ours. So are the
    # rules on what may not overlap, which PostgreSQL keeps by an index of their own.
    if type_ == "table":
        return not (name or "").startswith("search_fts")
    return not (type_ == "index" and (name or "").startswith("claim_one_"))


def _render(kind: str, item: object, _context: object) -> str | bool:
    # Revisions stand on SQLAlchemy alone, so that they run unchanged in ten years.
    if kind == "type" and isinstance(item, InstantType):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=_ours,
        compare_type=True,
        render_item=_render,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,  # SQLite too: a revision happens whole or not at all
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


@contextmanager
def _connection(engine: Engine) -> Iterator[Connection]:
    """A connection that may rebuild tables on SQLite.

    A batch drops a table after copying it; with foreign keys on that would delete the rows that
    point at it. They are off while revisions run, and checked afterwards.
    """
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        if not isinstance(driver, sqlite3.Connection):
            yield connection
            return
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            yield connection
            if broken := driver.execute("PRAGMA foreign_key_check").fetchall():
                message = f"rows point at nothing after the migration: {broken[:10]}"
                raise RuntimeError(message)
        finally:
            connection.rollback()
            driver.execute("PRAGMA foreign_keys = ON")


if context.is_offline_mode():
    context.configure(
        url=current_app.config["SQLALCHEMY_DATABASE_URI"],
        target_metadata=Base.metadata,
        literal_binds=True,
    )
    with context.begin_transaction():
        context.run_migrations()
else:
    shared = context.config.attributes.get("connection")
    if shared is not None:
        _run(shared)
    else:
        with _connection(current_app.extensions["migrate"].db.engine) as opened:
            _run(opened)
