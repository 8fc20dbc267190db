"""An upgrade loses nothing: the revisions make exactly the tables that the program expects."""

from collections.abc import Iterator
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Engine, create_engine, inspect, text

from config import Settings
from oic.core.db import Base, db
from tests.architecture.sources import ROOT
from tests.conftest import SECRET, Databases, make_app

BY_HAND = ("search_fts", "claim_one_")
"""Tables and indexes of the full-text search, and what may not overlap: they are no models."""


@pytest.fixture
def empty_app(databases: Databases, tmp_path: Any) -> Iterator[Flask]:
    app = make_app(Settings(data_dir=tmp_path, database_url=databases.empty(), secret_key=SECRET))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def described(engine: Engine) -> dict[str, Any]:
    """Everything that the database itself says about its tables."""
    found = inspect(engine)
    tables = {}
    for name in found.get_table_names():
        if name == "alembic_version" or name.startswith(BY_HAND):
            continue
        tables[name] = {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in found.get_columns(name)
            },
            "primary key": found.get_pk_constraint(name),
            "checks": by_name(found.get_check_constraints(name)),
            "uniques": by_name(found.get_unique_constraints(name)),
            "foreign keys": by_name(found.get_foreign_keys(name)),
            "indexes": by_name(
                index for index in found.get_indexes(name) if not _by_hand(index["name"])
            ),
        }
    return tables


def _by_hand(name: str | None) -> bool:
    return (name or "").startswith(BY_HAND)


def by_name(things: Any) -> dict[str, Any]:
    return {
        str(thing["name"]): {
            key: {option: str(of) for option, of in value.items()}
            if key == "dialect_options"
            else value
            for key, value in thing.items()
        }
        for thing in things
    }


def revisions() -> list[str]:
    """Oldest first."""
    script = ScriptDirectory(str(ROOT / "migrations"))
    return [revision.revision for revision in script.walk_revisions()][::-1]


def test_there_is_one_newest_revision() -> None:
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_the_revisions_make_the_tables_of_the_models(own_app: Flask, databases: Databases) -> None:
    from_models = create_engine(databases.empty())
    Base.metadata.create_all(from_models)
    expected, made = described(from_models), described(db.engine)
    from_models.dispose()
    assert sorted(made) == sorted(expected)
    for table, parts in expected.items():
        for part, wanted in parts.items():
            assert made[table][part] == wanted, f"{part} of {table}"


def test_alembic_would_write_no_further_revision(own_app: Flask) -> None:
    def ours(_object: object, name: str | None, *_: object) -> bool:
        return not _by_hand(name)

    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_every_revision_goes_up_and_down(empty_app: Flask) -> None:
    earlier = "base"
    before: dict[str, Any] = {}
    for revision in revisions():
        flask_migrate.upgrade(revision=revision)
        after = described(db.engine)
        flask_migrate.downgrade(revision=earlier)
        assert described(db.engine) == before
        flask_migrate.upgrade(revision=revision)
        assert described(db.engine) == after
        earlier, before = revision, after
    flask_migrate.downgrade(revision="base")
    assert described(db.engine) == {}


def test_starting_again_on_the_newest_schema_changes_nothing(own_app: Flask) -> None:
    before = described(db.engine)
    flask_migrate.upgrade()
    assert described(db.engine) == before


def test_answers_given_before_0006_are_measured(empty_app: Flask) -> None:
    """An upgrade keeps what is known: how long answers took, and whether they came in time."""
    flask_migrate.upgrade(revision="0005")
    row = {
        "year": 2026,
        "language": "bg",
        "channel": "phone",
        "client_type": "citizen",
        "subject": "?",
        "reply_email": "",
        "duration_seconds": 0,
        "state": "answered",
        "forwarded_to": "",
        "pauses": "[]",
        "acknowledge_by": "2026-03-02",
        "warn_on": "2026-03-06",
        "due_on": "2026-03-10",
        "hard_limit_on": "2026-03-13",
        "answered_on_the_spot": False,
        "version": 1,
        "received_at": "2026-02-27 08:00:00+00:00",
        "created_at": "2026-02-27 08:00:00+00:00",
        "last_activity_at": "2026-02-27 08:00:00+00:00",
    }
    cases = {
        1: ("2026-02-27", "2026-02-27 09:00:00+00:00"),  # an hour later
        2: ("2026-02-27", "2026-03-04 08:00:00+00:00"),  # a weekend and a holiday later
        3: ("2026-02-27", "2026-03-11 08:00:00+00:00"),  # after the last day
        4: ("2026-03-09", "2026-02-27 09:00:00+00:00"),  # came back since
        5: ("2026-02-27", None),
    }
    plain = db.engine.dialect.name == "sqlite"
    with db.engine.begin() as connection:
        for number, (started, answered) in cases.items():
            given = row | {
                "id": number,
                "number": number,
                "reference": f"2026-{number:06d}",
                "public_token": f"t{number}",
                "clock_started_on": started,
                "first_answered_at": answered,
            }
            if plain:
                given = {
                    key: str(value).replace("+00:00", ".000000")
                    if key.endswith("_at") and value
                    else value
                    for key, value in given.items()
                }
            names = ", ".join(given)
            values = ", ".join(f":{name}" for name in given)
            connection.execute(text(f"INSERT INTO enquiry ({names}) VALUES ({values})"), given)  # noqa: S608 - a test's own names
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        measured = connection.execute(
            text("SELECT id, first_answer_minutes, answered_in_time FROM enquiry ORDER BY id")
        )
        found = {
            one: (minutes, None if known is None else bool(known))
            for one, minutes, known in measured
        }
        marks = connection.execute(text("SELECT count(*) FROM tally_mark")).scalar()
    assert found == {
        1: (60, True),
        2: (2 * 510, True),
        3: (7 * 510, False),
        4: (60, None),
        5: (None, None),
    }
    assert marks == 4, "everything is still to be counted"
