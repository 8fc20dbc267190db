"""What is typed about an activity."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from oic.activities.actions import LONGEST, MOST, NewActivity
from oic.activities.models import Activity, ActivityKind
from oic.core.clock import today
from oic.places.models import Municipality
from oic.web.forms import BaseForm, Whole


class ActivityForm(BaseForm):
    """One activity; the number is asked for where the kind counts something."""

    kind = SelectField(_l("Kind"), validate_choice=True)
    day = DateField(_l("Day"), [InputRequired(_l("This is needed."))])
    title = StringField(
        _l("Title"),
        [InputRequired(_l("Say what it was called.")), Length(max=LONGEST)],
        description=_l("Of the event, the article, the issue; for uses a word is enough."),
    )
    municipality = SelectField(_l("Municipality"))
    number = IntegerField(
        _l("Participants, readers, uses"),
        [Whole(0, MOST)],
        default=0,
        description=_l("Readers of a bulletin issue, uses of literature or the workstation."),
    )
    link = StringField(
        _l("Link"),
        [Length(max=LONGEST)],
        description=_l("Where it can be read or seen, beginning with https://."),
    )
    version = HiddenField(default="0")

    def offer(self, municipalities: list[Municipality], language: str) -> None:
        """Fill the choices."""
        self.kind.choices = [(one.value, one.label) for one in ActivityKind]
        self.municipality.choices = [
            ("", str(_l("In the whole province"))),
            *((str(one.id), one.name(language)) for one in municipalities),
        ]

    def show(self, activity: Activity) -> None:
        """What is saved, to be changed."""
        self.kind.data = activity.kind.value
        self.day.data = activity.day
        self.title.data = activity.title
        self.municipality.data = str(activity.municipality_id or "")
        self.number.data = activity.number
        self.link.data = activity.link
        self.version.data = str(activity.version)

    @property
    def typed(self) -> NewActivity:
        """What was typed, after validation."""
        place = self.municipality.data or ""
        return NewActivity(
            kind=ActivityKind(self.kind.data),
            day=self.day.data or today(),
            title=self.title.data or "",
            municipality_id=int(place) if place.isdecimal() else None,
            number=self.number.data or 0,
            link=self.link.data or "",
        )

    @property
    def seen_version(self) -> int:
        """The version that was shown."""
        given = self.version.data or ""
        return int(given) if given.isdecimal() else 0
