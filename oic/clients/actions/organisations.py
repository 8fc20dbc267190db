"""Organisations: making and changing them."""

from dataclasses import dataclass, field, replace

from flask_babel import lazy_gettext as _l

from oic.audit import actions as audit
from oic.audit.models import Verb
from oic.clients.actions.checks import checked_eik, fresh, one_line
from oic.clients.actions.tokens import rewrite_organisation_tokens
from oic.clients.models import ClientType, Organisation
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Refused
from oic.staff.models import User
from oic.web import panels

THING = "organisation"
COUNTED = ("client_type", "municipality_id")
"""Fields whose values are no personal data: the trail keeps them before and after."""


@dataclass(frozen=True)
class NewOrganisation:
    """What may be said of an organisation. The ЕИК is checked; the name may not be empty."""

    name: str
    client_type: ClientType
    eik: str | None = None
    municipality_id: int | None = None
    address: str = ""
    website: str = ""
    notes: str = field(default="")

    def checked(self) -> "NewOrganisation":
        """The same in normal form. Raises Refused, naming the field."""
        name = one_line(self.name, 200, "name")
        if not name:
            raise Refused(_l("Type the organisation's name."), field="name")
        return replace(
            self,
            name=name,
            eik=checked_eik(self.eik),
            address=one_line(self.address, 200, "address"),
            website=one_line(self.website, 200, "website"),
            notes=self.notes.strip(),
        )


FIELDS = ("name", "client_type", "eik", "municipality_id", "address", "website", "notes")


def create_organisation(new: NewOrganisation, *, by: User | None) -> Organisation:
    """Add an organisation. Raises Refused for a field that cannot be saved."""
    said = new.checked()
    organisation = Organisation(created_at=now(), **{name: getattr(said, name) for name in FIELDS})
    db.session.add(organisation)
    db.session.flush()
    rewrite_organisation_tokens(organisation, people=False)
    audit.record(Verb.CREATED, THING, organisation.id, by=by)
    return organisation


def held_organisation(organisation_id: int) -> Organisation:
    """The organisation, locked until the transaction ends. Raises Refused when merged away."""
    organisation = db.session.get(
        Organisation, organisation_id, with_for_update=True, populate_existing=True
    )
    if organisation is None or organisation.merged_into_id is not None:
        raise Refused(_l("This record was merged with another; open that one."))
    return organisation


def change_organisation(
    organisation_id: int, new: NewOrganisation, *, version: int, by: User | None
) -> Organisation:
    """Save what was edited; its people are found by the new name at once.

    Raises Stale when somebody saved it after ``version`` was shown, Refused for a wrong field.
    """
    said = new.checked()
    organisation = held_organisation(organisation_id)
    fresh(organisation.version, version)
    changed = [name for name in FIELDS if getattr(organisation, name) != getattr(said, name)]
    if not changed:
        return organisation
    detail = {
        name: [getattr(organisation, name), getattr(said, name)] if name in COUNTED else "changed"
        for name in changed
    }
    for name in changed:
        setattr(organisation, name, getattr(said, name))
    rewrite_organisation_tokens(organisation, people=bool({"name", "eik"} & set(changed)))
    audit.record(Verb.CHANGED, THING, organisation.id, by=by, detail=detail)
    if "name" in changed:
        for panel in panels.at("client_renamed"):
            panel.render("organisation", organisation.id)
    return organisation
