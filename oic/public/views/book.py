"""Booking a visit, without an account: where and what about, which day, which time, who comes.

Every step is a page of its own, and what was chosen stands in its address: back works everywhere.
A time is held while the last page is filled in.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from flask import render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect

from oic.clients.models import ClientType
from oic.core.clock import now, today
from oic.core.db import end_reading, transaction
from oic.core.errors import Refused
from oic.core.wording import time_text, weekday_day_text
from oic.files.kinds import ACCEPT
from oic.files.store import LARGEST_FILE, MEGABYTE, MOST_FILES, keep_all
from oic.places.queries import municipalities, office_venues, venue
from oic.public.booking_forms import BookForm, TimeForm
from oic.public.choices import Chosen, value_of
from oic.public.forms import CLIENT_CHOICES, LONGEST_TEXT, AskForm
from oic.public.views import submitted
from oic.public.views.blueprint import blueprint
from oic.public.views.private import private
from oic.public.views.submitted import Limit, Submitted, TooMany
from oic.receptions.actions import booking as actions
from oic.receptions.actions.booking import Visitor
from oic.receptions.actions.taking import Gone, WantedTime, hold
from oic.receptions.models import BookedThrough, Booking
from oic.receptions.phrases import address_of
from oic.receptions.queries import topics, visits
from oic.receptions.queries.claims import claim_by_key
from oic.receptions.queries.free import FreeTime, free_times, nearest, room_at
from oic.receptions.times import time_value
from oic.web.access import open_to_all
from oic.web.pages import language, settings

PURPOSE = "book"
_HELD = "held_time"
"""Where the session keeps the key of the time that this browser holds."""
_HOLDS = 60
"""Times held for one network address in an hour: a hall of people may share it."""
_PER_ADDRESS = 30
_PER_EMAIL = 6
"""Bookings an hour."""
_OFFERED = 6
"""So many times are offered where the chosen one has gone."""


@blueprint.get("/book")
@open_to_all
def book() -> ResponseReturnValue:
    """What about, and where."""
    chosen = Chosen.read()
    return render_template(
        "public/book.html",
        chosen=chosen,
        topics=[chosen.invited.topic] if chosen.invited else topics.topics_for_public(),
        places=topics.places_to_visit(language()),
        office=address_of(office_venues()[0], language()),
        asked="missing" in request.args,
    )


@blueprint.get("/book/invited/<token>")
@open_to_all
@private
def book_invited(token: str) -> ResponseReturnValue:
    """The page that an invitation's link opens."""
    found = topics.invitation(token)
    if found is None:
        raise NotFound
    if found.booking_id is not None:
        visit = visits.booking(found.booking_id)
        if visit is not None:
            return redirect(url_for(".visit", token=visit.token), 303)
    if found.expires_at <= now():
        return render_template("public/invitation_over.html", invited=found), 410
    return redirect(url_for(".book", invited=token, topic=found.topic.key), 303)


@blueprint.get("/book/day")
@open_to_all
def book_day() -> ResponseReturnValue:
    """The days with room."""
    chosen = Chosen.read()
    if not chosen.complete or chosen.topic is None:
        return redirect(url_for(".book", missing=1, **chosen.address()), 303)
    found = _free(chosen, today(), today() + timedelta(days=chosen.topic.horizon_days))
    room = Counter(one.day for one in found)
    shown = {place.municipality.id: place for place in topics.places_to_visit(language())}
    here = shown.get(chosen.municipality.id) if chosen.municipality else None
    with_room = {one.reception_id for one in found}
    return render_template(
        "public/book_day.html",
        chosen=chosen,
        days=sorted(room.items()),
        # Where a reception is full, or no longer open to booking, one can still wait for a time.
        full=[one for one in (here.receptions if here else ()) if one.id not in with_room],
    )


@blueprint.get("/book/time")
@open_to_all
def book_time() -> ResponseReturnValue:
    """The times of a day."""
    chosen = Chosen.read()
    day = _day(request.args.get("day", ""))
    if not chosen.complete or day is None:
        return redirect(url_for(".book_day", **chosen.address()), 303)
    return _times(chosen, day, TimeForm(formdata=None))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _free(chosen: Chosen, first: date, last: date) -> list[FreeTime]:
    if chosen.topic is None:
        return []
    return free_times(
        chosen.topic, chosen.where, first, last, for_public=True, leave_out=_own_hold()
    )


