"""The period's indicators as JSON, for the central office, and back.

``oic-indicators``, version 1, is one object in UTF-8:

``format``
    ``"oic-indicators"``.
``version``
    ``1``. A later version may add tables, rows and measures; what a reader does not know it adds up
    all the same. What means something else gets another name.
``centre``
    ``{"name_bg": …, "name_en": …}``.
``period``
    ``{"first": "2026-10-01", "last": "2026-10-31"}``, both days counted, by the calendar in Sofia.
``made_at``, ``closed_at``
    Instants by ISO 8601 in UTC; ``closed_at`` is null while the period is not closed.
``figures``
    Whole numbers by table, row and measure. The tables: ``summary`` (one row, ``all``:
    consultations, questions, seconds of talk, answered, on_the_spot, in_time, late, unknown,
    ratings, points: their sum), ``channel``, ``client_type``, ``municipality``, ``programme``,
    ``topic`` (consultations, questions; channel also seconds and answered), ``month`` (rows
    ``2026-10``), ``channel_month`` and ``client_type_month`` (consultations), ``hour`` (rows are
    weekdays, Monday 0; measures are hours 00 to 23, or ``unknown``), ``wait`` (rows are working
    minutes to the first answer in steps of six; ``answers``), ``reception`` by municipality and
    ``office`` (receptions, booked, came, did_not_come, open, walk_ins, called_off), ``activity`` by
    kind and ``event_place`` by municipality (activities, number).
    Rows are words of the register (``phone``, ``ngo``), codes (municipality SZR31, programme
    BG16RFPR001), keys of the centre's topics, or ``none``.
``names``
    What codes and keys are called: ``{"municipality": {"SZR31": {"bg": …, "en": …}}, …}``.

It holds no personal data: counts of a period, without names, texts, or anything that tells a
person.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from oic.core.clock import now
from oic.core.errors import Refused
from oic.reports.periods import Period
from oic.reports.queries.figures import Figures, Names, added
from oic.reports.queries.periods import Report
from oic.reports.tables import Words

FORMAT = "oic-indicators"
VERSION = 1
LARGEST_FILE = 16 * 1024 * 1024
LARGEST_NUMBER = 10**15
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])")
_ROWS = {
    "month": _MONTH,
    "channel_month": _MONTH,
    "client_type_month": _MONTH,
    "wait": re.compile(r"\d{1,7}"),
    "hour": re.compile(r"[0-6]"),
}
_LONGEST_NAME = 200
_LANGUAGES = ("bg", "en")
Called = dict[str, dict[str, dict[str, str]]]


@dataclass(frozen=True)
class Sent:
    """What one centre has sent."""

    name_bg: str
    name_en: str
    period: Period
    figures: Figures
    names: Called
    closed: bool

    def name(self, language: str) -> str:
        """The centre's name in a language."""
        return self.name_en if language == "en" else self.name_bg


def as_json(report: Report, names: Names, *, name_bg: str, name_en: str) -> str:
    """A report's figures as the central office takes them."""
    closed_at = report.closed.closed_at if report.closed else None
    return json.dumps(
        {
            "format": FORMAT,
            "version": VERSION,
            "centre": {"name_bg": name_bg, "name_en": name_en},
            "period": {
                "first": report.period.first.isoformat(),
                "last": report.period.last.isoformat(),
            },
            "made_at": _instant(now()),
            "closed_at": _instant(closed_at) if closed_at else None,
            "figures": report.now,
            "names": _called(names),
        },
        ensure_ascii=False,
        indent=1,
        sort_keys=True,
    )


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _called(names: Names) -> Called:
    return {
        "municipality": {
            one.code: {language: one.name(language) for language in _LANGUAGES}
            for one in names.municipalities.values()
        },
        "programme": {
            one.code: dict.fromkeys(_LANGUAGES, f"{one.abbreviation} {one.period}")
            for one in names.programmes.values()
        },
        "topic": {
            one.key: {language: one.name(language) for language in _LANGUAGES}
            for one in names.topics.values()
        },
    }


