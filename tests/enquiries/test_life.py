"""An enquiry's life: states, clocks, what the timeline keeps."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from oic.audit.models import AuditEntry, Verb
from oic.clients.models import ClientType
from oic.core.db import db, transaction
from oic.core.errors import Refused, Stale
from oic.enquiries.actions import answering, follow_ups, life
from oic.enquiries.models import (
    OPEN_STATES,
    TRANSITIONS,
    Enquiry,
    EntryKind,
    FollowUpState,
    State,
    TimelineEntry,
)
from oic.enquiries.queries import one
from oic.staff.models import User
from tests.factories.enquiries import make_enquiry, make_expert


def kinds(enquiry: Enquiry) -> list[EntryKind]:
    return [entry.kind for entry in one.timeline(enquiry)]


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_only_the_steps_of_the_table_are_taken(app: object, before: State, after: State) -> None:
    enquiry = make_enquiry(state=before, assignee=make_expert())
    lines = len(one.timeline(enquiry))
    if after in TRANSITIONS[before]:
        with transaction():
            life.move(enquiry, after, by=None)
        assert enquiry.state is after
        newest = one.timeline(enquiry)[-1]
        assert newest.detail == f"{before.value}>{after.value}"
        assert newest.words is not None
        assert set(newest.words) == {"bg", "en"}
    else:
        with pytest.raises(Refused), transaction():
            life.move(enquiry, after, by=None)
        assert enquiry.state is before
        assert len(one.timeline(enquiry)) == lines


def test_the_state_words_are_in_both_languages(app: object) -> None:
    enquiry = make_enquiry(assignee=make_expert())
    with transaction():
        life.move(enquiry, State.IN_PROGRESS, by=None)
    words = one.timeline(enquiry)[-1].words or {}
    assert "In progress" in words["en"]
    assert "В работа" in words["bg"] or "работа" in words["bg"].lower()


def test_nobody_else_begins_somebodys_work_twice(app: object) -> None:
    expert = make_expert()
    enquiry = make_enquiry(assignee=expert)
    with transaction():
        life.begin_work(enquiry, by=expert)
        life.begin_work(enquiry, by=expert)
    assert enquiry.state is State.IN_PROGRESS
    assert kinds(enquiry).count(EntryKind.STATE) == 1


def test_awaiting_the_client_stops_the_clock_and_an_answer_lets_it_run(
    app: object, frozen_clock: Any
) -> None:
    enquiry = make_enquiry(assignee=make_expert())
    due, limit = enquiry.due_on, enquiry.hard_limit_on
    with transaction():
        life.move(enquiry, State.AWAITING_CLIENT, by=None)
    assert enquiry.paused_on == date(2026, 3, 10)
    frozen_clock.move(days=6)  # Monday: four working days later
    with transaction():
        life.client_wrote(enquiry, "Ето уточнението.")
    assert enquiry.state is State.IN_PROGRESS
    assert enquiry.paused_on is None
    assert enquiry.pauses == [["2026-03-10", "2026-03-16"]]
    assert enquiry.due_on == date(2026, 3, 25)
    assert due == date(2026, 3, 19)
    assert (enquiry.hard_limit_on - limit).days == 6


def test_forwarding_tells_the_client_where_but_keeps_the_note_inside(app: object) -> None:
    expert = make_expert()
    enquiry = make_enquiry(assignee=expert)
    with transaction():
        life.forward(enquiry, by=expert, institution=" ДФ „Земеделие“ ", note="Говорих с тях.")
    assert enquiry.state is State.FORWARDED
    assert enquiry.forwarded_to == "ДФ „Земеделие“"
    public = [entry for entry in one.timeline(enquiry) if entry.public]
    assert any("ДФ „Земеделие“" in str(entry.words) for entry in public)
    assert not any("Говорих" in entry.body for entry in public)
    assert any(entry.body == "Говорих с тях." for entry in one.timeline(enquiry))


def test_forwarding_needs_an_institution(app: object) -> None:
    expert = make_expert()
    enquiry = make_enquiry(assignee=expert)
    with pytest.raises(Refused) as refusal, transaction():
        life.forward(enquiry, by=expert, institution="  ")
    assert refusal.value.field == "institution"


def test_reopening_needs_a_reason_and_begins_new_deadlines(app: object, frozen_clock: Any) -> None:
    expert = make_expert()
    enquiry = make_enquiry(assignee=expert, state=State.CLOSED)
    frozen_clock.move(days=30)
    with pytest.raises(Refused), transaction():
        life.reopen(enquiry, by=expert, reason=" ")
    with transaction():
        life.reopen(enquiry, by=expert, reason="Попита пак.")
    assert enquiry.state is State.REOPENED
    assert enquiry.closed_at is None
    assert enquiry.clock_started_on == date(2026, 4, 9)
    assert enquiry.assignee == expert


def test_reopening_finds_somebody_where_the_expert_has_left(app: object) -> None:
    gone = make_expert("Отишла Си", active=False)
    here = make_expert("Тук Съм")
    enquiry = make_enquiry(assignee=gone, state=State.CLOSED)
    with transaction():
        life.reopen(enquiry, by=here, reason="Пише отново.")
    assert enquiry.assignee == here


@pytest.mark.parametrize("state", [State.ANSWERED, State.CLOSED, State.FORWARDED])
def test_what_the_client_writes_afterwards_reopens_it(app: object, state: State) -> None:
    expert = make_expert()
    enquiry = make_enquiry(assignee=expert, state=state)
    if state is not State.FORWARDED:
        with transaction():
            follow_ups.plan(enquiry, by=expert)
    with transaction():
        life.client_wrote(enquiry, "Имам още един въпрос.")
    assert enquiry.state is State.REOPENED
    assert enquiry.came_back_at is not None
    assert follow_ups.planned(enquiry) is None
    message = next(e for e in one.timeline(enquiry) if e.body == "Имам още един въпрос.")
    assert message.public


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_what_the_client_writes_to_an_open_one_is_on_its_experts_day(
    app: object, state: State
) -> None:
    enquiry = make_enquiry(assignee=make_expert(), state=state)
    with transaction():
        life.client_wrote(enquiry, "Още нещо.")
    assert enquiry.came_back_at is not None
    assert enquiry.came_back_words is not None
    assert enquiry.state is (State.IN_PROGRESS if state is State.AWAITING_CLIENT else state)


def test_the_client_cannot_send_nothing(app: object) -> None:
    enquiry = make_enquiry(assignee=make_expert())
    with pytest.raises(Refused), transaction():
        life.client_wrote(enquiry, "   ")


def test_what_was_closed_long_ago_is_not_reopened_by_a_reply(
    app: object, frozen_clock: Any
) -> None:
    enquiry = make_enquiry(assignee=make_expert(), state=State.CLOSED)
    frozen_clock.move(days=30)
    assert life.accepts_client(enquiry)
    frozen_clock.move(days=1)
    with pytest.raises(Refused), transaction():
        life.client_wrote(enquiry, "Здравейте отново")


def test_a_message_to_an_unassigned_one_finds_an_expert(app: object) -> None:
    expert = make_expert()
    enquiry = make_enquiry(state=State.ANSWERED)
    with transaction():
        life.client_wrote(enquiry, "Благодаря, но…")
    assert enquiry.assignee == expert


def test_closing_ends_what_came_back(app: object) -> None:
    expert = make_expert()
    enquiry = make_enquiry(assignee=expert)
    with transaction():
        life.client_wrote(enquiry, "Вече не е нужно.")
        life.close(enquiry, by=expert, note="Сам се отказа.")
    assert enquiry.state is State.CLOSED
    assert enquiry.came_back_at is None
    assert enquiry.closed_at is not None


def test_seeing_is_no_change_that_makes_a_colleagues_page_stale(app: object) -> None:
    expert, other = make_expert(), make_expert()
    enquiry = make_enquiry(assignee=expert, seen=False)
    version = enquiry.version
    with transaction():
        assert not life.see(enquiry, by=other)
        assert life.see(enquiry, by=expert)
        assert not life.see(enquiry, by=expert)
    db.session.refresh(enquiry)
    assert enquiry.seen_by_assignee_at is not None
    assert enquiry.version == version


def test_a_reader_of_an_old_page_is_stopped_only_by_what_she_did_not_see(app: object) -> None:
    expert = make_expert()
    enquiry = make_enquiry(assignee=expert)
    version, last = enquiry.version, one.newest_entry(enquiry)
    with transaction():
        enquiry.came_back_words = {"bg": "x", "en": "x"}
    assert enquiry.version != version
    with transaction():
        assert one.locked_as_seen(enquiry.id, last).id == enquiry.id
    with transaction():
        answering.note(enquiry, "Новина.", by=expert)
    with pytest.raises(Stale), transaction():
        one.locked_as_seen(enquiry.id, last)
    with transaction():
        one.locked_as_seen(enquiry.id, one.newest_entry(enquiry))


FACTS: dict[str, Any] = {
    "subject": "Оборудване за пекарна",
    "municipality_id": None,
    "language": "bg",
    "reply_email": "pekar@primer.bg",
    "duration_seconds": 0,
}


def test_corrected_facts_are_named_on_the_timeline_and_without_them_in_the_trail(
    app: object,
) -> None:
    expert = make_expert()
    enquiry = make_enquiry(assignee=expert)
    with transaction():
        life.change_facts(
            enquiry, by=expert, **{**FACTS, "subject": "Нова пещ", "reply_email": "nov@primer.bg"}
        )
    line = one.timeline(enquiry)[-1]
    assert line.kind is EntryKind.CHANGED
    assert (line.words or {})["en"] == (
        "Corrected: subject (it was “Оборудване за пекарна”), "
        "address for letters (it was “pekar@primer.bg”)."
    )
    trail = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == Verb.CHANGED)).one()
    assert trail.detail == {"fields": ["subject", "reply_email"]}


def test_facts_that_stay_the_same_leave_no_line(app: object) -> None:
    expert = make_expert()
    enquiry = make_enquiry(assignee=expert)
    before = len(one.timeline(enquiry))
    with transaction():
        life.change_facts(enquiry, by=expert, **FACTS)
    assert len(one.timeline(enquiry)) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "  "),
        ("reply_email", "не е адрес"),
        ("language", "de"),
        ("municipality_id", 10_000),
        ("municipality_id", 0),
        ("duration_seconds", -60),
    ],
)
def test_wrong_facts_are_refused_beside_their_field(app: object, field: str, value: object) -> None:
    expert = make_expert()
    enquiry = make_enquiry(assignee=expert)
    with pytest.raises(Refused) as refusal, transaction():
        life.change_facts(enquiry, by=expert, **{**FACTS, field: value})
    assert refusal.value.field
    assert enquiry.subject == "Оборудване за пекарна"


def test_every_step_is_in_the_trail(app: object) -> None:
    expert = make_expert()
    enquiry = make_enquiry(assignee=expert)
    with transaction():
        life.close(enquiry, by=expert)
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.verb == Verb.STATE_CHANGED)
    ).one()
    assert (entry.by_id, entry.label) == (expert.id, enquiry.reference)
    assert entry.detail == {"state": ["new", "closed"]}


def test_the_last_entry_leaves_out_what_was_taken_back(app: object) -> None:
    expert = make_expert()
    enquiry = make_enquiry(assignee=expert)
    with transaction():
        first = answering.note(enquiry, "Едно", by=expert)
        second = answering.note(enquiry, "Две", by=expert)
    assert one.last_entry(enquiry, EntryKind.NOTE) == second
    with transaction():
        db.session.add(
            TimelineEntry(
                enquiry_id=enquiry.id,
                at=second.at,
                kind=EntryKind.UNDONE,
                undoes_id=second.id,
            )
        )
    assert one.last_entry(enquiry, EntryKind.NOTE) == first


def test_reopening_cancels_the_planned_follow_up(app: object) -> None:
    expert: User = make_expert()
    enquiry = make_enquiry(assignee=expert, state=State.ANSWERED, client_type=ClientType.FARMER)
    with transaction():
        planned = follow_ups.plan(enquiry, by=expert)
    with transaction():
        life.reopen(enquiry, by=expert, reason="Не беше всичко.")
    assert planned.state is FollowUpState.CANCELLED
    assert "reopened" in (planned.reason or {})["en"]
