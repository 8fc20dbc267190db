"""What becomes of a client's visits when two records are made one."""

from sqlalchemy import func, select, update

from oic.clients.actions import Merge
from oic.core.db import db
from oic.receptions.models import Booking


def move_to_kept(merge: Merge) -> int:
    """Let the visits of the person that goes belong to the one that stays; how many.

    With ``preview`` nothing is written. Organisations have visits through their people alone.
    """
    if merge.kind != "contact":
        return 0
    if merge.preview:
        number = select(func.count()).where(Booking.contact_id == merge.gone_id)
        return db.session.scalar(number) or 0
    moved = db.session.execute(
        update(Booking)
        .where(Booking.contact_id == merge.gone_id)
        .values(contact_id=merge.keep_id)
        .returning(Booking.id)
    )
    return len(moved.all())
