"""What is written down while somebody is on the line: the form of a new enquiry."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from oic.clients.models import ClientType
from oic.core.clock import today
from oic.core.errors import Message
from oic.core.numbers import find_procedures, is_email, looks_like_eik, parse_eik, parse_phones
from oic.enquiries.actions.opening import Outcome
from oic.enquiries.models import SHORT_CHANNEL_LABELS
from oic.web.forms import LANGUAGE_CHOICES, BaseForm

MOST_QUESTIONS = 12
LONGEST = 20_000
LONGEST_TALK_MINUTES = 600
OUTSIDE = "outside"
"""The choice of a municipality for those from elsewhere."""
NO_PROGRAMME = "none"
OUTCOMES = (
    (Outcome.ANSWERED, _l("Answered on the spot")),
    (Outcome.TAKE, _l("I take it")),
    (Outcome.ASSIGN, _l("Assign")),
)
_LONG = Length(max=LONGEST, message=_l("Please make this shorter than %(max)d characters."))
_NOT_AN_ADDRESS = _l("This is not an e-mail address. Write it like name@example.bg.")
_ADDRESS = re.compile(r"[^\s<>,;]+@[^\s<>,;]+")
_NUMBER = re.compile(r"(?<!\w)\+?[\d(][\d\s/().-]{4,}\d")


def _choices(pairs: Iterable[tuple[str, Message]]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in pairs]


def _line(longest: int) -> Length:
    return Length(max=longest, message=_l("This is too long: at most %(max)d characters."))


@dataclass(frozen=True)
class Typed:
    """What stands in the one box, sorted into the fields of a new client."""

    name: str = ""
    phone: str = ""
    email: str = ""
    eik: str = ""


def sort_out(text: str) -> Typed:
    """Name, telephone, e-mail and ЕИК from what was typed in one go.

    „Иван Петров 0888 123 456 ivan@primer.bg“ gives all three; what is no number and no address
    is the name.
    """
    phone = email = eik = ""
    found = _ADDRESS.search(text)
    if found and is_email(found[0]):
        email = found[0]
        text = text.replace(found[0], " ", 1)
    for number in _NUMBER.findall(text):
        if not eik and looks_like_eik(number) and parse_eik(number):
            eik = parse_eik(number) or ""
        elif not phone:
            phone = number.strip()
        else:
            continue
        text = text.replace(number, " ", 1)
    name = " ".join(text.split()).strip(" ,;·-")
    return Typed(name, phone, email, eik)


class QuestionForm(Form):
    """One of the questions; the last three are recognised from the first."""

    text = TextAreaField(_l("What was asked"), [_LONG])
    programme = SelectField(_l("Programme"), [Optional()])
    topic = SelectField(_l("Topic"), [Optional()])
    procedure = StringField(_l("Procedure number"), [_line(80)])

    @property
    def programme_id(self) -> int | None:
        """The programme chosen; None leaves it to the text."""
        return _number(self.programme.data)

    @property
    def topic_id(self) -> int | None:
        """The topic chosen."""
        return _number(self.topic.data)

    @property
    def unread(self) -> Message | None:
        """What to look at where the number typed cannot be read: it is kept all the same."""
        number = (self.procedure.data or "").strip()
        if not number or find_procedures(number):
            return None
        return _l("“%(number)s” cannot be read as a procedure number: check it.", number=number)

    @property
    def recognise(self) -> bool:
        """Whether programme and number may be read from the text."""
        return self.programme.data != NO_PROGRAMME


def _number(value: Any) -> int | None:  # noqa: ANN401 - what a field holds
    text = str(value or "")
    return int(text) if text.isdecimal() else None


class NewForm(BaseForm):
    """The page of a new enquiry, in the order of a call."""

    token = HiddenField()
    seconds = HiddenField()
    """How long the talk has taken by the page's own clock."""
    anyway = HiddenField()
    """A new client although there is one like it."""
    again = HiddenField()
    """The number of an enquiry in the same words: this is meant to be another one."""
    channel = RadioField(
        _l("How it came"),
        choices=_choices(SHORT_CHANNEL_LABELS.items()),
    )
    client = StringField(_l("Who asks"), [_line(200)])
    contact_id = HiddenField()
    organisation_id = HiddenField()
    name = StringField(_l("Name"), [_line(200)])
    phone = StringField(_l("Phone"), [_line(120)])
    email = StringField(_l("E-mail"), [_line(320)])
    organisation = StringField(_l("Organisation"), [_line(200)])
    eik = StringField(_l("UIC/BULSTAT"), [_line(40)])
    client_type = SelectField(_l("Client type"), validate_choice=False)
    municipality = SelectField(_l("Municipality"), validate_choice=False)
    questions = FieldList(
        FormField(QuestionForm), min_entries=1, max_entries=MOST_QUESTIONS, label=_l("Questions")
    )
    subject = StringField(_l("Subject in a few words"), [_line(200)])
    language = SelectField(_l("Language of the answer"), choices=LANGUAGE_CHOICES)
    reply_email = StringField(_l("E-mail for letters"), [_line(320)])
    received_on = DateField(_l("Received on"), [Optional()])
    minutes = IntegerField(
        _l("Duration in minutes"),
        [
            Optional(),
            NumberRange(0, LONGEST_TALK_MINUTES, _l("Write minutes from %(min)d to %(max)d.")),
        ],
    )
    files = MultipleFileField(_l("Files"))
    outcome = RadioField(_l("What happens now"), choices=_choices(OUTCOMES))
    assignee = SelectField(_l("To whom"), validate_choice=False)
    summary = TextAreaField(_l("What you answered"), [_LONG])
    follow_up = BooleanField(_l("Ask later by letter whether it helped"))
    follow_up_on = DateField(_l("On"), [Optional()])
    follow_up_template = SelectField(
        _l("Template of the follow-up letter"), coerce=str, validate_choice=False
    )

    known = False
    """Whether a client of the register was chosen: its type and municipality are known."""

    def offer(
        self,
        municipalities: list[tuple[str, str]],
        programmes: list[tuple[str, str]],
        topics: list[tuple[str, str]],
        colleagues: list[tuple[str, Message]],
        rule: Message,
    ) -> None:
        """Give the lists their choices."""
        choose = ("", _l("Choose …"))
        kinds = ((kind.value, kind.message) for kind in ClientType)
        self.client_type.choices = _choices([choose, *kinds])
        elsewhere = (OUTSIDE, _l("Elsewhere or not known"))
        self.municipality.choices = _choices([choose, *municipalities, elsewhere])
        for entry in self.questions:
            offer_question(entry.form, programmes, topics)
        self.assignee.choices = _choices([("", rule), *colleagues])

    @property
    def municipality_id(self) -> int | None:
        """The municipality; None for elsewhere and for not known."""
        return _number(self.municipality.data)

    @property
    def chosen_contact_id(self) -> int | None:
        """The person that was taken from the list."""
        return _number(self.contact_id.data)

    @property
    def chosen_organisation_id(self) -> int | None:
        """The organisation that was taken from the list, or that the person belongs to."""
        return _number(self.organisation_id.data)

    @property
    def assignee_id(self) -> int | None:
        """The colleague chosen; None leaves it to the rule."""
        return _number(self.assignee.data)

    @property
    def new_client(self) -> bool:
        """Whether something of a new client was typed."""
        return any(
            (field.data or "").strip()
            for field in (self.name, self.phone, self.email, self.organisation, self.eik)
        )

    @property
    def unnamed(self) -> bool:
        """Whether nobody is named: the visitor counts by type and municipality."""
        return not (
            self.chosen_contact_id
            or self.chosen_organisation_id
            or self.new_client
            or (self.client.data or "").strip()
        )

    def settle(self) -> None:
        """Sort what stands in the box alone into the fields of a new client."""
        text = (self.client.data or "").strip()
        if not text or self.chosen_contact_id or self.chosen_organisation_id or self.new_client:
            return
        typed = sort_out(text)
        self.name.data, self.phone.data = typed.name, typed.phone
        self.email.data, self.eik.data = typed.email, typed.eik

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' type
        """As usual, and that there is a question."""
        fine: bool = super().validate(extra_validators)
        if not any((entry.form.text.data or "").strip() for entry in self.questions):
            self.put_beside_question(_l("Write what was asked."))
            fine = False
        return fine

    def put_beside_question(self, message: Message) -> None:
        """Put a message beside the first question."""
        field = self.questions[0].form.text
        field.errors = [*field.errors, message]
        self.questions.errors = [entry.errors for entry in self.questions]

    def validate_client_type(self, field: SelectField) -> None:
        """One way to count who asked; a known client has it."""
        if not field.data and not self.known:
            raise ValidationError(_l("Choose who asks: the reports count by it."))
        if field.data and field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_l("Choose one from the list."))

    def validate_municipality(self, field: SelectField) -> None:
        """Needed for the unnamed, of whom there is nothing else."""
        if not field.data and self.unnamed:
            raise ValidationError(_l("Choose a municipality, or “Elsewhere or not known”."))
        if field.data and field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_l("Choose one from the list."))

    def validate_email(self, field: StringField) -> None:
        """An address, if one is given."""
        if (field.data or "").strip() and not is_email(field.data.strip()):
            raise ValidationError(_NOT_AN_ADDRESS)

    def validate_reply_email(self, field: StringField) -> None:
        """An address, if one is given."""
        if (field.data or "").strip() and not is_email(field.data.strip()):
            raise ValidationError(_NOT_AN_ADDRESS)

    def validate_eik(self, field: StringField) -> None:
        """The check digits must fit."""
        if (field.data or "").strip() and parse_eik(field.data) is None:
            raise ValidationError(_l("This UIC is not valid. Type 9 or 13 digits."))

    def validate_received_on(self, field: DateField) -> None:
        """Today or before; a year is more than any letter takes."""
        if field.data and field.data > today():
            raise ValidationError(_l("This day is still to come."))
        if field.data and (today() - field.data).days > 366:  # noqa: PLR2004 - a year
            raise ValidationError(_l("This is more than a year ago: check the date."))

    def validate_summary(self, field: TextAreaField) -> None:
        """Needed when it was answered."""
        if self.outcome.data == Outcome.ANSWERED and not (field.data or "").strip():
            raise ValidationError(_l("Say in a sentence what you answered."))

    def validate_follow_up_on(self, field: DateField) -> None:
        """A day to come, where a letter is planned."""
        if self.outcome.data != Outcome.ANSWERED or not self.follow_up.data:
            return
        if field.data and field.data <= today():
            raise ValidationError(_l("Choose a day after today."))

    @property
    def phones(self) -> tuple[str, ...]:
        """The numbers typed, as they can be read."""
        return tuple(phone.original for phone in parse_phones(self.phone.data or ""))

    @property
    def received_earlier(self) -> date | None:
        """The day it was received, when that is not today."""
        day: date | None = self.received_on.data
        return day if day and day != today() else None


def offer_question(
    form: QuestionForm, programmes: list[tuple[str, str]], topics: list[tuple[str, str]]
) -> None:
    """Give one question's lists their choices."""
    form.programme.choices = _choices(
        [("", _l("By the text")), *programmes, (NO_PROGRAMME, _l("No programme"))]
    )
    form.topic.choices = _choices([("", _l("Not chosen")), *topics])
