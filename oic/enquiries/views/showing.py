"""What the page of one enquiry shows, put together for its template."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import SelectChoice

from oic.centre import queries as centre
from oic.core.clock import local, now, today
from oic.core.errors import Message, Refused
from oic.core.wording import LANGUAGES
from oic.core.words import said
from oic.enquiries.actions import follow_ups
from oic.enquiries.actions.answering import can_undo
from oic.enquiries.due import Due, due
from oic.enquiries.forms import incoming as letter_forms
from oic.enquiries.forms import life as forms
from oic.enquiries.forms.filtering import read_query
from oic.enquiries.models import (
    TRANSITIONS,
    ClientLetter,
    Enquiry,
    EntryKind,
    FollowUpState,
    LetterTemplate,
    State,
    TimelineEntry,
)
from oic.enquiries.queries import desk, incoming, letters, one, register
from oic.enquiries.queries.aside import aside_of, joined_to
from oic.enquiries.queries.assignment import absent_on
from oic.mail.models import LetterState
from oic.places.queries import municipalities
from oic.staff import queries as staff
from oic.staff.models import User
from oic.web.access import Permission
from oic.web.pages import language


def me() -> User:
    """The signed-in person as a row, not as a proxy."""
    found: User = current_user._get_current_object()  # noqa: SLF001 - Flask-Login's own way
    return found


def find(reference: str) -> Enquiry:
    """The enquiry of an address; 404 where there is none."""
    enquiry = one.by_reference(reference)
    if enquiry is None:
        abort(404)
    return enquiry


def page_of(enquiry: Enquiry, origin: str | None = None, **more: str) -> str:
    """The address of an enquiry's page; ``origin`` is the register's query it was reached by."""
    given = origin if origin is not None else request.values.get("origin", "")
    values: dict[str, Any] = {"reference": enquiry.reference, "from": given or None, **more}
    return url_for("enquiries.enquiry", **values)


def due_today() -> Callable[[Enquiry], Due]:
    """Says of each enquiry how its deadline stands today; the calendar is read once."""
    calendar, day = centre.calendar(), today()
    return lambda enquiry: due(enquiry, calendar, day)


def put_beside(form: FlaskForm, refusal: Refused) -> None:
    """Put a refusal beside the field that it names, or above the form."""
    if refusal.field and refusal.field in form:
        fitting = form[refusal.field]
        fitting.errors = [*fitting.errors, str(refusal)]
    else:
        form.form_errors.append(str(refusal))


@dataclass
class Line:
    """One entry of the conversation."""

    entry: TimelineEntry
    side: str
    """client, us, note, or system: one small line."""
    who: str
    what: Message | str = ""
    icon: str = "dash-lg"
    undone: bool = False
    folded: bool = False
    """Its text is the program's own and stays folded."""
    letter: ClientLetter | None = None
    """The letter that it came by."""


_SAID = {
    EntryKind.ANSWER: ("us", _l("answered by letter"), "envelope"),
    EntryKind.TOLD: ("us", _l("told the client"), "chat-left-text"),
    EntryKind.CLARIFICATION: ("us", _l("asked the client"), "question-circle"),
    EntryKind.NOTE: ("note", _l("note, stays at the desk"), "lock"),
    EntryKind.CALL: ("note", _l("call, stays at the desk"), "telephone"),
}
_ICONS = {
    EntryKind.REGISTERED: "journal-plus",
    EntryKind.ASSIGNED: "person-check",
    EntryKind.HANDED_OVER: "arrow-left-right",
    EntryKind.REFUSED: "person-x",
    EntryKind.STATE: "arrow-right",
    EntryKind.LETTER: "envelope",
    EntryKind.FOLLOW_UP: "calendar-check",
    EntryKind.REMINDER: "bell",
    EntryKind.CHANGED: "pencil",
    EntryKind.UNDONE: "arrow-counterclockwise",
}


def lines(
    enquiry: Enquiry,
    entries: Sequence[TimelineEntry],
    came_by: Mapping[int, ClientLetter] | None = None,
) -> list[Line]:
    """The timeline as a conversation, oldest first; ``came_by`` are the letters by entry."""
    undone = {entry.undoes_id for entry in entries if entry.undoes_id}
    shown = [_line(enquiry, entry, entry.id in undone) for entry in entries]
    for line in shown:
        line.letter = (came_by or {}).get(line.entry.id)
    return shown


def _line(enquiry: Enquiry, entry: TimelineEntry, undone: bool) -> Line:  # noqa: FBT001
    kind = entry.kind
    if kind is EntryKind.CLIENT_MESSAGE:
        name = enquiry.client_name or entry.by_name or _("Unnamed visitor")
        if entry.by_id is not None:
            what = _("written down by %(name)s", name=entry.by_name)
            return Line(entry, "client", name, what, enquiry.channel.icon)
        return Line(entry, "client", entry.by_name or name, "", "chat-left-text")
    if kind is EntryKind.SATISFACTION:
        return Line(entry, "client", entry.by_name or _("The client"), "", "star")
    if kind in _SAID:
        side, what, icon = _SAID[kind]
        return Line(entry, side, entry.by_name, what, icon, undone)
    icon = _ICONS.get(kind, "dash-lg")
    folded = kind in {EntryKind.FOLLOW_UP, EntryKind.LETTER}
    named = entry.by_name in said(entry.words, language())
    return Line(entry, "system", "" if named else entry.by_name, "", icon, undone, folded)


