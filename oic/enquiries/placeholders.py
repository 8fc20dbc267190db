"""The fixed list of placeholders in letter templates, and how they are filled.

``{{name}}`` is replaced from this list and from nothing else: a template is never run as code.
What is unknown or has no value stays in the text and is named, so that no letter leaves with a
hole in it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import lazy_gettext as _l

from oic.centre import queries as centre
from oic.core.clock import local, today
from oic.core.errors import Message
from oic.core.text import transliterate
from oic.core.wording import day_text, salutation
from oic.enquiries.links import case_link, privacy_link, satisfaction_link
from oic.enquiries.models import Enquiry, FollowUp
from oic.staff.models import User
from oic.web.pages import settings

PATTERN = re.compile(r"\{\{\s*([^{}\n]*?)\s*\}\}")
_STRAY = r"\{\{[^\S\n]{0,3}[^\s{}]{0,40}|[^\s{}]{0,40}[^\S\n]{0,3}\}\}"
_LEFT = re.compile(f"{PATTERN.pattern}|(?P<stray>{_STRAY})")
"""A placeholder, or braces that open or close none („{{client_name“) with the word beside them."""
_WITH_FULL_STOP = re.compile(PATTERN.pattern + r"(\.(?!\.))?")


@dataclass(frozen=True)
class Filling:
    """What a letter is filled from."""

    enquiry: Enquiry
    by: User | None = None
    follow_up: FollowUp | None = None

    @property
    def language(self) -> str:
        """The language of the letter."""
        return self.enquiry.language


@dataclass(frozen=True)
class Placeholder:
    """One entry of the fixed list; without ``value`` the expert writes it in the letter."""

    name: str
    label: Message
    value: Callable[[Filling], str] | None = None


@dataclass(frozen=True)
class Filled:
    """A text with its placeholders filled in, and the names of those that could not be."""

    text: str
    unknown: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is left to fill."""
        return not self.unknown and not self.empty


def _salutation(filling: Filling) -> str:
    contact = filling.enquiry.contact
    greeting = salutation(
        contact.name if contact else "", filling.language, contact.salutation if contact else ""
    )
    return greeting.removesuffix(",")  # a template sets its own comma behind it


def _expert(filling: Filling) -> str:
    person = filling.by or filling.enquiry.assignee
    if person is None:
        return _centre_name(filling)
    return transliterate(person.name) if filling.language == "en" else person.name


def _position(filling: Filling) -> str:
    person = filling.by or filling.enquiry.assignee
    if person is None:
        return ""
    own = person.position_en if filling.language == "en" else person.position_bg
    return own or ("Expert" if filling.language == "en" else "експерт")


def _centre_name(filling: Filling) -> str:
    known = settings()
    return known.centre_name_en if filling.language == "en" else known.centre_name_bg


def _centre_address(filling: Filling) -> str:
    known = settings()
    return known.centre_address_en if filling.language == "en" else known.centre_address_bg


def _programme(filling: Filling) -> str:
    for question in filling.enquiry.questions:
        if question.programme:
            return question.programme.name(filling.language)
    return ""


def _procedure(filling: Filling) -> str:
    codes = (question.procedure_code for question in filling.enquiry.questions)
    return next((code for code in codes if code), "")


def _answered_on(filling: Filling) -> str:
    moment = filling.enquiry.answered_at or filling.enquiry.received_at
    return day_text(local(moment).date(), filling.language)


def _reply_by(filling: Filling) -> str:
    """As long for the client's clarification as the centre takes for an answer."""
    day = centre.calendar().add(today(), centre.number("answer_days"))
    return day_text(day, filling.language)


def _reopen_by(filling: Filling) -> str:
    """The last day on which a reply reopens what is closed today."""
    return day_text(today() + timedelta(days=centre.number("reopen_days")), filling.language)


def _survey(filling: Filling) -> str:
    if filling.follow_up is None:
        return ""
    return satisfaction_link(filling.enquiry, filling.follow_up)


def _municipality(filling: Filling) -> str:
    municipality = filling.enquiry.municipality
    return municipality.name(filling.language) if municipality else ""


PLACEHOLDERS = (
    Placeholder("salutation", _l("Salutation"), _salutation),
    Placeholder("reference", _l("Number of the enquiry"), lambda f: f.enquiry.reference),
    Placeholder("subject", _l("Subject"), lambda f: f.enquiry.subject),
    Placeholder(
        "received_date",
        _l("Day it was received"),
        lambda f: day_text(local(f.enquiry.received_at).date(), f.language),
    ),
    Placeholder(
        "due_date", _l("Last day for the answer"), lambda f: day_text(f.enquiry.due_on, f.language)
    ),
    Placeholder("reply_by", _l("Day by which a clarification is awaited"), _reply_by),
    Placeholder("reopen_by", _l("Last day on which a reply reopens it"), _reopen_by),
    Placeholder("today", _l("Today"), lambda f: day_text(today(), f.language)),
    Placeholder("consultation_date", _l("Day of the answer"), _answered_on),
    Placeholder(
        "client_name",
        _l("Client's name"),
        lambda f: f.enquiry.contact.name if f.enquiry.contact else "",
    ),
    Placeholder(
        "organisation_name",
        _l("Organisation"),
        lambda f: f.enquiry.organisation.name if f.enquiry.organisation else "",
    ),
    Placeholder("municipality", _l("Municipality"), _municipality),
    Placeholder("programme_name", _l("Programme"), _programme),
    Placeholder("procedure_code", _l("Procedure number"), _procedure),
    Placeholder("expert_name", _l("Expert's name"), _expert),
    Placeholder("expert_position", _l("Expert's position"), _position),
    Placeholder("centre_name", _l("The centre's name"), _centre_name),
    Placeholder("centre_address", _l("The centre's address"), _centre_address),
    Placeholder("centre_phone", _l("The centre's telephone"), lambda _f: settings().centre_phone),
    Placeholder(
        "opening_hours",
        _l("Opening hours"),
        lambda f: str(centre.rule(f"opening_hours_{'en' if f.language == 'en' else 'bg'}")),
    ),
    Placeholder("case_link", _l("The client's page"), lambda f: case_link(f.enquiry)),
    Placeholder("survey_link", _l("Page for the rating"), _survey),
    Placeholder("privacy_link", _l("Privacy notice"), lambda f: privacy_link(f.language)),
    Placeholder("institution_name", _l("Institution"), lambda f: f.enquiry.forwarded_to),
    Placeholder(
        "forwarded_date", _l("Day it was forwarded"), lambda f: day_text(today(), f.language)
    ),
    Placeholder("procedure_title", _l("Procedure's title")),
    Placeholder("eligible_applicants", _l("Eligible applicants")),
    Placeholder("deadline", _l("Deadline for applying")),
    Placeholder("expected_period", _l("Expected opening")),
    Placeholder("link", _l("Link")),
    Placeholder("links", _l("Links")),
    Placeholder("question_1", _l("First clarification")),
    Placeholder("question_2", _l("Second clarification")),
    Placeholder("institution_contact", _l("Institution's contact")),
)
BY_NAME = {placeholder.name: placeholder for placeholder in PLACEHOLDERS}


def names_in(text: str) -> list[str]:
    """The placeholders that a text holds, each once, in order."""
    return list(dict.fromkeys(PATTERN.findall(text)))


def unknown_in(text: str) -> list[str]:
    """What a text holds that is not on the list, as it stands there: stray braces too."""
    found = (
        match["stray"] or "{{" + match[1] + "}}"
        for match in _LEFT.finditer(text)
        if match["stray"] or match[1] not in BY_NAME
    )
    return list(dict.fromkeys(found))


def fill(text: str, filling: Filling, own: Mapping[str, str] | None = None) -> Filled:
    """Fill what can be filled; ``own`` holds what the expert typed for some names."""
    own = own or {}
    unknown, empty = [], []
    values: dict[str, str] = {}
    for name in names_in(text):
        placeholder = BY_NAME.get(name)
        if placeholder is None:
            unknown.append(name)
            continue
        value = own.get(name, "").strip()
        if not value and placeholder.value is not None:
            value = placeholder.value(filling)
        if value:
            values[name] = value
        else:
            empty.append(name)
    filled = _WITH_FULL_STOP.sub(lambda match: _put(match, values), text)
    greeting = values.get("salutation", "")
    if greeting.endswith("!"):  # a template's comma does not follow a client's own „Здравейте!“
        filled = filled.replace(f"{greeting},", greeting)
    return Filled(filled, tuple(unknown), tuple(empty))


def _put(found: re.Match[str], values: Mapping[str, str]) -> str:
    """A value in its place; one that ends in a full stop („10.03.2026 г.“) ends the sentence."""
    value = values.get(found[1])
    if value is None:
        return found[0]
    return value if value.endswith(".") else f"{value}{found[2] or ''}"


def left_in(text: str) -> tuple[str, ...]:
    """What is still to be filled in a text that is about to leave: labels, or what stands there."""
    known = (str(BY_NAME[name].label) for name in names_in(text) if name in BY_NAME)
    return (*known, *unknown_in(text))
