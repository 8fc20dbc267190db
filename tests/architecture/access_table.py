"""Who may do what, written down: every endpoint and the permission that it needs.

Whoever adds a page adds a line here; tests/architecture/test_access.py holds the program to it.
"""

from oic.staff.models import Role
from oic.web.access import Permission

WHO_MAY = {
    Permission.PUBLIC: {None, Role.EXPERT, Role.MANAGER, Role.ADMINISTRATOR},
    Permission.SIGNED_IN: {Role.EXPERT, Role.MANAGER, Role.ADMINISTRATOR},
    Permission.DESK: {Role.EXPERT, Role.MANAGER},
    Permission.OUTBOX: {Role.EXPERT, Role.MANAGER, Role.ADMINISTRATOR},
    Permission.MANAGE: {Role.MANAGER},
    Permission.ADMINISTER: {Role.ADMINISTRATOR},
}
"""The roles behind each permission; None is somebody without an account."""

NO_CSRF_BEFORE_THE_VIEW = {"public.send", "public_en.send"}
"""Forms of strangers that check the token themselves, to give back what was typed."""

ENDPOINTS: dict[Permission, str] = {}
"""Endpoints by permission; ``public.*`` stands for its English twin ``public_en.*`` too."""

TABLE = {
    endpoint: permission
    for permission, endpoints in ENDPOINTS.items()
    for endpoint in endpoints.split()
}
