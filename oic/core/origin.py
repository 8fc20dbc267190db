"""From where the present work was asked for: the web (with an address), a command, a job."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """``source`` is web, command or job; ``address`` is the client's IP address on the web."""

    source: str = "command"
    address: str = ""


_origin: ContextVar[Origin] = ContextVar("oic_origin", default=Origin())


def current() -> Origin:
    """The origin of the present work."""
    return _origin.get()


def set_current(origin: Origin) -> None:
    """Set the origin for the rest of this request or job."""
    _origin.set(origin)


@contextmanager
def coming_from(origin: Origin) -> Iterator[None]:
    """Work inside this block comes from ``origin``."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)
