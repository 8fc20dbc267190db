"""Who has an enquiry is people's to say: take, hand over, refuse, move many at once."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest

from oic.core.db import transaction
from oic.core.errors import Refused
from oic.enquiries.actions import absences, assigning, life, rule
from oic.enquiries.actions.rule import propose
from oic.enquiries.models import Enquiry, EntryKind, State, TimelineEntry
from oic.enquiries.queries import one
from oic.staff.models import Role, User
from tests.factories.clients import make_contact
from tests.factories.enquiries import make_enquiry, make_expert
from tests.factories.staff import make_absence, make_user

TUESDAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def _app(app: object) -> None:
    """Every test here needs the program."""


def busy(expert: User, count: int, state: State = State.IN_PROGRESS) -> None:
    for _ in range(count):
        make_enquiry(assignee=expert, state=state)


def held(enquiry: Enquiry) -> Enquiry:
    found = one.by_reference(enquiry.reference)
    assert found is not None
    return found


def words(enquiry: Enquiry, kind: EntryKind) -> list[str]:
    return [
        (entry.words or {}).get("bg", "") for entry in one.timeline(enquiry) if entry.kind is kind
    ]


def act(action: Callable[..., Any], enquiry: Enquiry, *arguments: Any, **kw: Any) -> Any:
    with transaction():
        return action(one.locked(enquiry.id), *arguments, **kw)


def test_the_reason_stays_readable_on_the_enquiry_and_on_its_timeline() -> None:
    expert = make_expert("Мария Иванова")
    enquiry = make_enquiry()
    act(assigning.assign_by_rule, enquiry, by=None)
    found = held(enquiry)
    assert found.assignee == expert
    reason = "Днес е на работа и може да поеме още."
    assert (found.assignment_words or {})["bg"] == reason
    assert words(found, EntryKind.ASSIGNED) == [f"Възложено на Мария Иванова. {reason}"]
    assert found.seen_by_assignee_at is None, "it is new for her"


def test_taking_one_makes_it_mine_and_the_colleague_reads_it() -> None:
    mine, theirs = make_expert("Ана Моя"), make_expert("Боян Чужд")
    enquiry = make_enquiry(assignee=theirs)
    act(assigning.take, enquiry, by=mine)
    found = held(enquiry)
    assert found.assignee == mine
    assert words(found, EntryKind.ASSIGNED) == ["Възложено на Ана Моя. Поето от Ана Моя."]
    with pytest.raises(Refused, match="вече е Ваше"):
        act(assigning.take, enquiry, by=mine)


def test_a_closed_one_is_not_taken_before_it_is_reopened() -> None:
    enquiry = make_enquiry(state=State.CLOSED)
    with pytest.raises(Refused, match="отворете отново"):
        act(assigning.take, enquiry, by=make_expert("Ана"))


def test_handing_over_needs_a_note_and_reaches_the_colleagues_day() -> None:
    mine, colleague = make_expert("Ана"), make_expert("Боян")
    enquiry = make_enquiry(assignee=mine, state=State.IN_PROGRESS)
    with pytest.raises(Refused) as refusal:
        act(assigning.hand_over, enquiry, colleague, by=mine, note="  ")
    assert refusal.value.field == "note"
    act(assigning.hand_over, enquiry, colleague, by=mine, note="Чака документи.")
    found = held(enquiry)
    assert found.assignee == colleague
    assert found.came_back_at is not None
    assert (found.came_back_words or {})["bg"] == "Предадено Ви е от Ана."
    entry = next(e for e in one.timeline(found) if e.kind is EntryKind.HANDED_OVER)
    assert entry.body == "Чака документи."


@pytest.mark.parametrize("action", [assigning.hand_over, assigning.assign_to])
def test_an_expert_cannot_pass_on_what_is_a_colleagues(action: Callable[..., Any]) -> None:
    owner, stranger, third = (make_expert(name) for name in ("Ана", "Боян", "Вяра"))
    enquiry = make_enquiry(assignee=owner)
    with pytest.raises(Refused, match="Само отговорният експерт или ръководител"):
        act(action, enquiry, third, by=stranger, note="Бележка")
    act(action, enquiry, third, by=make_user(role=Role.MANAGER), note="Бележка")
    assert held(enquiry).assignee == third


@pytest.mark.parametrize("action", [assigning.hand_over, assigning.assign_to])
def test_nobody_is_given_what_she_cannot_have(action: Callable[..., Any]) -> None:
    owner = make_expert("Ана")
    enquiry = make_enquiry(assignee=owner)
    for receiver, why in (
        (make_user(role=Role.ADMINISTRATOR), "не приема запитвания"),
        (make_user(active=False), "не приема запитвания"),
        (owner, "вече е при"),
    ):
        with pytest.raises(Refused, match=why) as refusal:
            act(action, enquiry, receiver, by=owner, note="Бележка")
        assert refusal.value.field == "assignee"


def test_refusing_needs_a_reason_and_the_rule_finds_another() -> None:
    mine, other = make_expert("Ана"), make_expert("Боян")
    enquiry = make_enquiry(assignee=mine, contact=make_contact())
    with pytest.raises(Refused) as refusal:
        act(assigning.refuse, enquiry, by=mine, reason=" ")
    assert refusal.value.field == "reason"
    with pytest.raises(Refused, match="не е възложено на Вас"):
        act(assigning.refuse, enquiry, by=other, reason="Не е за мен")
    act(assigning.refuse, enquiry, by=mine, reason="Не познавам програмата.")
    found = held(enquiry)
    assert found.assignee == other
    entry = next(e for e in one.timeline(found) if e.kind is EntryKind.REFUSED)
    assert entry.body == "Не познавам програмата."


def test_what_everybody_refused_goes_to_the_manager_and_never_round_in_circles() -> None:
    first, second = make_expert("Ана"), make_expert("Боян")
    enquiry = make_enquiry(assignee=first)
    act(assigning.refuse, enquiry, by=first, reason="Не мога.")
    act(assigning.refuse, enquiry, by=second, reason="И аз не мога.")
    found = held(enquiry)
    assert found.assignee is None
    assert (found.assignment_words or {})["bg"] == "Всички са го отказали: решава ръководител."


def test_an_enquiry_does_not_speak_for_the_one_who_has_it() -> None:
    # Its own client is "known" to its holder only through itself, and it is on her own load.
    holder, other = make_expert("Ана"), make_expert("Боян")
    enquiry = make_enquiry(assignee=holder, contact=make_contact())
    busy(holder, 1)
    assert propose(rule.facts_of(held(enquiry))).user == other


def ids(enquiries: Iterable[Enquiry]) -> list[int]:
    return [enquiry.id for enquiry in enquiries]


def test_a_manager_moves_many_at_once_and_learns_what_stayed() -> None:
    manager, away, colleague = make_user(role=Role.MANAGER), make_expert("Ана"), make_expert("Боян")
    moving = [make_enquiry(assignee=away) for _ in range(3)]
    closed = make_enquiry(assignee=away, state=State.CLOSED)
    there = make_enquiry(assignee=colleague)
    with transaction():
        moved, left = assigning.reassign_many(
            ids([*moving, closed, there]), colleague, by=manager, note="Ана е болна."
        )
    assert (moved, left) == (3, [closed.reference, there.reference])
    assert all(held(enquiry).assignee == colleague for enquiry in moving)
    entry = one.timeline(held(moving[0]))[-1]
    assert isinstance(entry, TimelineEntry)
    assert entry.body == "Ана е болна."


def test_a_manager_lets_the_rule_spread_many_and_nothing_becomes_nobodys() -> None:
    manager = make_user(role=Role.MANAGER)
    away, first, second = (make_expert(name) for name in ("Ана", "Боян", "Вяра"))
    enquiries = [make_enquiry(assignee=away) for _ in range(4)]
    make_absence(away, TUESDAY)
    with transaction():
        moved, left = assigning.reassign_many(ids(enquiries), None, by=manager)
    assert (moved, left) == (4, [])
    receivers = [held(enquiry).assignee for enquiry in enquiries]
    assert sorted(receivers.count(expert) for expert in (first, second)) == [2, 2]
    make_absence(first, TUESDAY)
    make_absence(second, TUESDAY)
    with transaction():
        moved, left = assigning.reassign_many(ids(enquiries), None, by=manager)
    assert moved == 0
    assert left == [enquiry.reference for enquiry in enquiries]


def test_an_expert_cannot_move_many() -> None:
    expert = make_expert("Ана")
    enquiry = make_enquiry(assignee=expert)
    with pytest.raises(Refused, match="Само ръководител"), transaction():
        assigning.reassign_many([enquiry.id], None, by=expert)


def test_the_rule_chosen_by_a_manager_ends_standing_in() -> None:
    manager = make_user(role=Role.MANAGER)
    owner, deputy = make_expert("Ана"), make_expert("Боян")
    make_absence(owner, TUESDAY, date(2026, 3, 20), deputy=deputy)
    enquiry = make_enquiry(assignee=owner)
    with transaction():
        absences.begin_and_end()
    other = make_expert("Вяра")
    busy(deputy, 1)
    act(assigning.choose_by_rule, enquiry, by=manager)
    assert held(enquiry).assignee == other
    assert held(enquiry).standing_in_for is None, "it does not go back over the manager's head"


def test_the_rule_takes_nothing_from_its_owner_without_giving_it_to_somebody() -> None:
    manager, owner = make_user(role=Role.MANAGER), make_expert("Ана")
    enquiry = make_enquiry(assignee=owner)
    with pytest.raises(Refused, match="Ана"):
        act(assigning.choose_by_rule, enquiry, by=manager)
    make_absence(owner, TUESDAY)
    with pytest.raises(Refused, match="Всички отсъстват"):
        act(assigning.choose_by_rule, enquiry, by=manager)
    assert held(enquiry).assignee == owner


def test_the_rule_leaves_what_is_closed_alone() -> None:
    manager, owner = make_user(role=Role.MANAGER), make_expert("Ана")
    make_expert("Боян")
    enquiry = make_enquiry(assignee=owner, state=State.CLOSED)
    with pytest.raises(Refused):
        act(assigning.choose_by_rule, enquiry, by=manager)
    assert held(enquiry).assignee == owner


def test_whoever_refused_it_is_not_chosen_again_when_the_client_writes() -> None:
    expert = make_expert("Ана")
    enquiry = make_enquiry(assignee=expert)
    act(assigning.refuse, enquiry, by=expert, reason="Познавам го лично.")
    assert held(enquiry).assignee is None
    act(life.client_wrote, enquiry, "И още нещо.")
    assert held(enquiry).assignee is None
    colleague = make_expert("Боян")
    act(life.client_wrote, enquiry, "Чакам.")
    assert held(enquiry).assignee == colleague
