"""Visits at the desk: booked for somebody, moved, called off; invitations and who waits."""

from datetime import date, timedelta
from itertools import groupby

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from oic.clients.models import ClientType, Contact
from oic.clients.queries import kept_contact
from oic.core.clock import today
from oic.core.db import end_reading, transaction
from oic.core.errors import Refused
from oic.core.wording import time_text, weekday_day_text
from oic.enquiries.views.showing import me, put_beside
from oic.files.serving import as_download
from oic.places.queries import municipalities
from oic.receptions.actions import booking as actions
from oic.receptions.actions import waiting as list_of_waiting
from oic.receptions.actions.booking import Visitor
from oic.receptions.actions.inviting import invite
from oic.receptions.actions.taking import Gone, WantedTime
from oic.receptions.forms.desk import DeskBookingForm, InviteForm, MoveForm, WhoForm, WhyForm
from oic.receptions.models import BookableBy, BookedThrough, Booking, ReceptionTopic
from oic.receptions.queries import topics, visits
from oic.receptions.queries.free import FreeTime, Where, free_times
from oic.receptions.times import read_time, time_value
from oic.receptions.views.blueprint import blueprint
from oic.receptions.views.showing import find_booking
from oic.web.access import Permission, needs
from oic.web.pages import language

_DAYS = 14
"""So far the desk's page of free times looks at once."""


def _place() -> tuple[str, Where]:
    """The place that the address names: office, a municipality (m17), or a reception (r5)."""
    text = request.args.get("place", "")
    reception = request.args.get("reception", type=int)
    if reception:
        text = f"r{reception}"
    kind, number = text[:1], text[1:]
    if kind == "r" and number.isdigit():
        return text, Where(reception_id=int(number))
    if kind == "m" and number.isdigit():
        return text, Where(municipality_id=int(number))
    return "office", Where()


def _contact() -> Contact | None:
    """The known client that the address names."""
    contact_id = request.args.get("contact", type=int)
    return kept_contact(contact_id) if contact_id else None


def _topic() -> ReceptionTopic:
    found = topics.topic_by_id(request.args.get("topic", type=int))
    every = topics.topics()
    if not every:
        abort(404)
    return found if found is not None and found.active else every[0]


def _first_day(where: Where) -> date:
    text = request.args.get("from", "")
    try:
        return max(date.fromisoformat(text), today())
    except ValueError:
        reception = visits.reception(where.reception_id)
        return max(reception.day, today()) if reception else today()


def _words(free: FreeTime) -> str:
    return f"{weekday_day_text(free.day)}, {time_text(free.begins)}"


def _value(free: FreeTime) -> str:
    return time_value(free.day, free.begins, free.reception_id)


def visitor_of(form: WhoForm) -> Visitor:
    """Who comes, as the desk typed it."""
    contact = _contact()
    return Visitor(
        name=form.name.data or "",
        client_type=ClientType(form.client_type.data),
        email=form.email.data or "",
        phone=form.phone.data or "",
        municipality_id=form.municipality_id,
        organisation=form.organisation.data or "",
        question=form.question.data or "",
        language=form.language.data or "bg",
        contact=contact,
    )


def _booking_page(form: DeskBookingForm, status: int = 200) -> ResponseReturnValue:
    place, where = _place()
    topic, first = _topic(), _first_day(where)
    found = free_times(topic, where, first, first + timedelta(days=_DAYS), for_public=False)
    form.offer_times((_value(one), _words(one)) for one in found)
    page = render_template(
        "receptions/new_booking.html",
        form=form,
        place=place,
        topic=topic,
        first=first,
        before=first - timedelta(days=_DAYS),
        after=first + timedelta(days=_DAYS + 1),
        topics=topics.topics(),
        destinations=topics.places_to_visit(language()),
        reception=visits.reception(where.reception_id),
        contact=request.args.get("contact", type=int),
        days=[
            (day, [(one, option) for one, option in group])
            for day, group in groupby(
                zip(found, form.time, strict=True), key=lambda pair: pair[0].day
            )
        ],
    )
    return page, status


