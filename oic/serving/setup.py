"""What has to be there before the first request: folder, secret, schema, reference data."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from oic import reference
from oic.core.db import db, transaction
from oic.core.origin import Origin, coming_from
from oic.staff.actions import first_administrator_link

_MIGRATING = 0x6F6963  # "oic": the advisory lock of whoever changes the schema


class CannotPrepareError(Exception):
    """The database cannot be used; the message is one line for a person."""


def prepare(app: Flask) -> str | None:
    """Migrate, load reference data; the first administrator's one-time link if nobody is there.

    Raises CannotPrepareError when the database cannot be reached or its schema not be changed.
    """
    with app.app_context(), coming_from(Origin("command")):
        try:
            with _alone():
                upgrade()
            with transaction():
                reference.load()
            if app.config["OIC"].demo:
                return None
            with transaction():
                return first_administrator_link()
        except OperationalError as error:
            reason = " ".join(str(error.orig).split())
            message = f"the database cannot be used (OIC_DATABASE_URL, OIC_DATA_DIR): {reason}"
            raise CannotPrepareError(message) from error
        except SQLAlchemyError as error:
            reason = type(error).__name__
            message = f"the database's schema could not be brought up to date: {reason}"
            raise CannotPrepareError(message) from error
        finally:
            db.session.remove()
            db.engine.dispose()


def load_reference(app: Flask) -> None:
    """Load the reference data where web and worker run apart, on a schema made by hand.

    Raises SQLAlchemyError when the database cannot be reached or has no schema yet.
    """
    with app.app_context(), coming_from(Origin("command")):
        try:
            with _alone(), transaction():
                reference.load()
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def _alone() -> Iterator[None]:
    """Two programs that start at once on one PostgreSQL change its schema one after the other."""
    if db.engine.dialect.name != "postgresql":
        yield
        return
    with db.engine.connect() as connection:
        connection.execute(select(func.pg_advisory_lock(_MIGRATING)))
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(_MIGRATING)))
