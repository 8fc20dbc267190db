"""The kept connection to the mail server, by Flask-Mail, with timeouts and checked certificates."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from flask_mail import Connection, Mail
from flask_mail import Message as FlaskMailMessage

from config import Settings
from oic.core.clock import now
from oic.mail.addresses import mail_domain
from oic.mail.message import POLICY, compose
from oic.mail.models import Letter


@dataclass(frozen=True)
class Timeouts:
    """How long the server may take, in seconds."""

    command: float = 60.0
    """To connect, and to answer each command."""
    end_of_data: float = 300.0
    """To answer the final dot. RFC 5321 (4.5.3.2.6) asks for patience here: giving up means
    that the letter is sent again although the server may have it."""


TIMEOUTS = Timeouts()


class _Smtp(smtplib.SMTP):
    """Waits longer for the reply that says whether the server has the letter."""

    begun = False

    def data(self, msg: Any) -> tuple[int, bytes]:  # noqa: ANN401 - as smtplib has it
        """Hand the text of a letter over."""
        self.begun = True
        return _patiently(self, super().data, msg)


class _SmtpSsl(smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""

    begun = False

    def data(self, msg: Any) -> tuple[int, bytes]:  # noqa: ANN401 - as smtplib has it
        """Hand the text of a letter over."""
        self.begun = True
        return _patiently(self, super().data, msg)


def _patiently(
    host: smtplib.SMTP, data: Callable[[Any], tuple[int, bytes]], text: bytes | str
) -> tuple[int, bytes]:
    if host.sock is not None:
        host.sock.settimeout(TIMEOUTS.end_of_data)
    try:
        return data(text)
    finally:
        if host.sock is not None:
            host.sock.settimeout(TIMEOUTS.command)


class KeptConnection(Connection):
    """Flask-Mail's connection, opened once and used for many letters until it breaks."""

    host: _Smtp | _SmtpSsl | None
    begun = False
    """Whether the server was offered the present letter's text: it may have it."""

    @property
    def is_open(self) -> bool:
        """Whether there is a connection, as far as is known."""
        return self.host is not None and self.host.sock is not None

    def open(self) -> None:
        """Connect and sign in. Raises what smtplib and sockets raise."""
        self.host = self.configure_host()

    def close(self) -> None:
        """Say goodbye if the server still listens; never raises."""
        host, self.host = self.host, None
        if host is None:
            return
        try:
            if host.sock is not None:
                host.sock.settimeout(min(5.0, TIMEOUTS.command))
                host.quit()
        except (OSError, smtplib.SMTPException):
            pass
        finally:
            host.close()

    def send(
        self, message: FlaskMailMessage, envelope_from: str | tuple[str, str] | None = None
    ) -> None:
        """Hand a letter over. Raises what smtplib and sockets raise, and RuntimeError unopened."""
        host = self.host
        if host is None:
            sentence = "the connection is not open"
            raise RuntimeError(sentence)
        self.begun = host.begun = False
        try:
            super().send(message, envelope_from)
        finally:
            self.begun = host.begun

    def configure_host(self) -> _Smtp | _SmtpSsl:
        """As Flask-Mail's, with timeouts, and with certificates that are checked."""
        mail = self.mail
        host: _Smtp | _SmtpSsl
        if mail.use_ssl:
            context = ssl.create_default_context()
            host = _SmtpSsl(mail.server, mail.port, timeout=TIMEOUTS.command, context=context)
        else:
            host = _Smtp(mail.server, mail.port, timeout=TIMEOUTS.command)
        try:
            if mail.use_tls:
                host.starttls(context=ssl.create_default_context())
            if mail.username and mail.password:
                host.login(mail.username, mail.password)
            else:
                host.ehlo_or_helo_if_needed()
        except BaseException:
            host.close()
            raise
        return host


class Mailer(Mail):
    """Flask-Mail with a connection that can be kept."""

    def connect(self) -> KeptConnection:
        """A connection, not opened yet, to the present application's server."""
        return KeptConnection(current_app.extensions["mail"])


mailer = Mailer()


class LetterMessage(FlaskMailMessage):
    """A letter as Flask-Mail wants it: the recipients from here, the bytes from compose()."""

    def __init__(self, letter: Letter) -> None:
        """Compose the letter. Raises Unsendable."""
        message = compose(letter, now())
        super().__init__(
            subject=letter.subject,
            recipients=[address.addr_spec for address in message["To"].addresses],
            sender=message["From"].addresses[0].addr_spec,
        )
        self.msgId = letter.message_id
        self._bytes = message.as_bytes(policy=POLICY)

    def as_bytes(self) -> bytes:
        """The exact bytes of the letter."""
        return self._bytes

    def as_string(self) -> str:
        """The same; they are ASCII."""
        return self._bytes.decode("ascii")


def init_app(app: Flask, settings: Settings) -> None:
    """Tell Flask-Mail where the server is. Nothing is sent by a request, in tests neither."""
    server = settings.mail_server
    app.config.update(
        MAIL_SERVER=server.host if server else "",
        MAIL_PORT=server.port if server else 0,
        MAIL_USERNAME=server.username if server else None,
        MAIL_PASSWORD=server.password if server else None,
        MAIL_USE_SSL=bool(server and server.use_ssl),
        MAIL_USE_TLS=bool(server and server.use_starttls),
        MAIL_DEFAULT_SENDER=f"oic@{mail_domain(settings.centre_email)}",
        MAIL_SUPPRESS_SEND=False,
        MAIL_DEBUG=0,
    )
    mailer.init_app(app)
