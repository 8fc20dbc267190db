"""The base of every form: CSRF on, WTForms' own messages in the page's language."""

from flask_babel import get_locale
from flask_wtf import FlaskForm
from wtforms import SelectChoice

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
