"""Bounces reach the expert, and what machines say never becomes an enquiry of its own."""

from sqlalchemy import func, select

from oic.core.db import db
from oic.enquiries.models import Enquiry, EntryKind, State
from oic.enquiries.queries import one
from oic.mail.models import IncomingState, LetterState
from tests.enquiries.mail.test_filing import our_letter, sent
from tests.factories.clients import make_contact
from tests.factories.enquiries import make_enquiry
from tests.factories.incoming import come_in, letter
from tests.factories.reports import EXIM, OUT_OF_OFFICE, READ, report


def answered() -> Enquiry:
    contact = make_contact(emails=("ani@example.bg",))
    return make_enquiry(contact=contact, reply_email="ani@example.bg", state=State.ANSWERED)


def test_a_bounce_marks_the_letter_and_the_address_and_tells_the_expert(app):
    enquiry = answered()
    written = sent(our_letter(enquiry))

    row = come_in(report(message_id=written.message_id))

    db.session.expire_all()
    assert written.state is LetterState.FAILED
    assert "5.1.1" in written.last_error
    assert enquiry.contact.emails[0].failing
    assert enquiry.came_back_at is not None
    assert (row.state, row.about_id) == (IncomingState.NOTED, enquiry.id)
    assert "Наше писмо се върна" in one.last_entry(enquiry, EntryKind.LETTER).words["bg"]
    assert db.session.scalar(select(func.count()).select_from(Enquiry)) == 1


def test_a_full_mailbox_is_no_wrong_address(app):
    enquiry = answered()
    written = sent(our_letter(enquiry))

    come_in(report(status="5.2.2", message_id=written.message_id))

    db.session.expire_all()
    assert written.state is LetterState.FAILED
    assert not enquiry.contact.emails[0].failing


def test_a_bounce_that_names_no_letter_is_known_by_the_address(app):
    enquiry = answered()
    written = sent(our_letter(enquiry))

    come_in(EXIM)

    db.session.expire_all()
    assert written.state is LetterState.FAILED


def test_a_bounce_from_where_the_client_forwards_to_is_known_by_whom_we_wrote_to(app):
    enquiry = answered()
    written = sent(our_letter(enquiry))
    raw = report(recipient="elsewhere@example.com", message_id="")

    come_in(raw.replace(b"To: elsewhere@example.com", b"To: ani@example.bg"))

    db.session.expire_all()
    assert written.state is LetterState.FAILED


def test_two_reports_about_one_letter_are_told_once(app):
    enquiry = answered()
    written = sent(our_letter(enquiry))

    come_in(report(message_id=written.message_id))
    before = one.newest_entry(enquiry)
    come_in(report(message_id=written.message_id, subject="Again"))

    assert one.newest_entry(enquiry) == before


def test_a_delay_is_noted_and_alarms_nobody(app):
    enquiry = answered()
    written = sent(our_letter(enquiry))

    come_in(report(action="delayed", status="4.4.1", message_id=written.message_id))

    db.session.expire_all()
    assert written.state is LetterState.SENT
    assert enquiry.came_back_at is None
    assert "се бави" in one.last_entry(enquiry, EntryKind.LETTER).words["bg"]


def test_an_automatic_answer_is_a_line_and_reopens_nothing(app):
    enquiry = answered()
    written = sent(our_letter(enquiry))

    row = come_in(OUT_OF_OFFICE.replace(b"<ours@oic.example.bg>", written.message_id.encode()))

    db.session.expire_all()
    assert enquiry.state is State.ANSWERED
    assert row.state is IncomingState.NOTED
    entry = one.last_entry(enquiry, EntryKind.LETTER)
    assert "Ани Петрова" in entry.words["bg"]
    assert entry.body == "В отпуск съм до 20 март."


def test_that_a_letter_was_opened_is_a_line(app):
    enquiry = answered()
    written = sent(our_letter(enquiry))

    come_in(READ.replace(b"<ours@oic.example.bg>", written.message_id.encode()))

    assert "отворено" in one.last_entry(enquiry, EntryKind.LETTER).words["bg"]


def test_a_bounce_of_somebody_elses_letter_is_kept_and_is_no_enquiry(app):
    row = come_in(report(recipient="x@example.bg", message_id="<theirs@example.bg>"))

    assert (row.state, row.about_id) == (IncomingState.NOTED, None)
    assert db.session.scalar(select(func.count()).select_from(Enquiry)) == 0


def test_our_own_letter_that_comes_back_to_us_is_no_enquiry(app):
    enquiry = answered()
    written = sent(our_letter(enquiry))

    row = come_in(letter(sender="oic@oic.example.bg", Message_ID=written.message_id))

    assert row.state is IncomingState.NOTED
    assert db.session.scalar(select(func.count()).select_from(Enquiry)) == 1