def read(text: str | bytes) -> Sent:
    """What a centre has sent. Raises Refused, saying what is wrong, for anything else."""
    if len(text) > LARGEST_FILE:
        raise Refused(_l("It is too large for a file of indicators."))
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(_l("It is no JSON.")) from error
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise Refused(_l("It is no file of indicators."))
    if given.get("version") != VERSION:
        raise Refused(
            _l(
                "It is of version %(found)s; this program reads version %(known)d.",
                found=str(given.get("version"))[:20],
                known=VERSION,
            )
        )
    centre = given.get("centre")
    if not isinstance(centre, dict):
        raise Refused(_l("It does not say of which centre it is."))
    return Sent(
        _name(centre.get("name_bg")),
        _name(centre.get("name_en")),
        _period(given.get("period")),
        _figures(given.get("figures")),
        _names(given.get("names")),
        given.get("closed_at") is not None,
    )


def _name(given: object) -> str:
    if not isinstance(given, str) or not given.strip() or len(given) > _LONGEST_NAME:
        raise Refused(_l("It does not say of which centre it is."))
    return given.strip()


def _period(given: object) -> Period:
    try:
        if isinstance(given, dict):
            return Period(date.fromisoformat(given["first"]), date.fromisoformat(given["last"]))
    except (KeyError, TypeError, ValueError):
        pass
    raise Refused(_l("It does not say of which period it is."))


def _figures(given: object) -> Figures:
    found: Figures = {}
    for table, rows in _pairs(given):
        found[table] = {}
        named = _ROWS.get(table, _KEY)
        for row, numbers in _pairs(rows):
            if not named.fullmatch(row):
                raise _wrong(table, row)
            found[table][row] = {}
            for measure, number in _pairs(numbers):
                whole = isinstance(number, int) and not isinstance(number, bool)
                if not whole or not 0 <= number <= LARGEST_NUMBER:
                    raise _wrong(table, row, measure)
                found[table][row][measure] = number
    return found


def _pairs(given: object) -> Sequence[tuple[str, Any]]:
    if not isinstance(given, dict):
        raise _wrong()
    for key in given:
        if not _KEY.fullmatch(key):
            raise _wrong(key[:40])
    return list(given.items())


def _wrong(*where: str) -> Refused:
    place = ".".join(where) or "figures"
    return Refused(_l("Its figures cannot be read at “%(where)s”.", where=place))


def _names(given: object) -> Called:
    found: Called = {}
    for kind, keys in _pairs(given or {}):
        found[kind] = {}
        for key, words in _pairs(keys):
            if isinstance(words, dict):
                found[kind][key] = {
                    language: str(words.get(language, key))[:_LONGEST_NAME]
                    for language in _LANGUAGES
                }
    return found


def together(files: Sequence[Sent]) -> Report:
    """The sum of what many centres sent.

    Raises Refused where there is none, where one centre is there twice, or where the periods
    differ: such a sum would mean nothing.
    """
    if not files:
        raise Refused(_l("There is nothing to add up."))
    seen: set[str] = set()
    for one in files:
        if one.name_bg in seen:
            raise Refused(_l("“%(name)s” is there twice.", name=one.name_bg))
        seen.add(one.name_bg)
        if one.period != files[0].period:
            raise Refused(
                _l(
                    "“%(name)s” reports another period: %(found)s and not %(wanted)s.",
                    name=one.name_bg,
                    found=one.period.key,
                    wanted=files[0].period.key,
                )
            )
    return Report(files[0].period, added([one.figures for one in files]), {}, {}, alone=True)


def words(files: Sequence[Sent], language: str) -> Words:
    """What the rows of such a sum are called."""
    called: Called = {}
    for one in files:
        for kind, keys in one.names.items():
            called.setdefault(kind, {}).update(keys)

    def of(kind: str) -> dict[str, str]:
        named = {key: said[language] for key, said in called.get(kind, {}).items()}
        return dict(sorted(named.items(), key=lambda pair: (pair[1], pair[0])))

    return Words(language, of("municipality"), of("programme"), of("topic"))
