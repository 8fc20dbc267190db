"""What the desk types about a visit: booking for somebody, a walk-in, how it ended."""

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from oic.clients.models import ClientType
from oic.core.numbers import is_email, parse_phones
from oic.places.models import Municipality
from oic.receptions.models import ReceptionTopic
from oic.web.forms import LANGUAGE_CHOICES, BaseForm

LONGEST = 10_000
_NO_MAIL = _l("This is not an e-mail address. Write it like name@example.bg.")


def _tidy(value: str | None) -> str:
    return (value or "").strip()


class WhoForm(BaseForm):
    """Who comes. Nothing is needed but one way to count who came."""

    name = StringField(_l("Name"), [Length(max=200)], filters=[_tidy])
    phone = TelField(_l("Phone"), [Length(max=40)], filters=[_tidy])
    email = EmailField(_l("E-mail"), [Length(max=320)], filters=[_tidy])
    client_type = SelectField(
        _l("Type"), [InputRequired(_l("Choose one, so that the visit is counted."))]
    )
    municipality = SelectField(_l("Municipality"))
    organisation = StringField(_l("Organisation"), [Length(max=200)], filters=[_tidy])
    language = SelectField(_l("Language of the letters"), choices=LANGUAGE_CHOICES, default="bg")
    question = TextAreaField(_l("Question"), [Length(max=LONGEST)], filters=[_tidy])

    def offer(self, municipalities: Iterable[Municipality], language: str) -> None:
        """Fill the lists of types and municipalities."""
        self.client_type.choices = [
            SelectChoice("", _l("Choose")),
            *(SelectChoice(kind.value, kind.message) for kind in ClientType),
        ]
        self.municipality.choices = [
            SelectChoice("", _l("Not said")),
            *(SelectChoice(str(one.id), one.name(language)) for one in municipalities),
        ]

    def validate_email(self, field: Field) -> None:
        """An address, if one is given."""
        if field.data and not is_email(field.data):
            raise ValidationError(_NO_MAIL)

    def validate_phone(self, field: Field) -> None:
        """A number that can be called, if one is given."""
        if field.data and not any(phone.e164 for phone in parse_phones(field.data)):
            raise ValidationError(
                _l("This is not a phone number. Write it with its code, like 042 603 526.")
            )

    @property
    def municipality_id(self) -> int | None:
        """The chosen municipality; None where it was not said."""
        return int(self.municipality.data) if self.municipality.data else None


class DeskBookingForm(WhoForm):
    """A visit that the desk books for somebody who calls or writes."""

    time = RadioField(_l("Time"), choices=[], validators=[InputRequired(_l("Choose a time."))])

    def offer_times(self, times: Iterable[tuple[str, str]]) -> None:
        """The free times: (value, words)."""
        self.time.choices = [SelectChoice(value, words) for value, words in times]

    def validate_name(self, field: Field) -> None:
        """Somebody is expected, by a name."""
        if not field.data:
            raise ValidationError(_l("Write who comes."))


class WalkInForm(WhoForm):
    """Somebody who came without a time."""

    topic = SelectField(_l("Topic"), coerce=int)
    time = SelectField(_l("When"), validators=[Optional()])

    def offer_topics(self, topics: Sequence[ReceptionTopic], language: str) -> None:
        """Fill the list of topics."""
        self.topic.choices = [SelectChoice(one.id, one.name(language)) for one in topics]

    def offer_times(self, times: Iterable[tuple[str, str]]) -> None:
        """In turn, or at a free time of today."""
        self.time.choices = [
            SelectChoice("", _l("In turn, when somebody is free")),
            *(SelectChoice(value, words) for value, words in times),
        ]


class OutcomeForm(BaseForm):
    """How a visit ended."""

    question = TextAreaField(
        _l("What was asked"),
        [InputRequired(_l("Write what was asked.")), Length(max=LONGEST)],
        filters=[_tidy],
    )
    more = TextAreaField(
        _l("Further questions"),
        [Length(max=LONGEST)],
        filters=[_tidy],
        description=_l("One on each line: consultations and questions are counted separately."),
    )
    summary = TextAreaField(
        _l("What you answered"),
        [Length(max=LONGEST)],
        filters=[_tidy],
        description=_l("Empty: you take it along and answer later; it stands in your day."),
    )
    minutes = IntegerField(
        _l("How long it took"), [Optional(), NumberRange(0, 600)], description=_l("minutes")
    )
    follow_up = BooleanField(_l("Plan a follow-up letter"))

    @property
    def questions(self) -> list[str]:
        """All that was asked, in order."""
        further = [line.strip() for line in (self.more.data or "").splitlines()]
        return [self.question.data or "", *(line for line in further if line)]


class WhyForm(BaseForm):
    """Why a visit is called off, as the visitor is told."""

    why = TextAreaField(_l("What the visitor is told"), [Length(max=1000)], filters=[_tidy])


class MoveForm(BaseForm):
    """Another time for a visit."""

    time = StringField(_l("Time"), [InputRequired(_l("Choose a time."))], filters=[_tidy])


class InviteForm(BaseForm):
    """Whom to send the link with which a time is booked."""

    topic = SelectField(_l("Topic"), coerce=int)
    name = StringField(_l("Name"), [InputRequired(_l("This is needed.")), Length(max=200)])
    email = EmailField(
        _l("E-mail"), [InputRequired(_l("This is needed.")), Length(max=320)], filters=[_tidy]
    )
    language = SelectField(_l("Language of the letters"), choices=LANGUAGE_CHOICES, default="bg")
    days = IntegerField(
        _l("The link holds for"), [NumberRange(1, 90)], default=14, description=_l("days")
    )

    def validate_email(self, field: Field) -> None:
        """One address."""
        if not is_email(field.data or ""):
            raise ValidationError(_NO_MAIL)
