"""What receptions are made of: topics of visits, venues, travel times."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from oic.core.db import transaction
from oic.core.errors import Refused
from oic.enquiries.models import Topic
from oic.enquiries.queries import experts as specialities
from oic.places import actions as places_actions
from oic.places import queries as places
from oic.places.actions import VenueFacts
from oic.places.coordinates import show_coordinates
from oic.places.models import Municipality, Venue
from oic.receptions.actions import topics as actions
from oic.receptions.actions.topics import TopicFacts
from oic.receptions.forms.settings import (
    WHEELCHAIR,
    TopicForm,
    TravelForm,
    VenueForm,
    travel_form,
)
from oic.receptions.models import BookableBy, ReceptionTopic
from oic.receptions.queries import topics as queries
from oic.receptions.views.blueprint import blueprint
from oic.staff.views.links import put_beside_field
from oic.web.access import Permission, needs
from oic.web.pages import language


@blueprint.get("/topics")
@needs(Permission.DESK)
def topics() -> ResponseReturnValue:
    """Show what one may come about."""
    return render_template(
        "receptions/topics.html",
        topics=queries.topics(active=False),
        manages=current_user.may(Permission.MANAGE),
    )


def _topic(topic_id: int) -> ReceptionTopic:
    topic = queries.topic_by_id(topic_id)
    if topic is None:
        abort(404)
    return topic


def _offered(form: TopicForm, topic: ReceptionTopic | None = None) -> list[Topic]:
    kept = {one.id for one in topic.specialities} if topic else set()
    offered = [one for one in specialities.topics() if one.active or one.id in kept]
    form.offer(offered, language())
    return offered


def _topic_facts(form: TopicForm, offered: list[Topic]) -> TopicFacts:
    return TopicFacts(
        name_bg=form.name_bg.data or "",
        name_en=form.name_en.data or "",
        bring_bg=form.bring_bg.data or "",
        bring_en=form.bring_en.data or "",
        minutes=form.minutes.data or 0,
        notice_hours=form.notice_hours.data or 0,
        horizon_days=form.horizon_days.data or 0,
        bookable_by=BookableBy(form.bookable_by.data),
        specialities=[one for one in offered if one.id in (form.specialities.data or [])],
        active=form.active.data,
    )


@blueprint.get("/topics/new")
@needs(Permission.MANAGE)
def new_topic() -> ResponseReturnValue:
    """Ask for a topic."""
    form = TopicForm(
        formdata=None,
        minutes=30,
        notice_hours=2,
        horizon_days=60,
        bookable_by=BookableBy.PUBLIC.value,
        active=True,
    )
    _offered(form)
    return render_template("receptions/topic.html", form=form, topic=None)


@blueprint.post("/topics/new")
@needs(Permission.MANAGE)
def add_topic() -> ResponseReturnValue:
    """Add a topic."""
    form = TopicForm()
    offered = _offered(form)
    if form.validate_on_submit():
        try:
            with transaction():
                actions.add_topic(_topic_facts(form, offered), by=current_user)
        except Refused as refused:
            put_beside_field(form, refused)
        else:
            flash(_("The topic is added at the end of the list."), "success")
            return redirect(url_for(".topics"), 303)
    return render_template("receptions/topic.html", form=form, topic=None), 422


@blueprint.get("/topics/<int:topic_id>")
@needs(Permission.MANAGE)
def topic(topic_id: int) -> ResponseReturnValue:
    """Show a topic for changing."""
    found = _topic(topic_id)
    form = TopicForm(
        formdata=None,
        obj=found,
        bookable_by=found.bookable_by.value,
        specialities=[one.id for one in found.specialities],
    )
    form.bookable_by.data = found.bookable_by.value
    form.specialities.data = [one.id for one in found.specialities]
    _offered(form, found)
    return render_template("receptions/topic.html", form=form, topic=found)


@blueprint.post("/topics/<int:topic_id>")
@needs(Permission.MANAGE)
def change_topic(topic_id: int) -> ResponseReturnValue:
    """Change a topic."""
    found = _topic(topic_id)
    form = TopicForm()
    offered = _offered(form, found)
    if form.validate_on_submit():
        try:
            with transaction():
                actions.change_topic(found, _topic_facts(form, offered), by=current_user)
        except Refused as refused:
            put_beside_field(form, refused)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".topics", _anchor=f"topic-{topic_id}"), 303)
    return render_template("receptions/topic.html", form=form, topic=found), 422


@blueprint.post("/topics/<int:topic_id>/<any(up, down):where>")
@needs(Permission.MANAGE)
def move_topic(topic_id: int, where: str) -> ResponseReturnValue:
    """Move a topic one place."""
    with transaction():
        actions.move_topic(_topic(topic_id), up=where == "up", by=current_user)
    return redirect(url_for(".topics", _anchor=f"topic-{topic_id}"), 303)


@blueprint.get("/venues")
@needs(Permission.DESK)
def venues() -> ResponseReturnValue:
    """Show the halls and the office's rooms."""
    return render_template("receptions/venues.html", venues=places.venues(active=False))


def _venue(venue_id: int) -> Venue:
    found = places.venue(venue_id)
    if found is None:
        abort(404)
    return found


