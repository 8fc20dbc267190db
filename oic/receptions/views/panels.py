"""What the pages of other parts show of visits and receptions."""

from datetime import timedelta

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from oic.clients.models import Contact, Organisation
from oic.core.clock import today
from oic.receptions.models import BookingState, ReceptionState
from oic.receptions.queries import plan, topics, visits
from oic.staff.models import User
from oic.web.pages import language

_FAR = timedelta(days=3660)
_WEEK = timedelta(days=7)
_HOME = 6
"""So many municipalities stand on the public home page."""


def of_client(client: Contact | Organisation) -> str:
    """A person's visits; nothing for one who never came, and for organisations."""
    found = visits.of_contact(client.id) if isinstance(client, Contact) else []
    if not found:
        return ""
    return _rendered("receptions/client_panel.html", visits=found)


def of_deactivation(person: User) -> str:
    """What the page that deactivates an account says about the person's visits to come."""
    ahead = len(visits.ahead_of(person.id, today(), today() + _FAR))
    if not ahead:
        return _("No visit is booked with this person.") if person.works_at_desk else ""
    return ngettext(
        "%(num)d visit to come is booked with this person: move it or call it off.",
        "%(num)d visits to come are booked with this person: move them or call them off.",
        ahead,
    )


def of_day(person: User) -> str:
    """Today's visits of somebody, by the hour, and what has no outcome yet."""
    day = today()
    states = (ReceptionState.PUBLISHED, ReceptionState.HELD)
    return _rendered(
        "receptions/day_panel.html",
        visits=[
            one
            for one in visits.ahead_of(person.id, day, day)
            if one.state is not BookingState.CANCELLED
        ],
        receptions=[one for one in plan.between(day, day, states) if person in one.experts],
        open_ones=visits.without_outcome(person.id),
    )


def of_week(person: User) -> str:
    """The receptions of the coming days, everybody's, one's own marked."""
    first, last = today(), today() + _WEEK
    states = (ReceptionState.PUBLISHED,)
    return _rendered(
        "receptions/week_panel.html", receptions=plan.between(first, last, states), person=person
    )


def of_home() -> str:
    """When we come to which municipality; nothing where nothing is announced."""
    places = sorted(topics.places_to_visit(language()), key=lambda place: place.next_day)
    return _rendered("public/receptions_panel.html", places=places[:_HOME]) if places else ""


def _rendered(template: str, **values: object) -> str:
    return Markup(render_template(template, **values))  # noqa: S704 - a template's own, escaped there