@blueprint.get("/book")
@needs(Permission.DESK)
def new_booking() -> ResponseReturnValue:
    """Free times and who comes, on one page; ?contact= a known client."""
    form = DeskBookingForm(formdata=None)
    form.offer(municipalities(language()), language())
    contact = _contact()
    if contact is not None:
        form.name.data, form.email.data, form.phone.data = (
            contact.name,
            contact.email,
            contact.phone,
        )
        form.client_type.data = contact.client_type.value
        form.municipality.data = str(contact.municipality_id or "")
        form.language.data = contact.language
    return _booking_page(form)


@blueprint.post("/book")
@needs(Permission.DESK)
def book_for() -> ResponseReturnValue:
    """Book it; a time that has just gone is said with the free ones, and nothing typed is lost."""
    form = DeskBookingForm()
    form.offer(municipalities(language()), language())
    chosen = read_time(form.time.data or "")
    form.offer_times([(form.time.data, "")] if chosen else [])
    if not form.validate_on_submit() or chosen is None:
        return _booking_page(form, 422)
    day, begins, reception_id = chosen
    try:
        with transaction():
            booking = actions.book(
                WantedTime(_topic(), day, begins, reception_id),
                visitor_of(form),
                through=BookedThrough.DESK,
                by=me(),
            )
    except Refused as refused:
        end_reading()
        form.time.data = None if isinstance(refused, Gone) else form.time.data
        put_beside(form, Refused(refused.message, field=refused.field or "time"))
        return _booking_page(form, 409 if isinstance(refused, Gone) else 422)
    if booking.letters_to[0]:
        flash(_("It is booked, and a letter of confirmation is on its way."), "success")
    else:
        flash(
            _("It is booked. Tell the visitor the time: there is no address to write to."),
            "success",
        )
    return redirect(url_for(".booking", booking_id=booking.id), 303)


@blueprint.get("/visits/<int:booking_id>")
@needs(Permission.DESK)
def booking(booking_id: int) -> ResponseReturnValue:
    """One visit: who, when, where, what about, and what can be done."""
    return _shown(find_booking(booking_id), WhyForm(formdata=None))


def _shown(found: Booking, form: WhyForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "receptions/booking.html", visit=found, form=form, letters=visits.letters_of(found.id)
    )
    return page, status


@blueprint.post("/visits/<int:booking_id>/cancel")
@needs(Permission.DESK)
def cancel_booking(booking_id: int) -> ResponseReturnValue:
    """Call it off; the visitor is told."""
    found = find_booking(booking_id)
    form = WhyForm()
    if not form.validate_on_submit():
        return _shown(found, form, 422)
    try:
        with transaction():
            actions.cancel(found, by=me(), why=form.why.data or "")
    except Refused as refused:
        flash(str(refused), "error")
    else:
        flash(_("The visit is called off."), "success")
    return redirect(url_for(".booking", booking_id=booking_id), 303)


@blueprint.get("/visits/<int:booking_id>/move")
@needs(Permission.DESK)
def move_booking_page(booking_id: int) -> ResponseReturnValue:
    """Other times for a visit, with a colleague as well."""
    return _move_page(find_booking(booking_id), MoveForm(formdata=None))


def _move_page(visit: Booking, form: MoveForm, status: int = 200) -> ResponseReturnValue:
    if not request.args.get("place") and visit.reception is not None:
        place = f"m{visit.venue.municipality_id}"
        where = Where(municipality_id=visit.venue.municipality_id)
    else:
        place, where = _place()
    first = _first_day(where)
    found = free_times(
        visit.topic,
        where,
        first,
        first + timedelta(days=_DAYS),
        for_public=False,
        minutes=visit.minutes,
        leave_out=visit.claim_id,
    )
    page = render_template(
        "receptions/move.html",
        visit=visit,
        form=form,
        place=place,
        destinations=topics.places_to_visit(language()),
        before=first - timedelta(days=_DAYS),
        after=first + timedelta(days=_DAYS + 1),
        days=[
            (day, [(_value(one), one) for one in group])
            for day, group in groupby(found, key=lambda one: one.day)
        ],
    )
    return page, status


