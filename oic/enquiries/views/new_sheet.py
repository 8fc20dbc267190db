"""The page of a new enquiry as it was opened, restored or sent, before anything is registered."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from flask import current_app, request
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import MultiDict

from oic.centre import queries as centre
from oic.clients.forms import municipality_choices
from oic.clients.models import Contact, Organisation
from oic.clients.queries import (
    Duplicate,
    Match,
    kept_contact,
    kept_organisation,
    likely_duplicates,
    look_up,
    match_contact,
    match_organisation,
)
from oic.core.clock import local, now, today
from oic.core.wording import LANGUAGES, time_text
from oic.enquiries.actions import follow_ups
from oic.enquiries.actions.opening import FACE_TO_FACE, Outcome
from oic.enquiries.due import Due
from oic.enquiries.forms.new import MOST_QUESTIONS, NewForm
from oic.enquiries.models import Channel, Draft, Enquiry
from oic.enquiries.queries import desk, one
from oic.enquiries.queries.assignment import absent_on
from oic.enquiries.queries.new import of_client, topics
from oic.enquiries.queries.similar import Similar, similar
from oic.enquiries.views.kept import Kept, gather, read
from oic.enquiries.views.showing import due_today, me, with_follow_up_templates
from oic.funding.queries import programmes
from oic.staff import queries as staff
from oic.web.pages import language

DRAFT_KEY = "new"
LONGEST_TALK = 3 * 3600
"""Seconds: a page open for longer than this was not one talk, and its own clock counts nothing."""
_NOT_KEPT = {"csrf_token", "do", "files", "drop"}
_PRESET = {"token", "seconds", "channel", "language", "received_on", "outcome", "follow_up_on"}
_PRESET_ALSO = {"follow_up", "tab", "anyway", "again"}
"""Fields that hold something before anybody has typed."""


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=f"oic.desk.new.{me().id}")


@dataclass(frozen=True)
class SheetToken:
    """Names one form, so that it counts once, and says when its clock started."""

    key: str
    started_at: int
    """Seconds of the Unix epoch; 0: the clock waits for the first key."""

    @classmethod
    def fresh(cls, *, waiting: bool = False) -> "SheetToken":
        """For a page that is opened now."""
        return cls(secrets.token_urlsafe(24), 0 if waiting else int(now().timestamp()))

    @classmethod
    def read(cls, text: str) -> "SheetToken | None":
        """A token that this person was given; None for anything else."""
        try:
            key, started_at = _serializer().loads(text)
            return cls(str(key), int(started_at))
        except (BadData, ValueError, TypeError):
            return None

    def signed(self) -> str:
        """As the form carries it."""
        signed = _serializer().dumps([self.key, self.started_at])
        return signed if isinstance(signed, str) else signed.decode()


@dataclass
class Sheet:
    """One page of a new enquiry."""

    form: NewForm
    token: SheetToken
    kept: Sequence[Kept] = ()
    wrong_files: Sequence[str] = ()
    draft: Draft | None = None
    matches: Sequence[Match] | None = None
    """What the button „Find“ found; None: it was not pressed."""
    chosen: Match | None = None
    _alike: list[Duplicate] | None = field(default=None, repr=False)

    @property
    def contact(self) -> Contact | None:
        """The person of the register that was chosen."""
        return self.chosen.contact if self.chosen else None

    @property
    def client_organisation(self) -> Organisation | None:
        """The organisation that was chosen, or the chosen person's."""
        return self.chosen.organisation if self.chosen else None

    @property
    def seconds(self) -> int:
        """How long the talk took: as written, else by the page's clock, else since it opened."""
        form = self.form
        if form.minutes.data is not None:
            return int(form.minutes.data) * 60
        if Channel(form.channel.data) not in FACE_TO_FACE or form.received_earlier:
            return 0
        by_page = str(form.seconds.data or "")
        if by_page.isdecimal():
            counted = int(by_page)
        elif self.token.started_at:
            counted = int(now().timestamp()) - self.token.started_at
        else:
            counted = 0
        return counted if 0 < counted <= LONGEST_TALK else 0

    @property
    def asked(self) -> str:
        """All the questions' words."""
        return "\n".join(entry.form.text.data or "" for entry in self.form.questions)

    @property
    def alike(self) -> list[Duplicate]:
        """Clients of the register that the new one may be; nothing once it was said not to be."""
        if self._alike is None:
            self._alike = self._find_alike()
        return self._alike

    def _find_alike(self) -> list[Duplicate]:
        form = self.form
        if self.chosen or not form.new_client or form.anyway.data:
            return []
        people = likely_duplicates(
            name=form.name.data or "",
            emails=(form.email.data or "",),
            phones=form.phones,
            municipality_id=form.municipality_id,
            limit=3,
        )
        if not ((form.organisation.data or "").strip() or (form.eik.data or "").strip()):
            return people
        return people + likely_duplicates(
            kind="organisation",
            name=form.organisation.data or "",
            eik=form.eik.data or None,
            municipality_id=form.municipality_id,
            limit=3,
        )

    @property
    def history(self) -> Sequence[Enquiry]:
        """The client's enquiries: the open ones first."""
        if self.chosen is None:
            return []
        return of_client(self.chosen.contact_id, self.chosen.organisation_id)

    @property
    def due_of(self) -> Callable[[Enquiry], Due]:
        """Says of each of them how its deadline stands."""
        return due_today()

    @property
    def similar(self) -> list[Similar]:
        """Answered enquiries like what is being asked."""
        programme_ids = {
            entry.form.programme_id for entry in self.form.questions if entry.form.programme_id
        }
        return similar(
            self.asked,
            programme_ids=programme_ids,
            language=self.form.language.data or "bg",
            limit=3,
        )

    @property
    def follow_up_usual(self) -> bool:
        """Whether the centre plans a follow-up for every answer."""
        return bool(centre.rule("follow_up_default"))

    @property
    def more(self) -> bool:
        """Whether the fold of what is rarely needed holds something to be seen."""
        form = self.form
        folded = (form.reply_email, form.language, form.subject, form.received_on, form.minutes)
        return bool(
            self.kept
            or any(item.errors for item in (*folded, form.files))
            or form.subject.data
            or form.minutes.data
            or form.received_earlier
            or form.language.data == "en"
        )

    @property
    def draft_time(self) -> str:
        """When the restored draft was kept."""
        return time_text(local(self.draft.updated_at)) if self.draft else ""

    def choose(self, kind: str, number: int) -> None:
        """Take a client of the register; one that was merged leads to the one that stayed."""
        if kind == "contact":
            contact = kept_contact(number)
            self.chosen = match_contact(contact) if contact else None
        else:
            organisation = kept_organisation(number)
            self.chosen = match_organisation(organisation) if organisation else None
        form = self.form
        form.known = self.chosen is not None
        own = (form.name, form.phone, form.email) if kind == "contact" else ()
        for item in (*own, form.organisation, form.eik) if self.chosen else ():
            item.data = ""
        form.contact_id.data = str(self.chosen.contact_id or "") if self.chosen else ""
        form.organisation_id.data = str(self.chosen.organisation_id or "") if self.chosen else ""

    def begin_again(self, earlier: Enquiry) -> None:
        """The form was registered and then changed: what it holds now is another enquiry."""
        self.token = SheetToken.fresh(waiting=True)
        self.form.form_errors.append(
            _(
                "This form was registered already as %(reference)s, with other words. "
                "To register what stands here as a new enquiry, save once more.",
                reference=earlier.reference,
            )
        )

    def doubt(self, twin: Enquiry) -> None:
        """The same words were registered a moment ago: ask whether this is another caller."""
        self.form.again.data = twin.reference
        self.form.form_errors.append(
            _(
                "You registered the same words a moment ago as %(reference)s. "
                "If somebody else has asked the same, save once more.",
                reference=twin.reference,
            )
        )


