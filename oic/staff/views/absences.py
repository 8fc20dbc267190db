"""Who is away, and entering it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from oic.core.clock import today
from oic.core.db import transaction
from oic.core.errors import Refused
from oic.staff import actions, queries
from oic.staff.actions.absences import NewAbsence, may_change
from oic.staff.forms import AbsenceForm, day_in_words
from oic.staff.models import Absence, AbsenceKind
from oic.staff.views.blueprint import blueprint
from oic.staff.views.links import put_beside_field
from oic.web.access import Permission, needs

NOBODY = _l("Nobody: it stays and waits")


@blueprint.get("/absences")
@needs(Permission.DESK)
def absences() -> ResponseReturnValue:
    """Who is away, now and later; with ?past=1 who was."""
    past = "past" in request.args
    return render_template(
        "staff/absences.html",
        absences=queries.past_absences() if past else queries.coming_absences(),
        away=queries.on_absence(today()),
        past=past,
        may_change=lambda absence: may_change(absence.user, current_user),
    )


def _offer(form: AbsenceForm, absence: Absence | None = None) -> None:
    everybody = queries.desk()
    manages = current_user.may(Permission.MANAGE)
    people = everybody if manages else [p for p in everybody if p.id == current_user.id]
    if absence is not None:
        people = [absence.user]
    form.offer(people, [p for p in everybody if p.takes_enquiries], NOBODY)


def _wanted(form: AbsenceForm) -> NewAbsence:
    user = queries.user(form.user.data)
    if user is None or form.first_day.data is None or form.last_day.data is None:
        abort(400)
    return NewAbsence(
        user=user,
        first_day=form.first_day.data,
        last_day=form.last_day.data,
        kind=AbsenceKind(form.kind.data),
        deputy=queries.user(form.deputy.data) if form.deputy.data else None,
        note=form.note.data or "",
    )


@blueprint.get("/absences/new")
@needs(Permission.DESK)
def new_absence() -> ResponseReturnValue:
    """Ask when and who stands in."""
    form = AbsenceForm(formdata=None)
    _offer(form)
    wanted = request.args.get("user", type=int)
    form.user.data = wanted or current_user.id
    form.propose_days()
    return render_template("staff/absence.html", form=form, absence=None)


@blueprint.post("/absences/new")
@needs(Permission.DESK)
def enter_absence() -> ResponseReturnValue:
    """Enter an absence."""
    form = AbsenceForm()
    _offer(form)
    if form.validate_on_submit():
        try:
            with transaction():
                absence = actions.enter_absence(_wanted(form), by=current_user)
        except Refused as refused:
            put_beside_field(form, refused)
        else:
            flash(_("The absence is entered."), "success")
            _warn_about_deputising(absence)
            return redirect(url_for(".absences"), 303)
    return render_template("staff/absence.html", form=form, absence=None), 422


def _warn_about_deputising(absence: Absence) -> None:
    """Somebody who falls ill may be a colleague's deputy: say so rather than refuse."""
    for other in queries.standing_in(absence.user_id, absence.first_day, absence.last_day):
        flash(
            _(
                "%(deputy)s stands in for %(name)s from %(first)s to %(last)s. "
                "Choose another deputy there.",
                deputy=absence.user.name,
                name=other.user.name,
                first=day_in_words(other.first_day),
                last=day_in_words(other.last_day),
            ),
            "warning",
        )


def _absence(absence_id: int) -> Absence:
    absence = queries.absence(absence_id)
    if absence is None:
        abort(404)
    if not may_change(absence.user, current_user):
        abort(403)
    return absence


@blueprint.get("/absences/<int:absence_id>")
@needs(Permission.DESK)
def absence(absence_id: int) -> ResponseReturnValue:
    """Show an absence for changing."""
    found = _absence(absence_id)
    form = AbsenceForm(
        formdata=None,
        user=found.user_id,
        first_day=found.first_day,
        last_day=found.last_day,
        kind=found.kind.value,
        deputy=found.deputy_id or 0,
        note=found.note,
    )
    _offer(form, found)
    return render_template("staff/absence.html", form=form, absence=found)


@blueprint.post("/absences/<int:absence_id>")
@needs(Permission.DESK)
def change_absence(absence_id: int) -> ResponseReturnValue:
    """Change an absence."""
    found = _absence(absence_id)
    form = AbsenceForm()
    _offer(form, found)
    if form.validate_on_submit():
        try:
            with transaction():
                actions.change_absence(found, _wanted(form), by=current_user)
        except Refused as refused:
            put_beside_field(form, refused)
        else:
            flash(_("Saved."), "success")
            _warn_about_deputising(found)
            return redirect(url_for(".absences"), 303)
    return render_template("staff/absence.html", form=form, absence=found), 422


@blueprint.post("/absences/<int:absence_id>/end")
@needs(Permission.DESK)
def end_absence(absence_id: int) -> ResponseReturnValue:
    """The person is back earlier."""
    found = _absence(absence_id)
    with transaction():
        actions.end_absence_early(found, by=current_user)
    flash(_("Welcome back. What the deputy had comes back within minutes."), "success")
    return redirect(url_for(".absences"), 303)


@blueprint.post("/absences/<int:absence_id>/cancel")
@needs(Permission.DESK)
def cancel_absence(absence_id: int) -> ResponseReturnValue:
    """Take an absence back that has not begun."""
    found = _absence(absence_id)
    with transaction():
        actions.cancel_absence(found, by=current_user)
    flash(_("The absence is taken back."), "success")
    return redirect(url_for(".absences"), 303)
