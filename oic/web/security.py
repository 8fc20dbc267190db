"""Security headers, cookies, CSRF, redirects, where the request came from."""

from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from oic.core import origin

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "manifest-src": "'self'",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{name} {sources}" for name, sources in _POLICY.items())
csrf = CSRFProtect()


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint not in {"static", "bootstrap.static"}:
        headers.setdefault("Cache-Control", "no-store")
    return response


def _stay_here(response: Response) -> Response:
    """Let a redirect to a page of ours name no host: the one that the request names may be forged.

    Werkzeug writes it into the redirects that put an address right (a slash at its end).
    """
    parts = urlsplit(response.location or "")
    if parts.netloc and parts.netloc == request.host:
        path = "/" + parts.path.lstrip("/")  # two slashes would begin another host's name
        response.location = urlunsplit(("", "", path, parts.query, parts.fragment))
    return response


def _note_origin() -> None:
    origin.set_current(origin.Origin("web", request.remote_addr or ""))


def init_app(app: Flask, settings: Settings) -> None:
    """Set cookies, CSRF and headers up for an application."""
    app.config.update(
        SESSION_COOKIE_NAME="oic",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    csrf.init_app(app)
    app.before_request(_note_origin)
    app.after_request(_headers)
    app.after_request(_stay_here)
