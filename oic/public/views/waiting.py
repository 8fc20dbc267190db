"""The waiting list: joining it, and the page of one's place on it."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect

from oic.core.clock import now
from oic.core.db import end_reading, transaction
from oic.core.errors import Refused
from oic.places.queries import municipalities
from oic.public.booking_forms import PressForm, WaitForm
from oic.public.choices import Chosen
from oic.public.forms import CLIENT_CHOICES, LONGEST_TEXT
from oic.public.views import submitted
from oic.public.views.blueprint import blueprint
from oic.public.views.book import visitor_of
from oic.public.views.private import private
from oic.public.views.submitted import Submitted, TooMany
from oic.receptions.actions import waiting as actions
from oic.receptions.mails import waiting_place
from oic.receptions.models import Reception, ReceptionState, WaitingEntry, WaitingState
from oic.receptions.queries import visits
from oic.web.access import open_to_all
from oic.web.pages import language

PURPOSE = "wait"
_PER_ADDRESS = 20
_PER_EMAIL = 6
"""Places on the list an hour."""
_CHANGES = 10


def _chosen() -> tuple[Chosen, Reception | None] | None:
    """Topic, and the reception that one waits for (None: the office)."""
    chosen = Chosen.read()
    if chosen.topic is None:
        return None
    if chosen.in_office:
        return chosen, None
    reception = visits.reception(request.args.get("reception", type=int))
    over = reception is None or reception.state is not ReceptionState.PUBLISHED
    if reception is None or over or reception.hours.ends_at <= now():
        return None
    return chosen, reception


def _page(
    chosen: Chosen,
    reception: Reception | None,
    form: WaitForm,
    sent: Submitted,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "public/wait.html",
        chosen=chosen,
        reception=reception,
        place=waiting_place(reception, language()),
        form=form,
        confirming=sent.confirming,
        token=sent.token.signed(PURPOSE),
        hints={kind.value: hint for kind, _, hint in CLIENT_CHOICES},
        longest=LONGEST_TEXT,
    )
    return page, status


@blueprint.get("/book/wait")
@open_to_all
def wait_page() -> ResponseReturnValue:
    """Who waits."""
    found = _chosen()
    if found is None:
        return redirect(url_for(".book"), 303)
    form = WaitForm(formdata=None)
    form.offer(municipalities(language()), language())
    return _page(*found, form, submitted.blank(PURPOSE))


@blueprint.post("/book/wait")
@open_to_all
@submitted.checks_csrf_itself
def wait() -> ResponseReturnValue:
    """Put somebody on the list, or show the form again with everything that was typed."""
    sent = submitted.read(PURPOSE)
    key = f"wait:{sent.token.key}"
    earlier = visits.waiting_made_by(key) if sent.genuine else None
    if earlier is not None:
        return redirect(url_for(".waiting", token=earlier.token), 303)
    found = _chosen()
    if found is None:
        return redirect(url_for(".book"), 303)
    form = WaitForm()
    form.offer(municipalities(language()), language())
    fine = form.validate()
    suspicious = sent.suspicious(form)
    if suspicious:
        sent.ask_to_confirm()
    if suspicious or not fine:
        return _page(*found, form, sent, 422)
    try:
        entry = _join(*found, form, key)
    except Refused as refusal:
        form.add_error(refusal.message, refusal.field)
        return _page(*found, form, sent, 429 if isinstance(refusal, TooMany) else 422)
    return redirect(url_for(".waiting", token=entry.token), 303)


def _join(chosen: Chosen, reception: Reception | None, form: WaitForm, key: str) -> WaitingEntry:
    if chosen.topic is None:
        raise NotFound
    with transaction():
        submitted.hold("wait", submitted.address(), _PER_ADDRESS)
        submitted.hold("wait_email", form.email.data or "", _PER_EMAIL)
        return actions.join(
            chosen.topic,
            reception.id if reception else None,
            visitor_of(form),
            submission_key=key,
        )


def _entry(token: str) -> WaitingEntry:
    found = visits.waiting_by_token(token)
    if found is None:
        raise NotFound
    return found


def _entry_page(entry: WaitingEntry, form: PressForm, status: int = 200) -> ResponseReturnValue:
    offered = entry.state is WaitingState.OFFERED and (entry.offered_until or now()) > now()
    page = render_template(
        "public/waiting.html",
        entry=entry,
        form=form,
        offered=offered,
        place=waiting_place(entry.reception, language()),
    )
    return page, status


@blueprint.get("/waiting/<token>")
@open_to_all
@private
def waiting(token: str) -> ResponseReturnValue:
    """How it stands: waiting, or a time is offered."""
    entry = _entry(token)
    if entry.booking is not None:
        return redirect(url_for(".visit", token=entry.booking.token), 303)
    return _entry_page(entry, PressForm(formdata=None))


@blueprint.post("/waiting/<token>/<what>")
@open_to_all
@private
@submitted.checks_csrf_itself
def answer_offer(token: str, what: str) -> ResponseReturnValue:
    """Take the offered time, decline it, or leave the list."""
    entry = _entry(token)
    form = PressForm()
    act = {"take": actions.take, "decline": actions.decline, "leave": actions.leave}.get(what)
    if act is None:
        raise NotFound
    if not form.validate():
        return _entry_page(entry, form, 422)
    try:
        with transaction():
            submitted.hold("change_visit", token, _CHANGES)
            act(entry)
    except Refused as refused:
        end_reading()
        form.add_error(refused.message)
        return _entry_page(_entry(token), form, 409)
    if entry.booking is not None:
        return redirect(url_for(".visit", token=entry.booking.token, booked=1), 303)
    return redirect(url_for(".waiting", token=token), 303)
