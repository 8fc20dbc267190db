"""``oic up``: the web server and the worker as children, started, watched, stopped."""

import fcntl
import http.client
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

log = logging.getLogger(__name__)

STOP_SECONDS = 25.0
"""What children have to end by themselves: requests, and the letter in hand."""
RESTART_PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
STEADY_SECONDS = 60.0
"""A child that ran so long is no longer held to have crashed again."""
TRIES_TO_START = 3
_TICK = 0.1


class AlreadyRunningError(Exception):
    """Another program keeps this data folder; the message is one line for a person."""


def lock(data_dir: Path) -> IO[str]:
    """Keep a data folder for this process until the file is closed.

    Raises AlreadyRunningError, which names the process that has it.
    """
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = (data_dir / "up.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        process = file.read().strip()
        file.close()
        message = f"oic up runs on the folder {data_dir} already (process {process})"
        raise AlreadyRunningError(message) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


@dataclass
class Child:
    """One child process, started anew when it crashes."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    crashes: int = 0
    start_at: float = field(default_factory=time.monotonic)

    def look(self) -> None:
        """Start the child when its time has come; note that it crashed."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL)  # noqa: S603
                self.started_at = now
            return
        status = self.process.poll()
        if status is None:
            return
        self.crashes = 1 if now - self.started_at > STEADY_SECONDS else self.crashes + 1
        pause = RESTART_PAUSES[min(self.crashes, len(RESTART_PAUSES)) - 1]
        log.error("%s ended (status %d); starting it again in %g s", self.name, status, pause)
        self.process = None
        self.start_at = now + pause

    def ask_to_stop(self) -> None:
        """SIGTERM."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self, deadline: float) -> None:
        """Wait for the end, and kill at the deadline (of the monotonic clock)."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("%s did not end in time and is killed", self.name)
            self.process.kill()
            self.process.wait()


def answers(host: str, port: int) -> bool:
    """Whether the web server answers a request."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared only
    connection = http.client.HTTPConnection(reached, port, timeout=10)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


class Supervisor:
    """Runs web server and worker until SIGTERM or SIGINT."""

    def __init__(self, host: str, port: int) -> None:
        """Prepare both children; ``run`` starts them."""
        self._host = host
        self._port = port
        self._stop = threading.Event()
        parent = ("--parent", str(os.getpid()))
        oic = (sys.executable, "-m", "oic.cli")
        self.web = Child(
            "the web server", (*oic, "web", "--host", host, "--port", str(port), *parent)
        )
        self.worker = Child("the worker", (*oic, "worker", *parent))

    def run(self, announce: Callable[[], None]) -> int:
        """Run until asked to stop; the exit status. ``announce`` is called when it answers."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._asked)
        announced = False
        try:
            while not self._stop.wait(_TICK):
                self.web.look()
                self.worker.look()
                if not announced and self.web.crashes >= TRIES_TO_START:
                    log.error("the web server does not start; see above")
                    return 1
                if not announced and self.web.process and answers(self._host, self._port):
                    announced = True
                    announce()
        finally:
            self._end()
        return 0

    def _asked(self, *_: object) -> None:
        if self._stop.is_set():  # asked twice: at once
            for child in (self.web, self.worker):
                if child.process and child.process.poll() is None:
                    child.process.kill()
        self._stop.set()

    def _end(self) -> None:
        deadline = time.monotonic() + STOP_SECONDS
        for child in (self.web, self.worker):
            child.ask_to_stop()
        for child in (self.web, self.worker):
            child.wait(deadline)
