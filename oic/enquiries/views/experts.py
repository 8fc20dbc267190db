"""Experts: what they are good at, how much they carry, who is here."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from wtforms import SelectChoice

from oic.core.clock import now, today
from oic.core.db import transaction
from oic.core.errors import Refused
from oic.enquiries.actions.experts import Specialities, set_specialities
from oic.enquiries.forms.experts import LANGUAGE_NAMES, ExpertForm
from oic.enquiries.queries import assignment
from oic.enquiries.queries import experts as queries
from oic.enquiries.views.blueprint import blueprint
from oic.staff import actions as staff_actions
from oic.staff import queries as staff
from oic.staff.models import User
from oic.web.access import Permission, needs
from oic.web.pages import language


def open_work(person: User) -> str:
    """What the page that deactivates an account says about the person's open enquiries."""
    count = queries.open_count(person.id)
    if not count:
        return _("No enquiry is open in this name.") if person.works_at_desk else ""
    return ngettext(
        "%(num)d open enquiry stays in this name until a manager hands it to somebody else.",
        "%(num)d open enquiries stay in this name until a manager hands them to others.",
        count,
    )


@blueprint.get("/experts")
@needs(Permission.DESK)
def experts() -> ResponseReturnValue:
    """Who is good at what, who is here, who has room: for handing over as much as for keeping."""
    people = staff.desk()
    return render_template(
        "enquiries/experts.html",
        people=people,
        profiles=queries.profiles([person.id for person in people]),
        counts=assignment.open_counts(),
        hours={person.id: staff.weekly_hours(person) for person in people},
        present={person.id for person in staff.present_experts(now())},
        away={absence.user_id: absence for absence in staff.on_absence(today())},
        language_names=LANGUAGE_NAMES,
    )


def _expert(user_id: int) -> User:
    person = staff.user(user_id)
    if person is None or not person.works_at_desk:
        abort(404)
    return person


def _offer(form: ExpertForm, kept_programmes: list[int], kept_topics: list[int]) -> None:
    words = language()
    form.programmes.choices = [
        SelectChoice(one.id, f"{one.name(words)} ({one.abbreviation}, {one.period})")
        for one in queries.programmes_to_choose(kept_programmes)
    ]
    form.topics.choices = [
        SelectChoice(one.id, one.name(words))
        for one in queries.topics()
        if one.active or one.id in kept_topics
    ]
    form.municipalities.choices = [
        SelectChoice(one.id, one.name(words)) for one in queries.municipalities_to_choose()
    ]


def _page(person: User, form: ExpertForm) -> str:
    return render_template(
        "enquiries/expert.html",
        person=person,
        form=form,
        weekly=staff.weekly_hours(person),
        open_count=queries.open_count(person.id),
        profile=queries.profiles([person.id]).get(person.id),
        may_change=current_user.may(Permission.MANAGE),
        is_self=person.id == current_user.id,
        language_names=LANGUAGE_NAMES,
    )


def _present_form(person: User) -> tuple[list[int], list[int], list[int]]:
    profile = queries.profiles([person.id]).get(person.id)
    if profile is None:
        return [], [], []
    return (
        [one.id for one in profile.programmes],
        [one.id for one in profile.topics],
        [one.id for one in profile.municipalities],
    )


@blueprint.get("/experts/<int:user_id>")
@needs(Permission.DESK)
def expert(user_id: int) -> ResponseReturnValue:
    """Show an expert: a manager changes, colleagues read."""
    person = _expert(user_id)
    programmes, topics, municipalities = _present_form(person)
    form = ExpertForm(
        formdata=None,
        programmes=programmes,
        topics=topics,
        municipalities=municipalities,
        spoken_languages=person.spoken_languages,
        capacity=person.capacity,
    )
    _offer(form, programmes, topics)
    return _page(person, form)


@blueprint.post("/experts/<int:user_id>")
@needs(Permission.MANAGE)
def change_expert(user_id: int) -> ResponseReturnValue:
    """Change an expert's specialities, languages and capacity."""
    person = _expert(user_id)
    programmes, topics, _municipalities = _present_form(person)
    form = ExpertForm()
    _offer(form, programmes, topics)
    if form.validate_on_submit() and form.capacity.data is not None:
        wanted = Specialities(
            form.programmes.data or [], form.topics.data or [], form.municipalities.data or []
        )
        try:
            with transaction():
                set_specialities(person, wanted, by=current_user)
                staff_actions.set_capability(
                    person,
                    spoken_languages=form.spoken_languages.data or [],
                    capacity=form.capacity.data,
                    by=current_user,
                )
        except Refused as refused:
            field = form[refused.field or "capacity"]
            field.errors = [*field.errors, refused.message]
        else:
            flash(_("Saved. It counts from the next enquiry on."), "success")
            return redirect(url_for(".expert", user_id=user_id), 303)
    return _page(person, form), 422
