"""Calendars that programs fetch: the public one, and an expert's under its secret address."""

from flask import Response
from werkzeug.exceptions import NotFound

from oic.public.views.blueprint import blueprint
from oic.public.views.private import private
from oic.receptions import feeds
from oic.receptions.actions.feeds import whose
from oic.web.access import open_to_all
from oic.web.pages import language

_MINUTES = 15 * 60
"""So long may what stands between keep the public calendar."""


def _calendar(text: str) -> Response:
    return Response(text, mimetype="text/calendar")


@blueprint.get("/receptions.ics")
@open_to_all
def receptions_calendar() -> Response:
    """The announced receptions."""
    response = _calendar(feeds.of_public(language()))
    response.headers["Cache-Control"] = f"public, max-age={_MINUTES}"
    return response


@blueprint.get("/calendar/<token>.ics")
@open_to_all
@private
def expert_calendar(token: str) -> Response:
    """An expert's visits and receptions; a revoked address is as good as none."""
    user = whose(token)
    if user is None:
        raise NotFound
    return _calendar(feeds.of_expert(user))
