"""Which period an address asks for."""

from flask import request

from oic.core.clock import today
from oic.reports.periods import Period, month_of
from oic.web.typed import day_in

LONGEST = 366 * 40
"""Days; of a longer period the last so many are taken."""


def period(given: dict[str, str] | None = None) -> Period:
    """The period between ``from`` and ``to``; without them, or with nonsense, the last month."""
    source = request.args if given is None else given
    first, last = day_in(source.get("from")), day_in(source.get("to"))
    if first is None or last is None or last < first:
        return month_of(today()).before
    if (last - first).days > LONGEST:
        first = last.fromordinal(last.toordinal() - LONGEST)
    return Period(first, last)
