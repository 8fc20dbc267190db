"""Sending what the composer holds: letters with a preview and some seconds to take them back."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from oic.core.db import db, transaction
from oic.core.errors import Refused, Stale
from oic.core.wording import day_text
from oic.enquiries.actions import answering, drafts, follow_ups
from oic.enquiries.actions.answering import Composed, FollowUpPlan
from oic.enquiries.actions.life import see
from oic.enquiries.forms.composer import FORMS
from oic.enquiries.models import Enquiry, EntryKind, TimelineEntry
from oic.enquiries.placeholders import left_in
from oic.enquiries.queries import letters, one
from oic.enquiries.views.blueprint import blueprint
from oic.enquiries.views.composing import (
    OWN,
    Composer,
    apply_answer,
    apply_template,
    draft_key,
    filled,
    is_empty_standard,
    prepare,
    sent_own,
    without_style,
)
from oic.enquiries.views.enquiry import page
from oic.enquiries.views.kept import gather, sign_stored
from oic.enquiries.views.showing import (
    Typed,
    find,
    follow_up_template,
    me,
    page_of,
    put_beside,
    stale_page,
)
from oic.files.store import keep_all
from oic.mail.rendering import blocks, footer, html_footer, text_letter
from oic.web.access import Permission, needs
from oic.web.pages import settings


@blueprint.post("/enquiries/<reference>/<any(answer, ask, note, call, told):tab>")
@needs(Permission.DESK)
def compose(reference: str, tab: str) -> ResponseReturnValue:
    """What was pressed in the composer: send, preview, fill in, choose a template, insert."""
    enquiry = find(reference)
    form = FORMS[tab]()
    prepare(form, enquiry)
    kept, wrong = gather(
        request.form.getlist("kept"),
        request.form.getlist("drop"),
        request.files.getlist("files") if "files" in form else (),
        me(),
    )
    composer = Composer(enquiry, tab, form, kept, wrong, own=sent_own())
    do, _sign, value = request.form.get("do", "send").partition(":")
    if do in _IN_PLACE:
        _IN_PLACE[do](composer, value)
        return page(enquiry, composer)
    said_before = answering.just_said(enquiry, form.body.data or "", by=me())
    if said_before is not None and said_before.id > form.seen_last:
        return redirect(page_of(enquiry, _anchor=f"entry-{said_before.id}"), 303)
    _fill_in(composer)
    valid = all((form.validate(), not wrong, _is_answer(composer)))
    if valid and do == "preview":
        return _preview(composer)
    if not (_is_whole(composer) and valid):
        return page(enquiry, composer, 422)
    return _send(composer, close=do == "send_close")


def _edit(composer: Composer, _value: str) -> None:
    """Go on writing: the form as it was sent."""


def _fill_in(composer: Composer, _value: str = "") -> None:
    """Put what is known, and what was typed for single placeholders, into the letter."""
    if composer.is_letter:
        for item in (composer.form.subject, composer.form.body):
            item.data = filled(composer.enquiry, item.data or "", composer.own).text


def _take_template(composer: Composer, value: str) -> None:
    chosen = value or composer.form.template.data or ""
    template = letters.by_id(int(chosen)) if chosen.isdecimal() else None
    if template is not None and template.active:
        apply_template(composer, template)


def _insert(composer: Composer, value: str) -> None:
    if value.isdecimal():
        apply_answer(composer, int(value))


_IN_PLACE: dict[str, Callable[[Composer, str], None]] = {
    "edit": _edit,
    "fill": _fill_in,
    "template": _take_template,
    "insert": _insert,
    "attach": _edit,
}
"""What changes the form alone and shows it again."""


def _is_answer(composer: Composer) -> bool:
    body = composer.form.body
    if composer.tab == "answer" and is_empty_standard(
        composer.enquiry, composer.tab, body.data or ""
    ):
        body.errors = [*body.errors, _("There is a greeting but no answer yet.")]
        return False
    return True


def _is_whole(composer: Composer) -> bool:
    """Whether the letter may leave; all that is wrong is said at once."""
    if not composer.is_letter:
        return True
    wrong = answering.wrong_with(composer.enquiry, _composed(composer.form, ()))
    for refusal in wrong:
        put_beside(composer.form, refusal)
    return not wrong


def _preview(composer: Composer) -> ResponseReturnValue:
    """The exact letter, as text and as it will look, with everything still changeable."""
    enquiry, form = composer.enquiry, composer.form
    body = (form.body.data or "").strip()
    under = footer(settings(), enquiry.language)
    carried = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in {"csrf_token", "kept", "drop", "do", "subject", "body"}
        and not name.startswith(OWN)
    ]
    return render_template(
        "enquiries/enquiry_preview.html",
        enquiry=enquiry,
        composer=composer,
        form=form,
        to_email=(form.to_email.data or "").strip() or enquiry.reply_email,
        text=text_letter(body, under),
        looks=without_style(blocks(body)),
        under=without_style(html_footer(under)),
        holes=list(dict.fromkeys((*left_in(form.subject.data or ""), *left_in(body)))),
        forgotten=bool(_PROMISED.search(body)) and not composer.kept,
        carried=[*carried, ("subject", form.subject.data or ""), ("body", form.body.data or "")],
        origin=request.form.get("origin", ""),
    )


_PROMISED = re.compile(
    r"\b(?:прилаг(?:ам|аме)|приложен(?:а|о|и|ият|ата|ото|ите)?|прикач(?:вам|ваме|ен\w*)"
    r"|attach(?:ed|ing)?|enclos(?:ed|e|ing))\b",
    re.IGNORECASE,
)
"""Words that speak of a file with the letter; „приложение“ may be one of the guidelines'."""


