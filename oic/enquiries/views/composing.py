"""Filling the composer: from nothing, from a draft, from a template, from an earlier answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask_babel import gettext as _
from markupsafe import Markup
from wtforms import FormField, SelectChoice

from oic.centre import queries as centre
from oic.core.clock import local
from oic.core.wording import time_text
from oic.enquiries.actions import follow_ups
from oic.enquiries.forms.composer import FORMS, AnswerForm, AskForm, WritingForm
from oic.enquiries.models import (
    Draft,
    Enquiry,
    LetterTemplate,
    TemplateKind,
)
from oic.enquiries.placeholders import BY_NAME, Filled, Filling, fill, names_in, unknown_in
from oic.enquiries.queries import desk, letters
from oic.enquiries.queries.similar import Similar, similar
from oic.enquiries.views.kept import Kept, read
from oic.enquiries.views.showing import me, with_follow_up_templates
from oic.mail.rendering import footer, text_letter
from oic.web.pages import settings

KINDS = {
    "answer": (TemplateKind.ANSWER, TemplateKind.FORWARDING, TemplateKind.CLOSING),
    "ask": (TemplateKind.CLARIFICATION,),
}
OWN = "own-"
"""Fields in which the expert writes what a placeholder stands for begin so."""


def draft_key(enquiry: Enquiry, tab: str) -> str:
    """Under which key the draft of a tab is kept."""
    return f"enquiry:{enquiry.id}:{tab}"


@dataclass
class Composer:
    """The composer as its template shows it."""

    enquiry: Enquiry
    tab: str
    form: Any
    kept: Sequence[Kept] = ()
    wrong_files: Sequence[str] = ()
    draft: Draft | None = None
    own: Mapping[str, str] = field(default_factory=dict)
    untouched: bool = False
    """Whether the text is a template's own: the next template replaces it."""
    left_out: str = ""
    """The template that was offered and not put in, because a draft has begun."""

    @property
    def is_letter(self) -> bool:
        """Whether what is written here leaves as a letter."""
        return self.tab in KINDS

    @property
    def templates(self) -> Sequence[LetterTemplate]:
        """What can be chosen: of the enquiry's language, its programme and topic first."""
        return letters.fitting(self.enquiry, *KINDS[self.tab]) if self.is_letter else ()

    @property
    def holes(self) -> list[tuple[str, str, str]]:
        """Placeholders that are still in the letter: name, label, what was typed for it."""
        if not self.is_letter:
            return []
        text = f"{self.form.subject.data or ''}\n{self.form.body.data or ''}"
        return [
            (name, str(BY_NAME[name].label), self.own.get(name, ""))
            for name in names_in(text)
            if name in BY_NAME
        ]

    @property
    def labels(self) -> dict[str, str]:
        """What each placeholder of the list is called, for the page's script."""
        return {name: str(placeholder.label) for name, placeholder in BY_NAME.items()}

    @property
    def unknown(self) -> list[str]:
        """What is not on the list of placeholders: a slip of the pen, stray braces too."""
        if not self.is_letter:
            return []
        text = f"{self.form.subject.data or ''}\n{self.form.body.data or ''}"
        return unknown_in(text)

    @property
    def similar(self) -> list[Similar]:
        """Answered enquiries like this one, whose answers may serve."""
        if self.tab not in {"answer", "told"}:
            return []
        return similar(
            asked(self.enquiry),
            programme_ids={q.programme_id for q in self.enquiry.questions if q.programme_id},
            without=self.enquiry.id,
            language=self.enquiry.language,
        )

    @property
    def footer(self) -> str:
        """What stands under each letter."""
        return text_letter("", footer(settings(), self.enquiry.language)).strip()

    @property
    def draft_time(self) -> str:
        """When the restored draft was kept."""
        return time_text(local(self.draft.updated_at)) if self.draft else ""


def asked(enquiry: Enquiry) -> str:
    """The words that an enquiry is about."""
    return "\n".join(
        [enquiry.subject]
        + [question.text for question in enquiry.questions]
        + [question.procedure_code for question in enquiry.questions]
    )


def first_tab(enquiry: Enquiry) -> str:
    """Which tab opens by itself: the letter, where there is an address to write to."""
    return "answer" if enquiry.reply_email else "told"


def opened(enquiry: Enquiry, tab: str) -> Composer:
    """The composer of a page that is opened: a draft, or an empty one with the usual things."""
    by = me()
    draft = desk.draft(by, draft_key(enquiry, tab))
    kind = FORMS[tab]
    form = kind(formdata=None)
    prepare(form, enquiry)
    _set_usual(form, enquiry)
    composer = Composer(enquiry, tab, form)
    if draft is not None:
        _restore(composer, draft)
    elif composer.is_letter:
        usual = letters.standard(KINDS[tab][0], enquiry.language)
        if usual is not None:
            apply_template(composer, usual)
    return composer


def prepare(form: WritingForm, enquiry: Enquiry) -> None:
    """Give the selects of a composer's form their choices."""
    if isinstance(form, AnswerForm | AskForm):
        form.template.choices = [
            SelectChoice("", _("Choose …")),
            *(
                SelectChoice(str(template.id), template.name)
                for template in letters.fitting(enquiry, *KINDS[form.tab])
            ),
        ]
    if "follow_up_template" in form:
        with_follow_up_templates(form, enquiry.language)


