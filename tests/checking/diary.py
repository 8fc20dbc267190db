"""A person's calendar: Debian's khal, and the little of a mail program that files letters into it.

khal knows calendars and no letters, so what RFC 5546 asks of the receiver of a REQUEST or a CANCEL
stands here; what the person sees of it is what khal lists, by the clock on the wall in Sofia.
"""

import os
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from icalendar import Calendar, Event

MISSING = (
    "The tests need a real calendar program and found no khal. "
    "Run tests/setup as root, or install Debian's package khal."
)
_CONFIGURATION = """\
[calendars]
[[visits]]
path = {folder}/visits
type = calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = Europe/Sofia
local_timezone = Europe/Sofia
[default]
default_calendar = visits
[sqlite]
path = {folder}/khal.db
"""
_SEPARATOR = "\x1f"
_SHOWN = ("{start-time}", "{end-time}", "{title}", "{location}", "{status}")


class MissingKhalError(Exception):
    """khal is not installed."""


class Shown(NamedTuple):
    """A line of the day as the person reads it."""

    begins: str
    ends: str
    summary: str
    location: str
    status: str


class Diary:
    """One person's calendar in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("khal") is None:
            raise MissingKhalError(MISSING)
        self._folder = folder
        self._visits = folder / "visits"
        self._visits.mkdir(parents=True)
        (folder / "config").write_text(_CONFIGURATION.format(folder=folder))

    def receive(self, text: str) -> None:
        """File what a letter brought, as a mail program does."""
        calendar = Calendar.from_ical(text)
        (event,) = calendar.walk("VEVENT")
        place = self._visits / f"{event['UID']}.ics"
        stored = _rank(_event(place)) if place.exists() else None
        if stored and _rank(event) < stored:
            return  # it came late: something newer was said already (RFC 5546, 2.1.5)
        match str(calendar["METHOD"]):
            case "REQUEST":  # 3.2.2: a known UID is changed, never put beside
                # Written beside and renamed, or khal does not see that it is another.
                new = self._folder / "new.ics"
                new.write_text(text, newline="")
                new.replace(place)
            case "CANCEL":  # 3.2.5: taken out, whether or not it is known
                place.unlink(missing_ok=True)
            case method:
                message = f"no letter carries {method}"
                raise AssertionError(message)

    def subscribe(self, text: str) -> None:
        """Show a feed as it is now: what was fetched before is replaced by it."""
        for place in self._visits.iterdir():
            place.unlink()
        self.take_in(text)

    def take_in(self, text: str) -> None:
        """Open a file of somebody's with the calendar program itself."""
        place = self._folder / "opened.ics"
        place.write_text(text, newline="")
        self._khal("import", "--batch", "-a", "visits", str(place))

    def on(self, day: date) -> list[Shown]:
        """What stands on a day."""
        form = _SEPARATOR.join(_SHOWN)
        written = self._khal("list", "--format", form, f"{day:%Y-%m-%d}", "1d")
        lines = (line.split(_SEPARATOR) for line in written.splitlines() if _SEPARATOR in line)
        return [Shown(*(part.strip() for part in line)) for line in lines]

    def _khal(self, *arguments: str) -> str:
        done = subprocess.run(
            ["khal", "-c", str(self._folder / "config"), *arguments],
            env={"PATH": os.environ["PATH"], "HOME": str(self._folder), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "rror" not in done.stderr, done.stderr
        return done.stdout


def _event(place: Path) -> Event:
    (event,) = Calendar.from_ical(place.read_bytes()).walk("VEVENT")
    return event


def _rank(event: Event) -> tuple[int, datetime]:
    return int(event["SEQUENCE"]), event.decoded("DTSTAMP")
