"""Where the signature begins at the end of what a person wrote.

From the last line upwards, one thing after another is taken off: what a telephone, a scanner, a
list or a lawyer adds, what stands below a dash, and a contact block below a sign-off. What is
none of them is text.
"""

import re
from collections.abc import Callable, Sequence

from oic.mail.trimming import signs

LONGEST_SIGNATURE = 12
"""Lines; what is longer below a dash is a part of the letter."""
_LONGEST_OF_MAILERS = 40
"""Below „-- “ with its blank: a person's own dash seldom has one."""
_LONGEST_FOOTER = 30
_SHORT = 90
_LEGAL_WORDS = 2
_LEGAL_LENGTH = 100
_LONGEST_BLOCK = 14
_RULES_ABOVE = 60
_NAME_POST_FIRM = 4
_NAMES = re.compile(r"^[*_]{0,2}(?:[^\W\d_]\S{0,30}\s?){1,4}[*_,]{0,3}$")
_CAPITAL = re.compile(r"^[\W_]{0,3}[^\W\d_a-zа-я]")
_PROSE = re.compile(r"(?:(?<!\w)[^\W\dA-ZА-Я_]{1,30}[,:;]?\s){4}")
"""Four small words one after the other: somebody says something."""
_BULLET = re.compile(
    r"^(?:[-*•+·]\s|\d{1,2}[.)]\s|(?:p\.?\s?s|п\.?\s?[пс])\b[.:]?\s)", re.IGNORECASE
)
"""A point of a list, or a postscript."""


def signature_start(lines: Sequence[str], raw: Sequence[str], floor: int, end: int) -> int:
    """The first line of the signature that goes up to ``end``; ``end`` where there is none.

    No line above ``floor`` is taken.
    """
    cut = end
    while True:
        cut = _without_blanks(lines, floor, cut)
        if cut <= floor:
            return cut
        found = next(
            (start for rule in _RULES if (start := rule(lines, raw, floor, cut)) is not None), None
        )
        if found is None:
            break
        cut = found
    return cut if cut < _without_blanks(lines, floor, end) else end


def _without_blanks(lines: Sequence[str], floor: int, cut: int) -> int:
    while cut > floor and not lines[cut - 1]:
        cut -= 1
    return cut


_Rule = Callable[[Sequence[str], Sequence[str], int, int], int | None]


def _paragraph(lines: Sequence[str], floor: int, cut: int) -> int | None:
    """Where the paragraph begins that ends before ``cut``; None where it is a long one."""
    first = cut - 1
    while first > floor and lines[first - 1]:
        first -= 1
        if cut - first > _LONGEST_FOOTER:
            return None
    return first


def _device(lines: Sequence[str], _raw: Sequence[str], floor: int, cut: int) -> int | None:
    """„Sent from my iPhone“ in the last line, or above a link in it."""
    for number in range(cut - 1, max(cut - 5, floor - 1), -1):
        line = lines[number]
        if len(line) < 200 and signs.SENT_FROM.match(line):  # noqa: PLR2004 - one line
            return number
        if line and not signs.LINK.match(line):
            break
    return None


def _footer(lines: Sequence[str], _raw: Sequence[str], floor: int, cut: int) -> int | None:
    """What a scanner or a list puts under a letter, with the rule above it."""
    if signs.PICTURE.match(lines[cut - 1]):
        return cut - 1
    first = _paragraph(lines, floor, cut)
    if first is None:
        return None
    for number in range(first, cut):
        if not signs.FOOTER.match(lines[number]):
            continue
        if any(line.endswith("?") for line in lines[number:cut]):
            return None
        start = number
        above = _without_blanks(lines, floor, start) - 1
        ruled = above >= floor and (
            signs.MAYBE_SIGNATURE.match(lines[above]) or signs.SIGNATURE.match(lines[above])
        )
        return above if ruled else start
    return None


def _legal(lines: Sequence[str], _raw: Sequence[str], floor: int, cut: int) -> int | None:
    """A lawyer's paragraphs: they begin as such, and have the words of it."""
    found = None
    number = cut
    while number > max(floor, cut - _LONGEST_FOOTER):
        number -= 1
        opens = signs.DISCLAIMER.match(lines[number])
        if opens is None or not _apart(lines, floor, number):
            continue
        joined = " ".join(line for line in lines[number : found or cut] if line)
        words = {word.casefold() for word in signs.LEGAL.findall(joined[:4000])}
        if len(words) >= _LEGAL_WORDS and len(joined) >= _LEGAL_LENGTH and joined[-1] != "?":
            found = number
    if found is None or not _only_legal(lines, found, cut):
        return None
    above = _without_blanks(lines, floor, found) - 1
    if above >= floor and signs.MAYBE_SIGNATURE.match(lines[above]):
        return above
    return above if above >= floor and signs.SIGNATURE.match(lines[above]) else found


def _apart(lines: Sequence[str], floor: int, number: int) -> bool:
    return number == floor or not lines[number - 1] or len(lines[number - 1]) < _SHORT


def _only_legal(lines: Sequence[str], first: int, cut: int) -> bool:
    """Whether every paragraph from a line on is a lawyer's: a person may have written below."""
    paragraph: list[str] = []
    for line in (*lines[first:cut], ""):
        if line:
            paragraph.append(line)
            continue
        joined = " ".join(paragraph)
        if joined and not (signs.LEGAL.search(joined) or signs.DISCLAIMER.match(joined)):
            return False
        paragraph = []
    return True


