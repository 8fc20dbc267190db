"""Pages that everybody may read, and the few files that browsers and robots ask for."""

from datetime import date

from flask import Response, render_template
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from oic.centre import queries as centre
from oic.core.clock import today
from oic.public.views.blueprint import blueprint
from oic.web import panels
from oic.web.access import open_to_all
from oic.web.assets import static_url
from oic.web.pages import language, settings

_PRIVATE = (
    "/case/",
    "/satisfaction/",
    "/ask/sent/",
    "/book/",
    "/booking/",
    "/waiting/",
    "/calendar/",
)
"""Where secrets stand in addresses, or pages that are made for one person."""
ACCESSIBILITY_REVIEWED = date(2026, 11, 23)
"""When the accessibility statement was last gone through; renewed yearly (ЗЕУ, чл. 58в)."""


@blueprint.get("/")
@open_to_all
def home() -> ResponseReturnValue:
    """What the centre is, and the doors."""
    return render_template(
        "public/home.html",
        answer_days=centre.number("answer_days"),
        hours=centre.rule(f"opening_hours_{language()}"),
        panels=panels.at("public_home"),
    )


@blueprint.get("/privacy")
@open_to_all
def privacy() -> ResponseReturnValue:
    """What happens with personal data: Regulation (EU) 2016/679, articles 13 and 14."""
    return render_template("public/privacy.html")


@blueprint.get("/accessibility")
@open_to_all
def accessibility() -> ResponseReturnValue:
    """The statement on the model of Implementing Decision (EU) 2018/1523."""
    return render_template("public/accessibility.html", reviewed=ACCESSIBILITY_REVIEWED)


@open_to_all
def robots() -> Response:
    """What search engines may read."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {prefix}{path}" for prefix in ("", "/en") for path in _PRIVATE]
    lines += ["Disallow: /desk"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@open_to_all
def security_contact() -> Response:
    """RFC 9116: to whom a weakness is reported."""
    lines = [
        f"Contact: mailto:{settings().centre_email}",
        f"Expires: {today().year + 1}-12-31T00:00:00Z",
        "Preferred-Languages: bg, en",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@open_to_all
def favicon() -> ResponseReturnValue:
    """For what asks for the icon at its old place."""
    return redirect(static_url("icon.svg"), 302)


@blueprint.record
def _at_the_root(state: BlueprintSetupState) -> None:
    """These stand at one address in the whole site, not once in each language."""
    if not state.url_prefix:
        for address, view in (
            ("/robots.txt", robots),
            ("/.well-known/security.txt", security_contact),
            ("/favicon.ico", favicon),
        ):
            state.add_url_rule(address, view.__name__, view, methods=["GET"])
