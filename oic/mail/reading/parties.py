"""Who is named in From, To and the like: RFC 5322 addresses as they are really written.

Read sign by sign, so that a comma in quotation marks, an unclosed bracket or a comment divides
nothing that belongs together. Names are decoded only after the list was divided: a comma inside
an encoded word is no comma of the list.
"""

import re
from collections.abc import Iterator

from oic.mail.reading.letter import Party
from oic.mail.reading.words import WORD, decoded

_ADDRESS = re.compile(
    r"(?:[^\s<>()\[\]\"',;:\\@][^\s<>()\[\]\",;:\\@]{0,199}|\"[^\"<>@\r\n]{1,100}\")"
    r"@(?:[^\s<>()\[\]\"',;:\\@]{1,255}|\[[0-9A-Fa-f.:IPv]{2,60}\])"
)
_ANGLE = re.compile(r"<([^<>]*)>?\s*$")
_COMMENT = re.compile(r"\(([^()]*)\)")
_LAST_COMMENT = re.compile(r"\s*\([^()]{0,300}\)\s*\Z")
_BRACKETED = re.compile(r"<[^<>\s]{1,300}>")
_GROUP = re.compile(r'\A\s*(?:"[^"]*"|[^"<>@,:()]*):')
_PAIRS = {'"': '"', "(": ")", "<": ">"}
_QUOTING = re.compile(r"\\(.)|\"")
_READ = 100_000
"""Signs; beyond some thousand parties nobody is looked for."""


def parties(value: str) -> tuple[Party, ...]:
    """The parties of an address header, in order; those without an address are left out."""
    return tuple(filter(None, map(_party, _divided(value[:_READ]))))


def _divided(value: str) -> Iterator[str]:
    """The entries of a list; group names („undisclosed-recipients:;“) are taken off."""
    inside, start, at = "", 0, 0
    last = {sign: value.rfind(other) for sign, other in _PAIRS.items()}
    while at < len(value):
        sign = value[at]
        if sign == "\\" and inside in {'"', ")"}:
            at += 2
            continue
        if inside:
            inside = "" if sign == inside else inside
        elif sign == "=" and (word := WORD.match(value, at)):
            at = word.end()
            continue
        elif sign in _PAIRS and last[sign] > at:
            inside = _PAIRS[sign]  # one that is never closed encloses nothing
        elif sign in ",;":
            yield value[start:at]
            start = at + 1
        at += 1
    yield value[start:]


def _party(entry: str) -> Party | None:
    entry = " ".join(entry.split())
    if found := _GROUP.match(entry):
        if entry[: found.end()].strip().casefold() != "mailto:":
            entry = entry[found.end() :].strip()
        else:
            entry = entry[found.end() :]
    angle = _ANGLE.search(entry)
    if angle is None and entry.endswith(")"):
        # „Name <address> (a remark)“
        angle = _ANGLE.search(_LAST_COMMENT.sub("", entry))
    if angle:
        email = _email(angle[1]) or _email(decoded(angle[1]))
        name = entry[: angle.start()]
        if not email:
            email, name = _email(name), ""
    else:
        bare = _COMMENT.sub(" ", entry)
        email = _email(bare) or _email(decoded(bare))
        comment = _COMMENT.search(entry)
        name = comment[1] if comment else bare.replace(email, " ", 1) if email else ""
    if not email:
        return None
    return Party(_name(name, email), email)


def _email(text: str) -> str:
    text = text.strip().removeprefix("mailto:").strip()
    found = _ADDRESS.search(text)
    return decoded(found[0]).strip(".") if found else ""


def _name(text: str, email: str) -> str:
    """A name without its quotation marks; empty where it only repeats the address."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    name = decoded(_QUOTING.sub(lambda found: found[1] or "", text))
    while len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    name = name.strip(" ,;")
    if not _BRACKETED.search(name):
        name = name.strip("<> ")
    if not name.strip("[] "):
        return ""
    return "" if name.casefold() == email.casefold() else name
