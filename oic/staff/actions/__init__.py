"""Every verb of accounts, sign-in, one-time links, hours and absences."""

from oic.staff.actions.absences import (
    NewAbsence,
    cancel_absence,
    change_absence,
    end_absence_early,
    enter_absence,
)
from oic.staff.actions.accounts import (
    AccountDetails,
    activate,
    add_account,
    change_account,
    change_own_account,
    deactivate,
    set_capability,
    set_hours,
)
from oic.staff.actions.links import (
    ask_for_reset,
    create_first_administrator,
    first_administrator_link,
    invite,
    retry_letter,
    send_reset,
    set_password_by_link,
)
from oic.staff.actions.sign_in import (
    begin_attempt,
    change_password,
    fail_attempt,
    keep_stronger_hash,
    see,
    sign_in,
    sign_out,
    sweep,
)

__all__ = [
    "AccountDetails",
    "NewAbsence",
    "activate",
    "add_account",
    "ask_for_reset",
    "begin_attempt",
    "cancel_absence",
    "change_absence",
    "change_account",
    "change_own_account",
    "change_password",
    "create_first_administrator",
    "deactivate",
    "end_absence_early",
    "enter_absence",
    "fail_attempt",
    "first_administrator_link",
    "invite",
    "keep_stronger_hash",
    "retry_letter",
    "see",
    "send_reset",
    "set_capability",
    "set_hours",
    "set_password_by_link",
    "sign_in",
    "sign_out",
    "sweep",
]
