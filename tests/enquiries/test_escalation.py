"""The managers' morning letter: what is overdue, with nobody, without a deputy, due soon."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from oic.core.db import transaction
from oic.enquiries.actions import escalation
from oic.enquiries.models import State
from oic.mail.models import Letter
from oic.staff.models import Role
from tests.conftest import FrozenClock
from tests.factories.enquiries import make_enquiry, make_expert
from tests.factories.staff import make_absence, make_user

TODAY = date(2026, 3, 10)
GOLDEN = Path(__file__).parent / "golden"
Letters = Callable[..., list[Letter]]


@pytest.fixture(autouse=True)
def _app(app: object) -> None:
    """Every test here needs the program."""


def run() -> int:
    with transaction():
        return escalation.daily_letter()


def a_busy_morning() -> None:
    """One or more of each kind."""
    ana, boyan = make_expert("Ана Иванова"), make_expert("Боян Колев")
    make_absence(boyan, TODAY, date(2026, 3, 13))
    for due, who, subject in (
        (date(2026, 3, 6), ana, "Оборудване за пекарна"),
        (date(2026, 3, 9), boyan, "Енергийна ефективност на блок"),
        (date(2026, 3, 20), None, "Обучение за читалище"),
        (date(2026, 3, 12), boyan, "Сертификат за износ"),
        (TODAY, ana, "Младежки проект"),
        (date(2026, 3, 11), ana, "Напояване на лозе"),
    ):
        make_enquiry(
            assignee=who,
            subject=subject,
            due_on=due,
            warn_on=min(due, TODAY),
            state=State.IN_PROGRESS if who else State.NEW,
        )
    make_enquiry(assignee=ana, subject="Има време", due_on=date(2026, 3, 19))
    make_enquiry(assignee=ana, state=State.CLOSED, due_on=date(2026, 3, 6), subject="Приключено")


@pytest.mark.parametrize("language", ["bg", "en"])
def test_a_manager_reads_in_the_morning_what_burns(letters: Letters, language: str) -> None:
    manager = make_user(role=Role.MANAGER, language=language, email="manager@oic.example.bg")
    a_busy_morning()
    assert run() == 1
    [letter] = letters(kind="escalation")
    assert letter.to_email == manager.email
    assert letter.automatic
    text = f"{letter.subject}\n\n{letter.body_text}"
    golden = GOLDEN / f"escalation.{language}.txt"
    assert text.strip() == golden.read_text(encoding="utf-8").strip()


def test_each_enquiry_stands_once_in_the_first_list_it_belongs_to() -> None:
    a_busy_morning()
    found = escalation.find()
    lists = (found.overdue, found.unassigned, found.with_absent, found.due_soon)
    assert [len(one) for one in lists] == [2, 1, 1, 2]
    references = [enquiry.reference for one in lists for enquiry in one]
    assert len(references) == len(set(references))


def test_the_letter_leaves_once_a_day(letters: Letters, frozen_clock: FrozenClock) -> None:
    make_user(role=Role.MANAGER)
    a_busy_morning()
    assert [run(), run()] == [1, 0]
    frozen_clock.move(hours=5)
    assert run() == 0
    frozen_clock.move(days=1)
    assert run() == 1
    assert len(letters(kind="escalation")) == 2


def test_it_waits_for_the_hour_and_rests_on_days_off(frozen_clock: FrozenClock) -> None:
    make_user(role=Role.MANAGER)
    a_busy_morning()
    for moment in (datetime(2026, 3, 11, 7, 59), datetime(2026, 3, 14, 9, 0)):  # noqa: DTZ001
        frozen_clock.set(moment)
        assert run() == 0
    frozen_clock.set(datetime(2026, 3, 11, 8, 0))  # noqa: DTZ001 - Sofia's
    assert run() == 1


def test_a_quiet_day_sends_nothing_and_stays_quiet_for_the_day(letters: Letters) -> None:
    make_user(role=Role.MANAGER)
    assert run() == 0
    a_busy_morning()
    assert run() == 0, "what comes up later is in tomorrow's letter and on the pages at once"
    assert letters(kind="escalation") == []


def test_every_active_manager_gets_it_and_nobody_else(letters: Letters) -> None:
    first, second = make_user(role=Role.MANAGER), make_user(role=Role.MANAGER)
    make_user(role=Role.MANAGER, active=False)
    make_user(role=Role.ADMINISTRATOR)
    a_busy_morning()
    assert run() == 2
    assert [letter.to_email for letter in letters(kind="escalation")] == [first.email, second.email]


def test_a_flood_is_counted_and_not_listed(letters: Letters) -> None:
    make_user(role=Role.MANAGER)
    expert = make_expert("Ана")
    for _ in range(4):
        make_enquiry(assignee=expert, due_on=date(2026, 3, 6), warn_on=date(2026, 3, 5))
    with patch.object(escalation, "LISTED", 3):
        run()
    [letter] = letters(kind="escalation")
    assert "Просрочени (4)" in letter.body_text
    assert "… и още 1" in letter.body_text
    assert letter.body_text.count("• ") == 3


def test_who_waits_for_the_client_is_not_late(letters: Letters) -> None:
    make_user(role=Role.MANAGER)
    make_enquiry(
        assignee=make_expert("Ана"),
        state=State.AWAITING_CLIENT,
        due_on=date(2026, 3, 6),
        warn_on=date(2026, 3, 5),
    )
    assert run() == 0
    assert letters(kind="escalation") == []
