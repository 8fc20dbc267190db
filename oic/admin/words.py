"""What verbs, things, fields and kinds of letter are called on the administrator's screens."""

from collections.abc import Callable, Mapping
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from oic.audit.models import AuditEntry, Verb
from oic.core.errors import Message
from oic.core.wording import LANGUAGES, day_text
from oic.enquiries.models import Channel, State
from oic.staff import queries as staff
from oic.staff.models import AbsenceKind, Role
from oic.web.pages import language

VERBS: dict[Verb, Message] = {
    Verb.SIGNED_IN: _l("signed in"),
    Verb.SIGN_IN_FAILED: _l("sign-in failed"),
    Verb.SIGNED_OUT: _l("signed out"),
    Verb.INVITED: _l("invited"),
    Verb.PASSWORD_SET: _l("set a password"),
    Verb.RESET_ASKED: _l("link to a new password"),
    Verb.CREATED: _l("created"),
    Verb.CHANGED: _l("changed"),
    Verb.DEACTIVATED: _l("deactivated it"),
    Verb.ACTIVATED: _l("activated it"),
    Verb.MERGED: _l("merged"),
    Verb.REMOVED: _l("removed"),
    Verb.OPENED: _l("registered"),
    Verb.ASSIGNED: _l("assigned"),
    Verb.TAKEN: _l("took over"),
    Verb.HANDED_OVER: _l("handed over"),
    Verb.REFUSED: _l("refused"),
    Verb.STATE_CHANGED: _l("changed the state"),
    Verb.ANSWERED: _l("answered"),
    Verb.NOTED: _l("made a note"),
    Verb.UNDONE: _l("took back"),
    Verb.FOLLOW_UP: _l("follow-up"),
    Verb.LETTER_CANCELLED: _l("cancelled a letter"),
    Verb.LETTER_RETRIED: _l("sent a letter again"),
    Verb.EXPORTED: _l("exported"),
    Verb.CLIENT_WROTE: _l("client wrote"),
}
THINGS: dict[str, Message] = {
    "account": _l("account"),
    "absence": _l("absence"),
    "attachment": _l("attachment"),
    "calendar_exception": _l("exception of the calendar"),
    "contact": _l("client"),
    "enquiry": _l("enquiry"),
    "expert": _l("specialities"),
    "incoming": _l("letter that came in"),
    "letter": _l("letter"),
    "mailbox": _l("mailbox"),
    "office_exception": _l("exception to the office hours"),
    "office_hours": _l("office hours of an expert"),
    "organisation": _l("organisation"),
    "reception_topic": _l("topic of visits"),
    "register": _l("register"),
    "rule": _l("rule"),
    "saved_view": _l("saved view"),
    "template": _l("letter template"),
    "topic": _l("topic"),
    "travel_time": _l("travel time"),
    "venue": _l("venue"),
}
LETTER_KINDS: dict[str, Message] = {
    "account_invitation": _l("invitation to an account"),
    "account_reset": _l("new password"),
    "acknowledgement": _l("acknowledgement"),
    "answer": _l("answer"),
    "clarification": _l("request for clarification"),
    "escalation": _l("daily letter to the manager"),
    "follow_up": _l("follow-up letter"),
    "mail_standstill": _l("letter about incoming mail that stands still"),
}
SOURCES: dict[str, Message] = {
    "web": _l("on the web"),
    "command": _l("by a command"),
    "job": _l("by itself"),
}
FIELDS: dict[str, Message] = {
    "active": _l("active"),
    "before": _l("before"),
    "begins": _l("begins"),
    "capacity": _l("capacity"),
    "channel": _l("channel"),
    "day": _l("day"),
    "due_on": _l("leaves on"),
    "email": _l("e-mail"),
    "ends": _l("ends"),
    "expert": _l("expert"),
    "fields": _l("what"),
    "filters": _l("filters"),
    "first_day": _l("first day"),
    "hours": _l("working hours"),
    "kind": _l("kind"),
    "language": _l("language"),
    "last_day": _l("last day"),
    "minutes": _l("minutes"),
    "municipalities": _l("municipalities"),
    "name": _l("name"),
    "name_bg": _l("name in Bulgarian"),
    "name_en": _l("name in English"),
    "position": _l("place in the list"),
    "position_bg": _l("position in Bulgarian"),
    "position_en": _l("position in English"),
    "programmes": _l("programmes"),
    "questions": _l("questions"),
    "reason": _l("reason"),
    "role": _l("role"),
    "spoken_languages": _l("spoken languages"),
    "state": _l("state"),
    "to": _l("to whom"),
    "topics": _l("topics"),
    "value": _l("value"),
    "weekday": _l("day of the week"),
    "working": _l("working day"),
}


def _person(number: str) -> str:
    person = staff.user(int(number)) if number.isdecimal() else None
    return person.name if person else number


def _day(text: str) -> str:
    return day_text(date.fromisoformat(text), language())


def _kind(word: str) -> str:
    return AbsenceKind(word).label if word in set(AbsenceKind) else letter_kind(word)


_READ: dict[str, Callable[[str], str]] = {
    "channel": lambda word: Channel(word).label,
    "day": _day,
    "due_on": _day,
    "expert": _person,
    "first_day": _day,
    "kind": _kind,
    "language": LANGUAGES.__getitem__,
    "last_day": _day,
    "role": lambda word: Role(word).label,
    "state": lambda word: State(word).label,
    "to": _person,
}
"""How a field's value, as the trail keeps it, is said to a person."""


def letter_kind(kind: str) -> str:
    """What a kind of letter is called."""
    return str(LETTER_KINDS.get(kind, kind.replace("_", " ")))


def thing(thing_type: str) -> str:
    """What a kind of thing is called."""
    return str(THINGS.get(thing_type, thing_type.replace("_", " ")))


def subject(entry: AuditEntry, names: Mapping[int, str]) -> str:
    """What an entry is about: by its label, a colleague by name, anything else by number.

    ``names`` are those of the accounts. The names of clients are none of the administrator's.
    """
    kind, number = thing(entry.thing_type), entry.thing_id
    of_person = names.get(number or 0) if entry.thing_type in {"account", "expert"} else None
    if named := entry.label or of_person:
        return f"{kind} {named}"
    if number is None:
        return kind
    return gettext("%(thing)s no. %(number)s", thing=kind, number=number)


def detail_in_words(detail: dict[str, object] | None) -> list[tuple[str, str]]:
    """An entry's detail as (field, what happened): „from → to“, a value, or that it changed."""
    return [
        (str(FIELDS.get(name, name.replace("_", " "))), _change(value, name))
        for name, value in (detail or {}).items()
    ]


def _change(value: object, name: str) -> str:
    """A field's [before, after], or what else the trail keeps of it."""
    if isinstance(value, list) and len(value) == 2:  # noqa: PLR2004 - before and after
        return " → ".join(_value(each, name) for each in value)
    return _value(value, name)


def _value(value: object, name: str = "") -> str:
    if value is None or value == "" or value == []:  # noqa: PLR1714 - a list has no hash
        return "–"
    if isinstance(value, bool):
        return str(_l("yes") if value else _l("no"))
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    if isinstance(value, dict):
        named = ((FIELDS.get(field, field), _value(item, field)) for field, item in value.items())
        return ", ".join(f"{field}: {item}" for field, item in named)
    try:
        return _READ[name](str(value))
    except (KeyError, ValueError):  # a word that this program does not use any more
        return str(value)
