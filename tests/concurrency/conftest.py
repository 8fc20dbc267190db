"""What tests of two at once stand on."""

import pytest
from sqlalchemy import Select


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: rows are read without being held."""
    monkeypatch.setattr(Select, "with_for_update", lambda statement, **_: statement)
