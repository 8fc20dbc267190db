"""Registering: what is recognised, who gets it, which clocks run, which letters leave."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from oic.clients.models import ClientType
from oic.core.clock import SOFIA
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.enquiries.actions import follow_ups
from oic.enquiries.actions.opening import (
    FACE_TO_FACE,
    NewEnquiry,
    NewQuestion,
    Outcome,
    recognise,
    register,
    subject_from,
)
from oic.enquiries.models import Channel, Enquiry, EntryKind, LetterTemplate, State
from oic.enquiries.queries import one
from oic.mail.models import Letter
from oic.staff.models import Role, User
from tests.factories.clients import make_contact, make_organisation
from tests.factories.enquiries import make_expert
from tests.factories.staff import make_user

Letters = Callable[..., list[Letter]]


@pytest.fixture(autouse=True)
def _app(app: object) -> None:
    """Every test here needs the program."""


def registered(by: User | None = None, text: str = "Има ли пари за пещ?", **how: Any) -> Enquiry:
    given = {
        "channel": Channel.PHONE,
        "client_type": ClientType.CITIZEN,
        "questions": (NewQuestion(text),),
        **how,
    }
    with transaction():
        enquiry = register(NewEnquiry(**given), by=by)
    found = one.by_reference(enquiry.reference)
    assert found is not None
    return found


def kinds(enquiry: Enquiry) -> list[EntryKind]:
    return [entry.kind for entry in one.timeline(enquiry)]


# What was asked


@pytest.mark.parametrize(
    "written",
    [
        "BG16RFPR001-1.012",
        "ВG16RFРR001-1.012",  # Cyrillic В and Р
        "bg16rfpr001 - 1.012",
        "№ 2021BG16RFPR001–1.012",
    ],
)
def test_a_procedure_is_recognised_in_any_spelling(written: str) -> None:
    enquiry = registered(text=f"Кога отваря {written}, моля?")
    [question] = enquiry.questions
    assert question.procedure_code == "BG16RFPR001-1.012"
    assert question.programme is not None
    assert question.programme.code == "BG16RFPR001"


def test_a_programme_is_recognised_by_its_abbreviation() -> None:
    [question] = registered(text="Какво има по ПКИП за малки фирми?").questions
    assert question.programme is not None
    assert question.programme.abbreviation == "ПКИП"
    assert question.procedure_code == ""


def test_what_a_person_chose_goes_before_what_was_recognised() -> None:
    other = recognise("BG05SFPR002").programme
    assert other is not None
    question = NewQuestion("За BG16RFPR001-1.012", programme_id=other.id, procedure_code="друга 7")
    [saved] = registered(questions=(question,)).questions
    assert (saved.programme_id, saved.procedure_code) == (other.id, "друга 7")


def test_no_programme_means_none() -> None:
    question = NewQuestion("Не е за BG16RFPR001-1.012", recognise=False)
    [saved] = registered(questions=(question,)).questions
    assert (saved.programme_id, saved.procedure_code) == (None, "")


def test_several_questions_are_counted_and_empty_ones_left_out() -> None:
    texts = ("Първо?", "  ", "Второ?")
    enquiry = registered(questions=tuple(NewQuestion(text) for text in texts))
    assert [question.text for question in enquiry.questions] == ["Първо?", "Второ?"]
    said = next(e for e in one.timeline(enquiry) if e.kind is EntryKind.CLIENT_MESSAGE)
    assert said.body == "Първо?\n\nВторо?"


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Искам нова пещ. Фурната е стара.", "Искам нова пещ"),
        ("Има ли пари за пещ? Фурната е стара.", "Има ли пари за пещ?"),
        ("\n\n  Здравейте  \nИскам пещ", "Здравейте"),
        ("дума " * 40, "дума " * 17 + "дума…"),
        ("а" * 300, "а" * 90 + "…"),
    ],
)
def test_a_subject_is_proposed_from_the_first_sentence(text: str, subject: str) -> None:
    assert subject_from(text) == subject


def test_nothing_asked_is_refused_beside_the_question() -> None:
    with pytest.raises(Refused) as refusal:
        registered(text="  \n ")
    assert refusal.value.field == "questions-0-text"
    assert db.session.query(Enquiry).count() == 0


# Clocks


def test_deadlines_count_from_the_day_the_letter_came() -> None:
    # Thursday 5 March 2026, written down on Tuesday the 10th.
    came = datetime(2026, 3, 5, 12, tzinfo=SOFIA)
    late = registered(channel=Channel.LETTER, received_at=came)
    assert (late.clock_started_on, late.due_on) == (date(2026, 3, 5), date(2026, 3, 16))
    assert registered().due_on == date(2026, 3, 19)
    assert late.year == 2026


def test_a_talk_needs_no_acknowledgement_and_a_letter_gets_one(letters: Letters) -> None:
    for channel in Channel:
        enquiry = registered(channel=channel, reply_email="ani@example.bg")
        assert enquiry.acknowledged_at is not None
        sent = [
            letter for letter in letters(kind="acknowledgement") if letter.about_id == enquiry.id
        ]
        assert len(sent) == (0 if channel in FACE_TO_FACE else 1), channel


def test_the_acknowledgement_speaks_the_clients_language(letters: Letters) -> None:
    enquiry = registered(channel=Channel.EMAIL, reply_email="john@example.com", language="en")
    [letter] = letters(kind="acknowledgement")
    assert letter.language == "en"
    assert enquiry.reference in letter.subject
    assert letter.body_text.startswith("Hello,")
    assert "An acknowledgement is on its way." in [
        (entry.words or {}).get("en") for entry in one.timeline(enquiry)
    ]


def test_without_an_address_no_letter_is_written(letters: Letters) -> None:
    enquiry = registered(channel=Channel.LETTER)
    assert letters() == []
    assert enquiry.acknowledged_at is None


def test_a_template_with_holes_is_not_sent(letters: Letters) -> None:
    with transaction():
        for template in db.session.query(LetterTemplate).filter_by(kind="acknowledgement"):
            template.body += "\n{{institution_name}}"
    enquiry = registered(channel=Channel.EMAIL, reply_email="ani@example.bg")
    assert letters() == []
    assert "Потвърждение не е изпратено: в образеца му има непопълнени полета." in [
        (entry.words or {}).get("bg") for entry in one.timeline(enquiry)
    ]


# What happens to it


def test_the_rule_assigns_what_nobody_chose() -> None:
    expert = make_expert("Ана")
    enquiry = registered()
    assert (enquiry.assignee, enquiry.state) == (expert, State.NEW)
    assert kinds(enquiry) == [
        EntryKind.REGISTERED,
        EntryKind.CLIENT_MESSAGE,
        EntryKind.ASSIGNED,
    ]


def test_a_colleague_can_be_chosen() -> None:
    by, colleague = make_expert("Ана Пишеща"), make_expert("Боян")
    enquiry = registered(by, assignee=colleague)
    assert enquiry.assignee == colleague
    assert enquiry.seen_by_assignee_at is None
    assert (enquiry.assignment_words or {})["bg"] == "По избор на Ана Пишеща."


def test_taking_it_begins_the_work() -> None:
    by = make_expert("Ана")
    make_expert("Боян")
    enquiry = registered(by, outcome=Outcome.TAKE)
    assert (enquiry.assignee, enquiry.state) == (by, State.IN_PROGRESS)
    assert enquiry.seen_by_assignee_at is not None


def test_answered_on_the_spot_records_and_closes_in_one_step(letters: Letters) -> None:
    by = make_expert("Ана")
    enquiry = registered(
        by,
        outcome=Outcome.ANSWERED,
        summary="Да, до 30 юни.",
        reply_email="ani@example.bg",
        follow_up=True,
        follow_up_on=date(2026, 4, 1),
        duration_seconds=95,
    )
    assert enquiry.state is State.CLOSED
    assert enquiry.answered_on_the_spot
    assert enquiry.first_answered_at is not None
    assert enquiry.closed_at is not None
    assert enquiry.duration_seconds == 95
    told = next(e for e in one.timeline(enquiry) if e.kind is EntryKind.TOLD)
    assert (told.body, told.by_id) == ("Да, до 30 юни.", by.id)
    planned = follow_ups.planned(enquiry)
    assert planned is not None
    assert planned.due_on == date(2026, 4, 1)
    assert letters() == [], "the follow-up leaves on its day"


def test_a_follow_up_needs_an_address() -> None:
    by = make_expert("Ана")
    enquiry = registered(by, outcome=Outcome.ANSWERED, summary="Да.", follow_up=True)
    assert follow_ups.planned(enquiry) is None


def test_answered_without_saying_what_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        registered(make_expert("Ана"), outcome=Outcome.ANSWERED, summary="  ")
    assert refusal.value.field == "summary"


def test_the_count_stays_what_it_was_when_the_client_changes() -> None:
    firm = make_organisation()
    contact = make_contact(client_type=ClientType.BUSINESS, organisation=firm)
    enquiry = registered(contact=contact, client_type=ClientType.NGO)
    assert enquiry.client_type is ClientType.NGO
    assert enquiry.organisation == firm, "the person's organisation comes along"


@pytest.mark.parametrize(
    "who", [{"role": Role.ADMINISTRATOR}, {"role": Role.EXPERT, "active": False}]
)
def test_nobody_who_takes_no_enquiries_is_given_one(who: dict[str, Any]) -> None:
    by = make_expert("Ана")
    with pytest.raises(Refused) as refusal:
        registered(by, assignee=make_user(**who))
    assert refusal.value.field == "assignee"


@pytest.mark.parametrize(
    "name",
    [
        "Спечелихте 5000 евро! Вземете ги: https://evil.example/win",
        "evil.example",
        "Влезте на www.evil.example",
        "Иван " * 20,
    ],
)
def test_a_stranger_cannot_have_a_message_sent_under_our_letterhead(
    letters: Letters, name: str
) -> None:
    make_expert()
    registered(
        text="https://evil.example/prize Натиснете тук веднага",
        channel=Channel.WEB,
        contact=make_contact(name),
        reply_email="victim@example.bg",
    )
    (letter,) = letters(kind="acknowledgement")
    said = f"{letter.to_name} {letter.subject} {letter.body_text} {letter.body_html}"
    assert "evil" not in said
    assert "Иван Иван" not in said
    assert letter.body_text.startswith("Здравейте,")
