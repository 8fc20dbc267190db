"""An SMTP server that keeps what it is sent and misbehaves when told to."""

import asyncio
import email
import email.policy
from dataclasses import dataclass, field
from email.message import EmailMessage
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class Received:
    """One message as it came over the wire."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        return email.message_from_bytes(self.content, policy=email.policy.default)

    @property
    def text(self) -> str:
        """The plain-text body."""
        body = self.message.get_body(("plain",))
        return "" if body is None else body.get_content()


@dataclass
class Manners:
    """How the server behaves; change it at any time.

    ``replies`` gives a recipient's reply to RCPT (``{"a@b.bg": "450 4.2.1 busy"}``), ``"*"`` to
    everybody else; ``data_reply`` is the reply to a whole message that is then not kept.
    ``hang`` leaves DATA without a reply until it is set to False or the server stops;
    ``die_after_data`` keeps the message and drops the connection before it says so.
    """

    replies: dict[str, str] = field(default_factory=dict)
    data_reply: str = ""
    hang: bool = False
    die_after_data: bool = False
    die_on_connect: bool = False


class _Handler:
    def __init__(self, sink: "Sink") -> None:
        self._sink = sink

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name and arguments
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        del envelope
        session.host_name = hostname
        self._sink.connections += 1
        if self._sink.manners.die_on_connect and server.transport:
            server.transport.abort()
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name and arguments
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        replies = self._sink.manners.replies
        reply = replies.get(address, replies.get("*", "250 OK"))
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del session
        sink = self._sink
        sink.asked.set()
        while sink.manners.hang:  # noqa: ASYNC110 - told from another thread
            await asyncio.sleep(0.01)
        if sink.manners.data_reply:
            return sink.manners.data_reply
        content = envelope.content
        if not isinstance(content, bytes):
            return "500 this sink takes bytes"
        sink.received.append(Received(envelope.mail_from or "", (*envelope.rcpt_tos,), content))
        if sink.manners.die_after_data and server.transport:
            server.transport.abort()
        return "250 kept"


class _Controller(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="sink.localhost", enable_SMTPUTF8=True)

    def _trigger_server(self) -> None:
        # Asked for port 0, the system has chosen one by now; aiosmtpd would knock at port 0.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Sink:
    """The server, on a free port of the loopback interface, in a thread of its own."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.manners = Manners()
        self.connections = 0
        self.asked = Event()
        """Set when a whole message has arrived, before the reply to it."""
        self._controller: Any = _Controller(_Handler(self), hostname="127.0.0.1", port=0)
        self._controller.start()
        self.port: int = self._controller.port

    @property
    def url(self) -> str:
        """The address, as OIC_MAIL_URL takes it."""
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[Received]:
        """What was kept for one recipient, oldest first."""
        return [letter for letter in self.received if address in letter.recipients]

    def stop(self) -> None:
        """Close the port. Connections that are open end."""
        self.manners.hang = False
        self._controller.stop()
