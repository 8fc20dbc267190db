"""Filling a register with demonstration data."""

import sys

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from oic.core.db import db, transaction
from oic.demo.people import DOMAIN, PASSWORD, PEOPLE
from oic.demo.year import live
from oic.reference import load
from oic.staff.models import User

ENQUIRIES = 1200


def is_empty() -> bool:
    """Whether nobody has an account yet: only then is a register filled."""
    return not db.session.scalar(select(func.count()).select_from(User))


def fill(app: Flask, enquiries: int = ENQUIRIES) -> bool:
    """Fill an empty register with the invented year; returns False where somebody has an account.

    Shows a progress bar on a terminal, one line elsewhere.
    """
    with app.app_context():
        if not is_empty():
            return False
        with transaction():
            load()
        label = f"A year with {enquiries} enquiries"
        with click.progressbar(length=enquiries, label=label, file=sys.stderr) as bar:
            live(enquiries, bar.update)
        db.session.remove()
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
    if not fill(app, enquiries):
        message = "this register is in use: demonstration data are for an empty one"
        raise click.ClickException(message)
    for line in accounts():
        click.echo(line)