@blueprint.post("/visits/<int:booking_id>/move")
@needs(Permission.DESK)
def move_booking(booking_id: int) -> ResponseReturnValue:
    """Move it; the visitor is told."""
    visit = find_booking(booking_id)
    form = MoveForm()
    chosen = read_time(form.time.data or "")
    if not form.validate_on_submit() or chosen is None:
        return _move_page(visit, form, 422)
    day, begins, reception_id = chosen
    try:
        with transaction():
            actions.move(visit, WantedTime(visit.topic, day, begins, reception_id), by=me())
    except Refused as refused:
        end_reading()
        form.form_errors.append(str(refused))
        return _move_page(find_booking(booking_id), form, 409)
    flash(_("The visit is moved, and the visitor is told."), "success")
    return redirect(url_for(".booking", booking_id=booking_id), 303)


@blueprint.get("/visits/<int:booking_id>/files/<int:file_id>")
@needs(Permission.DESK)
def booking_file(booking_id: int, file_id: int) -> ResponseReturnValue:
    """A file that came with a visit."""
    file = next((one for one in find_booking(booking_id).files if one.id == file_id), None)
    if file is None:
        abort(404)
    return as_download(file.file, file.name)


@blueprint.get("/waiting")
@needs(Permission.DESK)
def waiting() -> ResponseReturnValue:
    """Who waits for a time, and whose visits need care because nobody is there."""
    return render_template(
        "receptions/waiting.html",
        queues=[
            (visits.reception(number), list(group))
            for number, group in groupby(
                visits.everyone_waiting(), key=lambda one: one.reception_id
            )
        ],
        care=visits.needing_care(),
        without_outcome=visits.without_outcome(),
    )


@blueprint.post("/waiting/<int:entry_id>/leave")
@needs(Permission.DESK)
def leave_waiting(entry_id: int) -> ResponseReturnValue:
    """Take somebody off the list who has called."""
    entry = visits.waiting_entry(entry_id)
    if entry is None:
        abort(404)
    with transaction():
        list_of_waiting.leave(entry)
    flash(_("Taken off the waiting list."), "success")
    return redirect(url_for(".waiting"), 303)


def _offer_topics(form: InviteForm) -> None:
    form.topic.choices = [
        (one.id, one.name(language()))
        for one in topics.topics()
        if one.bookable_by is not BookableBy.STAFF
    ]


@blueprint.get("/invite")
@needs(Permission.DESK)
def invite_page() -> ResponseReturnValue:
    """Whom to invite; ?contact= a known client."""
    form = InviteForm(formdata=None)
    _offer_topics(form)
    contact = _contact()
    if contact is not None:
        form.name.data, form.email.data = contact.name, contact.email
        form.language.data = contact.language
    return render_template("receptions/invite.html", form=form)


@blueprint.post("/invite")
@needs(Permission.DESK)
def send_invitation() -> ResponseReturnValue:
    """Send the link."""
    form = InviteForm()
    _offer_topics(form)
    topic = topics.topic_by_id(form.topic.data) if form.validate_on_submit() else None
    if topic is None:
        return render_template("receptions/invite.html", form=form), 422
    try:
        with transaction():
            invite(
                topic,
                name=form.name.data or "",
                email=form.email.data or "",
                language=form.language.data or "bg",
                days=form.days.data or 14,
                by=me(),
            )
    except Refused as refused:
        put_beside(form, refused)
        return render_template("receptions/invite.html", form=form), 422
    flash(_("The invitation is on its way to %(email)s.", email=form.email.data), "success")
    return redirect(url_for(".plan"), 303)
