"""My day: the desk's first page, and what is done right on it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from oic.centre import queries as centre
from oic.core.clock import local, local_instant, now, today
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.enquiries.actions import assigning, life, reminders
from oic.enquiries.due import Due, due
from oic.enquiries.models import Draft, Enquiry, Reminder
from oic.enquiries.queries import day as asked
from oic.enquiries.queries import one
from oic.enquiries.queries.day import Why
from oic.enquiries.views.blueprint import blueprint
from oic.enquiries.views.new_sheet import DRAFT_KEY
from oic.enquiries.views.showing import find, me, page_of
from oic.mail import actions as mail
from oic.mail.models import Letter
from oic.staff import queries as staff
from oic.staff.sign_in import home
from oic.web import panels
from oic.web.access import Permission, needs, signed_in

MORNING = time(9)
MY_OPEN = "open=1&assignee=me&sort=due&up=1"
"""The register's query for one's own open enquiries, by deadline."""
_LATER = timedelta(hours=1)


@blueprint.get("/")
@signed_in
def day() -> ResponseReturnValue:
    """What is to be done now. Whoever has no desk is led to where their own work begins."""
    by = me()
    if not by.may(Permission.DESK):
        return redirect(home())
    calendar, day_of = centre.calendar(), today()

    def due_of(enquiry: Enquiry) -> Due:
        return due(enquiry, calendar, day_of)

    last = day_of + timedelta(days=asked.WEEK_DAYS)
    now_list = asked.now_for(by)
    return render_template(
        "enquiries/day.html",
        now_list=now_list,
        desk=asked.of_desk() if by.may(Permission.MANAGE) else None,
        nobody=0 if now_list.lines else asked.nobody_has(),
        due_of=due_of,
        Why=Why,
        more=_more_addresses(),
        my_open=MY_OPEN,
        week=asked.week(by, calendar),
        absences=[one for one in staff.absences_between(day_of, last) if one.user_id != by.id],
        load=asked.load(by),
        drafts=[(draft, enquiry, _draft_page(draft, enquiry)) for draft, enquiry in _drafts()],
        excerpt=_excerpt,
        morning=_morning_words(_next_morning()),
        by_the_hour=[part.render(by) for part in panels.at("day_now")],
        in_the_week=[part.render(by) for part in panels.at("day_week")],
    )


def _more_addresses() -> dict[Why, str]:
    """Where the lines stand that a long day leaves out."""
    mine: dict[str, Any] = {"assignee": "me", "sort": "due", "up": "1"}
    everything = url_for("enquiries.register", open="1", **mine)
    return dict.fromkeys(Why, everything) | {
        Why.OVERDUE: url_for("enquiries.register", due="overdue", **mine),
        Why.DUE_TODAY: url_for("enquiries.register", due="today", **mine),
        Why.DUE_SOON: url_for("enquiries.register", due="soon", **mine),
        Why.CAME_BACK: url_for("enquiries.register", back="1", assignee="me"),
        Why.UNASSIGNED: url_for("enquiries.register", open="1", **(mine | {"assignee": "0"})),
    }


def _drafts() -> list[tuple[Draft, Enquiry | None]]:
    return [
        (draft, enquiry)
        for draft, enquiry in asked.drafts(me())
        if enquiry is not None or draft.key == DRAFT_KEY
    ]


def _draft_page(draft: Draft, enquiry: Enquiry | None) -> str:
    """The form that a draft belongs to."""
    if enquiry is None:
        return url_for("enquiries.new")
    return page_of(enquiry, "", tab=draft.key.rpartition(":")[2], _anchor="composer")


def _excerpt(draft: Draft) -> str:
    """The first words of a draft."""
    for name in ("body", "questions-0-text", "subject", "client", "summary"):
        words = " ".join(" ".join(draft.fields.get(name, ())).split())
        if words:
            return words
    return ""


def _next_morning() -> datetime:
    """Nine o'clock on the next working day."""
    return local_instant(centre.calendar().next_working(today() + timedelta(days=1)), MORNING)


