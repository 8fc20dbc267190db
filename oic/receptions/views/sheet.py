"""The day sheet: who comes, who is here, who is next; every button works without a script."""

from datetime import date, timedelta
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.utils import redirect as go

from oic.centre import queries as centre
from oic.core.clock import now, today
from oic.core.db import end_reading, transaction
from oic.core.errors import Refused
from oic.core.wording import time_text
from oic.enquiries.views.showing import me, put_beside
from oic.places.queries import municipalities, office_venues
from oic.receptions.actions import booking as bookings
from oic.receptions.actions import sheet as actions
from oic.receptions.actions.handing_over import refused_of
from oic.receptions.actions.sheet import Ended
from oic.receptions.actions.taking import WantedTime
from oic.receptions.forms.desk import OutcomeForm, WalkInForm
from oic.receptions.models import BookedThrough, Booking, Reception, ReceptionState
from oic.receptions.queries import plan as planned
from oic.receptions.queries import topics, visits
from oic.receptions.queries.free import Where, free_times
from oic.receptions.times import read_time, time_value
from oic.receptions.views.blueprint import blueprint
from oic.receptions.views.bookings import visitor_of
from oic.receptions.views.showing import find_booking, find_reception
from oic.web.access import Permission, needs
from oic.web.pages import language

_STEPS = {
    "arrived": actions.arrive,
    "talk": actions.begin_talk,
    "no_show": actions.did_not_come,
    "left": actions.left,
    "back": actions.take_back,
}


def _day() -> date:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today()


@blueprint.get("/day")
@needs(Permission.DESK)
def day() -> ResponseReturnValue:
    """The day in the office, and the receptions out in the municipalities; ?day= another day."""
    shown = _day()
    states = (ReceptionState.PUBLISHED, ReceptionState.HELD)
    return render_template(
        "receptions/day.html",
        day=shown,
        before=shown - timedelta(days=1),
        after=shown + timedelta(days=1),
        visits=visits.of_day(shown),
        receptions=[planned.listed(one) for one in planned.between(shown, shown, states)],
        care=visits.needing_care(),
        without_outcome=visits.without_outcome(),
        mine=me().id,
    )


@blueprint.get("/<int:reception_id>/sheet")
@needs(Permission.DESK)
def sheet(reception_id: int) -> ResponseReturnValue:
    """The day sheet of one reception."""
    found = find_reception(reception_id)
    return render_template(
        "receptions/sheet.html",
        reception=found,
        visits=visits.of_day(found.day, reception_id=found.id),
        handed_over=refused_of(found.id),
        mine=me().id,
    )


def _sheet_of(visit: Booking) -> str:
    if visit.reception_id is not None:
        return url_for(".sheet", reception_id=visit.reception_id, _anchor=f"visit-{visit.id}")
    return url_for(".day", day=visit.day, _anchor=f"visit-{visit.id}")


@blueprint.post("/visits/<int:booking_id>/<any(arrived, talk, no_show, left, back):what>")
@needs(Permission.DESK)
def step(booking_id: int, what: str) -> ResponseReturnValue:
    """One step of a visit."""
    visit = find_booking(booking_id)
    try:
        with transaction():
            _STEPS[what](visit, by=me())
    except Refused as refused:
        flash(str(refused), "error")
    return redirect(_sheet_of(find_booking(booking_id)), 303)


@blueprint.post("/next")
@needs(Permission.DESK)
def next_visitor() -> ResponseReturnValue:
    """Next, please."""
    reception_id = request.args.get("reception", type=int)
    with transaction():
        visit = actions.next_please(reception_id, by=me())
    if visit is not None:
        return redirect(_sheet_of(visit), 303)
    flash(_("Nobody is waiting who has arrived."), "info")
    if reception_id is not None:
        return redirect(url_for(".sheet", reception_id=reception_id), 303)
    return redirect(url_for(".day"), 303)


@blueprint.get("/visits/<int:booking_id>/outcome")
@needs(Permission.DESK)
def outcome(booking_id: int) -> ResponseReturnValue:
    """How the visit ended: its question, duration and client are filled in."""
    visit = find_booking(booking_id)
    if visit.enquiry is not None:
        return go(url_for("enquiries.enquiry", reference=visit.enquiry.reference), 303)
    form = OutcomeForm(formdata=None)
    # A visit without a written question is about its topic; it can be said better here.
    form.question.data = visit.question or visit.topic.name(visit.language)
    if visit.talk_began_at is not None:
        form.minutes.data = max(1, round((now() - visit.talk_began_at).total_seconds() / 60))
    form.follow_up.data = bool(visit.email) and bool(centre.rule("follow_up_default"))
    return render_template("receptions/outcome.html", visit=visit, form=form)