def _form(data: MultiDict[str, str] | None) -> NewForm:
    form = NewForm(formdata=data)
    spoken = language()
    away = absent_on(today())
    form.offer(
        municipality_choices(spoken),
        [
            (str(programme.id), f"{programme.abbreviation} – {programme.name(spoken)}")
            for programme in programmes(active_only=True)
        ],
        [(str(topic.id), topic.name(spoken)) for topic in topics()],
        [
            (str(user.id), f"{user.name} ({_('away')})" if user.id in away else user.name)
            for user in staff.experts()
        ],
        _("By the rule"),
    )
    return with_follow_up_templates(form, None)


def opened(*, waiting: bool = False) -> Sheet:
    """The page that is opened now: the draft, or an empty one with the usual things.

    ``waiting``: it is offered after another, so its clock waits for the first key.
    """
    draft = desk.draft(me(), DRAFT_KEY)
    if draft is not None:
        restored = _restored(draft)
        if restored is not None:
            if restored.chosen is None and not restored.form.new_client:
                _choose_asked(restored)
            return restored
    sheet = Sheet(_form(None), SheetToken.fresh(waiting=waiting))
    form = sheet.form
    used = request.cookies.get(f"oic_channel_{me().id}", "")
    form.channel.data = used if used in set(Channel) else Channel.PHONE.value
    form.language.data = "bg"
    form.received_on.data = today()
    form.outcome.data = Outcome.ASSIGN.value
    form.follow_up.data = sheet.follow_up_usual
    form.follow_up_on.data = follow_ups.usual_day()
    _choose_asked(sheet)
    return sheet


