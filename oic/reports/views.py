"""The manager's pages: who carries how much, and moving it."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user

from oic.core.db import transaction
from oic.core.errors import Refused
from oic.enquiries.actions.assigning import reassign_many
from oic.reports import queries
from oic.reports.queries import Period, Span
from oic.staff import queries as staff
from oic.staff.models import User
from oic.web.access import Permission, needs

blueprint = Blueprint("reports", __name__)
MOST_AT_ONCE = 100
BY_RULE = "rule"
NOBODY = "0"


@blueprint.get("/workload")
@needs(Permission.MANAGE)
def workload() -> ResponseReturnValue:
    """Who is drowning, who is here, how quickly and how well they answer."""
    wanted = request.args.get("period", "")
    period = Period(wanted) if wanted in set(Period) else Period.MONTH
    table = queries.workload(period)
    chosen = request.args.get("from", "")
    return render_template(
        "reports/workload.html",
        table=table,
        period=period,
        periods=[
            (each.label, url_for(".workload", period=each.value), each is period, None)
            for each in Period
        ],
        weeks=queries.weeks(),
        lists=Lists(table.span),
        chosen=chosen,
        chosen_list=_chosen_list(table, chosen),
        suggested=_suggested(table, chosen),
        receivers=[row for row in table.rows if row.user and row.user.takes_enquiries],
    )


def _chosen_list(table: queries.Workload, chosen: str) -> str:
    """The register's list to choose from one by one."""
    users = [row.user for row in table.rows if row.user and str(row.user.id) == chosen]
    return Lists(table.span).open("all", users[0] if users else None)


def _suggested(table: queries.Workload, chosen: str) -> int:
    """How many to move: what is over the capacity, or all of what nobody has."""
    if chosen == NOBODY:
        return max(1, min(MOST_AT_ONCE, table.nobody.total - table.nobody.awaiting))
    over = [row.over for row in table.rows if row.user and str(row.user.id) == chosen]
    return max([1, *over])


class Lists:
    """The register's addresses behind the figures."""

    def __init__(self, days: Span) -> None:
        self._days = days

    def _register(self, user: User | None, everybody: bool, **more: Any) -> str:  # noqa: ANN401, FBT001 - filters
        who = {} if everybody else {"assignee": user.id if user else NOBODY}
        return f"{url_for('enquiries.register')}?{urlencode({**who, **more})}"

    def open(self, kind: str, user: User | None = None, *, everybody: bool = False) -> str:
        """Open enquiries: overdue, soon, later, awaiting, or all."""
        filters: dict[str, str] = {
            "all": {"open": "1"},
            "awaiting": {"state": "awaiting_client"},
        }.get(kind, {"due": kind})
        return self._register(user, everybody, **filters, sort="due", up="1")

    def answered(
        self, user: User | None = None, *, everybody: bool = False, waited: bool = False
    ) -> str:
        """First answered in the period; ``waited`` leaves out what was answered on the spot."""
        days = {"answered_from": self._days.first, "answered_to": self._days.last}
        return self._register(user, everybody, **days, **({"spot": "0"} if waited else {}))

    def rated(self, user: User | None = None, *, everybody: bool = False) -> str:
        """Rated by clients in the period."""
        days = {"rated_from": self._days.first, "rated_to": self._days.last}
        return self._register(user, everybody, **days)

    def received_in(self, days: Span) -> str:
        """What came in on some days."""
        return self._register(None, everybody=True, **{"from": days.first, "to": days.last})

    def answered_in(self, days: Span) -> str:
        """What was first answered on some days."""
        return self._register(None, everybody=True, answered_from=days.first, answered_to=days.last)


@blueprint.post("/workload/move")
@needs(Permission.MANAGE)
def move() -> ResponseReturnValue:
    """Move some from one expert, or from nobody, to a colleague; nobody's also by the rule."""
    given = request.form
    source, target = given.get("from", ""), given.get("to", "")
    number = given.get("number", type=int) or 0
    back = url_for(".workload", period=given.get("period") or None)
    try:
        with transaction():
            to = _target(source, target, number)
            ids = queries.to_move(None if source == NOBODY else int(source), number)
            moved, _left = reassign_many(ids, to, by=current_user._get_current_object())  # noqa: SLF001 - Flask-Login's own way
    except Refused as refusal:
        flash(str(refusal), "warning")
        again: dict[str, Any] = {"from": source or None}
        return redirect(url_for(".workload", **again, _anchor="move"), 303)
    if moved:
        flash(
            ngettext("%(num)d enquiry was moved.", "%(num)d enquiries were moved.", moved),
            "success",
        )
    else:
        flash(_("There was nothing to move."), "message")
    return redirect(back, 303)


def _target(source: str, target: str, number: int) -> User | None:
    """Who gets them; None: whom the rule chooses. Raises Refused for what cannot be done."""
    if not source.isdecimal() or not 1 <= number <= MOST_AT_ONCE:
        raise Refused(_l("Choose from whom, and how many (at most %(most)d).", most=MOST_AT_ONCE))
    if target == BY_RULE and source == NOBODY:
        return None
    if target == BY_RULE:
        # The rule may well choose the same expert again: continuity, speciality.
        raise Refused(_l("The rule chooses only for what nobody has. Choose a colleague."))
    to = staff.user(int(target)) if target.isdecimal() and target != source else None
    if to is None:
        raise Refused(_l("Choose the colleague who gets them."))
    return to
