"""A letter's HTML shown inside a page: its structure alone, whatever the letter holds.

What letters are made of (paragraphs, lists, quotations, links) is written anew from a short list
of elements; styles, pictures, scripts and attributes stay out, so nothing in a letter can act on
the page of the person who reads it.
"""

from html.parser import HTMLParser
from urllib.parse import urlsplit

from markupsafe import Markup, escape

_KEPT = frozenset({"p", "ul", "ol", "li", "blockquote", "strong", "em", "a", "pre", "code"})
_RENAMED = {"b": "strong", "i": "em", "h1": "p", "h2": "p", "h3": "p", "div": "p"}
_EMPTY = frozenset({"br", "hr"})
_UNREAD = frozenset({"head", "style", "script", "title", "template", "svg", "math"})
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self.open: list[str] = []
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self.unread += 1
            return
        tag = _RENAMED.get(tag, tag)
        if self.unread:
            return
        if tag in _EMPTY:
            if tag == "hr":
                self._close("p")
            self.written.append(f"<{tag}>")
        elif tag in _KEPT:
            if tag in {"p", "ul", "ol", "blockquote", "pre"}:
                self._close("p")
            self.open.append(tag)
            self.written.append(f"<{tag}{_link(attrs) if tag == 'a' else ''}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self.unread = max(0, self.unread - 1)
        elif not self.unread:
            self._close(_RENAMED.get(tag, tag))

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.written.append(str(escape(data)))

    def _close(self, tag: str) -> None:
        """Close an element and what was left open inside it."""
        if tag not in self.open:
            return
        while self.open:
            last = self.open.pop()
            self.written.append(f"</{last}>")
            if last == tag:
                break

    def finish(self) -> Markup:
        self.close()
        while self.open:
            self.written.append(f"</{self.open.pop()}>")
        return Markup("".join(self.written))  # noqa: S704 - every piece is written or escaped here


def _link(attrs: list[tuple[str, str | None]]) -> Markup:
    href = dict(attrs).get("href") or ""
    try:
        scheme = urlsplit(href.strip()).scheme.lower()
    except ValueError:
        return Markup()
    if scheme not in _SCHEMES:
        return Markup()
    return Markup(' href="{}" rel="noreferrer noopener"').format(href.strip())


def shown_safely(html: str) -> Markup:
    """The structure of a letter's HTML, safe inside a page."""
    reader = _Reader()
    reader.feed(html)
    return reader.finish()
