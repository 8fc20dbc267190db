"""Where a lower part's page shows something of a higher part.

The client page shows enquiries, bookings and registrations, of which ``clients`` knows nothing.
The higher part registers a panel when the app is made; this module is the one place where that
happens, and :data:`PLACES` lists every page that takes panels.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from oic.core.errors import Message

PLACES = (
    "client",
    "client_lookup",
    "client_merge",
    "client_renamed",
    "day_now",
    "day_week",
    "deactivation",
    "delivery",
    "incoming",
    "public_home",
)


@dataclass(frozen=True)
class Panel:
    """``render`` takes the page's subject and returns what its place expects."""

    place: str
    title: Message
    render: Callable[..., Any]
    order: int = 100


def register(app: Flask, panel: Panel) -> None:
    """Add a panel to a place. Raises ValueError for a place that is not in PLACES."""
    if panel.place not in PLACES:
        message = f"no page takes panels at {panel.place!r}"
        raise ValueError(message)
    app.extensions.setdefault("oic_panels", []).append(panel)


def at(place: str) -> list[Panel]:
    """The panels of a place, in order."""
    panels: list[Panel] = current_app.extensions.get("oic_panels", [])
    return sorted((panel for panel in panels if panel.place == place), key=lambda p: p.order)
