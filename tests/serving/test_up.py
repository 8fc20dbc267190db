"""``oic up``: one command that starts everything, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from config import Settings, SettingsError
from oic.core.db import db
from oic.demo.cli import UNFINISHED, forget_unfinished
from oic.mail.models import Letter, LetterState
from oic.serving import supervisor
from oic.serving.supervisor import AlreadyRunningError, Child
from tests.factories.mail import make_letter
from tests.servers.program import Program, free_port
from tests.servers.smtp import Sink

OIC = (sys.executable, "-m", "oic.cli")
PATIENCE = 180
Serve = Callable[..., Program]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ``oic`` that ends by itself."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("OIC_")}
    return subprocess.run(
        [*OIC, *arguments],
        env=others | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def family(pid: int) -> set[int]:
    """A process's descendants."""
    found: set[int] = set()
    for task in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((task / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        if parent == pid:
            found |= {int(task.name)} | family(int(task.name))
    return found


def until(holds: Callable[[], object]) -> None:
    """Wait for what must come; fails when it does not."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def alive(pids: set[int]) -> set[int]:
    """Those of the processes that still run."""

    def runs(pid: int) -> bool:
        try:
            return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2][1] != "Z"
        except OSError:
            return False

    return {pid for pid in pids if runs(pid)}


def pid_of(program: Program) -> int:
    """The process of ``oic up``."""
    assert program.process is not None
    return program.process.pid


def test_it_starts_sends_stops_without_orphans_and_starts_again(
    serve: Serve, smtp_sink: Sink
) -> None:
    program = serve()
    until(lambda: "Running at" in program.output)
    assert f"Running at {program.url}" in program.output
    assert "/desk/first/" in program.output
    with program.data():
        make_letter()
    until(lambda: smtp_sink.received)
    children = family(pid_of(program))
    assert len(children) >= 3
    again = run("up", "--port", str(free_port()), **program.environment)
    assert again.returncode == 1
    assert again.stderr.count("\n") == 1
    assert "already" in again.stderr
    assert program.stop() == 0
    assert alive(children) == set()
    program.start()
    assert program.get("/").status < 600
    assert program.stop() == 0
    assert "Traceback" not in program.output


def test_children_that_are_killed_come_back_and_none_outlives_a_killed_parent(
    serve: Serve, smtp_sink: Sink
) -> None:
    program = serve()
    children = family(pid_of(program))
    for child in children:
        os.kill(child, signal.SIGKILL)
    with program.data():
        make_letter()
        until(lambda: smtp_sink.received)
    until(program._answers)
    children = family(pid_of(program))
    os.kill(pid_of(program), signal.SIGKILL)
    until(lambda: not alive(children))
    with program.data():
        assert {one.state for one in db.session.scalars(select(Letter))} <= {
            LetterState.SENT,
            LetterState.SENDING,
        }


def test_a_port_that_is_taken_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run("up", "--port", port, OIC_DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert port in done.stderr


@pytest.mark.parametrize("command", ["up", "web", "worker"])
def test_a_wrong_setting_is_one_clear_line(command: str, tmp_path: Path) -> None:
    done = run(command, OIC_DATA_DIR=str(tmp_path), OIC_MAIL_URL="http://user:pass-word@host")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("OIC_MAIL_URL ")
    assert "pass-word" not in done.stderr


def test_a_database_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    url = f"postgresql://oic:pass-word@127.0.0.1:{free_port()}/oic"
    done = run("up", "--port", str(free_port()), OIC_DATA_DIR=str(tmp_path), OIC_DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "OIC_DATABASE_URL" in done.stderr
    assert "pass-word" not in done.stderr


@pytest.mark.parametrize("folder", ["a-file", "a-file/below"])
@pytest.mark.parametrize("command", ["up", "web", "worker", "staff"])
def test_a_data_folder_that_is_none_is_one_clear_line(
    command: str, folder: str, tmp_path: Path
) -> None:
    (tmp_path / "a-file").touch()
    more = ["list"] if command == "staff" else []
    done = run(command, *more, OIC_DATA_DIR=str(tmp_path / folder))
    assert done.returncode in {1, 2}
    assert done.stderr.count("\n") == 1
    assert str(tmp_path / folder) in done.stderr


def test_a_database_that_is_not_prepared_is_one_clear_line(tmp_path: Path) -> None:
    done = run("staff", "list", OIC_DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "oic db upgrade" in done.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OIC_CENTRE_EMAIL", "no address"),
        ("OIC_CENTRE_EMAIL", "a@example.bg, b@example.bg"),
        ("OIC_CENTRE_NAME_BG", "две\nлинии"),
        ("OIC_DATABASE_URL", "sqlite:///:memory:"),
        ("OIC_DATABASE_URL", "postgresql://localhost:port/oic"),
        ("OIC_PUBLIC_URL", "http://example.bg:99999"),
    ],
)
def test_a_value_that_cannot_work_is_named_at_the_start(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        Settings.from_environment({variable: value})


def test_a_register_in_use_is_never_started_as_a_demonstration(tmp_path: Path) -> None:
    run("db", "upgrade", OIC_DATA_DIR=str(tmp_path))
    person = ("staff", "add", "elena@oic.bg", "--name", "Елена", "--role", "expert")
    assert run(*person, OIC_DATA_DIR=str(tmp_path)).returncode == 0
    done = run("up", "--demo", "--port", str(free_port()), OIC_DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "in use" in done.stderr.splitlines()[-1]


def test_a_demonstration_that_was_cut_short_begins_anew(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    for name in (UNFINISHED, "oic.sqlite3", "oic.sqlite3-wal", "secret"):
        (tmp_path / name).touch()
    forget_unfinished(settings)
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_every_setting_is_printed_with_its_meaning() -> None:
    done = run("settings")
    assert done.returncode == 0
    assert "OIC_MAIL_URL\n    smtp://" in done.stdout
    assert "default: 042/603 526" in done.stdout


def test_a_data_folder_is_kept_by_one(tmp_path: Path) -> None:
    with supervisor.lock(tmp_path), pytest.raises(AlreadyRunningError, match=str(os.getpid())):
        supervisor.lock(tmp_path)
    supervisor.lock(tmp_path).close()


def test_a_child_that_crashes_again_and_again_is_started_with_growing_pauses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: at)
    child = Child("a child", (sys.executable, "-c", "raise SystemExit(3)"), start_at=at)
    pauses = []
    for _ in range(7):
        child.look()
        assert child.process is not None
        child.process.wait()
        child.look()
        assert child.process is None
        pauses.append(child.start_at - at)
        at = child.start_at
    assert pauses == [1, 2, 5, 10, 30, 30, 30]
