"""The composer under the conversation: a letter, a note, a call, an answer that was told."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from oic.core.clock import today
from oic.web.forms import BaseForm

LONGEST = 60_000
LONGEST_CALL_MINUTES = 600
_TOO_LONG = Length(max=LONGEST, message=_l("Please make this shorter than %(max)d characters."))


class SeenForm(BaseForm):
    """What every form of the enquiry's page carries: what its reader had before the eyes."""

    last = HiddenField()
    """The newest entry of the timeline that was on the page."""
    origin = HiddenField()
    """The register's query that the person came from, for the next and the previous one."""

    kind = ""
    """Begins the ids of the form's fields: a page has several forms with the same names."""

    def __init__(self, *arguments: Any, **values: Any) -> None:  # noqa: ANN401 - as WTForms
        """As WTForms, with ids that are unique on the page."""
        super().__init__(*arguments, **values)
        for field in self:
            field.id = f"{self.kind}-{field.name.replace('_', '-')}"
            field.label.field_id = field.id

    @property
    def seen_last(self) -> int:
        """The newest entry that was on the page."""
        return int(self.last.data) if (self.last.data or "").isdecimal() else 0


class WritingForm(SeenForm):
    """A text, and files with it."""

    kind = "composer"
    tab = ""
    """Which tab of the composer: also the last part of the draft's key."""
    body = TextAreaField(_l("Text"), [_TOO_LONG])
    files = MultipleFileField(
        _l("Attachments"), description=_l("Several at once, up to 10 MB each; drop or paste them.")
    )

    @property
    def draft_names(self) -> list[str]:
        """The fields that a draft keeps."""
        apart = {"csrf_token", "last", "origin", "files", "template"}
        return [name for name in self._fields if name not in apart]


class _WithFollowUp(WritingForm):
    follow_up = BooleanField(_l("Ask later by letter whether it helped"))
    follow_up_on = DateField(_l("On"), [Optional()])
    follow_up_template = SelectField(
        _l("Template of the follow-up letter"), coerce=str, validate_choice=False
    )

    def validate_follow_up_on(self, field: DateField) -> None:
        """A day to come, where a letter is planned."""
        if self.follow_up.data and field.data and field.data <= today():
            raise ValidationError(_l("Choose a day after today."))


class AnswerForm(_WithFollowUp):
    """An answer by letter."""

    tab = "answer"
    to_email = StringField(_l("To"), [Length(max=320)])
    subject = StringField(_l("Subject"), [Length(max=200)])
    template = SelectField(_l("Template"), coerce=str, validate_choice=False)


class AskForm(WritingForm):
    """A letter that asks the client for a clarification."""

    tab = "ask"
    to_email = StringField(_l("To"), [Length(max=320)])
    subject = StringField(_l("Subject"), [Length(max=200)])
    template = SelectField(_l("Template"), coerce=str, validate_choice=False)


class NoteForm(WritingForm):
    """An internal note."""

    tab = "note"


class _WithMinutes(SeenForm):
    minutes = IntegerField(
        _l("How long it took, in minutes"),
        [
            Optional(),
            NumberRange(0, LONGEST_CALL_MINUTES, _l("Write minutes from %(min)d to %(max)d.")),
        ],
    )

    @property
    def seconds(self) -> int:
        """The minutes in seconds."""
        return 60 * (self.minutes.data or 0)


class CallForm(_WithMinutes, WritingForm):
    """A call that did not end it."""

    tab = "call"
    files = None


class ToldForm(_WithMinutes, _WithFollowUp):
    """The client was told by phone or in person."""

    tab = "told"
    files = None

    def validate_body(self, field: TextAreaField) -> None:
        """Here and not in the action alone, so that it is said together with the rest."""
        if not (field.data or "").strip():
            raise ValidationError(_l("Say in a sentence what you answered."))


FORMS: dict[str, type[Any]] = {
    form.tab: form for form in (AnswerForm, ToldForm, AskForm, NoteForm, CallForm)
}