def _send(composer: Composer, *, close: bool) -> ResponseReturnValue:
    enquiry, form, by = composer.enquiry, composer.form, me()
    try:
        with transaction():
            held = one.locked_as_seen(enquiry.id, form.seen_last)
            see(held, by=by)
            files = keep_all(item.file for item in composer.kept)
            entry = _SENDERS[composer.tab](held, form, files, close)
    except Stale:
        return stale_page(
            find(enquiry.reference),
            form,
            _typed(composer),
            verb=_verb(composer.tab, close=close),
            keep=[("kept", item.token) for item in composer.kept],
            can_edit=True,
        )
    except Refused as refusal:
        put_beside(form, refusal)
        return page(find(enquiry.reference), composer, 422)
    flash(_done(entry), "success")
    return redirect(page_of(enquiry, _anchor=f"entry-{entry.id}"), 303)


def _composed(form: Any, files: Sequence[Any]) -> Composed:  # noqa: ANN401 - a letter's form
    return Composed(
        subject=form.subject.data or "",
        body=(form.body.data or "").replace("\r\n", "\n"),
        to_email=form.to_email.data or "",
        files=files,
    )


def _plan(form: Any) -> FollowUpPlan:  # noqa: ANN401 - a form with a follow-up
    return FollowUpPlan(
        wanted=bool(form.follow_up.data),
        due_on=form.follow_up_on.data,
        template=follow_up_template(form),
    )


Sender = Callable[[Enquiry, Any, Sequence[Any], bool], TimelineEntry]


def _answer(enquiry: Enquiry, form: Any, files: Sequence[Any], close: bool) -> TimelineEntry:  # noqa: ANN401, FBT001
    return answering.send_answer(
        enquiry, _composed(form, files), by=me(), close=close, follow_up=_plan(form)
    )


def _tell(enquiry: Enquiry, form: Any, _files: Sequence[Any], close: bool) -> TimelineEntry:  # noqa: ANN401, FBT001
    return answering.tell(
        enquiry,
        _text(form),
        by=me(),
        close=close,
        follow_up=_plan(form),
        duration_seconds=form.seconds,
    )


def _ask(enquiry: Enquiry, form: Any, files: Sequence[Any], _close: bool) -> TimelineEntry:  # noqa: ANN401, FBT001
    return answering.ask_client(enquiry, _composed(form, files), by=me())


def _note(enquiry: Enquiry, form: Any, files: Sequence[Any], _close: bool) -> TimelineEntry:  # noqa: ANN401, FBT001
    return answering.note(enquiry, _text(form), by=me(), files=files)


