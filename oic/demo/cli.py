"""Filling a register with demonstration data."""

import sys

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from config import Settings
from oic.core.db import db, transaction
from oic.demo import post
from oic.demo.people import DOMAIN, PASSWORD, PEOPLE
from oic.demo.year import live
from oic.reference import load
from oic.staff.models import User

ENQUIRIES = 1200
UNFINISHED = "demo-unfinished"
"""A file in the data folder while the year is being written."""


class InUseError(Exception):
    """The register is not a demonstration's; the message is one line for a person."""


def forget_unfinished(settings: Settings) -> None:
    """Remove the embedded database of a year that was cut short, so that it begins anew."""
    mark = settings.data_dir / UNFINISHED
    if not mark.exists() or settings.database_url:
        return
    for ending in ("", "-wal", "-shm"):
        (settings.data_dir / f"oic.sqlite3{ending}").unlink(missing_ok=True)
    mark.unlink()


def is_empty() -> bool:
    """Whether nobody has an account yet: only then is a register filled."""
    return not db.session.scalar(select(func.count()).select_from(User))


def is_demonstration() -> bool:
    """Whether the demonstration's own people work here."""
    logins = [f"{person.login}@{DOMAIN}" for person in PEOPLE]
    known = db.session.scalar(select(func.count()).where(User.email.in_(logins)))
    return known == len(logins)


def fill(app: Flask, enquiries: int = ENQUIRIES) -> bool:
    """Fill an empty register with the invented year; returns False where it is there already.

    Shows a progress bar on a terminal, one line elsewhere. Raises InUseError for a register with
    accounts of its own: a demonstration keeps letters at home, and real ones would not leave.
    """
    mark = app.config["OIC"].data_dir / UNFINISHED
    with app.app_context():
        if not is_empty():
            if mark.exists():
                message = "the demonstration was cut short: begin with an empty database"
                raise InUseError(message)
            if not is_demonstration():
                message = "this register is in use: demonstration data are for an empty one"
                raise InUseError(message)
            return False
        mark.touch()
        with transaction():
            load()
        label = f"A year with {enquiries} enquiries"
        with click.progressbar(length=enquiries, label=label, file=sys.stderr) as bar:
            live(enquiries, bar.update)
        post.deliver()
        db.session.remove()
        mark.unlink(missing_ok=True)
        return True


def accounts() -> list[str]:
    """The demonstration's accounts, a line for each, for the terminal."""
    lines = [f"Sign in with the password {PASSWORD} as"]
    lines += [f"  {person.login}@{DOMAIN}  {person.name}, {person.role.value}" for person in PEOPLE]
    return lines


@click.command("demo-data")
@click.option(
    "--enquiries", default=ENQUIRIES, show_default=True, type=click.IntRange(1, 1_000_000)
)
@with_appcontext
def demo_data(enquiries: int) -> None:
    """Fill an empty register with an invented year of enquiries."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    try:
        filled = fill(app, enquiries)
    except InUseError as error:
        raise click.ClickException(str(error)) from error
    if not filled:
        message = "the invented year is here already"
        raise click.ClickException(message)
    for line in accounts():
        click.echo(line)
