"""Flask-Login: from a session to an account, and when a session is over.

A session ends when the account's ``session_key`` changes (signing out, password, role,
deactivation: then all of the account's sessions end, so that no copied cookie lives on) and when
nobody has worked in it for the minutes of OIC_SESSION_IDLE_MINUTES. What a page does by itself
(autosaved drafts, who is looking) is not work: such a request carries the header
``X-Background: 1``, or its view is marked with :func:`in_background`.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import (
    Flask,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, current_user, login_user
from flask_wtf.csrf import CSRFError

from oic.core.clock import now
from oic.core.db import db, transaction
from oic.staff import actions
from oic.staff.actions.sign_in import SEEN_EVERY, is_to_be_seen
from oic.staff.models import User
from oic.web import navigation, resend
from oic.web.access import Permission, permission_of
from oic.web.pages import settings

View = TypeVar("View", bound=Callable[..., Any])
BACKGROUND_HEADER = "X-Background"
_BACKGROUND = "oic_background"
_SEEN = "seen"
_ACCOUNT = "_user_id"
STAMP_EVERY = timedelta(seconds=30)
"""How often the session's time of last work is renewed: the cookie is sent anew each time."""


def in_background(view: View) -> View:
    """Mark a view that pages call by themselves: calling it keeps no session alive."""
    setattr(view, _BACKGROUND, True)
    return view


def is_background() -> bool:
    """Whether the present request was made by a page and not by a person."""
    view = current_app.view_functions.get(request.endpoint or "")
    return BACKGROUND_HEADER in request.headers or getattr(view, _BACKGROUND, False)


def _last_work() -> datetime | None:
    stamp = session.get(_SEEN)
    return datetime.fromtimestamp(stamp, UTC) if isinstance(stamp, int) else None


def _is_idle(user: User) -> bool:
    """Whether nobody has worked for too long: in this session, or with this account at all.

    The session's own stamp travels in the cookie, and a copy of an old cookie tells an old time
    for ever; the account's is kept here, so a copy is worth nothing once its owner has stopped.
    """
    limit = timedelta(minutes=settings().idle_minutes)
    last, seen = _last_work(), user.last_seen_at
    if last is not None and now() - last > limit:
        return True
    return seen is not None and now() - seen > limit + SEEN_EVERY


def _load(key: str) -> User | None:
    number, _sign, session_key = key.partition(":")
    user = db.session.get(User, int(number)) if number.isdecimal() else None
    if user is None or not user.active or user.session_key != session_key:
        return None
    if _is_idle(user):
        return None
    return user


def begin_session(account: User) -> None:
    """Sign an account in with a session that holds nothing of the one before."""
    session.clear()
    login_user(account)
    _stamp()


def _stamp() -> None:
    session[_SEEN] = int(now().timestamp())


def local_address(address: str | None) -> str | None:
    """A path of this program to go on to; None for anything that leads elsewhere."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    if any(ord(sign) < ord(" ") for sign in address) or "\\" in address:
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address


def home() -> str:
    """Where an account's work begins: the first of its places."""
    for place in navigation.places():
        if place.endpoint in current_app.view_functions:
            return url_for(place.endpoint)
    return url_for("staff.account")


def _page_to_return_to() -> str:
    """The page that was asked for; of a form that was sent, the page that it stood on."""
    if request.method == "GET":
        return request.full_path if request.query_string else request.path
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return ""
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def _is_page() -> bool:
    """Whether a browser shows the answer as a page: a script gets a plain 401 instead."""
    shown = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return shown and not is_background() and request.accept_mimetypes.accept_html


def ask_to_sign_in() -> ResponseReturnValue:
    """Send a person to the sign-in page and back afterwards."""
    if not _is_page():
        abort(401)
    if resend.can_keep():
        session.clear()
        return resend.page(401)
    back = local_address(_page_to_return_to())
    if _ACCOUNT in session:
        session.clear()
        flash(_("Your session has expired. Sign in to go on where you were."), "warning")
    return redirect(url_for("staff.sign_in", next=back), 303)


def _csrf_failed(error: CSRFError) -> ResponseReturnValue:
    """A form whose session is gone: at the desk, sign in and come back to it."""
    at_desk = request.path.startswith("/desk")
    if at_desk and request.endpoint == "staff.sign_in":
        flash(_("This page was open for too long. Please try again."), "warning")
        return redirect(url_for("staff.sign_in", next=local_address(request.args.get("next"))), 303)
    if at_desk and _is_page() and not current_user.is_authenticated:
        return ask_to_sign_in()
    if resend.can_keep():
        return resend.page(400)
    return render_template("errors/error.html", code=400, error=error), 400


def _keep_alive() -> None:
    """Note work: in the session, and at most once a minute on the account."""
    endpoint = request.endpoint
    if endpoint is None or permission_of(current_app, endpoint) is Permission.PUBLIC:
        return
    if not current_user.is_authenticated or is_background():
        return
    last = _last_work()
    if last is None or now() - last >= STAMP_EVERY:
        _stamp()
    if is_to_be_seen(current_user, now()):
        with transaction():
            actions.see(current_user)


def init_app(app: Flask) -> None:
    """Teach an application who is signed in."""
    manager = LoginManager(app)
    manager.session_protection = None  # the address changes on a phone; the cookie is HttpOnly
    manager.user_loader(_load)
    manager.unauthorized_handler(ask_to_sign_in)
    app.register_error_handler(CSRFError, _csrf_failed)
    app.before_request(_keep_alive)
