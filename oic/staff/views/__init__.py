"""The pages of accounts: this file is the feature's index."""

from oic.staff.views import absences, account, links, people, session
from oic.staff.views.blueprint import blueprint

__all__ = ["absences", "account", "blueprint", "links", "people", "session"]
