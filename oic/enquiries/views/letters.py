"""Letter templates, which the manager keeps."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from wtforms import SelectChoice

from oic.core.db import db, transaction
from oic.core.errors import Refused, Stale
from oic.enquiries.actions import templates as actions
from oic.enquiries.forms.letters import TemplateForm
from oic.enquiries.models import Enquiry, FollowUp, LetterTemplate, TemplateKind, Topic
from oic.enquiries.placeholders import PLACEHOLDERS, Filling, fill, unknown_in
from oic.enquiries.queries import letters as queries
from oic.enquiries.views.blueprint import blueprint
from oic.enquiries.views.composing import without_style
from oic.enquiries.views.showing import me, put_beside
from oic.funding.queries import programmes
from oic.mail.rendering import blocks, footer, html_footer
from oic.web.access import Permission, needs
from oic.web.pages import language, settings


@blueprint.get("/letters")
@needs(Permission.MANAGE)
def letters() -> ResponseReturnValue:
    """All templates, by language and kind."""
    spoken = request.args.get("language", "bg")
    found = [one for one in queries.everything() if one.language == spoken]
    kinds = [(kind, [one for one in found if one.kind is kind]) for kind in TemplateKind]
    return render_template("enquiries/letters/list.html", kinds=kinds, spoken=spoken)


@blueprint.get("/letters/new")
@needs(Permission.MANAGE)
def new_letter() -> ResponseReturnValue:
    """An empty template; ``kind`` and ``language`` preset."""
    form = TemplateForm(formdata=None)
    _prepare(form)
    form.kind.data = request.args.get("kind", TemplateKind.ANSWER.value)
    form.language.data = request.args.get("language", "bg")
    return _sheet(form, None)


@blueprint.post("/letters/new")
@needs(Permission.MANAGE)
def add_letter() -> ResponseReturnValue:
    """Save a new template, or look at it."""
    return _save(None)


@blueprint.get("/letters/<int:template_id>")
@needs(Permission.MANAGE)
def letter(template_id: int) -> ResponseReturnValue:
    """One template to change."""
    template = _find(template_id)
    form = TemplateForm(
        formdata=None,
        version=str(template.version),
        name=template.name,
        kind=template.kind.value,
        language=template.language,
        programme=str(template.programme_id or ""),
        topic=str(template.topic_id or ""),
        subject=template.subject,
        body=template.body,
        standard=template.standard,
    )
    _prepare(form)
    return _sheet(form, template)


@blueprint.post("/letters/<int:template_id>")
@needs(Permission.MANAGE)
def change_letter(template_id: int) -> ResponseReturnValue:
    """Save what was changed, or look at it."""
    return _save(_find(template_id))


@blueprint.post("/letters/<int:template_id>/copy")
@needs(Permission.MANAGE)
def copy_letter(template_id: int) -> ResponseReturnValue:
    """Another one like it."""
    with transaction():
        made = actions.copy(_find(template_id), by=me())
    flash(_("This is the copy. Change what differs."), "success")
    return redirect(url_for(".letter", template_id=made.id), 303)


@blueprint.post("/letters/<int:template_id>/<any(retire, restore):what>")
@needs(Permission.MANAGE)
def retire_letter(template_id: int, what: str) -> ResponseReturnValue:
    """Out of use, or into use again."""
    template = _find(template_id)
    try:
        with transaction():
            change = actions.put_out_of_use if what == "retire" else actions.put_into_use
            change(template, by=me())
    except Refused as refusal:
        flash(str(refusal), "error")
        return redirect(url_for(".letter", template_id=template_id), 303)
    flash(_("It is out of use.") if what == "retire" else _("It is in use again."), "success")
    return redirect(url_for(".letters", language=template.language), 303)


def _find(template_id: int) -> LetterTemplate:
    template = queries.by_id(template_id)
    if template is None:
        abort(404)
    return template


def _prepare(form: TemplateForm) -> None:
    spoken = language()
    form.offer_kinds()
    form.programme.choices = [
        SelectChoice("", _("For all")),
        *(
            SelectChoice(str(one.id), f"{one.abbreviation} {one.period}")
            for one in programmes(active_only=True)
        ),
    ]
    form.topic.choices = [
        SelectChoice("", _("For all")),
        *(
            SelectChoice(str(one.id), one.name(spoken))
            for one in db.session.scalars(
                select(Topic).where(Topic.active).order_by(Topic.position)
            )
        ),
    ]


def _save(template: LetterTemplate | None) -> ResponseReturnValue:
    form = TemplateForm()
    _prepare(form)
    if request.form.get("do") == "preview":
        return _sheet(form, template)
    if not form.validate():
        return _sheet(form, template, 422)
    written = actions.Written(
        kind=TemplateKind(form.kind.data),
        language=form.language.data or "",
        name=form.name.data or "",
        subject=form.subject.data or "",
        body=form.body.data or "",
        programme_id=_number(form.programme.data),
        topic_id=_number(form.topic.data),
        standard=bool(form.standard.data),
    )
    try:
        with transaction():
            saved = actions.save(template, written, by=me(), version=form.seen_version)
    except Stale as refusal:
        form.form_errors.append(str(refusal))
        present = _find(template.id) if template else None
        form.version.data = str(present.version) if present else ""
        return _sheet(form, present, 409, theirs=present)
    except Refused as refusal:
        put_beside(form, refusal)
        return _sheet(form, template, 422)
    flash(_("The template was saved."), "success")
    return redirect(url_for(".letters", language=saved.language), 303)


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() else None


def _sheet(
    form: TemplateForm,
    template: LetterTemplate | None,
    status: int = 200,
    theirs: LetterTemplate | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "enquiries/letters/letter.html",
        form=form,
        template=template,
        theirs=theirs,
        placeholders=PLACEHOLDERS,
        labels={one.name: str(one.label) for one in PLACEHOLDERS},
        unknown=unknown_in(f"{form.subject.data or ''}\n{form.body.data or ''}"),
        sample=_sample(form),
    )
    return page, status


def _sample(form: TemplateForm) -> dict[str, Any] | None:
    """The template as a letter of the newest enquiry in its language."""
    if not (form.body.data or "").strip():
        return None
    spoken = form.language.data or "bg"
    newest = select(Enquiry).order_by(Enquiry.id.desc()).limit(1)
    enquiry = db.session.scalar(newest.where(Enquiry.language == spoken))
    if enquiry is None:
        return None
    filling = Filling(enquiry, by=me(), follow_up=FollowUp(token="…"))  # noqa: S106 - a sample
    looks = without_style(blocks(fill(form.body.data or "", filling).text))
    return {
        "reference": enquiry.reference,
        "subject": fill(form.subject.data or "", filling).text,
        "looks": looks,
        "under": without_style(html_footer(footer(settings(), spoken))),
        "language": spoken,
    }
