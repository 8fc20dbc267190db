"""Answering: letters that leave once, whole, and can be taken back for some seconds."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from oic.clients.models import ClientType, Contact
from oic.core.clock import now
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.enquiries.actions import answering, assigning, follow_ups, life
from oic.enquiries.actions.answering import Composed, FollowUpPlan
from oic.enquiries.models import Enquiry, EntryKind, FollowUp, FollowUpState, State
from oic.enquiries.queries import one
from oic.mail.models import Letter, LetterState
from oic.staff.models import User
from tests.factories.enquiries import make_enquiry, make_expert, make_template
from tests.factories.files import put

GOLDEN = Path(__file__).parent / "golden"
Letters = Callable[..., list[Letter]]

LETTER = Composed(
    subject="Относно: Оборудване за пекарна",
    body="Уважаеми господин Пекаров,\n\nДа, отворена е процедура BG16RFPR001-1.012.",
)


@pytest.fixture
def person(app: object) -> User:
    return make_expert("Ива Петрова")


def send(enquiry: Enquiry, by: User, **how: Any) -> Any:
    with transaction():
        return answering.send_answer(enquiry, how.pop("composed", LETTER), by=by, **how)


def test_an_answer_leaves_as_a_letter_after_the_undo_time(person: User, letters: Letters) -> None:
    enquiry = make_enquiry(assignee=person)
    entry = send(enquiry, person)
    letter = letters(kind="answer")[0]
    assert letter.to_email == "pekar@primer.bg"
    assert letter.not_before == now() + timedelta(seconds=10)
    assert not letter.automatic
    assert (letter.about_type, letter.about_id) == ("enquiry", enquiry.id)
    assert letter.written_by_id == person.id
    assert letter.reply_token
    assert entry.letter == letter
    assert entry.public
    assert enquiry.state is State.ANSWERED
    assert enquiry.answered_at == enquiry.first_answered_at == now()


def test_an_answer_plans_the_follow_up_and_can_close(person: User) -> None:
    enquiry = make_enquiry(assignee=person)
    template = make_template(kind="follow_up")
    plan = FollowUpPlan(due_on=date(2026, 4, 1), template=template)
    send(enquiry, person, close=True, follow_up=plan)
    assert enquiry.state is State.CLOSED
    planned = follow_ups.planned(enquiry)
    assert planned is not None
    assert (planned.due_on, planned.template_id) == (date(2026, 4, 1), template.id)


def test_a_follow_up_can_be_left_out(person: User) -> None:
    enquiry = make_enquiry(assignee=person)
    send(enquiry, person, follow_up=FollowUpPlan(wanted=False))
    assert follow_ups.planned(enquiry) is None


def test_whoever_answers_what_nobody_has_has_it(person: User) -> None:
    enquiry = make_enquiry()
    send(enquiry, person)
    assert enquiry.assignee == person


def test_answering_a_colleagues_enquiry_leaves_it_hers(person: User) -> None:
    colleague = make_expert()
    enquiry = make_enquiry(assignee=colleague)
    send(enquiry, person)
    assert enquiry.assignee == colleague


@pytest.mark.parametrize("state", State)
def test_an_answer_can_be_sent_at_every_point_of_a_life(person: User, state: State) -> None:
    enquiry = make_enquiry(assignee=person, state=state)
    send(enquiry, person)
    assert enquiry.state in {State.ANSWERED, State.CLOSED}
    assert enquiry.answered_at == now()
    assert enquiry.paused_on is None


@pytest.mark.parametrize(
    ("composed", "field"),
    [
        (Composed("Тема", "  "), "body"),
        (Composed(" ", "Текст"), "subject"),
        (Composed("Тема", "Срок: {{deadline}}"), "body"),
        (Composed("Тема {{клиент}}", "Текст"), "subject"),
        (Composed("Тема {{subject", "Текст"), "subject"),
        (Composed("Тема", "Отговор {{client_name"), "body"),
        (Composed("Тема", "Отговор client_name}}"), "body"),
        (Composed("Тема", "Текст", to_email="a@b@c"), "to_email"),
    ],
)
def test_what_is_not_a_whole_letter_is_refused_beside_its_field(
    person: User, letters: Letters, composed: Composed, field: str
) -> None:
    enquiry = make_enquiry(assignee=person)
    with pytest.raises(Refused) as refusal:
        send(enquiry, person, composed=composed)
    assert refusal.value.field == field
    assert not letters()
    assert enquiry.state is State.NEW


def test_placeholders_left_are_named_by_what_they_are(person: User) -> None:
    enquiry = make_enquiry(assignee=person)
    with pytest.raises(Refused, match=r"Краен срок|Deadline"):
        send(enquiry, person, composed=Composed("Тема", "До {{deadline}}."))


def test_without_an_address_an_answer_asks_for_one_and_keeps_it(
    person: User, letters: Letters
) -> None:
    enquiry = make_enquiry(assignee=person, reply_email="")
    with pytest.raises(Refused) as refusal:
        send(enquiry, person)
    assert refusal.value.field == "to_email"
    send(enquiry, person, composed=Composed("Тема", "Текст", to_email=" nov@primer.bg "))
    assert letters()[0].to_email == "nov@primer.bg"
    assert enquiry.reply_email == "nov@primer.bg"


def test_letters_of_one_enquiry_make_one_thread(person: User, letters: Letters) -> None:
    enquiry = make_enquiry(assignee=person)
    send(enquiry, person)
    send(enquiry, person)
    first, second = letters()
    assert second.in_reply_to.split() == [first.message_id]


def test_attachments_go_with_the_letter_and_stay_on_the_timeline(person: User) -> None:
    enquiry = make_enquiry(assignee=person)
    with transaction():
        stored = put("Насоки".encode(), "насоки.txt")
        entry = answering.send_answer(
            enquiry, Composed("Тема", "Вижте файла.", files=[(stored, "насоки.txt")]), by=person
        )
    assert [item.name for item in entry.attachments] == ["насоки.txt"]
    assert entry.letter is not None
    assert [item.name for item in entry.letter.attachments] == ["насоки.txt"]


def test_a_letter_that_is_taken_back_leaves_no_trace_but_two_lines(
    person: User, letters: Letters, frozen_clock: Any
) -> None:
    enquiry = make_enquiry(assignee=person, state=State.IN_PROGRESS)
    before = (enquiry.due_on, enquiry.acknowledged_at)
    entry = send(enquiry, person)
    frozen_clock.move(seconds=9)
    with transaction():
        answering.undo(enquiry, entry, by=person)
    assert letters()[0].state is LetterState.CANCELLED
    assert enquiry.state is State.IN_PROGRESS
    assert enquiry.answered_at is None
    assert enquiry.first_answered_at is None
    assert (enquiry.due_on, enquiry.acknowledged_at) == before
    assert follow_ups.planned(enquiry) is None
    kinds = [line.kind for line in one.timeline(enquiry)]
    assert kinds[-1] is EntryKind.UNDONE
    assert EntryKind.ANSWER in kinds


@pytest.mark.parametrize("state", [State.AWAITING_CLIENT, State.ANSWERED, State.CLOSED])
@pytest.mark.parametrize("way", ["answer", "ask"])
def test_taking_back_restores_clock_state_and_follow_up(
    person: User, frozen_clock: Any, state: State, way: str
) -> None:
    enquiry = make_enquiry(assignee=person, state=state)
    if state is not State.AWAITING_CLIENT:
        with transaction():
            follow_ups.plan(enquiry, by=person, due_on=date(2026, 5, 4))
    frozen_clock.move(days=3)
    before = answering._snapshot(enquiry)
    with transaction():
        if way == "answer":
            entry = answering.send_answer(enquiry, LETTER, by=person)
        else:
            entry = answering.ask_client(enquiry, LETTER, by=person)
    with transaction():
        answering.undo(enquiry, entry, by=person)
    assert answering._snapshot(enquiry) == before


def test_what_the_client_wrote_meanwhile_survives_taking_back(person: User) -> None:
    enquiry = make_enquiry(assignee=person, state=State.AWAITING_CLIENT)
    entry = send(enquiry, person)
    with transaction():
        life.client_wrote(enquiry, "Ето и уточнението.")
    with transaction():
        answering.undo(enquiry, entry, by=person)
    assert enquiry.state is State.REOPENED
    assert enquiry.paused_on is None
    assert enquiry.came_back_at is not None


def taken_back(enquiry: Enquiry, entry: Any, by: User) -> Enquiry:
    with transaction():
        answering.undo(one.locked(enquiry.id), entry, by=by)
    return one.locked(enquiry.id)


def test_taking_the_first_answer_back_leaves_it_nobodys_again(person: User) -> None:
    enquiry = make_enquiry(state=State.NEW)
    entry = send(enquiry, person)
    assert taken_back(enquiry, entry, person).assignee is None


def test_taking_an_answer_back_undoes_nothing_that_colleagues_did(person: User) -> None:
    colleague = make_expert()
    enquiry = make_enquiry(assignee=person, reply_email="pekar@primer.gb")
    entry = send(enquiry, person)
    with transaction():
        life.change_facts(
            enquiry,
            by=colleague,
            subject=enquiry.subject,
            municipality_id=None,
            language="bg",
            reply_email="pekar@primer.bg",
            duration_seconds=0,
        )
        life.close(enquiry, by=colleague)
    found = taken_back(enquiry, entry, person)
    assert found.state is State.CLOSED
    assert found.reply_email == "pekar@primer.bg"
    assert found.first_answered_at is None, "what was taken back was no answer"


def test_taking_an_answer_back_leaves_it_with_whom_it_was_handed_to(person: User) -> None:
    colleague = make_expert()
    enquiry = make_enquiry(state=State.NEW)
    entry = send(enquiry, person, follow_up=FollowUpPlan(wanted=False))
    with transaction():
        life.reopen(enquiry, by=person, reason="Не е пълен.")
        assigning.hand_over(enquiry, colleague, by=person, note="Моля, довърши го.")
    found = taken_back(enquiry, entry, person)
    assert found.assignee == colleague
    assert found.came_back_at is not None


def test_a_second_answer_can_switch_the_follow_up_off(person: User) -> None:
    enquiry = make_enquiry(assignee=person)
    send(enquiry, person)
    assert follow_ups.planned(enquiry) is not None
    send(enquiry, person, follow_up=FollowUpPlan(wanted=False))
    assert follow_ups.planned(enquiry) is None


def test_after_the_undo_time_a_letter_stays_sent(person: User, frozen_clock: Any) -> None:
    enquiry = make_enquiry(assignee=person)
    entry = send(enquiry, person)
    frozen_clock.move(seconds=10)
    assert not answering.can_undo(entry)
    with pytest.raises(Refused), transaction():
        answering.undo(enquiry, entry, by=person)
    assert enquiry.state is State.ANSWERED


@pytest.mark.parametrize("state", [LetterState.SENDING, LetterState.SENT, LetterState.FAILED])
def test_a_letter_that_is_leaving_cannot_be_taken_back(person: User, state: LetterState) -> None:
    enquiry = make_enquiry(assignee=person)
    entry = send(enquiry, person)
    with transaction():
        assert entry.letter is not None
        entry.letter.state = state
    with pytest.raises(Refused), transaction():
        answering.undo(enquiry, entry, by=person)


def test_nobody_takes_back_a_colleagues_letter_or_the_last_but_one(person: User) -> None:
    enquiry = make_enquiry(assignee=person)
    first, colleague = send(enquiry, person), make_expert()
    with pytest.raises(Refused), transaction():
        answering.undo(enquiry, first, by=colleague)
    send(enquiry, person)
    with pytest.raises(Refused), transaction():
        answering.undo(enquiry, first, by=person)


def test_told_by_phone_is_an_answer_without_a_letter(person: User, letters: Letters) -> None:
    enquiry = make_enquiry(assignee=person, duration_seconds=60)
    with transaction():
        entry = answering.tell(
            enquiry, "Обясних условията.", by=person, close=True, duration_seconds=120
        )
    assert entry.kind is EntryKind.TOLD
    assert enquiry.state is State.CLOSED
    assert enquiry.duration_seconds == 180
    assert not letters()
    assert follow_ups.planned(enquiry) is not None


def test_told_needs_a_summary(person: User) -> None:
    enquiry = make_enquiry(assignee=person)
    with pytest.raises(Refused), transaction():
        answering.tell(enquiry, "  ", by=person)


def test_somebody_without_an_address_gets_no_follow_up(person: User) -> None:
    enquiry = make_enquiry(assignee=person, reply_email="")
    with transaction():
        answering.tell(enquiry, "Казах.", by=person)
    assert enquiry.state is State.ANSWERED
    assert follow_ups.planned(enquiry) is None


@pytest.mark.parametrize("state", State)
def test_asking_the_client_stops_the_clock_from_anywhere(person: User, state: State) -> None:
    enquiry = make_enquiry(assignee=person, state=state)
    with transaction():
        entry = answering.ask_client(enquiry, LETTER, by=person)
    assert entry.kind is EntryKind.CLARIFICATION
    assert enquiry.state is State.AWAITING_CLIENT
    assert enquiry.paused_on is not None


def test_a_note_never_leaves(person: User, letters: Letters) -> None:
    enquiry = make_enquiry(assignee=person)
    with transaction():
        entry = answering.note(enquiry, "Да се провери в ИСУН.", by=person)
    assert not entry.public
    assert not letters()
    assert enquiry.state is State.NEW
    with pytest.raises(Refused), transaction():
        answering.note(enquiry, " ", by=person)


def test_a_call_is_work_but_no_answer(person: User) -> None:
    enquiry = make_enquiry(
        assignee=person, came_back_at=now(), came_back_words={"bg": "", "en": ""}
    )
    with transaction():
        entry = answering.record_call(enquiry, "Ще прати устава.", by=person, duration_seconds=300)
    assert not entry.public
    assert enquiry.state is State.IN_PROGRESS
    assert enquiry.duration_seconds == 300
    assert enquiry.came_back_at is None


def test_the_same_words_twice_in_a_row_are_noticed(person: User, frozen_clock: Any) -> None:
    enquiry = make_enquiry(assignee=person)
    entry = send(enquiry, person)
    assert answering.just_said(enquiry, f" {LETTER.body}\r\n", by=person) == entry
    assert answering.just_said(enquiry, "Друго", by=person) is None
    assert answering.just_said(enquiry, LETTER.body, by=make_expert()) is None
    frozen_clock.move(minutes=6)
    assert answering.just_said(enquiry, LETTER.body, by=person) is None


def golden(name: str, text: str) -> None:
    """Hold a letter to its file; a missing one is written, for a person to read and commit."""
    path = GOLDEN / name
    if not path.exists():
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"{name} was missing: read it and commit it")
    assert text == path.read_text(encoding="utf-8"), f"{name} is another letter now"


def make_client(language: str) -> Contact:
    names = {"bg": "Мария Иванова", "en": "John Smith"}
    contact = Contact(name=names[language], client_type=ClientType.BUSINESS, created_at=now())
    with transaction():
        db.session.add(contact)
    return contact


@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_answer_is_the_letter_that_was_read_by_a_person(
    person: User, letters: Letters, language: str
) -> None:
    enquiry = make_enquiry(
        assignee=person,
        language=language,
        contact=make_client(language),
        subject={"bg": "Нова пещ", "en": "A new oven"}[language],
        public_token="знак" if language == "bg" else "token",
    )
    text = {
        "bg": "Уважаема госпожо Иванова,\n\nДа, отворена е процедура BG16RFPR001-1.012.\n\n"
        "• срок: 30.04.2026 г.\n• условия: https://eufunds.bg/\n\nС уважение,\nИва Петрова",
        "en": "Dear Mr Smith,\n\nYes, procedure BG16RFPR001-1.012 is open.\n\n"
        "• until: 30 April 2026\n• conditions: https://eufunds.bg/\n\nKind regards,\nIva Petrova",
    }[language]
    send(enquiry, person, composed=Composed(f"№ {enquiry.reference}", text))
    letter = letters(kind="answer")[0]
    golden(f"answer.{language}.txt", f"Subject: {letter.subject}\n\n{letter.body_text}")
    golden(f"answer.{language}.html", letter.body_html)


@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_follow_up_is_the_letter_that_was_read_by_a_person(
    person: User, letters: Letters, frozen_clock: Any, language: str
) -> None:
    enquiry = make_enquiry(
        assignee=person,
        language=language,
        state=State.ANSWERED,
        contact=make_client(language),
        subject={"bg": "Нова пещ", "en": "A new oven"}[language],
        public_token="token",
    )
    with transaction():
        planned = follow_ups.plan(enquiry, by=person)
        planned.token = "survey"
    frozen_clock.move(days=20)
    with transaction():
        assert follow_ups.send_due() == 1
    letter = letters(kind="follow_up")[0]
    golden(f"follow_up.{language}.txt", f"Subject: {letter.subject}\n\n{letter.body_text}")
    golden(f"follow_up.{language}.html", letter.body_html)


def test_taking_back_brings_an_earlier_follow_up_to_life_again(person: User) -> None:
    enquiry = make_enquiry(assignee=person, state=State.ANSWERED)
    with transaction():
        planned = follow_ups.plan(enquiry, by=person, due_on=date(2026, 5, 4))
    entry = send(enquiry, person, follow_up=FollowUpPlan(due_on=date(2026, 6, 1)))
    with transaction():
        answering.undo(enquiry, entry, by=person)
    again = follow_ups.planned(enquiry)
    assert again is not None
    assert (again.id, again.due_on) == (planned.id, date(2026, 5, 4))
    rows = db.session.query(FollowUp).filter_by(enquiry_id=enquiry.id).all()
    assert [row.state for row in rows] == [FollowUpState.PLANNED]
