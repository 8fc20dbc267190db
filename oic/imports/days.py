"""Days, times and durations as people write them into tables."""

import re
from datetime import date, datetime, time, timedelta
from math import isfinite

from flask_babel import lazy_gettext as _l

from oic.core.clock import today
from oic.imports.reading import Cell
from oic.imports.values import Unread, is_nothing, text_of

EARLIEST = date(2000, 1, 1)
_EXCEL_ZERO = date(1899, 12, 30)
"""Day 0 of a spreadsheet's calendar (ECMA-376, 18.17.4.1)."""
MOST_QUESTIONS = 50
LONGEST_TALK = 24 * 60
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "януари ян january jan i",
            "февруари фев february feb ii",
            "март мар march mar iii",
            "април апр april apr iv",
            "май may v",
            "юни юн june jun vi",
            "юли юл july jul vii",
            "август авг august aug viii",
            "септември сеп септ september sep sept ix",
            "октомври окт october oct x",
            "ноември ное ноем november nov xi",
            "декември дек december dec xii",
        ),
        start=1,
    )
    for name in names.split()
}
_NUMBERS = re.compile(r"(\d{1,4})\s*[./\-\s]\s*(\d{1,2})\s*[./\-\s]\s*(\d{2,4})")
_NAMED = re.compile(
    r"(\d{1,2})[\s.\-]*(?:-?(?:ти|ви|ри|ми|st|nd|rd|th))?[\s.\-]*([^\W\d]+)[\s.,\-]*(\d{2,4})"
)
_NAMED_FIRST = re.compile(r"([^\W\d]+)[\s.]*(\d{1,2})(?:st|nd|rd|th)?[\s,.]+(\d{4})")
_TIME = re.compile(
    r"(?<!\d)([01]?\d|2[0-3])\s*[:.чh]\s*([0-5]\d)?(?::[0-5]\d)?(?:\.\d+)?\s*(?:ч\.?|часа|h)?\s*$"
)
_CENTURY = 100


def moment_of(cell: Cell) -> tuple[date, time | None] | None:
    """A day, and its time where the cell has one. Raises Unread."""
    if is_nothing(cell):
        return None
    if isinstance(cell, datetime):
        clock = cell.time().replace(tzinfo=None, microsecond=0)
        return _within(cell.date(), cell), clock if clock != time() else None
    if isinstance(cell, date):
        return _within(cell, cell), None
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _serial(float(cell))
    text = text_of(cell)
    bare = re.sub(r"\s*(?:г|год|year)\.?(?=\s|,|$)", " ", text, flags=re.IGNORECASE).strip(" ,")
    at: time | None = None
    found = _TIME.search(bare)
    if found and (":" in found[0] or "ч" in found[0] or "h" in found[0]):
        day_part = bare[: found.start()].strip(" ,/–-")
        if day_part:
            at, bare = time(int(found[1]), int(found[2] or 0)), day_part
    return _day(bare, text), at


def day_of(cell: Cell) -> date | None:
    """A day. Raises Unread."""
    found = moment_of(cell)
    return found[0] if found else None


