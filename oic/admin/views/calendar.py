"""The centre's own exceptions of the calendar, beside the holidays by law."""

from datetime import date

import holidays as public
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from oic.admin.forms import ExceptionForm
from oic.admin.views.blueprint import blueprint
from oic.centre import actions, queries
from oic.core.clock import today
from oic.core.db import transaction
from oic.core.errors import Refused
from oic.enquiries.actions.deadlines import measure_again, recount_open
from oic.web.access import Permission, needs
from oic.web.pages import language

EARLIEST_YEAR = 2000
LATEST_YEAR = 2100


def _year() -> int:
    year = request.args.get("year", today().year, type=int)
    return year if EARLIEST_YEAR <= year <= LATEST_YEAR else today().year


def _holidays(year: int) -> list[tuple[date, str]]:
    known = public.country_holidays(
        "BG", years=year, language="en_US" if language() == "en" else "bg"
    )
    return sorted((day, name) for day, name in known.items() if day.year == year)


def _page(year: int, form: ExceptionForm) -> str:
    return render_template(
        "admin/calendar.html",
        year=year,
        form=form,
        exceptions=queries.exceptions(year),
        holidays=_holidays(year),
        earlier=year - 1 if year > EARLIEST_YEAR else None,
        later=year + 1 if year < LATEST_YEAR else None,
    )


@blueprint.get("/settings/calendar")
@needs(Permission.ADMINISTER)
def calendar() -> ResponseReturnValue:
    """Show a year."""
    return _page(_year(), ExceptionForm(formdata=None))


@blueprint.post("/settings/calendar")
@needs(Permission.ADMINISTER)
def add_exception() -> ResponseReturnValue:
    """Add an exception."""
    form = ExceptionForm()
    if form.validate_on_submit() and form.day.data is not None:
        try:
            with transaction():
                exception = actions.add_exception(
                    form.day.data,
                    working=form.working.data == "yes",
                    note=form.note.data or "",
                    by=current_user,
                )
                recount_open()
                measure_again(exception.day)
        except Refused as refused:
            form.day.errors = [*form.day.errors, refused.message]
        else:
            flash(
                _("The exception is entered. Deadlines are counted by it from now on."), "success"
            )
            return redirect(url_for(".calendar", year=exception.day.year), 303)
    return _page(_year(), form), 422


@blueprint.post("/settings/calendar/<int:exception_id>/remove")
@needs(Permission.ADMINISTER)
def remove_exception(exception_id: int) -> ResponseReturnValue:
    """Remove an exception."""
    exception = queries.exception(exception_id)
    if exception is None:
        abort(404)
    day = exception.day
    with transaction():
        actions.remove_exception(exception, by=current_user)
        recount_open()
        measure_again(day)
    flash(_("The exception is removed."), "success")
    return redirect(url_for(".calendar", year=day.year), 303)
