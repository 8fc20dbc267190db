"""The lists behind the report's figures, as addresses."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from oic.enquiries.queries.register import MOST_HOURS
from oic.reports.periods import Period
from oic.reports.queries.counting import NONE
from oic.reports.queries.figures import Names

_ACTIVITIES = {
    "events": "events",
    "participants": "events",
    "media_meetings": "media",
    "publications": "publication",
    "bulletins": "bulletin",
    "readers": "bulletin",
    "literature": "literature",
    "workstation": "workstation",
}


class Lists:
    """By table, row, measure and period: the list that a number was counted from."""

    def __init__(self, names: Names) -> None:
        self._ids = {
            "municipality": {one.code: one.id for one in names.municipalities.values()},
            "programme": {one.code: one.id for one in names.programmes.values()},
            "topic": {one.key: one.id for one in names.topics.values()},
        }

    def __call__(self, table: str, row: str, measure: str, period: Period) -> str | None:
        """The address; None where no list has exactly that."""
        of = {
            "summary": self._of_summary,
            "month": self._of_month,
            "channel_month": self._of_month,
            "client_type_month": self._of_month,
            "reception": self._of_receptions,
            "office": self._of_receptions,
            "activity": self._of_activities,
            "event_place": self._of_activities,
        }.get(table, self._of_dimension)
        return of(table, row, measure, period)

    def _id(self, kind: str, key: str) -> int | None:
        return 0 if key == NONE else self._ids[kind].get(key)

    def _of_summary(self, _table: str, _row: str, measure: str, period: Period) -> str | None:
        if measure == "receptions":
            return self._of_receptions("reception", "", measure, period)
        if measure == "reception_visits":
            return _visits(period, where="outreach", what="visitors")
        if measure in _ACTIVITIES:
            return _activities(period, kind=_ACTIVITIES[measure])
        filters = _FIRST_TABLE.get(measure)
        if filters is None:
            return None
        days, more = filters
        return _register(**days(period), **more)

    def _of_activities(self, table: str, row: str, _measure: str, period: Period) -> str | None:
        if table == "activity":
            return _activities(period, kind=row)
        place = {"municipality": self._id("municipality", row)} if row else {}
        return _activities(period, kind="events", **place)

    def _of_dimension(self, table: str, row: str, measure: str, period: Period) -> str | None:
        if table == "hour" and period.days > MOST_HOURS:
            return None
        if table == "hour":
            return _register(**_received(period), hour=f"{row}-{measure}")
        days = _answered(period) if measure == "answered" else _received(period)
        if not row:
            return _register(**days)
        if table in {"channel", "client_type"}:
            return _register(**days, **{"channel" if table == "channel" else "type": row})
        number = self._id(table, row)
        return None if number is None else _register(**days, **{table: number})

    def _of_month(self, table: str, row: str, measure: str, period: Period) -> str | None:
        months = {f"{one.first:%Y-%m}": one for one in period.months}
        days = months.get(row) if row else period
        if days is None:
            return None
        if table != "month":
            name = "channel" if table == "channel_month" else "type"
            return _register(**_received(days), **{name: measure})
        if measure == "in_time":
            return _register(**_answered(days), standard="in_time")
        return _register(**(_answered(days) if measure == "answered" else _received(days)))

    def _of_receptions(self, table: str, row: str, measure: str, period: Period) -> str | None:
        place: dict[str, Any] = {}
        if table == "reception" and row:
            number = self._id("municipality", row)
            if number is None:
                return None
            place = {"municipality": number}
        if measure == "receptions":
            return _address("reports.receptions", **_received(period), **place)
        where = "outreach" if table == "reception" else "office"
        return _visits(period, where=where, what=measure, **place)


def _received(period: Period) -> dict[str, date]:
    return {"from": period.first, "to": period.last}


def _answered(period: Period) -> dict[str, date]:
    return {"answered_from": period.first, "answered_to": period.last}


def _rated(period: Period) -> dict[str, date]:
    return {"rated_from": period.first, "rated_to": period.last}


_FIRST_TABLE: dict[str, tuple[Callable[[Period], dict[str, date]], dict[str, str]]] = {
    "consultations": (_received, {}),
    "questions": (_received, {}),
    "seconds": (_received, {}),
    "answered": (_answered, {}),
    "on_the_spot": (_answered, {"spot": "1"}),
    "in_time": (_answered, {"standard": "in_time"}),
    "late": (_answered, {"standard": "late"}),
    "unknown": (_answered, {"standard": "unknown"}),
    "median": (_answered, {"spot": "0"}),
    "ninetieth": (_answered, {"spot": "0"}),
    "ratings": (_rated, {}),
    "rating": (_rated, {}),
}


def _address(endpoint: str, **query: Any) -> str:  # noqa: ANN401 - filters
    return f"{url_for(endpoint)}?{urlencode(query)}"


def _register(**filters: Any) -> str:  # noqa: ANN401 - as above
    return _address("enquiries.register", **filters)


def _activities(period: Period, **filters: Any) -> str:  # noqa: ANN401 - as above
    return _address("activities.index", **_received(period), **filters)


def _visits(period: Period, **filters: Any) -> str:  # noqa: ANN401 - as above
    return _address("reports.visits", **_received(period), **filters)
