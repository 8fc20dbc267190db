"""A new enquiry, written down while somebody is on the line."""

from flask import abort, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from oic.core.clock import local
from oic.core.db import transaction
from oic.core.errors import Refused
from oic.core.wording import time_text
from oic.enquiries.actions import drafts
from oic.enquiries.actions.opening import made_by
from oic.enquiries.forms.new import MOST_QUESTIONS, NewForm
from oic.enquiries.models import Channel, Enquiry
from oic.enquiries.queries import desk, one
from oic.enquiries.views import new_sheet
from oic.enquiries.views.blueprint import blueprint
from oic.enquiries.views.kept import gather
from oic.enquiries.views.new_proposals import fragments, proposal
from oic.enquiries.views.new_registering import done_already, register_from, twin_of
from oic.enquiries.views.new_sheet import DRAFT_KEY, Sheet
from oic.enquiries.views.showing import me, page_of, put_beside
from oic.staff.sign_in import in_background
from oic.web.access import Permission, needs
from oic.web.pages import settings

_YEAR = 365 * 24 * 3600


@blueprint.get("/enquiries/new")
@needs(Permission.DESK)
def new() -> ResponseReturnValue:
    """The empty page, or the draft; ``saved`` is the one that was just registered."""
    by = me()
    before = one.by_reference(request.args.get("saved", ""))
    saved = before if before is not None and before.created_by_id == by.id else None
    return _page(new_sheet.opened(waiting=saved is not None), saved=saved)


def _page(sheet: Sheet, status: int = 200, saved: Enquiry | None = None) -> ResponseReturnValue:
    page = render_template(
        "enquiries/new.html",
        sheet=sheet,
        form=sheet.form,
        saved=saved,
        proposal=proposal(sheet),
        channel_icons={channel.value: channel.icon for channel in Channel},
        most_questions=MOST_QUESTIONS,
    )
    return page, status


@blueprint.post("/enquiries/new")
@needs(Permission.DESK)
def register_new() -> ResponseReturnValue:
    """Register it; or one of the buttons of a page without JavaScript: find, add, insert."""
    sheet = new_sheet.sent()
    pressed = request.args.get("do") or request.form.get("do", "save")
    act, _colon, wanted = pressed.partition(":")
    if act in {"find", "add", "insert", "look"}:
        new_sheet.help_with(sheet, act, wanted)
        return _page(sheet)
    earlier = one.by_submission_key(sheet.token.key)
    if earlier is not None:
        if done_already(sheet, earlier):
            return _registered(earlier, act)
        sheet.begin_again(earlier)
        return _page(sheet, 422)
    if not _can_be_registered(sheet):
        return _page(sheet, 422)
    try:
        with transaction():
            enquiry = register_from(sheet, by=me())
    except Refused as refusal:
        _put_beside(sheet.form, refusal)
        return _page(sheet, 422)
    return _registered(enquiry, act)


def _can_be_registered(sheet: Sheet) -> bool:
    """Whether all that is needed is there, once; what is wrong stands on the page."""
    sheet.form.settle()
    if not sheet.form.validate() or sheet.wrong_files:
        return False
    twin = twin_of(sheet, by=me())
    if twin is not None:
        sheet.doubt(twin)
    return twin is None


def _put_beside(form: NewForm, refusal: Refused) -> None:
    if refusal.field == "questions-0-text":
        form.put_beside_question(refusal.message)
        return
    renamed = {"emails": "email", "phones": "phone"}.get(refusal.field or "", refusal.field)
    put_beside(form, Refused(refusal.message, field=renamed))


def _registered(enquiry: Enquiry, act: str) -> ResponseReturnValue:
    if act == "open":
        flash(_("Registered as %(reference)s.", reference=enquiry.reference), "success")
        target = page_of(enquiry)
    else:
        target = url_for(".new", saved=enquiry.reference)
    response = make_response(redirect(target, 303))
    response.set_cookie(
        f"oic_channel_{me().id}",
        Channel(enquiry.channel).value,
        max_age=_YEAR,
        path="/desk",
        secure=settings().public_url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )
    return response


@blueprint.post("/enquiries/new/recognise")
@needs(Permission.DESK)
def recognise_new() -> ResponseReturnValue:
    """What the program makes of a page that is being filled in: for new-enquiry.js."""
    return jsonify(fragments(new_sheet.sent(with_files=False)))


@blueprint.post("/enquiries/new/draft")
@needs(Permission.DESK)
@in_background
def keep_new_draft() -> ResponseReturnValue:
    """What is being typed, kept by the page itself."""
    sheet = new_sheet.sent(with_files=False)
    with transaction():
        if made_by(sheet.token.key) is not None:  # it was on its way while the form was sent
            return jsonify(kept=None)
        draft = drafts.keep_draft(me(), DRAFT_KEY, new_sheet.to_keep())
    return jsonify(kept=time_text(local(draft.updated_at)) if draft else None)


@blueprint.post("/enquiries/new/draft/discard")
@needs(Permission.DESK)
def discard_new_draft() -> ResponseReturnValue:
    """Begin with an empty page."""
    if desk.draft(me(), DRAFT_KEY) is not None:
        with transaction():
            drafts.drop_draft(me(), DRAFT_KEY)
        flash(_("The draft was discarded."), "message")
    return redirect(url_for(".new"), 303)


@blueprint.post("/enquiries/new/files")
@needs(Permission.DESK)
def upload_new() -> ResponseReturnValue:
    """Files that were dropped or pasted: received at once, carried by the form from then on."""
    tokens = request.form.getlist("kept")
    if len(tokens) > 1000:  # noqa: PLR2004 - nobody's form
        abort(400)
    kept, wrong = gather(tokens, (), request.files.getlist("files"), me())
    fresh = [item for item in kept if item.token not in tokens]
    return jsonify(
        files=[
            {"token": item.token, "name": item.file.name, "size": item.file.size} for item in fresh
        ],
        wrong=wrong,
    )
