"""Writing the trail: one call beside every change."""

from typing import Any, Protocol

from oic.audit.models import AuditEntry, Verb
from oic.core import origin
from oic.core.clock import now
from oic.core.db import db


class Person(Protocol):
    """What the trail keeps of an account."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def name(self) -> str:
        """Its name."""


def record(  # noqa: PLR0913 - one entry, all by keyword
    verb: Verb,
    thing_type: str,
    thing_id: int | None,
    *,
    by: Person | None,
    label: str = "",
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add an entry in the present transaction.

    ``detail`` names what changed without repeating personal data: fields, codes, counts.
    """
    come_from = origin.current()
    entry = AuditEntry(
        at=now(),
        by_id=by.id if by else None,
        by_name=by.name if by else "",
        source=come_from.source,
        address=come_from.address,
        verb=verb,
        thing_type=thing_type,
        thing_id=thing_id,
        label=label,
        detail=detail,
    )
    db.session.add(entry)
    return entry
