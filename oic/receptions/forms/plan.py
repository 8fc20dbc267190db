"""What a person may type about an outreach reception."""

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from oic.places.models import Venue
from oic.staff.models import User
from oic.web.forms import BaseForm

NEEDED = InputRequired(_l("This is needed."))
_NUMBER = _l("Write a whole number from %(min)s to %(max)s.")


def number(low: int, high: int) -> NumberRange:
    """A whole number between two."""
    return NumberRange(low, high, _NUMBER)


class CheckboxesField(SelectMultipleField):
    """Several of a list, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ReceptionForm(BaseForm):
    """When and where, who goes, how it is cut into times."""

    venue = SelectField(_l("Place"), [NEEDED], coerce=int)
    day = DateField(_l("Day"), [InputRequired(_l("Write a day."))])
    begins = TimeField(_l("From"), [InputRequired(_l("Write a time, like 10:00."))])
    ends = TimeField(_l("To"), [InputRequired(_l("Write a time, like 10:00."))])
    experts = CheckboxesField(_l("Who receives"), coerce=int)
    place_minutes = IntegerField(
        _l("A time begins every"), [NEEDED, number(5, 240)], description=_l("minutes")
    )
    walk_ins = IntegerField(
        _l("Places held back for who comes without a time"),
        [Optional(), number(0, 200)],
        description=_l("Of all experts together; the public cannot book them, the desk can."),
    )
    travel_there = IntegerField(
        _l("Travel there"),
        [Optional(), number(0, 600)],
        description=_l("minutes; empty: by the distance"),
    )
    travel_back = IntegerField(
        _l("Travel back"),
        [Optional(), number(0, 600)],
        description=_l("minutes; empty: by the distance"),
    )
    follows = StringField(
        _l("After which event"),
        [Optional(), Length(max=200)],
        description=_l("The information event that it follows."),
    )
    note = TextAreaField(
        _l("Note for colleagues"),
        [Optional(), Length(max=2000)],
        description=_l("Who has the key, where one parks. Visitors do not see it."),
    )
    anyway = BooleanField(_l("Save it all the same"))

    def offer(self, venues: Iterable[Venue], people: Sequence[User], language: str) -> None:
        """Fill the lists of places, each with its municipality, and of experts."""
        self.venue.choices = [
            SelectChoice(one.id, f"{one.municipality.name(language)}: {one.name(language)}")
            for one in venues
        ]
        self.experts.choices = [SelectChoice(one.id, one.name) for one in people]


class CancelForm(BaseForm):
    """Why a reception will not be held."""

    why = TextAreaField(
        _l("What those who have booked are told"),
        [Length(max=1000)],
        description=_l(
            "One or two sentences in both languages, if you like. The letter offers the next dates."
        ),
    )


class RowForm(BaseForm):
    """One row of a proposed round."""

    class Meta(BaseForm.Meta):
        """The row's form stands inside another that has the token."""

        csrf = False

    take = BooleanField(_l("Keep it"))
    day = DateField(_l("Day"), [InputRequired(_l("Write a day."))])
    begins = TimeField(_l("From"), [InputRequired(_l("Write a time, like 10:00."))])
    ends = TimeField(_l("To"), [InputRequired(_l("Write a time, like 10:00."))])
    venue = SelectField(_l("Place"), coerce=int)
    expert = SelectField(_l("Who receives"), coerce=int)

    def offer(self, venues: Iterable[Venue], people: Sequence[User], language: str) -> None:
        """Fill the lists of the municipality's places and of experts."""
        self.venue.choices = [SelectChoice(one.id, one.name(language)) for one in venues]
        self.expert.choices = [SelectChoice(one.id, one.name) for one in people]


class TokenForm(BaseForm):
    """The token alone, for buttons and for tables whose rows have forms of their own."""