@blueprint.post("/visits/<int:booking_id>/outcome")
@needs(Permission.DESK)
def end_visit(booking_id: int) -> ResponseReturnValue:
    """The visit becomes an enquiry; pressed twice it is one."""
    visit = find_booking(booking_id)
    form = OutcomeForm()
    if not form.validate_on_submit():
        return render_template("receptions/outcome.html", visit=visit, form=form), 422
    ended = Ended(
        questions=form.questions,
        summary=form.summary.data or "",
        seconds=None if form.minutes.data is None else form.minutes.data * 60,
        follow_up=bool(form.follow_up.data),
    )
    try:
        with transaction():
            enquiry = actions.end(visit, ended, by=me())
    except Refused as refused:
        put_beside(form, refused)
        return render_template("receptions/outcome.html", visit=visit, form=form), 422
    _say_registered(enquiry.reference)
    return redirect(_sheet_of(find_booking(booking_id)), 303)


@blueprint.post("/visits/<int:booking_id>/done")
@needs(Permission.DESK)
def done(booking_id: int) -> ResponseReturnValue:
    """The visit becomes an enquiry at once, with what is known; the expert takes it along."""
    visit = find_booking(booking_id)
    try:
        with transaction():
            question = visit.question or visit.topic.name(visit.language)
            enquiry = actions.end(visit, Ended((question,)), by=me())
    except Refused as refused:
        flash(str(refused), "error")
    else:
        flash(
            _("It is in the register under %(reference)s.", reference=enquiry.reference), "success"
        )
    return redirect(_sheet_of(find_booking(booking_id)), 303)


def _say_registered(reference: str) -> None:
    flash(_("It is in the register under %(reference)s.", reference=reference), "success")


def _walk_in_page(
    form: WalkInForm, reception: Reception | None, key: str, status: int = 200
) -> ResponseReturnValue:
    form.offer(municipalities(language()), language())
    found = topics.topics()
    form.offer_topics(found, language())
    topic = topics.topic_by_id(form.topic.data) or found[0]
    where = Where(reception_id=reception.id if reception else None)
    shown = reception.day if reception else today()
    free = free_times(topic, where, shown, shown, for_public=False)
    form.offer_times(
        (time_value(one.day, one.begins, one.reception_id), time_text(one.begins)) for one in free
    )
    page = render_template("receptions/walk_in.html", form=form, reception=reception, key=key)
    return page, status


@blueprint.get("/walk-in")
@needs(Permission.DESK)
def walk_in() -> ResponseReturnValue:
    """Somebody who came without a time; ?reception= where."""
    reception_id = request.args.get("reception", type=int)
    reception = find_reception(reception_id) if reception_id else None
    form = WalkInForm(formdata=None)
    if reception is not None:
        form.municipality.data = str(reception.venue.municipality_id)
    return _walk_in_page(form, reception, uuid4().hex)


@blueprint.post("/walk-in")
@needs(Permission.DESK)
def note_walk_in() -> ResponseReturnValue:
    """Note who came: in turn, or at a free time of the day."""
    reception_id = request.args.get("reception", type=int)
    reception = find_reception(reception_id) if reception_id else None
    key = request.form.get("key", "")[:40] or uuid4().hex
    form = WalkInForm()
    form.offer(municipalities(language()), language())
    form.offer_topics(topics.topics(), language())
    chosen = read_time(form.time.data or "")
    form.offer_times([(form.time.data, "")] if chosen else [])
    if not form.validate_on_submit():
        return _walk_in_page(form, reception, key, 422)
    try:
        visit = _noted(form, reception, f"walk-in:{key}")
    except Refused as refused:
        end_reading()
        form.time.data = ""
        put_beside(form, Refused(refused.message, field=refused.field or "time"))
        return _walk_in_page(form, reception, key, 409)
    return redirect(_sheet_of(visit), 303)


def _noted(form: WalkInForm, reception: Reception | None, key: str) -> Booking:
    topic = topics.topic_by_id(form.topic.data)
    if topic is None:
        raise Refused(_("Choose a topic."), field="topic")
    chosen = read_time(form.time.data or "")
    with transaction():
        if chosen is None:
            return bookings.wait_in_line(
                topic,
                visitor_of(form),
                reception=reception,
                venue=reception.venue if reception else office_venues()[0],
                by=me(),
                submission_key=key,
            )
        visit = bookings.book(
            WantedTime(topic, *chosen),
            visitor_of(form),
            through=BookedThrough.WALK_IN,
            by=me(),
            submission_key=key,
            write=False,
        )
        actions.arrive(visit, by=me())
        return visit
