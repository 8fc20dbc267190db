"""The web server: granian, a process for each core.

There is no access log: public links hold tokens, and who asked what when is nobody's business but
the audit trail's.
"""

import errno
import multiprocessing
import os
import socket

from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from config import Settings
from oic import create_app
from oic.serving import logs
from oic.serving.parents import end_with_parent

KILL_AFTER = 15
"""Seconds that a request may go on after the server was asked to stop."""
THREADS = 8


class CannotListenError(Exception):
    """The address cannot be listened on; the message is one line for a person."""


def check_address(host: str, port: int) -> None:
    """Raise CannotListenError when the address is taken or is none of ours."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"port {port} on {host} is used by another program: choose one with --port"
        else:
            message = f"cannot listen on {host} port {port}: {error.strerror or error}"
        raise CannotListenError(message) from error


def application() -> Flask:
    """Make the application inside a server process."""
    parent = multiprocessing.parent_process()
    end_with_parent(parent.pid if parent else None)
    logs.configure()
    return create_app(Settings.from_environment())


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT. Raises CannotListenError and SettingsError."""
    settings.secret()  # what is wrong with its folder is said once, not by each process
    check_address(host, port)
    Server(
        "oic.serving.web:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.web_workers or os.cpu_count() or 1,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        respawn_interval=1,
        workers_kill_timeout=KILL_AFTER,
        log_level=LogLevels.error,
        log_dictconfig=logs.configuration(),
        log_access=False,
    ).serve()
