"""One's calendar in one's own program."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from oic.core.db import transaction
from oic.enquiries.views.showing import me
from oic.receptions import links
from oic.receptions.actions import feeds as actions
from oic.receptions.views.blueprint import blueprint
from oic.web.access import Permission, needs


@blueprint.get("/calendar")
@needs(Permission.DESK)
def feed() -> ResponseReturnValue:
    """Whether there is an address, and how one is had."""
    return render_template("receptions/feed.html", feed=actions.feed_of(me()), link=None)


@blueprint.post("/calendar")
@needs(Permission.DESK)
def open_feed() -> ResponseReturnValue:
    """Make an address, and show it this once."""
    with transaction():
        token = actions.open_feed(me())
    page = render_template(
        "receptions/feed.html", feed=actions.feed_of(me()), link=links.feed_link(token)
    )
    return page, 200


@blueprint.post("/calendar/close")
@needs(Permission.DESK)
def close_feed() -> ResponseReturnValue:
    """Revoke it."""
    with transaction():
        actions.close_feed(me())
    flash(_("The address no longer works."), "success")
    return redirect(url_for(".feed"), 303)
