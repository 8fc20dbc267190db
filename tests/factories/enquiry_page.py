"""The page of one enquiry: where it stands, and what it carries hidden."""

from oic.enquiries.models import Enquiry
from oic.enquiries.queries import one


def address(enquiry: Enquiry, tail: str = "") -> str:
    """Where its page stands, or what lies under it."""
    return f"/desk/enquiries/{enquiry.reference}{tail}"


def seen(enquiry: Enquiry) -> dict[str, object]:
    """The hidden fields of a page that is opened now."""
    return {"last": one.newest_entry(enquiry)}
