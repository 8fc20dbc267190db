"""Saved views of the register."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from oic.core.db import db
from oic.core.errors import Refused
from oic.enquiries.models import SavedView
from oic.staff.models import User
from oic.staff.queries import hold

LIMIT = 20
"""Views that one person can keep."""


def save_view(name: str, query: str, *, by: User, shared: bool = False) -> SavedView:
    """Keep a filter under a name; the same name again takes the new filter.

    Raises Refused without a name, without a filter, and beyond the limit.
    """
    name = " ".join(name.split())[:80]
    if not name:
        raise Refused(_l("Give the view a name."), field="name")
    if not query:
        raise Refused(_l("Filter the register first: there is nothing to save yet."), field="name")
    hold(by.id)  # the same name saved twice at once is one view, and the limit holds
    found = db.session.scalar(
        select(SavedView).where(SavedView.user_id == by.id, SavedView.name == name)
    )
    if found is None:
        held = db.session.scalar(
            select(func.count()).select_from(SavedView).where(SavedView.user_id == by.id)
        )
        if (held or 0) >= LIMIT:
            raise Refused(_l("Remove a view first: %(count)d can be kept.", count=LIMIT))
        found = SavedView(user_id=by.id, name=name, position=held or 0)
        db.session.add(found)
    found.query = query
    found.shared = shared
    return found


def remove_view(view: SavedView, *, by: User) -> None:
    """Remove one's own view; raises Refused for somebody else's."""
    if view.user_id != by.id:
        raise Refused(_l("This view belongs to somebody else."))
    db.session.delete(view)
