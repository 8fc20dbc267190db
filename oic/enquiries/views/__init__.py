"""The register's pages: this file is the feature's index."""

from oic.enquiries.views import (
    answer,
    bulk,
    day,
    enquiry,
    experts,
    incoming,
    letters,
    life,
    lists,
    new,
    panels,
    register,
)
from oic.enquiries.views.blueprint import blueprint

__all__ = [
    "answer",
    "blueprint",
    "bulk",
    "day",
    "enquiry",
    "experts",
    "incoming",
    "letters",
    "life",
    "lists",
    "new",
    "panels",
    "register",
]
