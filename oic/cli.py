"""The console script: ``oic``."""

import sys

import click
from flask.cli import FlaskGroup

from config import Settings, SettingsError
from oic import create_app


def _create() -> object:
    return create_app(Settings.from_environment())


@click.group(cls=FlaskGroup, create_app=_create)
def group() -> None:
    """The register of a regional EU-funds information centre."""


def main() -> None:
    """Run the command; a wrong setting is one clear line and exit status 2."""
    try:
        group()
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
