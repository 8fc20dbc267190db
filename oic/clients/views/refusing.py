"""An action's refusal, put where the person who typed will look."""

from flask_wtf import FlaskForm

from oic.core.errors import Refused


def put_beside(form: FlaskForm, refusal: Refused) -> None:
    """Put a refusal beside the field that it names, or above the form."""
    if refusal.field and refusal.field in form:
        field = form[refusal.field]
        field.errors = [*field.errors, str(refusal)]
    else:
        form.form_errors.append(str(refusal))
