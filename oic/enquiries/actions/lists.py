"""The lists that a manager keeps: the topics."""

import re

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.db import db
from oic.core.errors import Refused
from oic.core.text import fold, transliterate
from oic.enquiries.models import Topic
from oic.staff.models import User

KEY_LENGTH = 40


def _checked(name_bg: str, name_en: str, own: Topic | None = None) -> tuple[str, str]:
    name_bg, name_en = " ".join(name_bg.split()), " ".join(name_en.split())
    for topic in db.session.scalars(select(Topic)):
        if topic is own:
            continue
        if fold(topic.name_bg) == fold(name_bg):
            raise Refused(_l("There is a topic of this name already."), field="name_bg")
        if fold(topic.name_en) == fold(name_en):
            raise Refused(_l("There is a topic of this name already."), field="name_en")
    return name_bg, name_en


def _new_key(name_bg: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "_", transliterate(name_bg).lower()).strip("_")
    stem = stem[: KEY_LENGTH - 4] or "topic"
    taken = set(db.session.scalars(select(Topic.key)))
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}_{number}", number + 1
    return key


def add_topic(name_bg: str, name_en: str, *, by: User) -> Topic:
    """Add a topic at the end of the list. Raises Refused for a name that is there already."""
    name_bg, name_en = _checked(name_bg, name_en)
    last = db.session.scalar(select(func.max(Topic.position)))
    topic = Topic(
        key=_new_key(name_bg),
        name_bg=name_bg,
        name_en=name_en,
        position=0 if last is None else last + 1,
    )
    db.session.add(topic)
    db.session.flush()
    record(Verb.CREATED, "topic", topic.id, by=by, label=topic.key)
    return topic


def rename_topic(topic: Topic, name_bg: str, name_en: str, *, by: User) -> None:
    """Rename a topic; what is filed under it stays there."""
    name_bg, name_en = _checked(name_bg, name_en, own=topic)
    changed = {}
    for field, value in (("name_bg", name_bg), ("name_en", name_en)):
        before = getattr(topic, field)
        if before != value:
            changed[field] = [before, value]
            setattr(topic, field, value)
    if changed:
        record(Verb.CHANGED, "topic", topic.id, by=by, label=topic.key, detail=changed)


def move_topic(topic: Topic, *, up: bool, by: User) -> None:
    """Move a topic one place up or down; at the end of the list nothing happens."""
    ordered = list(
        db.session.scalars(select(Topic).order_by(Topic.position, Topic.id).with_for_update())
    )
    here = ordered.index(topic)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(ordered):
        return
    ordered[here], ordered[there] = ordered[there], ordered[here]
    for position, one in enumerate(ordered):
        one.position = position
    record(
        Verb.CHANGED,
        "topic",
        topic.id,
        by=by,
        label=topic.key,
        detail={"position": [here + 1, there + 1]},
    )


def set_topic_active(topic: Topic, *, active: bool, by: User) -> None:
    """Offer a topic for new enquiries, or not any more; old ones keep it."""
    if topic.active == active:
        return
    topic.active = active
    verb = Verb.ACTIVATED if active else Verb.DEACTIVATED
    record(verb, "topic", topic.id, by=by, label=topic.key)
