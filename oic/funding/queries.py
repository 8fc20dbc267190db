"""Questions about programmes."""

import re

from sqlalchemy import select

from oic.core.db import db
from oic.core.numbers import find_programmes
from oic.funding.models import Programme

_WORD = re.compile(r"[А-Яа-яA-Za-z]{2,}")
_LOOK_ALIKES = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")
_ORDINARY_WORDS = frozenset({"ПО"})
"""Abbreviations that are also words („по“): they count in capitals between small letters only."""


def programmes(*, active_only: bool = False) -> list[Programme]:
    """All programmes: the active first, the newest period first, then by code."""
    statement = select(Programme)
    if active_only:
        statement = statement.where(Programme.active)
    found = list(db.session.scalars(statement))
    found.sort(key=lambda programme: programme.code)
    found.sort(key=lambda programme: programme.period, reverse=True)
    found.sort(key=lambda programme: not programme.active)
    return found


def programme_for_code(code: str) -> Programme | None:
    """The programme of a programme's, a procedure's or a project's number in any spelling."""
    plain = code.strip().upper()
    exact = db.session.scalars(select(Programme).where(Programme.code == plain)).first()
    if exact is not None:
        return exact
    named = find_programmes(code)
    if not named:
        return None
    return db.session.scalars(select(Programme).where(Programme.code == named[0])).first()


def programmes_named_in(text: str) -> list[Programme]:
    """The programmes that a text names: by a number first, then by abbreviation.

    Abbreviations count in any case (ПКИП, пкип) and with Latin look-alikes, but as whole words.
    """
    places: dict[int, tuple[int, Programme]] = {}
    everything = programmes()
    by_abbreviation = {programme.abbreviation.upper(): programme for programme in everything}
    for match in _WORD.finditer(text):
        plain = match[0].upper().translate(_LOOK_ALIKES)
        programme = by_abbreviation.get(plain)
        if programme is None or (plain in _ORDINARY_WORDS and not _stands_out(match, text)):
            continue
        places.setdefault(programme.id, (match.start(), programme))
    by_code = {programme.code: programme for programme in everything}
    numbered = [by_code[code] for code in find_programmes(text) if code in by_code]
    abbreviated = [p for _, p in sorted(places.values(), key=lambda place: place[0])]
    return list(dict.fromkeys((*numbered, *abbreviated)))


def _stands_out(match: re.Match[str], text: str) -> bool:
    around = text[max(match.start() - 20, 0) : match.start()] + text[match.end() :][:20]
    return match[0].isupper() and any(letter.islower() for letter in around)


def programme_named_in(text: str) -> Programme | None:
    """The first programme that a text names, if any."""
    return next(iter(programmes_named_in(text)), None)
