"""The register's pages: this file is the feature's index."""

from oic.enquiries.views import experts, lists
from oic.enquiries.views.blueprint import blueprint

__all__ = ["blueprint", "experts", "lists"]
