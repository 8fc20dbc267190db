"""The manager who brings a register in, and the command that does."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from oic.staff.models import Role, User
from tests.factories.staff import make_user


@pytest.fixture
def boss(app: Flask) -> User:
    del app
    return make_user(role=Role.MANAGER, email="boss@oic.example.bg", name="Бойка Шефова")


@pytest.fixture
def bring(command: Callable[..., Result], boss: User) -> Callable[..., Result]:
    """``bring(path, "--dry-run")``: the command, as the manager."""
    return lambda path, *more: command("import", str(path), "--by", boss.email, *more)
