"""A letter template as the manager writes it."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from oic.enquiries.models import TemplateKind
from oic.web.forms import LANGUAGE_CHOICES, BaseForm


class TemplateForm(BaseForm):
    """Kind, language, name, subject, text, and whether it is the standard one."""

    version = HiddenField()
    name = StringField(_l("Name, for the desk"), [Length(max=80)])
    kind = SelectField(_l("Kind"), coerce=str)
    language = SelectField(_l("Language"), choices=LANGUAGE_CHOICES)
    programme = SelectField(_l("For the programme"), coerce=str, validate_choice=False)
    topic = SelectField(_l("For the topic"), coerce=str, validate_choice=False)
    subject = StringField(_l("Subject"), [Length(max=200)])
    body = TextAreaField(_l("Text"), [Length(max=20_000)])
    standard = BooleanField(_l("The standard one of its kind and language"))

    def offer_kinds(self) -> None:
        """The kinds in the reader's language."""
        self.kind.choices = [SelectChoice(kind.value, kind.label) for kind in TemplateKind]

    @property
    def seen_version(self) -> int | None:
        """The version that was on the page; None for a new one."""
        return int(self.version.data) if (self.version.data or "").isdecimal() else None
