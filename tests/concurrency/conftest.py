"""What tests of two at once stand on."""

import pytest
from flask import Flask
from sqlalchemy import Select, text

from oic.core.db import db


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: rows are read without being held."""
    monkeypatch.setattr(Select, "with_for_update", lambda statement, **_: statement)


@pytest.fixture
def without_rules(own_app: Flask) -> None:
    """The negative control: the database holds nobody to what may not overlap."""
    del own_app
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            for name in ("claim_one_visit", "claim_one_trip"):
                connection.execute(text(f"ALTER TABLE claim DROP CONSTRAINT {name}"))
        else:
            for name in ("claim_one_visit", "claim_one_trip"):
                for verb in ("insert", "update"):
                    connection.execute(text(f"DROP TRIGGER {name}_{verb}"))
