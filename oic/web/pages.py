"""What every page needs: its language, its address's twin, its words, its error pages."""

import logging
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date
from flask import Flask, current_app, has_request_context, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.exc import DataError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.routing import BuildError

from config import Settings
from oic.core import clock
from oic.core.db import end_reading
from oic.core.errors import Refused, Stale
from oic.core.wording import LANGUAGES
from oic.core.words import said
from oic.web import assets, controls, filters, icons, navigation, panels, prose, resend
from oic.web.counting import CountingBabel
from oic.web.typed import TypedRequest

log = logging.getLogger(__name__)
ERROR_CODES = (400, 401, 403, 404, 405, 410, 413, 429)


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.config["OIC"]
    return found


def at_desk() -> bool:
    """Whether the address asked for belongs to the desk."""
    return request.path == "/desk" or request.path.startswith("/desk/")


def _address_language() -> str:
    """What the address and the browser say, without asking who is signed in."""
    if request.path == "/en" or request.path.startswith("/en/"):
        return "en"
    if at_desk():
        return request.accept_languages.best_match(LANGUAGES, settings().language)
    return "bg"


def _language() -> str:
    """The person's language at the desk, the address's on the public site."""
    if not has_request_context():
        return settings().language
    if at_desk() and current_user.is_authenticated:
        return str(current_user.language)
    return _address_language()


def language() -> str:
    """The language of the page being made: bg or en."""
    return str(get_locale() or "bg")[:2]


def endpoint_exists(endpoint: str) -> bool:
    """Whether a page of this name was built, for links to parts that may be left out."""
    return endpoint in current_app.view_functions


def public_url(name: str, **values: Any) -> str:  # noqa: ANN401 - whatever the address holds
    """The address of a public page in the language of the present page: ``public_url("ask")``."""
    blueprint = "public_en" if language() == "en" else "public"
    return url_for(f"{blueprint}.{name}", **values)


def public_pages() -> frozenset[str]:
    """The names of the public pages that were built, for :func:`public_url`."""
    return frozenset(
        endpoint.removeprefix("public.")
        for endpoint in current_app.view_functions
        if endpoint.startswith("public.")
    )


def twin(into: str) -> str:
    """The present public page's address in a language; its home page where there is no twin."""
    blueprint = "public_en" if into == "en" else "public"
    endpoint = request.endpoint or ""
    if endpoint.startswith(("public.", "public_en.")) and request.method == "GET":
        name = endpoint.partition(".")[2]
        try:
            address = url_for(f"{blueprint}.{name}", **(request.view_args or {}))
        except BuildError:
            address = ""
        if address:
            query = urlencode(list(request.args.items(multi=True)))
            return f"{address}?{query}" if query else address
    return "/en/" if into == "en" else "/"


def icon(name: str, label: str | None = None, classes: str = "") -> Markup:
    """An icon of oic/web/icons.py: decoration, unless a label names it."""
    reference = f"{assets.static_url('icons.svg')}#{icons.listed(name)}"
    named: Markup = Markup('aria-hidden="true"')
    if label:
        named = Markup('role="img" aria-label="{}"').format(label)
    return Markup('<svg class="icon{}" {}><use href="{}"></use></svg>').format(
        f" {classes}" if classes else "", named, reference
    )


def _places() -> list[navigation.Place]:
    return [place for place in navigation.places() if endpoint_exists(place.endpoint)]


def _error(error: Any) -> ResponseReturnValue:  # noqa: ANN401 - any HTTP exception
    code = getattr(error, "code", None) or 500
    return render_template("errors/error.html", code=code, error=error), code


def _refused(error: Refused) -> ResponseReturnValue:
    return render_template("errors/refused.html", error=error), 409


def _beyond(error: OverflowError | DataError) -> ResponseReturnValue:
    """A number, a day or a text that the database cannot even hold names nothing in it."""
    log.warning("%s in %s", type(error).__name__, request.endpoint)
    end_reading()
    return _error(NotFound() if request.method == "GET" else BadRequest())


def _overtaken(error: StaleDataError) -> ResponseReturnValue:
    """Two saved the same thing at once, and this one came second: it is sent again, not lost."""
    log.warning("%s in %s", error, request.endpoint)
    end_reading()
    if resend.can_keep():
        return resend.page(409)
    return _refused(Stale(_l("Somebody else saved this at the same moment.")))


def _failure(error: Any) -> ResponseReturnValue:  # noqa: ANN401 - any exception
    """The page for a mistake of ours. It asks neither the database nor the session."""
    spoken = _address_language()
    with force_locale(spoken):
        template = current_app.jinja_env.get_template("errors/failure.html")
        page = template.render(
            language=spoken, settings=settings(), desk=at_desk(), code=getattr(error, "code", 500)
        )
    return page, 500


def init_app(app: Flask) -> None:
    """Set languages, filters and error pages up for an application."""
    app.request_class = TypedRequest
    CountingBabel(app, locale_selector=_language, timezone_selector=lambda: "Europe/Sofia")
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["said"] = lambda words: said(words, language())
    app.jinja_env.filters["localtime"] = clock.local
    filters.init_app(app)
    prose.init_app(app)
    assets.init_app(app)
    app.jinja_env.globals.update(
        icon=icon,
        endpoint_exists=endpoint_exists,
        public_pages=public_pages,
        public_url=public_url,
        twin=twin,
        at_desk=at_desk,
        attributes=controls.attributes,
        control=controls.control,
        mistakes=controls.mistakes,
        page_language=language,
    )
    app.context_processor(
        lambda: {
            "settings": settings(),
            "language": language(),
            "places": _places,
            "panels_at": panels.at,
            "today": clock.today,
            "now": clock.now,
            "format_day": format_date,
        }
    )
    app.register_error_handler(Refused, _refused)
    for code in ERROR_CODES:
        app.register_error_handler(code, _error)
    app.register_error_handler(OverflowError, _beyond)
    app.register_error_handler(DataError, _beyond)
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(500, _failure)
