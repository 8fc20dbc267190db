"""What the desk types about what receptions are made of."""

import re
from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    Form,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from oic.core.errors import Message
from oic.core.wording import weekday_name
from oic.enquiries.models import Topic
from oic.places.actions import LONGEST_TRAVEL
from oic.places.coordinates import Unreadable, parse_coordinates
from oic.places.models import Municipality, Venue
from oic.receptions.models import BookableBy
from oic.staff.forms import parse_stretches
from oic.staff.models import User
from oic.web.forms import BaseForm, Whole

NEEDED = InputRequired(_l("This is needed."))
_LIKE = _l("Write it like 09:00–12:30, 13:00–17:30.")


class Ticks(SelectMultipleField):
    """Several of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TopicForm(BaseForm):
    """A topic that visitors come about."""

    name_bg = StringField(_l("Name in Bulgarian"), [NEEDED, Length(max=80)])
    name_en = StringField(_l("Name in English"), [NEEDED, Length(max=80)])
    bring_bg = TextAreaField(
        _l("What to bring, in Bulgarian"),
        [Length(max=2000)],
        description=_l("It stands where one books and in the letter that confirms it."),
    )
    bring_en = TextAreaField(_l("What to bring, in English"), [Length(max=2000)])
    minutes = IntegerField(_l("A visit takes, in minutes"), [Whole(5, 240)])
    notice_hours = IntegerField(
        _l("Visitors book at least so many hours ahead"),
        [Whole(0, 720)],
        description=_l("The desk books whenever it likes."),
    )
    horizon_days = IntegerField(_l("and at most so many days ahead"), [Whole(1, 366)])
    bookable_by = RadioField(
        _l("Who may book it"),
        choices=[SelectChoice(one.value, one.message) for one in BookableBy],
    )
    specialities = Ticks(
        _l("Only with experts who are good at one of"),
        coerce=int,
        description=_l("Nothing ticked: with any expert."),
    )
    active = BooleanField(
        _l("Offered"), description=_l("Visits that are booked keep a topic that is not.")
    )

    def offer(self, topics: Iterable[Topic], language: str) -> None:
        """Set the specialities to choose from."""
        self.specialities.choices = [SelectChoice(one.id, one.name(language)) for one in topics]


class CoordinatesField(StringField):
    """Latitude and longitude in one field, as typed or pasted; ``place`` is what it says."""

    place: tuple[float, float] | None = None

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002 - WTForms' signature
        """Read it, or say what is wrong."""
        if not (self.data or "").strip():
            self.place = None
            return
        try:
            self.place = parse_coordinates(self.data)
        except Unreadable as unreadable:
            raise StopValidation(unreadable.message) from None


WHEELCHAIR: dict[str, bool | None] = {"yes": True, "no": False, "unknown": None}


class VenueForm(BaseForm):
    """A hall in a municipality or a room of the office."""

    municipality = SelectField(
        _l("Municipality"), [NumberRange(1, message=_l("Choose the municipality."))], coerce=int
    )
    name_bg = StringField(_l("Name in Bulgarian"), [NEEDED, Length(max=200)])
    name_en = StringField(
        _l("Name in English"),
        [Length(max=200)],
        description=_l("Left empty, the Bulgarian is written in Latin letters."),
    )
    address_bg = StringField(
        _l("Address in Bulgarian"),
        [Length(max=200)],
        description=_l("Street and number, without the municipality."),
    )
    address_en = StringField(
        _l("Address in English"),
        [Length(max=200)],
        description=_l("Left empty, the Bulgarian is written in Latin letters."),
    )
    coordinates = CoordinatesField(
        _l("Place on the map"),
        [Optional(), Length(max=2000)],
        description=_l(
            "Latitude and longitude, like 42.4258, 25.6345, or a link from OpenStreetMap or "
            "Google Maps."
        ),
    )
    wheelchair = RadioField(
        _l("Can one get in with a wheelchair?"),
        choices=[
            SelectChoice("yes", _l("yes")),
            SelectChoice("no", _l("no")),
            SelectChoice("unknown", _l("not known")),
        ],
        default="unknown",
    )
    how_to_bg = TextAreaField(
        _l("How one finds it and gets in, in Bulgarian"),
        [Length(max=2000)],
        description=_l("For visitors: which entrance, which floor, where one parks."),
    )
    how_to_en = TextAreaField(_l("How one finds it and gets in, in English"), [Length(max=2000)])
    in_office = BooleanField(
        _l("A room of the centre's office"), description=_l("Nobody travels there.")
    )
    active = BooleanField(
        _l("Offered for new receptions"),
        default=True,
        description=_l("What is planned in a venue that is not stays there."),
    )

    def offer(self, places: Iterable[Municipality], language: str) -> None:
        """Set the municipalities to choose from."""
        self.municipality.choices = [
            SelectChoice(0, _l("– choose –")),
            *(SelectChoice(one.id, one.name(language)) for one in places),
        ]


def _stretches(text: str | None) -> list[tuple[time, time]]:
    try:
        return parse_stretches(text or "")
    except ValueError:
        raise ValidationError(str(_LIKE)) from None


def _readable(_form: BaseForm, field: Field) -> None:
    _stretches(field.data)


def _one_stretch(_form: BaseForm, field: Field) -> None:
    if len(_stretches(field.data)) != 1:
        raise ValidationError(str(_l("One stretch: what comes after a break is entered apart.")))


class _OfHours(BaseForm):
    """What every form of weekly hours asks."""

    venue = SelectField(_l("Room in the office"), coerce=int)
    place_minutes = IntegerField(
        _l("A time begins every, in minutes"),
        [Whole(5, 240)],
        default=30,
        description=_l("A visit that takes longer takes several times in a row."),
    )
    last_day = DateField(
        _l("Until"), [Optional()], description=_l("Left empty: until further notice.")
    )

    def offer_rooms(self, rooms: Sequence[Venue], language: str) -> None:
        """Set the rooms of the office to choose from."""
        self.venue.choices = [SelectChoice(one.id, one.name(language)) for one in rooms]


class NewHoursForm(_OfHours):
    """The same hours on several weekdays."""

    expert = SelectField(_l("Expert"), coerce=int)
    weekdays = Ticks(_l("Weekdays"), [InputRequired(_l("Choose at least one day."))], coerce=int)
    hours = StringField(
        _l("Hours"),
        [NEEDED, Length(max=120), _readable],
        description=_l("Several stretches are divided by a comma: 09:00–12:30, 13:00–17:30."),
    )
    first_day = DateField(_l("From"), [NEEDED])

    def offer(self, people: Sequence[User]) -> None:
        """Set whom one can choose."""
        self.expert.choices = [SelectChoice(one.id, one.name) for one in people]
        self.weekdays.choices = [SelectChoice(day, weekday_name(day)) for day in range(7)]

    @property
    def stretches(self) -> list[tuple[time, time]]:
        """What was typed, after validation."""
        return parse_stretches(self.hours.data or "")


class ChangeHoursForm(_OfHours):
    """One weekly rule; of one that has begun only what holds from a day on is changed."""

    weekday = SelectField(_l("Weekday"), coerce=int)
    hours = StringField(_l("Hours"), [NEEDED, Length(max=120), _one_stretch])
    first_day = DateField(_l("From"), [Optional()])
    from_day = DateField(
        _l("The change holds from"),
        [Optional()],
        description=_l("Until the day before, the hours stay as they were."),
    )

    def offer(self) -> None:
        """Set the weekdays."""
        self.weekday.choices = [SelectChoice(day, weekday_name(day)) for day in range(7)]

    @property
    def stretch(self) -> tuple[time, time]:
        """What was typed, after validation."""
        return parse_stretches(self.hours.data or "")[0]


class EndHoursForm(BaseForm):
    """The last day of weekly hours."""

    ends_on = DateField(_l("Last day, included"), [NEEDED])


CLOSED, OTHER_HOURS = "closed", "hours"


class ExceptionForm(BaseForm):
    """A day that departs from the weekly hours."""

    expert = SelectField(_l("Whose day"), coerce=int)
    day = DateField(_l("Day"), [NEEDED])
    what = RadioField(
        _l("On this day"),
        choices=[
            SelectChoice(CLOSED, _l("no reception")),
            SelectChoice(OTHER_HOURS, _l("other hours instead of the usual ones")),
        ],
        default=CLOSED,
    )
    hours = StringField(
        _l("The hours of this day"),
        [Length(max=120)],
        description=_l("Only for other hours, like 09:00–12:30, 13:00–17:30."),
    )
    venue = SelectField(_l("Room in the office"), coerce=int)
    note = StringField(
        _l("Note for colleagues"),
        [Length(max=200)],
        description=_l("Nothing about health: everybody at the desk reads it."),
    )

    def offer(
        self,
        people: Sequence[User],
        rooms: Sequence[Venue],
        language: str,
        everybody: Message | None,
    ) -> None:
        """Set whose day it can be; ``everybody`` is said of all, for those who may choose it."""
        self.expert.choices = [SelectChoice(one.id, one.name) for one in people]
        if everybody is not None:
            self.expert.choices.insert(0, SelectChoice(0, everybody))
        self.venue.choices = [SelectChoice(one.id, one.name(language)) for one in rooms]

    def validate_hours(self, field: Field) -> None:
        """Other hours are needed where the day has them."""
        if self.what.data == OTHER_HOURS:
            _stretches(field.data)

    @property
    def stretches(self) -> list[tuple[time, time]]:
        """What was typed, after validation; empty for a day without reception."""
        return parse_stretches(self.hours.data or "") if self.what.data == OTHER_HOURS else []


_MINUTES = re.compile(r"(\d{1,3})(?:\s*(?:мин\.?|min\.?|'))?|(\d{1,2})\s*[:чh]\s*(\d{1,2})")


def parse_minutes(text: str) -> int:
    """Minutes from „45“, „45 мин.“ or „1:15“. Raises ValueError."""
    match = _MINUTES.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(text)
    if match[1]:
        return int(match[1])
    return int(match[2]) * 60 + int(match[3])


def _travel_time(_form: BaseForm, field: Field) -> None:
    if not (field.data or "").strip():
        return
    try:
        right = parse_minutes(field.data) <= LONGEST_TRAVEL
    except ValueError:
        right = False
    if not right:
        raise ValidationError(str(_l("Minutes, from 0 to %(most)d.", most=LONGEST_TRAVEL)))


class TravelForm(BaseForm):
    """Travel times from one municipality, a field for each other one; see :func:`travel_form`."""

    def minutes(self, place: Municipality) -> Field:
        """The field of a municipality."""
        return self[f"minutes_{place.id}"]

    def back(self, place: Municipality) -> Field:
        """The tick that lets the estimate of a municipality hold again."""
        return self[f"back_{place.id}"]

    def wanted(self, place: Municipality) -> int | None:
        """What was typed, after validation; None: the estimate."""
        typed = (self.minutes(place).data or "").strip()
        return parse_minutes(typed) if typed and not self.back(place).data else None


def travel_form(places: Iterable[Municipality], language: str, **given: Any) -> TravelForm:  # noqa: ANN401 - as a form takes it
    """A form with a field for each of the municipalities, labelled with its name."""
    fields: dict[str, object] = {}
    for place in places:
        fields[f"minutes_{place.id}"] = StringField(place.name(language), [_travel_time])
        fields[f"back_{place.id}"] = BooleanField(_l("back to the estimate"))
    form: TravelForm = type("TravelForm", (TravelForm,), fields)(**given)
    return form
