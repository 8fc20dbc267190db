"""A letter's text in pieces: what is new, what is an earlier letter, what is a signature.

Nothing is ever taken out: the pieces in their order are the text, and a page folds what is not
new. The rules go by what mail programs write (oic.mail.trimming.signs), line by line, and where
they do not agree a line is text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from oic.mail.trimming.endings import signature_start
from oic.mail.trimming.quotations import Quotations, find_quotations
from oic.mail.trimming.signs import PGP_HASH, PGP_SIGNED, RUN_ON

_INVISIBLE = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c")
)
_COMPARED_AS = {**_INVISIBLE, **dict.fromkeys(map(ord, "\u2010\u2011\u2012"), "-")}
_BLANK_RUN = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*){2,}")
_COMPARED = 1000
"""Signs of a line that are looked at; no program writes a longer one of those that count."""


class PieceKind(StrEnum):
    """What a piece of a letter is."""

    TEXT = "text"
    QUOTED = "quoted"
    SIGNATURE = "signature"


@dataclass(frozen=True)
class Piece:
    """Some lines of a letter, with their line ends."""

    kind: PieceKind
    text: str


def split(text: str) -> tuple[Piece, ...]:
    """The pieces of a letter's text, in order: joined, they are the text, sign by sign."""
    lines, kinds = _sorted(text)
    grouped = groupby(zip(kinds, lines, strict=True), key=lambda pair: pair[0])
    return tuple(Piece(kind, "".join(line for _, line in run)) for kind, run in grouped)


def new_text(text: str) -> str:
    """What a person newly wrote; the whole text where everything is quoted."""
    said = [piece.text for piece in split(text) if piece.kind is PieceKind.TEXT]
    return _BLANK_RUN.sub("\n\n", "\n".join(said).replace("\r\n", "\n")).strip()


def _sorted(text: str) -> tuple[list[str], list[PieceKind]]:
    """The lines, and what each is.

    Quotations between answers are text with them: „yes“ says nothing without its question.
    """
    lines = [part for line in text.splitlines(keepends=True) for part in _parted(line)]
    plain = [_plain(line) for line in lines]
    found = find_quotations(plain)
    kinds = [PieceKind.QUOTED if n in found.lines else PieceKind.TEXT for n in range(len(plain))]
    _take_blanks(plain, kinds)
    _mark_signatures(plain, lines, kinds)
    said = [n for n, kind in enumerate(kinds) if kind is PieceKind.TEXT and plain[n]]
    if not said:  # only quoted: then that is what was to be said
        return lines, [PieceKind.TEXT] * len(lines)
    for number in _interleaved(found, said):
        if kinds[number] is PieceKind.QUOTED:
            kinds[number] = PieceKind.TEXT
    return lines, kinds


def _plain(line: str) -> str:
    """A line as it is compared: without what nobody sees and without blanks around it."""
    plain = " ".join(line[: 2 * _COMPARED].translate(_COMPARED_AS).split())
    return plain if len(plain) <= _COMPARED else f"{plain[:_COMPARED]}…"


def _parted(line: str) -> tuple[str, ...]:
    """A line, in two where an earlier letter begins in the middle of it."""
    match = RUN_ON.search(line[:_COMPARED]) if ": " in line or ":\n" in line else None
    if match is None or not line[: match.start()].strip(" \t-–—*") or line.lstrip()[0] in ">|:":
        return (line,)
    return line[: match.start()], line[match.start() :]


def _interleaved(found: Quotations, said: list[int]) -> range:
    """The lines from the first to the last answer, where a person answers point by point.

    One quotation that a program put above the only answer is none of that.
    """
    first, last = said[0], said[-1]
    runs = list(_runs(found, said))
    answered = [run for run in runs if run.start < last]
    if not answered:
        return range(0)
    goes_on = len(runs) > 1 and not found.attributed(runs[1])
    if len(answered) == 1 and found.attributed(answered[0]) and not goes_on:
        return range(0)
    return range(min(first, answered[0].start), last + 1)


def _runs(found: Quotations, said: list[int]) -> Iterator[range]:
    """The quotations with signs, each from its first to its last line, between what was said."""
    spoken = set(said)
    start = end = None
    for number in sorted({*found.lines, *spoken}):
        if number not in spoken:
            start, end = number if start is None else start, number
        elif start is not None and end is not None:
            yield range(start, end + 1)
            start = end = None
    if start is not None and end is not None:
        yield range(start, end + 1)


def _take_blanks(plain: list[str], kinds: list[PieceKind]) -> None:
    """Empty lines between two quoted ones belong to them."""
    for number in range(1, len(plain)):
        if not plain[number] and kinds[number - 1] is PieceKind.QUOTED:
            after = next((n for n in range(number, min(number + 3, len(plain))) if plain[n]), None)
            if after is None or kinds[after] is PieceKind.QUOTED:
                kinds[number] = PieceKind.QUOTED


def _mark_signatures(plain: list[str], raw: list[str], kinds: list[PieceKind]) -> None:
    """The signature at the end of what is new; also that above a quotation which ends it."""
    first = next((n for n, k in enumerate(kinds) if k is PieceKind.TEXT and plain[n]), None)
    if first is None:
        return
    forwards = PieceKind.QUOTED in kinds[first:]
    end = len(plain)
    while end > first:
        while end > first and (kinds[end - 1] is not PieceKind.TEXT or not plain[end - 1]):
            end -= 1
        start = end
        while start > first and kinds[start - 1] is PieceKind.TEXT:
            start -= 1
        # A signature signs something: what was said above it, or the letter that it forwards.
        floor = max(start, first if forwards else first + 1)
        cut = signature_start(plain, raw, floor, end) if floor < end else end
        kinds[cut:end] = [PieceKind.SIGNATURE] * (end - cut)
        if start <= first or any(plain[start:cut]):
            break
        end = start
    if PGP_SIGNED.match(plain[first]):
        for number in range(first, min(first + 4, len(plain))):
            if number > first and not PGP_HASH.match(plain[number]):
                break
            kinds[number] = PieceKind.SIGNATURE
