"""The client of the tests: it reads every page that it gets, and posts with a real CSRF token."""

import mimetypes
from collections.abc import Callable, Mapping
from functools import cached_property
from hashlib import sha1
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from oic.core.db import db
from oic.staff.models import User
from tests.checking import html

HOST = "http://localhost"
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
"""What a browser accepts; a test that plays a script gives its own header."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
REDIRECTS = {301, 302, 303, 307, 308}


class Page(TestResponse):
    """A response; ``document`` and what follows it are for HTML."""

    @property
    def is_html(self) -> bool:
        """Whether a browser would show it as a page."""
        return self.mimetype == "text/html" and bool(self.get_data())

    @property
    def path(self) -> str:
        """The address that it came from, with its query, without the host."""
        parts = urlsplit(self.request.url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    @cached_property
    def document(self) -> Element:
        """The parsed page."""
        return html.parse(self.text)

    @cached_property
    def words(self) -> str:
        """What a person reads, spaces folded."""
        body = self.document.find("body")
        return html.text_of(self.document if body is None else body)

    @property
    def heading(self) -> str:
        """The words of the h1."""
        return html.text_of(next(html.all_of(self.document, "h1")))

    def find(self, tag: str = "*", **attributes: str) -> list[Element]:
        """Elements by tag and attributes: see tests.checking.html.find."""
        return html.find(self.document, tag, **attributes)

    @property
    def forms(self) -> list[html.Form]:
        """The page's forms."""
        return html.forms(self.document, self.request.url)

    def form(self, wanted: str | None = None) -> html.Form:
        """The form with an id, a name or a part of its action; by default the one that posts.

        With several posting forms and no ``wanted`` it is the one inside <main>, if that is one.
        """
        candidates = self.forms
        if wanted is not None:
            exact = [form for form in candidates if wanted in form.called]
            candidates = exact or [form for form in candidates if wanted in form.action]
        else:
            candidates = [form for form in candidates if form.method == "post"]
            if len(candidates) > 1:
                main = {e for part in html.all_of(self.document, "main") for e in part.iter()}
                candidates = [form for form in candidates if form.element in main]
        if len(candidates) != 1:
            actions = [(form.element.get("id"), form.method, form.action) for form in self.forms]
            message = f"{len(candidates)} forms fit {wanted!r} on {self.path}; there are {actions}"
            raise AssertionError(message)
        return candidates[0]


