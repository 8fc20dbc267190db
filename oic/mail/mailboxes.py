"""The mailboxes that letters are fetched from: of the environment, and of the screen.

A password that the screen was given is kept encrypted with a key made of the secret key, and is
never shown again: whoever has the database alone cannot read it.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from config import ImapServer
from oic.audit.actions import Person, record
from oic.audit.models import Verb
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Refused
from oic.mail import verdicts
from oic.mail.models import Mailbox, Security
from oic.web.pages import settings

LARGEST_PORT = 65535
PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}


class LockedPasswordError(Exception):
    """The kept password cannot be read: the secret key is another than when it was entered."""


@dataclass(frozen=True)
class Typed:
    """What the screen was told. An empty password keeps the one that is kept already."""

    host: str
    port: int | None
    security: Security
    username: str
    password: str
    folder: str = "INBOX"
    done_folder: str = ""
    leave_earlier: bool = False
    active: bool = True


def all_mailboxes() -> Sequence[Mailbox]:
    """Every mailbox, those of the environment first."""
    order = (Mailbox.from_environment.desc(), Mailbox.id)
    return db.session.scalars(select(Mailbox).order_by(*order)).all()


def active_mailboxes() -> Sequence[Mailbox]:
    """Those that letters are fetched from; a demonstration fetches from none."""
    if settings().demo:
        return []
    return [mailbox for mailbox in all_mailboxes() if mailbox.active]


def by_id(mailbox_id: int) -> Mailbox | None:
    """A mailbox by its number."""
    return db.session.get(Mailbox, mailbox_id)


def declared() -> bool:
    """Whether the rows already say what the environment says: then nothing is to be written."""
    wanted = {_key(server): _columns(server) for server in settings().imap_servers}
    rows = {row.key: row for row in all_mailboxes() if row.from_environment and row.active}
    return wanted.keys() == rows.keys() and all(
        all(getattr(rows[key], name) == value for name, value in columns.items())
        for key, columns in wanted.items()
    )


def declare() -> None:
    """Bring the rows of the environment's mailboxes up to what it says."""
    wanted = {_key(server): server for server in settings().imap_servers}
    rows = {row.key: row for row in all_mailboxes()}
    for key, server in wanted.items():
        row = rows.get(key)
        if row is None:
            row = Mailbox(key=key, created_at=now())
            db.session.add(row)
        row.from_environment, row.active = True, True
        for name, value in _columns(server).items():
            setattr(row, name, value)
    for key, row in rows.items():
        if row.from_environment and key not in wanted:
            row.active = False
    db.session.flush()


def _columns(server: ImapServer) -> dict[str, object]:
    security = Security.NONE
    if server.use_ssl or server.use_starttls:
        security = Security.TLS if server.use_ssl else Security.STARTTLS
    return {
        "host": server.host,
        "port": server.port,
        "security": security,
        "username": server.username,
        "folder": server.folder,
        "done_folder": server.done_folder,
    }


def _key(server: ImapServer) -> str:
    return _key_of(server.host, server.username, server.folder)


def _key_of(host: str, username: str, folder: str) -> str:
    """A mailbox stays the same one when its port, password or encryption changes."""
    folder = "INBOX" if folder.upper() == "INBOX" else folder
    named = f"{host.lower()}\n{username.casefold()}\n{folder}"
    return hashlib.sha256(named.encode()).hexdigest()[:40]


def server_of(mailbox: Mailbox) -> ImapServer | None:
    """How to reach a mailbox; None for one that the environment does not name any more.

    Raises LockedPasswordError.
    """
    if mailbox.from_environment:
        servers = {_key(server): server for server in settings().imap_servers}
        return servers.get(mailbox.key)
    return ImapServer(
        host=mailbox.host,
        port=mailbox.port,
        username=mailbox.username,
        password=unseal(mailbox.sealed_password),
        use_ssl=mailbox.security is Security.TLS,
        use_starttls=mailbox.security is Security.STARTTLS,
        folder=mailbox.folder,
        done_folder=mailbox.done_folder,
    )


def save(mailbox: Mailbox | None, typed: Typed, *, by: Person) -> Mailbox:
    """Keep a mailbox of the screen, a new one or a changed one.

    Raises Refused beside the field that is wrong, and for one of the environment.
    """
    if mailbox is not None and mailbox.from_environment:
        raise Refused(_l("This mailbox is set in the environment and is changed there."))
    host, username = typed.host.strip(), typed.username.strip()
    if not host or any(sign.isspace() or sign in "/@" for sign in host):
        raise Refused(_l("Type the server's name, such as mail.example.bg."), field="host")
    if not username:
        raise Refused(_l("Type the user name."), field="username")
    if not typed.password and (mailbox is None or not mailbox.sealed_password):
        raise Refused(_l("Type the password."), field="password")
    port = typed.port or PORTS[typed.security]
    if not 0 < port <= LARGEST_PORT:
        raise Refused(_l("A port is a number from 1 to 65535."), field="port")
    folder = typed.folder.strip() or "INBOX"
    done = typed.done_folder.strip()
    if done and done == folder:
        raise Refused(_l("Letters cannot be moved to where they are."), field="done_folder")
    key = _key_of(host, username, folder)
    same = db.session.scalar(select(Mailbox).where(Mailbox.key == key))
    if same is not None and same is not mailbox:
        raise Refused(_l("This mailbox is in the list already."), field="username")
    row = mailbox or Mailbox(created_at=now(), leave_earlier=typed.leave_earlier)
    if mailbox is not None and mailbox.key != key and not typed.password:
        # A kept password goes to no other server than the one that it was entered for.
        raise Refused(_l("For another server or user, type the password again."), field="password")
    row.key, row.host, row.port, row.security = key, host, port, typed.security
    row.username, row.folder, row.done_folder = username, folder, done
    row.active = typed.active
    if typed.password:
        row.sealed_password = seal(typed.password)
    db.session.add(row)
    db.session.flush()
    record(Verb.CHANGED if mailbox else Verb.CREATED, "mailbox", row.id, by=by)
    return row


def remove(mailbox: Mailbox, *, by: Person) -> None:
    """Fetch from it no more and forget it; what came from it stays in the register.

    Raises Refused for one of the environment.
    """
    if mailbox.from_environment:
        raise Refused(_l("This mailbox is set in the environment and is changed there."))
    record(Verb.REMOVED, "mailbox", mailbox.id, by=by)
    db.session.delete(mailbox)
    db.session.flush()


def tried(mailbox_id: int, *, error: str = "") -> None:
    """Note how a try went; no ``error``: everything that was there is fetched."""
    moment: datetime = now()
    values: dict[str, object] = {"tried_at": moment, "error": error}
    if not error:
        values |= {"worked_at": moment}
    db.session.execute(
        update(Mailbox)
        .where(Mailbox.id == mailbox_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def locked_words() -> str:
    """What is said of a mailbox whose password cannot be read."""
    return verdicts.say(
        _l("The kept password cannot be read with the present secret key: type it again."), ""
    )


def _fernet() -> Fernet:
    key = HKDF(hashes.SHA256(), length=32, salt=None, info=b"oic mailbox password")
    derived = key.derive(str(current_app.config["SECRET_KEY"]).encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def seal(password: str) -> str:
    """The password encrypted; :func:`unseal` reads it with the same secret key alone."""
    return _fernet().encrypt(password.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The password. Raises LockedPasswordError when the secret key is another one."""
    try:
        return _fernet().decrypt(sealed.encode("ascii")).decode()
    except InvalidToken as error:
        raise LockedPasswordError from error
