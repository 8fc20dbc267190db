"""The administrator's pages and the outbox: this file is the feature's index."""

from oic.admin.views import calendar, mailboxes, outbox, ready, settings, trail
from oic.admin.views.blueprint import blueprint

__all__ = ["blueprint", "calendar", "mailboxes", "outbox", "ready", "settings", "trail"]
