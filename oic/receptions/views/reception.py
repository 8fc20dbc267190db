"""One outreach reception: planned, announced, changed, called off, held."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from oic.core.clock import now, today
from oic.core.db import transaction
from oic.core.errors import Refused
from oic.enquiries.views.showing import me, put_beside
from oic.places.queries import halls, travel_minutes_from_office, venue
from oic.receptions.actions import planning
from oic.receptions.actions.planning import WantedReception
from oic.receptions.forms.plan import CancelForm, ReceptionForm
from oic.receptions.models import Reception, ReceptionState
from oic.receptions.queries import conflicts, visits
from oic.receptions.queries import plan as queries
from oic.receptions.views.blueprint import blueprint
from oic.receptions.views.showing import find_reception
from oic.staff import queries as staff
from oic.web.access import Permission, needs
from oic.web.pages import language

_PLACE_MINUTES = 30


def _offer(form: ReceptionForm, reception: Reception | None = None) -> None:
    places, people = halls(), staff.experts()
    if reception is not None:  # what was chosen stays choosable
        places += [reception.venue] if reception.venue not in places else []
        people = [*people, *(one for one in reception.experts if one not in people)]
    form.offer(places, people, language())


def _wanted(form: ReceptionForm) -> WantedReception | None:
    """What the form says; None while it does not hold together."""
    place = venue(form.venue.data)
    day, begins, ends = form.day.data, form.begins.data, form.ends.data
    if place is None or day is None or begins is None or ends is None:
        return None
    way = travel_minutes_from_office(place.municipality)
    there, back = form.travel_there.data, form.travel_back.data
    return WantedReception(
        venue=place,
        day=day,
        begins=begins,
        ends=ends,
        experts=tuple(one for one in staff.desk() if one.id in (form.experts.data or ())),
        place_minutes=form.place_minutes.data or _PLACE_MINUTES,
        walk_ins=form.walk_ins.data or 0,
        travel_there=way if there is None else there,
        travel_back=way if back is None else back,
        follows=form.follows.data or "",
        note=form.note.data or "",
    )


def _page(
    form: ReceptionForm,
    reception: Reception | None,
    found: list[conflicts.Conflict] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "receptions/edit.html",
        form=form,
        reception=reception,
        conflicts=found or [],
        anywhere=bool(halls()),
    )
    return page, status


@blueprint.get("/new")
@needs(Permission.DESK)
def new_reception() -> ResponseReturnValue:
    """An empty plan; ?day= and ?venue= preset, ?copy= takes another reception's."""
    form = ReceptionForm(formdata=None)
    _offer(form)
    form.place_minutes.data, form.walk_ins.data = _PLACE_MINUTES, 0
    copied = visits.reception(request.args.get("copy", type=int))
    if copied is not None:
        _fill(form, copied)
        form.day.data = None
    wanted = request.args.get("venue", type=int)
    if wanted:
        form.venue.data = wanted
    return _page(form, None)


def _fill(form: ReceptionForm, reception: Reception) -> None:
    form.process(
        formdata=None,
        venue=reception.venue_id,
        day=reception.day,
        begins=reception.begins,
        ends=reception.ends,
        experts=[one.id for one in reception.experts],
        place_minutes=reception.place_minutes,
        walk_ins=reception.walk_ins,
        travel_there=reception.travel_there,
        travel_back=reception.travel_back,
        follows=reception.follows,
        note=reception.note,
    )


@blueprint.post("/new")
@needs(Permission.DESK)
def plan_reception() -> ResponseReturnValue:
    """Plan a draft; what stands in its way is named first."""
    form = ReceptionForm()
    _offer(form)
    wanted = _wanted(form) if form.validate_on_submit() else None
    if wanted is None:
        return _page(form, None, status=422)
    found = conflicts.conflicts(wanted)
    if found and not form.anyway.data:
        return _page(form, None, found, 422)
    try:
        with transaction():
            reception = planning.draft(wanted, by=me())
    except Refused as refused:
        put_beside(form, refused)
        return _page(form, None, found, 422)
    flash(_("The draft is saved. Announce it when it is settled."), "success")
    return redirect(url_for(".reception", reception_id=reception.id), 303)


