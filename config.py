"""Every setting that comes from the environment, read here and nowhere else.

Each field of :class:`Settings` carries its own documentation in its metadata; ``oic settings``
prints it, README repeats it, and a test holds the two together. A wrong value raises
:class:`SettingsError` with one line for each mistake.
"""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

SECRET_MIN_LENGTH = 32
LARGEST_PORT = 65535
_EMAIL = re.compile(r"[\w.!#$%&'*/=?^`{|}~-]+@(?:[\w-]+\.)*[\w-]+")
"""No plus sign before the @: replies carry theirs behind one."""
DEMO_EMAIL = "info@oic.example"
"""Where the demonstration's letters come from: RFC 2606 keeps the domain from everybody."""
DEFAULT_DATA_DIR = Path("oic-data").absolute()


class SettingsError(Exception):
    """One or several settings are wrong; each argument is one line for a person."""

    def __str__(self) -> str:
        """The lines, one under the other."""
        return "\n".join(str(line) for line in self.args)


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed over: parsed from OIC_MAIL_URL."""

    host: str
    port: int
    username: str | None
    password: str | None
    use_ssl: bool
    use_starttls: bool


def _port(parts: SplitResult) -> int | None:
    """The port of an address, if it names one. Raises ValueError with a sentence for a person."""
    try:
        return parts.port
    except ValueError:
        message = f"has a port that is not a number from 1 to {LARGEST_PORT}"
        raise ValueError(message) from None


def parse_mail_url(url: str) -> MailServer | None:
    """Read smtp://, smtps:// or smtp+starttls:// with optional user, password and port.

    An empty text is None: no server, letters stay in the outbox. Raises ValueError with a
    sentence for a person; the sentence never repeats the password.
    """
    if not url:
        return None
    parts = urlsplit(url)
    ports = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
    if parts.scheme not in ports:
        message = "must begin with smtp://, smtps:// or smtp+starttls://"
        raise ValueError(message)
    if not parts.hostname:
        message = "names no host, as in smtp://mail.example.bg:25"
        raise ValueError(message)
    return MailServer(
        host=parts.hostname,
        port=_port(parts) or ports[parts.scheme],
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_ssl=parts.scheme == "smtps",
        use_starttls=parts.scheme == "smtp+starttls",
    )


@dataclass(frozen=True)
class ImapServer:
    """A mailbox that letters are fetched from, as parse_imap_url reads it."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    use_ssl: bool
    use_starttls: bool
    folder: str = "INBOX"
    done_folder: str = ""
    """Where letters go that are in the register; empty: they stay where they are, marked."""


def parse_imap_url(url: str) -> ImapServer:
    """Read imaps://, imap+starttls:// or imap://user:password@host:port/FOLDER?move=FOLDER.

    The folder is INBOX where none is named; user, password and folders are percent-encoded where
    they hold signs of their own. Raises ValueError with a sentence for a person; the sentence
    never repeats the password.
    """
    parts = urlsplit(url)
    ports = {"imap": 143, "imaps": 993, "imap+starttls": 143}
    if parts.scheme not in ports:
        message = "must begin with imaps://, imap+starttls:// or imap://"
        raise ValueError(message)
    if not parts.hostname:
        message = "names no host, as in imaps://user:password@mail.example.bg"
        raise ValueError(message)
    if not parts.username or not parts.password:
        message = "names no user and password, as in imaps://user:password@mail.example.bg"
        raise ValueError(message)
    asked = parse_qs(parts.query)
    if set(asked) - {"move"} or parts.fragment:
        message = "may ask for one thing after its question mark: ?move=FOLDER"
        raise ValueError(message)
    return ImapServer(
        host=parts.hostname,
        port=_port(parts) or ports[parts.scheme],
        username=unquote(parts.username),
        password=unquote(parts.password),
        use_ssl=parts.scheme == "imaps",
        use_starttls=parts.scheme == "imap+starttls",
        folder=unquote(parts.path.strip("/")) or "INBOX",
        done_folder=asked.get("move", [""])[0],
    )


def _imap_urls(value: str) -> str:
    for url in value.split():
        parse_imap_url(url)
    return " ".join(value.split())


def _text(value: str) -> str:
    value = value.strip()
    if not value.isprintable():
        message = "must be one line of text"
        raise ValueError(message)
    return value


def _phone(value: str) -> str:
    value = _text(value)
    if not any(sign.isdigit() for sign in value):
        message = "must be a telephone number, such as 042/603 526: pages and letters name it"
        raise ValueError(message)
    return value


def _email(value: str) -> str:
    value = value.strip()
    if not _EMAIL.fullmatch(value):
        message = "must be one e-mail address, such as oic@example.bg"
        raise ValueError(message)
    return value


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        try:
            number = int(value)
        except ValueError:
            number = lowest - 1
        if not lowest <= number <= highest:
            message = f"must be a whole number from {lowest} to {highest}"
            raise ValueError(message)
        return number

    return read


