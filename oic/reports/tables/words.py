"""What rows are called, and in which order."""

from dataclasses import dataclass
from datetime import date

from flask_babel import format_date
from flask_babel import lazy_gettext as _l

from oic.activities.models import ActivityKind
from oic.clients.models import ClientType
from oic.core.wording import weekday_name
from oic.enquiries.models import Channel
from oic.reports.queries.counting import NONE, TOGETHER
from oic.reports.queries.figures import Names


@dataclass(frozen=True)
class Words:
    """What rows are called, and in which order, in one language."""

    language: str
    municipalities: dict[str, str]
    programmes: dict[str, str]
    topics: dict[str, str]

    @classmethod
    def of(cls, names: Names, language: str) -> "Words":
        """The words for what this centre knows."""
        municipalities = sorted(names.municipalities.values(), key=lambda one: one.name(language))
        programmes = sorted(
            names.programmes.values(), key=lambda one: (one.period, one.abbreviation), reverse=True
        )
        topics = sorted(names.topics.values(), key=lambda one: (one.position, one.id))
        return cls(
            language,
            {one.code: one.name(language) for one in municipalities},
            {one.code: f"{one.abbreviation} {one.period}" for one in programmes},
            {one.key: one.name(language) for one in topics},
        )

    def row(self, table: str, key: str) -> str:
        """What a row is called."""
        if key == NONE:
            return str(_NONE[table])
        named = {
            "municipality": self.municipalities,
            "reception": self.municipalities,
            "event_place": self.municipalities,
            "programme": self.programmes,
            "topic": self.topics,
        }.get(table)
        if named is not None:
            return named.get(key, key)
        if table in {"month", "channel_month", "client_type_month"}:
            return month_name(key, self.language)
        if table == "hour":
            return weekday_name(int(key))
        labels: type[Channel | ClientType | ActivityKind] | None = {
            "channel": Channel,
            "client_type": ClientType,
            "activity": ActivityKind,
        }.get(table)  # type: ignore[assignment]
        if labels is not None and key in set(labels):
            return labels(key).label
        return str(_l("All together")) if key == TOGETHER else key


_NONE = {
    "municipality": _l("Without a municipality"),
    "programme": _l("Without a programme"),
    "topic": _l("Without a topic"),
    "event_place": _l("In the whole province"),
    "reception": _l("Without a municipality"),
}


def month_name(key: str, language: str) -> str:
    """2026-03 as a person says it."""
    pattern = "LLLL y 'г.'" if language == "bg" else "LLLL y"
    return str(format_date(date.fromisoformat(f"{key}-01"), pattern))
