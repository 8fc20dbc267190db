"""Every letter becomes an entry of the right enquiry, once, and none is lost."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from oic.core.clock import now
from oic.core.db import db, transaction
from oic.enquiries.actions.mail import filing as register_filing
from oic.enquiries.links import reply_token
from oic.enquiries.models import Attachment, Channel, Enquiry, EntryKind, State
from oic.enquiries.queries import one
from oic.files import store
from oic.mail import filing
from oic.mail.actions import queue
from oic.mail.addresses import reply_address
from oic.mail.fetching.receiving import take_in
from oic.mail.models import Incoming, IncomingState, Letter, LetterState
from tests.factories.clients import make_contact
from tests.factories.enquiries import make_enquiry, make_expert
from tests.factories.incoming import come_in, enquiry_of, letter, link_of
from tests.factories.raw_mail import SAMPLES, Sample


def letters_to(email: str) -> list[Letter]:
    return list(db.session.scalars(select(Letter).where(Letter.to_email == email)))


def our_letter(enquiry: Enquiry, **values) -> Letter:
    given = {
        "kind": "answer",
        "to_email": enquiry.reply_email,
        "to_name": "",
        "subject": "Отговор",
        "text": "Да.",
        "language": "bg",
        "automatic": False,
        "about": ("enquiry", enquiry.id),
    } | values
    with transaction():
        return queue(**given)


def sent(written: Letter) -> Letter:
    with transaction():
        written.state, written.sent_at = LetterState.SENT, now()
    return written


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_whatever_a_letter_is_like_it_becomes_an_enquiry(app, sample: Sample):
    row = come_in(sample.raw)

    enquiry = enquiry_of(row)
    assert row.state is IncomingState.FILED
    assert enquiry.channel is Channel.EMAIL
    assert enquiry.subject == sample.subject
    assert enquiry.reply_email == sample.sender
    names = db.session.scalars(
        select(Attachment.name).where(Attachment.enquiry_id == enquiry.id).order_by(Attachment.id)
    ).all()
    wanted = [name for name, _ in sample.files]
    assert [name for name in names if name != "letter.eml"] == wanted
    assert one.last_entry(enquiry, EntryKind.CLIENT_MESSAGE).body


def test_the_sender_is_told_that_it_arrived_under_his_own_letter(app):
    raw = letter(Message_ID="<mine@example.bg>")

    enquiry = enquiry_of(come_in(raw))

    (told,) = letters_to("ivan@example.bg")
    assert told.kind == "acknowledgement"
    assert told.in_reply_to == "<mine@example.bg>"
    assert enquiry.reference in told.subject + told.body_text


def test_the_same_letter_twice_is_one_enquiry(app):
    raw = letter()

    first, again = come_in(raw), come_in(raw)

    assert first.id == again.id
    assert db.session.scalar(select(func.count()).select_from(Enquiry)) == 1


def test_a_copy_by_another_mailbox_is_the_same_entry(app):
    raw = letter()

    first = come_in(b"Delivered-To: a@oic.example.bg\r\n" + raw)
    copy = come_in(b"Delivered-To: b@oic.example.bg\r\nX-Spam: no\r\n" + raw)

    assert copy.copy_of_id == first.id
    assert copy.state is IncomingState.NOTED
    assert db.session.scalar(select(func.count()).select_from(Enquiry)) == 1


def test_an_answer_to_our_address_goes_on_in_its_enquiry(app):
    enquiry = make_enquiry(state=State.ANSWERED)
    address = reply_address(reply_token(enquiry))

    row = come_in(letter("Благодаря, а срокът?", to=address, subject="Нещо друго"))

    db.session.refresh(enquiry)
    assert row.about_id == enquiry.id
    assert enquiry.state is State.REOPENED
    assert enquiry.came_back_at is not None
    assert one.last_entry(enquiry, EntryKind.CLIENT_MESSAGE).body == "Благодаря, а срокът?"


def test_a_forged_address_goes_into_nobodys_case(app):
    enquiry = make_enquiry()
    address = reply_address(reply_token(enquiry))[:-20] + "x@oic.example.bg"

    row = come_in(letter(to=address, sender="x@example.bg"))

    assert row.about_id != enquiry.id


def test_an_answer_to_a_letter_of_ours_is_known_by_its_message_id(app):
    enquiry = make_enquiry()
    written = our_letter(enquiry)

    row = come_in(letter(sender="accountant@example.bg", References=f"<x@y> {written.message_id}"))

    assert row.about_id == enquiry.id


def test_a_strangers_letter_with_a_number_opens_its_own_enquiry(app):
    enquiry = make_enquiry(reply_email="pekar@primer.bg")

    row = come_in(letter(subject=f"Re: {enquiry.reference}", sender="thief@example.bg"))

    link = link_of(row)
    assert row.about_id != enquiry.id
    assert link.may_belong_to_id == enquiry.id


def test_a_number_in_the_subject_is_enough_for_whoever_takes_part(app):
    contact = make_contact(emails=("pekar@primer.bg", "ani@primer.bg"))
    enquiry = make_enquiry(contact=contact, reply_email="pekar@primer.bg")

    row = come_in(letter(subject=f"Още за {enquiry.reference}", sender="ani@primer.bg"))

    assert row.about_id == enquiry.id


def test_a_second_letter_of_the_same_person_stands_alone_and_says_where_it_may_belong(app):
    first = come_in(letter(subject="За пекарната"))

    second = come_in(letter(subject="И още нещо"))

    assert second.about_id != first.about_id
    assert link_of(second).may_belong_to_id == first.about_id


def test_a_letter_that_continues_the_writers_own_is_joined_by_itself(app):
    first = come_in(letter(Message_ID="<a@example.bg>"))

    second = come_in(letter("И прилагам файла.", In_Reply_To="<a@example.bg>"))
    other = come_in(letter("Кой съм аз?", In_Reply_To="<a@example.bg>", sender="x@example.bg"))

    assert second.about_id == first.about_id
    assert other.about_id != first.about_id
    assert link_of(other).may_belong_to_id == first.about_id


def test_an_answer_to_what_was_closed_long_ago_opens_a_new_one_linked_to_it(app, frozen_clock):
    enquiry = make_enquiry(state=State.CLOSED, received_at=now() - timedelta(days=200))
    written = our_letter(enquiry)

    row = come_in(letter(In_Reply_To=written.message_id))

    assert row.about_id != enquiry.id
    assert link_of(row).may_belong_to_id == enquiry.id
    db.session.refresh(enquiry)
    assert enquiry.state is State.CLOSED


def test_a_known_client_is_recognised_and_a_strangers_signature_is_read(app):
    contact = make_contact(name="Иван Петров", emails=("ivan@example.bg",))
    known = come_in(letter())
    stranger = come_in(
        letter(
            "Здравейте,\n\nима ли ваучери?\n\nС уважение,\nПетя Иванова\nуправител\n"
            "„Хляб и Ко“ ЕООД\nтел. 0888 123 456",
            sender="office@hlyab.example.bg",
        )
    )

    assert enquiry_of(known).contact_id == contact.id
    assert link_of(known).stranger is None
    says = link_of(stranger).stranger
    assert says["name"] == "Петя Иванова"
    assert says["organisation"] == "„Хляб и Ко“ ЕООД"
    assert says["phone"] == "0888 123 456"
    assert says["client_type"] == "business"
    assert enquiry_of(stranger).contact_id is None


def test_a_colleague_who_sends_a_letter_on_is_proposed_as_no_client(app):
    colleague = make_expert(name="Елена Експертова")

    row = come_in(letter(sender=f"Елена <{colleague.email}>"))

    assert link_of(row).stranger is None
    assert letters_to(colleague.email) == []


def test_a_colleague_who_answers_to_all_is_not_the_client(app):
    enquiry = make_enquiry(state=State.ANSWERED)
    colleague = make_expert(name="Елена Експертова")

    row = come_in(
        letter("И аз мисля така.", sender=colleague.email, to=reply_address(reply_token(enquiry)))
    )

    db.session.refresh(enquiry)
    assert (row.about_id, enquiry.state) == (enquiry.id, State.ANSWERED)
    assert one.last_entry(enquiry, EntryKind.NOTE).body == "И аз мисля така."


@pytest.mark.parametrize(
    "sender", ['"ivan p"@example.bg', "ivan@[192.0.2.1]", "ivan@localhost", "иван@пример.бг"]
)
def test_an_address_that_no_letter_reaches_stops_no_letter(app, sender):
    row = come_in(letter(sender="").replace(b"To:", f"From: {sender}\nTo:".encode(), 1))

    assert (row.state, row.attempts) == (IncomingState.FILED, 0)
    assert enquiry_of(row).reply_email == sender


def test_what_is_quoted_is_kept_and_is_no_part_of_the_question(app):
    text = (
        "Кога отваря?\n\nНа пн, 5.10.2026 г. в 10:12 ОИЦ <oic@example.bg> написа:\n\n> Здравейте\n"
    )

    enquiry = enquiry_of(come_in(letter(text)))

    assert enquiry.questions[0].text == "Кога отваря?"
    assert "> Здравейте" in one.last_entry(enquiry, EntryKind.CLIENT_MESSAGE).body


def test_language_municipality_and_programme_are_read_for_the_assignment(app):
    english = enquiry_of(
        come_in(letter("Hello, is there any open call for our company in Radnevo? Thank you."))
    )
    bulgarian = enquiry_of(come_in(letter("Пиша от Раднево, за BG16RFPR001-1.001.")))

    assert english.language == "en"
    assert bulgarian.municipality is not None
    assert bulgarian.municipality.name_bg == "Раднево"
    assert bulgarian.questions[0].procedure_code


@pytest.mark.parametrize(
    "headers",
    [
        {"Return_Path": "<>"},
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"List_Id": "<x.example.bg>"},
        {"X_Auto_Response_Suppress": "All"},
        {"sender": "noreply@example.bg"},
        {"sender": "oic@oic.example.bg"},
    ],
)
def test_no_machine_is_answered(app, headers):
    come_in(letter(**headers))

    assert db.session.scalar(select(func.count()).select_from(Letter)) == 0


def test_one_address_is_not_answered_without_end(app):
    for _ in range(register_filing.ACKNOWLEDGED_AN_HOUR + 4):
        come_in(letter())

    assert len(letters_to("ivan@example.bg")) == register_filing.ACKNOWLEDGED_AN_HOUR


def test_a_letter_that_lay_for_weeks_is_registered_and_not_acknowledged(app):
    row = come_in(letter(), arrived_at=now() - timedelta(days=40))

    assert enquiry_of(row).received_at == now() - timedelta(days=40)
    assert letters_to("ivan@example.bg") == []


def test_a_letter_that_cannot_be_filed_is_tried_again_then_registered_plainly(
    app, monkeypatch, frozen_clock
):
    def broken(*_):
        message = "the reader has a fault"
        raise ValueError(message)

    monkeypatch.setattr(register_filing, "new_text", broken)
    with monkeypatch.context() as patch:
        patch.setattr(filing, "read", broken)
        row = come_in(letter(subject="Тайна"))
        assert (row.state, row.attempts) == (IncomingState.WAITING, 1)
        assert "ValueError" in row.last_error
        assert "Тайна" not in row.last_error
        frozen_clock.move(minutes=2)
        assert filing.file_waiting() == 1
        frozen_clock.move(minutes=10)
        filing.file_waiting()
    db.session.refresh(row)
    assert row.state is IncomingState.FILED
    enquiry = enquiry_of(row)
    files = db.session.scalars(select(Attachment).where(Attachment.enquiry_id == enquiry.id)).all()
    assert [file.name for file in files] == ["letter.eml"]
    assert enquiry.subject


@pytest.mark.parametrize("raw", [b"", b"\r\n", random.Random(5).randbytes(5_000)])
def test_what_is_no_letter_at_all_is_an_enquiry_with_a_notice_and_the_bytes(app, raw):
    row = come_in(raw)

    enquiry = enquiry_of(row)
    assert "не можа да бъде прочетено" in enquiry.subject
    (file,) = db.session.scalars(select(Attachment).where(Attachment.enquiry_id == enquiry.id))
    assert file.file.sha256 == row.file.sha256


def test_a_full_disk_is_no_letters_fault(app, monkeypatch):
    number = take_in(letter(files=(("план.pdf", b"%PDF-1.4"),)))

    def full(*_):
        raise store.StorageFull

    with monkeypatch.context() as patch:
        patch.setattr(store, "take", full)
        with pytest.raises(store.StorageFull):
            filing.file_waiting()
    row = db.session.get_one(Incoming, number)
    assert (row.state, row.attempts) == (IncomingState.WAITING, 0)

    assert filing.file_waiting() == 1


def test_a_letter_that_fails_stops_no_other(app, monkeypatch):
    bad, good = take_in(letter("бомба")), take_in(letter("въпрос"))
    real = register_filing.sender_of

    def broken(given):
        if "бомба" in given.text:
            raise KeyError
        return real(given)

    monkeypatch.setattr(register_filing, "sender_of", broken)
    assert filing.file_waiting() == 2
    assert db.session.get_one(Incoming, bad).state is IncomingState.WAITING
    assert db.session.get_one(Incoming, good).state is IncomingState.FILED


def test_the_expert_of_a_speciality_gets_the_letter(app):
    make_expert(name="Друга")
    row = come_in(letter())

    assert enquiry_of(row).assignee is not None


def test_signs_that_no_page_can_show_are_on_none(app, as_expert):
    raw = b"From: a@b.bg\r\nSubject: a\x01\x1b[1mb\r\n\r\nx\x02\x7f\x0by"

    enquiry = enquiry_of(come_in(raw))

    as_expert.get(f"/desk/enquiries/{enquiry.reference}", status=200)
