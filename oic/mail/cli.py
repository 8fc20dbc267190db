"""The commands ``oic mail …``: one round of fetching, and letters from files."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import ngettext

from oic.core.db import end_reading, transaction
from oic.files.store import StorageFull
from oic.mail import filing, mailboxes
from oic.mail.fetching.receiving import take_in
from oic.mail.fetching.rounds import one_round
from oic.mail.fetching.trouble import MailboxTrouble
from oic.mail.mailboxes import LockedPasswordError
from oic.mail.mbox import messages

mail = AppGroup("mail", help="Letters that come in.")


@mail.command("fetch")
def fetch() -> None:
    """Do one round through every mailbox; exit status 1 if one of them failed."""
    if not mailboxes.declared():
        end_reading()
        with transaction():
            mailboxes.declare()
    boxes = [(box.id, box.name, box) for box in mailboxes.active_mailboxes()]
    if not boxes:
        click.echo("There is no mailbox to fetch from: set OIC_IMAP_URL, or add one on the screen.")
    failed = False
    for number, name, box in boxes:
        said = ""
        try:
            server = mailboxes.server_of(box)
            end_reading()
            if server is None:
                continue
            done = one_round(number, server)
            letters = ngettext("%(num)d letter", "%(num)d letters", done.taken_in)
            click.echo(f"{name}: {letters}")
        except LockedPasswordError:
            said = mailboxes.locked_words()
        except MailboxTrouble as trouble:
            said = trouble.said
        except StorageFull as full:
            said = str(full)
        if said:
            failed = True
            click.echo(f"{name}: {said}", err=True)
        with transaction():
            mailboxes.tried(number, error=said)
    sys.exit(1 if failed else 0)


@mail.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def read_files(files: tuple[Path, ...]) -> None:
    """Take letters in from .eml and mbox FILES, as if they had come by mail."""
    failed = False
    for path in files:
        taken = 0
        try:
            for raw in messages(path):
                number = take_in(raw)
                filing.file_one(number)
                taken += 1
        except OSError as error:
            failed = True
            click.echo(f"{path}: {error.strerror or error}", err=True)
        except StorageFull as full:
            failed = True
            click.echo(f"{path}: {full}", err=True)
        letters = ngettext("%(num)d letter", "%(num)d letters", taken)
        click.echo(f"{path}: {letters}")
    sys.exit(1 if failed else 0)
