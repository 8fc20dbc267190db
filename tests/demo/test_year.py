"""The demonstration: a believable year, the same every time, kept out of registers in use."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from config import Settings
from oic import demo
from oic.audit.models import AuditEntry
from oic.clients.models import ClientType, Contact
from oic.core.clock import frozen, local, today
from oic.core.db import db
from oic.demo import post
from oic.demo.cli import accounts
from oic.demo.people import DOMAIN, PASSWORD, PEOPLE
from oic.demo.steps import DESK
from oic.demo.year import live
from oic.enquiries.models import Channel, ClientLetter, Enquiry, FollowUp, State, TimelineEntry
from oic.mail.models import Incoming, Letter, LetterState
from oic.places.queries import municipalities
from oic.staff.models import User
from oic.staff.passwords import matches
from tests.conftest import SECRET, TUESDAY_MORNING, Databases, make_app
from tests.factories.staff import make_user

ENQUIRIES = 110
"""Every card of the largest deck is dealt once."""
Rows = list[tuple[object, ...]]


def lived() -> Rows:
    live(ENQUIRIES, lambda _number: None)
    rows = db.session.scalars(select(Enquiry).order_by(Enquiry.id)).all()
    return [
        (row.reference, row.subject, row.channel, row.state, row.received_at, row.client_name)
        for row in rows
    ]


@pytest.fixture(scope="module")
def year(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rows]:
    """One year for all the tests that only look at it."""
    app = make_app(Settings(tmp_path_factory.mktemp("year"), databases.migrated(), SECRET))
    with frozen(TUESDAY_MORNING), app.app_context():
        yield lived()
        db.session.remove()
        db.engine.dispose()


def test_the_year_is_about_as_large_as_asked_and_lies_before_today(year):
    assert 0.8 * ENQUIRIES <= len(year) <= ENQUIRIES
    days = [local(row[4]).date() for row in year]
    assert max(days) <= today()
    assert (today() - min(days)).days <= 366


def test_every_part_of_the_register_has_something_to_show(year):
    rows = db.session.scalars(select(Enquiry)).all()
    assert Counter(row.state for row in rows)[State.CLOSED] > 0
    assert all(row.assignment_words["bg"] for row in rows if row.assignee_id)
    assert db.session.scalars(select(FollowUp)).all()
    assert db.session.scalars(select(TimelineEntry.id)).all()


def test_every_channel_kind_of_client_and_municipality_is_in_it(year):
    rows = db.session.scalars(select(Enquiry)).all()
    assert {row.channel for row in rows} == set(Channel)
    assert {row.client_type for row in rows} == set(ClientType)
    assert {row.municipality for row in rows} == set(municipalities())


def test_its_letters_are_read_in_the_outbox_and_none_waits_from_the_past(year):
    letters = db.session.scalars(select(Letter)).all()
    assert letters
    assert all(letter.state is not LetterState.QUEUED for letter in letters[:-3])
    assert sum(letter.state is LetterState.FAILED for letter in letters) == 1
    assert all(letter.to_email.endswith(".example") for letter in letters)


def test_what_did_not_arrive_was_not_sent(year):
    (letter,) = db.session.scalars(select(Letter).where(Letter.state == LetterState.FAILED))
    assert letter.sent_at is None


def test_the_trail_says_where_the_work_was_done(year):
    entries = db.session.scalars(select(AuditEntry)).all()
    by_whom = {(bool(entry.by_id), entry.source) for entry in entries}
    assert by_whom <= {(True, "web"), (False, "web"), (False, "job")}
    assert {entry.address for entry in entries if entry.by_id} == {DESK.address}


def test_no_client_has_the_name_of_a_colleague(year):
    names = set(db.session.scalars(select(Contact.name)))
    assert names
    assert not names & {person.name for person in PEOPLE}


def test_what_names_a_place_or_a_trade_is_asked_by_somebody_of_there(year):
    path = Path(demo.__file__).parent / "data" / "enquiries.json"
    items = {item["subject"]: item for item in json.loads(path.read_text(encoding="utf-8"))}
    seen = 0
    for enquiry in db.session.scalars(select(Enquiry)):
        item, contact = items[enquiry.subject], enquiry.contact
        if "place" in item:
            assert enquiry.municipality.code == item["place"]
        if contact is None:
            continue
        assert contact.municipality == enquiry.municipality
        if "organisation" in item:
            seen += 1
            name = contact.organisation.name if contact.organisation else ""
            assert name == item["organisation"]
    assert seen


def test_every_printed_account_opens(year):
    printed = "\n".join(accounts())
    assert PASSWORD in printed
    for person in PEOPLE:
        user = db.session.scalars(
            select(User).where(User.email == f"{person.login}@{DOMAIN}")
        ).one()
        assert user.email in printed
        assert user.password_hash
    assert matches(user.password_hash, PASSWORD)


def test_the_year_is_the_same_every_time(year, own_app):
    with frozen(TUESDAY_MORNING), own_app.app_context():
        assert lived() == year


def test_a_register_in_use_is_not_filled(app, command):
    make_user(name="Мария Иванова")
    result = command("demo-data", "--enquiries", "5")
    assert result.exit_code != 0
    assert "in use" in result.output
    assert db.session.execute(text("SELECT count(*) FROM enquiry")).scalar_one() == 0


def test_yesterdays_post_has_a_letter_of_every_kind(year):
    post.deliver()

    rows = db.session.scalars(select(Incoming).order_by(Incoming.id)).all()
    assert not [row.last_error for row in rows if row.last_error]
    natures = Counter(row.nature for row in rows)
    assert natures["person"] >= 4
    assert {"bulletin", "bounce", "auto_reply"} <= natures.keys()
    links = db.session.scalars(select(ClientLetter)).all()
    assert [link for link in links if not link.opened_it], "an answer to an answer"
    assert [link for link in links if link.may_belong_to_id]
    assert [link for link in links if link.stranger and link.stranger["organisation"]]
