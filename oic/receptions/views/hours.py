"""When experts receive in the office: the weekly hours and the days that depart from them."""

from collections.abc import Iterable
from datetime import date, time
from itertools import groupby

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user

from oic.core.clock import today
from oic.core.db import transaction
from oic.core.errors import Refused
from oic.core.wording import day_text, weekday_name
from oic.places.models import Venue
from oic.places.queries import office_venues
from oic.places.queries import venue as venue_by_id
from oic.receptions.actions import exceptions as exception_actions
from oic.receptions.actions import hours as actions
from oic.receptions.actions.exceptions import ExceptionFacts
from oic.receptions.actions.hours import HoursFacts
from oic.receptions.forms.settings import (
    ChangeHoursForm,
    EndHoursForm,
    ExceptionForm,
    NewHoursForm,
)
from oic.receptions.models import OfficeHours
from oic.receptions.queries import office
from oic.receptions.queries.coming import departures
from oic.receptions.queries.hours import is_working_time, visits_left_out
from oic.receptions.views.blueprint import blueprint
from oic.staff import queries as staff
from oic.staff.forms import show_stretches
from oic.staff.models import User
from oic.staff.views.links import put_beside_field
from oic.web.access import Permission, needs
from oic.web.pages import language

EVERYBODY = _l("Everybody: nobody receives")
SHOWN_VISITS = 5
"""Of those that a change leaves out: as many as one reads."""


@blueprint.get("/hours")
@needs(Permission.DESK)
def hours() -> ResponseReturnValue:
    """Show who receives when, by expert and weekday."""
    by_expert = [
        (expert, list(rules))
        for expert, rules in groupby(
            sorted(office.rules(), key=lambda one: (not one.expert.active, one.expert.name)),
            key=lambda one: one.expert,
        )
    ]
    return render_template(
        "receptions/hours.html",
        by_expert=by_expert,
        weekday_name=weekday_name,
        outside={
            one.id for _expert, rules in by_expert for one in rules if not _in_working_time(one)
        },
        may_change=lambda expert: actions.may_change(expert, current_user),
    )


def _in_working_time(rule: OfficeHours) -> bool:
    return is_working_time(rule.expert, rule.weekday, rule.begins, rule.ends)


def _people() -> list[User]:
    return [one for one in staff.desk() if actions.may_change(one, current_user)]


def _rooms(kept: Venue | None = None) -> list[Venue]:
    return [one for one in office_venues() if one.active or one is kept]


def _warn(rules: Iterable[OfficeHours]) -> None:
    """Say what was saved all the same: hours outside working time, visits without hours."""
    rules = list(rules)
    for one in rules:
        if not _in_working_time(one):
            flash(
                _(
                    "%(weekday)s, %(begins)s–%(ends)s is outside the working hours of %(name)s. "
                    "It is saved all the same.",
                    weekday=weekday_name(one.weekday),
                    begins=f"{one.begins:%H:%M}",
                    ends=f"{one.ends:%H:%M}",
                    name=one.expert.name,
                ),
                "warning",
            )
    if rules:
        _warn_of_visits([one.expert_id for one in rules])


def _warn_of_visits(expert_ids: list[int] | None) -> None:
    left_out = visits_left_out(expert_ids)
    if not left_out:
        return
    shown = [f"{day_text(one.day)} {one.begins:%H:%M}" for one in left_out[:SHOWN_VISITS]]
    flash(
        ngettext(
            "%(num)d booked visit is outside the hours now and stays booked: %(when)s. Move it or "
            "call it off.",
            "%(num)d booked visits are outside the hours now and stay booked: %(when)s. Move them "
            "or call them off.",
            len(left_out),
            when="; ".join(shown) + (" …" if len(left_out) > SHOWN_VISITS else ""),
        ),
        "warning",
    )


def _facts(
    form: NewHoursForm | ChangeHoursForm,
    expert: User | None,
    first_day: date | None,
    hours: tuple[time, time],
) -> HoursFacts:
    room = venue_by_id(form.venue.data)
    if expert is None or room is None:
        abort(400)
    return HoursFacts(
        expert=expert,
        venue=room,
        begins=hours[0],
        ends=hours[1],
        place_minutes=form.place_minutes.data or 0,
        first_day=first_day or today(),
        last_day=form.last_day.data,
    )


@blueprint.get("/hours/new")
@needs(Permission.DESK)
def new_hours() -> ResponseReturnValue:
    """Ask who receives when; ?expert= proposes whose."""
    form = NewHoursForm(
        formdata=None,
        expert=request.args.get("expert", current_user.id, type=int),
        first_day=today(),
    )
    form.offer(_people())
    form.offer_rooms(_rooms(), language())
    return render_template("receptions/new_hours.html", form=form)


@blueprint.post("/hours/new")
@needs(Permission.DESK)
def add_hours() -> ResponseReturnValue:
    """Enter weekly hours."""
    form = NewHoursForm()
    form.offer(_people())
    form.offer_rooms(_rooms(), language())
    if form.validate_on_submit():
        facts = _facts(form, staff.user(form.expert.data), form.first_day.data, form.stretches[0])
        try:
            with transaction():
                made = actions.add_hours(
                    facts, form.weekdays.data or [], form.stretches, by=current_user
                )
        except Refused as refused:
            put_beside_field(form, refused)
        else:
            flash(_("The hours are entered."), "success")
            _warn(made)
            return redirect(url_for(".hours"), 303)
    return render_template("receptions/new_hours.html", form=form), 422


