"""What falls due while somebody is away goes to the deputy, and comes back after."""

from datetime import date, datetime, timedelta

import pytest

from oic.core.db import transaction
from oic.enquiries.actions import absences, escalation
from oic.enquiries.actions.life import move
from oic.enquiries.actions.rule import Facts, propose
from oic.enquiries.models import Enquiry, State
from oic.enquiries.queries import one
from oic.staff.actions.absences import end_absence_early
from oic.staff.models import User
from tests.conftest import FrozenClock
from tests.factories.enquiries import make_enquiry, make_expert
from tests.factories.staff import make_absence, make_user

TODAY = date(2026, 3, 10)  # a Tuesday
FRIDAY = date(2026, 3, 13)


@pytest.fixture(autouse=True)
def _app(app: object) -> None:
    """Every test here needs the program."""


@pytest.fixture
def people() -> tuple[User, User]:
    """Somebody who goes away, and her deputy."""
    return make_expert("Ана Отсъстваща"), make_expert("Боян Заместник")


def run() -> tuple[int, int]:
    with transaction():
        return absences.begin_and_end()


def held(enquiry: Enquiry) -> Enquiry:
    found = one.by_reference(enquiry.reference)
    assert found is not None
    return found


def lent(owner: User, due: date = FRIDAY, state: State = State.IN_PROGRESS) -> Enquiry:
    return make_enquiry(assignee=owner, due_on=due, warn_on=due, state=state)


def test_what_falls_due_in_an_absence_goes_to_the_deputy_with_the_reason(
    people: tuple[User, User],
) -> None:
    owner, deputy = people
    make_absence(owner, TODAY, FRIDAY, deputy=deputy)
    due, later = lent(owner), lent(owner, FRIDAY + timedelta(days=3))
    assert run() == (1, 0)
    found = held(due)
    assert found.assignee == deputy
    assert found.standing_in_for == owner
    assert (found.assignment_words or {})["bg"] == (
        "Ана Отсъстваща отсъства до 13.03.2026 г. включително, а срокът изтича дотогава."
    )
    assert (found.came_back_words or {})["bg"] == "Замествате Ана Отсъстваща."
    assert held(later).assignee == owner, "there is time until she is back"


def test_it_comes_back_when_the_absence_is_over(
    people: tuple[User, User], frozen_clock: FrozenClock
) -> None:
    owner, deputy = people
    make_absence(owner, TODAY, FRIDAY, deputy=deputy)
    due = lent(owner)
    run()
    frozen_clock.move(days=4)
    assert run() == (0, 1)
    found = held(due)
    assert found.assignee == owner
    assert found.standing_in_for is None
    assert (found.came_back_words or {})["bg"] == "Заместваше Ви Боян Заместник."
    assert (found.assignment_words or {})["bg"] == "Ана Отсъстваща отново е на работа."


def test_running_again_changes_nothing(
    people: tuple[User, User], frozen_clock: FrozenClock
) -> None:
    owner, deputy = people
    make_absence(owner, TODAY, FRIDAY, deputy=deputy)
    due = lent(owner)
    run()
    lines = len(one.timeline(held(due)))
    assert run() == run() == (0, 0)
    assert len(one.timeline(held(due))) == lines
    frozen_clock.move(days=4)
    run()
    lines = len(one.timeline(held(due)))
    assert run() == (0, 0)
    assert len(one.timeline(held(due))) == lines


def test_before_the_first_day_nothing_moves(people: tuple[User, User]) -> None:
    owner, deputy = people
    make_absence(owner, TODAY + timedelta(days=1), FRIDAY, deputy=deputy)
    lent(owner)
    assert run() == (0, 0)


def test_what_waits_for_the_client_moves_only_when_the_client_has_answered(
    people: tuple[User, User],
) -> None:
    owner, deputy = people
    make_absence(owner, TODAY, FRIDAY, deputy=deputy)
    waiting = lent(owner, state=State.AWAITING_CLIENT)
    assert run() == (0, 0)
    with transaction():
        enquiry = one.locked(waiting.id)
        enquiry.state, enquiry.paused_on = State.IN_PROGRESS, None
    assert run() == (1, 0)


def test_the_deputys_deputy_helps_when_the_deputy_is_away_too(
    people: tuple[User, User], frozen_clock: FrozenClock
) -> None:
    owner, deputy = people
    third = make_expert("Вяра Трета")
    make_absence(owner, TODAY, FRIDAY, deputy=deputy)
    make_absence(deputy, TODAY, TODAY, deputy=third)
    due = lent(owner)
    run()
    assert held(due).assignee == third
    assert held(due).standing_in_for == owner
    frozen_clock.move(days=4)
    run()
    assert held(due).assignee == owner, "it comes back to whose it is, not to the deputy"


