"""A test run that is killed leaves no server behind on the machine that it ran on."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

STARTS = {
    "program": """
from tests.servers.program import Program
from tests.servers.smtp import Sink
server = Program(Path(sys.argv[1]) / "data", Sink())
server.start()
""",
    "postgresql": """
from tests.servers.postgresql import PostgreSQL
server = PostgreSQL()
""",
    "redis": """
from tests.servers.redis import Redis
server = Redis()
""",
}
TESTING = """
import sys
import time
from contextlib import suppress
from pathlib import Path
{start}
print(server.process.pid, flush=True)
time.sleep(600)
"""
PATIENCE = 60


def running(group: int) -> set[int]:
    """The processes of a group that have not ended."""
    found = set()
    for task in Path("/proc").glob("[0-9]*"):
        try:
            state, _parent, its = (task / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its) == group and state != "Z":
            found.add(int(task.name))
    return found


@pytest.mark.parametrize("server", STARTS)
def test_a_killed_test_takes_its_server_with_it(tmp_path: Path, server: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", TESTING.format(start=STARTS[server]), tmp_path],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    ) as testing:
        assert testing.stdout is not None
        group = int(testing.stdout.readline())
        assert running(group)
        testing.kill()
    deadline = time.monotonic() + PATIENCE
    try:
        while running(group):
            assert time.monotonic() < deadline, "it runs on"
            time.sleep(0.05)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
