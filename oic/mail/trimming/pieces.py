"""A letter's text in pieces: what is new, what is an earlier letter, what is a signature.

Nothing is ever taken out: the pieces in their order are the text, and a page folds what is not
new. The rules go by what mail programs write (oic.mail.trimming.signs), line by line, and where
they do not agree a line is text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from oic.mail.trimming import signs

LONGEST_SIGNATURE = 12
"""Lines; what is longer below a dash is a part of the letter."""
_ATTRIBUTION_LINES = 4
_LONGEST_ATTRIBUTION = 400
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
_BLANK_RUN = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*){2,}")


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
    lines = text.splitlines(keepends=True)
    plain = [_plain(line) for line in lines]
    kinds = _kinds(plain)
    if not any(kind is PieceKind.TEXT and line for kind, line in zip(kinds, plain, strict=True)):
        kinds = [PieceKind.TEXT] * len(lines)  # only quoted: then that is what was to be said
    grouped = groupby(zip(kinds, lines, strict=True), key=lambda pair: pair[0])
    return tuple(Piece(kind, "".join(line for _, line in run)) for kind, run in grouped)


def new_text(text: str) -> str:
    """What a person newly wrote; the whole text where everything is quoted."""
    said = "\n".join(piece.text for piece in split(text) if piece.kind is PieceKind.TEXT)
    return _BLANK_RUN.sub("\n\n", said.replace("\r\n", "\n")).strip()


def _plain(line: str) -> str:
    """A line as it is compared: without what nobody sees and without blanks around it."""
    return " ".join(line.translate(_INVISIBLE).split())


def _kinds(plain: list[str]) -> list[PieceKind]:
    kinds = [PieceKind.TEXT] * len(plain)
    quoted = _mark_quotes(plain)
    end = _embedded_from(plain, quoted)
    for number in range(len(plain)):
        if number in quoted or number >= end:
            kinds[number] = PieceKind.QUOTED
    _take_blanks(plain, kinds)
    _mark_signatures(plain, kinds)
    return kinds


def _mark_quotes(plain: list[str]) -> set[int]:
    """The numbers of lines that are quoted with a sign, and of the attributions above them."""
    if any(line.startswith("```") for line in plain):
        return set()  # code: „>“ may be a prompt or a patch
    quoted = {number for number, line in enumerate(plain) if line.startswith(">")}
    for number in sorted(quoted):
        if number - 1 not in quoted:
            quoted.update(_attribution_above(plain, number))
    return quoted


def _attribution_above(plain: list[str], number: int) -> Iterable[int]:
    """The lines „On …, … wrote:“ above a quotation, over an empty line at most."""
    last = number - 1
    if last >= 0 and not plain[last]:
        last -= 1
    first = _attribution(plain, last, sure=False)
    return () if first is None else range(first, number)


def _attribution(plain: list[str], last: int, *, sure: bool) -> int | None:
    """Where the attribution begins that ends in a line; None where none does.

    The shortest that has its date counts, so that no line of a person's above it is taken along.
    """
    if last < 0 or not plain[last].endswith(":"):
        return None
    short = None
    for first in range(last, max(last - _ATTRIBUTION_LINES, -1), -1):
        if not plain[first]:
            break
        lines = plain[first : last + 1]
        if signs.OPENS.match(plain[first]) and _attributes(lines, sure=True):
            return first
        if short is None and not sure and _attributes(lines, sure=False):
            short = first
    return short


def _attributes(lines: list[str], *, sure: bool) -> bool:
    """Whether lines together say who wrote what follows; ``sure``: even without a quotation."""
    joined = " ".join(lines)
    if len(joined) > _LONGEST_ATTRIBUTION:
        return False
    dated, addressed = bool(signs.DATED.search(joined)), bool(signs.ADDRESSED.search(joined))
    if signs.WROTE.search(joined):
        return dated or (addressed if not sure else False)
    return bool(addressed and dated and signs.BY_SENDER.match(joined))


def _embedded_from(plain: list[str], quoted: set[int]) -> int:
    """The first line of an earlier letter that goes to the end without signs of quotation."""
    if any(line.startswith("```") for line in plain):
        return len(plain)
    for number, line in enumerate(plain):
        if not line or number in quoted:
            continue
        if signs.DELIMITER.match(line) or signs.BEGINS_FORWARDED.match(line):
            return number
        if signs.REPLY_ABOVE.match(line):
            return number
        if _header_block(plain, number):
            above = number - 1
            while above >= 0 and not plain[above]:
                above -= 1
            return above if above >= 0 and signs.RULE.match(plain[above]) else number
        first = _sure_attribution(plain, number, quoted) if line.endswith(":") else None
        if first is not None:
            return first
    return len(plain)


def _header_block(plain: list[str], number: int) -> bool:
    """From, and two more headers below it: nobody writes that by hand."""
    if not signs.HEADER_FROM.match(plain[number]):
        return False
    below = [line for line in plain[number + 1 : number + 10] if line][:6]
    return sum(bool(signs.HEADER.match(line)) for line in below) >= 2  # noqa: PLR2004 - as said


def _sure_attribution(plain: list[str], last: int, quoted: set[int]) -> int | None:
    """Where an attribution begins that ends here, has something below it, and no sign after it."""
    if not any(plain[last + 1 :]) or any(one > last for one in quoted):
        return None
    return _attribution(plain, last, sure=True)


def _take_blanks(plain: list[str], kinds: list[PieceKind]) -> None:
    """Empty lines between two quoted ones belong to them."""
    for number in range(1, len(plain)):
        if not plain[number] and kinds[number - 1] is PieceKind.QUOTED:
            after = next((n for n in range(number, min(number + 3, len(plain))) if plain[n]), None)
            if after is None or kinds[after] is PieceKind.QUOTED:
                kinds[number] = PieceKind.QUOTED


def _mark_signatures(plain: list[str], kinds: list[PieceKind]) -> None:
    """The signature at the end of what is new: below a dash, or what a telephone adds."""
    said = [n for n, kind in enumerate(kinds) if kind is PieceKind.TEXT and plain[n]]
    if not said:
        return
    last = said[-1]
    for number in range(last, max(last - LONGEST_SIGNATURE - 1, 0), -1):
        if kinds[number] is not PieceKind.TEXT:
            break
        begins = signs.SIGNATURE.match(plain[number]) or (
            number == last and signs.SENT_FROM.match(plain[number])
        )
        if begins and any(plain[n] for n in said if n < number):
            kinds[number : last + 1] = [PieceKind.SIGNATURE] * (last + 1 - number)
            return
