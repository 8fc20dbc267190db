"""What every page needs: its language, its words for dates and numbers, its error pages."""

from typing import Any

from babel.dates import format_date
from flask import Flask, current_app, render_template, request
from flask_babel import Babel, get_locale
from flask_login import current_user

from config import Settings
from oic.core import clock
from oic.core.errors import Refused
from oic.core.words import LANGUAGES, said
from oic.web import navigation, panels


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.config["OIC"]
    return found


def _language() -> str:
    """The person's language at the desk, the address's on the public site."""
    if request.path == "/en" or request.path.startswith("/en/"):
        return "en"
    if request.path.startswith("/desk"):
        if current_user.is_authenticated:
            return str(current_user.language)
        return request.accept_languages.best_match(LANGUAGES, settings().language)
    return "bg"


def language() -> str:
    """The language of the page being made: bg or en."""
    return str(get_locale() or "bg")[:2]


def _error(error: Any) -> tuple[str, int]:  # noqa: ANN401 - any HTTP exception
    code = getattr(error, "code", 500) or 500
    return render_template("errors/error.html", code=code, error=error), code


def _refused(error: Refused) -> tuple[str, int]:
    return render_template("errors/refused.html", error=error), 409


def init_app(app: Flask) -> None:
    """Set languages, filters and error pages up for an application."""
    Babel(app, locale_selector=_language, timezone_selector=lambda: "Europe/Sofia")
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["said"] = lambda words: said(words, language())
    app.jinja_env.filters["localtime"] = clock.local
    app.context_processor(
        lambda: {
            "settings": settings(),
            "language": language(),
            "places": navigation.places,
            "panels_at": panels.at,
            "today": clock.today,
            "now": clock.now,
            "format_day": format_date,
        }
    )
    app.register_error_handler(Refused, _refused)
    for code in (400, 401, 403, 404, 405, 410, 413, 429, 500):
        app.register_error_handler(code, _error)
