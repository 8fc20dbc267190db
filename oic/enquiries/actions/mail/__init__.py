"""Letters that come in become entries of the register."""

from oic.enquiries.actions.mail.aside import call_back, join, mark_junk
from oic.enquiries.actions.mail.filing import file, register_anyway

__all__ = ["call_back", "file", "join", "mark_junk", "register_anyway"]