def _serial(number: float) -> tuple[date, time | None]:
    """A spreadsheet's own number of a day."""
    whole = int(number) if isfinite(number) else 0
    if not 36526 <= whole <= 73050:  # noqa: PLR2004 - 2000 to 2099
        raise _no_day(text_of(number))
    minutes = round((number - whole) * 24 * 60)
    at = time(minutes // 60 % 24, minutes % 60) if minutes else None
    return _within(_EXCEL_ZERO + timedelta(days=whole), number), at


def _day(bare: str, text: str) -> date:
    found = _NUMBERS.fullmatch(bare)
    if found:
        first, second, third = (int(part) for part in found.groups())
        if len(found[1]) == 4:  # noqa: PLR2004 - 2026-03-09
            return _made(first, second, third, text)
        if len(found[1]) > 2:  # noqa: PLR2004 - no day
            raise _no_day(text)
        if second > 12 >= first:  # noqa: PLR2004 - months
            raise Unread(
                _l(
                    "“%(text)s” has no month %(month)d. If the month stands first here, write the "
                    "day first: 09.03.2026.",
                    text=text,
                    month=second,
                )
            )
        return _made(_year(found[3]), second, first, text)
    found = _NAMED.fullmatch(bare)
    if found and found[2].casefold() in _MONTHS:
        return _made(_year(found[3]), _MONTHS[found[2].casefold()], int(found[1]), text)
    found = _NAMED_FIRST.fullmatch(bare)
    if found and found[1].casefold() in _MONTHS:
        return _made(int(found[3]), _MONTHS[found[1].casefold()], int(found[2]), text)
    raise _no_day(text)


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 3:  # noqa: PLR2004 - a slip of the finger
        raise _no_day(text)
    return year + 2000 if year < _CENTURY else year


def _made(year: int, month: int, day: int, text: str) -> date:
    try:
        return _within(date(year, month, day), text)
    except ValueError:
        raise _no_day(text) from None


def _within(day: date, text: object) -> date:
    if not EARLIEST <= day <= today():
        raise Unread(
            _l(
                "“%(text)s” is not between %(first)s and today: check the year.",
                text=str(text)[:40],
                first=f"{EARLIEST:%d.%m.%Y}",
            )
        )
    return day


def _no_day(text: str) -> Unread:
    return Unread(
        _l("“%(text)s” is no date. Write it as 09.03.2026.", text=" ".join(text.split())[:40])
    )


def time_of(cell: Cell) -> time | None:
    """A time of day. Raises Unread."""
    if is_nothing(cell):
        return None
    if isinstance(cell, datetime):
        return cell.time().replace(microsecond=0)
    if isinstance(cell, time):
        return cell.replace(microsecond=0, tzinfo=None)
    if isinstance(cell, float) and 0 <= cell < 1:
        minutes = round(cell * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    text = text_of(cell)
    found = re.fullmatch(r"(\d{1,2})(?:\s*[:.,чh]\s*(\d{2}))?(?::\d{2})?\s*(?:ч\.?|часа|h)?", text)
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:  # noqa: PLR2004 - of a day
        return time(int(found[1]), int(found[2] or 0))
    raise Unread(_l("“%(text)s” is no time. Write it as 14:30.", text=text[:40]))


_SPANS = re.compile(
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:ч|час|часа|h|hour|hours)\.?)?\s*(?:и\s*)?"
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:м|мин|минути|min|minutes|m|')?\.?)?",
    re.IGNORECASE,
)


def duration_of(cell: Cell) -> int | None:
    """How long a talk took, in seconds; a bare number is minutes. Raises Unread."""
    if is_nothing(cell):
        return None
    minutes: float | None = None
    if isinstance(cell, timedelta):
        minutes = cell.total_seconds() / 60
    elif isinstance(cell, (time, datetime)):
        minutes = cell.hour * 60 + cell.minute + cell.second / 60
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
        minutes = cell * 24 * 60 if isinstance(cell, float) and 0 < cell < 1 else cell
    else:
        text = text_of(cell)
        clock = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", text)
        found = _SPANS.fullmatch(text)
        if clock:
            minutes = int(clock[1]) * 60 + int(clock[2])
        elif found and (found[1] or found[2]):
            hours, rest = (float((part or "0").replace(",", ".")) for part in found.groups())
            minutes = hours * 60 + rest
    if minutes is None or not 0 <= minutes <= LONGEST_TALK:
        raise Unread(_l("“%(text)s” is no duration. Write minutes: 15.", text=text_of(cell)[:40]))
    return round(minutes * 60)


def count_of(cell: Cell) -> int | None:
    """How many questions. Raises Unread."""
    if is_nothing(cell):
        return None
    text = text_of(cell)
    found = re.match(r"\d+$", text)
    if not found or not 1 <= int(text) <= MOST_QUESTIONS:
        raise Unread(
            _l(
                "“%(text)s” is no number of questions from 1 to %(most)d.",
                text=text[:40],
                most=MOST_QUESTIONS,
            )
        )
    return int(text)
