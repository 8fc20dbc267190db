"""What stands on the first sheet of a workbook."""

from flask_babel import gettext

from oic.core.clock import now
from oic.core.wording import moment_text
from oic.reports.books import Cover
from oic.reports.queries.periods import Report
from oic.web.pages import settings


def cover_of(report: Report, language: str) -> Cover:
    """The cover of this centre's report in a language."""
    centre = settings()
    english = language == "en"
    notes = []
    if report.closed is not None:
        notes.append(
            gettext(
                "Closed on %(moment)s by %(name)s.",
                moment=moment_text(report.closed.closed_at),
                name=report.closed.closed_by.name,
            )
        )
        if report.closed.note:
            notes.append(report.closed.note)
    else:
        notes.append(gettext("Not closed yet: the figures may still change."))
    statement = centre.cofinancing_en if english else centre.cofinancing_bg
    if statement:
        notes += ["", statement]
    return Cover(
        centre.centre_name_en if english else centre.centre_name_bg,
        gettext("Report on the work of the centre"),
        str(report.period),
        now(),
        notes,
    )