def _morning_words(moment: datetime) -> str:
    day_of = local(moment).date()
    if day_of == today() + timedelta(days=1):
        return _("Tomorrow at nine")
    return _("%(weekday)s at nine", weekday=_weekday(day_of))


def _weekday(day_of: date) -> str:
    words = str(format_date(day_of, "EEEE"))
    return words[:1].upper() + words[1:]


def _back() -> ResponseReturnValue:
    return redirect(url_for("enquiries.day"), 303)


@blueprint.post("/day/<reference>/seen")
@needs(Permission.DESK)
def day_seen(reference: str) -> ResponseReturnValue:
    """“I have seen it”: neither new nor come back any more, without opening it."""
    found = find(reference)
    with transaction():
        held = one.locked(found.id)
        life.see(held, by=me())
        if held.assignee_id == me().id:
            life.looked_after(held)
    return _back()


@blueprint.post("/day/<reference>/assign")
@needs(Permission.MANAGE)
def day_assign(reference: str) -> ResponseReturnValue:
    """Let the rule choose for one that nobody has taken."""
    found = find(reference)
    try:
        with transaction():
            held = one.locked(found.id)
            if held.assignee is None:
                assigning.choose_by_rule(held, by=me())
            name = held.assignee.name if held.assignee else ""
    except Refused as refusal:
        flash(f"{found.reference}: {refusal}", "warning")
    else:
        flash(_("%(number)s: %(name)s has it.", number=found.reference, name=name), "success")
    return _back()


def _reminder(reminder_id: int) -> Reminder:
    """One of the person's own reminders; 404 for anything else."""
    found = db.session.get(Reminder, reminder_id)
    if found is None or found.user_id != me().id:
        abort(404)
    return found


@blueprint.post("/day/reminders/<int:reminder_id>/done")
@needs(Permission.DESK)
def day_reminder_done(reminder_id: int) -> ResponseReturnValue:
    """It was looked after."""
    with transaction():
        reminders.done(_reminder(reminder_id), by=me())
    flash(_("The reminder is done."), "success")
    return _back()


@blueprint.post("/day/reminders/<int:reminder_id>/later")
@needs(Permission.DESK)
def day_reminder_later(reminder_id: int) -> ResponseReturnValue:
    """In an hour, or in the morning of the next working day."""
    until = _next_morning() if request.form.get("until") == "morning" else now() + _LATER
    with transaction():
        reminders.put_off(_reminder(reminder_id), by=me(), due_at=until)
    flash(_("You will be reminded later."), "success")
    return _back()


def _letter(letter_id: int) -> Letter:
    """A letter that stands on the person's day; 404 for anything else."""
    letter = db.session.get(Letter, letter_id)
    if letter is None or letter.about_type != "enquiry":
        abort(404)
    enquiry = db.session.get(Enquiry, letter.about_id)
    mine = enquiry is not None and enquiry.assignee_id == me().id
    nobodys = enquiry is not None and enquiry.assignee_id is None and me().may(Permission.MANAGE)
    if not (mine or nobodys):
        abort(404)
    return letter


@blueprint.post("/day/letters/<int:letter_id>/retry")
@needs(Permission.DESK)
def day_letter_retry(letter_id: int) -> ResponseReturnValue:
    """Let a letter that was not delivered leave again."""
    try:
        with transaction():
            mail.retry(_letter(letter_id), by=me())
    except Refused as refusal:
        flash(str(refusal), "warning")
    else:
        flash(_("The letter leaves again now."), "success")
    return _back()


@blueprint.post("/day/letters/<int:letter_id>/leave")
@needs(Permission.DESK)
def day_letter_leave(letter_id: int) -> ResponseReturnValue:
    """“I have seen it”: the letter stays undelivered, and leaves the day."""
    try:
        with transaction():
            mail.give_up(_letter(letter_id), by=me())
    except Refused as refusal:
        flash(str(refusal), "warning")
    else:
        flash(_("The letter stays undelivered and is no longer on your day."), "success")
    return _back()
