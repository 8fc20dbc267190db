"""Plain text made of a letter's HTML: for lists, search, and letters that have nothing else.

nh3 (html5ever, as browsers read HTML) makes well-formed tags of whatever it gets; these are gone
through one by one. Quotations become lines with „>“, so that they fold like those of plain mail.
"""

import re
from html import unescape
from itertools import pairwise

import nh3

_BLOCKS = frozenset(
    "address article aside blockquote center dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table tbody thead tr ul".split()
)
_PARAGRAPHS = frozenset("blockquote h1 h2 h3 h4 h5 h6 ol p table ul pre".split())
_TAGS = _BLOCKS | {"a", "br", "img", "td", "th"}
_HIDDEN = {"head", "noscript", "script", "style", "template", "title"}
_TOKEN = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>|([^<]+)")
_HREF = re.compile(r'\bhref="([^"]*)"')
_ALT = re.compile(r'\balt="([^"]*)"')
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ELEMENT = re.compile(
    r"<(/?)(?!(?:br|hr|img|p|td|th|tr|li|meta|link|input|col|o:p|area|base|wbr|dd|dt|option)\b)"
    r"[a-zA-Z]"
)
_ANY_TAG = re.compile(r"<[^<>]{0,5000}>")
_DEEPEST = 1_000
_LONGEST_LINK = 200
_DEEPEST_QUOTE = 20


def too_deep(html: str) -> bool:
    """Whether elements lie so deep in each other that reading them would take minutes.

    No mail program writes such a letter, and no browser would show it; it is shown as text.
    """
    depth = 0
    for opening in _ELEMENT.finditer(html):
        if not opening[1]:
            depth += 1
        elif depth:
            depth -= 1
        if depth > _DEEPEST:
            return True
    return False


def text_of(html: str) -> str:
    """The text that a reader of the HTML sees, line by line. Never raises."""
    if too_deep(html):
        return _BLANK_LINES.sub("\n\n", unescape(_ANY_TAG.sub("\n", html))).strip()
    cleaned = nh3.clean(
        _COMMENT.sub("", html),
        tags=set(_TAGS),
        clean_content_tags=_HIDDEN,
        attributes={"a": {"href"}, "img": {"alt"}},
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )
    writer = _Writer()
    for closing, tag, attributes, text in _TOKEN.findall(cleaned):
        if text:
            writer.text(unescape(text))
        elif closing:
            writer.closes(tag)
        else:
            writer.opens(tag, attributes)
    return writer.result()


class _Writer:
    """Lines as they come, with the depth of quotation that each stands at."""

    def __init__(self) -> None:
        self._lines: list[tuple[int, str]] = []
        self._line: list[str] = []
        self._quoted = 0
        self._pre = 0
        self._links: list[tuple[str, int]] = []
        self._list: list[int | None] = []

    def text(self, text: str) -> None:
        if self._pre:
            first, *others = text.replace("\r\n", "\n").split("\n")
            self._line.append(first)
            for other in others:
                self._end_line(even_empty=True)
                self._line.append(other)
            return
        text = _BLANKS.sub(" ", text)
        if text == " " and not self._line:
            return
        self._line.append(text)

    def opens(self, tag: str, attributes: str) -> None:
        if tag == "br":
            self._end_line(even_empty=True)
        elif tag == "img":
            alt = _ALT.search(attributes)
            if alt and alt[1].strip():
                self._line.append(f"[{_BLANKS.sub(' ', unescape(alt[1])).strip()}]")
        elif tag == "a":
            href = _HREF.search(attributes)
            self._links.append((unescape(href[1]) if href else "", len(self._line)))
        elif tag in {"td", "th"}:
            if self._line and not self._line[-1].endswith(" "):
                self._line.append(" ")
        elif tag in _BLOCKS:
            self._block(tag)
            self._opens_block(tag)

    def _opens_block(self, tag: str) -> None:
        if tag == "blockquote":
            self._quoted += 1
        elif tag == "pre":
            self._pre += 1
        elif tag in {"ul", "ol"}:
            self._list.append(0 if tag == "ol" else None)
        elif tag == "li":
            mark = "- "
            if self._list and (number := self._list[-1]) is not None:
                self._list[-1] = number + 1
                mark = f"{number + 1}. "
            self._line.append(mark)
        elif tag == "hr":
            self._line.append("_" * 32)
            self._end_line()

    def closes(self, tag: str) -> None:
        if tag == "a" and self._links:
            href, at = self._links.pop()
            shown = "".join(self._line[at:]).strip()
            bare = href.removeprefix("mailto:").removeprefix("tel:").rstrip("/")
            known = bare.partition("://")[2] or bare
            if shown and href and len(href) <= _LONGEST_LINK and known not in shown:
                self._line.append(f" <{bare if bare != href.rstrip('/') else href}>")
        elif tag in _BLOCKS:
            self._block(tag)
            if tag == "blockquote":
                self._quoted = max(0, self._quoted - 1)
            elif tag == "pre":
                self._pre = max(0, self._pre - 1)
            elif tag in {"ul", "ol"} and self._list:
                self._list.pop()

    def _block(self, tag: str) -> None:
        """A line ends where a block begins or ends; a paragraph has an empty one around it."""
        self._end_line()
        if tag in _PARAGRAPHS and self._lines and self._lines[-1][1]:
            self._lines.append((self._quoted, ""))

    def _end_line(self, *, even_empty: bool = False) -> None:
        line = "".join(self._line)
        line = line.rstrip() if self._pre else line.strip()
        self._line.clear()
        if line or even_empty:
            self._lines.append((self._quoted, line))

    def result(self) -> str:
        self._end_line()
        lines = []
        for (depth, line), (after, _) in pairwise([*self._lines, (0, "")]):
            # An empty line between what is quoted and what is not belongs to neither.
            marks = ">" * min(depth if line else min(depth, after), _DEEPEST_QUOTE)
            lines.append(f"{marks} {line}".rstrip() if marks else line)
        return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
