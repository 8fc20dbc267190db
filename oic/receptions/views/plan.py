"""The list of receptions, and the month."""

from calendar import Calendar
from datetime import date, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from oic.centre import queries as centre
from oic.core.clock import today
from oic.core.working_days import holiday_name
from oic.places.queries import municipalities
from oic.receptions.queries import plan as queries
from oic.receptions.views.blueprint import blueprint
from oic.staff import queries as staff
from oic.web.access import Permission, needs
from oic.web.pages import language


@blueprint.get("/list")
@needs(Permission.DESK)
def plan() -> ResponseReturnValue:
    """Receptions to come, drafts, past ones; by municipality and expert."""
    tab = request.args.get("tab", "")
    tab = tab if tab in queries.TABS else "coming"
    municipality = request.args.get("municipality", type=int)
    expert = request.args.get("expert", type=int)
    return render_template(
        "receptions/plan.html",
        tab=tab,
        rows=queries.receptions(tab, municipality_id=municipality, expert_id=expert),
        counts=queries.counts(),
        municipalities=municipalities(language()),
        experts=staff.desk(),
        municipality=municipality,
        expert=expert,
    )


@blueprint.get("/month")
@needs(Permission.DESK)
def month() -> ResponseReturnValue:
    """A month with its receptions, absences and holidays."""
    first = _month(request.args.get("month", ""))
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    begins, ends = weeks[0][0], weeks[-1][-1]
    calendar = centre.calendar()
    days = [begins + timedelta(days=n) for n in range((ends - begins).days + 1)]
    found = queries.between(begins, ends)
    absences = staff.absences_between(begins, ends)
    return render_template(
        "receptions/month.html",
        first=first,
        before=(first - timedelta(days=1)).replace(day=1),
        after=(first + timedelta(days=32)).replace(day=1),
        weeks=weeks,
        on={day: [one for one in found if one.day == day] for day in days},
        away={
            day: [one.user.name for one in absences if one.first_day <= day <= one.last_day]
            for day in days
        },
        free={day: holiday_name(day) for day in days if not calendar.is_working(day)},
    )


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today().replace(day=1)
