"""A form that came too late is not lost: its text waits on a page until it is sent again.

When a session ends while somebody types, the page was open for so long that its token is old, or
somebody else saved the same thing at the same moment, the answer to the form is a page that holds
every text field hidden, with a fresh token, a link that opens the sign-in in a new tab where that
is needed, and one button. Passwords are never repeated, and a browser does not let a page hold
files: the page says so.

The token guards against other sites that post forms in a visitor's name. This page hands out a
fresh one, so it is made only for a form that stood on a page of ours: browsers name the origin of
every POST, and a script cannot change that.
"""

from urllib.parse import urlsplit

from flask import render_template, request
from flask.typing import ResponseReturnValue

_TOKEN = "csrf_token"  # noqa: S105 - the field's name
_SHORTEST_SHOWN = 20


def _is_secret(name: str) -> bool:
    return "password" in name.casefold()


def came_from_here() -> bool:
    """Whether the browser says that the form stood on a page of ours.

    By Fetch Metadata where the browser has it, for a page that hides its address has no origin.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    source = request.headers.get("Origin") or request.referrer or ""
    return bool(source) and urlsplit(source).netloc == request.host


def _kept() -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != _TOKEN and not _is_secret(name)
    ]


def can_keep() -> bool:
    """Whether the present request is a form of ours that holds something worth keeping."""
    return request.method == "POST" and came_from_here() and any(v for _name, v in _kept())


def page(code: int) -> ResponseReturnValue:
    """The page that keeps the present form.

    401 when the session ended, 400 for an old token, 409 when somebody else was quicker.
    """
    kept = _kept()
    address = request.full_path if request.query_string else request.path
    lost = any(file.filename for file in request.files.values()) or any(
        _is_secret(name) for name in request.form
    )
    written = [value for _name, value in kept if len(value) >= _SHORTEST_SHOWN and " " in value]
    return (
        render_template(
            "errors/resend.html", code=code, kept=kept, address=address, lost=lost, written=written
        ),
        code,
    )
