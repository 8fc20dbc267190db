"""What every test stands on: both databases, the program, people who use it, the clock."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import flask_migrate
import hypothesis
import pytest
from argon2 import PasswordHasher
from click.testing import Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import Engine, event, select

from config import Settings
from oic import create_app
from oic.cli import group
from oic.core import clock
from oic.core.db import db, transaction
from oic.mail.models import Letter
from oic.staff import passwords
from oic.staff.models import Role, User
from oic.translations.catalogue import compile_catalogues
from tests.checking.client import Client
from tests.factories.staff import make_user
from tests.servers.postgresql import MissingServerError, PostgreSQL
from tests.servers.program import Program
from tests.servers.redis import MissingRedisError, Redis
from tests.servers.smtp import Sink

ENGINES = ("sqlite", "postgresql")
SECRET = "the tests' secret, long enough to be taken for one"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
TUESDAY_MORNING = datetime(2026, 3, 10, 9, 30, tzinfo=clock.SOFIA)


def pytest_configure() -> None:
    """Compile the translations: the tests read Bulgarian pages."""
    compile_catalogues()
    hypothesis.settings.register_profile(
        "house",
        deadline=None,  # no test asserts a duration
        derandomize=True,  # what fails in CI fails at home
        suppress_health_check=[
            hypothesis.HealthCheck.function_scoped_fixture,  # examples may share a database
            hypothesis.HealthCheck.too_slow,
        ],
    )
    hypothesis.settings.load_profile("house")
    # A session on the test's own connection works in savepoints of its outer transaction;
    # on an engine, as in reality, this changes nothing.
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--engine sqlite`` for a quick look while working; the suite runs on both."""
    parser.addoption("--engine", action="append", choices=ENGINES, help="only this database")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that needs the database on each engine."""
    given = metafunc.definition.get_closest_marker("parametrize")
    if "engine" in metafunc.fixturenames and not (given and given.args[0] == "engine"):
        engines = metafunc.config.getoption("--engine") or ENGINES
        metafunc.parametrize("engine", engines, indirect=True, scope="session")


# Databases


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """The real PostgreSQL server of this test process. Fails where it is not installed."""
    try:
        server = PostgreSQL()
    except MissingServerError as error:
        pytest.fail(str(error), pytrace=False)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    """The real Redis of this test process. Fails where it is not installed."""
    try:
        server = Redis()
    except MissingRedisError as error:
        pytest.fail(str(error), pytrace=False)
    yield server
    server.stop()


class Databases:
    """Makes databases of one engine: empty ones, and copies of a migrated and filled template."""

    def __init__(self, engine: str, folder: Path, server: PostgreSQL | None) -> None:
        self.engine = engine
        self._folder = folder
        self._server = server
        self._numbers = count(1)
        self._template: str | None = None

    def url(self, name: str) -> str:
        """The address of a database by name, as OIC_DATABASE_URL takes it."""
        return self._server.url(name) if self._server else f"sqlite:///{self._folder / name}"

    def empty(self) -> str:
        """The address of a new database without tables."""
        name = f"database_{next(self._numbers)}"
        if self._server:
            self._server.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def migrated(self) -> str:
        """The address of a new database with the schema and the reference data, nothing else."""
        self._template = self._template or self._make_template()
        name = f"database_{next(self._numbers)}"
        if self._server:
            self._server.execute(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        else:
            shutil.copy(self._folder / self._template, self._folder / name)
        return self.url(name)

    def _make_template(self) -> str:
        url = self.empty()
        app = make_app(Settings(data_dir=self._folder, database_url=url, secret_key=SECRET))
        with app.app_context():
            flask_migrate.upgrade()
            if find_spec("oic.reference"):
                load = import_module("oic.reference").load
                with clock.frozen(TUESDAY_MORNING), transaction():
                    load()
            db.session.remove()
            db.engine.dispose()  # a template has no connections; SQLite folds its log in
        return url.partition("?")[0].rpartition("/")[2]


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """The kind of database: sqlite or postgresql. Every test that asks for it runs on both."""
    return str(request.param)


@pytest.fixture(scope="session")
def databases(
    engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Databases:
    """Makes databases of the present engine."""
    server = request.getfixturevalue("postgresql") if engine == "postgresql" else None
    return Databases(engine, tmp_path_factory.mktemp(f"databases-{engine}"), server)


# The program


def make_app(settings: Settings) -> Flask:
    """Make the program as ``oic`` does; errors reach the test, CSRF stays on."""
    app = create_app(settings)
    app.testing = True
    return app


def _settings(databases: Databases, data_dir: Path) -> Settings:
    return Settings(
        data_dir=data_dir,
        database_url=databases.migrated(),
        secret_key=SECRET,
        public_url="http://localhost",
        centre_email="oic@oic.example.bg",
    )


@pytest.fixture(scope="session")
def shared_app(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One program per engine; ``app`` gives it to a test with a database as new."""
    app = make_app(_settings(databases, tmp_path_factory.mktemp("data")))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def settings(shared_app: Flask, tmp_path: Path) -> Settings:
    """The settings of the program in this test, with a data folder of its own."""
    return replace(shared_app.config["OIC"], data_dir=tmp_path / "data")


@pytest.fixture
def app(
    shared_app: Flask,
    settings: Settings,
    frozen_clock: "FrozenClock",
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Flask]:
    """The program, its context pushed, on the reference data alone.

    All that the test and its requests write happens in savepoints of one outer transaction that
    is rolled back. Tests of several connections or processes take ``own_app``.
    """
    del frozen_clock
    # Whether a password fits does not depend on how dear guessing is; the tests' time does.
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    usual = shared_app.config["OIC"]
    shared_app.config["OIC"] = settings
    with shared_app.app_context():
        engines = db.engines
    real = engines[None]
    connection = real.connect()
    outer = connection.begin()
    engines[None] = connection  # type: ignore[index]
    try:
        with shared_app.app_context():
            yield shared_app
    finally:
        engines[None] = real  # type: ignore[index]
        outer.rollback()
        connection.close()
        shared_app.config["OIC"] = usual