@blueprint.get("/<int:reception_id>")
@needs(Permission.DESK)
def reception(reception_id: int) -> ResponseReturnValue:
    """How it stands, and what can be done with it."""
    return _shown(find_reception(reception_id), CancelForm(formdata=None))


def _shown(found: Reception, form: CancelForm, status: int = 200) -> ResponseReturnValue:
    planned = found.state in (ReceptionState.DRAFT, ReceptionState.PUBLISHED)
    to_come = planned and found.day >= today()
    page = render_template(
        "receptions/reception.html",
        reception=found,
        listed=queries.listed(found),
        conflicts=conflicts.of_reception(found) if to_come else [],
        has_begun=found.hours.begins_at <= now(),
        form=form,
        bookings=visits.of_reception(found.id),
        waiting=visits.waiting_for(found.id),
    )
    return page, status


@blueprint.get("/<int:reception_id>/edit")
@needs(Permission.DESK)
def edit_reception(reception_id: int) -> ResponseReturnValue:
    """Show it for changing."""
    found = find_reception(reception_id)
    form = ReceptionForm(formdata=None)
    _offer(form, found)
    _fill(form, found)
    return _page(form, found)


@blueprint.post("/<int:reception_id>/edit")
@needs(Permission.DESK)
def change_reception(reception_id: int) -> ResponseReturnValue:
    """Change it; those who have booked are told where their time or place changes."""
    found = find_reception(reception_id)
    form = ReceptionForm()
    _offer(form, found)
    wanted = _wanted(form) if form.validate_on_submit() else None
    if wanted is None:
        return _page(form, found, status=422)
    ways = conflicts.conflicts(wanted, leave_out=found.id)
    if ways and not form.anyway.data:
        return _page(form, found, ways, 422)
    try:
        with transaction():
            told = planning.change(found, wanted, by=me())
    except Refused as refused:
        put_beside(form, refused)
        return _page(form, find_reception(reception_id), ways, 422)
    flash(_("Saved."), "success")
    _say_told(told)
    return redirect(url_for(".reception", reception_id=reception_id), 303)


def _say_told(told: int) -> None:
    if told:
        flash(ngettext("%(num)d visitor is told.", "%(num)d visitors are told.", told), "success")


@blueprint.post("/<int:reception_id>/publish")
@needs(Permission.DESK)
def publish_reception(reception_id: int) -> ResponseReturnValue:
    """Announce it: from now on it can be booked."""
    found = find_reception(reception_id)
    try:
        with transaction():
            planning.publish(found, by=me())
    except Refused as refused:
        flash(str(refused), "error")
    else:
        flash(_("It is announced and can be booked."), "success")
    return redirect(url_for(".reception", reception_id=reception_id), 303)


@blueprint.post("/<int:reception_id>/cancel")
@needs(Permission.DESK)
def cancel_reception(reception_id: int) -> ResponseReturnValue:
    """Call it off: everyone who has booked is told, with the next dates."""
    found = find_reception(reception_id)
    form = CancelForm()
    if not form.validate_on_submit():
        return _shown(found, form, 422)
    try:
        with transaction():
            told = planning.cancel(found, form.why.data or "", by=me())
    except Refused as refused:
        flash(str(refused), "error")
    else:
        flash(_("It will not be held."), "success")
        _say_told(told)
    return redirect(url_for(".reception", reception_id=reception_id), 303)


@blueprint.post("/<int:reception_id>/held")
@needs(Permission.DESK)
def hold_reception(reception_id: int) -> ResponseReturnValue:
    """Say that it took place."""
    found = find_reception(reception_id)
    try:
        with transaction():
            planning.mark_held(found, by=me())
    except Refused as refused:
        flash(str(refused), "error")
    else:
        flash(_("It is marked as held."), "success")
    return redirect(url_for(".reception", reception_id=reception_id), 303)


@blueprint.post("/<int:reception_id>/discard")
@needs(Permission.DESK)
def discard_reception(reception_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    found = find_reception(reception_id)
    try:
        with transaction():
            planning.discard(found, by=me())
    except Refused as refused:
        flash(str(refused), "error")
        return redirect(url_for(".reception", reception_id=reception_id), 303)
    flash(_("The draft is thrown away."), "success")
    return redirect(url_for(".plan", tab="drafts"), 303)
