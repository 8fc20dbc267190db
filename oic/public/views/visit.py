"""The page of a visit under its secret link: buttons move it or call it off, the link does not."""

from datetime import timedelta
from itertools import groupby

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect

from oic.core.clock import now, today
from oic.core.db import end_reading, transaction
from oic.core.errors import Refused
from oic.public.booking_forms import PressForm, TimeForm
from oic.public.choices import value_of
from oic.public.views import submitted
from oic.public.views.blueprint import blueprint
from oic.public.views.private import private
from oic.receptions import calendars, mails
from oic.receptions.actions import booking as actions
from oic.receptions.actions.taking import Gone, WantedTime
from oic.receptions.models import Booking, BookingState
from oic.receptions.phrases import map_link, place_words
from oic.receptions.queries import topics, visits
from oic.receptions.queries.free import IN_OFFICE, FreeTime, Where, free_times
from oic.receptions.times import IN_THE_OFFICE, read_time
from oic.web.access import open_to_all
from oic.web.pages import language

_CHANGES = 10
"""Changes of one visit in an hour."""


def _visit(token: str) -> Booking:
    found = visits.by_token(token)
    if found is None:
        raise NotFound
    return found


def _may_change(visit: Booking) -> bool:
    begins_at = visit.begins_at
    return visit.state is BookingState.BOOKED and begins_at is not None and begins_at > now()


def _page(visit: Booking, form: PressForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "public/visit.html",
        visit=visit,
        form=form,
        may_change=_may_change(visit),
        place=place_words(visit.venue, language()),
        map=map_link(visit.venue),
        to=visit.letters_to[0],
    )
    return page, status


@blueprint.get("/booking/<token>")
@open_to_all
@private
def visit(token: str) -> ResponseReturnValue:
    """How it stands at present, however old the link."""
    return _page(_visit(token), PressForm(formdata=None))


@blueprint.post("/booking/<token>/cancel")
@open_to_all
@private
@submitted.checks_csrf_itself
def cancel_visit(token: str) -> ResponseReturnValue:
    """Call it off."""
    found = _visit(token)
    form = PressForm()
    if not form.validate():
        return _page(found, form, 422)
    try:
        with transaction():
            submitted.hold("change_visit", token, _CHANGES)
            actions.cancel(found, by=None)
    except Refused as refused:
        form.add_error(refused.message)
        return _page(found, form, 409)
    return redirect(url_for(".visit", token=token), 303)


@blueprint.get("/booking/<token>/move")
@open_to_all
@private
def move_page(token: str) -> ResponseReturnValue:
    """Other times, at the same place or another."""
    found = _visit(token)
    if not _may_change(found):
        return redirect(url_for(".visit", token=token), 303)
    return _times(found, TimeForm(formdata=None))


def _times(visit: Booking, form: TimeForm, status: int = 200) -> ResponseReturnValue:
    places = topics.places_to_visit(language())
    chosen, where = _where(
        visit, {place.municipality.code: place.municipality.id for place in places}
    )
    found = _free(visit, where)
    page = render_template(
        "public/move.html",
        visit=visit,
        form=form,
        place=place_words(visit.venue, language()),
        chosen=chosen,
        places=places,
        days=[(day, list(group)) for day, group in groupby(found, key=lambda one: one.day)],
        value_of=value_of,
    )
    return page, status


def _where(visit: Booking, codes: dict[str, int]) -> tuple[str, Where]:
    """The place whose times are shown: the one asked for, else the visit's own."""
    asked = request.args.get("place", "")
    own = IN_THE_OFFICE if visit.reception is None else visit.venue.municipality.code
    chosen = asked if asked in codes or asked == IN_THE_OFFICE else own
    return chosen, IN_OFFICE if chosen == IN_THE_OFFICE else Where(
        municipality_id=codes.get(chosen, 0)
    )


def _free(visit: Booking, where: Where) -> list[FreeTime]:
    last = today() + timedelta(days=visit.topic.horizon_days)
    found = free_times(
        visit.topic,
        where,
        today(),
        last,
        for_public=True,
        minutes=visit.minutes,
        leave_out=visit.claim_id,
    )
    own = (visit.day, visit.begins, visit.reception_id)
    return [one for one in found if one.place != own]


@blueprint.post("/booking/<token>/move")
@open_to_all
@private
@submitted.checks_csrf_itself
def move_visit(token: str) -> ResponseReturnValue:
    """Move it to the chosen time."""
    found = _visit(token)
    form = TimeForm()
    chosen = read_time(form.time.data or "")
    if not form.validate() or chosen is None:
        return _times(found, form, 422)
    day, begins, reception_id = chosen
    try:
        with transaction():
            submitted.hold("change_visit", token, _CHANGES)
            actions.move(found, WantedTime(found.topic, day, begins, reception_id), by=None)
    except Gone:
        end_reading()
        form.add_error(
            _("Somebody else has just taken this time. Your own is kept: choose another.")
        )
        return _times(_visit(token), form, 409)
    except Refused as refused:
        form.add_error(refused.message)
        return _times(_visit(token), form, 409)
    return redirect(url_for(".visit", token=token, moved=1), 303)


@blueprint.get("/booking/<token>/visit.ics")
@open_to_all
@private
def visit_calendar(token: str) -> ResponseReturnValue:
    """The visit as a file for a calendar."""
    found = _visit(token)
    if found.begins is None:
        raise NotFound
    text = calendars.feed(
        found.topic.name(language()), [mails.occasion(found)], mails.organizer(language())
    )
    response = Response(text, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return response
