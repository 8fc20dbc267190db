"""Dates, times, spans and salutations in the words of the reader's language.

Patterns are those of Bulgarian administration: 09.03.2026 г., 14:00 ч.; English has its own.
"""

import re
from datetime import date, datetime, time, timedelta

from babel.dates import format_date, get_day_names
from babel.dates import format_time as babel_time
from babel.numbers import format_decimal
from flask_babel import LazyString, get_locale, lazy_gettext, lazy_ngettext

from oic.core.clock import local
from oic.core.text import transliterate, words
from oic.core.working_days import WorkCalendar

_l = lazy_gettext

LANGUAGES = {"bg": "Български", "en": "English"}
"""Each in its own words: what a person may choose."""

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_DAYS_IN_WORDS = 14
_KILO = 1024


def _language(language: str | None) -> str:
    return language or str(get_locale() or "bg")[:2]


# „№ 9“, „9 март 2026 г.“, „14:00 ч.“, „30 €“: never torn apart at the end of a line.
_HELD_TOGETHER = re.compile(r"(?:№|§|чл\.|ал\.|т\.) (?=\d)|(?<=\d) (?=(?:г\.|ч\.|лв\.|€|%)(?!\w))")


def held_together(text: str) -> str:
    """The text with no-break spaces between a number and its sign or unit."""
    return _HELD_TOGETHER.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), text)


def day_text(day: date, language: str | None = None) -> str:
    """09.03.2026 г. or 9 March 2026. An instant gives its day in Sofia."""
    if isinstance(day, datetime):
        day = local(day).date()
    language = _language(language)
    pattern = "dd.MM.y 'г.'" if language == "bg" else "d MMMM y"
    return format_date(day, pattern, locale=language)


def weekday_day_text(day: date, language: str | None = None) -> str:
    """понеделник, 09.03.2026 г. or Monday, 9 March 2026."""
    if isinstance(day, datetime):
        day = local(day).date()
    language = _language(language)
    return f"{format_date(day, 'EEEE', locale=language)}, {day_text(day, language)}"


def weekday_name(weekday: int, language: str | None = None) -> str:
    """A weekday by itself, as a title: Понеделник, Monday. Monday is 0."""
    name = get_day_names("wide", "stand-alone", _language(language))[weekday]
    return name[:1].upper() + name[1:]


def time_text(at: time | datetime, language: str | None = None) -> str:
    """14:00 ч. or 14:00. An instant gives its time in Sofia."""
    if isinstance(at, datetime):
        at = local(at).time()
    language = _language(language)
    pattern = "HH:mm 'ч.'" if language == "bg" else "HH:mm"
    return babel_time(at.replace(tzinfo=None), pattern, locale=language)


def moment_text(instant: datetime, language: str | None = None) -> str:
    """Day and time in Sofia: 09.03.2026 г., 14:00 ч. or 9 March 2026, 14:00."""
    return f"{day_text(instant, language)}, {time_text(instant, language)}"


def number_text(number: float, language: str | None = None) -> str:
    """12 345,5 or 12,345.5. Bulgarian groups four digits as well: 1 234."""
    language = _language(language)
    written = format_decimal(abs(number), "#,##0.###", locale=language)
    return f"−{written}" if number < 0 else written  # a minus, not a hyphen


def deadline_words(due_on: date, today: date, calendar: WorkCalendar) -> LazyString:
    """How long until an answer is due, or since when it was, in working days."""
    if due_on == today:
        return _l("due today")
    left = calendar.between(today, due_on)
    if left > 0:
        return lazy_ngettext("%(num)d working day left", "%(num)d working days left", left)
    if left < 0:
        return lazy_ngettext(
            "overdue by %(num)d working day", "overdue by %(num)d working days", -left
        )
    days = (due_on - today).days  # only days off lie between
    if days > 0:
        return lazy_ngettext("%(num)d calendar day left", "%(num)d calendar days left", days)
    return lazy_ngettext(
        "overdue by %(num)d calendar day", "overdue by %(num)d calendar days", -days
    )


