"""Alembic's environment: takes the engine and the models from the application."""

from alembic import context
from flask import current_app
from sqlalchemy import JSON, Connection

from oic.core.db import Base, InstantType


def _ours(_object: object, name: str | None, type_: str, *_: object) -> bool:
    # The full-text index is made by hand: its shadow tables are no models of ours.
    return not (type_ == "table" and (name or "").startswith("search_fts"))


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
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


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
        with current_app.extensions["migrate"].db.engine.connect() as opened:
            _run(opened)
            opened.commit()
