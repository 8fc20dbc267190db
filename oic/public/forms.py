"""What a citizen may type."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import current_app, request
from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    Field,
    Form,
    MultipleFileField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from oic.clients.models import ClientType
from oic.core.errors import Message
from oic.core.numbers import is_email, parse_phones
from oic.places.models import Municipality
from oic.web.forms import BaseForm
from oic.web.pages import settings
from oic.web.resend import came_from_here

LONGEST_TEXT = 10_000
OUTSIDE = "outside"

CLIENT_CHOICES: Sequence[tuple[ClientType, Message, Message]] = (
    (ClientType.CITIZEN, _l("A citizen"), _l("I ask for myself or my family")),
    (ClientType.BUSINESS, _l("A firm"), _l("also a sole trader, or someone about to start")),
    (ClientType.FARMER, _l("A farmer"), _l("registered or about to register")),
    (ClientType.NGO, _l("A non-governmental organisation"), _l("association, foundation")),
    (ClientType.CHITALISHTE, _l("A chitalishte (community centre)"), ""),
    (ClientType.SCHOOL, _l("A school or kindergarten"), ""),
    (ClientType.MUNICIPALITY, _l("A municipal administration"), _l("also a village hall")),
    (ClientType.INSTITUTION, _l("Another public institution"), _l("agency, hospital, museum")),
    (ClientType.UNIVERSITY, _l("A university or research institute"), ""),
    (ClientType.MEDIA, _l("A journalist"), ""),
    (ClientType.OTHER, _l("None of these"), ""),
)
"""Each with the words that a citizen knows it by, and a hint."""

SCORES: Sequence[tuple[int, Message]] = (
    (5, _l("5 – Very much: I know what to do")),
    (4, _l("4 – Quite a lot")),
    (3, _l("3 – Partly")),
    (2, _l("2 – Not much")),
    (1, _l("1 – Not at all")),
)


def no_spam_lines(form: Form, field: Field) -> None:
    """A name or an address is one line; a line break in it comes from a robot."""
    del form
    if field.data and len(field.data.splitlines()) > 1:
        raise ValidationError(_l("Write this on one line."))


def too_long(longest: int) -> Length:
    """A limit that is said. As the browser's maxlength it would cut a pasted text in silence."""
    limit = Length(max=longest, message=_l("Please make this shorter than %(max)d characters."))
    limit.field_flags = {}
    return limit


def tidy(value: str | None) -> str:
    """What was typed without the space around it."""
    return (value or "").strip()


_PAGE_IS_OLD = _l(
    "This page was open for a long time. Nothing is lost: look it over and press the button again."
)


def _no_cookie() -> Message:
    """What to do when the browser brought none: it was closed meanwhile, or it keeps none."""
    return _l(
        "Your browser sent no cookie with this form. Nothing is lost: press the button again. If "
        "you read this once more, allow cookies for this site, or call us on %(phone)s.",
        phone=settings().centre_phone,
    )


class CitizensForm(BaseForm):
    """What every public form has besides its own fields: a trap for robots.

    A browser that keeps no cookies has no CSRF token to show. It gets through when it says itself
    that the form stood on a page of ours, which no other site can make it say.
    """

    website = StringField(_l("Leave this field empty"))
    """People neither see nor reach it; robots fill in whatever they find."""

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' type
        """As usual; a session that is over is explained, and nothing typed is lost."""
        fine: bool = super().validate(extra_validators)
        protection = self["csrf_token"]
        if not protection.errors:
            return fine
        if current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
            protection.errors = [_PAGE_IS_OLD]
        elif came_from_here():
            protection.errors = []
        else:
            protection.errors = [_no_cookie()]
        return not self.errors

    def add_error(self, message: Message, field: str | None = None) -> None:
        """Put a message beside a field, or at the top where it belongs to none."""
        if field is not None and field in self:
            self[field].errors = [*self[field].errors, message]
        else:
            self.form_errors.append(message)

    @property
    def forged(self) -> bool:
        """After validation: whether the form cannot be told from one that another site sent."""
        return bool(self["csrf_token"].errors)

    @property
    def trapped(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(tidy(self.website.data))


class AskForm(CitizensForm):
    """A question."""

    question = TextAreaField(
        _l("Your question"),
        filters=[tidy],
        validators=[DataRequired(_l("Write your question.")), too_long(LONGEST_TEXT)],
    )
    files = MultipleFileField(_l("Files"))
    name = StringField(
        _l("Your name"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Write your name, so that we know how to address you.")),
            too_long(200),
            no_spam_lines,
        ],
    )
    email = EmailField(_l("E-mail"), filters=[tidy], validators=[too_long(320), no_spam_lines])
    phone = TelField(_l("Phone"), filters=[tidy], validators=[too_long(40), no_spam_lines])
    client_type = RadioField(
        _l("You are"),
        choices=[SelectChoice(kind.value, label) for kind, label, _ in CLIENT_CHOICES],
        validators=[DataRequired(_l("Choose one; it helps us answer to the point."))],
    )
    organisation = StringField(
        _l("Name of the firm or organisation"),
        filters=[tidy],
        validators=[too_long(200), no_spam_lines],
    )
    municipality = SelectField(_l("Municipality"), validators=[Optional()])

    def offer(self, municipalities: Iterable[Municipality], language: str) -> None:
        """Fill the list of municipalities."""
        self.municipality.choices = [
            SelectChoice("", _l("I prefer not to say")),
            *(SelectChoice(str(place.id), place.name(language)) for place in municipalities),
            SelectChoice(OUTSIDE, _l("Outside the province of Stara Zagora")),
        ]

    def validate_email(self, field: Field) -> None:
        """An address, if one is given; one of the two ways to answer in any case."""
        if field.data and not is_email(field.data):
            raise ValidationError(
                _l("This is not an e-mail address. Write it like name@example.bg.")
            )
        if not field.data and not self.phone.data:
            raise ValidationError(
                _l("Write an e-mail address or a phone number, so that we can answer you.")
            )

    def validate_phone(self, field: Field) -> None:
        """A number that can be called, if one is given."""
        if field.data and not any(phone.e164 for phone in parse_phones(field.data)):
            raise ValidationError(
                _l("This is not a phone number. Write it with its code, like 042 603 526.")
            )

    @property
    def municipality_id(self) -> int | None:
        """The chosen municipality; None for elsewhere and for no answer."""
        chosen = self.municipality.data
        return int(chosen) if chosen and chosen != OUTSIDE else None


class MoreForm(CitizensForm):
    """Something more about a question that was asked."""

    text = TextAreaField(_l("Your message"), filters=[tidy], validators=[too_long(LONGEST_TEXT)])
    files = MultipleFileField(_l("Files"))


class SatisfactionForm(CitizensForm):
    """Whether the answer helped."""

    score = RadioField(
        _l("Our answer helped me"),
        choices=[SelectChoice(str(score), label) for score, label in SCORES],
        validators=[DataRequired(_l("Choose one of the five answers."))],
    )
    comment = TextAreaField(
        _l("Would you like to add something?"), filters=[tidy], validators=[too_long(2_000)]
    )