def _own_hold() -> int | None:
    """The claim of the time that this browser holds: whoever goes back still sees it."""
    claim = claim_by_key(session.get(_HELD, ""))
    return claim.id if claim else None


def _times(
    chosen: Chosen, day: date, form: TimeForm, *, gone: WantedTime | None = None, status: int = 200
) -> ResponseReturnValue:
    """The times of a day; where one has just gone, the nearest ones above them."""
    found = _free(chosen, day, day)
    near = []
    if gone is not None and chosen.topic is not None:
        near = nearest(
            chosen.topic, chosen.where, gone.day, gone.begins, for_public=True, count=_OFFERED
        )
    places = [
        (venue(venue_id), [(value_of(one), one) for one in group])
        for venue_id, group in groupby(
            sorted(found, key=lambda one: (one.rooms[0][1], one.at)),
            key=lambda one: one.rooms[0][1],
        )
    ]
    page = render_template(
        "public/book_time.html",
        chosen=chosen,
        day=day,
        form=form,
        places=places,
        near=[(value_of(one), one) for one in near],
        words=_words,
    )
    return page, status


def _words(free: FreeTime) -> str:
    """A time that is offered elsewhere: its day as well."""
    return f"{weekday_day_text(free.day)}, {time_text(free.begins)}"


@blueprint.post("/book/time")
@open_to_all
@submitted.checks_csrf_itself
def hold_time() -> ResponseReturnValue:
    """Hold the chosen time, and ask who comes."""
    chosen = Chosen.read()
    form = TimeForm()
    wanted = chosen.wanted(form.time.data or "")
    day = wanted.day if wanted else _day(request.args.get("day", ""))
    if not chosen.complete or day is None:
        return redirect(url_for(".book_day", **chosen.address()), 303)
    if not form.validate() or wanted is None:
        return _times(chosen, day, form, status=422)
    try:
        with transaction():
            submitted.hold("hold", submitted.address(), _HOLDS)
            key = hold(wanted, instead_of=session.get(_HELD, "")).hold_key
    except Gone:
        end_reading()
        return _times(chosen, day, form, gone=wanted, status=409)
    except Refused as refused:
        form.add_error(refused.message)
        return _times(chosen, day, form, status=429 if isinstance(refused, TooMany) else 422)
    session[_HELD] = key
    value = time_value(wanted.day, wanted.begins, wanted.reception_id)
    return redirect(url_for(".book_details", **chosen.address(), time=value, hold=key), 303)


def _wanted() -> tuple[Chosen, WantedTime] | None:
    chosen = Chosen.read()
    wanted = chosen.wanted(request.args.get("time", ""))
    return (chosen, wanted) if wanted is not None else None