@pytest.fixture
def change_settings(app: Flask) -> Callable[..., Settings]:
    """Change settings for the rest of the test: ``change_settings(public_url="https://…")``."""

    def change(**values: Any) -> Settings:
        app.config["OIC"] = replace(app.config["OIC"], **values)
        return app.config["OIC"]

    return change


@pytest.fixture
def own_app(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The program on a database of its own with real commits, for threads and processes.

    Its context is pushed; the clock runs. Other processes reach the same data by
    ``own_app.config["OIC"].database_url`` and ``.data_dir``.
    """
    app = make_app(_settings(databases, tmp_path / "data"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def command(app: Flask) -> Callable[..., Result]:
    """Run a command of ``oic``: ``command("staff", "add", "a@b.bg")`` gives click's Result."""

    def run(*arguments: str, **kw: Any) -> Result:
        runner = app.test_cli_runner()
        return runner.invoke(group, arguments, obj=ScriptInfo(create_app=lambda: app), **kw)

    return run


# People


@pytest.fixture
def client(app: Flask) -> Client:
    """A stranger's browser; every page that it gets is checked."""
    return Client(app)


@pytest.fixture
def expert(app: Flask) -> User:
    """The account behind ``as_expert``."""
    del app
    return make_user(role=Role.EXPERT, name="Елена Експертова")


@pytest.fixture
def manager(app: Flask) -> User:
    """The account behind ``as_manager``."""
    del app
    return make_user(role=Role.MANAGER, name="Мария Ръководителова")


@pytest.fixture
def administrator(app: Flask) -> User:
    """The account behind ``as_administrator``."""
    del app
    return make_user(role=Role.ADMINISTRATOR, name="Асен Администраторов")


@pytest.fixture
def as_expert(app: Flask, expert: User) -> Client:
    """A signed-in expert's browser; ``as_expert.user`` is the account."""
    return Client(app, expert)


@pytest.fixture
def as_manager(app: Flask, manager: User) -> Client:
    """A signed-in manager's browser."""
    return Client(app, manager)


@pytest.fixture
def as_administrator(app: Flask, administrator: User) -> Client:
    """A signed-in administrator's browser."""
    return Client(app, administrator)


@pytest.fixture
def as_user(app: Flask) -> Callable[[User], Client]:
    """``as_user(user)``: the browser of any account."""
    return lambda user: Client(app, user)


# The clock


class FrozenClock:
    """The clock of the test; it stands until it is moved."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.set(TUESDAY_MORNING)

    @property
    def now(self) -> datetime:
        """The instant that it shows."""
        return clock.now()

    def set(self, instant: datetime) -> None:
        """Show another instant; one without a zone is meant in Sofia."""
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=clock.SOFIA)
        self._stack.enter_context(clock.frozen(instant))

    def move(self, **by: float) -> None:
        """Go on by ``days=``, ``hours=``, ``minutes=``, ``seconds=``."""
        self.set(clock.now() + timedelta(**by))


@pytest.fixture
def frozen_clock() -> Iterator[FrozenClock]:
    """Tuesday, 10 March 2026, 09:30 in Sofia, and standing still; every test of ``app`` has it."""
    with ExitStack() as stack:
        yield FrozenClock(stack)


# Mail


@pytest.fixture
def letters(app: Flask) -> Callable[..., list[Letter]]:
    """``letters(kind=…, to=…)``: what stands in the outbox, oldest first."""
    del app

    def queued(*, kind: str | None = None, to: str | None = None) -> list[Letter]:
        question = select(Letter).order_by(Letter.id)
        if kind is not None:
            question = question.where(Letter.kind == kind)
        if to is not None:
            question = question.where(Letter.to_email == to)
        return list(db.session.scalars(question))

    return queued


@pytest.fixture
def smtp_sink() -> Iterator[Sink]:
    """A real SMTP server that keeps what it gets: see tests.servers.smtp."""
    sink = Sink()
    yield sink
    sink.stop()


# The program as people run it


@pytest.fixture
def serve(
    tmp_path_factory: pytest.TempPathFactory, smtp_sink: Sink
) -> Iterator[Callable[..., Program]]:
    """``serve()`` starts ``oic up`` with a data folder of its own: see tests.servers.program.

    ``serve(database_url=databases.migrated(), OIC_DEMO="yes")`` gives it another database and
    settings; every call is another program, all of them writing to ``smtp_sink``.
    """
    with ExitStack() as stack:

        def start(**how: Any) -> Program:
            program = Program(tmp_path_factory.mktemp("served") / "data", smtp_sink, **how)
            stack.callback(program.close)
            program.start()
            return program

        yield start


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """One running program for all the tests of a module, on SQLite; its ``sink`` has the mail."""
    sink = Sink()
    program = Program(tmp_path_factory.mktemp("served") / "data", sink)
    try:
        program.start()
        yield program
    finally:
        program.close()
        sink.stop()


# Counting


@dataclass
class Queries:
    """The statements that a block sent to the database."""

    statements: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many questions and changes, transactions' own statements apart."""
        return len(self.statements)


@pytest.fixture
def count_queries() -> Callable[[], Any]:
    """Count the statements of a block, in ``with``; ``count`` of what it gives is the number."""

    @contextmanager
    def counting() -> Iterator[Queries]:
        queries = Queries()
        apart = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "PRAGMA")

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if not statement.lstrip().upper().startswith(apart):
                queries.statements.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield queries
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return counting
