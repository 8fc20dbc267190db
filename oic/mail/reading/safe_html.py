"""A letter's HTML made safe to show: nothing runs, nothing is loaded from anywhere."""

import re
from collections.abc import Mapping
from html import escape

import nh3

from oic.mail.reading.html_text import text_of, too_deep

_TAGS = frozenset(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col "
    "colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 "
    "header hr i img ins kbd li main mark ol p pre q s samp section small span strike strong "
    "sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr".split()
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
}
_CID = re.compile(r"\Acid:(.{1,400})\Z", re.IGNORECASE | re.DOTALL)
_IMAGE = re.compile(r"<img\b[^>]*>")
_ALT = re.compile(r'\balt="([^"]*)"')
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def safe(html: str, images: Mapping[str, str] | None = None) -> str:
    """The HTML with only what is for reading; links open apart and tell nobody where from.

    ``images`` has the addresses of the letter's own pictures by Content-ID; every other picture
    is left out, since fetching it would tell its sender that the letter was read.
    """
    if too_deep(html):
        return f"<pre>{escape(text_of(html))}</pre>"
    known = {key.casefold(): address for key, address in (images or {}).items()}

    def attribute(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            own = _CID.match(value.strip())
            return known.get(own[1].casefold()) if own else None
        return value

    shown = nh3.clean(
        _COMMENT.sub("", html),
        tags=set(_TAGS),
        clean_content_tags={"head", "noscript", "script", "style", "template", "title"},
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    # The page that shows it has a first heading already.
    return _IMAGE.sub(_image, shown.replace("<h1", "<h2").replace("</h1>", "</h2>"))


def _image(found: re.Match[str]) -> str:
    """A picture of the letter's own; of any other the words that stand for it."""
    alt = _ALT.search(found[0])
    if " src=" in found[0]:
        return found[0] if alt else found[0].replace("<img", '<img alt=""', 1)
    return f"[{alt[1]}]" if alt and alt[1].strip() else ""
