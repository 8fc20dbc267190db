"""Without these an administrator could not say who did what, or could not believe what stands."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from oic.audit.actions import record
from oic.audit.models import AuditEntry, Verb
from oic.core import clock
from oic.core.db import db, transaction
from oic.core.origin import Origin, coming_from
from oic.staff.models import User
from tests.checking.client import Client


@pytest.fixture
def entry(app: Flask, expert: User) -> AuditEntry:
    """One line of the trail."""
    del app
    with transaction(), coming_from(Origin("command")):
        return record(Verb.CHANGED, "enquiry", 7, by=expert, label="2026-000007")


def _by_hand(entry: AuditEntry) -> None:
    entry.by_name = "Някой друг"
    db.session.flush()


def _taken_out(entry: AuditEntry) -> None:
    db.session.delete(entry)
    db.session.flush()


def _by_statement(entry: AuditEntry) -> None:
    db.session.execute(update(AuditEntry).where(AuditEntry.id == entry.id).values(label=""))


def _taken_out_by_statement(entry: AuditEntry) -> None:
    db.session.execute(delete(AuditEntry.__table__).where(AuditEntry.id == entry.id))


@pytest.mark.parametrize("rewrite", [_by_hand, _taken_out, _by_statement, _taken_out_by_statement])
def test_nothing_in_the_program_rewrites_the_trail(
    entry: AuditEntry, expert: User, rewrite: Callable[[AuditEntry], None]
) -> None:
    with pytest.raises(RuntimeError, match="audit_entry is history"), transaction():
        rewrite(entry)
    kept = db.session.scalars(select(AuditEntry)).one()
    assert (kept.by_name, kept.label) == (expert.name, "2026-000007")


def test_a_line_says_who_did_what_to_which_thing_when_and_from_where(
    entry: AuditEntry, expert: User, frozen_clock: object
) -> None:
    del frozen_clock
    assert (entry.by_id, entry.by_name) == (expert.id, expert.name)
    assert (entry.verb, entry.thing_type, entry.thing_id) == (Verb.CHANGED, "enquiry", 7)
    assert entry.at == clock.now()
    assert entry.source == "command"


def test_what_is_done_in_a_browser_carries_its_address(as_expert: Client, expert: User) -> None:
    as_expert.post("/desk/sign-out", environ_overrides={"REMOTE_ADDR": "198.51.100.7"}, status=303)
    line = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert line is not None
    assert (line.by_id, line.address) == (expert.id, "198.51.100.7")
