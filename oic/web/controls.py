"""The Python side of templates/components/forms.html: what a WTForms field needs to be drawn."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field, RadioField, SelectFieldBase
from wtforms.fields.core import Label
from wtforms.widgets import CheckboxInput, HiddenInput, Select, TextArea

from oic.core.errors import Message


def control(field: Field) -> str:
    """How a field is drawn: hidden, check, choices, select, textarea or input."""
    widget = field.widget
    if isinstance(widget, HiddenInput):
        return "hidden"
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, Select):
        return "select"
    if isinstance(field, (RadioField, SelectFieldBase)):
        return "choices"
    return "textarea" if isinstance(widget, TextArea) else "input"


def control_id(field: Field) -> str:
    """What a link to a field points at: of a group, its first choice."""
    return f"{field.id}-0" if control(field) == "choices" else str(field.id)


def attributes(field: Field, hint: object, **wanted: object) -> dict[str, Any]:
    """Attributes of a control: the wanted ones that are set, and what ties hint and error to it."""
    found = {
        name.replace("_", "-"): value
        for name, value in wanted.items()
        if value is not None and value is not False
    }
    described = [f"{field.id}-hint"] if hint else []
    if field.errors:
        described.append(f"{field.id}-error")
        found["aria-invalid"] = "true"
    if described:
        found["aria-describedby"] = " ".join(described)
    return found


def mistakes(fields: Any) -> list[tuple[Label | None, str | None, Message]]:  # noqa: ANN401 - a form or a list of fields
    """Every mistake of a form as (label, id of its control, message), nested forms included."""
    found: list[tuple[Label | None, str | None, Message]] = []
    for field in fields:
        if not field.errors:
            continue
        if nested := getattr(field, "entries", None) or getattr(field, "form", None):
            found.extend(mistakes(nested))
            continue
        hidden = control(field) == "hidden"
        found.extend(
            (None if hidden else field.label, None if hidden else control_id(field), message)
            for message in field.errors
            if not isinstance(message, Mapping)
        )
    return found