def time_ago(instant: datetime, now: datetime) -> LazyString | str:
    """How long ago something happened; what is two weeks old or still to come, by its date."""
    seconds = int((now - instant) / timedelta(seconds=1))
    if seconds < -_MINUTE or seconds >= _DAYS_IN_WORDS * _DAY:
        return moment_text(instant)
    if seconds < _MINUTE:
        return _l("just now")
    if seconds < _HOUR:
        return lazy_ngettext("%(num)d minute ago", "%(num)d minutes ago", seconds // _MINUTE)
    if seconds < _DAY:
        return lazy_ngettext("%(num)d hour ago", "%(num)d hours ago", seconds // _HOUR)
    return lazy_ngettext("%(num)d day ago", "%(num)d days ago", seconds // _DAY)


def duration_words(seconds: float) -> LazyString:
    """A span of time, to the minute: 5 min, 1 h 20 min."""
    minutes = max(0, round(seconds / _MINUTE))
    hours, rest = divmod(minutes, 60)
    if seconds > 0 and not minutes:
        return _l("under a minute")
    if not hours:
        return _l("%(minutes)d min", minutes=minutes)
    if not rest:
        return _l("%(hours)d h", hours=hours)
    return _l("%(hours)d h %(minutes)d min", hours=hours, minutes=rest)


def size_words(bytes_: int, language: str | None = None) -> str:
    """A file's size: 12 KB, 1,5 MB, in units of 1024."""
    language = _language(language)
    size = float(max(0, bytes_))
    unit = "B"
    for larger in ("KB", "MB", "GB"):
        if round(size, 1) < _KILO:
            break
        size, unit = size / _KILO, larger
    pattern = "#,##0.#" if unit not in ("B", "KB") else "#,##0"
    return f"{format_decimal(size, pattern, locale=language)}\N{NO-BREAK SPACE}{unit}"


_TITLES = re.compile(
    r"^(?:(?:г-н|г-жа|г-ца|д-р|инж|арх|проф|доц|акад|адв|mr|mrs|ms|dr|eng|prof)[.\s]+)+",
    re.IGNORECASE,
)
_FIRM = re.compile(
    r"[„“”\"«»\d@&]|\b(?:ЕООД|ООД|ЕАД|АД|ЕТ|СД|ДЗЗД|Ltd|LLC|GmbH|Inc)\b", re.IGNORECASE
)
_WOMAN = re.compile(r"(?:[оеи]в|(?:[сцшч]|ьо)к)а$|ska$|(?:ov|ev)a$|(?:ts|sh)ka$", re.IGNORECASE)
_MAN = re.compile(r"(?:ов|ев|[сцш]ки)$|(?:ov|ev|off|eff|ski|tski|shki)$", re.IGNORECASE)
_NOT_FAMILY = frozenset("ева яков лев нева нетов станислава борислава eva yakov lev neva".split())
_MEN_IN_A = frozenset(
    """никола лука илия сава тома коста мика захария матея йона никита данаила вуча
    nikola luka iliya ilia sava toma kosta zaharia nikita""".split()
)


_LONGEST_NAME = 60
_NO_NAME = re.compile(r"[/:@!?<>*#=]|\bwww\b|\w\.\w{2,}|\d{3}")


def presentable(name: str) -> str:
    """A name as it may stand in a letter that nobody has read before it leaves; empty if not.

    The public form takes any words for a name, and a letter to an address that nobody has
    verified must not carry a stranger's message or link under the centre's letterhead.
    """
    name = " ".join(name.split())
    return "" if len(name) > _LONGEST_NAME or _NO_NAME.search(name) else name


def salutation(name: str, language: str, own: str = "") -> str:
    """How a letter begins, without the comma that follows it in the letter.

    ``own`` is the person's own salutation, taken as it is. A Bulgarian family name tells whether
    it is госпожо or господин; where nothing tells, the letter greets without guessing.
    """
    own = own.strip().rstrip(",").rstrip()
    if own:
        return own
    bare = _TITLES.sub("", presentable(name)).strip(" .,")
    bulgarian = language == "bg"
    if not any(letter.isalpha() for letter in bare):
        return "Здравейте" if bulgarian else "Hello"
    family, woman = _family(bare)
    if bulgarian:
        if not family:
            return f"Здравейте, {bare}"
        return f"Уважаема госпожо {family}" if woman else f"Уважаеми господин {family}"
    if not family:
        return f"Dear {transliterate(bare)}"
    return f"Dear {'Ms' if woman else 'Mr'} {transliterate(family)}"


def _family(name: str) -> tuple[str, bool]:
    """The family name that tells a person's gender, and whether it is a woman's."""
    parts = name.split()
    if _FIRM.search(name) or not words(name):
        return "", False
    for part in [parts[-1], parts[0]] if len(parts) > 1 else parts:
        last = part.rsplit("-", 1)[-1]
        if last.casefold() in _NOT_FAMILY:
            continue
        if _WOMAN.search(last):
            return part, True
        if _MAN.search(last):
            return part, False
    given, last = parts[0].casefold(), parts[-1].casefold()
    if len(parts) > 1 and given[-1] in "аяa" and last[-1] in "аa" and given not in _MEN_IN_A:
        return parts[-1], True
    return "", False
