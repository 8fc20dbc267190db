"""A real IMAP server for a file of tests, with a mailbox of its own for each of them."""

from collections.abc import Iterator

import pytest

from tests.servers.dovecot import Dovecot

MAILBOXES = 60


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    """Debian's Dovecot with empty mailboxes desk0, desk1, …"""  # noqa: D400 - there are more
    server = Dovecot(*(f"desk{number}" for number in range(MAILBOXES)))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    """The mailboxes that nobody has used yet."""
    return iter(range(MAILBOXES))


@pytest.fixture
def user(numbers: Iterator[int]) -> str:
    """A mailbox of the test's own."""
    return f"desk{next(numbers)}"
