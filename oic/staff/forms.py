"""What a person types about accounts, hours and absences."""

import re
from collections.abc import Sequence
from datetime import time

from flask_babel import format_date
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    PasswordField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import EqualTo, InputRequired, Length, Optional

from oic.core.clock import today
from oic.core.errors import Message
from oic.core.wording import weekday_name
from oic.staff.actions.accounts import Hours
from oic.staff.models import AbsenceKind, Role, User
from oic.staff.passwords import MIN_LENGTH
from oic.web.forms import LANGUAGE_CHOICES, BaseForm

NEEDED = InputRequired(_l("This is needed."))


def day_in_words(day: object) -> str:
    """A date as the page's language writes it."""
    return str(format_date(day, "d MMMM y"))


class SignInForm(BaseForm):
    """Sign in."""

    email = StringField(_l("E-mail"), [NEEDED, Length(max=320)])
    password = PasswordField(_l("Password"), [NEEDED, Length(max=1024)])


class ForgottenForm(BaseForm):
    """Ask for a new password."""

    email = StringField(_l("E-mail"), [NEEDED, Length(max=320)])


class NewPasswordForm(BaseForm):
    """Choose a password, twice, so that a slip does not lock out."""

    password = PasswordField(
        _l("New password"),
        [NEEDED],
        description=_l(
            "At least %(count)d characters; three or four words are good.", count=MIN_LENGTH
        ),
    )
    again = PasswordField(
        _l("New password again"),
        [EqualTo("password", _l("The two passwords differ."))],
    )


class ChangePasswordForm(NewPasswordForm):
    """Change one's own password."""

    present = PasswordField(_l("Present password"), [NEEDED, Length(max=1024)])


class FirstAdministratorForm(NewPasswordForm):
    """Make the first account."""

    name = StringField(_l("Your name"), [NEEDED, Length(max=200)])
    email = StringField(_l("E-mail"), [NEEDED, Length(max=320)])
    language = SelectField(_l("Language of the program"), choices=LANGUAGE_CHOICES)


class OwnAccountForm(BaseForm):
    """One's own name and language."""

    name = StringField(
        _l("Name"), [NEEDED, Length(max=200)], description=_l("It stands under your answers.")
    )
    language = SelectField(_l("Language of the program"), choices=LANGUAGE_CHOICES)


class PersonForm(BaseForm):
    """What the administrator decides about an account."""

    name = StringField(_l("Name"), [NEEDED, Length(max=200)])
    email = StringField(_l("E-mail"), [NEEDED, Length(max=320)])
    role = SelectField(
        _l("Role"),
        choices=[SelectChoice(role.value, role.message) for role in Role],
        description=_l(
            "Experts answer. A manager also sees the workload, reassigns and keeps the lists. "
            "An administrator keeps accounts and settings and does not see enquiries."
        ),
    )
    position_bg = StringField(
        _l("Position, in Bulgarian"),
        [Length(max=80)],
        description=_l("Stands under the name in letters."),
    )
    position_en = StringField(_l("Position, in English"), [Length(max=80)])
    language = SelectField(_l("Language of the program"), choices=LANGUAGE_CHOICES)


_TIME = re.compile(r"(\d{1,2})(?:[:.,](\d{2}))?")
_STRETCH = re.compile(rf"\s*{_TIME.pattern}\s*(?:ч\.?)?\s*[-–—]\s*{_TIME.pattern}\s*(?:ч\.?)?\s*")


def _time(hour: str, minute: str | None) -> time:
    return time(int(hour), int(minute or 0))


def parse_stretches(text: str) -> list[tuple[time, time]]:
    """Read „09:00–12:30, 13:00–17:30“, also „9-12.30; 13-17:30“. Raises ValueError."""
    found = []
    for part in re.split(r"[;,/]\s*(?=\d{1,2}\s*[:.\-–—])|\s+и\s+|\s+and\s+", text.strip()):
        match = _STRETCH.fullmatch(part)
        if match is None:
            raise ValueError(part)
        begin_hour, begin_minute, end_hour, end_minute = match.groups()
        begins, ends = _time(begin_hour, begin_minute), _time(end_hour, end_minute)
        if begins >= ends:
            raise ValueError(part)
        found.append((begins, ends))
    return found


def show_stretches(stretches: Sequence[tuple[time, time]]) -> str:
    """The stretches of a day as :func:`parse_stretches` reads them."""
    return ", ".join(f"{begins:%H:%M}–{ends:%H:%M}" for begins, ends in stretches)


def _readable(_form: BaseForm, field: Field) -> None:
    if not (field.data or "").strip():
        return
    try:
        parse_stretches(field.data)
    except ValueError:
        raise ValidationError(
            str(_l("Write it like 09:00–12:30, 13:00–17:30; leave a free day empty."))
        ) from None


class WeekdayField(StringField):
    """A day of the week by its name in the reader's language."""

    def __init__(self, weekday: int, **given: object) -> None:
        super().__init__(_Weekday(weekday), [_readable, Length(max=120)], **given)


class _Weekday:
    """A label that is worded when it is shown."""

    def __init__(self, weekday: int) -> None:
        self.weekday = weekday

    def __str__(self) -> str:
        return weekday_name(self.weekday)

    def __html__(self) -> str:
        return str(self)


class HoursForm(BaseForm):
    """A week's hours, a line for each day."""

    day_0 = WeekdayField(0)
    day_1 = WeekdayField(1)
    day_2 = WeekdayField(2)
    day_3 = WeekdayField(3)
    day_4 = WeekdayField(4)
    day_5 = WeekdayField(5)
    day_6 = WeekdayField(6)

    @property
    def days(self) -> list[Field]:
        """The seven fields, from Monday."""
        return [self[f"day_{weekday}"] for weekday in range(7)]

    def show(self, person: User) -> None:
        """Fill in the present hours."""
        for weekday, field in enumerate(self.days):
            field.data = show_stretches(
                [(row.begins, row.ends) for row in person.hours if row.weekday == weekday]
            )

    @property
    def hours(self) -> Hours:
        """What was typed, after validation."""
        return {
            weekday: parse_stretches(field.data) if (field.data or "").strip() else []
            for weekday, field in enumerate(self.days)
        }


class AbsenceForm(BaseForm):
    """Days away and who stands in."""

    user = SelectField(_l("Who is away"), coerce=int)
    first_day = DateField(_l("First day"), [NEEDED])
    last_day = DateField(_l("Last day, included"), [NEEDED])
    kind = SelectField(
        _l("Reason"),
        choices=[SelectChoice(kind.value, kind.message) for kind in AbsenceKind],
    )
    deputy = SelectField(
        _l("Deputy"),
        [Optional()],
        coerce=int,
        description=_l(
            "What falls due in these days goes to the deputy and comes back afterwards."
        ),
    )
    note = TextAreaField(
        _l("Note for colleagues"),
        [Length(max=200)],
        description=_l("Nothing about health: everybody at the desk reads it."),
    )

    def offer(self, people: Sequence[User], deputies: Sequence[User], nobody: Message) -> None:
        """Set whom one can choose."""
        self.user.choices = [SelectChoice(person.id, person.name) for person in people]
        self.deputy.choices = [
            SelectChoice(0, nobody),
            *(SelectChoice(person.id, person.name) for person in deputies),
        ]

    def propose_days(self) -> None:
        """Begin with today."""
        self.first_day.data = self.first_day.data or today()
        self.last_day.data = self.last_day.data or self.first_day.data
