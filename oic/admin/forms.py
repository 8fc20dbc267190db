"""What the administrator types."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    StringField,
)
from wtforms.validators import (
    InputRequired,
    Length,
    Optional,
)

from oic.centre.actions import LONGEST_TEXT, RuleValue
from oic.centre.rules import RULES, RuleKind
from oic.mail.models import Security
from oic.web.forms import BaseForm, Whole


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
        example = _l("By the 24-hour clock, for example 09:00.") if kind.is_time else ""
        return StringField(kind.label, [Length(max=LONGEST_TEXT)], description=example)
    check = Whole(kind.lowest, kind.highest)
    return IntegerField(kind.label, [check], description=kind.unit or "")


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


class MailboxForm(BaseForm):
    """A mailbox to fetch letters from."""

    host = StringField(
        _l("Mail server"), [Length(max=200)], description=_l("For example mail.example.bg.")
    )
    security = RadioField(_l("Encryption"), default=Security.TLS.value)
    port = IntegerField(
        _l("Port"), [Optional()], description=_l("Only where it is not the usual one.")
    )
    username = StringField(_l("User name"), [Length(max=320)])
    password = PasswordField(
        _l("Password"),
        [Length(max=200)],
        description=_l("Kept encrypted and never shown again. Empty: it stays as it is."),
    )
    folder = StringField(_l("Folder"), [Length(max=200)], default="INBOX")
    done_folder = StringField(
        _l("Folder for what is in the register"),
        [Length(max=200)],
        description=_l("Empty: letters stay where they are and are only marked."),
    )
    existing = RadioField(
        _l("Letters that lie there already"),
        choices=[
            SelectChoice(
                "take",
                _l("are registered too; only those of the last three days are acknowledged"),
            ),
            SelectChoice("leave", _l("are left alone: only what comes from now on is registered")),
        ],
        default="leave",
    )
    active = BooleanField(_l("Fetch letters"), default=True)

    def __init__(self, *args: Any, **kw: Any) -> None:  # noqa: ANN401 - WTForms'
        super().__init__(*args, **kw)
        self.security.choices = [SelectChoice(one.value, one.label) for one in Security]
