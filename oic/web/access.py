"""Who may see what. Denied unless declared: every endpoint names its permission.

A view is marked with :func:`needs`, :func:`signed_in` or :func:`open_to_all`. An endpoint with no
mark is refused to everybody, so that a forgotten mark is noticed by its author and not by a
stranger.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from flask import Flask, abort, current_app, request
from flask_login import current_user
from werkzeug.exceptions import Forbidden

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "oic_access"


class Permission(StrEnum):
    """What a role may do; each role has a set of these (oic.staff.models)."""

    DESK = "desk"  # the register: enquiries, clients, answers
    OUTBOX = "outbox"  # the letters' list
    MANAGE = "manage"  # workload, reassigning, lists
    ADMINISTER = "administer"  # settings, accounts, audit
    SIGNED_IN = "signed_in"  # any account
    PUBLIC = "public"  # anybody


class HasPermissions(Protocol):
    """What this module asks of the signed-in person."""

    is_authenticated: bool

    def may(self, permission: Permission) -> bool:
        """Whether the person has a permission."""


def needs(permission: Permission) -> Callable[[View], View]:
    """Declare the permission that a view needs."""

    def mark(view: View) -> View:
        setattr(view, _MARK, permission)
        return view

    return mark


def signed_in(view: View) -> View:
    """Declare a view open to every account."""
    return needs(Permission.SIGNED_IN)(view)


def open_to_all(view: View) -> View:
    """Declare a view open to the public."""
    return needs(Permission.PUBLIC)(view)


OPEN_ENDPOINTS = frozenset({"static", "bootstrap.static"})


def permission_of(app: Flask, endpoint: str) -> Permission | None:
    """The declared permission of an endpoint; None where none was declared (refused)."""
    if endpoint in OPEN_ENDPOINTS:
        return Permission.PUBLIC
    return getattr(app.view_functions[endpoint], _MARK, None)


def _guard() -> Any:  # noqa: ANN401 - Flask's before_request may return any response
    if request.endpoint is None:
        return None  # no such address: the 404 follows
    permission = permission_of(current_app, request.endpoint)
    if permission is Permission.PUBLIC:
        return None
    if not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    if permission is None:
        raise Forbidden
    if permission is not Permission.SIGNED_IN and not current_user.may(permission):
        abort(403)
    return None


def init_app(app: Flask) -> None:
    """Put the guard before every request."""
    app.before_request(_guard)
