"""The names by which people and service managers call the program: one that is gone stops them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import Result

from oic.places.queries import municipalities
from oic.staff import queries
from oic.staff.models import Role
from tests.factories.mail import make_letter
from tests.servers.program import Program
from tests.servers.smtp import Sink

OIC = Path(sys.executable).parent / "oic"
ROOT = Path(__file__).parents[2]
PATIENCE = 180


def environment(program: Program) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("OIC_")}
    return others | program.environment


def run(program: Program, *arguments: str, say: str = "") -> subprocess.CompletedProcess[str]:
    """Run something that ends by itself, on the program's data."""
    return subprocess.run(
        arguments,
        input=say,
        cwd=ROOT,
        env=environment(program),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.fixture
def apart(tmp_path: Path, smtp_sink: Sink) -> Iterator[Callable[..., Program]]:
    """``apart("web")``: the program under another of its commands, on a migrated database."""
    with ExitStack() as stack:

        def make(*arguments: str) -> Program:
            program = Program(tmp_path / "data", smtp_sink, arguments=arguments)
            done = run(program, str(OIC), "db", "upgrade")
            assert done.returncode == 0, done.stderr
            stack.callback(program.close)
            return program

        yield make


@pytest.mark.parametrize("command", ["web", "run"])
def test_the_web_server_alone_answers(command: str, apart: Callable[..., Program]) -> None:
    program = apart(command)
    program.start()
    assert program.get("/").status == 200
    assert program.get("/desk/sign-in").status == 200
    assert "Traceback" not in program.output


def test_the_worker_alone_sends_and_stops_when_it_is_asked(
    apart: Callable[..., Program], smtp_sink: Sink
) -> None:
    program = apart("web")
    with program.data():
        make_letter()
    worker = subprocess.Popen([OIC, "worker"], env=environment(program), stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE
        while not smtp_sink.received:
            assert time.monotonic() < deadline, "the letter never left"
            smtp_sink.asked.wait(0.2)
        with program.data():
            assert len(municipalities()) == 11, "it brought the reference data along"
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE) == 0
    finally:
        worker.kill()
        worker.wait()


STOPPED_WHILE_IT_BEGINS = """
import signal, sys
from oic.cli import main
from oic.serving import worker

def then_asked_to_stop(begin):
    def both(*arguments, **options):
        begin(*arguments, **options)
        signal.raise_signal(signal.SIGTERM)
    return both

worker.{begin} = then_asked_to_stop(worker.{begin})
sys.argv = ["oic", "worker"]
main()
"""


@pytest.mark.parametrize("begin", ["load_reference", "Sender.start", "Jobs.start"])
def test_a_worker_asked_to_stop_while_it_begins_finishes_what_it_has_in_hand(
    begin: str, apart: Callable[..., Program]
) -> None:
    script = STOPPED_WHILE_IT_BEGINS.format(begin=begin)
    done = run(apart("web"), sys.executable, "-c", script)
    assert done.returncode == 0, done.stderr


def test_the_shell_and_the_wsgi_entry_hold_the_same_program(apart: Callable[..., Program]) -> None:
    program = apart("web")
    asked = "print('routes', len(app.url_map._rules))\n"
    shell = run(program, str(OIC), "shell", say=asked)
    assert shell.returncode == 0, shell.stderr
    wsgi = run(program, sys.executable, "-c", f"from wsgi import app\n{asked}")
    assert wsgi.returncode == 0, wsgi.stderr
    assert wsgi.stdout.startswith("routes ")
    assert wsgi.stdout.strip() in shell.stdout


def test_ctrl_c_stops_everything_quietly(serve: Callable[..., Program]) -> None:
    program = serve()
    assert program.process is not None
    os.killpg(program.process.pid, signal.SIGINT)  # a terminal sends it to the whole family
    assert program.process.wait(PATIENCE) == 0
    assert "Traceback" not in program.output


@pytest.mark.parametrize("role", list(Role))
def test_an_account_of_each_role_is_added_as_it_is_written(
    role: Role, command: Callable[..., Result]
) -> None:
    done = command("staff", "add", "nova@oic.bg", "--name", "Нова Колежка", "--role", role.value)
    assert done.exit_code == 0, done.output
    account = queries.by_email("nova@oic.bg")
    assert account is not None
    assert (account.role, account.name, account.active) == (role, "Нова Колежка", True)


def test_a_role_that_is_none_is_refused_by_name(command: Callable[..., Result]) -> None:
    done = command("staff", "add", "nova@oic.bg", "--name", "Нова", "--role", "boss")
    assert done.exit_code == 2
    assert "'boss' is not one of 'expert', 'manager', 'administrator'" in done.output
    assert queries.by_email("nova@oic.bg") is None
