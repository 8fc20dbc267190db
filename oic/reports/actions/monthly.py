"""The letter to the managers about the month that is over, with the workbook of its report."""

from flask_babel import force_locale, gettext

from oic.centre import queries as centre
from oic.centre.actions import claim_day
from oic.core.clock import local_now, today
from oic.core.wording import number_text
from oic.files.store import keep, take
from oic.mail.actions import queue
from oic.reports import books
from oic.reports.covers import cover_of
from oic.reports.periods import month_of
from oic.reports.queries.figures import Names
from oic.reports.queries.periods import Report, report
from oic.reports.tables import Table, Unit, Words, tables
from oic.staff import queries as staff
from oic.staff.models import User
from oic.web.pages import settings

JOB = "monthly report"
HIGHLIGHTS = (
    "consultations",
    "questions",
    "answered",
    "share_in_time",
    "median",
    "rating",
    "receptions",
    "events",
)


def letter() -> int:
    """Queue the letter to each active manager, once a month, on its first working day.

    Run by a job inside one transaction; the row in daily_run is the claim. Nothing is sent where
    the month before saw nothing at all, or where the rule says no. Returns how many letters.
    """
    moment = local_now()
    if not centre.rule("monthly_letter") or moment.hour < centre.number("daily_letter_hour"):
        return 0
    if not centre.calendar().is_working(today()):
        return 0
    month = month_of(today())
    if not claim_day(JOB, month.first):
        return 0
    found = report(month.before)
    if not any(
        number for rows in found.now.values() for row in rows.values() for number in row.values()
    ):
        return 0
    managers = staff.managers()
    for manager in managers:
        _write(manager, found)
    return len(managers)


def _write(manager: User, found: Report) -> None:
    with force_locale(manager.language):
        made = tables(found, Words.of(Names(), manager.language))
        with books.as_workbook(cover_of(found, manager.language), made) as file:
            name = f"{gettext('report')}-{found.period.key}.xlsx"
            workbook = keep(take(file.read(), name))
        subject = gettext("Report: %(period)s", period=str(found.period))
        text = "\n\n".join(
            [
                gettext("Good morning,"),
                gettext("these are the figures of the month that is over:"),
                "\n".join(_highlights(made[0], manager.language)),
                gettext(
                    "The whole report is in the attached workbook, and with the lists behind every "
                    "figure here:"
                ),
                _link(found),
            ]
        )
    queue(
        kind="monthly_report",
        to_email=manager.email,
        to_name=manager.name,
        subject=subject,
        text=text,
        language=manager.language,
        automatic=True,
        attachments=[(workbook, name)],
    )


def _highlights(summary: Table, language: str) -> list[str]:
    """Each with the month before and the same month a year earlier."""
    lines = []
    for line in summary.lines:
        if line.key not in HIGHLIGHTS:
            continue
        now, before, year_before = (
            _said(cell.number, line.unit or Unit.NUMBER, language) for cell in line.cells
        )
        lines.append(
            gettext(
                "• %(label)s: %(now)s (the month before %(before)s, a year ago %(year_ago)s)",
                label=line.label,
                now=now,
                before=before,
                year_ago=year_before,
            )
        )
    return lines


def _said(number: float | None, unit: Unit, language: str) -> str:
    if number is None:
        return "–"
    if unit is Unit.SHARE:
        return f"{number_text(round(number * 100, 1), language)} %"
    said = number_text(round(number, 1), language)
    return gettext("%(hours)s h", hours=said) if unit is Unit.HOURS else said


def _link(found: Report) -> str:
    first, last = found.period.first, found.period.last
    return f"{settings().public_url}/desk/reports?from={first}&to={last}"
