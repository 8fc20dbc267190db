"""The number: consecutive in its year, given back when nothing came of it."""

from datetime import datetime

import pytest

from oic.clients.models import ClientType
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.enquiries.actions.opening import NewEnquiry, NewQuestion, register
from oic.enquiries.models import Channel, Enquiry
from tests.conftest import FrozenClock


@pytest.fixture(autouse=True)
def _app(app: object) -> None:
    """Every test here needs the program."""


def new(text: str = "Въпрос", key: str | None = None) -> NewEnquiry:
    return NewEnquiry(
        channel=Channel.PHONE,
        client_type=ClientType.CITIZEN,
        questions=(NewQuestion(text),),
        submission_key=key,
    )


def registered(text: str = "Въпрос", key: str | None = None) -> Enquiry:
    with transaction():
        return register(new(text, key), by=None)


def test_numbers_follow_each_other() -> None:
    assert [registered().reference for _ in range(3)] == [
        "2026-000001",
        "2026-000002",
        "2026-000003",
    ]


def test_a_number_is_given_back_when_the_registration_fails() -> None:
    registered()
    with pytest.raises(ZeroDivisionError), transaction():
        assert register(new(), by=None).number / 0
    with pytest.raises(Refused), transaction():
        register(new(" "), by=None)
    assert registered().reference == "2026-000002"


def test_each_year_of_sofia_begins_with_one(frozen_clock: FrozenClock) -> None:
    frozen_clock.set(datetime(2026, 12, 31, 23, 59))  # noqa: DTZ001 - Sofia's
    assert registered().reference == "2026-000001"
    frozen_clock.set(datetime(2027, 1, 1, 0, 1))  # noqa: DTZ001 - Sofia's; 22:01 the day before in UTC
    assert registered().reference == "2027-000001"


def test_the_same_form_twice_is_one_enquiry_and_uses_one_number() -> None:
    first = registered(key="form-1")
    assert registered("С други думи", key="form-1") == first
    assert registered(key="form-2").reference == "2026-000002"
    assert db.session.query(Enquiry).count() == 2


def test_the_public_link_cannot_be_guessed() -> None:
    tokens = {registered().public_token for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) >= 22 for token in tokens), "128 bits and more"