def _venue_facts(form: VenueForm) -> VenueFacts:
    municipality = places.municipality_by_id(form.municipality.data)
    if municipality is None:
        abort(400)
    return VenueFacts(
        municipality=municipality,
        name_bg=form.name_bg.data or "",
        name_en=form.name_en.data or "",
        in_office=form.in_office.data,
        address_bg=form.address_bg.data or "",
        address_en=form.address_en.data or "",
        coordinates=form.coordinates.place,
        wheelchair=WHEELCHAIR[form.wheelchair.data],
        how_to_bg=form.how_to_bg.data or "",
        how_to_en=form.how_to_en.data or "",
        active=form.active.data,
    )


@blueprint.get("/venues/new")
@needs(Permission.DESK)
def new_venue() -> ResponseReturnValue:
    """Ask for a venue; ?municipality= proposes where."""
    form = VenueForm(formdata=None, municipality=request.args.get("municipality", type=int))
    form.offer(places.municipalities(language()), language())
    return render_template("receptions/venue.html", form=form, venue=None)


@blueprint.post("/venues/new")
@needs(Permission.DESK)
def add_venue() -> ResponseReturnValue:
    """Add a venue."""
    form = VenueForm()
    form.offer(places.municipalities(language()), language())
    if form.validate_on_submit():
        try:
            with transaction():
                places_actions.add_venue(_venue_facts(form), by=current_user)
        except Refused as refused:
            put_beside_field(form, refused)
        else:
            flash(_("The venue is added."), "success")
            return redirect(url_for(".venues"), 303)
    return render_template("receptions/venue.html", form=form, venue=None), 422


@blueprint.get("/venues/<int:venue_id>")
@needs(Permission.DESK)
def venue(venue_id: int) -> ResponseReturnValue:
    """Show a venue for changing."""
    found = _venue(venue_id)
    said = next(word for word, value in WHEELCHAIR.items() if value is found.wheelchair)
    form = VenueForm(
        formdata=None,
        obj=found,
        coordinates=show_coordinates(found.latitude, found.longitude),
    )
    form.municipality.data, form.wheelchair.data = found.municipality_id, said
    form.offer(places.municipalities(language()), language())
    return render_template("receptions/venue.html", form=form, venue=found)


@blueprint.post("/venues/<int:venue_id>")
@needs(Permission.DESK)
def change_venue(venue_id: int) -> ResponseReturnValue:
    """Change a venue."""
    found = _venue(venue_id)
    form = VenueForm()
    form.offer(places.municipalities(language()), language())
    if form.validate_on_submit():
        try:
            with transaction():
                places_actions.change_venue(found, _venue_facts(form), by=current_user)
        except Refused as refused:
            put_beside_field(form, refused)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".venues", _anchor=f"venue-{venue_id}"), 303)
    return render_template("receptions/venue.html", form=form, venue=found), 422


@blueprint.post("/venues/<int:venue_id>/remove")
@needs(Permission.DESK)
def remove_venue(venue_id: int) -> ResponseReturnValue:
    """Delete a venue that was never used."""
    with transaction():
        places_actions.remove_venue(_venue(venue_id), by=current_user)
    flash(_("The venue is deleted."), "success")
    return redirect(url_for(".venues"), 303)


def _start() -> Municipality:
    """Where one travels from: the office, or ?start=."""
    wanted = request.args.get("start", type=int)
    found = places.municipality_by_id(wanted) if wanted else places.office_municipality()
    if found is None:
        abort(404)
    return found


def _travel_page(start: Municipality, others: list[Municipality], form: TravelForm) -> str:
    known = places.travel_times()
    return render_template(
        "receptions/travel.html",
        start=start,
        office=places.office_municipality(),
        starts=places.municipalities(language()),
        form=form,
        rows=[
            (
                place,
                places.estimated_minutes(start, place),
                known.get(frozenset((start.id, place.id))),
            )
            for place in others
        ],
        factor=places.ROAD_FACTOR,
        speed=places.ROAD_KMH,
    )


def _others(start: Municipality) -> list[Municipality]:
    return [one for one in places.municipalities(language()) if one.id != start.id]


@blueprint.get("/travel")
@needs(Permission.DESK)
def travel() -> ResponseReturnValue:
    """Show how long one travels from the office, or from ?start=, to each municipality."""
    start = _start()
    others, known = _others(start), places.travel_times()
    form = travel_form(others, language(), formdata=None)
    for place in others:
        minutes = known.get(frozenset((start.id, place.id)))
        form.minutes(place).data = "" if minutes is None else str(minutes)
    return _travel_page(start, others, form)


@blueprint.post("/travel")
@needs(Permission.DESK)
def save_travel() -> ResponseReturnValue:
    """Save all travel times of the page."""
    start = _start()
    others = _others(start)
    form = travel_form(others, language())
    if form.validate_on_submit():
        with transaction():
            changed = [
                places_actions.set_travel_minutes(start, place, form.wanted(place), by=current_user)
                for place in others
            ]
        flash(_("Saved.") if any(changed) else _("Nothing has changed."), "success")
        return redirect(url_for(".travel", start=request.args.get("start")), 303)
    return _travel_page(start, others, form), 422
