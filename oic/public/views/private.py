"""Pages under an unguessable link: nobody else may learn the link or keep the page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import make_response

_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "private, no-store",
}


def private(view: Callable[..., Any]) -> Callable[..., Any]:
    """Tell browsers and search engines to keep the page and its address to themselves."""

    @wraps(view)
    def guarded(**values: str) -> Any:  # noqa: ANN401 - whatever Flask makes of a view's answer
        response = make_response(view(**values))
        response.headers.update(_HEADERS)
        return response

    return guarded
