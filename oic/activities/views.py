"""Activities: entering them, and the list that the report's figures open."""

from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from oic.activities import actions, queries
from oic.activities.forms import ActivityForm
from oic.activities.models import EVENTS, MEDIA, Activity, ActivityKind
from oic.core.clock import today
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.places.queries import municipalities
from oic.web.access import Permission, needs
from oic.web.pages import language
from oic.web.typed import day_in

blueprint = Blueprint("activities", __name__)
SEE_OTHER = 303
GROUPS = {"events": EVENTS, "media": MEDIA}


def _kinds(word: str) -> tuple[ActivityKind, ...]:
    if word in GROUPS:
        return GROUPS[word]
    return (ActivityKind(word),) if word in set(ActivityKind) else ()


def _form(activity: Activity | None = None) -> ActivityForm:
    form = ActivityForm(formdata=request.form if request.method == "POST" else None)
    form.offer(municipalities(language()), language())
    if request.method != "POST":
        if activity is not None:
            form.show(activity)
        else:
            form.day.data = today()
    return form


@blueprint.get("/")
@needs(Permission.DESK)
def index() -> ResponseReturnValue:
    """What was done, the latest first; by days, kind and municipality."""
    return _page(_form())


def _page(form: ActivityForm) -> str:
    kind = request.args.get("kind", "")
    wanted = queries.Wanted(
        first=day_in(request.args.get("from")),
        last=day_in(request.args.get("to")),
        kinds=_kinds(kind),
        municipality_id=request.args.get("municipality", type=int),
    )
    found = queries.activities(
        wanted, after=_place(request.args.get("at", "")), limit=queries.PAGE + 1
    )
    shown, more = found[: queries.PAGE], len(found) > queries.PAGE
    query = {
        name: value
        for name in ("from", "to", "kind", "municipality")
        if (value := request.args.get(name, ""))
    }
    last = shown[-1] if shown else None
    return render_template(
        "activities/index.html",
        form=form,
        activities=shown,
        wanted=wanted,
        kind=kind,
        groups={"events": _("All events with participants"), "media": _("All media meetings")},
        kinds=list(ActivityKind),
        municipalities=municipalities(language()),
        filtered=bool(query),
        following=f"{url_for('.index')}?{urlencode({**query, 'at': f'{last.day}_{last.id}'})}"
        if more and last
        else None,
        total=queries.count_and_sum(wanted),
    )


def _place(text: str) -> tuple[date, int] | None:
    day, _dash, number = text.partition("_")
    found = day_in(day)
    return (found, int(number)) if found and number.isdecimal() and len(number) < 19 else None  # noqa: PLR2004 - what 64 bits hold


@blueprint.post("/")
@needs(Permission.DESK)
def enter() -> ResponseReturnValue:
    """Enter one."""
    form = _form()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.enter(form.typed, by=current_user)
        except Refused as refused:
            _beside(form, refused)
        else:
            flash(_("The activity is entered."), "success")
            return redirect(url_for(".index"), SEE_OTHER)
    return _page(form), 422


def _beside(form: ActivityForm, refused: Refused) -> None:
    field = form[refused.field or "title"]
    field.errors = [*field.errors, str(refused)]


def _asked(activity_id: int) -> Activity:
    found = queries.activity(activity_id)
    if found is None:
        abort(404)
    return found


@blueprint.get("/<int:activity_id>")
@needs(Permission.DESK)
def activity(activity_id: int) -> ResponseReturnValue:
    """One, to be changed or removed."""
    found = _asked(activity_id)
    return render_template("activities/activity.html", form=_form(found), activity=found)


@blueprint.post("/<int:activity_id>")
@needs(Permission.DESK)
def change(activity_id: int) -> ResponseReturnValue:
    """Change one."""
    found, form = _asked(activity_id), _form()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.change(found, form.typed, version=form.seen_version, by=current_user)
        except Refused as refused:
            _beside(form, refused)
        else:
            flash(_("The activity is changed."), "success")
            return redirect(url_for(".index"), SEE_OTHER)
    db.session.refresh(found)
    return render_template("activities/activity.html", form=form, activity=found), 422


@blueprint.post("/<int:activity_id>/remove")
@needs(Permission.DESK)
def remove(activity_id: int) -> ResponseReturnValue:
    """Remove one that was entered by mistake."""
    with transaction():
        actions.remove(_asked(activity_id), by=current_user)
    flash(_("The activity is removed."), "success")
    return redirect(url_for(".index"), SEE_OTHER)
