"""A Redis server of our own: Debian's binary, a temporary folder, nothing kept."""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import redis

from tests.servers.leash import Leash
from tests.servers.program import free_port

MISSING = (
    "The tests need a real Redis and found no redis-server. "
    "Run tests/setup as root, or install Debian's package redis-server."
)
START_SECONDS = 60


class MissingRedisError(Exception):
    """The server is not installed."""


class Redis:
    """One server on a free port of the loopback interface. Nothing of it survives :meth:`stop`."""

    def __init__(self) -> None:
        if shutil.which("redis-server") is None:
            raise MissingRedisError(MISSING)
        self.folder = Path(tempfile.mkdtemp(prefix="oic-redis-"))
        port = free_port()
        self.url = f"redis://127.0.0.1:{port}/0"
        self.process = subprocess.Popen(
            [
                *("redis-server", "--port", str(port), "--bind", "127.0.0.1"),
                *("--dir", self.folder, "--logfile", self.folder / "log"),
                *("--save", "", "--appendonly", "no"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._leash = Leash(self.process.pid)
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        with redis.Redis.from_url(self.url) as client:
            while True:
                try:
                    client.ping()
                except redis.ConnectionError as error:
                    if self.process.poll() is not None or time.monotonic() > deadline:
                        self.stop()
                        message = f"Redis did not start: {error}"
                        raise RuntimeError(message) from error
                    time.sleep(0.02)
                else:
                    return

    def stop(self) -> None:
        """End the server and remove its folder."""
        self.process.kill()
        self.process.wait()
        self._leash.let_go()
        shutil.rmtree(self.folder, ignore_errors=True)
