"""The environment's settings as the administrator sees them: without secrets."""

from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from config import Settings
from oic.core.errors import Message

LABELS: dict[str, Message] = {
    "data_dir": _l("Data folder"),
    "database_url": _l("Database"),
    "secret_key": _l("Secret key"),
    "mail_url": _l("Mail server"),
    "imap_url": _l("Mailboxes that letters are fetched from"),
    "queue_url": _l("Job queue"),
    "public_url": _l("Address of the program"),
    "trusted_proxies": _l("Reverse proxies in front"),
    "web_workers": _l("Web server processes (0: one for each core)"),
    "language": _l("Language of new accounts"),
    "idle_minutes": _l("A session ends after minutes without work"),
    "upload_megabytes": _l("Largest upload, in megabytes"),
    "centre_name_bg": _l("Name of the centre, in Bulgarian"),
    "centre_name_en": _l("Name of the centre, in English"),
    "centre_address_bg": _l("Address of the office, in Bulgarian"),
    "centre_address_en": _l("Address of the office, in English"),
    "centre_phone": _l("Telephone"),
    "centre_email": _l("Mailbox of the centre"),
    "cofinancing_bg": _l("Statement of co-financing, in Bulgarian"),
    "cofinancing_en": _l("Statement of co-financing, in English"),
    "demo": _l("Demonstration"),
}


@dataclass(frozen=True)
class Shown:
    """One setting as it is shown."""

    variable: str
    label: Message
    value: str


def shown(settings: Settings) -> list[Shown]:
    """Every setting in the order of config.Settings; of secrets only whether they are set."""
    return [
        Shown(
            item.metadata["variable"],
            LABELS.get(item.name, item.metadata["doc"]),
            _value(settings, item.name, secret=item.metadata["secret"]),
        )
        for item in fields(Settings)
    ]


def _value(settings: Settings, name: str, *, secret: bool) -> str:
    value = getattr(settings, name)
    if secret:
        return _without_secret(settings, name, str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Path):
        return str(value)
    return str(value) if value != "" else _("not set")


def _without_secret(settings: Settings, name: str, value: str) -> str:
    """Of an address its kind and host; of a key that there is one."""
    if name == "mail_url":
        server = settings.mail_server
        if server is None:
            return _("none: letters stay in the outbox")
        return f"{server.host}:{server.port}"
    if name == "imap_url":
        servers = settings.imap_servers
        return ", ".join(f"{one.host}:{one.port}" for one in servers) or _("none here")
    if name == "database_url":
        return "PostgreSQL" if "postgresql" in settings.sqlalchemy_url else "SQLite"
    if name == "queue_url":
        kind = urlsplit(value).scheme or "sqlite"
        return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(kind, "Redis")
    return _("set by the environment") if value else _("made by itself in the data folder")
