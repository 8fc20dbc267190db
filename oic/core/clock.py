"""The one place that is asked what time it is.

Instants are timezone-aware UTC; people see them in Europe/Sofia. Tests set the clock with
:func:`frozen`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SOFIA = ZoneInfo("Europe/Sofia")

_frozen: ContextVar[datetime | None] = ContextVar("oic_frozen_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def local_now() -> datetime:
    """The present instant on the clock on the wall in Sofia."""
    return now().astimezone(SOFIA)


def today() -> date:
    """The calendar day in Sofia."""
    return local_now().date()


def local(instant: datetime) -> datetime:
    """An instant on the clock on the wall in Sofia.

    Raises ValueError for a naive datetime: it would be read in the machine's own zone.
    """
    if instant.tzinfo is None:
        message = "an instant needs a time zone"
        raise ValueError(message)
    return instant.astimezone(SOFIA)


def local_instant(day: date, at: time) -> datetime:
    """The UTC instant of a wall-clock time in Sofia.

    Times that the spring change skips move an hour forward; times that the autumn change
    repeats are the first of the two.
    """
    return datetime.combine(day, at, tzinfo=SOFIA).astimezone(UTC)


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Hold the clock at an instant, for tests and for demonstration data."""
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
