"""Every question asked of the clients.

Panels at ``client_lookup`` say how a client stands: see :class:`Standing`.
"""

from oic.clients.queries.duplicates import Duplicate, likely_duplicates
from oic.clients.queries.lists import (
    Page,
    count_clients,
    get_contact,
    get_organisation,
    kept_contact,
    kept_organisation,
    last_changed_by,
    list_clients,
    members,
    merged_into,
    trail_of,
)
from oic.clients.queries.looking_up import (
    Kind,
    Match,
    Standing,
    look_up,
    match_contact,
    match_organisation,
)

__all__ = [
    "Duplicate",
    "Kind",
    "Match",
    "Page",
    "Standing",
    "count_clients",
    "get_contact",
    "get_organisation",
    "kept_contact",
    "kept_organisation",
    "last_changed_by",
    "likely_duplicates",
    "list_clients",
    "look_up",
    "match_contact",
    "match_organisation",
    "members",
    "merged_into",
    "trail_of",
]