def _dash(lines: Sequence[str], raw: Sequence[str], floor: int, cut: int) -> int | None:
    """What stands below a dash, if it is short and no part of the letter."""
    below = 0
    for number in range(cut - 1, max(cut - 2 * _LONGEST_OF_MAILERS, floor - 1), -1):
        line = lines[number]
        if not line:
            continue
        exact = raw[number].rstrip("\r\n") == "-- "
        if exact and below <= _LONGEST_OF_MAILERS:
            return number
        if below <= LONGEST_SIGNATURE:
            under = [line for line in lines[number + 1 : cut] if line]
            around = (*lines[max(floor - 1, number - _RULES_ABOVE, 0) : number], *under[:-1])
            alone = line not in around  # but it may frame the signature
            if _begins(line, under, alone=alone):
                return number
        below += 1
    return None


def _begins(line: str, under: Sequence[str], *, alone: bool) -> bool:
    """Whether a dash or a rule begins a signature; ``alone``: it parts nothing further above."""
    if alone and signs.SIGNATURE.match(line):
        return not _reads_on(under) and _opens(line, under)
    if signs.SIGNATURE.match(line) or signs.MAYBE_SIGNATURE.match(line):
        return _is_somebody(under, alone=alone)
    return False


def _reads_on(under: Sequence[str]) -> bool:
    """Whether the lines below a dash go on with the letter: questions, points, long sentences."""
    return bool(under and signs.SENTENCE.search(under[0]) and _PROSE.search(under[0])) or any(
        line.endswith("?") or _BULLET.match(line) or len(line) > 2 * _SHORT for line in under
    )


def _opens(line: str, under: Sequence[str]) -> bool:
    """Whether a line of underscores or stars may open a signature; a dash always does."""
    if line[0] not in "_*" or not under:
        return True
    return bool(_CAPITAL.match(under[0]) or any(signs.CONTACT.search(one) for one in under))


def _is_somebody(under: Sequence[str], *, alone: bool) -> bool:
    """Whether lines say who somebody is, and nothing else.

    Where the rule above them is not ``alone``, it parts the letter, and names are not enough.
    """
    if not under or len(under) > LONGEST_SIGNATURE:
        return False
    if any(signs.SENTENCE.search(line) or _BULLET.match(line) for line in under):
        return False
    if any(len(line) > _SHORT for line in under):
        return False
    if not _CAPITAL.match(under[0]):
        return False
    return any(signs.CONTACT.search(line) for line in under) or (
        alone
        and len(under) < _NAME_POST_FIRM
        and all(
            _NAMES.match(line)
            and _CAPITAL.match(line)
            and line[-1] not in ".!"
            and not signs.SIGN_OFF.match(line)
            for line in under
        )
    )


def _dashed_name(lines: Sequence[str], _raw: Sequence[str], floor: int, cut: int) -> int | None:
    """„--Ivan“ alone at the end; a list of points has more than one."""
    number = cut - 1
    if not signs.SIGNED_NAME.match(lines[number]) or number <= floor:
        return None
    if lines[number].startswith("- ") or (
        lines[number].startswith("-")
        and any(line[:1] in "-*•" for line in lines[max(floor, cut - 4) : number] if line)
    ):
        return None
    return number if not lines[number - 1] or lines[number].startswith("--") else None


def _pgp(lines: Sequence[str], _raw: Sequence[str], floor: int, cut: int) -> int | None:
    if lines[cut - 1] != "-----END PGP SIGNATURE-----":
        return None
    for number in range(cut - 1, max(cut - 60, floor - 1), -1):
        if signs.PGP_SIGNATURE.match(lines[number]):
            return number
    return None


def _contact_block(lines: Sequence[str], _raw: Sequence[str], floor: int, cut: int) -> int | None:
    """Below a sign-off and a name: post, firm, phone. The name stays with the sign-off."""
    off = next(
        (
            number
            for number in range(cut - 1, max(cut - 2 * _LONGEST_BLOCK, floor - 1), -1)
            if len(lines[number]) < _SHORT and signs.SIGN_OFF.match(lines[number])
        ),
        None,
    )
    if off is None:
        return None
    below = [number for number in range(off + 1, cut) if lines[number]]
    if not 2 < len(below) <= _LONGEST_BLOCK:  # noqa: PLR2004 - a name, and two lines of contact
        return None
    name, rest = below[0], below[1:]
    named = _NAMES.match(lines[name]) and _CAPITAL.match(lines[name])
    if not named or signs.CONTACT.search(lines[name]):
        return None
    if any(
        signs.SENTENCE.search(lines[n])
        or _PROSE.search(lines[n])
        or _BULLET.match(lines[n])
        or len(lines[n]) > _SHORT + 40
        for n in rest
    ):
        return None
    sure = sum(bool(signs.CONTACT.search(lines[number])) for number in rest)
    return rest[0] if sure and 2 * sure + 3 >= len(rest) else None


_RULES: tuple[_Rule, ...] = (
    _device,
    _footer,
    _legal,
    _pgp,
    _dash,
    _dashed_name,
    _contact_block,
)
