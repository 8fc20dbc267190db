"""What an expert is good at: programmes, topics, municipalities."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.db import db
from oic.enquiries.models import ExpertProfile, Topic
from oic.funding.models import Programme
from oic.places.models import Municipality
from oic.staff.models import User


@dataclass(frozen=True)
class Specialities:
    """The numbers of what an expert is good at."""

    programmes: Collection[int]
    topics: Collection[int]
    municipalities: Collection[int]


def set_specialities(person: User, wanted: Specialities, *, by: User) -> None:
    """Replace an expert's specialities; assignment looks at them from the next enquiry on."""
    profile = db.session.get(ExpertProfile, person.id)
    if profile is None:
        profile = ExpertProfile(user_id=person.id)
        db.session.add(profile)
    programmes = db.session.scalars(
        select(Programme).where(Programme.id.in_(wanted.programmes)).order_by(Programme.id)
    ).all()
    topics = db.session.scalars(
        select(Topic).where(Topic.id.in_(wanted.topics)).order_by(Topic.id)
    ).all()
    municipalities = db.session.scalars(
        select(Municipality)
        .where(Municipality.id.in_(wanted.municipalities))
        .order_by(Municipality.id)
    ).all()
    before = _codes(profile)
    profile.programmes = list(programmes)
    profile.topics = list(topics)
    profile.municipalities = list(municipalities)
    after = _codes(profile)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changed:
        record(Verb.CHANGED, "expert", person.id, by=by, detail=changed)


def _codes(profile: ExpertProfile) -> dict[str, list[str]]:
    return {
        "programmes": sorted(programme.code for programme in profile.programmes),
        "topics": sorted(topic.key for topic in profile.topics),
        "municipalities": sorted(municipality.code for municipality in profile.municipalities),
    }
