"""Which lines of a letter are of an earlier one: with signs before them, or from a line on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from oic.mail.trimming import signs
from oic.mail.trimming.attributions import attribution, could_end, inline
from oic.mail.trimming.headers import header_block, notes_block

_SIGNED = re.compile(r"^(?:>|&gt;)")
_SIGNS = re.compile(r"^(?:>|&gt;|\s){1,9}")
_BY_INITIALS = re.compile(r"^[A-ZА-Я][A-Za-zА-Яа-я]{0,2}>")
_OTHER_SIGN = re.compile(r"^(?:[|:»}¦]|[A-Za-zА-Яа-я]{1,4}>)")
_COMPARISON = re.compile(r"^(?:>|&gt;)\s?[\d=$€]")
_SHORTEST_LINE = 5
_LONGEST_LINE = 240
_BLANKS_BELOW = 2
_WRAPPED_FROM = 66
_REMNANT = 40
_HEAD = 4
_NAME = 90


@dataclass(frozen=True)
class Quotations:
    """The lines quoted, and those at which an attribution or the like begins."""

    lines: frozenset[int]
    openings: frozenset[int]

    def attributed(self, run: range) -> bool:
        """Whether a program said above a quotation whose it is."""
        return run.start in self.openings


class _Finder:
    """What is known of the lines of one letter."""

    def __init__(self, plain: Sequence[str]) -> None:
        self.plain = plain
        self.count = len(plain)
        self.code = _code(plain)
        self.quoted: set[int] = set()
        self.openings: set[int] = set()
        self.next_said = _next_said(plain)

    def signed(self) -> None:
        """Lines with a sign before them, and the attribution above them."""
        plain = self.plain
        signed = [
            n
            for n, line in enumerate(plain)
            if _SIGNED.match(line) and n not in self.code and not signs.GROUPWISE.match(line)
        ]
        if len(initials := [n for n, line in enumerate(plain) if _BY_INITIALS.match(line)]) > 1:
            signed = sorted({*signed, *(n for n in initials if n not in self.code)})
        self.quoted.update(signed)
        lone = len(signed) == 1 and bool(_COMPARISON.match(plain[signed[0]]))
        for number in signed:
            if number - 1 in self.quoted:
                continue
            if self._attribution_above(number) or self._attributed_inside(number):
                lone = False
        if lone:
            self.quoted.clear()  # „> 50 души“ is no quotation
        self._other_signs()
        self._remnants()

    def _attribution_above(self, number: int) -> bool:
        last = number - 1
        while last >= 0 and not self.plain[last] and number - last <= _BLANKS_BELOW:
            last -= 1
        if last < 0 or last in self.quoted or last in self.code:
            return False
        first = attribution(self.plain, last, floor=0, quoted_below=True)
        if first is None:
            return False
        self._open(first, number)
        return True

    def _ruled(self, first: int) -> int:
        """With the rule that a program drew above."""
        above = first - 1
        while above >= 0 and not self.plain[above] and first - above <= _BLANKS_BELOW:
            above -= 1
        if above > 0 and above not in self.code and signs.RULE.match(self.plain[above]):
            return above
        return first

    def _attributed_inside(self, number: int) -> bool:
        """Apple Mail puts its sign before the attribution as well."""
        head = [_SIGNS.sub("", line) for line in self.plain[number : number + _HEAD]]
        for last, line in enumerate(head):
            if attribution(head, last, floor=0, quoted_below=False) is not None:
                self.openings.add(number)
                return True
            if not line:
                break
        return False

    def _open(self, first: int, below: int) -> None:
        first = self._ruled(first)
        self.quoted.update(range(first, below))
        self.openings.add(first)

    def _other_signs(self) -> None:
        """„|“, „:“ and initials, right below an attribution only: tables have such lines too."""
        for last, line in enumerate(self.plain):
            if not could_end(line) or last in self.quoted or last in self.code:
                continue
            below = self.next_said[last]
            if below is None or below - last > _BLANKS_BELOW + 1:
                continue
            match = _OTHER_SIGN.match(self.plain[below])
            if match is None or below in self.quoted:
                continue
            first = attribution(self.plain, last, floor=0, quoted_below=True)
            if first is None:
                continue
            end = below
            while end < self.count and self.plain[end].startswith(match[0]):
                end += 1
            self._open(first, end)

    def _remnants(self) -> None:
        """The word that a program broke off a long quoted line, which then has no sign."""
        for number in range(1, self.count - 1):
            line = self.plain[number]
            if not line or number in self.quoted or len(line) > _REMNANT:
                continue
            above = self.plain[number - 1]
            if number - 1 in self.quoted and number + 1 in self.quoted and _breaks(above, line):
                self.quoted.add(number)

    def embedded(self) -> None:
        """An earlier letter without signs, from its first line to the end."""
        last_signed = max(self.quoted, default=-1)
        number = 0
        while number < self.count:
            line = self.plain[number]
            if not line or number in self.quoted or number in self.code:
                number += 1
                continue
            found = self._begins(number, last_signed)
            if found is None:
                number += 1
                continue
            first, after = found
            below = self._said_from(after)
            if below is not None and (below in self.quoted or _SIGNED.match(self.plain[below])):
                self._open(first, below)  # a quotation with signs: an answer may stand below it
                number = below
                continue
            self._open(first, self.count)
            return

    def _said_from(self, number: int) -> int | None:
        if number >= self.count:
            return None
        return number if self.plain[number] else self.next_said[number]

    def _begins(self, number: int, last_signed: int) -> tuple[int, int] | None:
        """Where an earlier letter begins because of this line, and where its headers end."""
        line = self.plain[number]
        if _SHORTEST_LINE <= len(line) <= _LONGEST_LINE:
            found = self._delimited(number) or self._headed(number)
            if found is not None:
                return found
        if last_signed < number and inline(line):
            return number, number + 1
        return self._attributed(number, last_signed)

    def _delimited(self, number: int) -> tuple[int, int] | None:
        line = self.plain[number]
        if signs.FRAMED_ABOVE.match(line) or (
            signs.ABOVE_WORD.search(line) and signs.REPLY_ABOVE.match(line)
        ):
            return self._above(number), self.count
        plainly = (
            signs.DELIMITER.match(line)
            or signs.BEGINS_FORWARDED.match(line)
            or signs.WROTE_DELIMITER.match(line)
            or signs.HIDDEN.match(line)
            or signs.GROUPWISE.match(line)
            or (signs.TITLE.match(line) and self._between_blanks(number))
        )
        below = self.next_said[number]
        after = None
        announces = plainly or signs.RULE.match(line) or signs.BARE_DELIMITER.match(line)
        if announces and below is not None and below - number <= _BLANKS_BELOW + 1:
            after = header_block(self.plain, below, announced=True)
        if plainly:
            return number, after or number + 1
        return None if after is None else (number, after)

    def _between_blanks(self, number: int) -> bool:
        above, below = self.plain[max(number - 1, 0)], self.plain[min(number + 1, self.count - 1)]
        return not above and not below

    def _above(self, number: int) -> int:
        """Our own line; an attribution right above it is of the same letter."""
        last = number - 1
        while last >= 0 and not self.plain[last] and number - last <= _BLANKS_BELOW:
            last -= 1
        if last < 0:
            return number
        first = attribution(self.plain, last, floor=0, quoted_below=True)
        return number if first is None else first

    def _headed(self, number: int) -> tuple[int, int] | None:
        after = header_block(self.plain, number)
        if after is not None:
            return number, after
        if notes_block(self.plain, number):
            above = number - 1  # who wrote stands above the date
            named = above >= 0 and 0 < len(self.plain[above]) < _NAME and above not in self.quoted
            return (above if named else number), number + 1
        return None

    def _attributed(self, last: int, last_signed: int) -> tuple[int, int] | None:
        """„On …, … wrote:“ with the text below it without signs."""
        if not could_end(self.plain[last]):
            return None
        first = attribution(self.plain, last, floor=0, quoted_below=False)
        if first is None or any(n in self.quoted for n in range(first, last)):
            return None
        if last_signed > last >= max(self.openings, default=-1):
            return None  # signs further below: the text between may be an answer
        return first, last + 1


def find_quotations(plain: Sequence[str]) -> Quotations:
    """The lines of earlier letters; ``plain`` are the lines without blanks around them."""
    finder = _Finder(plain)
    finder.signed()
    finder.embedded()
    return Quotations(frozenset(finder.quoted), frozenset(finder.openings))


def _next_said(plain: Sequence[str]) -> list[int | None]:
    """For every line the next one below it that is not empty."""
    below: list[int | None] = [None] * len(plain)
    known: int | None = None
    for number in range(len(plain) - 1, -1, -1):
        below[number] = known
        if plain[number]:
            known = number
    return below


def _code(plain: Sequence[str]) -> frozenset[int]:
    """The lines between two fences: there „>“ may be a prompt, and „--“ a remark."""
    fences = [number for number, line in enumerate(plain) if signs.CODE_FENCE.match(line)]
    pairs = zip(fences[::2], fences[1::2], strict=False)
    return frozenset(n for first, last in pairs for n in range(first, last + 1))


def _breaks(above: str, line: str) -> bool:
    return len(above) >= _WRAPPED_FROM and above[-1] not in ".?!:;" and line[0].islower()
