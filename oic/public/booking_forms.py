"""What a citizen may type to book a visit, or to wait for one."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    MultipleFileField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import Field
from wtforms.validators import DataRequired, Optional

from oic.core.numbers import is_email
from oic.public.forms import (
    LONGEST_TEXT,
    AskForm,
    CitizensForm,
    no_spam_lines,
    tidy,
    too_long,
)


class TimeForm(CitizensForm):
    """A chosen time, as a button's value."""

    time = StringField(
        _l("Time"), filters=[tidy], validators=[DataRequired(_l("Choose one of the times."))]
    )


class PressForm(CitizensForm):
    """A button that needs nothing typed."""


class BookForm(AskForm):
    """Who comes, and about what."""

    other = RadioField(_l("Choose another time"), choices=[], validators=[Optional()])
    """Times that are offered where the chosen one has just gone."""
    question = TextAreaField(
        _l("What would you like to ask?"), filters=[tidy], validators=[too_long(LONGEST_TEXT)]
    )
    files = MultipleFileField(_l("Files"))
    booked_by_name = StringField(
        _l("Your name, or the institution's"),
        filters=[tidy],
        validators=[too_long(200), no_spam_lines],
    )
    booked_by_email = EmailField(
        _l("Your e-mail"), filters=[tidy], validators=[too_long(320), no_spam_lines]
    )

    def validate_email(self, field: Field) -> None:
        """An address, if one is given; some way to reach the visitor or who books for her."""
        if field.data and not is_email(field.data):
            raise ValidationError(
                _l("This is not an e-mail address. Write it like name@example.bg.")
            )
        if not (field.data or self.phone.data or self.booked_by_email.data):
            raise ValidationError(
                _l("Write an e-mail address or a phone number, so that we can reach you.")
            )

    def validate_booked_by_email(self, field: Field) -> None:
        """An address, if one is given."""
        if field.data and not is_email(field.data):
            raise ValidationError(
                _l("This is not an e-mail address. Write it like name@example.bg.")
            )

    def validate_booked_by_name(self, field: Field) -> None:
        """Whoever gives an address for another says who it is."""
        if self.booked_by_email.data and not field.data:
            raise ValidationError(_l("Write who books for the visitor."))

    def offer_times(self, times: Iterable[tuple[str, str]]) -> None:
        """Let another time be chosen: (value, words)."""
        self.other.choices = [SelectChoice(value, words) for value, words in times]


class WaitForm(AskForm):
    """Who waits for a time to come free; the offer comes by letter."""

    question = TextAreaField(
        _l("What would you like to ask?"), filters=[tidy], validators=[too_long(LONGEST_TEXT)]
    )
    files = None

    def validate_email(self, field: Field) -> None:
        """An address that the offer can be sent to."""
        if not field.data or not is_email(field.data):
            raise ValidationError(
                _l("We offer the time by letter: write an e-mail address like name@example.bg.")
            )