def _choose_asked(sheet: Sheet) -> None:
    """Take the client that the address names: the page of a client leads here."""
    contact_id = request.args.get("contact_id", type=int)
    organisation_id = request.args.get("organisation_id", type=int)
    if contact_id:
        sheet.choose("contact", contact_id)
    elif organisation_id:
        sheet.choose("organisation", organisation_id)
    if sheet.chosen is not None:
        _fill_from_client(sheet)


def _restored(draft: Draft) -> Sheet | None:
    """The draft as a page; None when it was registered after all."""
    fields: dict[str, list[str]] = draft.fields
    token = SheetToken.read(next(iter(fields.get("token", [])), ""))
    if token is not None and one.by_submission_key(token.key) is not None:
        return None
    data: MultiDict[str, str] = MultiDict(
        (name, value) for name, values in fields.items() for value in values
    )
    # A token of its own: another window may still hold the one that the draft was typed in.
    sheet = _read(data, SheetToken.fresh(waiting=True))
    sheet.draft = draft
    sheet.kept = [kept for text in fields.get("kept", []) if (kept := read(text, me())) is not None]
    return sheet


def sent(*, with_files: bool = True) -> Sheet:
    """The page that was sent."""
    token = SheetToken.read(request.form.get("token", "")) or SheetToken.fresh(waiting=True)
    sheet = _read(request.form, token)
    if with_files:
        sheet.kept, sheet.wrong_files = gather(
            request.form.getlist("kept"),
            request.form.getlist("drop"),
            request.files.getlist("files"),
            me(),
        )
    return sheet


def _read(data: MultiDict[str, str], token: SheetToken) -> Sheet:
    form = _form(data)
    if form.channel.data not in set(Channel):
        form.channel.data = Channel.PHONE.value
    if form.outcome.data not in set(Outcome):
        form.outcome.data = Outcome.ASSIGN.value
    if form.language.data not in LANGUAGES:
        form.language.data = "bg"
    sheet = Sheet(form, token)
    kind, _dash, number = data.get("client_choice", "").partition("-")
    if kind in {"contact", "organisation"} and number.isdecimal():
        sheet.choose(kind, int(number))
        _fill_from_client(sheet)
    elif form.chosen_contact_id:
        sheet.choose("contact", form.chosen_contact_id)
    elif form.chosen_organisation_id:
        sheet.choose("organisation", form.chosen_organisation_id)
    if kind == "unnamed":
        for item in (form.client, form.name, form.phone, form.email, form.organisation, form.eik):
            item.data = ""
    elif kind == "new":
        form.anyway.data = "1"
    return sheet


def _fill_from_client(sheet: Sheet) -> None:
    """What the register knows of a client that was chosen by a radio button."""
    form, chosen = sheet.form, sheet.chosen
    if chosen is None:
        return
    subject = chosen.contact or chosen.organisation
    form.client.data = chosen.name
    if subject is not None:
        form.client_type.data = form.client_type.data or subject.client_type.value
        form.municipality.data = form.municipality.data or str(subject.municipality_id or "")
    if chosen.contact:
        form.reply_email.data = form.reply_email.data or chosen.contact.email
        form.language.data = chosen.contact.language


def help_with(sheet: Sheet, act: str, wanted: str) -> None:
    """Do what a button of the page asks for besides saving."""
    form = sheet.form
    if act == "find":
        sheet.matches = look_up((form.client.data or "").strip())
    elif act == "add" and len(form.questions) < MOST_QUESTIONS:
        form.questions.append_entry()
        first, fresh = form.questions[0].form, form.questions[-1].form
        fresh.programme.choices, fresh.topic.choices = first.programme.choices, first.topic.choices
        fresh.text.render_kw = {"autofocus": ""}
    elif act == "insert" and wanted.isdecimal():
        found = next((one for one in sheet.similar if one.answer.id == int(wanted)), None)
        if found is not None:
            written = (form.summary.data or "").strip()
            form.summary.data = f"{written}\n\n{found.words}".strip()
            form.outcome.data = Outcome.ANSWERED.value


def to_keep() -> dict[str, list[str]]:
    """The fields of a draft; nothing when nobody has typed anything."""
    fields = {name: values for name, values in request.form.lists() if name not in _NOT_KEPT}
    typed = any(
        value.strip()
        for name, values in fields.items()
        if name not in _PRESET | _PRESET_ALSO
        for value in values
    )
    return fields if typed else {}
