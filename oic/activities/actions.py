"""Entering, changing and removing activities."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from oic.activities.models import Activity, ActivityKind
from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.clock import now, today
from oic.core.db import db
from oic.core.errors import Refused, Stale
from oic.staff.models import User

EARLIEST = date(2000, 1, 1)
AHEAD = timedelta(days=366)
MOST = 1_000_000
LONGEST = 200


@dataclass(frozen=True)
class NewActivity:
    """What is entered."""

    kind: ActivityKind
    day: date
    title: str
    municipality_id: int | None = None
    number: int = 0
    link: str = ""

    def checked(self) -> "NewActivity":
        """The same in normal form. Raises Refused, naming the field."""
        title, link = " ".join(self.title.split()), self.link.strip()
        if not title:
            raise Refused(_l("Say what it was called."), field="title")
        if len(title) > LONGEST:
            raise Refused(_l("At most %(count)d characters.", count=LONGEST), field="title")
        if not EARLIEST <= self.day <= today() + AHEAD:
            raise Refused(_l("Check the year."), field="day")
        if not 0 <= self.number <= MOST:
            raise Refused(
                _l("A whole number from %(lowest)d to %(highest)d.", lowest=0, highest=MOST),
                field="number",
            )
        if link and not link.startswith(("https://", "http://")):
            raise Refused(_l("An address begins with https://."), field="link")
        if len(link) > LONGEST:
            raise Refused(_l("At most %(count)d characters.", count=LONGEST), field="link")
        number = self.number if self.kind.counted else 0
        return NewActivity(self.kind, self.day, title, self.municipality_id, number, link)


FIELDS = ("kind", "day", "title", "municipality_id", "number", "link")


def enter(new: NewActivity, *, by: User) -> Activity:
    """Enter an activity. Raises Refused for a field that cannot be saved."""
    said = new.checked()
    activity = Activity(
        created_at=now(), created_by_id=by.id, **{name: getattr(said, name) for name in FIELDS}
    )
    db.session.add(activity)
    db.session.flush()
    record(Verb.CREATED, "activity", activity.id, by=by, detail=_detail(activity))
    return activity


def change(activity: Activity, new: NewActivity, *, version: int, by: User) -> None:
    """Change an activity. Raises Stale when somebody saved it since it was shown, or Refused."""
    said = new.checked()
    db.session.refresh(activity, with_for_update=True)
    if activity.version != version:
        raise Stale(_l("Somebody else has changed this since you opened it."))
    for name in FIELDS:
        setattr(activity, name, getattr(said, name))
    db.session.flush()
    record(Verb.CHANGED, "activity", activity.id, by=by, detail=_detail(activity))


def remove(activity: Activity, *, by: User) -> None:
    """Remove an activity; the trail keeps its kind, day and number."""
    record(Verb.REMOVED, "activity", activity.id, by=by, detail=_detail(activity))
    db.session.delete(activity)
    db.session.flush()


def _detail(activity: Activity) -> dict[str, object]:
    return {
        "kind": activity.kind.value,
        "day": activity.day.isoformat(),
        "number": activity.number,
    }
