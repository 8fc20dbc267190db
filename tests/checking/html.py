"""A page as a browser would read it, and the rules that every page keeps."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib
from html5lib.html5parser import ParseError

CONTROLS = ("input", "select", "textarea")
NEED_NO_LABEL = {"hidden", "submit", "button", "reset", "image"}
DATA_SCRIPTS = {"application/json", "application/ld+json"}


def parse(markup: str) -> Element:
    """The document. Raises AssertionError, with the place, where it is not valid HTML5."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    try:
        document: Element = parser.parse(markup)
    except ParseError as error:
        (line, column), code, details = parser.errors[-1]
        lines = markup.splitlines()
        shown = "\n".join(lines[max(0, line - 3) : line])
        message = f"not valid HTML5, line {line} column {column}: {code} {details}\n{shown}"
        raise AssertionError(message) from error
    return document


def text_of(element: Element) -> str:
    """The words of an element, spaces folded."""
    return " ".join("".join(element.itertext()).split())


def all_of(document: Element, *tags: str) -> Iterator[Element]:
    """Every element with one of these tags, in document order."""
    return (element for element in document.iter() if element.tag in tags)


def find(document: Element, tag: str = "*", **attributes: str) -> list[Element]:
    """Elements by tag and attributes; ``class_`` and ``for_`` lose the underscore, class by word.

    ``data_x`` is asked of ``data-x``.
    """

    def fits(element: Element) -> bool:
        for name, wanted in attributes.items():
            value = element.get(name.rstrip("_").replace("_", "-"))
            if value is None:
                return False
            if wanted not in (value.split() if name == "class_" else [value]):
                return False
        return True

    return [
        element
        for element in document.iter()
        if isinstance(element.tag, str) and tag in ("*", element.tag) and fits(element)
    ]


def mistakes(document: Element) -> list[str]:
    """Every rule that the page breaks, as lines for a person."""
    found = []
    if document.get("lang") not in {"bg", "en"}:
        found.append(f"<html> has lang {document.get('lang')!r}, not bg or en")
    headings = [text_of(h1) for h1 in all_of(document, "h1")]
    if len(headings) != 1 or not headings[0]:
        found.append(f"a page has one h1 with words; this one has {headings}")
    if not any(text_of(title) for title in all_of(document, "title")):
        found.append("no <title>")
    ids = Counter(element.get("id") for element in document.iter() if element.get("id"))
    found.extend(f"id {name!r} stands {times} times" for name, times in ids.items() if times > 1)
    found.extend(_unlabelled(document, set(ids)))
    found.extend(_inline(document))
    images = all_of(document, "img")
    found.extend(f"{_shown(image)} has no alt" for image in images if image.get("alt") is None)
    return found


def _shown(element: Element) -> str:
    names = "".join(f' {key}="{value}"' for key, value in element.attrib.items())
    return f"<{element.tag}{names}>"


def _unlabelled(document: Element, ids: set[str | None]) -> Iterator[str]:
    labelled = {label.get("for") for label in all_of(document, "label") if text_of(label)}
    wrapped = {
        control
        for label in all_of(document, "label")
        if text_of(label)
        for control in label.iter()
        if control.tag in CONTROLS
    }
    for control in all_of(document, *CONTROLS):
        if control.get("type") in NEED_NO_LABEL or control in wrapped:
            continue
        named_by = control.get("aria-labelledby", "").split()
        if control.get("id") in labelled or control.get("aria-label") or named_by:
            continue
        yield f"{_shown(control)} has no label"
    for element in document.iter():
        for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "list"):
            for name in element.get(attribute, "").split():
                if name not in ids:
                    yield f"{_shown(element)}: {attribute} names {name!r}, which is not on the page"


def _inline(document: Element) -> Iterator[str]:
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "style":
            yield "an inline <style>: the security policy refuses it"
        if (
            element.tag == "script"
            and not element.get("src")
            and element.get("type") not in DATA_SCRIPTS
        ):
            yield "an inline <script>: the security policy refuses it"
        for name, value in element.attrib.items():
            if name == "style" or name.startswith("on"):
                yield f"{_shown(element)}: {name} is refused by the security policy"
            leads = name in {"href", "src", "action"}
            if leads and value.strip().lower().startswith("javascript:"):
                yield f"{_shown(element)}: javascript: is refused by the security policy"


