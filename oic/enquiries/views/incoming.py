"""Letters that came in: those that are no enquiries, and what is decided about those that are."""

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from oic.clients.models import ClientType
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.enquiries.actions import mail as actions
from oic.enquiries.actions.mail import aside, stranger
from oic.enquiries.forms import incoming as forms
from oic.enquiries.models import ClientLetter, Enquiry
from oic.enquiries.queries import incoming as asked
from oic.enquiries.queries import one
from oic.enquiries.queries.search import reference_in
from oic.enquiries.views.blueprint import blueprint
from oic.enquiries.views.life import do
from oic.enquiries.views.showing import find, me, page_of
from oic.files.serving import as_download, as_picture
from oic.mail import filing
from oic.mail.models import Incoming, IncomingState
from oic.mail.reading.safe_html import safe
from oic.web.access import Permission, needs

LISTED = (
    IncomingState.NOTED,
    IncomingState.JUNK,
    IncomingState.QUARANTINED,
    IncomingState.WAITING,
)
_APART = (
    "default-src 'none'; img-src 'self'; style-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'"
)
"""The page of a letter's HTML runs nothing and loads nothing but the letter's own pictures."""


@blueprint.get("/incoming")
@needs(Permission.DESK)
def incoming() -> ResponseReturnValue:
    """Letters that are no enquiries, by what became of them: ``state``."""
    given = request.args.get("state", "")
    state = IncomingState(given) if given in {one.value for one in LISTED} else LISTED[0]
    found = asked.page(state, request.args.get("before", type=int))
    return render_template(
        "enquiries/incoming.html",
        state=state,
        states=LISTED,
        counts=asked.counts(),
        rows=found.rows,
        about=asked.enquiries_of(found.rows),
        following=url_for(".incoming", state=state.value, before=found.before)
        if found.before
        else None,
        first_page=url_for(".incoming", state=state.value) if "before" in request.args else None,
    )


def _find(incoming_id: int) -> Incoming:
    row = db.session.get(Incoming, incoming_id)
    if row is None:
        abort(404)
    return row


@blueprint.get("/incoming/<int:incoming_id>")
@needs(Permission.DESK)
def incoming_letter(incoming_id: int) -> ResponseReturnValue:
    """One letter as it came, with what can be done about it."""
    row = _find(incoming_id)
    letter = filing.as_far_as_possible(filing.raw_of(row))
    return render_template(
        "enquiries/incoming_letter.html",
        row=row,
        letter=letter,
        about=asked.enquiries_of([row]).get(row.id),
        original=db.session.get(Incoming, row.copy_of_id) if row.copy_of_id else None,
    )


@blueprint.get("/incoming/<int:incoming_id>/raw")
@needs(Permission.DESK)
def incoming_raw(incoming_id: int) -> Response:
    """The letter to the byte, as a download."""
    row = _find(incoming_id)
    return as_download(row.file, f"{row.subject[:60] or 'letter'}.eml")


@blueprint.get("/incoming/<int:incoming_id>/html")
@needs(Permission.DESK)
def incoming_html(incoming_id: int) -> Response:
    """The letter as its sender saw it, made safe, on a page of its own."""
    row = _find(incoming_id)
    letter = filing.as_far_as_possible(filing.raw_of(row))
    pictures = {
        file.content_id: url_for(".incoming_picture", incoming_id=row.id, number=number)
        for number, file in enumerate(letter.files)
        if file.content_id and file.media_type.startswith("image/")
    }
    if not letter.html.strip():
        abort(404)
    shown = Markup(safe(letter.html, pictures))  # noqa: S704 - nh3 has taken out what could act
    page = render_template("enquiries/incoming_html.html", row=row, html=shown)
    response = make_response(page)
    response.headers["Content-Security-Policy"] = _APART
    return response


