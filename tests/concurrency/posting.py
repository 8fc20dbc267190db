"""A person's browser without the browser: opens a page, fills the form in, sends it."""

import http.client
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any

from tests.checking import html

GONE = (OSError, http.client.HTTPException, urllib.error.URLError)
"""What a request meets when the server is killed under it."""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True)
class Sent:
    """What came of one form: 303 with where to, or the status of a refusal."""

    words: str
    status: int
    location: str = ""


class Browser:
    """One person's session at the program's real address; ``address`` as a proxy would say it."""

    def __init__(self, url: str, cookie: tuple[str, str] | None = None, address: str = "") -> None:
        self.url = url
        self._from = {"X-Forwarded-For": address} if address else {}
        self._cookie = cookie
        self._opener = urllib.request.build_opener(
            _Stay, urllib.request.HTTPCookieProcessor(CookieJar())
        )
        if cookie:
            # From the first answer on, the jar has the session; until then this one signs in.
            self._opener.addheaders = [("Cookie", "=".join(cookie))]

    def open(
        self, path: str, fields: Sequence[tuple[str, str]] | None = None
    ) -> tuple[int, str, str]:
        """Ask; the status, the page and where it leads. Raises GONE when nobody answers."""
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        request = urllib.request.Request(urllib.parse.urljoin(self.url, path), data=data)  # noqa: S310
        if data is not None:
            request.add_header("Origin", self.url)
        for name, value in self._from.items():
            request.add_header(name, value)
        try:
            with self._opener.open(request, timeout=60) as reply:
                status, page, headers = reply.status, reply.read().decode(), reply.headers
        except urllib.error.HTTPError as error:
            with error:
                status, page, headers = error.code, error.read().decode(), error.headers
        if self._cookie and headers.get("Set-Cookie"):
            self._opener.addheaders = []
            self._cookie = None
        return status, page, headers.get("Location") or ""

    def form(self, path: str, form: str, **filled: str) -> list[tuple[str, str]]:
        """The fields of a page's form as this person fills them in."""
        status, page, _ = self.open(path)
        if status != 200:
            message = f"{path}: {status}\n{page[:500]}"
            raise AssertionError(message)
        return self.fields(page, form, **filled)

    def fields(self, page: str, form: str, **filled: str) -> list[tuple[str, str]]:
        """The same from a page that one has already."""
        every = html.forms(html.parse(page), self.url)
        found = [one for one in every if form in one.called] or [
            one for one in every if form in one.action
        ]
        given = found[0].fill(**filled)
        return [
            (name, str(value))
            for name, values in given.items()
            for value in (values if isinstance(values, list) else [values])
            if isinstance(value, str)
        ]


def log_calls(url: str, cookie: tuple[str, str], words: Sequence[str], answers: Any) -> None:
    """Log a call for each of the words, at the desk."""
    browser = Browser(url, cookie)
    sent = []
    for said in words:
        fields = browser.form("/desk/enquiries/new", "new-enquiry", **call(said))
        status, _, location = browser.open("/desk/enquiries/new", [*fields, ("do", "save")])
        sent.append(Sent(said, status, location))
    answers.put(sent)


def call(words: str, email: str = "") -> dict[str, str]:
    """What is filled in for one call; with an address it is an e-mail that came."""
    return {
        "channel": "email" if email else "phone",
        "client_type": "citizen",
        "municipality": "outside",
        "reply_email": email,
        "questions-0-text": words,
    }


def ask(url: str, words: Sequence[str], answers: Any) -> None:
    """Ask each on the public form, and confirm when asked to."""
    browser = Browser(url)
    sent = []
    for said in words:
        filled = {"name": "Петя", "email": f"{said}@example.bg", "client_type": "citizen"}
        fields = browser.form("/ask", "/ask", question=said, **filled)
        status, page, location = browser.open("/ask", fields)
        if status == 422:  # "are you a person?": nobody types so quickly
            status, _, location = browser.open("/ask", browser.fields(page, "/ask"))
        sent.append(Sent(said, status, location))
    answers.put(sent)
