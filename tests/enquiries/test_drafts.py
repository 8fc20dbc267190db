"""Drafts survive, presence is seen, and neither keeps a session alive."""

from typing import Any

from oic.core.clock import now
from oic.core.db import db, transaction
from oic.enquiries.actions import drafts
from oic.enquiries.models import Draft, Presence
from oic.enquiries.queries import desk
from tests.factories.enquiries import make_enquiry, make_expert


def test_the_newest_of_a_draft_is_kept_for_its_writer_alone(app: object) -> None:
    one, other = make_expert(), make_expert()
    enquiry = make_enquiry()
    for text in ("Да", "Да, отвор", "Да, отворена е"):
        with transaction():
            drafts.keep_draft(one, "enquiry:1:answer", {"body": [text]}, enquiry)
    kept = desk.draft(one, "enquiry:1:answer")
    assert kept is not None
    assert kept.fields == {"body": ["Да, отворена е"]}
    assert desk.draft(other, "enquiry:1:answer") is None
    assert db.session.query(Draft).count() == 1


def test_an_emptied_form_has_no_draft(app: object) -> None:
    person = make_expert()
    with transaction():
        drafts.keep_draft(person, "new", {"body": ["Да"]})
    with transaction():
        assert drafts.keep_draft(person, "new", {"body": ["  "]}) is None
    assert desk.draft(person, "new") is None


def test_a_novel_is_left_to_the_form_and_the_earlier_draft_stays(app: object) -> None:
    person = make_expert()
    with transaction():
        drafts.keep_draft(person, "new", {"body": ["Да"]})
    with transaction():
        assert drafts.keep_draft(person, "new", {"body": ["а" * 200_001]}) is None
    kept = desk.draft(person, "new")
    assert kept is not None
    assert kept.fields == {"body": ["Да"]}


def test_colleagues_at_the_same_enquiry_are_seen_until_they_leave(
    app: object, frozen_clock: Any
) -> None:
    me, ana, boris = make_expert("Аз"), make_expert("Ана"), make_expert("Борис")
    enquiry = make_enquiry()
    with transaction():
        drafts.be_present(enquiry, me, writing=True)
        drafts.be_present(enquiry, ana, writing=False)
        drafts.be_present(enquiry, boris, writing=True)
    seen = [(one.user.name, one.writing) for one in desk.company(enquiry, me)]
    assert seen == [("Ана", False), ("Борис", True)]
    with transaction():
        drafts.leave(enquiry, boris)
    assert [one.user.name for one in desk.company(enquiry, me)] == ["Ана"]
    frozen_clock.move(seconds=46)
    assert desk.company(enquiry, me) == []


def test_a_draft_begun_is_seen_after_its_writer_has_gone(app: object, frozen_clock: Any) -> None:
    me, ana = make_expert("Аз"), make_expert("Ана")
    enquiry = make_enquiry()
    with transaction():
        drafts.keep_draft(ana, f"enquiry:{enquiry.id}:answer", {"body": ["Да"]}, enquiry)
    frozen_clock.move(hours=3)
    assert [(one.user.name, one.writing) for one in desk.company(enquiry, me)] == [("Ана", True)]


def test_yesterdays_presence_is_swept(app: object, frozen_clock: Any) -> None:
    person = make_expert()
    enquiry = make_enquiry()
    with transaction():
        drafts.be_present(enquiry, person, writing=False)
        drafts.be_present(enquiry, person, writing=True)
    assert db.session.query(Presence).count() == 1
    frozen_clock.move(days=2)
    with transaction():
        assert drafts.sweep_presence() == 1


def test_the_draft_says_when_it_was_kept(app: object, frozen_clock: Any) -> None:
    person = make_expert()
    with transaction():
        drafts.keep_draft(person, "new", {"body": ["Да"]})
    frozen_clock.move(minutes=5)
    with transaction():
        drafts.keep_draft(person, "new", {"body": ["Да!"]})
    assert db.session.query(Draft).one().updated_at == now()
