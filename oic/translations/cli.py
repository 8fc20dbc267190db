"""``oic translations``: for whoever changes a sentence."""

import click
from flask.cli import AppGroup

from oic.translations import catalogue

translations = AppGroup("translations", help="The message catalogues.")


@translations.command("update")
def update() -> None:
    """Bring the Bulgarian catalogue up to the source, and say what is to be translated."""
    catalogue.update()
    lacking = list(catalogue.problems())
    for line in lacking:
        click.echo(line)
    click.echo(f"{len(lacking)} to do in {catalogue.BULGARIAN}")


@translations.command("compile")
def compile_() -> None:
    """Write the compiled catalogues that the program reads."""
    catalogue.compile_catalogues()
    click.echo("compiled")
