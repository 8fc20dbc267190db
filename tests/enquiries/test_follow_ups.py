"""Follow-ups: planned, changed, cancelled by themselves, sent once; and reminders."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from oic.centre.models import Rule
from oic.core.clock import now
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.enquiries.actions import answering, follow_ups, life, reminders
from oic.enquiries.models import (
    Enquiry,
    EntryKind,
    FollowUp,
    FollowUpState,
    LetterTemplate,
    State,
    TemplateKind,
)
from oic.enquiries.queries import one, register
from oic.mail.models import Letter, LetterState
from oic.staff.models import User
from tests.factories.enquiries import make_enquiry, make_expert, make_template

Letters = Callable[..., list[Letter]]


@pytest.fixture
def person(app: object) -> User:
    return make_expert("Ива Петрова")


@pytest.fixture
def answered(person: User) -> Enquiry:
    return make_enquiry(assignee=person, state=State.ANSWERED)


def plan(enquiry: Enquiry, by: User, **how: Any) -> FollowUp:
    with transaction():
        return follow_ups.plan(enquiry, by=by, **how)


def send_due() -> int:
    with transaction():
        return follow_ups.send_due()


def test_it_is_planned_ten_working_days_ahead(answered: Enquiry, person: User) -> None:
    assert plan(answered, person).due_on == date(2026, 3, 24)


def test_the_centre_says_after_how_many_days(answered: Enquiry, person: User) -> None:
    with transaction():
        db.session.add(Rule(key="follow_up_days", value=3))
    assert plan(answered, person).due_on == date(2026, 3, 13)


def test_planning_again_changes_the_one_that_is_planned(answered: Enquiry, person: User) -> None:
    template = make_template(kind="follow_up")
    first = plan(answered, person)
    second = plan(answered, person, due_on=date(2026, 4, 2), template=template)
    assert first.id == second.id
    assert (second.due_on, second.template_id) == (date(2026, 4, 2), template.id)


@pytest.mark.parametrize(
    "other", [{"kind": "answer"}, {"kind": "follow_up", "language": "en"}], ids=["kind", "language"]
)
def test_a_template_for_something_else_is_refused_beside_its_field(
    answered: Enquiry, person: User, other: dict[str, str]
) -> None:
    with pytest.raises(Refused) as refusal:
        plan(answered, person, template=make_template(**other))
    assert refusal.value.field == "follow_up_template"


def test_a_client_who_turns_out_to_read_english_is_not_asked_in_bulgarian(
    answered: Enquiry, person: User, letters: Letters, frozen_clock: Any
) -> None:
    plan(answered, person, template=make_template(kind="follow_up", subject="Само на български"))
    with transaction():
        answered.language = "en"
    frozen_clock.move(days=14)
    assert send_due() == 1
    assert letters(kind="follow_up")[0].subject != "Само на български"


@pytest.mark.parametrize("state", [State.NEW, State.IN_PROGRESS, State.AWAITING_CLIENT])
def test_what_is_not_answered_gets_none(person: User, state: State) -> None:
    with pytest.raises(Refused):
        plan(make_enquiry(assignee=person, state=state), person)


def test_it_needs_an_address_and_a_day_to_come(answered: Enquiry, person: User) -> None:
    with pytest.raises(Refused) as refusal:
        plan(answered, person, due_on=date(2026, 3, 10))
    assert refusal.value.field == "follow_up_on"
    nowhere = make_enquiry(assignee=person, state=State.ANSWERED, reply_email="")
    with pytest.raises(Refused):
        plan(nowhere, person)


def test_it_leaves_on_its_day_and_once(
    answered: Enquiry, person: User, letters: Letters, frozen_clock: Any
) -> None:
    follow_up = plan(answered, person)
    frozen_clock.move(days=13)
    assert send_due() == 0
    frozen_clock.move(days=1)
    assert send_due() == 1
    assert send_due() == 0
    letter = letters(kind="follow_up")[0]
    assert letter.automatic
    assert letter.to_email == "pekar@primer.bg"
    assert f"/satisfaction/{follow_up.token}" in letter.body_text
    assert follow_up.state is FollowUpState.SENT
    assert one.timeline(answered)[-1].letter == letter


def test_it_leaves_in_the_clients_language(
    person: User, letters: Letters, frozen_clock: Any
) -> None:
    plan(make_enquiry(assignee=person, state=State.CLOSED, language="en"), person)
    frozen_clock.move(days=20)
    assert send_due() == 1
    letter = letters(kind="follow_up")[0]
    assert letter.language == "en"
    assert "/en/satisfaction/" in letter.body_text


def test_a_reply_cancels_it_with_the_reason(answered: Enquiry, person: User) -> None:
    follow_up = plan(answered, person)
    with transaction():
        life.client_wrote(answered, "Благодаря!")
    assert follow_up.state is FollowUpState.CANCELLED
    assert (follow_up.reason or {})["en"] == "The client wrote back."


def test_a_reply_stops_one_whose_letter_has_not_left(
    answered: Enquiry, person: User, letters: Letters, frozen_clock: Any
) -> None:
    follow_up = plan(answered, person)
    frozen_clock.move(days=20)
    send_due()
    with transaction():
        life.client_wrote(answered, "Благодаря!")
    assert letters(kind="follow_up")[0].state is LetterState.CANCELLED
    assert follow_up.state is FollowUpState.CANCELLED


def test_one_that_has_left_stays_sent(answered: Enquiry, person: User, frozen_clock: Any) -> None:
    follow_up = plan(answered, person)
    frozen_clock.move(days=20)
    send_due()
    with transaction():
        assert follow_up.letter is not None
        follow_up.letter.state = LetterState.SENT
    with transaction():
        assert not follow_ups.cancel_planned(answered, by=person, reason="x")
    assert follow_up.state is FollowUpState.SENT


def test_one_bad_address_does_not_hold_the_others_up(
    answered: Enquiry, person: User, frozen_clock: Any
) -> None:
    bad = make_enquiry(assignee=person, state=State.ANSWERED, reply_email="не е адрес")
    broken = plan(bad, person)
    plan(answered, person)
    frozen_clock.move(days=20)
    assert send_due() == 1
    assert broken.state is FollowUpState.CANCELLED
    assert broken.reason


def test_a_template_with_a_hole_is_not_sent_and_says_so(
    answered: Enquiry, person: User, letters: Letters, frozen_clock: Any
) -> None:
    template = make_template(kind="follow_up", body="{{salutation}}, {{procedure_title}}")
    follow_up = plan(answered, person, template=template)
    frozen_clock.move(days=20)
    assert send_due() == 0
    assert not letters()
    assert "procedure_title" in (follow_up.reason or {})["bg"]


def test_without_any_template_it_is_given_up_and_says_so(
    answered: Enquiry, person: User, frozen_clock: Any
) -> None:
    plan(answered, person)
    with transaction():
        for template in db.session.scalars(
            select(LetterTemplate).where(LetterTemplate.kind == TemplateKind.FOLLOW_UP)
        ):
            template.active = False
    frozen_clock.move(days=20)
    assert send_due() == 0
    assert follow_ups.planned(answered) is None


def test_a_rating_is_kept_and_its_last_word_counts(
    answered: Enquiry, person: User, frozen_clock: Any
) -> None:
    follow_up = plan(answered, person)
    assert follow_ups.by_token(follow_up.token) == follow_up
    with transaction():
        follow_ups.rate(follow_up, 2, " Бавно ")
    with transaction():
        follow_ups.rate(follow_up, 5, "Всъщност добре")
    assert (follow_up.score, follow_up.comment) == (5, "Всъщност добре")
    said = [e for e in one.timeline(answered) if e.kind is EntryKind.SATISFACTION]
    assert [entry.detail for entry in said] == ["2", "5"]
    frozen_clock.move(days=91)
    with pytest.raises(Refused), transaction():
        follow_ups.rate(follow_up, 1, "")


@pytest.mark.parametrize("score", [0, 6, -1])
def test_only_one_to_five_are_marks(answered: Enquiry, person: User, score: int) -> None:
    follow_up = plan(answered, person)
    with pytest.raises(Refused), transaction():
        follow_ups.rate(follow_up, score, "")
    assert follow_up.score is None


def test_a_reminder_waits_for_its_time(answered: Enquiry, person: User) -> None:
    due_at = now() + timedelta(hours=4)
    with transaction():
        reminder = reminders.remind(answered, by=person, due_at=due_at, note="Да се обадя")
    assert one.waiting_reminders(answered) == [reminder]
    words = one.timeline(answered)[-1].words or {}
    assert "13:30 ч." in words["bg"]
    with transaction():
        reminders.done(reminder, by=person)
    assert not one.waiting_reminders(answered)


def test_a_reminder_for_the_past_is_refused(answered: Enquiry, person: User) -> None:
    with pytest.raises(Refused) as refusal, transaction():
        reminders.remind(answered, by=person, due_at=now(), note="")
    assert refusal.value.field == "remind_at"


def test_nobody_settles_a_colleagues_reminder(answered: Enquiry, person: User) -> None:
    with transaction():
        reminder = reminders.remind(answered, by=person, due_at=now() + timedelta(hours=1), note="")
    other = make_expert()
    with pytest.raises(Refused), transaction():
        reminders.done(reminder, by=other)
    with pytest.raises(Refused), transaction():
        reminders.put_off(reminder, by=other, due_at=now() + timedelta(hours=2))
    with transaction():
        reminders.put_off(reminder, by=person, due_at=now() + timedelta(hours=2))
    assert reminder.due_at == now() + timedelta(hours=2)


@pytest.mark.parametrize(
    "moment",
    ["2026-03-24 00:05", "2026-03-24 19:00", "2026-03-28 11:00"],
    ids=["after midnight", "in the evening", "on a Saturday"],
)
def test_nobody_is_asked_at_midnight_or_on_a_day_off(
    answered: Enquiry, person: User, frozen_clock: Any, moment: str
) -> None:
    plan(answered, person)
    frozen_clock.set(datetime.fromisoformat(moment))
    assert send_due() == 0
    frozen_clock.set(datetime.fromisoformat("2026-03-30 09:00"))
    assert send_due() == 1


@pytest.mark.parametrize("state", [LetterState.FAILED, LetterState.CANCELLED])
def test_nobody_is_asked_about_an_answer_that_never_came(
    person: User, letters: Letters, frozen_clock: Any, state: LetterState
) -> None:
    enquiry = make_enquiry(assignee=person)
    with transaction():
        entry = answering.send_answer(enquiry, answering.Composed("Отговор", "Да."), by=person)
    with transaction():
        assert entry.letter is not None
        entry.letter.state = state
    frozen_clock.move(days=14)
    assert send_due() == 0
    assert letters(kind="follow_up") == []
    assert enquiry.came_back_at is not None, "its expert learns why"
    assert "не беше доставен" in (enquiry.came_back_words or {})["bg"]


@pytest.mark.parametrize(
    ("score", "comment", "comes_back"),
    [(1, "", True), (3, "Обадете ми се.", True), (3, "", False), (5, "Благодаря!", False)],
)
def test_a_low_rating_and_what_is_said_with_a_middling_one_reach_the_expert(
    answered: Enquiry, person: User, *, score: int, comment: str, comes_back: bool
) -> None:
    follow_up = plan(answered, person)
    with transaction():
        follow_ups.rate(follow_up, score, comment)
    assert (answered.came_back_at is not None) is comes_back
    if comment:
        found = register.page(register.Filters(q=comment)).enquiries
        assert [enquiry.id for enquiry in found] == [answered.id]
