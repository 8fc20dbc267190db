"""The program itself as people run it: ``oic up`` in processes of its own, on a free port."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from config import Settings
from oic import create_app
from oic.core.db import db
from oic.staff.models import User
from tests.servers.leash import Leash
from tests.servers.smtp import Sink

ANNOUNCED = "Running at "
START_SECONDS = 180
STOP_SECONDS = 30


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Answer:
    """What the server said to a plain request."""

    status: int
    text: str


class Program:
    """One running program: web server and worker, data folder, and the sink its letters go to.

    ``app`` is the same program in the test's own process over the same database: push its
    context (``with program.data():``) to call factories and queries; what they write is
    committed and the server sees it.
    """

    def __init__(
        self,
        data_dir: Path,
        sink: Sink,
        *,
        database_url: str = "",
        arguments: tuple[str, ...] = ("up",),
        **environment: str,
    ) -> None:
        self.sink = sink
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data_dir.parent / f"{data_dir.name}.log"
        self._arguments = arguments
        self.environment = {
            "OIC_DATA_DIR": str(data_dir),
            "OIC_MAIL_URL": sink.url,
            "OIC_PUBLIC_URL": self.url,
            "OIC_WEB_WORKERS": "1",
            **environment,
        }
        if database_url:
            self.environment["OIC_DATABASE_URL"] = database_url
        self.process: subprocess.Popen[bytes] | None = None
        self._leash: Leash | None = None
        self._app: Flask | None = None

    @property
    def settings(self) -> Settings:
        """The settings that the program runs with."""
        return Settings.from_environment(self.environment)

    @property
    def app(self) -> Flask:
        """The program in this process, on the same data."""
        if self._app is None:
            self._app = create_app(self.settings)
        return self._app

    @contextmanager
    def data(self) -> Iterator[Flask]:
        """Work on the program's data; every block sees what has been saved until then."""
        with self.app.app_context():
            yield self.app
            db.session.remove()

    def start(self) -> None:
        """Start it and return when it answers. Raises RuntimeError with its output if not."""
        others = {name: value for name, value in os.environ.items() if not name.startswith("OIC_")}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    Path(sys.executable).parent / "oic",
                    *self._arguments,
                    *("--host", "127.0.0.1", "--port", str(self.port)),
                ],
                env={**others, **self.environment, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._tie(self.process.pid)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                message = f"oic {' '.join(self._arguments)} did not start:\n{self.output}"
                raise RuntimeError(message)
            time.sleep(0.05)

    def _tie(self, group: int | None) -> None:
        if self._leash is not None:
            self._leash.let_go()
        self._leash = Leash(group) if group is not None else None

    def _answers(self) -> bool:
        """Whether it serves pages and, run whole, has said all that it says at its start."""
        if self._arguments[0] == "up" and ANNOUNCED not in self.output:
            return False
        try:
            return bool(self.get("/desk/sign-in").status)
        except (OSError, urllib.error.URLError):
            return False

    @property
    def output(self) -> str:
        """All that it printed."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def get(self, path: str) -> Answer:
        """A plain request, without cookies; redirects are followed."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=60) as reply:  # noqa: S310
                return Answer(reply.status, reply.read().decode(errors="replace"))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode(errors="replace"))

    def cookie(self, user: User) -> dict[str, Any]:
        """A signed-in session's cookie, as Playwright's ``add_cookies`` takes it."""
        with self.app.test_request_context(base_url=self.url):
            interface = self.app.session_interface
            if not isinstance(interface, SecureCookieSessionInterface):
                message = "the session is kept somewhere else"
                raise TypeError(message)
            response = self.app.response_class()
            content = interface.session_class({"_user_id": user.get_id(), "_fresh": True})
            content.modified = True
            interface.save_session(self.app, content, response)
        morsel = next(iter(SimpleCookie(response.headers["Set-Cookie"]).values()))
        return {"name": morsel.key, "value": morsel.value, "url": self.url}

    def stop(self) -> int:
        """Ask it to stop (SIGTERM) and wait; the exit status. Kills it when it does not."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
                message = f"the program did not stop in {STOP_SECONDS} s:\n{self.output}"
                raise RuntimeError(message) from None
        return self.process.returncode

    def kill(self) -> None:
        """End the whole family at once (kill -9), as in a power cut."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        """Stop it, whatever state it is in, and let go of the database."""
        try:
            self.stop()
        finally:
            self.kill()
            self._tie(None)
            if self._app is not None:
                with self._app.app_context():
                    db.session.remove()
                    db.engine.dispose()