@dataclass(frozen=True)
class Undo:
    """A letter that its writer can still take back."""

    entry: TimelineEntry
    seconds: int


def undoable(entries: Sequence[TimelineEntry], by: User) -> Undo | None:
    """The newest letter, if it is this person's and has not left."""
    for entry in reversed(entries):
        if entry.kind in {EntryKind.ANSWER, EntryKind.CLARIFICATION, EntryKind.TOLD}:
            if entry.by_id != by.id or not can_undo(entry) or entry.letter is None:
                return None
            left = entry.letter.not_before - now()
            return Undo(entry, max(1, int(left / timedelta(seconds=1))))
    return None


@dataclass
class Forms:
    """The small forms of the page; one that was refused stands in for the empty one."""

    enquiry: Enquiry
    refused: Mapping[str, FlaskForm] = field(default_factory=dict)

    def _of(self, kind: type[Any], **values: Any) -> Any:  # noqa: ANN401 - a form of that kind
        found = self.refused.get(kind.kind)
        return found if found is not None else kind(formdata=None, **values)

    @property
    def hand_over(self) -> forms.HandOverForm:
        """To a colleague."""
        return with_colleagues(self._of(forms.HandOverForm), self.enquiry)

    @property
    def assign(self) -> forms.AssignForm:
        """By the manager."""
        return with_colleagues(self._of(forms.AssignForm), self.enquiry)

    @property
    def refuse(self) -> forms.RefuseForm:
        """Not mine."""
        return self._of(forms.RefuseForm)

    @property
    def forward(self) -> forms.ForwardForm:
        """To an institution."""
        return self._of(forms.ForwardForm)

    @property
    def close(self) -> forms.CloseForm:
        """Done."""
        return self._of(forms.CloseForm)

    @property
    def reopen(self) -> forms.ReopenForm:
        """Open again."""
        return self._of(forms.ReopenForm)

    @property
    def join(self) -> letter_forms.JoinForm:
        """A part of another enquiry."""
        return self._of(letter_forms.JoinForm)

    def stranger(self, link: ClientLetter) -> letter_forms.StrangerForm:
        """Who wrote, as the letter says."""
        says = link.stranger or {}
        return self._of(
            letter_forms.StrangerForm,
            client_name=says.get("name", ""),
            organisation_name=says.get("organisation", ""),
            client_type=says.get("client_type", ""),
            phone=says.get("phone", ""),
        )

    @property
    def facts(self) -> forms.FactsForm:
        """Put right what was registered."""
        enquiry = self.enquiry
        refused = self.refused.get(forms.FactsForm.kind)
        if refused is not None:
            return with_municipalities(refused)
        form = forms.FactsForm(
            formdata=None,
            subject=enquiry.subject,
            municipality=str(enquiry.municipality_id or ""),
            language=enquiry.language,
            reply_email=enquiry.reply_email,
            duration_minutes=round(enquiry.duration_seconds / 60),
        )
        return with_municipalities(form.show())

    @property
    def follow_up(self) -> forms.FollowUpForm:
        """The planned follow-up, or the usual one."""
        waiting = follow_ups.planned(self.enquiry)
        return with_follow_up_templates(
            self._of(
                forms.FollowUpForm,
                follow_up_on=waiting.due_on if waiting else follow_ups.usual_day(),
                follow_up_template=str(waiting.template_id or "") if waiting else "",
            ),
            self.enquiry.language,
        )

    @property
    def remind(self) -> forms.ReminderForm:
        """In an hour, by default."""
        soon = local(now() + timedelta(hours=1)).replace(minute=0, second=0)
        return self._of(forms.ReminderForm, remind_on=soon.date(), remind_at=soon.time())


def with_colleagues(form: Any, enquiry: Enquiry) -> Any:  # noqa: ANN401 - a form with assignee
    """Offer everybody who takes enquiries but the present assignee, with who is away today."""
    away = absent_on(today())
    form.assignee.choices = [
        SelectChoice("", _("Choose …")),
        *(
            SelectChoice(
                str(user.id), f"{user.name} ({_('away')})" if user.id in away else user.name
            )
            for user in staff.experts()
            if user.id != enquiry.assignee_id
        ),
    ]
    return form


def with_municipalities(form: Any) -> Any:  # noqa: ANN401 - a form with municipality
    """Offer the municipalities, and none."""
    spoken = language()
    form.municipality.choices = [
        SelectChoice("", _("Not known")),
        *(SelectChoice(str(place.id), place.name(spoken)) for place in municipalities(spoken)),
    ]
    return form


