"""Two at one client's record: what both said is kept, and nobody sees an error page."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from oic.clients.actions import NewContact, change_contact, find_or_create, merge_contacts
from oic.clients.models import ClientType, Contact
from oic.core.db import db, transaction
from tests.concurrency.meeting import meet
from tests.factories.clients import make_contact


@pytest.fixture
def known(own_app: Flask) -> Contact:
    del own_app
    return make_contact("Мария Петрова", emails=["maria@example.bg"])


def corrects(contact_id: int, version: int) -> Callable[[Callable[[], None]], None]:
    """A colleague who saves another name."""
    new = NewContact(ClientType.CITIZEN, name="Мария Колева", emails=("maria@example.bg",))

    def first(meanwhile: Callable[[], None]) -> None:
        with transaction():
            change_contact(contact_id, new, version=version, by=None)
            db.session.flush()
            meanwhile()

    return first


def asks() -> None:
    """The same person, who gives a telephone number that was not known."""
    with transaction():
        find_or_create(
            client_type=ClientType.CITIZEN,
            by=None,
            name="Мария Петрова",
            email="maria@example.bg",
            phone="0888 123 456",
        )


def test_who_asks_while_her_record_is_edited_is_heard(own_app: Flask, known: Contact) -> None:
    meet(own_app, corrects(known.id, known.version), asks)
    assert known.name == "Мария Колева"
    assert [item.phone for item in known.phones] == ["0888 123 456"]


@pytest.mark.usefixtures("without_locks")
def test_without_the_lock_who_asks_gets_an_error(own_app: Flask, known: Contact) -> None:
    if db.engine.dialect.name == "sqlite":
        return  # writers wait for each other by themselves
    with pytest.raises(StaleDataError):
        meet(own_app, corrects(known.id, known.version), asks)


def test_who_asks_while_her_records_are_merged_is_the_one_that_stays(
    own_app: Flask, known: Contact
) -> None:
    kept = make_contact("Мария П.", emails=["m.petrova@example.bg"])

    def merges(meanwhile: Callable[[], None]) -> None:
        with transaction():
            merge_contacts(kept.id, known.id, by=None)
            db.session.flush()
            meanwhile()

    meet(own_app, merges, asks)
    assert [item.phone for item in kept.phones] == ["0888 123 456"]
    assert db.session.scalar(select(func.count()).select_from(Contact)) == 2
