"""The page of one enquiry: the conversation, who is looking, drafts, files."""

from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from oic.core.db import db, transaction
from oic.core.wording import time_text
from oic.enquiries.actions import drafts
from oic.enquiries.actions.answering import just_said
from oic.enquiries.actions.life import looked_after, see
from oic.enquiries.forms.composer import FORMS
from oic.enquiries.models import Attachment
from oic.enquiries.queries import desk, letters, one
from oic.enquiries.views.blueprint import blueprint
from oic.enquiries.views.composing import (
    OWN,
    Composer,
    apply_answer,
    draft_key,
    first_tab,
    offer_template,
    opened,
)
from oic.enquiries.views.kept import gather
from oic.enquiries.views.showing import context, find, me, page_of
from oic.files.serving import as_download
from oic.mail import actions as mail
from oic.mail.models import Letter
from oic.staff.sign_in import in_background
from oic.web.access import Permission, needs


@blueprint.get("/enquiries/<reference>")
@needs(Permission.DESK)
def enquiry(reference: str) -> ResponseReturnValue:
    """One enquiry: ``tab``, ``template``, ``insert`` fill the composer; ``from`` is the way."""
    found = find(reference)
    tab = request.args.get("tab", "")
    composer = opened(found, tab if tab in FORMS else first_tab(found))
    chosen = request.args.get("template", type=int)
    template = letters.by_id(chosen) if chosen and composer.is_letter else None
    if template is not None:
        offer_template(composer, template)
    earlier = request.args.get("insert", type=int)
    if earlier:
        apply_answer(composer, earlier)
    return page(found, composer)


def page(found: Any, composer: Composer, status: int = 200, **more: Any) -> ResponseReturnValue:  # noqa: ANN401
    """The whole page with a composer; ``refused`` are small forms that were not taken."""
    shown = context(found, more.pop("refused", None))
    return render_template("enquiries/enquiry.html", composer=composer, **shown, **more), status


@blueprint.post("/enquiries/<reference>/seen")
@needs(Permission.DESK)
def seen(reference: str) -> ResponseReturnValue:
    """“I have seen it”: neither new nor come back any more."""
    found = find(reference)
    with transaction():
        found = one.locked(found.id)
        see(found, by=me())
        if found.assignee_id == me().id:
            looked_after(found)
    return redirect(page_of(found), 303)


@blueprint.post("/enquiries/<reference>/presence")
@needs(Permission.DESK)
@in_background
def presence(reference: str) -> ResponseReturnValue:
    """The page's own report, every 20 seconds; answers who else is here and what is new."""
    found = find(reference)
    by = me()
    last = request.form.get("last", type=int) or 0
    with transaction():
        if request.form.get("leaving"):
            drafts.leave(found, by)
        else:
            drafts.be_present(found, by, writing=bool(request.form.get("writing")))
            see(found, by=by)
    return jsonify(
        company=[
            {"name": colleague.user.name, "writing": colleague.writing}
            for colleague in desk.company(found, by)
        ],
        changed=one.newest_entry(found) > last,
    )


@blueprint.post("/enquiries/<reference>/draft")
@needs(Permission.DESK)
@in_background
def keep_draft(reference: str) -> ResponseReturnValue:
    """What is being typed, kept by the page itself."""
    found = find(reference)
    tab = request.form.get("tab", "")
    if tab not in FORMS:
        abort(400)
    by = me()
    names = {*FORMS[tab](formdata=None).draft_names, "kept"}
    fields = {
        name: values
        for name, values in request.form.lists()
        if name in names or name.startswith(OWN)
    }
    if not any(value.strip() for value in fields.get("body", [])) and not fields.get("kept"):
        fields = {}
    with transaction():
        held = one.locked(found.id)  # after a form that is being sent just now
        if just_said(held, request.form.get("body", ""), by=by):
            return jsonify(kept=None)
        draft = drafts.keep_draft(by, draft_key(held, tab), fields, held)
    return jsonify(kept=time_text(draft.updated_at) if draft else None)


@blueprint.post("/enquiries/<reference>/draft/discard")
@needs(Permission.DESK)
def discard_draft(reference: str) -> ResponseReturnValue:
    """Begin anew."""
    found = find(reference)
    tab = request.form.get("tab", "")
    with transaction():
        drafts.drop_draft(me(), draft_key(found, tab))
    flash(_("The draft was discarded."), "message")
    return redirect(page_of(found, tab=tab, _anchor="composer"), 303)


@blueprint.post("/enquiries/<reference>/files")
@needs(Permission.DESK)
def upload(reference: str) -> ResponseReturnValue:
    """Files that were dropped or pasted: received at once, carried by the form from then on."""
    find(reference)
    tokens = request.form.getlist("kept")
    kept, wrong = gather(tokens, (), request.files.getlist("files"), me())
    fresh = [item for item in kept if item.token not in tokens]
    return jsonify(
        files=[
            {"token": item.token, "name": item.file.name, "size": item.file.size} for item in fresh
        ],
        wrong=wrong,
    )


@blueprint.get("/enquiries/<reference>/files/<int:attachment_id>")
@needs(Permission.DESK)
def attachment(reference: str, attachment_id: int) -> Response:
    """One attachment, as a download."""
    found = find(reference)
    item = db.session.get(Attachment, attachment_id)
    if item is None or item.enquiry_id != found.id:
        abort(404)
    return as_download(item.file, item.name)


@blueprint.post("/enquiries/<reference>/letters/<int:letter_id>/retry")
@needs(Permission.DESK)
def retry_letter(reference: str, letter_id: int) -> ResponseReturnValue:
    """Let a letter that was not delivered leave again."""
    found = find(reference)
    with transaction():
        letter = db.session.get(Letter, letter_id)
        if letter is None or (letter.about_type, letter.about_id) != ("enquiry", found.id):
            abort(404)
        mail.retry(letter, by=me())
    flash(_("The letter leaves again now."), "success")
    return redirect(page_of(found), 303)