def with_follow_up_templates(form: Any, language: str | None) -> Any:  # noqa: ANN401
    """Offer the follow-up letters of a language; of all, named, where it is not settled yet."""
    form.follow_up_template.choices = [
        SelectChoice("", _("The standard one")),
        *(
            SelectChoice(
                str(template.id),
                template.name if language else f"{template.name} · {LANGUAGES[template.language]}",
            )
            for template in letters.for_follow_ups(language)
            if not template.standard
        ),
    ]
    return form


def follow_up_template(form: Any) -> LetterTemplate | None:  # noqa: ANN401
    """The template that was chosen; None is the standard one."""
    chosen = form.follow_up_template.data or ""
    return letters.by_id(int(chosen)) if chosen.isdecimal() else None


def context(enquiry: Enquiry, refused: Mapping[str, FlaskForm] | None = None) -> dict[str, Any]:
    """Everything on the page but the composer."""
    by = me()
    due_of = due_today()
    entries = one.timeline(enquiry)
    seen = one.follow_ups(enquiry)
    came_by = incoming.letters_of(enquiry)
    opening = next((link for link in came_by.values() if link.opened_it), None)
    origin = request.values.get("origin") or request.args.get("from") or ""
    previous, following = register.neighbours(read_query(origin, me=by.id), enquiry)
    return {
        "ways": {"previous": previous, "following": following},
        "enquiry": enquiry,
        "lines": lines(enquiry, entries, came_by),
        "opening": opening,
        "aside": aside_of(enquiry),
        "joined": joined_to(enquiry),
        "last": max((entry.id for entry in entries), default=0),
        "due": due_of(enquiry),
        "due_of": due_of,
        "undo": undoable(entries, by),
        "company": desk.company(enquiry, by),
        "related": one.related(enquiry),
        "reminders": one.waiting_reminders(enquiry),
        "planned": next((one for one in seen if one.state is FollowUpState.PLANNED), None),
        "rated": next((one for one in seen if one.score is not None), None),
        "failed": _failed(entries),
        "forms": Forms(enquiry, refused or {}),
        "opened": next(iter(refused or {}), ""),
        "origin": origin,
        "may": _may(enquiry, by),
        "is_mine": enquiry.assignee_id == by.id,
        "is_new_for_me": enquiry.assignee_id == by.id and enquiry.seen_by_assignee_at is None,
    }


def _failed(entries: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """The entries of letters that did not arrive, the last of each: its bounce, where one came."""
    found = {
        entry.letter_id: entry
        for entry in entries
        if entry.letter and entry.letter.state is LetterState.FAILED
    }
    return list(found.values())


def _may(enquiry: Enquiry, by: User) -> dict[str, bool]:
    """What can be done here, by this person, now: the page offers nothing else."""
    manages = by.may(Permission.MANAGE)
    mine = enquiry.assignee_id == by.id
    steps = TRANSITIONS[enquiry.state]
    return {
        "take": enquiry.is_open and not mine and by.takes_enquiries,
        "hand_over": enquiry.is_open and (mine or (enquiry.assignee_id is None and not manages)),
        "refuse": enquiry.is_open and mine,
        "assign": enquiry.is_open and manages and not mine,
        "begin": mine and enquiry.state in {State.NEW, State.REOPENED},
        "forward": State.FORWARDED in steps,
        "close": State.CLOSED in steps,
        "reopen": State.REOPENED in steps,
        "follow_up": not enquiry.is_open and bool(enquiry.reply_email),
        "join": enquiry.created_by_id is None,
    }


@dataclass(frozen=True)
class Typed:
    """One thing that a person typed, beside what stands there now."""

    label: str
    typed: str
    now: str | None = None


def stale_page(  # noqa: PLR0913 - one page, all by keyword
    enquiry: Enquiry,
    form: Any,  # noqa: ANN401 - any SeenForm
    typed: Sequence[Typed],
    *,
    verb: str,
    keep: Sequence[tuple[str, str]] = (),
    can_edit: bool = False,
) -> ResponseReturnValue:
    """What has happened since, beside what was typed; nothing is lost, and it can go on."""
    entries = one.timeline(enquiry)
    fresh = [line for line in lines(enquiry, entries) if line.entry.id > form.seen_last]
    apart = {"csrf_token", "last", "kept", "drop", "do"}
    fields = [
        (name, value)
        for name, values in request.form.lists()
        if name not in apart
        for value in values
    ]
    return (
        render_template(
            "enquiries/enquiry_stale.html",
            enquiry=enquiry,
            lines=fresh,
            typed=typed,
            fields=[*fields, *keep],
            last=entries[-1].id if entries else 0,
            due=due(enquiry, centre.calendar(), today()),
            verb=verb,
            do=request.form.get("do", ""),
            can_edit=can_edit,
            action=request.path,
            origin=request.form.get("origin", ""),
        ),
        409,
    )
