"""The other tables: what each shows, and by what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from oic.activities.models import ActivityKind
from oic.clients.models import ClientType
from oic.core.errors import Message
from oic.enquiries.models import Channel
from oic.reports.queries.counting import TOGETHER
from oic.reports.tables.indicators import ANSWERED, CONSULTATIONS, HOURS, IN_TIME, QUESTIONS
from oic.reports.tables.parts import Unit
from oic.reports.tables.words import Words


@dataclass(frozen=True)
class Kind:
    """How one of the other tables is made."""

    key: str
    title: Message
    definition: Message
    heading: Message
    measures: Sequence[tuple[str, Message, Unit]]
    known: Callable[[Words], Sequence[str]]
    """Rows that stand there also with nothing in them, in their order."""
    total: bool = True
    compared: bool = True
    short: Message = ""


_ASKED = (
    ("consultations", CONSULTATIONS, Unit.NUMBER),
    ("questions", QUESTIONS, Unit.NUMBER),
)

KINDS = (
    Kind(
        "channel",
        _l("By channel"),
        _l("How the consultations came in. Hours of talk as noted at the desk."),
        _l("Channel used"),
        (*_ASKED, ("seconds", HOURS, Unit.HOURS), ("answered", ANSWERED, Unit.NUMBER)),
        lambda _words: [one.value for one in Channel],
    ),
    Kind(
        "client_type",
        _l("By client type"),
        _l(
            "Who asked, as it was noted when they asked: a later change of the client changes "
            "nothing here."
        ),
        _l("Client type"),
        _ASKED,
        lambda _words: [one.value for one in ClientType],
    ),
    Kind(
        "municipality",
        _l("By municipality"),
        _l("Where those who asked are from."),
        _l("Municipality"),
        _ASKED,
        lambda words: [*words.municipalities],
    ),
    Kind(
        "programme",
        _l("By programme"),
        _l(
            "What the questions were about. A consultation on several programmes is counted with "
            "each of them, and once in the total."
        ),
        _l("Programme"),
        _ASKED,
        lambda _words: [],
    ),
    Kind(
        "topic",
        _l("By topic"),
        _l(
            "What the questions were about. A consultation on several topics is counted with each "
            "of them, and once in the total."
        ),
        _l("Topic"),
        _ASKED,
        lambda _words: [],
    ),
    Kind(
        "month",
        _l("By month"),
        _l(
            "Consultations and questions by the month in which they came in, answers by the month "
            "in which they were given. A month that lies in the period only in part is counted in "
            "part."
        ),
        _l("Month"),
        (*_ASKED, ("answered", ANSWERED, Unit.NUMBER), ("in_time", IN_TIME, Unit.NUMBER)),
        lambda _words: [],
    ),
    Kind(
        "reception",
        _l("Outreach receptions"),
        _l(
            "Receptions in the municipalities. Booked visits came, did not come, or have no "
            "outcome yet; who came without a time is counted apart. What was called off is not "
            "among the booked ones."
        ),
        _l("Municipality"),
        (
            ("receptions", _l("Receptions"), Unit.NUMBER),
            ("booked", _l("Booked"), Unit.NUMBER),
            ("came", _l("Came"), Unit.NUMBER),
            ("did_not_come", _l("Did not come"), Unit.NUMBER),
            ("open", _l("Without outcome"), Unit.NUMBER),
            ("walk_ins", _l("Came without a time"), Unit.NUMBER),
            ("called_off", _l("Called off"), Unit.NUMBER),
        ),
        lambda words: [*words.municipalities],
        compared=False,
    ),
    Kind(
        "office",
        _l("Visits by appointment in the office"),
        _l("Times that were booked in the office, counted as those at receptions."),
        _l("Place"),
        (
            ("booked", _l("Booked"), Unit.NUMBER),
            ("came", _l("Came"), Unit.NUMBER),
            ("did_not_come", _l("Did not come"), Unit.NUMBER),
            ("open", _l("Without outcome"), Unit.NUMBER),
            ("walk_ins", _l("Came without a time"), Unit.NUMBER),
            ("called_off", _l("Called off"), Unit.NUMBER),
        ),
        lambda _words: [TOGETHER],
        total=False,
        short=_l("Visits in the office"),
    ),
    Kind(
        "activity",
        _l("Activities by kind"),
        _l(
            "Events, meetings, publications and uses, as entered under Activities. Beside each: "
            "participants, readers or uses, added up."
        ),
        _l("Kind"),
        (
            ("activities", _l("Number of them"), Unit.NUMBER),
            ("number", _l("Participants, readers, uses"), Unit.NUMBER),
        ),
        lambda _words: [one.value for one in ActivityKind],
        total=False,
    ),
    Kind(
        "event_place",
        _l("Events by municipality"),
        _l("Where events with participants took place; media meetings are not among them."),
        _l("Municipality"),
        (
            ("activities", _l("Events"), Unit.NUMBER),
            ("number", _l("Participants"), Unit.NUMBER),
        ),
        lambda words: [*words.municipalities],
    ),
)
