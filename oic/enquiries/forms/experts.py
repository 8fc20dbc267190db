"""What a manager says about an expert."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectChoice, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from oic.core.errors import Message
from oic.staff.actions.accounts import SPOKEN_LANGUAGES
from oic.staff.models import HIGHEST_CAPACITY
from oic.web.forms import BaseForm

LANGUAGE_NAMES: dict[str, Message] = {
    "bg": _l("Bulgarian"),
    "en": _l("English"),
    "de": _l("German"),
    "fr": _l("French"),
    "ru": _l("Russian"),
    "tr": _l("Turkish"),
    "es": _l("Spanish"),
    "it": _l("Italian"),
    "el": _l("Greek"),
    "ro": _l("Romanian"),
}
_WRONG_CAPACITY = _l("A whole number from 1 to %(highest)d.", highest=HIGHEST_CAPACITY)


class Ticks(SelectMultipleField):
    """Several of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ExpertForm(BaseForm):
    """What an expert is good at and how much she can carry."""

    programmes = Ticks(_l("Programmes"), coerce=int)
    topics = Ticks(_l("Topics"), coerce=int)
    municipalities = Ticks(_l("Municipalities"), coerce=int)
    spoken_languages = Ticks(
        _l("Languages that the person answers in"),
        choices=[SelectChoice(code, LANGUAGE_NAMES[code]) for code in SPOKEN_LANGUAGES],
    )
    capacity = IntegerField(
        _l("Room for open enquiries"),
        [InputRequired(_WRONG_CAPACITY), NumberRange(1, HIGHEST_CAPACITY, _WRONG_CAPACITY)],
        description=_l("In a full working week. Who has no room gets nothing new."),
    )
