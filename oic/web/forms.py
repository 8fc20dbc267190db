"""The base of every form: CSRF on, WTForms' own messages in the page's language."""

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, Form, SelectChoice
from wtforms.validators import NumberRange, StopValidation, ValidationError

from oic.core.wording import LANGUAGES

LANGUAGE_CHOICES = [SelectChoice(code, name) for code, name in LANGUAGES.items()]


class BaseForm(FlaskForm):
    """A form whose built-in messages follow the page's language."""

    class Meta(FlaskForm.Meta):
        """WTForms reads its options here."""

        def get_translations(self, form: object) -> object:
            """Leave WTForms' catalogue to the present locale; ours come lazily."""
            self.locales = [str(get_locale() or "bg")]
            return super().get_translations(form)


class Whole(NumberRange):
    """A whole number within its bounds is needed: one sentence, whatever else was typed."""

    def __init__(self, lowest: int, highest: int) -> None:
        wrong = _l("A whole number from %(lowest)d to %(highest)d.", lowest=lowest, highest=highest)
        super().__init__(lowest, highest, wrong)
        self.field_flags = {"min": lowest, "max": highest, "required": True}

    def __call__(self, form: Form, field: Field) -> None:
        """Raise StopValidation in place of what the field itself found wrong."""
        try:
            super().__call__(form, field)
        except ValidationError as error:
            field.errors = []
            raise StopValidation(self.message) from error