def _set_usual(form: Any, enquiry: Enquiry) -> None:  # noqa: ANN401 - any composer's form
    if "to_email" in form:
        form.to_email.data = enquiry.reply_email
        form.subject.data = _answer_subject(enquiry)
    if "follow_up" in form:
        _set_follow_up(form, enquiry)


def _set_follow_up(form: Any, enquiry: Enquiry) -> None:  # noqa: ANN401 - any composer's form
    """The one that is planned already; before the first answer, what is usual."""
    waiting = follow_ups.planned(enquiry)
    form.follow_up_on.data = waiting.due_on if waiting else follow_ups.usual_day()
    if waiting is not None:
        form.follow_up.data = True
        form.follow_up_template.data = str(waiting.template_id or "")
    elif enquiry.first_answered_at is None or enquiry.is_open:
        form.follow_up.data = bool(centre.rule("follow_up_default")) and bool(enquiry.reply_email)


def _answer_subject(enquiry: Enquiry) -> str:
    if enquiry.language == "en":
        return f"Re: {enquiry.subject} (enquiry no. {enquiry.reference})"
    return f"Относно: {enquiry.subject} (запитване № {enquiry.reference})"


def _restore(composer: Composer, draft: Draft) -> None:
    by = me()
    fields: dict[str, list[str]] = draft.fields
    for name in composer.form.draft_names:
        item = composer.form[name]
        if isinstance(item, FormField):
            continue
        if name in fields or name == "follow_up":
            item.process_formdata(fields.get(name, []))
    composer.kept = [
        one_kept for token in fields.get("kept", []) if (one_kept := read(token, by)) is not None
    ]
    composer.own = {
        name.removeprefix(OWN): values[0]
        for name, values in fields.items()
        if name.startswith(OWN) and values
    }
    composer.draft = draft


def sent_own() -> dict[str, str]:
    """What the expert typed for single placeholders, in the form that was sent."""
    return {
        name.removeprefix(OWN): value.strip()
        for name, value in request.form.items()
        if name.startswith(OWN) and value.strip()
    }


def filled(enquiry: Enquiry, text: str, own: Mapping[str, str] | None = None) -> Filled:
    """A text of this enquiry's letters with all that is known filled in."""
    return fill(text, Filling(enquiry, by=me()), own)


def apply_template(composer: Composer, template: LetterTemplate) -> None:
    """Put a template into the letter: over an untouched text, else under what was written."""
    enquiry, form = composer.enquiry, composer.form
    text = filled(enquiry, template.body, composer.own).text
    if not is_begun(composer):
        form.body.data = text
        form.subject.data = filled(enquiry, template.subject, composer.own).text[:200]
        composer.untouched = True
    else:
        form.body.data = f"{form.body.data.strip()}\n\n{text}"
    form.template.data = str(template.id)


def offer_template(composer: Composer, template: LetterTemplate) -> None:
    """Put a template that a step brings along into the letter, but not under a letter begun."""
    if is_begun(composer):
        composer.left_out = template.name
    else:
        apply_template(composer, template)


def is_begun(composer: Composer) -> bool:
    """Whether something of one's own stands in the letter."""
    written = (composer.form.body.data or "").strip()
    return bool(written) and not is_template(composer.enquiry, composer.tab, written)


def apply_answer(composer: Composer, entry_id: int) -> None:
    """Put an earlier answer's text into the letter, before its closing words."""
    found = next((one for one in composer.similar if one.answer.id == entry_id), None)
    if found is not None:
        composer.form.body.data = insert(composer.form.body.data or "", found.words)


def without_style(markup: Markup) -> Markup:
    """A letter's blocks as a page may show them: the security policy takes no style attributes."""
    return Markup(_STYLE.sub("", str(markup)))  # noqa: S704 - only attributes are taken out


_STYLE = re.compile(r' style="[^"]*"')


def insert(into: str, text: str) -> str:
    """A text inside another: at its first wide gap, else at its end."""
    into = into.replace("\r\n", "\n")
    head, gap, tail = into.partition("\n\n\n")
    if gap:
        return f"{head.rstrip()}\n\n{text.strip()}\n\n{tail.strip()}"
    return f"{into.rstrip()}\n\n{text.strip()}".strip()


def is_template(enquiry: Enquiry, tab: str, text: str) -> bool:
    """Whether a text is a template as it came, with nothing of one's own in it."""
    same = " ".join(text.split())
    return any(
        " ".join(filled(enquiry, template.body).text.split()) == same
        for template in letters.fitting(enquiry, *KINDS[tab])
    )


def is_empty_standard(enquiry: Enquiry, tab: str, text: str) -> bool:
    """Whether a text is the frame of greeting and closing words with no answer in it."""
    usual = letters.standard(KINDS[tab][0], enquiry.language)
    if usual is None or usual.kind is not TemplateKind.ANSWER:
        return False
    return " ".join(filled(enquiry, usual.body).text.split()) == " ".join(text.split())
