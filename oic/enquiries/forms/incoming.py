"""What is decided about a letter that came in: where it belongs, who wrote it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length

from oic.clients.models import ClientType
from oic.enquiries.forms.composer import SeenForm

NEEDED = InputRequired(_l("This is needed."))


class JoinForm(SeenForm):
    """A part of another enquiry."""

    kind = "join"
    into = StringField(_l("Number of the enquiry that it belongs to"), [NEEDED, Length(max=40)])


class JunkForm(SeenForm):
    """Not a question at all: nothing to type."""

    kind = "junk"


class CallBackForm(SeenForm):
    """An enquiry after all: nothing to type."""

    kind = "call-back"


class ApartForm(SeenForm):
    """It does not belong where it was proposed: nothing to type."""

    kind = "apart"


class StrangerForm(SeenForm):
    """Somebody who is not among the clients yet, as the letter says."""

    kind = "stranger"
    client_name = StringField(_l("Name"), [Length(max=200)])
    organisation_name = StringField(_l("Organisation"), [Length(max=200)])
    client_type = SelectField(_l("Client type"), [NEEDED])
    phone = StringField(_l("Telephone"), [Length(max=40)])

    def __init__(self, *args: Any, **kw: Any) -> None:  # noqa: ANN401 - WTForms'
        super().__init__(*args, **kw)
        self.client_type.choices = [SelectChoice(kind.value, kind.label) for kind in ClientType]
