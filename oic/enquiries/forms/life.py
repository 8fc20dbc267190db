"""The small forms beside the conversation: who answers, what state, which facts."""

import json
from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from oic.core.clock import today
from oic.enquiries.forms.composer import LONGEST_CALL_MINUTES, SeenForm
from oic.web.forms import LANGUAGE_CHOICES, BaseForm

_WORDS = Length(max=2000)


class TakeForm(SeenForm):
    """It is mine from now on: nothing to type."""

    kind = "take"


class BeginForm(SeenForm):
    """Work has begun: nothing to type."""

    kind = "begin"


class NoFollowUpForm(SeenForm):
    """No follow-up: nothing to type."""

    kind = "no-follow-up"


class HandOverForm(SeenForm):
    """To a colleague, with a note."""

    kind = "hand-over"
    assignee = SelectField(_l("Colleague"), coerce=str, validate_choice=False)
    note = TextAreaField(_l("Where things stand"), [_WORDS])


class AssignForm(SeenForm):
    """To a chosen colleague, by the manager."""

    kind = "assign"
    assignee = SelectField(_l("To whom"), coerce=str, validate_choice=False)
    note = TextAreaField(_l("Note for the colleague"), [_WORDS])


class RefuseForm(SeenForm):
    """Not mine, with the reason."""

    kind = "refuse"
    reason = TextAreaField(_l("Why you cannot take it"), [_WORDS])


class ForwardForm(SeenForm):
    """To the body that is competent."""

    kind = "forward"
    institution = StringField(_l("Institution"), [Length(max=200)])
    note = TextAreaField(_l("Note, for the desk only"), [_WORDS])


class CloseForm(SeenForm):
    """Nothing more is owed."""

    kind = "close"
    note = TextAreaField(_l("Note"), [_WORDS])


class CloseManyForm(BaseForm):
    """Several at once that nobody has answered: why."""

    asked = HiddenField()
    """Set on the page that asks; the list's own button comes without it."""
    reason = TextAreaField(_l("Why they are closed without an answer"), [_WORDS])

    def validate_reason(self, field: TextAreaField) -> None:
        """Somebody will want to know."""
        if not (field.data or "").strip():
            raise ValidationError(_l("Say why: it stands on the timeline of each."))


class ReopenForm(SeenForm):
    """Open again."""

    kind = "reopen"
    reason = TextAreaField(_l("Why it is reopened"), [_WORDS])


class FactsForm(SeenForm):
    """What was registered, put right."""

    kind = "facts"
    shown = HiddenField()
    """What the page showed, as JSON: only what differs from it was changed by whoever sends it."""
    subject = StringField(_l("Subject"), [Length(max=200)])
    municipality = SelectField(_l("Municipality"), coerce=str, validate_choice=False)
    language = SelectField(_l("Language of the letters"), choices=LANGUAGE_CHOICES)
    reply_email = StringField(_l("Address for letters"), [Length(max=320)])
    duration_minutes = IntegerField(
        _l("Duration, in minutes"),
        [
            Optional(),
            NumberRange(0, LONGEST_CALL_MINUTES, _l("Write minutes from %(min)d to %(max)d.")),
        ],
    )

    def show(self) -> Self:
        """Keep what the form shows now, for when it is sent."""
        self.shown.data = json.dumps({item.name: _text(item) for item in self._facts()})
        return self

    @property
    def touched(self) -> frozenset[str]:
        """The fields that say something else than what the page showed."""
        try:
            shown = json.loads(self.shown.data or "")
        except ValueError:
            shown = None
        before = shown if isinstance(shown, dict) else {}
        return frozenset(one.name for one in self._facts() if before.get(one.name) != _text(one))

    def _facts(self) -> list[Field]:
        return [item for item in self if not isinstance(item, HiddenField)]


def _text(item: Field) -> str:
    return "" if item.data is None else str(item.data).strip()


class FollowUpForm(SeenForm):
    """The planned follow-up: its day and its template."""

    kind = "follow-up"
    follow_up_on = DateField(_l("Day"), [DataRequired(_l("Choose a day."))])
    follow_up_template = SelectField(_l("Template"), coerce=str, validate_choice=False)


class ReminderForm(SeenForm):
    """Something to come back to."""

    kind = "remind"
    remind_on = DateField(_l("Day"), [DataRequired(_l("Choose a day."))])
    remind_at = TimeField(_l("Time"), [DataRequired(_l("Choose a time."))])
    reminder_note = StringField(_l("What about"), [Length(max=200)])

    def validate_remind_on(self, field: DateField) -> None:
        """No day gone by: the calendar's first years have no instant in Sofia."""
        if field.data and field.data < today():
            raise ValidationError(_l("Choose a time that is still to come."))
