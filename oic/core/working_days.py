"""Working days: the Bulgarian calendar with a centre's own exceptions.

The public holidays and the days given in lieu of those that fall on a weekend are those of
Кодекс на труда, чл. 154, as the ``holidays`` package keeps them. The government adds days off
and working Saturdays by decree: those are the exceptions that staff enter.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays
from flask_babel import get_locale

_SATURDAY = 5
_DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def public_holidays(year: int) -> frozenset[date]:
    """The days of one year on which Bulgaria rests by law, in-lieu days included."""
    return frozenset(holidays.country_holidays("BG", years=year))


@lru_cache(maxsize=256)
def _names(year: int, language: str) -> Mapping[date, str]:
    return holidays.country_holidays("BG", years=year, language=language)


class HolidayName:
    """The name of a public holiday, in the reader's language when it is said."""

    def __init__(self, day: date) -> None:
        self._day = day

    def __str__(self) -> str:
        """The name in the present language."""
        language = "en_US" if str(get_locale() or "bg")[:2] == "en" else "bg"
        return str(_names(self._day.year, language)[self._day])


def holiday_name(day: date) -> HolidayName | None:
    """The name of the public holiday on a day, in-lieu days included; None for any other day."""
    return HolidayName(day) if day in public_holidays(day.year) else None


class WorkCalendar:
    """Which days are worked.

    ``exceptions`` says of single days whether they are worked, against the weekday and the law.
    """

    def __init__(self, exceptions: Mapping[date, bool]) -> None:
        self._exceptions = dict(exceptions)

    def is_working(self, day: date) -> bool:
        """Whether the centre works on this day."""
        if day in self._exceptions:
            return self._exceptions[day]
        return day.weekday() < _SATURDAY and day not in public_holidays(day.year)

    def add(self, day: date, n: int) -> date:
        """The n-th working day after ``day``, which itself is not counted.

        With n = 0 the day itself, working or not. Raises ValueError for a negative n and
        OverflowError beyond the year 9999.
        """
        if n < 0:
            message = "working days are counted forward"
            raise ValueError(message)
        for _ in range(n):
            day = self.next_working(day + _DAY)
        return day

    def between(self, a: date, b: date) -> int:
        """How many working days lie in (a, b]; negative when b is before a."""
        if b < a:
            return -self.between(b, a)
        return sum(
            self.is_working(date.fromordinal(day))
            for day in range(a.toordinal() + 1, b.toordinal() + 1)
        )

    def before(self, day: date, n: int) -> date:
        """The n-th working day before ``day``, which itself is not counted."""
        for _ in range(n):
            day -= _DAY
            while not self.is_working(day):
                day -= _DAY
        return day

    def minutes_between(self, since: datetime, until: datetime, hours: tuple[time, time]) -> int:
        """Whole working minutes from one moment to another by the clock on the wall.

        ``since`` and ``until`` are of the same zone, ``hours`` the day's working time: what lies
        before it, after it, and on days off is not counted. Zero when ``until`` is not later. On
        a night on which the clock changes nobody works, so the wall's own difference is right.
        """
        begins, ends = (at.hour * 60 + at.minute for at in hours)
        first, last = since.date(), until.date()
        total = 0
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            opened = max(begins, since.hour * 60 + since.minute) if day == first else begins
            closed = min(ends, until.hour * 60 + until.minute) if day == last else ends
            if closed > opened and self.is_working(day):
                total += closed - opened
        return total

    def next_working(self, day: date) -> date:
        """The day itself when it is worked, or the first worked day after it."""
        while not self.is_working(day):
            day += _DAY
        return day