class Client:
    """A browser of one person, without JavaScript.

    Every response is held to the security headers and every HTML page to the rules in
    tests.checking.html, links included: what it points to within the program must exist.
    """

    def __init__(self, app: Flask, user: User | None = None) -> None:
        self.app = app
        self.user = user
        self.raw: FlaskClient = app.test_client()
        self.raw.response_wrapper = Page
        if user is not None:
            self.sign_in(user)

    def sign_in(self, user: User) -> None:
        """Take a signed-in session, as after the sign-in page."""
        self.user = user
        key = user.get_id()
        with self.raw.session_transaction() as session:
            session["_user_id"] = key
            session["_fresh"] = True

    @property
    def session(self) -> dict[str, Any]:
        """A copy of what the session cookie holds."""
        with self.raw.session_transaction() as session:
            return dict(session)

    def csrf_token(self) -> str:
        """A token as the pages carry it, for this session."""
        with self.raw.session_transaction() as session:
            raw = session.setdefault("csrf_token", sha1(b"tests").hexdigest())  # noqa: S324
        signer = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token")
        return str(signer.dumps(raw))

    def get(self, url: str, *, status: int | None = None, follow: bool = False, **kw: Any) -> Page:
        """Fetch a page; ``status`` is the one expected (none: any)."""
        return self.open("GET", url, status=status, follow=follow, **kw)

    def post(
        self,
        url: str,
        data: Mapping[str, object] | None = None,
        *,
        status: int | None = None,
        follow: bool = False,
        csrf: bool = True,
        **kw: Any,
    ) -> Page:
        """Post a form (or ``json=…``) with a CSRF token; ``csrf=False`` leaves it out.

        A file is ``(stream, name)`` or ``(stream, name, content type)``; a list sends several.
        """
        if csrf and "json" not in kw:
            data = {"csrf_token": self.csrf_token(), **(data or {})}
        elif csrf:
            kw["headers"] = {"X-CSRFToken": self.csrf_token(), **kw.get("headers", {})}
        return self.open("POST", url, status=status, follow=follow, data=data, **kw)

    def submit(
        self,
        page: str | Page,
        form: str | None = None,
        *,
        button: str | None = None,
        status: int | None = None,
        follow: bool = False,
        **fields: object,
    ) -> Page:
        """Open a page, fill its form in and send it, as a person would.

        ``form`` is the form's id, name or part of its action; ``button`` is the ``name=value`` or
        the name of the button pressed. What is not in ``fields`` is sent as the page offers it.
        """
        if isinstance(page, str):
            page = self.get(page, status=200)
        chosen = page.form(form)
        data = chosen.fill(**fields)
        action, method = chosen.action, chosen.method
        if button is not None:
            name, _, value = button.partition("=")
            pressed = [
                control
                for control in chosen.controls
                if control.get("name") == name
                and (not value or control.get("value") == value)
                and (control.tag == "button" or control.get("type") in {"submit", "image"})
            ]
            if not pressed:
                message = f"no button {button!r} in the form"
                raise AssertionError(message)
            data[name] = pressed[0].get("value", "")
            action = urljoin(page.request.url, pressed[0].get("formaction") or action)
        local = action.removeprefix(HOST)
        if method == "get":
            return self.open("GET", local, status=status, follow=follow, query_string=data)
        return self.open("POST", local, status=status, follow=follow, data=data)

    def open(
        self, method: str, url: str, *, status: int | None = None, follow: bool = False, **kw: Any
    ) -> Page:
        """Make any request. The response is checked; ``follow`` goes after redirects."""
        url = url.removeprefix(HOST)
        page = self._request(method, url, **kw)
        while follow and page.status_code in REDIRECTS:
            url = urljoin(page.request.url, page.headers["Location"]).removeprefix(HOST)
            if not url.startswith("/"):
                break
            page = self._request("GET", url)
        if status is not None and page.status_code != status:
            said = page.words if page.is_html else page.text
            message = f"{method} {url}: {page.status}, not {status}\n{said[:2000]}"
            raise AssertionError(message)
        return page

    def _request(self, method: str, url: str, **kw: Any) -> Page:
        pending = [*db.session.new, *db.session.dirty, *db.session.deleted]
        if pending:
            message = f"the test changed {pending} outside transaction()"
            raise AssertionError(message)
        db.session.rollback()  # the request works in a session of its own, as it does in reality
        kw.setdefault("base_url", HOST)
        kw["headers"] = {"Accept": ACCEPT, **dict(kw.get("headers") or {})}
        with self.app.app_context():
            page = self.raw.open(url, method=method, **kw)
        if not isinstance(page, Page):
            message = "the test client made another response"
            raise TypeError(message)
        db.session.rollback()
        check(self.app, page)
        return page


def check(app: Flask, page: Page) -> None:
    """Hold a response to the rules. Raises AssertionError that lists every one it breaks."""
    wrong = [
        f"header {name} is {page.headers.get(name)!r}, not {value!r}"
        for name, value in HEADERS.items()
        if page.headers.get(name) != value
    ]
    # Pages under an unguessable link tell nobody where their reader came from.
    if page.headers.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        wrong.append(f"header Referrer-Policy is {page.headers.get('Referrer-Policy')!r}")
    policy = page.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        wrong.append(f"Content-Security-Policy is {policy!r}")
    if page.is_html and page.status_code not in REDIRECTS:
        wrong += html.mistakes(page.document)
        wrong += _dead_links(app, page)
    if wrong:
        listed = "\n".join(f"- {line}" for line in wrong)
        message = f"{page.request.method} {page.path} ({page.status}):\n{listed}"
        raise AssertionError(message)


def _dead_links(app: Flask, page: Page) -> list[str]:
    adapter = app.url_map.bind("localhost")
    wrong = []
    for element in page.document.iter():
        for attribute in ("href", "src", "action"):
            value = element.get(attribute)
            if value is None:
                continue
            if attribute == "href" and value.startswith("#"):
                if value != "#" and not page.find(id=value[1:]):
                    wrong.append(f"{value} leads to nothing on the page")
                continue
            parts = urlsplit(urljoin(page.request.url, value))
            if parts.scheme not in {"http", "https"} or parts.netloc != "localhost":
                continue
            method = element.get("method", "get").upper() if attribute == "action" else "GET"
            try:
                endpoint, values = adapter.match(parts.path, method=method)
            except RequestRedirect:
                continue
            except HTTPException:
                wrong.append(f"{attribute} {value} leads nowhere")
                continue
            if endpoint == "static" and not _is_static(app, values["filename"]):
                wrong.append(f"{attribute} {value}: no such file")
    return wrong


def _is_static(app: Flask, name: str) -> bool:
    return (
        mimetypes.guess_type(name)[0] is not None and Path(str(app.static_folder), name).is_file()
    )


SignIn = Callable[..., Client]
