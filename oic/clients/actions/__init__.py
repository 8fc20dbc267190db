"""Every verb that changes a client.

Panels at ``client_merge`` move what higher parts keep about a client: see :class:`Merge`.
"""

from oic.clients.actions.finding import find_or_create
from oic.clients.actions.merging import (
    Merge,
    merge_contacts,
    merge_organisations,
    what_moves,
)
from oic.clients.actions.organisations import (
    NewOrganisation,
    change_organisation,
    create_organisation,
)
from oic.clients.actions.people import (
    NewContact,
    change_contact,
    create_contact,
    mark_failing,
)

__all__ = [
    "Merge",
    "NewContact",
    "NewOrganisation",
    "change_contact",
    "change_organisation",
    "create_contact",
    "create_organisation",
    "find_or_create",
    "mark_failing",
    "merge_contacts",
    "merge_organisations",
    "what_moves",
]
