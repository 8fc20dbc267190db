"""The pages of this folder: the list and the look-up, people, organisations, merging."""

from oic.clients.views import listing, merging, organisations, people
from oic.clients.views.blueprint import blueprint

__all__ = ["blueprint", "listing", "merging", "organisations", "people"]