@blueprint.get("/incoming/<int:incoming_id>/files/<int:number>")
@needs(Permission.DESK)
def incoming_picture(incoming_id: int, number: int) -> Response:
    """A picture that stands inside the letter's HTML."""
    files = filing.as_far_as_possible(filing.raw_of(_find(incoming_id))).files
    if number >= len(files):
        abort(404)
    return as_picture(files[number].content) or abort(404)


@blueprint.post("/incoming/<int:incoming_id>/register")
@needs(Permission.DESK)
def register_incoming(incoming_id: int) -> ResponseReturnValue:
    """It is an enquiry after all."""
    _find(incoming_id)
    with transaction():
        row = db.session.get_one(
            Incoming, incoming_id, with_for_update=True, populate_existing=True
        )
        enquiry = actions.register_anyway(row, by=me())
        address = page_of(enquiry)
    flash(_("The letter is in the register."), "success")
    return redirect(address, 303)


@blueprint.post("/incoming/<int:incoming_id>/again")
@needs(Permission.DESK)
def incoming_again(incoming_id: int) -> ResponseReturnValue:
    """Try to register it anew."""
    _find(incoming_id)
    with transaction():
        row = db.session.get_one(
            Incoming, incoming_id, with_for_update=True, populate_existing=True
        )
        filing.try_again(row, by=me())
    flash(_("The letter is tried again in a moment."), "success")
    return redirect(url_for(".incoming_letter", incoming_id=incoming_id), 303)


# About an enquiry that a letter became


@blueprint.post("/enquiries/<reference>/join")
@needs(Permission.DESK)
def join(reference: str) -> ResponseReturnValue:
    """It is a part of another enquiry, which goes on with what was written here."""
    found = find(reference)
    form = forms.JoinForm()
    wanted = reference_in(form.into.data or "") or (form.into.data or "").strip()
    into = one.by_reference(wanted)
    target = into.id if into is not None else 0

    def act(held: Enquiry) -> None:
        if not target:
            raise Refused(_l("There is no enquiry with this number."), field="into")
        actions.join(held, one.locked(target), by=me())

    return do(found, form, act, _("Joined: what was written stands in this enquiry now."), at=into)


@blueprint.post("/enquiries/<reference>/apart")
@needs(Permission.DESK)
def keep_apart(reference: str) -> ResponseReturnValue:
    """It does not belong where it was proposed."""

    def act(held: Enquiry) -> None:
        aside.keep_apart(_opening(held), by=me())

    return do(find(reference), forms.ApartForm(), act, _("It stands for itself."))


@blueprint.post("/enquiries/<reference>/junk")
@needs(Permission.DESK)
def junk(reference: str) -> ResponseReturnValue:
    """Not a question at all."""

    def act(held: Enquiry) -> None:
        actions.mark_junk(held, by=me())

    done = _("Marked as junk. It is counted nowhere, and can be called back.")
    return do(find(reference), forms.JunkForm(), act, done)


@blueprint.post("/enquiries/<reference>/call-back")
@needs(Permission.DESK)
def call_back(reference: str) -> ResponseReturnValue:
    """An enquiry after all."""

    def act(held: Enquiry) -> None:
        actions.call_back(held, by=me())

    return do(find(reference), forms.CallBackForm(), act, _("It is an enquiry again."))


@blueprint.post("/enquiries/<reference>/stranger")
@needs(Permission.DESK)
def take_stranger(reference: str) -> ResponseReturnValue:
    """The sender is taken in among the clients."""
    form = forms.StrangerForm()

    def act(held: Enquiry) -> None:
        stranger.take_in(
            held,
            _opening(held),
            by=me(),
            name=form.client_name.data or "",
            organisation=form.organisation_name.data or "",
            client_type=ClientType(form.client_type.data),
            phone=form.phone.data or "",
        )

    return do(find(reference), form, act, _("The sender is among the clients now."))


def _opening(enquiry: Enquiry) -> ClientLetter:
    link = asked.opening_letter(enquiry)
    if link is None:
        raise Refused(_l("This enquiry did not come by mail."))
    return link
