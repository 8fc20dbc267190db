"""The register's pages: this file is the feature's index."""

from oic.enquiries.views import answer, enquiry, experts, life, lists, new, register
from oic.enquiries.views.blueprint import blueprint

__all__ = ["answer", "blueprint", "enquiry", "experts", "life", "lists", "new", "register"]
