"""The centre's working rules: what each means, its default and its bounds."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from oic.core.errors import Message


@dataclass(frozen=True)
class RuleKind:
    """One rule that the administrator can change on the settings screen."""

    key: str
    label: Message
    default: int | bool | str
    lowest: int = 0
    highest: int = 365
    unit: Message | None = None
    is_time: bool = False
    """A text that is a time by the clock on the wall, 09:00."""


RULES = (
    RuleKind("acknowledge_days", _l("Acknowledge within"), 1, 1, 10, _l("working days")),
    RuleKind("answer_days", _l("Answer within"), 7, 1, 60, _l("working days")),
    RuleKind("warn_days", _l("Due soon after"), 5, 1, 60, _l("working days")),
    RuleKind("hard_limit_days", _l("Hard limit"), 14, 1, 120, _l("calendar days")),
    RuleKind("follow_up_days", _l("Follow-up letter after"), 10, 1, 120, _l("working days")),
    RuleKind("follow_up_default", _l("Plan a follow-up for every answer"), default=True),
    RuleKind("undo_seconds", _l("A letter can be taken back for"), 10, 0, 120, _l("seconds")),
    RuleKind(
        "reopen_days", _l("A closed enquiry can be reopened by reply for"), 30, 1, 365, _l("days")
    ),
    RuleKind(
        "mail_standstill_hours",
        _l("Letter to the administrator when no mail could be fetched for"),
        4,
        1,
        72,
        _l("hours"),
    ),
    RuleKind("daily_letter_hour", _l("Daily letter to the manager at"), 8, 0, 23, _l("o'clock")),
    RuleKind(
        "hold_minutes",
        _l("A time is held while the form is filled in for"),
        10,
        3,
        60,
        _l("minutes"),
    ),
    RuleKind("bookings_per_person", _l("Visits that one person may have booked at once"), 2, 1, 20),
    RuleKind(
        "visit_reminder_hours", _l("Reminder of a visit before it, by"), 24, 1, 168, _l("hours")
    ),
    RuleKind(
        "waiting_hours",
        _l("A time that came free is kept for who waits, for"),
        12,
        1,
        72,
        _l("hours"),
    ),
    RuleKind(
        "standstill_days",
        _l("An open enquiry stands still when nothing happened for"),
        5,
        1,
        60,
        _l("working days"),
    ),
    RuleKind("workday_begins", _l("The working day begins at"), "09:00", is_time=True),
    RuleKind("workday_ends", _l("The working day ends at"), "17:30", is_time=True),
    RuleKind(
        "monthly_letter", _l("Send the managers a letter with each month's report"), default=True
    ),
    RuleKind(
        "opening_hours_bg", _l("Opening hours, in Bulgarian"), "понеделник – петък, 09:00–17:30 ч."
    ),
    RuleKind("opening_hours_en", _l("Opening hours, in English"), "Monday to Friday, 09:00–17:30"),
)
BY_KEY = {rule.key: rule for rule in RULES}