def _yes_no(value: str) -> bool:
    known = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}
    if value.strip().lower() not in known:
        message = "must be yes or no"
        raise ValueError(message)
    return known[value.strip().lower()]


def _folder(value: str) -> Path:
    if not value.strip():
        message = "must name a folder"
        raise ValueError(message)
    return Path(value).expanduser().absolute()


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed:
            message = f"must be one of: {', '.join(allowed)}"
            raise ValueError(message)
        return value

    return read


def _database_url(value: str) -> str:
    value = value.strip()
    if value.startswith("postgres://"):
        value = value.replace("postgres://", "postgresql://", 1)
    if value.startswith("postgresql://"):
        value = value.replace("postgresql://", "postgresql+psycopg://", 1)
    if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        message = "must begin with sqlite:/// or postgresql://"
        raise ValueError(message)
    if value.startswith("sqlite:") and value.partition(":///")[2] in {"", ":memory:"}:
        message = "must name a file: several processes work on it"
        raise ValueError(message)
    _port(urlsplit(value))
    return value


def _queue_url(value: str) -> str:
    value = value.strip()
    schemes = ("sqlite:///", "postgresql://", "redis://", "rediss://")
    if value and not value.startswith(schemes):
        message = "must begin with sqlite:///, postgresql:// or redis://"
        raise ValueError(message)
    return value


def _mail_url(value: str) -> str:
    parse_mail_url(value.strip())
    return value.strip()


def _public_url(value: str) -> str:
    value = value.strip().rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        message = "must be an address such as https://oic.example.bg"
        raise ValueError(message)
    _port(parts)
    return value


def _secret(value: str) -> str:
    if value and len(value) < SECRET_MIN_LENGTH:
        message = f"must have at least {SECRET_MIN_LENGTH} characters"
        raise ValueError(message)
    return value


def _setting(
    variable: str,
    doc: str,
    default: Any,  # noqa: ANN401 - a field's default is of the field's type
    read: Callable[[str], Any] = _text,
    *,
    secret: bool = False,
) -> Any:  # noqa: ANN401 - what dataclasses.field returns
    return field(
        default=default,
        metadata={"variable": variable, "doc": doc, "read": read, "secret": secret},
    )


