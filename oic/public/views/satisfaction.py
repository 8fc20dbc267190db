"""Whether the answer helped: one to five, a comment, changed as often as one likes for a while."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect

from oic.core.db import transaction
from oic.core.errors import Refused
from oic.enquiries.actions import follow_ups
from oic.enquiries.models import FollowUp
from oic.public.forms import SatisfactionForm
from oic.public.views import submitted
from oic.public.views.blueprint import blueprint
from oic.public.views.private import private
from oic.web.access import open_to_all

_PER_ADDRESS = 30
"""Ratings an hour."""


def _follow_up(token: str) -> FollowUp:
    found = follow_ups.by_token(token)
    if found is None:
        raise NotFound
    return found


def _page(
    follow_up: FollowUp, form: SatisfactionForm, *, status: int = 200, confirming: bool = False
) -> ResponseReturnValue:
    page = render_template(
        "public/satisfaction.html",
        follow_up=follow_up,
        enquiry=follow_up.enquiry,
        form=form,
        confirming=confirming,
    )
    return page, status


@blueprint.get("/satisfaction/<token>")
@open_to_all
@private
def satisfaction(token: str) -> ResponseReturnValue:
    """The question; ``?score=4``, as a letter links to it, only chooses, and saves nothing."""
    follow_up = _follow_up(token)
    form = SatisfactionForm(formdata=None)
    chosen = request.args.get("score", "") or str(follow_up.score or "")
    form.score.data = chosen if chosen in {"1", "2", "3", "4", "5"} else None
    form.comment.data = follow_up.comment
    return _page(follow_up, form)


@blueprint.post("/satisfaction/<token>")
@open_to_all
@submitted.checks_csrf_itself
@private
def rate(token: str) -> ResponseReturnValue:
    """Save the score and the comment."""
    follow_up = _follow_up(token)
    form = SatisfactionForm()
    if not form.validate():
        return _page(follow_up, form, status=422)
    if form.trapped:
        form.website.data = ""
        return _page(follow_up, form, status=422, confirming=True)
    score, comment = int(form.score.data), form.comment.data or ""
    if (follow_up.score, follow_up.comment) != (score, comment):
        try:
            with transaction():
                submitted.hold("rate", submitted.address(), _PER_ADDRESS)
                follow_ups.rate(_follow_up(token), score, comment)
        except Refused as refusal:
            form.add_error(refusal.message, refusal.field)
            return _page(_follow_up(token), form, status=422)
    return redirect(url_for(".rated", token=token), 303)


@blueprint.get("/satisfaction/<token>/thanks")
@open_to_all
@private
def rated(token: str) -> ResponseReturnValue:
    """Thanks, and the way back to change it."""
    follow_up = _follow_up(token)
    return render_template("public/rated.html", follow_up=follow_up, enquiry=follow_up.enquiry)
