"""The manager's board: who carries how much, what is to come, and moving it."""

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user

from oic.core.db import transaction
from oic.core.errors import Refused
from oic.enquiries.actions.assigning import Move, move_each
from oic.enquiries.actions.rule import Proposal, propose_for
from oic.enquiries.models import Enquiry
from oic.reports.periods import Period
from oic.reports.pictures import trend
from oic.reports.queries import workload as queries
from oic.reports.queries.forecast import forecast
from oic.reports.queries.workload import Back
from oic.reports.views.blueprint import blueprint
from oic.staff import queries as staff
from oic.staff.models import User
from oic.web.access import Permission, needs

MOST_AT_ONCE = 30
NOBODY = "0"


@blueprint.get("/workload")
@needs(Permission.MANAGE)
def workload() -> ResponseReturnValue:
    """Who is drowning, who is here, how quickly and how well they answer, what is to come."""
    wanted = request.args.get("period", "")
    back = Back(wanted) if wanted in set(Back) else Back.MONTH
    table = queries.workload(back)
    lists = Lists(table)
    chosen = request.args.get("from", "")
    weeks = queries.weeks()
    return render_template(
        "reports/workload.html",
        table=table,
        back=back,
        periods=[
            (each.label, url_for(".workload", period=each.value), each is back) for each in Back
        ],
        weeks=weeks,
        trend=trend(weeks),
        lists=lists,
        forecast=forecast(),
        **_moving(table, lists, chosen),
    )


def _moving(table: queries.Workload, lists: "Lists", chosen: str) -> dict[str, Any]:
    """What can be moved from whom was chosen, each with whom the rule would give it to."""
    source = next((row for row in table.rows if row.user and str(row.user.id) == chosen), None)
    nobody = chosen == NOBODY
    movable: list[Enquiry] = []
    proposals: dict[int, Proposal] = {}
    if source is not None or nobody:
        user_id = source.user.id if source and source.user else None
        movable = list(queries.to_move(user_id, MOST_AT_ONCE))
        proposals = propose_for(movable, away_from_assignee=True)
    suggested = len(movable) if nobody else max(0, source.over) if source else 0
    return {
        "chosen": chosen if source is not None or nobody else "",
        "source": source,
        "movable": movable,
        "proposals": proposals,
        "ticked": {enquiry.id for enquiry in movable[: suggested or 0]},
        "chosen_list": lists.open("all", source.user if source else None),
        "receivers": [row for row in table.rows if row.user and row.user.takes_enquiries],
    }


class Lists:
    """The register's addresses behind the board's figures."""

    def __init__(self, table: queries.Workload) -> None:
        self._days = table.period
        self._still_since = table.still_since

    def _register(self, user: User | None, everybody: bool, **more: Any) -> str:  # noqa: ANN401, FBT001 - filters
        who = {} if everybody else {"assignee": user.id if user else NOBODY}
        return f"{url_for('enquiries.register')}?{urlencode({**who, **more})}"

    def open(self, kind: str, user: User | None = None, *, everybody: bool = False) -> str:
        """Open enquiries: overdue, soon, later, week, awaiting, still, or all."""
        known: dict[str, dict[str, Any]] = {
            "all": {"open": "1"},
            "awaiting": {"state": "awaiting_client"},
            "still": {"open": "1", "idle_to": self._still_since},
        }
        filters = known.get(kind, {"due": kind})
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

    def received(self, user: User | None = None) -> str:
        """What came in during the period and is in somebody's hands now."""
        days = {"from": self._days.first, "to": self._days.last}
        return self._register(user, everybody=False, **days)

    def received_in(self, days: Period) -> str:
        """What came in on some days."""
        return self._register(None, everybody=True, **{"from": days.first, "to": days.last})

    def answered_in(self, days: Period) -> str:
        """What was first answered on some days."""
        return self._register(None, everybody=True, answered_from=days.first, answered_to=days.last)

    def due_on(self, user: User | None = None) -> str:
        """What runs, by its last day."""
        return self._register(user, everybody=user is None, open="1", sort="due", up="1")


@blueprint.post("/workload/move")
@needs(Permission.MANAGE)
def move() -> ResponseReturnValue:
    """Move the ticked ones, each to the colleague chosen beside it."""
    source = request.form.get("from", "")
    query: dict[str, Any] = {"period": request.form.get("period") or None}
    again: dict[str, Any] = {**query, "from": source}
    try:
        moves = _moves()
        with transaction():
            moved, left = move_each(moves, by=current_user._get_current_object())  # noqa: SLF001 - Flask-Login's own way
    except Refused as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for(".workload", **again, _anchor="move"), 303)
    if moved:
        flash(
            ngettext("%(num)d enquiry was moved.", "%(num)d enquiries were moved.", moved),
            "success",
        )
    if left:
        flash(
            _(
                "Not moved, because they were changed or closed meanwhile: %(numbers)s.",
                numbers=", ".join(left),
            ),
            "warning",
        )
    return redirect(url_for(".workload", **query), 303)


def _moves() -> list[Move]:
    """The ticked rows with their colleagues. Raises Refused where none is ticked, or chosen."""
    given = request.form
    everybody = given.get("to", "")
    moves = []
    for value in given.getlist("ids")[:MOST_AT_ONCE]:
        number, _dash, version = value.partition("-")
        if not (number.isdecimal() and version.isdecimal()):
            continue
        to = everybody or given.get(f"to-{number}", "")
        user = staff.user(int(to)) if to.isdecimal() else None
        if user is None:
            raise Refused(_l("Choose the colleague who gets them."))
        moves.append(Move(int(number), int(version), user))
    if not moves:
        raise Refused(_l("Tick some rows first."))
    return moves
