"""A sender who was not among the clients: taken in, or left out, by a person."""

from flask_babel import lazy_gettext as _l

from oic.clients.actions.finding import find_or_create
from oic.clients.models import ClientType, Contact
from oic.core.errors import Refused
from oic.enquiries.actions.indexing import index
from oic.enquiries.actions.timeline import add_entry
from oic.enquiries.models import ClientLetter, Enquiry, EntryKind
from oic.staff.models import User


def take_in(  # noqa: PLR0913 - what the form asks, all by keyword
    enquiry: Enquiry,
    link: ClientLetter,
    *,
    by: User,
    name: str,
    organisation: str,
    client_type: ClientType,
    phone: str,
) -> Contact:
    """The sender becomes the enquiry's client: a known one with that address or number, or new.

    Raises Refused when that was done already, and beside a field that is wrong.
    """
    if link.stranger is None or enquiry.contact is not None:
        raise Refused(_l("Somebody has settled already who wrote this."))
    contact = find_or_create(
        client_type=client_type,
        by=by,
        name=name,
        email=str(link.stranger.get("email", "")),
        phone=phone,
        municipality_id=enquiry.municipality_id,
        language=enquiry.language,
        organisation_name=organisation,
    )
    enquiry.contact = contact
    enquiry.organisation = contact.organisation
    enquiry.client_type = contact.client_type
    link.stranger = None
    add_entry(
        enquiry,
        EntryKind.CHANGED,
        by=by,
        words=_l("The sender is among the clients: %(name)s.", name=contact.display_name),
    )
    index(enquiry)
    return contact
