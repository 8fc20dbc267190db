"""A PostgreSQL server of our own: Debian's binaries, a temporary folder, a Unix socket."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

MISSING = (
    "The tests need a real PostgreSQL 15 or newer and found none under /usr/lib/postgresql. "
    "Run tests/setup as root, or install Debian's package postgresql."
)
START_SECONDS = 60
# The server lives as long as the pipe to this process: it ends with the tests, however they end.
LEASH = """
exec 3<&0
"$@" &
server=$!
(
  read -r _ <&3
  kill -QUIT $server
  while kill -0 $server; do sleep 0.05; done
  rm -rf "$0"
) 2>/dev/null &
wait $server
"""


class MissingServerError(Exception):
    """Something that the tests need is not installed."""


def _binaries() -> Path:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"),
        key=lambda path: float(path.parts[-3]),
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    if on_path is None:
        raise MissingServerError(MISSING)
    return Path(on_path).resolve().parent


def _account() -> str | None:
    """PostgreSQL refuses to run as root: name somebody else, or None when we are not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class PostgreSQL:
    """One server. Nothing of it survives :meth:`stop`."""

    def __init__(self) -> None:
        self._binaries = _binaries()
        self._account = _account()
        self.folder = Path(tempfile.mkdtemp(prefix="oic-pg-"))
        self._log = self.folder / "log"
        if self._account:
            shutil.chown(self.folder, user=self._account)
        self._run("initdb", "-A", "trust", "-U", "oic", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    *("sh", "-c", LEASH, self.folder),
                    self._binaries / "postgres",
                    *("-D", self.folder / "data", "-k", self.folder),
                    *("-c", "listen_addresses="),
                    *("-c", "fsync=off", "-c", "full_page_writes=off"),
                    *("-c", "synchronous_commit=off", "-c", "shared_buffers=64MB"),
                    *("-c", "max_connections=200", "-c", "timezone=Asia/Tokyo"),
                ],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd="/",
                user=self._account,
                start_new_session=True,
            )
        self._wait()

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._binaries / program, *arguments, "-D", self.folder / "data"],
            capture_output=True,
            text=True,
            cwd=self.folder,
            user=self._account,
            check=False,
        )
        if done.returncode:
            message = f"{program} failed: {done.stdout}{done.stderr}"
            raise RuntimeError(message)

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.execute("SELECT 1")
            except psycopg.OperationalError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    log = self._log.read_text(errors="replace")
                    self.stop()
                    message = f"PostgreSQL did not start: {error}\n{log}"
                    raise RuntimeError(message) from error
                time.sleep(0.02)
            else:
                return

    def url(self, database: str = "postgres") -> str:
        """The address of one of the server's databases, as OIC_DATABASE_URL takes it."""
        return f"postgresql+psycopg://oic@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run one statement outside any transaction, on the server's own database."""
        with psycopg.connect(
            user="oic", host=str(self.folder), dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def stop(self) -> None:
        """End the server and remove its folder."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
