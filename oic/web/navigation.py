"""The rail of places at the desk: each folder registers its own when the app is made."""

from dataclasses import dataclass

from flask import Flask, current_app, request
from flask_login import current_user

from oic.core.errors import Message
from oic.web.access import Permission


@dataclass(frozen=True)
class Place:
    """One entry of the rail: where it leads, its Bootstrap icon, who sees it."""

    endpoint: str
    label: Message
    icon: str
    permission: Permission
    order: int
    also: tuple[str, ...] = ()
    """Beginnings of endpoints that belong to this place besides its own."""

    @property
    def current(self) -> bool:
        """Whether the present page belongs to this place."""
        endpoint = request.endpoint or ""
        return endpoint == self.endpoint or endpoint.startswith(self.also or ("\0",))


def register(app: Flask, place: Place) -> None:
    """Add a place to the rail."""
    app.extensions.setdefault("oic_places", []).append(place)


def places() -> list[Place]:
    """The places that the signed-in person may go to, in order."""
    registered: list[Place] = current_app.extensions.get("oic_places", [])
    return [
        place
        for place in sorted(registered, key=lambda p: p.order)
        if current_user.is_authenticated and current_user.may(place.permission)
    ]
