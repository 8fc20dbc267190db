"""Taking an expert's time: the one way, whoever books. Nothing is checked first and written later.

What may overlap is held by the database (see :class:`oic.receptions.models.Claim`); this module
asks it and says in words what it answers. The expert's account is held meanwhile, so that those
who want the same time wait for each other instead of running into a deadlock.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Refused
from oic.receptions.models import OFFICE, Claim, ClaimKind
from oic.receptions.queries.claims import claim_by_key
from oic.staff import queries as staff


class Taken(Refused):
    """Somebody else has the time; nothing was changed."""


@dataclass(frozen=True)
class Stretch:
    """An expert's time between two instants, in the office or on an outreach trip."""

    expert_id: int
    begins_at: datetime
    ends_at: datetime
    trip: int = OFFICE


def hold(stretch: Stretch, *, until: datetime) -> Claim:
    """Hold a time while somebody fills in a form; free again by itself at ``until``.

    Raises Taken when somebody else has it.
    """
    return _claim(stretch, ClaimKind.HOLD, expires_at=until, hold_key=secrets.token_urlsafe(18))


def book(stretch: Stretch) -> Claim:
    """Take a time for a visit at once. Raises Taken when somebody else has it."""
    return _claim(stretch, ClaimKind.VISIT)


def book_held(hold_key: str, stretch: Stretch) -> Claim:
    """Make a visit of a held time, which stays taken in between.

    ``stretch`` is the time that was held: where the hold has run out, it is taken anew if it is
    still free. Raises Taken when somebody else has it by now.
    """
    staff.hold(stretch.expert_id)
    claim = claim_by_key(hold_key)
    if claim is None or claim.expires_at is None or claim.expires_at <= now():
        return book(stretch)
    claim.kind, claim.expires_at, claim.hold_key = ClaimKind.VISIT, None, None
    db.session.flush()
    return claim


def travel(stretch: Stretch) -> Claim:
    """Keep an expert's time for an outreach reception, the way there and back included.

    Raises Taken when the expert is booked elsewhere in it, and ValueError for the office.
    """
    if stretch.trip == OFFICE:
        message = "nobody travels to the office"
        raise ValueError(message)
    return _claim(stretch, ClaimKind.TRIP)


def move(claim: Claim, stretch: Stretch) -> None:
    """Take another time instead, in one step: the first is kept where the other is taken.

    Raises Taken when somebody else has it.
    """
    with _taking(stretch, instead_of=claim):
        claim.expert_id, claim.trip = stretch.expert_id, stretch.trip
        claim.begins_at, claim.ends_at = stretch.begins_at, stretch.ends_at


def release(claim: Claim) -> None:
    """Let a time go."""
    db.session.delete(claim)
    db.session.flush()


def sweep() -> int:
    """Forget holds that ran out; the number forgotten. For the jobs."""
    done = db.session.execute(delete(Claim).where(Claim.expires_at <= now()))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _claim(stretch: Stretch, kind: ClaimKind, **values: object) -> Claim:
    claim = Claim(
        expert_id=stretch.expert_id,
        trip=stretch.trip,
        kind=kind,
        begins_at=stretch.begins_at,
        ends_at=stretch.ends_at,
        **values,
    )
    with _taking(stretch):
        db.session.add(claim)
    return claim


@contextmanager
def _taking(stretch: Stretch, *, instead_of: Claim | None = None) -> Iterator[None]:
    """Write a claim, with its experts held. Taken is raised for what the two rules refuse.

    Any other constraint is a mistake of ours and stays an error.
    """
    staff.hold(stretch.expert_id, *([instead_of.expert_id] if instead_of else []))
    _forget_expired(stretch)
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        if "claim_one_" not in str(error.orig):
            raise
        raise Taken(_l("Somebody else has just taken this time.")) from error


def _forget_expired(stretch: Stretch) -> None:
    """A hold that has run out no longer stands in the way."""
    db.session.execute(
        delete(Claim).where(
            Claim.expert_id == stretch.expert_id,
            Claim.touches(stretch.begins_at, stretch.ends_at),
            Claim.expires_at <= now(),
        )
    )
