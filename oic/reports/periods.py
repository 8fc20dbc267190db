"""Stretches of days that reports are of: months, quarters, years, and any other."""

from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from flask_babel import get_locale, gettext

from oic.core.wording import day_text

_DAY = timedelta(days=1)
_MONTHS = 12
_QUARTER = 3


def _month(year: int, month: int) -> date:
    """The first of a month; months count on over the turn of the year."""
    years, rest = divmod(month - 1, _MONTHS)
    return date(year + years, rest + 1, 1)


@dataclass(frozen=True, order=True)
class Period:
    """Days from the first to the last, both counted. Raises ValueError for a wrong order."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Hold the order."""
        if self.last < self.first:
            message = f"a period from {self.first} cannot end on {self.last}"
            raise ValueError(message)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def whole_months(self) -> int:
        """How many whole months it is; 0 for anything else."""
        after = self.last + _DAY
        if self.first.day != 1 or after.day != 1:
            return 0
        return (after.year - self.first.year) * _MONTHS + after.month - self.first.month

    @property
    def months(self) -> list["Period"]:
        """Its months, the first and the last cut to what lies in it."""
        found = []
        begins = self.first
        while begins <= self.last:
            following = _month(begins.year, begins.month + 1)
            found.append(Period(begins, min(self.last, following - _DAY)))
            begins = following
        return found

    @property
    def before(self) -> "Period":
        """The period right before, of the same kind: a month before a month, else as many days."""
        months = self.whole_months
        if months:
            return Period(_month(self.first.year, self.first.month - months), self.first - _DAY)
        return Period(self.first - timedelta(days=self.days), self.first - _DAY)

    @property
    def year_before(self) -> "Period":
        """The same days of the year before; 29 February is then the 28th."""
        if self.whole_months:
            after = self.last + _DAY
            return Period(
                _month(self.first.year - 1, self.first.month),
                _month(after.year - 1, after.month) - _DAY,
            )
        first, last = (_a_year_earlier(day) for day in (self.first, self.last))
        return Period(first, last)

    @property
    def after(self) -> "Period":
        """The period that follows, of the same kind."""
        months = self.whole_months
        begins = self.last + _DAY
        if months:
            return Period(begins, _month(begins.year, begins.month + months) - _DAY)
        return Period(begins, begins + timedelta(days=self.days - 1))

    @property
    def key(self) -> str:
        """2026, 2026-Q4, 2026-10, or the two days: for file names and addresses."""
        year, month, months = self.first.year, self.first.month, self.whole_months
        if months == _MONTHS and month == 1:
            return f"{year}"
        if months == _QUARTER and month % _QUARTER == 1:
            return f"{year}-Q{month // _QUARTER + 1}"
        if months == 1:
            return f"{year}-{month:02}"
        return f"{self.first}_{self.last}"

    def __str__(self) -> str:
        """Its name in the reader's language: 2026 г., октомври 2026 г., 1.–15.10."""
        language = str(get_locale() or "bg")[:2]
        year, month, months = self.first.year, self.first.month, self.whole_months
        if months == _MONTHS and month == 1:
            return f"{year} г." if language == "bg" else f"{year}"
        if months == _QUARTER and month % _QUARTER == 1:
            return str(
                gettext("quarter %(number)d of %(year)d", number=month // _QUARTER + 1, year=year)
            )
        if months == 1:
            pattern = "LLLL y 'г.'" if language == "bg" else "LLLL y"
            return str(format_date(self.first, pattern, locale=language))
        if self.days == 1:
            return day_text(self.first)
        return f"{day_text(self.first)} – {day_text(self.last)}"


def _a_year_earlier(day: date) -> date:
    leap = day.month == 2 and day.day == 29  # noqa: PLR2004 - the leap day
    return day.replace(year=day.year - 1, day=28) if leap else day.replace(year=day.year - 1)


def month_of(day: date) -> Period:
    """The month that a day lies in."""
    first = day.replace(day=1)
    return Period(first, _month(first.year, first.month + 1) - _DAY)


def quarter_of(day: date) -> Period:
    """The quarter that a day lies in."""
    begins = (day.month - 1) // _QUARTER * _QUARTER + 1
    return Period(_month(day.year, begins), _month(day.year, begins + _QUARTER) - _DAY)


def year_of(day: date) -> Period:
    """The year that a day lies in."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def running(days: int, today: date) -> Period:
    """So many days, of which today is the last."""
    return Period(today - timedelta(days=days - 1), today)