def _call(enquiry: Enquiry, form: Any, _files: Sequence[Any], _close: bool) -> TimelineEntry:  # noqa: ANN401, FBT001
    return answering.record_call(enquiry, _text(form), by=me(), duration_seconds=form.seconds)


def _text(form: Any) -> str:  # noqa: ANN401 - any composer's form
    return (form.body.data or "").replace("\r\n", "\n")


_SENDERS: dict[str, Sender] = {
    "answer": _answer,
    "told": _tell,
    "ask": _ask,
    "note": _note,
    "call": _call,
}


def _verb(tab: str, *, close: bool) -> str:
    if tab in {"answer", "ask"}:
        return _("Send and close all the same") if close else _("Send all the same")
    return _("Save all the same")


def _done(entry: TimelineEntry) -> str:
    if entry.kind is EntryKind.ANSWER:
        return _("The answer is on its way.")
    if entry.kind is EntryKind.CLARIFICATION:
        return _("The question is on its way; the clock stands until the client answers.")
    if entry.kind is EntryKind.TOLD:
        return _("The answer was recorded.")
    return _("The call was recorded.") if entry.kind is EntryKind.CALL else _("The note was saved.")


def _typed(composer: Composer) -> list[Typed]:
    form = composer.form
    rows = []
    if composer.is_letter:
        rows = [
            Typed(str(form.to_email.label.text), form.to_email.data or ""),
            Typed(str(form.subject.label.text), form.subject.data or ""),
        ]
    rows.append(Typed(str(form.body.label.text), form.body.data or ""))
    if composer.kept:
        names = ", ".join(item.file.name for item in composer.kept)
        rows.append(Typed(_("Attachments"), names))
    if "follow_up" in form and form.follow_up.data and form.follow_up_on.data:
        rows.append(Typed(_("Follow-up letter"), day_text(form.follow_up_on.data)))
    return rows


@blueprint.post("/enquiries/<reference>/template/<tab>")
@needs(Permission.DESK)
def template_text(reference: str, tab: str) -> ResponseReturnValue:
    """A template filled in, for the page's script; without it the whole form is sent."""
    enquiry = find(reference)
    chosen = letters.by_id(request.form.get("template", type=int) or 0)
    if chosen is None or tab not in FORMS:
        return {"error": "no such template"}, 404
    return {
        "subject": filled(enquiry, chosen.subject).text,
        "body": filled(enquiry, chosen.body).text,
    }


@blueprint.post("/enquiries/<reference>/undo/<int:entry_id>")
@needs(Permission.DESK)
def undo(reference: str, entry_id: int) -> ResponseReturnValue:
    """Take a letter back before it leaves: its text comes back into the composer."""
    enquiry, by = find(reference), me()
    entry = db.session.get(TimelineEntry, entry_id)
    if entry is None or entry.enquiry_id != enquiry.id:
        return redirect(page_of(enquiry), 303)
    tab = "ask" if entry.kind is EntryKind.CLARIFICATION else "answer"
    fields = _as_draft(enquiry, entry)
    try:
        with transaction():
            held = one.locked(enquiry.id)
            answering.undo(held, entry, by=by)
            drafts.keep_draft(by, draft_key(held, tab), fields, held)
    except Refused as refusal:
        flash(str(refusal), "error")
        return redirect(page_of(enquiry, _anchor=f"entry-{entry_id}"), 303)
    flash(_("The letter was taken back. Its text is in the composer again."), "success")
    return redirect(page_of(enquiry, tab=tab, _anchor="composer"), 303)


def _as_draft(enquiry: Enquiry, entry: TimelineEntry) -> dict[str, list[str]]:
    """A letter as the composer's fields hold it."""
    letter = entry.letter
    kept = [sign_stored(item.file, item.name, me()) for item in entry.attachments]
    fields = {
        "body": [entry.body],
        "subject": [letter.subject if letter else ""],
        "to_email": [letter.to_email if letter else ""],
        "kept": [item.token for item in kept],
    }
    waiting = follow_ups.planned(enquiry)
    if waiting is not None:
        fields |= {
            "follow_up": ["y"],
            "follow_up_on": [waiting.due_on.isoformat()],
            "follow_up_template": [str(waiting.template_id or "")],
        }
    return fields
