"""What the clients' pages show of the register."""

from collections.abc import Sequence

from flask import render_template
from markupsafe import Markup

from oic.centre import queries as centre
from oic.clients.models import Contact, Organisation
from oic.clients.queries import Standing
from oic.core.clock import today
from oic.enquiries.due import Due, due
from oic.enquiries.models import Enquiry
from oic.enquiries.queries import clients as asked


def of_client(client: Contact | Organisation) -> str:
    """All that a person or an organisation has asked; nothing for one who never has."""
    found = asked.asked_by(client)
    if not found.total:
        return ""
    calendar, day = centre.calendar(), today()

    def due_of(enquiry: Enquiry) -> Due:
        return due(enquiry, calendar, day)

    is_person = isinstance(client, Contact)
    return Markup(  # noqa: S704 - a template's own, escaped there
        render_template(
            "enquiries/client_panel.html",
            asked=found,
            is_person=is_person,
            filters={"contact" if is_person else "organisation": client.id},
            due_of=due_of,
        )
    )


def standings(
    contact_ids: Sequence[int], organisation_ids: Sequence[int]
) -> dict[tuple[str, int], Standing]:
    """How clients stand, for the look-up: what is open, when they were last here."""
    found: dict[tuple[str, int], Standing] = {}
    kinds: tuple[tuple[asked.Kind, Sequence[int]], ...] = (
        ("contact", contact_ids),
        ("organisation", organisation_ids),
    )
    for kind, ids in kinds:
        for client_id, (number, last) in asked.standings(kind, ids).items():
            found[kind, client_id] = Standing(number, last)
    return found
