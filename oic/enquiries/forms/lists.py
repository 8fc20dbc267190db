"""What a manager types in the lists."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from oic.web.forms import BaseForm

_NEEDED = InputRequired(_l("This is needed."))


class TopicForm(BaseForm):
    """A topic's names."""

    name_bg = StringField(_l("Name in Bulgarian"), [_NEEDED, Length(max=80)])
    name_en = StringField(_l("Name in English"), [_NEEDED, Length(max=80)])
