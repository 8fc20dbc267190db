"""Without these enquiries would go to whoever knows least about them."""

from sqlalchemy import select

from oic.audit.models import AuditEntry
from oic.core.clock import today
from oic.core.db import db
from oic.enquiries.models import Topic
from oic.enquiries.queries import experts as queries
from oic.enquiries.queries.assignment import candidates
from oic.funding.models import Programme
from oic.places.models import Municipality
from oic.staff.models import User
from tests.checking.client import Client


def first_of(model: type) -> int:
    return int(db.session.scalars(select(model.id).order_by(model.id).limit(1)).one())  # type: ignore[attr-defined]


def test_a_manager_sets_what_an_expert_is_good_at_and_the_rule_sees_it(
    as_manager: Client, expert: User
) -> None:
    programme, topic, place = first_of(Programme), first_of(Topic), first_of(Municipality)
    as_manager.submit(
        f"/desk/experts/{expert.id}",
        "expert",
        programmes=[str(programme)],
        topics=[str(topic)],
        municipalities=[str(place)],
        spoken_languages=["bg", "de"],
        capacity="12",
        status=303,
    )
    (candidate,) = candidates(today(), contact_id=None, organisation_id=None)
    assert candidate.programmes == {programme}
    assert candidate.topics == {topic}
    assert candidate.municipalities == {place}
    account = db.session.get_one(User, expert.id)
    assert (account.spoken_languages, account.capacity) == (["bg", "de"], 12)
    changes = {
        (entry.thing_type, *sorted(entry.detail or {}))
        for entry in db.session.scalars(select(AuditEntry))
    }
    assert ("expert", "municipalities", "programmes", "topics") in changes
    assert ("account", "capacity", "spoken_languages") in changes


def test_wrong_values_come_back_beside_their_field(as_manager: Client, expert: User) -> None:
    path = f"/desk/experts/{expert.id}"
    page = as_manager.submit(path, "expert", capacity="0", status=422)
    assert page.find(id="capacity-error")
    data = as_manager.get(path).form("expert").fill()
    data.pop("spoken_languages")
    page = as_manager.post(path, data, csrf=False, status=422)
    assert "Изберете поне един език" in page.words
    assert not queries.profiles([expert.id]), "nothing is saved by halves"


def test_colleagues_read_and_do_not_change(
    as_expert: Client, expert: User, manager: User, administrator: User
) -> None:
    page = as_expert.get(f"/desk/experts/{manager.id}", status=200)
    assert not [form for form in page.forms if form.element.get("id") == "expert"]
    as_expert.post(f"/desk/experts/{expert.id}", {"capacity": "99"}, status=403)
    assert as_expert.get(f"/desk/experts/{administrator.id}").status_code == 404
    listed = as_expert.get("/desk/experts", status=200).words
    assert expert.name in listed
    assert manager.name in listed
    assert administrator.name not in listed
