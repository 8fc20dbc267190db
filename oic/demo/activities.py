"""What the invented centre did in its year beside answering, and the last month closed."""

from datetime import date, timedelta

from sqlalchemy import select

from oic.activities.actions import NewActivity, enter
from oic.activities.models import ActivityKind
from oic.centre import queries as centre
from oic.core.clock import today
from oic.core.db import db
from oic.core.origin import coming_from
from oic.demo.steps import DESK
from oic.places.models import Municipality
from oic.reports.actions import closing
from oic.reports.periods import month_of
from oic.staff.models import Role, User

MONTHS = 12
EVENTS = (
    (ActivityKind.INFORMATION_EVENT, "Възможности за малки и средни предприятия", 34),
    (ActivityKind.INFORMATION_DAY, "Ден на отворените врати: програмите до 2027 г.", 52),
    (ActivityKind.TRAINING, "Как се попълва проектно предложение: обучение за читалища", 18),
    (ActivityKind.INFORMATION_EVENT, "Енергийна ефективност на жилищни сгради", 61),
    (ActivityKind.OPEN_LESSON, "Европа в класната стая", 26),
    (ActivityKind.PUBLIC_DISCUSSION, "Обществено обсъждане на плана на общината", 40),
)


def note_activities() -> None:
    """A year of activities, and the figures of the last month as they were reported."""
    manager = db.session.scalars(select(User).where(User.role == Role.MANAGER)).first()
    expert = db.session.scalars(select(User).where(User.role == Role.EXPERT)).first()
    if manager is None or expert is None:
        return
    places = db.session.scalars(select(Municipality).order_by(Municipality.code)).all()
    month = month_of(today())
    with coming_from(DESK):
        for back in range(MONTHS):
            for new in _of_month(month.first, back, places[back % len(places)].id):
                if new.day <= today():
                    enter(new, by=expert)
            month = month.before
        closing.close(month_of(today()).before, note="Изпратен в централния офис.", by=manager)


def _of_month(first: date, number: int, municipality_id: int) -> list[NewActivity]:
    """An event, sometimes a meeting with the media, what was published, what was read."""

    def on(days: int) -> date:
        return centre.calendar().next_working(first + timedelta(days=days))

    kind, title, people = EVENTS[number % len(EVENTS)]
    found = [
        NewActivity(kind, on(9), title, municipality_id, people + number),
        NewActivity(ActivityKind.BULLETIN, on(3), "Месечен бюлетин", None, 640 + 9 * number),
        NewActivity(ActivityKind.PUBLICATION, on(10), "Съобщение в местния печат"),
        NewActivity(ActivityKind.PUBLICATION, on(16), "Разговор по радиото"),
        NewActivity(ActivityKind.WORKSTATION, on(20), "Ползвания през месеца", None, 7 + number),
        NewActivity(ActivityKind.LITERATURE, on(20), "Ползвания през месеца", None, 3 + number),
    ]
    if number % 3 == 0:
        found.append(NewActivity(ActivityKind.MEDIA_MEETING, on(12), "Среща с медиите", None, 9))
    return found