def _rule(rule_id: int) -> OfficeHours:
    found = office.rule(rule_id)
    if found is None:
        abort(404)
    if not actions.may_change(found.expert, current_user):
        abort(403)
    return found


def _rule_page(found: OfficeHours, form: ChangeHoursForm, ending: EndHoursForm) -> str:
    form.offer()
    form.offer_rooms(_rooms(found.venue), language())
    return render_template(
        "receptions/hours_rule.html",
        rule=found,
        form=form,
        ending=ending,
        has_begun=actions.has_begun(found),
        is_over=found.last_day is not None and found.last_day < today(),
        weekday_name=weekday_name,
    )


def _filled(found: OfficeHours) -> ChangeHoursForm:
    return ChangeHoursForm(
        formdata=None,
        weekday=found.weekday,
        hours=show_stretches([(found.begins, found.ends)]),
        venue=found.venue_id,
        place_minutes=found.place_minutes,
        first_day=found.first_day,
        last_day=found.last_day,
        from_day=today(),
    )


@blueprint.get("/hours/<int:rule_id>")
@needs(Permission.DESK)
def hours_rule(rule_id: int) -> ResponseReturnValue:
    """Show a weekly rule for changing or ending."""
    found = _rule(rule_id)
    return _rule_page(found, _filled(found), EndHoursForm(formdata=None, ends_on=today()))


@blueprint.post("/hours/<int:rule_id>")
@needs(Permission.DESK)
def change_hours(rule_id: int) -> ResponseReturnValue:
    """Change a weekly rule, from a day on where it has begun."""
    found = _rule(rule_id)
    form = ChangeHoursForm()
    form.offer()
    form.offer_rooms(_rooms(found.venue), language())
    if form.validate_on_submit():
        facts = _facts(form, found.expert, form.first_day.data, form.stretch)
        try:
            with transaction():
                changed = actions.change_hours(
                    found, facts, form.weekday.data, form.from_day.data, by=current_user
                )
        except Refused as refused:
            put_beside_field(form, refused)
        else:
            flash(_("Saved."), "success")
            _warn([changed])
            return redirect(url_for(".hours"), 303)
    return _rule_page(found, form, EndHoursForm(formdata=None, ends_on=today())), 422


@blueprint.post("/hours/<int:rule_id>/end")
@needs(Permission.DESK)
def end_hours(rule_id: int) -> ResponseReturnValue:
    """Let a weekly rule hold until a day."""
    found = _rule(rule_id)
    form = EndHoursForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.end_hours(found, form.ends_on.data, by=current_user)
        except Refused as refused:
            form.ends_on.errors = [*form.ends_on.errors, refused.message]
        else:
            flash(_("The hours end on this day."), "success")
            _warn_of_visits([found.expert_id])
            return redirect(url_for(".hours"), 303)
    return _rule_page(found, _filled(found), form), 422


@blueprint.post("/hours/<int:rule_id>/remove")
@needs(Permission.DESK)
def remove_hours(rule_id: int) -> ResponseReturnValue:
    """Take back weekly hours that have not begun."""
    found = _rule(rule_id)
    expert_id = found.expert_id
    with transaction():
        actions.remove_hours(found, by=current_user)
    flash(_("The hours are taken back."), "success")
    _warn_of_visits([expert_id])
    return redirect(url_for(".hours"), 303)


@blueprint.get("/exceptions")
@needs(Permission.DESK)
def exceptions() -> ResponseReturnValue:
    """Show the coming days that depart from the weekly hours, whatever the reason."""
    return render_template(
        "receptions/exceptions.html",
        departures=departures(),
        may_change=lambda expert: exception_actions.may_change(expert, current_user),
    )


def _offer(form: ExceptionForm) -> None:
    everybody = EVERYBODY if exception_actions.may_change(None, current_user) else None
    form.offer(_people(), _rooms(), language(), everybody)


@blueprint.get("/exceptions/new")
@needs(Permission.DESK)
def new_exception() -> ResponseReturnValue:
    """Ask which day departs from the weekly hours, and how."""
    form = ExceptionForm(
        formdata=None, expert=request.args.get("expert", current_user.id, type=int)
    )
    _offer(form)
    return render_template("receptions/exception.html", form=form)


@blueprint.post("/exceptions/new")
@needs(Permission.DESK)
def add_exception() -> ResponseReturnValue:
    """Enter a day that departs from the weekly hours."""
    form = ExceptionForm()
    _offer(form)
    if form.validate_on_submit() and form.day.data is not None:
        facts = ExceptionFacts(
            day=form.day.data,
            expert=staff.user(form.expert.data) if form.expert.data else None,
            stretches=form.stretches,
            venue=venue_by_id(form.venue.data),
            note=form.note.data or "",
        )
        try:
            with transaction():
                exception_actions.add_exception(facts, by=current_user)
        except Refused as refused:
            put_beside_field(form, refused)
        else:
            flash(_("The exception is entered."), "success")
            _warn_of_visits([facts.expert.id] if facts.expert else None)
            return redirect(url_for(".exceptions"), 303)
    return render_template("receptions/exception.html", form=form), 422


@blueprint.post("/exceptions/<int:exception_id>/take-back")
@needs(Permission.DESK)
def take_back_exception(exception_id: int) -> ResponseReturnValue:
    """Let the weekly hours hold again."""
    found = office.exception(exception_id)
    if found is None:
        abort(404)
    with transaction():
        exception_actions.take_back(found, by=current_user)
    flash(_("The weekly hours hold again on this day."), "success")
    _warn_of_visits([found.expert_id] if found.expert_id else None)
    return redirect(url_for(".exceptions"), 303)
