"""Saved views of the register."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from oic.core.db import db
from oic.enquiries.models import SavedView
from oic.staff.models import User


def views_for(user: User) -> Sequence[SavedView]:
    """Somebody's own views, then those that colleagues share."""
    found = db.session.scalars(
        select(SavedView)
        .where(or_(SavedView.user_id == user.id, SavedView.shared))
        .order_by(SavedView.position, SavedView.name)
    ).all()
    return sorted(found, key=lambda view: view.user_id != user.id)