def test_a_deputy_who_falls_ill_later_passes_on_what_she_has_for_others(
    people: tuple[User, User], frozen_clock: FrozenClock
) -> None:
    owner, deputy = people
    third = make_expert("Вяра Трета")
    make_absence(owner, TODAY, FRIDAY, deputy=deputy)
    due = lent(owner)
    run()
    make_absence(deputy, TODAY + timedelta(days=1), FRIDAY, deputy=third)
    frozen_clock.move(days=1)
    run()
    assert held(due).assignee == third
    assert held(due).standing_in_for == owner


def test_two_who_stand_in_for_each_other_and_are_both_away_do_not_loop(
    people: tuple[User, User],
) -> None:
    owner, deputy = people
    make_absence(owner, TODAY, FRIDAY, deputy=deputy)
    make_absence(deputy, TODAY, FRIDAY, deputy=owner)
    due = lent(owner)
    assert run() == (0, 0)
    assert held(due).assignee == owner


def test_without_a_deputy_it_stays_and_the_manager_reads_of_it(
    people: tuple[User, User],
) -> None:
    owner, _ = people
    make_absence(owner, TODAY, FRIDAY)
    due, later = lent(owner), lent(owner, FRIDAY + timedelta(days=3))
    assert run() == (0, 0)
    assert held(due).assignee == owner
    found = escalation.find()
    assert [one.reference for one in found.with_absent] == [due.reference]
    assert later.reference not in {e.reference for e in found.due_soon}


def test_coming_back_early_brings_the_work_back_within_minutes(
    people: tuple[User, User], frozen_clock: FrozenClock
) -> None:
    owner, deputy = people
    absence = make_absence(owner, TODAY, FRIDAY, deputy=deputy)
    due = lent(owner)
    run()
    frozen_clock.move(days=1)
    with transaction():
        end_absence_early(absence, by=owner)
    assert run() == (0, 1)
    assert held(due).assignee == owner


def test_an_absence_ended_on_its_first_day_is_over_at_once(people: tuple[User, User]) -> None:
    owner, deputy = people
    absence = make_absence(owner, TODAY, FRIDAY, deputy=deputy)
    due = lent(owner)
    run()
    with transaction():
        end_absence_early(absence, by=owner)
    assert run() == (0, 1)
    assert held(due).assignee == owner


def test_a_second_absence_right_after_keeps_the_work_with_the_deputy(
    people: tuple[User, User], frozen_clock: FrozenClock
) -> None:
    owner, deputy = people
    make_absence(owner, TODAY, TODAY, deputy=deputy)
    make_absence(owner, TODAY + timedelta(days=1), FRIDAY, deputy=deputy)
    due = lent(owner, TODAY)
    run()
    frozen_clock.move(days=1)
    assert run() == (0, 0)
    assert held(due).assignee == deputy
    frozen_clock.move(days=3)
    assert run() == (0, 1)
    assert held(due).assignee == owner


def test_what_the_deputy_closed_stays_the_deputys(
    people: tuple[User, User], frozen_clock: FrozenClock
) -> None:
    owner, deputy = people
    make_absence(owner, TODAY, FRIDAY, deputy=deputy)
    due = lent(owner)
    run()
    with transaction():
        move(one.locked(due.id), State.CLOSED, by=None)
    frozen_clock.move(days=4)
    assert run() == (0, 0)
    found = held(due)
    assert found.assignee == deputy
    assert found.standing_in_for is None


def test_a_new_one_never_goes_to_somebody_who_is_away(
    people: tuple[User, User], frozen_clock: FrozenClock
) -> None:
    owner, deputy = people
    make_absence(owner, TODAY, FRIDAY, deputy=deputy)
    for _ in range(5):
        make_enquiry(assignee=deputy)
    for day in range(4):
        frozen_clock.set(datetime(2026, 3, 10 + day, 10, 0))  # noqa: DTZ001 - Sofia's
        assert propose(Facts()).user == deputy
    frozen_clock.set(datetime(2026, 3, 16, 10, 0))  # noqa: DTZ001 - Sofia's
    assert propose(Facts()).user == owner


def test_somebody_who_left_the_centre_gets_nothing_back(
    people: tuple[User, User], frozen_clock: FrozenClock
) -> None:
    owner, deputy = people
    make_absence(owner, TODAY, FRIDAY, deputy=deputy)
    due = lent(owner)
    run()
    with transaction():
        held(due).standing_in_for.active = False  # type: ignore[union-attr]
    frozen_clock.move(days=4)
    assert run() == (0, 0)
    assert held(due).assignee == deputy
    assert make_user().takes_enquiries
