"""What the administrator types."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    RadioField,
    SelectChoice,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange

from oic.centre.actions import LONGEST_TEXT, RuleValue
from oic.centre.rules import RULES, RuleKind
from oic.web.forms import BaseForm


class RulesForm(BaseForm):
    """A field for each of the centre's rules, with the rule's own bounds."""

    @property
    def values(self) -> dict[str, RuleValue]:
        """What was typed, after validation."""
        return {
            kind.key: self[kind.key].data
            if not isinstance(kind.default, str)
            else (self[kind.key].data or "").strip()
            for kind in RULES
        }

    @property
    def kinds(self) -> list[tuple[RuleKind, Field]]:
        """Each rule with its field."""
        return [(kind, self[kind.key]) for kind in RULES]


def _field(kind: RuleKind) -> Any:  # noqa: ANN401 - an unbound field of WTForms
    if isinstance(kind.default, bool):
        return BooleanField(kind.label)
    if isinstance(kind.default, str):
        return StringField(kind.label, [Length(max=LONGEST_TEXT)])
    wrong = _l(
        "A whole number from %(lowest)d to %(highest)d.", lowest=kind.lowest, highest=kind.highest
    )
    return IntegerField(
        kind.label,
        [InputRequired(wrong), NumberRange(kind.lowest, kind.highest, wrong)],
        description=kind.unit or "",
    )


for _kind in RULES:
    setattr(RulesForm, _kind.key, _field(_kind))


class ExceptionForm(BaseForm):
    """A day against the calendar."""

    day = DateField(_l("Day"), [InputRequired(_l("This is needed."))])
    working = RadioField(
        _l("On this day the centre"),
        choices=[SelectChoice("no", _l("does not work")), SelectChoice("yes", _l("works"))],
        default="no",
    )
    note = StringField(
        _l("Reason"),
        [Length(max=200)],
        description=_l("For example the feast of the city, or an order of the mayor."),
    )