def _details(  # noqa: PLR0913 - one page
    chosen: Chosen,
    wanted: WantedTime,
    form: BookForm,
    sent: Submitted,
    *,
    gone: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    if not gone:  # a time chosen instead stands in the address from now on
        form.offer_times(())
        form.other.data = None
    claim = claim_by_key(request.args.get("hold", ""))
    held_until = claim.expires_at if claim else None
    if held_until is not None and held_until <= now():
        held_until = None
    reception = visits.reception(wanted.reception_id)
    room = (
        room_at(wanted.reception_id, wanted.day, wanted.begins, claim.expert_id) if claim else None
    )
    page = render_template(
        "public/book_details.html",
        chosen=chosen,
        wanted=wanted,
        value=time_value(wanted.day, wanted.begins, wanted.reception_id),
        venue=venue(room) or (reception.venue if reception else office_venues()[0]),
        form=form,
        gone=gone,
        held_until=None if gone else held_until,
        hold=request.args.get("hold", ""),
        confirming=sent.confirming,
        token=sent.token.signed(PURPOSE),
        kept=sent.kept,
        hints={kind.value: hint for kind, _, hint in CLIENT_CHOICES},
        accept=ACCEPT,
        largest=LARGEST_FILE // MEGABYTE,
        most=settings().upload_megabytes,
        most_files=MOST_FILES,
        longest=LONGEST_TEXT,
    )
    return page, status


@blueprint.get("/book/details")
@open_to_all
@private
def book_details() -> ResponseReturnValue:
    """Who comes, with the time held meanwhile."""
    found = _wanted()
    if found is None:
        return redirect(url_for(".book"), 303)
    form = BookForm(formdata=None)
    form.offer(municipalities(language()), language())
    form.offer_times(())
    chosen, wanted = found
    if chosen.invited:
        form.name.data, form.email.data = chosen.invited.name, chosen.invited.email
    return _details(chosen, wanted, form, submitted.blank(PURPOSE))


@blueprint.post("/book/details")
@open_to_all
@private
@submitted.checks_csrf_itself
def book_visit() -> ResponseReturnValue:
    """Book the visit, or show the form again with everything that was typed."""
    submitted.allow_large_form()
    sent = submitted.read(PURPOSE)
    earlier = actions.made_by(_submission_key(sent)) if sent.genuine else None
    found = _wanted()
    if earlier is not None or found is None:
        return _done(earlier) if earlier is not None else redirect(url_for(".book"), 303)
    return _tried(*found, sent)


def _tried(chosen: Chosen, wanted: WantedTime, sent: Submitted) -> ResponseReturnValue:
    form = BookForm()
    form.offer(municipalities(language()), language())
    instead = chosen.wanted(request.form.get("other", ""))
    form.offer_times([(form.other.data or "", "")] if instead else [])
    fine = form.validate()
    if instead is not None:
        wanted = instead
    suspicious = sent.suspicious(form)
    try:
        sent.take_files(form, _limits(form), suspicious=suspicious)
        if suspicious:
            sent.ask_to_confirm()
        if suspicious or not fine or sent.rejections:
            return _details(chosen, wanted, form, sent, status=422)
        return _done(_book(chosen, wanted, form, sent))
    except Gone:
        end_reading()
        return _gone(chosen, wanted, form, sent)
    except Refused as refusal:
        form.add_error(refusal.message, refusal.field)
        status = 429 if isinstance(refusal, TooMany) else 422
        return _details(chosen, wanted, form, sent, status=status)


def _gone(
    chosen: Chosen, wanted: WantedTime, form: BookForm, sent: Submitted
) -> ResponseReturnValue:
    """The time has just gone: the nearest ones to choose from, beside everything typed."""
    near = nearest(
        wanted.topic, chosen.where, wanted.day, wanted.begins, for_public=True, count=_OFFERED
    )
    form.offer_times([(value_of(one), _words(one)) for one in near])
    form.other.data = None
    form.add_error(_l("Somebody else has just taken this time. Nothing typed is lost."), "other")
    return _details(chosen, wanted, form, sent, gone=True, status=409)


def _submission_key(sent: Submitted) -> str:
    return f"book:{sent.token.key}"


def _limits(form: BookForm) -> list[Limit]:
    limits = [("book", submitted.address(), _PER_ADDRESS)]
    email = form.email.data or form.booked_by_email.data
    if email:
        limits.append(("book_email", email, _PER_EMAIL))
    return limits


def _book(chosen: Chosen, wanted: WantedTime, form: BookForm, sent: Submitted) -> Booking:
    """The visit. Raises Gone, Refused; TooMany beyond the limits."""
    with transaction():
        for limit in _limits(form):
            submitted.hold(*limit)
        return actions.book(
            wanted,
            replace(
                visitor_of(form),
                booked_by_name=form.booked_by_name.data or "",
                booked_by_email=form.booked_by_email.data or "",
                files=keep_all(sent.files),
            ),
            through=BookedThrough.WEB,
            by=None,
            hold_key=request.args.get("hold", ""),
            submission_key=_submission_key(sent),
            invitation=chosen.invited,
        )


def visitor_of(form: AskForm) -> Visitor:
    """Who comes, as it was typed."""
    return Visitor(
        name=form.name.data or "",
        client_type=ClientType(form.client_type.data),
        email=form.email.data or "",
        phone=form.phone.data or "",
        municipality_id=form.municipality_id,
        organisation=form.organisation.data or "",
        question=form.question.data or "",
        language=language(),
    )


def _done(visit: Booking) -> ResponseReturnValue:
    session.pop(_HELD, None)
    return redirect(url_for(".visit", token=visit.token, booked=1), 303)
