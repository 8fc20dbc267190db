"""The visits and the receptions that a figure of the report was counted from."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from oic.places.queries import municipality_by_id
from oic.reports.queries import visits as queries
from oic.reports.views import asked
from oic.reports.views.blueprint import blueprint
from oic.web.access import Permission, needs


@blueprint.get("/reports/visits")
@needs(Permission.MANAGE)
def visits() -> ResponseReturnValue:
    """Visits of a period, at receptions or in the office, with one outcome."""
    period = asked.period()
    kind = request.args.get("what", "")
    municipality = municipality_by_id(request.args.get("municipality", type=int))
    found = queries.visits(
        queries.Wanted(
            period.first,
            period.last,
            outreach=request.args.get("where") != "office",
            kind=kind if kind in queries.KINDS else "",
            municipality_id=municipality.id if municipality else None,
        )
    )
    return render_template(
        "reports/visits.html",
        period=period,
        kind=kind,
        municipality=municipality,
        outreach=request.args.get("where") != "office",
        visits=found[: queries.MOST],
        more=len(found) > queries.MOST,
        most=queries.MOST,
    )


@blueprint.get("/reports/receptions")
@needs(Permission.MANAGE)
def receptions() -> ResponseReturnValue:
    """The outreach receptions of a period that the report counts."""
    period = asked.period()
    municipality = municipality_by_id(request.args.get("municipality", type=int))
    found = queries.receptions(period.first, period.last, municipality.id if municipality else None)
    return render_template(
        "reports/receptions.html",
        period=period,
        municipality=municipality,
        receptions=found[: queries.MOST],
        more=len(found) > queries.MOST,
        most=queries.MOST,
    )
