"""The console script: ``oic``."""

import contextlib
import os
import sys

import click
from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from config import Settings, SettingsError, documentation
from oic import create_app
from oic.demo.cli import InUseError, accounts, demo_data, fill, forget_unfinished
from oic.imports.cli import bring_in
from oic.mail.cli import mail
from oic.reports.cli import report
from oic.serving import logs, setup, supervisor, web, worker
from oic.serving.parents import end_with_parent
from oic.staff.cli import staff
from oic.translations.cli import translations

HOST = "127.0.0.1"
PORT = 8042
DEMO_FOLDER = "oic-demo"
WRONG_SETTING = 2

_host = click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
_port = click.option(
    "--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="Its port."
)
_parent = click.option("--parent", type=int, hidden=True, help="End when this process ends.")


def _create() -> Flask:
    return create_app(Settings.from_environment())


@click.group(cls=FlaskGroup, create_app=_create)
def group() -> None:
    """The register of a regional EU-funds information centre."""


group.add_command(staff)
group.add_command(mail)
group.add_command(bring_in)
group.add_command(report)
group.add_command(demo_data)
group.add_command(translations)


@group.command("web", with_appcontext=False)
@_host
@_port
@_parent
def run_web(host: str, port: int, parent: int | None) -> None:
    """Run the web server alone, on a migrated database."""
    end_with_parent(parent)
    logs.configure()
    try:
        web.serve(Settings.from_environment(), host, port)
    except web.CannotListenError as error:
        raise click.ClickException(str(error)) from error


@group.command("worker", with_appcontext=False)
@_parent
def run_worker(parent: int | None) -> None:
    """Run the worker alone: letters and the periodic work. Several may run."""
    end_with_parent(parent)
    logs.configure()
    sys.exit(worker.work(Settings.from_environment()))


@group.command("up", with_appcontext=False)
@click.option("--demo", is_flag=True, help="A demonstration with a year of invented enquiries.")
@_host
@_port
def up(*, demo: bool, host: str, port: int) -> None:
    """Make ready and run everything: database, web server, worker."""
    if demo:
        os.environ["OIC_DEMO"] = "yes"
        os.environ.setdefault("OIC_DATA_DIR", DEMO_FOLDER)
    os.environ.setdefault("OIC_PUBLIC_URL", f"http://{_shown(host)}:{port}")
    settings = Settings.from_environment()
    logs.configure()
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(supervisor.lock(settings.data_dir))
            web.check_address(host, port)
            if demo:
                forget_unfinished(settings)
            app = create_app(settings)
            link = setup.prepare(app)
            if demo:
                fill(app)
        except (
            supervisor.AlreadyRunningError,
            web.CannotListenError,
            setup.CannotPrepareError,
            InUseError,
        ) as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            message = f"the folder {settings.data_dir} cannot be used: {error.strerror or error}"
            raise click.ClickException(message) from error

        def announce() -> None:
            lines = [f"Running at {settings.public_url}  (stop with Ctrl-C)"]
            if demo:
                lines += accounts()
            if link:
                lines.append(f"Nobody has an account yet. Create the administrator: {link}")
            click.echo("\n".join(lines))  # at once: whoever waits for the first has them all

        status = supervisor.Supervisor(host, port).run(announce)
    sys.exit(status)


def _shown(host: str) -> str:
    """The host as a browser on this machine names it."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared only
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


@group.command("settings", with_appcontext=False)
def show_settings() -> None:
    """Print every setting that the environment may give, with its default."""
    for variable, meaning, default in documentation():
        click.echo(variable)
        click.echo(f"    {meaning}")
        if default:
            click.echo(f"    default: {default}")


def main() -> None:
    """Run the command; a wrong setting is one clear line and exit status 2, a database 1."""
    try:
        if sys.argv[1:2] != ["settings"]:
            Settings.from_environment()
        group()
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(WRONG_SETTING)
    except (OperationalError, ProgrammingError) as error:
        reason = " ".join(str(error.orig).split())
        click.echo(
            f"Error: the database cannot be used ({reason}); oic up or oic db upgrade prepares it",
            err=True,
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
