"""``oic staff``: accounts from the command line."""

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from oic.core.db import transaction
from oic.core.errors import Refused
from oic.staff import actions, mails, queries
from oic.staff.actions.accounts import AccountDetails
from oic.staff.models import Role, User
from oic.web.pages import settings


@click.group()
def staff() -> None:
    """Accounts of the desk."""


def _account(email: str) -> User:
    account = queries.by_email(email)
    if account is None:
        message = f"no account has the e-mail address {email}"
        raise click.ClickException(message)
    return account


def _refusal(refused: Refused) -> click.ClickException:
    with force_locale("en"):  # as everything that commands say
        return click.ClickException(str(refused))


def _say_link(token: str, lasts: str) -> None:
    click.echo(mails.address("staff.link", token=token))
    click.echo(f"The link works once, for {lasts}. Hand it over yourself: no letter was sent.")


@staff.command()
@click.argument("email")
@click.option("--name", required=True, help="As it stands under answers.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--language", type=click.Choice(["bg", "en"]), default=None)
@with_appcontext
def add(email: str, name: str, role: str, language: str | None) -> None:
    """Add an account and print the one-time link that sets its password."""
    details = AccountDetails(
        email=email, name=name, role=Role(role), language=language or settings().language
    )
    try:
        with transaction():
            account = actions.add_account(details, by=None)
            token = actions.invite(account, by=None, send=False)
    except Refused as refused:
        raise _refusal(refused) from None
    _say_link(token, "72 hours")


@staff.command("list")
@with_appcontext
def list_accounts() -> None:
    """List the accounts."""
    for account in queries.everybody():
        state = "active" if account.active else "deactivated"
        if account.active and account.password_hash is None:
            state = "invited"
        click.echo(f"{account.email}\t{account.role.value}\t{state}\t{account.name}")


@staff.command()
@click.argument("email")
@with_appcontext
def link(email: str) -> None:
    """Print a new one-time link: an invitation, or a reset for who has a password."""
    account = _account(email)
    if not account.active:
        message = f"{account.email} is deactivated"
        raise click.ClickException(message)
    invited = account.password_hash is None
    with transaction():
        make = actions.invite if invited else actions.send_reset
        token = make(account, by=None, send=False)
    _say_link(token, "72 hours" if invited else "one hour")


@staff.command()
@click.argument("email")
@with_appcontext
def deactivate(email: str) -> None:
    """End an account's use; what it did stays."""
    account = _account(email)
    try:
        with transaction():
            actions.deactivate(account, by=None)
    except Refused as refused:
        raise _refusal(refused) from None
    click.echo(f"{account.email} is deactivated")
