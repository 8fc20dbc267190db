"""The topics that visitors come about, as the manager keeps them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.db import db
from oic.core.errors import Refused
from oic.core.text import fold, transliterate
from oic.enquiries.models import Topic
from oic.receptions.models import BookableBy, ReceptionTopic
from oic.staff.models import User

KEY_LENGTH = 40


@dataclass(frozen=True)
class TopicFacts:
    """What is said of a topic; see :class:`oic.receptions.models.ReceptionTopic`."""

    name_bg: str
    name_en: str
    bring_bg: str
    bring_en: str
    minutes: int
    notice_hours: int
    horizon_days: int
    bookable_by: BookableBy
    specialities: Sequence[Topic] = ()
    active: bool = True


def add_topic(facts: TopicFacts, *, by: User) -> ReceptionTopic:
    """Add a topic at the end of the list. Raises Refused for a name that is there already."""
    _check(facts, own=None)
    last = db.session.scalar(select(func.max(ReceptionTopic.position)))
    topic = ReceptionTopic(
        key=_new_key(facts.name_bg),
        position=0 if last is None else last + 1,
        specialities=list(facts.specialities),
        **_columns(facts),
    )
    db.session.add(topic)
    db.session.flush()
    record(Verb.CREATED, "reception_topic", topic.id, by=by, label=topic.key)
    return topic


def change_topic(topic: ReceptionTopic, facts: TopicFacts, *, by: User) -> None:
    """Change a topic; visits that are booked keep the time that they were given.

    Raises Refused for a name that is there already.
    """
    _check(facts, own=topic)
    columns = _columns(facts)
    changed = [name for name, value in columns.items() if getattr(topic, name) != value]
    for name in changed:
        setattr(topic, name, columns[name])
    wanted = {one.id for one in facts.specialities}
    if {one.id for one in topic.specialities} != wanted:
        topic.specialities = list(facts.specialities)
        changed.append("specialities")
    if changed:
        db.session.flush()
        detail = {"fields": changed}
        record(Verb.CHANGED, "reception_topic", topic.id, by=by, label=topic.key, detail=detail)


def move_topic(topic: ReceptionTopic, *, up: bool, by: User) -> None:
    """Move a topic one place up or down; at the end of the list nothing happens."""
    ordered = list(
        db.session.scalars(
            select(ReceptionTopic)
            .order_by(ReceptionTopic.position, ReceptionTopic.id)
            .with_for_update()
        )
    )
    here = ordered.index(topic)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(ordered):
        return
    ordered[here], ordered[there] = ordered[there], ordered[here]
    for position, one in enumerate(ordered):
        one.position = position
    detail = {"position": [here + 1, there + 1]}
    record(Verb.CHANGED, "reception_topic", topic.id, by=by, label=topic.key, detail=detail)


def _columns(facts: TopicFacts) -> dict[str, object]:
    return {
        "name_bg": " ".join(facts.name_bg.split()),
        "name_en": " ".join(facts.name_en.split()),
        "bring_bg": facts.bring_bg.strip(),
        "bring_en": facts.bring_en.strip(),
        "minutes": facts.minutes,
        "notice_hours": facts.notice_hours,
        "horizon_days": facts.horizon_days,
        "bookable_by": facts.bookable_by,
        "active": facts.active,
    }


def _check(facts: TopicFacts, *, own: ReceptionTopic | None) -> None:
    others = [one for one in db.session.scalars(select(ReceptionTopic)) if one is not own]
    for field in ("name_bg", "name_en"):
        wanted = fold(getattr(facts, field))
        if any(fold(getattr(one, field)) == wanted for one in others):
            raise Refused(_l("There is a topic of this name already."), field=field)
    if facts.notice_hours >= facts.horizon_days * 24:
        raise Refused(
            _l("No day would be left: this is as long as one may book ahead."),
            field="notice_hours",
        )


def _new_key(name_bg: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "_", transliterate(name_bg).lower()).strip("_")
    stem = stem[: KEY_LENGTH - 4].strip("_") or "topic"
    taken = set(db.session.scalars(select(ReceptionTopic.key)))
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}_{number}", number + 1
    return key
