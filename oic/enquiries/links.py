"""Addresses that stand in letters: absolute, in the client's language."""

from oic.enquiries.models import Enquiry, FollowUp
from oic.web.pages import settings


def _address(language: str, path: str) -> str:
    prefix = "/en" if language == "en" else ""
    return f"{settings().public_url}{prefix}{path}"


def case_link(enquiry: Enquiry) -> str:
    """The client's page of an enquiry."""
    return _address(enquiry.language, f"/case/{enquiry.public_token}")


def satisfaction_link(enquiry: Enquiry, follow_up: FollowUp) -> str:
    """The page that asks whether the answer helped."""
    return _address(enquiry.language, f"/satisfaction/{follow_up.token}")


def privacy_link(language: str) -> str:
    """The information notice about personal data."""
    return _address(language, "/privacy")


def desk_link(enquiry: Enquiry) -> str:
    """The desk's page of an enquiry, for letters to colleagues."""
    return f"{settings().public_url}/desk/enquiries/{enquiry.reference}"


def reply_token(enquiry: Enquiry) -> str:
    """What Reply-To carries: not the public link's secret, and verified by oic.mail's signature."""
    return f"e{enquiry.id}"
