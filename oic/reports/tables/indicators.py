"""The first table: every indicator with what it means and how it is made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from oic.activities.models import MEDIA, ActivityKind
from oic.core.errors import Message
from oic.reports.queries.counting import TOGETHER
from oic.reports.queries.figures import Figures, Row, percentile
from oic.reports.tables.parts import HOUR, MINUTES, Unit

CONSULTATIONS, QUESTIONS, HOURS = _l("Consultations"), _l("Questions"), _l("Hours of talk")
ANSWERED, IN_TIME = _l("Answered"), _l("In time")

Number = Callable[[Figures], float | None]


@dataclass(frozen=True)
class Indicator:
    """A line of the first table: what it is called, what it means, how it is made."""

    key: str
    label: Message
    definition: Message
    number: Number
    unit: Unit = Unit.NUMBER


def of_all(figures: Figures) -> Row:
    """The numbers of everything together."""
    return figures.get("summary", {}).get(TOGETHER, {})


def _whole(measure: str) -> Number:
    return lambda figures: of_all(figures).get(measure, 0)


def _sum(table: str, measure: str, rows: Sequence[str] | None = None) -> Number:
    def number(figures: Figures) -> float:
        found = figures.get(table, {})
        return sum(
            numbers.get(measure, 0) for row, numbers in found.items() if rows is None or row in rows
        )

    return number


def _share(part: str, *of: str) -> Number:
    def number(figures: Figures) -> float | None:
        row = of_all(figures)
        whole = sum(row.get(name, 0) for name in of)
        return row.get(part, 0) / whole if whole else None

    return number


def _waited(share: float) -> Number:
    def number(figures: Figures) -> float | None:
        minutes = percentile(figures.get("wait", {}), share)
        return None if minutes is None else minutes / MINUTES

    return number


_MEDIA = tuple(kind.value for kind in MEDIA)
_EVENTS = _sum("event_place", "activities")
_PARTICIPANTS = _sum("event_place", "number")

SUMMARY = (
    Indicator(
        "consultations",
        CONSULTATIONS,
        _l(
            "Enquiries that came in during the period, through every channel. What was set aside "
            "as junk or joined to another is not counted."
        ),
        _whole("consultations"),
    ),
    Indicator(
        "questions",
        QUESTIONS,
        _l("The questions in these consultations: one consultation may hold several."),
        _whole("questions"),
    ),
    Indicator(
        "seconds",
        HOURS,
        _l("How long the talks of these consultations took, as noted when they were registered."),
        lambda figures: of_all(figures).get("seconds", 0) / HOUR,
        Unit.HOURS,
    ),
    Indicator(
        "answered",
        _l("Answered for the first time"),
        _l("Enquiries whose first answer was given in the period, whenever they came in."),
        _whole("answered"),
    ),
    Indicator(
        "on_the_spot",
        _l("of these on the spot"),
        _l("Answered in the same talk in which they were asked."),
        _whole("on_the_spot"),
    ),
    Indicator(
        "in_time",
        _l("of these within the standard"),
        _l("The first answer was given by the last day for it, in working days."),
        _whole("in_time"),
    ),
    Indicator(
        "late",
        _l("of these later"),
        _l("The first answer was given after the last day for it."),
        _whole("late"),
    ),
    Indicator(
        "unknown",
        _l("of these not known"),
        _l("Brought in from an older register that did not say when they were due."),
        _whole("unknown"),
    ),
    Indicator(
        "share_in_time",
        _l("Share within the standard"),
        _l("Of the answers of which it is known."),
        _share("in_time", "in_time", "late"),
        Unit.SHARE,
    ),
    Indicator(
        "median",
        _l("Time to the first answer, median"),
        _l(
            "Working hours from the question to the first answer: half of the answers took no "
            "longer. What was answered on the spot is left out."
        ),
        _waited(0.5),
        Unit.HOURS,
    ),
    Indicator(
        "ninetieth",
        _l("Time to the first answer, 90 %"),
        _l("Working hours; nine of ten answers took no longer."),
        _waited(0.9),
        Unit.HOURS,
    ),
    Indicator(
        "ratings",
        _l("Ratings by clients"),
        _l("How many clients said in the period whether the answer helped."),
        _whole("ratings"),
    ),
    Indicator(
        "rating",
        _l("Mean rating"),
        _l("From one to five."),
        _share("points", "ratings"),
        Unit.RATING,
    ),
    Indicator(
        "receptions",
        _l("Outreach receptions"),
        _l("Receptions in the municipalities that were held, or whose announced day is over."),
        _sum("reception", "receptions"),
    ),
    Indicator(
        "reception_visits",
        _l("Visitors at outreach receptions"),
        _l("Those who had booked and came, and those who came without a time."),
        lambda figures: (
            (_sum("reception", "came")(figures) or 0)
            + (_sum("reception", "walk_ins")(figures) or 0)
        ),
    ),
    Indicator(
        "events",
        _l("Events"),
        _l(
            "Information events and days, trainings, meetings on request, open lessons, campaigns "
            "and public discussions, as entered under Activities."
        ),
        _EVENTS,
    ),
    Indicator(
        "participants",
        _l("Participants in events"),
        _l("Of all these events together."),
        _PARTICIPANTS,
    ),
    Indicator(
        "media_meetings",
        _l("Media meetings and press conferences"),
        _l("As entered under Activities."),
        _sum("activity", "activities", _MEDIA),
    ),
    Indicator(
        "publications",
        _l("Publications in the media"),
        _l("As entered under Activities."),
        _sum("activity", "activities", (ActivityKind.PUBLICATION.value,)),
    ),
    Indicator(
        "bulletins",
        _l("Bulletin issues"),
        _l("As entered under Activities."),
        _sum("activity", "activities", (ActivityKind.BULLETIN.value,)),
    ),
    Indicator(
        "readers",
        _l("Readers of the bulletin, all issues"),
        _l("The readers of each issue, added up."),
        _sum("activity", "number", (ActivityKind.BULLETIN.value,)),
    ),
    Indicator(
        "literature",
        _l("Uses of literature"),
        _l("As entered under Activities."),
        _sum("activity", "number", (ActivityKind.LITERATURE.value,)),
    ),
    Indicator(
        "workstation",
        _l("Uses of the workstation"),
        _l("As entered under Activities."),
        _sum("activity", "number", (ActivityKind.WORKSTATION.value,)),
    ),
)
