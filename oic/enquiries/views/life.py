"""What is done beside the conversation: who answers, what state, which facts, what comes later."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from oic.core.clock import local_instant
from oic.core.db import db, transaction
from oic.core.errors import Refused, Stale
from oic.core.wording import day_text
from oic.enquiries.actions import assigning, follow_ups, life, reminders
from oic.enquiries.forms import life as forms
from oic.enquiries.models import Enquiry, Reminder, TemplateKind
from oic.enquiries.queries import letters, one
from oic.enquiries.views.blueprint import blueprint
from oic.enquiries.views.composing import first_tab, opened
from oic.enquiries.views.enquiry import page
from oic.enquiries.views.showing import (
    Typed,
    find,
    follow_up_template,
    me,
    page_of,
    put_beside,
    stale_page,
    with_colleagues,
    with_follow_up_templates,
    with_municipalities,
)
from oic.staff import queries as staff
from oic.staff.models import User
from oic.web.access import Permission, needs

Act = Callable[[Enquiry], object]


def do(  # noqa: PLR0913 - one act, all else by keyword
    enquiry: Enquiry,
    form: Any,  # noqa: ANN401 - any SeenForm
    act: Act,
    done: str,
    *,
    then: dict[str, str] | None = None,
    at: Enquiry | None = None,
) -> ResponseReturnValue:
    """Check the form, hold the enquiry as its reader saw it, act; refusals go beside the field.

    ``at`` is the enquiry that is shown afterwards, where it is another one that ``act`` changes.
    """
    if form.validate():
        try:
            with transaction():
                if at is not None:
                    one.locked_together(enquiry.id, at.id)
                held = one.locked_as_seen(enquiry.id, form.seen_last)
                life.see(held, by=me())
                act(held)
        except Stale:
            present = find(enquiry.reference)
            return stale_page(present, form, _typed(form, present), verb=_("Do it all the same"))
        except Refused as refusal:
            put_beside(form, refusal)
        else:
            flash(done, "success")
            return redirect(page_of(at or enquiry, **(then or {})), 303)
    present = find(enquiry.reference)
    return page(present, opened(present, first_tab(present)), 422, refused={form.kind: form})


def _typed(form: Any, enquiry: Enquiry) -> Sequence[Typed]:  # noqa: ANN401 - any SeenForm
    """What stands in the form, beside what stands in the register now."""
    present = forms.FactsForm(formdata=None)
    current = {
        "subject": enquiry.subject,
        "municipality": str(enquiry.municipality_id or ""),
        "language": enquiry.language,
        "reply_email": enquiry.reply_email,
        "duration_minutes": str(round(enquiry.duration_seconds / 60)),
    }
    rows = []
    for item in form:
        if item.name in {"csrf_token", "last", "origin", "shown"}:
            continue
        beside = None
        if isinstance(form, forms.FactsForm) and item.name in present:
            if item.name not in form.touched:
                continue
            beside = _said(item, current[item.name])
        rows.append(Typed(str(item.label.text), _said(item, item.data), beside))
    return rows


def _said(item: Any, value: Any) -> str:  # noqa: ANN401 - any field and its value
    choices = {one.value: one.label for one in getattr(item, "choices", None) or ()}
    if str(value or "") in choices:
        return str(choices[str(value or "")])
    return day_text(value) if hasattr(value, "year") else str("" if value is None else value)


def _chosen(form: forms.AssignForm | forms.HandOverForm) -> User:
    """The colleague that was chosen. Raises Refused where none was."""
    value = form.assignee.data or ""
    user = staff.user(int(value)) if value.isdecimal() else None
    if user is None:
        raise Refused(_l("Choose a colleague."), field="assignee")
    return user


@blueprint.post("/enquiries/<reference>/take")
@needs(Permission.DESK)
def take(reference: str) -> ResponseReturnValue:
    """It is mine from now on."""
    enquiry = find(reference)
    form = forms.TakeForm()
    return do(enquiry, form, lambda held: assigning.take(held, by=me()), _("It is yours now."))


@blueprint.post("/enquiries/<reference>/hand-over")
@needs(Permission.DESK)
def hand_over(reference: str) -> ResponseReturnValue:
    """To a colleague, with a note."""
    enquiry = find(reference)
    form = with_colleagues(forms.HandOverForm(), enquiry)

    def act(held: Enquiry) -> None:
        assigning.hand_over(held, _chosen(form), by=me(), note=form.note.data or "")

    return do(enquiry, form, act, _("It was handed over."))


@blueprint.post("/enquiries/<reference>/refuse")
@needs(Permission.DESK)
def refuse(reference: str) -> ResponseReturnValue:
    """Not mine, with the reason; the rule finds somebody else."""
    enquiry = find(reference)
    form = forms.RefuseForm()

    def act(held: Enquiry) -> None:
        assigning.refuse(held, by=me(), reason=form.reason.data or "")

    return do(enquiry, form, act, _("It was passed on; your reason stands on the timeline."))


@blueprint.post("/enquiries/<reference>/assign")
@needs(Permission.MANAGE)
def assign(reference: str) -> ResponseReturnValue:
    """The manager chooses; „by the rule“ lets the rule do it."""
    enquiry = find(reference)
    form = with_colleagues(forms.AssignForm(), enquiry)

    def act(held: Enquiry) -> None:
        if request.form.get("by_rule"):
            assigning.choose_by_rule(held, by=me(), note=form.note.data or "")
        else:
            assigning.assign_to(held, _chosen(form), by=me(), note=form.note.data or "")

    return do(enquiry, form, act, _("It was assigned."))


@blueprint.post("/enquiries/<reference>/begin")
@needs(Permission.DESK)
def begin(reference: str) -> ResponseReturnValue:
    """Work has begun."""
    enquiry = find(reference)
    form = forms.BeginForm()
    return do(enquiry, form, lambda held: life.begin_work(held, by=me()), _("Work has begun."))


@blueprint.post("/enquiries/<reference>/forward")
@needs(Permission.DESK)
def forward(reference: str) -> ResponseReturnValue:
    """To the body that is competent; the letter to the client is offered next."""
    enquiry = find(reference)
    form = forms.ForwardForm()

    def act(held: Enquiry) -> None:
        life.forward(
            held, by=me(), institution=form.institution.data or "", note=form.note.data or ""
        )

    template = letters.standard(TemplateKind.FORWARDING, enquiry.language)
    then = {}
    if template is not None and enquiry.reply_email:
        then = {"tab": "answer", "template": str(template.id), "_anchor": "composer"}
    return do(enquiry, form, act, _("Its forwarding was recorded."), then=then)


@blueprint.post("/enquiries/<reference>/close")
@needs(Permission.DESK)
def close(reference: str) -> ResponseReturnValue:
    """Nothing more is owed."""
    enquiry = find(reference)
    form = forms.CloseForm()

    def act(held: Enquiry) -> None:
        life.close(held, by=me(), note=form.note.data or "")

    return do(enquiry, form, act, _("It was closed."))


@blueprint.post("/enquiries/<reference>/reopen")
@needs(Permission.DESK)
def reopen(reference: str) -> ResponseReturnValue:
    """Open again, with new deadlines."""
    enquiry = find(reference)
    form = forms.ReopenForm()

    def act(held: Enquiry) -> None:
        life.reopen(held, by=me(), reason=form.reason.data or "")

    return do(enquiry, form, act, _("It was reopened; its deadlines run anew."))


@blueprint.post("/enquiries/<reference>/facts")
@needs(Permission.DESK)
def facts(reference: str) -> ResponseReturnValue:
    """Put right what was registered: what a colleague changed meanwhile stays hers."""
    enquiry = find(reference)
    form = with_municipalities(forms.FactsForm())

    def act(held: Enquiry) -> None:
        chosen, minutes = form.municipality.data or "", form.duration_minutes.data
        typed: dict[str, tuple[str, Any]] = {
            "subject": ("subject", form.subject.data or ""),
            "municipality_id": ("municipality", int(chosen) if chosen.isdecimal() else None),
            "language": ("language", form.language.data or ""),
            "reply_email": ("reply_email", form.reply_email.data or ""),
            "duration_seconds": (
                "duration_minutes",
                held.duration_seconds if minutes is None else 60 * minutes,
            ),
        }
        touched = form.touched
        put_right = {
            column: value if name in touched else getattr(held, column)
            for column, (name, value) in typed.items()
        }
        life.change_facts(held, by=me(), **put_right)

    return do(enquiry, form, act, _("The facts were put right."))


@blueprint.post("/enquiries/<reference>/follow-up")
@needs(Permission.DESK)
def follow_up(reference: str) -> ResponseReturnValue:
    """Plan the follow-up, change its day or template, or switch it off."""
    enquiry = find(reference)
    if request.form.get("off"):
        return do(
            enquiry,
            forms.NoFollowUpForm(),
            lambda held: follow_ups.cancel_planned(
                held, by=me(), reason=_l("Switched off by %(name)s.", name=me().name)
            ),
            _("No follow-up letter will be sent."),
        )
    form = with_follow_up_templates(forms.FollowUpForm(), enquiry.language)

    def act(held: Enquiry) -> None:
        follow_ups.plan(
            held, by=me(), due_on=form.follow_up_on.data, template=follow_up_template(form)
        )

    return do(enquiry, form, act, _("The follow-up letter is planned."))


@blueprint.post("/enquiries/<reference>/reminders")
@needs(Permission.DESK)
def remind(reference: str) -> ResponseReturnValue:
    """Remind me at a time."""
    enquiry = find(reference)
    form = forms.ReminderForm()

    def act(held: Enquiry) -> None:
        reminders.remind(
            held,
            by=me(),
            due_at=local_instant(form.remind_on.data, form.remind_at.data),
            note=form.reminder_note.data or "",
        )

    return do(enquiry, form, act, _("You will be reminded."))


@blueprint.post("/enquiries/<reference>/reminders/<int:reminder_id>/done")
@needs(Permission.DESK)
def reminder_done(reference: str, reminder_id: int) -> ResponseReturnValue:
    """It was looked after."""
    enquiry = find(reference)
    with transaction():
        found = db.session.get(Reminder, reminder_id)
        if found is None or found.enquiry_id != enquiry.id:
            abort(404)
        reminders.done(found, by=me())
    return redirect(page_of(enquiry), 303)
