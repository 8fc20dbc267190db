"""What an enquiry went through stays as it was written: nobody loses a line of it."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from oic.core import clock
from oic.core.db import db, transaction
from oic.enquiries.actions import answering, assigning
from oic.enquiries.models import Attachment, Enquiry, EntryKind, TimelineEntry
from oic.enquiries.queries import one
from oic.staff.models import User
from tests.checking.client import Client
from tests.factories.enquiries import make_enquiry, make_expert
from tests.factories.files import put


@pytest.fixture
def note(app: Flask, expert: User) -> TimelineEntry:
    """A note with a file, on the timeline of an enquiry."""
    del app
    enquiry = make_enquiry(assignee=expert)
    with transaction():
        stored = put("Устав".encode(), "устав.txt")
        return answering.note(enquiry, "Говорих с тях.", by=expert, files=[(stored, "устав.txt")])


def _put_otherwise(entry: TimelineEntry) -> None:
    entry.body = "Не съм говорил."
    db.session.flush()


def _taken_out(entry: TimelineEntry) -> None:
    db.session.delete(entry)
    db.session.flush()


def _file_taken_out(entry: TimelineEntry) -> None:
    db.session.delete(entry.attachments[0])
    db.session.flush()


def _put_otherwise_by_statement(entry: TimelineEntry) -> None:
    db.session.execute(
        update(TimelineEntry).where(TimelineEntry.id == entry.id).values(at=clock.now())
    )


def _taken_out_by_statement(entry: TimelineEntry) -> None:
    db.session.execute(delete(TimelineEntry.__table__).where(TimelineEntry.id == entry.id))


@pytest.mark.parametrize(
    "rewrite",
    [
        _put_otherwise,
        _taken_out,
        _file_taken_out,
        _put_otherwise_by_statement,
        _taken_out_by_statement,
    ],
)
def test_nothing_in_the_program_rewrites_what_happened(
    note: TimelineEntry, rewrite: Callable[[TimelineEntry], None]
) -> None:
    before = note.at
    with pytest.raises(RuntimeError, match="is history"), transaction():
        rewrite(note)
    kept = db.session.get_one(TimelineEntry, note.id)
    assert (kept.body, kept.at) == ("Говорих с тях.", before)
    assert [item.name for item in kept.attachments] == ["устав.txt"]


def test_a_line_keeps_the_name_that_its_writer_had_then(note: TimelineEntry, expert: User) -> None:
    then = expert.name
    with transaction():
        db.session.get_one(User, expert.id).name = "Елена Омъжена"
    assert db.session.get_one(TimelineEntry, note.id).by_name == then


def test_the_page_shows_who_why_and_when(as_expert: Client, expert: User) -> None:
    ana = make_expert("Ана Иванова")
    enquiry = make_enquiry(assignee=expert)
    with transaction():
        assigning.hand_over(enquiry, ana, by=expert, note="Нейна е темата за млякото.")
    page = as_expert.get(f"/desk/enquiries/{enquiry.reference}", status=200)
    line = one.timeline(enquiry)[-1]
    assert line.kind is EntryKind.HANDED_OVER
    for words in (expert.name, "Ана Иванова", "Нейна е темата за млякото.", "09:30"):
        assert words in page.words


def test_a_colleague_gets_the_files_of_an_enquiry_and_a_stranger_does_not(
    note: TimelineEntry, as_expert: Client, as_administrator: Client, client: Client
) -> None:
    enquiry, other = db.session.get_one(Enquiry, note.enquiry_id), make_enquiry()
    [item] = db.session.scalars(select(Attachment)).all()
    address = f"/desk/enquiries/{enquiry.reference}/files/{item.id}"
    saved = as_expert.get(address, status=200)
    assert saved.get_data().decode() == "Устав"
    assert saved.headers["Content-Disposition"].startswith("attachment;")
    saved.close()
    as_expert.get(f"/desk/enquiries/{other.reference}/files/{item.id}", status=404)
    as_expert.get(f"/desk/enquiries/{enquiry.reference}/files/{item.id + 1}", status=404)
    assert "/desk/sign-in" in client.get(address, status=303).headers["Location"]
    as_administrator.get(address, status=403)