@dataclass(frozen=True)
class Option:
    """A value that a select, a radio group or a checkbox can send."""

    value: str
    chosen: bool


class Form:
    """A form of a page, filled in and sent as a browser would."""

    def __init__(self, element: Element, page_url: str, outside: list[Element]) -> None:
        self.element = element
        self.action = urljoin(page_url, element.get("action") or page_url)
        self.method = element.get("method", "get").lower()
        self.controls = [
            control
            for control in (*all_of(element, *CONTROLS, "button"), *outside)
            if control.get("name") and control.get("disabled") is None
        ]

    @property
    def called(self) -> tuple[str | None, str | None]:
        """The form's id and name."""
        return self.element.get("id"), self.element.get("name")

    @property
    def names(self) -> set[str]:
        """The names of everything that can be filled in."""
        return {str(control.get("name")) for control in self.controls}

    def _kind(self, control: Element) -> str:
        if control.tag == "input":
            return control.get("type", "text").lower()
        return "submit" if control.tag == "button" else str(control.tag)

    def options(self, name: str) -> list[Option]:
        """What can be chosen under a name: of a select, radio buttons or checkboxes."""
        found = []
        for control in self.controls:
            if control.get("name") != name:
                continue
            if control.tag == "select":
                entries = list(all_of(control, "option"))
                picked = [entry for entry in entries if entry.get("selected") is not None]
                if not picked and control.get("multiple") is None:
                    picked = entries[:1]
                found += [
                    Option(entry.get("value", text_of(entry)), entry in picked)
                    for entry in entries
                    if entry.get("disabled") is None
                ]
            elif self._kind(control) in {"radio", "checkbox"}:
                checked = control.get("checked") is not None
                found.append(Option(control.get("value", "on"), checked))
        return found

    def values(self) -> dict[str, list[str]]:
        """What the form sends when nothing is changed, without its buttons."""
        filled: dict[str, list[str]] = {}
        for control in self.controls:
            name, kind = str(control.get("name")), self._kind(control)
            if kind in {"submit", "button", "image", "reset", "file"}:
                continue
            if kind in {"radio", "checkbox", "select"}:
                if name not in filled:
                    chosen = [option.value for option in self.options(name) if option.chosen]
                    if chosen:
                        filled[name] = chosen
            elif kind == "textarea":
                written = "".join(control.itertext())
                filled.setdefault(name, []).append(written.replace("\n", "\r\n"))
            else:
                filled.setdefault(name, []).append(control.get("value", ""))
        return filled

    def fill(self, **fields: object) -> dict[str, object]:
        """What the form sends with ``fields`` filled in.

        True and False tick a checkbox; a list is several values. Raises AssertionError for what
        a person could not do: a field that is not on the page, an option that is not offered.
        """
        sent: dict[str, object] = {**self.values()}
        for name, value in fields.items():
            if name not in self.names:
                message = f"the form has no field {name!r}, only {sorted(self.names)}"
                raise AssertionError(message)
            options = [option.value for option in self.options(name)]
            if value is False or value is None:
                sent.pop(name, None)
                continue
            if value is True:
                sent[name] = options[:1]
                continue
            if options:
                several = value if isinstance(value, (list, tuple, set)) else [value]
                wanted = [str(one) for one in several]
                if missing := [one for one in wanted if one not in options]:
                    message = f"{name!r} does not offer {missing}, only {options}"
                    raise AssertionError(message)
                sent[name] = wanted
            else:
                sent[name] = value
        return sent


def forms(document: Element, page_url: str) -> list[Form]:
    """Every form of a page, with the controls that belong to it from outside."""
    found = []
    for element in all_of(document, "form"):
        outside = [
            control
            for control in all_of(document, *CONTROLS, "button")
            if element.get("id") and control.get("form") == element.get("id")
        ]
        found.append(Form(element, page_url, outside))
    return found