@dataclass(frozen=True)
class Settings:
    """All that the environment decides. Passwords and secrets are left out of the repr."""

    data_dir: Path = _setting(
        "OIC_DATA_DIR",
        "Folder for the database, attachments, the job queue and the secret.",
        DEFAULT_DATA_DIR,
        _folder,
    )
    database_url: str = _setting(
        "OIC_DATABASE_URL",
        "sqlite:///… or postgresql://…; empty: oic.sqlite3 in the data folder.",
        "",
        _database_url,
        secret=True,
    )
    secret_key: str = _setting(
        "OIC_SECRET_KEY",
        "Signs sessions and links, 32 characters or more; empty: made once in the data folder.",
        "",
        _secret,
        secret=True,
    )
    mail_url: str = _setting(
        "OIC_MAIL_URL",
        "smtp://, smtps:// or smtp+starttls://user:password@host:port; empty: letters stay in "
        "the outbox.",
        "",
        _mail_url,
        secret=True,
    )
    imap_url: str = _setting(
        "OIC_IMAP_URL",
        "Mailboxes to fetch letters from, separated by a blank: imaps://user:password@host/INBOX, "
        "imap+starttls:// or imap://; ?move=FOLDER moves what is in the register there.",
        "",
        _imap_urls,
        secret=True,
    )
    queue_url: str = _setting(
        "OIC_QUEUE_URL",
        "Job queue: sqlite:///…, postgresql://… or redis://…; empty: queue.sqlite3 in the data "
        "folder.",
        "",
        _queue_url,
        secret=True,
    )
    public_url: str = _setting(
        "OIC_PUBLIC_URL",
        "The address that people reach the program by; links in letters begin with it.",
        "http://127.0.0.1:8042",
        _public_url,
    )
    trusted_proxies: int = _setting(
        "OIC_TRUSTED_PROXIES",
        "How many reverse proxies stand in front and set X-Forwarded-For and -Proto.",
        0,
        _whole(0, 5),
    )
    web_workers: int = _setting(
        "OIC_WEB_WORKERS",
        "Web server processes; 0: one for each processor core.",
        0,
        _whole(0, 64),
    )
    language: str = _setting(
        "OIC_LANGUAGE",
        "Language of new accounts and of letters to people who chose none: bg or en.",
        "bg",
        _one_of("bg", "en"),
    )
    idle_minutes: int = _setting(
        "OIC_SESSION_IDLE_MINUTES",
        "A sign-in ends after so many minutes without work.",
        120,
        _whole(5, 1440),
    )
    upload_megabytes: int = _setting(
        "OIC_UPLOAD_MEGABYTES",
        "Largest total of the files sent with one form, in megabytes.",
        25,
        _whole(1, 200),
    )
    centre_name_bg: str = _setting(
        "OIC_CENTRE_NAME_BG",
        "The centre's name in Bulgarian.",
        "Областен информационен център – Стара Загора",
    )
    centre_name_en: str = _setting(
        "OIC_CENTRE_NAME_EN",
        "The centre's name in English.",
        "Regional Information Centre – Stara Zagora",
    )
    centre_address_bg: str = _setting(
        "OIC_CENTRE_ADDRESS_BG",
        "The office's address in Bulgarian.",
        "бул. „Митрополит Методий Кусев“ № 9, 6000 Стара Загора",
    )
    centre_address_en: str = _setting(
        "OIC_CENTRE_ADDRESS_EN",
        "The office's address in English.",
        "9 Mitropolit Metodiy Kusev Blvd., 6000 Stara Zagora",
    )
    centre_phone: str = _setting(
        "OIC_CENTRE_PHONE", "The office's telephone.", "042/603 526", _phone
    )
    centre_email: str = _setting(
        "OIC_CENTRE_EMAIL",
        "The centre's mailbox: letters come from it and replies go to it.",
        "oic@localhost.localdomain",
        _email,
    )
    cofinancing_bg: str = _setting(
        "OIC_COFINANCING_BG",
        "Statement of co-financing in Bulgarian, for pages and letters; empty: none.",
        "Проект BG161PO002-3.3.02-00010-C0001, финансиран от Оперативна програма „Техническа "
        "помощ“, съфинансирана от Европейския съюз чрез Европейския фонд за регионално развитие.",
    )
    cofinancing_en: str = _setting(
        "OIC_COFINANCING_EN",
        "Statement of co-financing in English, for pages and letters; empty: none.",
        "Project BG161PO002-3.3.02-00010-C0001, financed by Operational Programme “Technical "
        "Assistance”, co-financed by the European Union through the European Regional "
        "Development Fund.",
    )
    demo: bool = _setting(
        "OIC_DEMO",
        "A demonstration: no letter leaves, and pages say so. Set by oic up --demo.",
        False,
        _yes_no,
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the environment. Raises SettingsError that names each wrong variable."""
        environment = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        wrong = []
        known = set()
        for item in fields(cls):
            variable = item.metadata["variable"]
            known.add(variable)
            if variable not in environment:
                continue
            try:
                values[item.name] = item.metadata["read"](environment[variable])
            except ValueError as error:
                wrong.append(f"{variable} {error}")
        wrong.extend(
            f"{variable} is not a setting of this program (misspelt?)"
            for variable in environment
            if variable.startswith("OIC_") and variable not in known
        )
        if wrong:
            raise SettingsError(*wrong)
        if values.get("demo"):
            values.setdefault("centre_email", DEMO_EMAIL)
        return cls(**values)

    @property
    def sqlalchemy_url(self) -> str:
        """The database address, the default one filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'oic.sqlite3'}"

    @property
    def mail_server(self) -> MailServer | None:
        """Where letters go; None keeps them in the outbox, as a demonstration always does."""
        return None if self.demo else parse_mail_url(self.mail_url)

    @property
    def imap_servers(self) -> tuple[ImapServer, ...]:
        """The mailboxes that the environment names; a demonstration fetches from none."""
        return () if self.demo else tuple(map(parse_imap_url, self.imap_url.split()))

    @property
    def files_dir(self) -> Path:
        """Folder of the stored attachments, by content hash."""
        return self.data_dir / "files"

    def secret(self) -> str:
        """The secret key: the setting, or the one kept in the data folder.

        Makes the file, readable by its owner alone, the first time. Raises SettingsError when
        the folder cannot be used.
        """
        if self.secret_key:
            return self.secret_key
        try:
            return self._kept_secret()
        except OSError as error:
            message = f"OIC_DATA_DIR {self.data_dir} cannot be used: {error.strerror or error}"
            raise SettingsError(message) from error

    def _kept_secret(self) -> str:
        path = self.data_dir / "secret"
        self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = secrets.token_urlsafe(48)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        return made

    def __repr__(self) -> str:
        """The settings without passwords and secrets."""
        shown = (
            f"{item.name}={getattr(self, item.name)!r}"
            for item in fields(self)
            if not item.metadata["secret"]
        )
        return f"Settings({', '.join(shown)})"


def documentation() -> list[tuple[str, str, str]]:
    """Each setting's variable, meaning and default, in the order of the class."""
    return [
        (
            item.metadata["variable"],
            item.metadata["doc"],
            "" if item.default is MISSING or item.metadata["secret"] else str(item.default),
        )
        for item in fields(Settings)
    ]
