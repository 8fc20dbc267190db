"""The demonstration: a believable year, the same every time, kept out of registers in use."""

from collections import Counter

import pytest
from sqlalchemy import select, text

from oic.clients.models import ClientType
from oic.core.clock import frozen, local, today
from oic.core.db import db
from oic.demo.cli import accounts
from oic.demo.people import DOMAIN, PASSWORD, PEOPLE
from oic.demo.year import live
from oic.enquiries.models import Channel, Enquiry, FollowUp, State, TimelineEntry
from oic.mail.models import Letter, LetterState
from oic.staff.models import User
from oic.staff.passwords import matches
from tests.conftest import TUESDAY_MORNING
from tests.factories.staff import make_user

ENQUIRIES = 60


def lived() -> list[tuple[object, ...]]:
    live(ENQUIRIES, lambda _number: None)
    rows = db.session.scalars(select(Enquiry).order_by(Enquiry.id)).all()
    return [
        (row.reference, row.subject, row.channel, row.state, row.received_at, row.client_name)
        for row in rows
    ]


@pytest.fixture
def year(app):
    return lived()


def test_the_year_is_about_as_large_as_asked_and_lies_before_today(app, year):
    assert 0.8 * ENQUIRIES <= len(year) <= ENQUIRIES
    days = [local(row[4]).date() for row in year]
    assert max(days) <= today()
    assert (today() - min(days)).days <= 366


def test_every_part_of_the_register_has_something_to_show(app, year):
    rows = db.session.scalars(select(Enquiry)).all()
    assert len(Counter(row.channel for row in rows)) >= len(Channel) - 3
    assert len(Counter(row.client_type for row in rows)) >= len(ClientType) // 2
    assert len(Counter(row.municipality_id for row in rows)) >= 3
    assert Counter(row.state for row in rows)[State.CLOSED] > 0
    assert all(row.assignment_words["bg"] for row in rows if row.assignee_id)
    assert db.session.scalars(select(FollowUp)).all()
    assert db.session.scalars(select(TimelineEntry.id)).all()


def test_its_letters_are_read_in_the_outbox_and_none_waits_from_the_past(app, year):
    letters = db.session.scalars(select(Letter)).all()
    assert letters
    assert all(letter.state is not LetterState.QUEUED for letter in letters[:-3])
    assert sum(letter.state is LetterState.FAILED for letter in letters) == 1
    assert all(letter.to_email.endswith(".example") for letter in letters)


def test_every_printed_account_opens(app, year):
    printed = "\n".join(accounts())
    assert PASSWORD in printed
    for person in PEOPLE:
        user = db.session.scalars(
            select(User).where(User.email == f"{person.login}@{DOMAIN}")
        ).one()
        assert user.email in printed
        assert user.password_hash
    assert matches(user.password_hash, PASSWORD)


def test_the_year_is_the_same_every_time(app, year, own_app):
    with frozen(TUESDAY_MORNING), own_app.app_context():
        assert lived() == year


def test_a_register_in_use_is_not_filled(app, command):
    make_user(name="Мария Иванова")
    result = command("demo-data", "--enquiries", "5")
    assert result.exit_code != 0
    assert "in use" in result.output
    assert db.session.execute(text("SELECT count(*) FROM enquiry")).scalar_one() == 0
