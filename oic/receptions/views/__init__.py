"""Reception hours at the desk: this file is the feature's index."""

from oic.receptions.views import hours, settings
from oic.receptions.views.blueprint import blueprint

__all__ = ["blueprint", "hours", "settings"]
