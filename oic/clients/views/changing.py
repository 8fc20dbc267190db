"""What has been done to a client's record itself, in words: for the client's page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from oic.audit.models import AuditEntry, Verb
from oic.clients import queries
from oic.clients.models import Contact, Organisation
from oic.core.errors import Message

_FIELDS: dict[str, Message] = {
    "address": _l("Address"),
    "client_type": _l("Client type"),
    "eik": _l("UIC/BULSTAT"),
    "emails": _l("E-mail addresses"),
    "language": _l("Language of the letters"),
    "municipality_id": _l("Municipality"),
    "name": _l("Name"),
    "notes": _l("Notes"),
    "organisation_id": _l("Organisation"),
    "phones": _l("Phones"),
    "position": _l("Position"),
    "salutation": _l("Salutation"),
    "website": _l("Website"),
}


@dataclass(frozen=True)
class Change:
    """One line: what was done, by whom (empty: the program), when."""

    words: str
    by_name: str
    at: datetime


def changes_of(
    record: Contact | Organisation, merged: Sequence[Contact | Organisation]
) -> list[Change]:
    """What was done to a record and to those merged into it, the newest first."""
    kind: queries.Kind = "contact" if isinstance(record, Contact) else "organisation"
    gone = {other.id: other.name for other in merged}
    entries = queries.trail_of(kind, [record.id, *gone])
    return [
        Change(_words(entry, gone), entry.by_name, entry.at)
        for entry in entries
        if "into_id" not in (entry.detail or {})  # the kept record's line tells it
    ]


def _words(entry: AuditEntry, gone: dict[int, str]) -> str:
    detail = entry.detail or {}
    if entry.verb is Verb.MERGED:
        other = gone.get(int(detail.get("gone_id", 0)), "")
        return _("Merged with “%(name)s”", name=other) if other else _("Merged with another")
    words = _("Added") if entry.verb is Verb.CREATED else _("Changed: %(what)s", what=_list(detail))
    if entry.thing_id in gone:
        return f"{words} ({gone[entry.thing_id] or _('Without a name')})"
    return words


def _list(fields: Iterable[str]) -> str:
    labels = [str(_FIELDS.get(name, name)) for name in fields]
    small = (f"{label[0].lower()}{label[1:]}" for label in labels if not label[:2].isupper())
    return ", ".join([*small, *(label for label in labels if label[:2].isupper())])
