"""Letter templates: written, changed, copied, put out of use."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, or_, select

from oic.audit.actions import record
from oic.audit.models import Verb
from oic.core.db import db
from oic.core.errors import Refused, Stale
from oic.core.wording import LANGUAGES
from oic.enquiries.models import LetterTemplate, TemplateKind
from oic.enquiries.placeholders import unknown_in
from oic.staff.models import User
from oic.web.access import Permission

_THING = "letter_template"


@dataclass(frozen=True)
class Written:
    """A template as the manager wrote it."""

    kind: TemplateKind
    language: str
    name: str
    subject: str
    body: str
    programme_id: int | None = None
    topic_id: int | None = None
    standard: bool = False


def save(
    template: LetterTemplate | None, written: Written, *, by: User, version: int | None = None
) -> LetterTemplate:
    """Make a template (None), or change one that was seen in ``version``.

    Raises Refused beside its field for what is empty and for placeholders that are not on the
    list, Stale when somebody changed it in the meantime.
    """
    _must_manage(by)
    _check(written)
    _hold_its_like(template, written)
    if template is not None and version is not None and template.version != version:
        raise Stale(_l("Somebody changed this template after you opened it."))
    found = template or LetterTemplate(active=True)
    standard = written.standard and found.active
    if standard:
        _unmark_others(found, written)
    found.kind = written.kind
    found.language = written.language
    found.name = written.name.strip()[:80]
    found.subject = written.subject.strip()[:200]
    found.body = written.body.replace("\r\n", "\n").strip()
    found.programme_id = written.programme_id
    found.topic_id = written.topic_id
    found.standard = standard
    if template is None:
        db.session.add(found)
    db.session.flush()
    verb = Verb.CREATED if template is None else Verb.CHANGED
    record(verb, _THING, found.id, by=by, label=found.name)
    return found


def _check(written: Written) -> None:
    if not written.name.strip():
        raise Refused(_l("Give the template a name."), field="name")
    if not written.subject.strip():
        raise Refused(_l("Write a subject."), field="subject")
    if not written.body.strip():
        raise Refused(_l("Write the letter."), field="body")
    if written.language not in LANGUAGES:
        raise Refused(_l("Choose Bulgarian or English."), field="language")
    for field, text in (("subject", written.subject), ("body", written.body)):
        unknown = unknown_in(text)
        if unknown:
            names = ", ".join(unknown)
            raise Refused(
                _l("Not on the list of placeholders: %(names)s", names=names), field=field
            )


def _hold_its_like(template: LetterTemplate | None, written: Written) -> None:
    """Two that become the standard one at once do so one after the other."""
    like = and_(LetterTemplate.kind == written.kind, LetterTemplate.language == written.language)
    db.session.scalars(
        select(LetterTemplate)
        .where(or_(like, LetterTemplate.id == template.id) if template else like)
        .order_by(LetterTemplate.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _unmark_others(template: LetterTemplate, written: Written) -> None:
    """One standard for a kind and a language: the previous one loses the mark.

    Before the next one gets it: at no moment may the database see two.
    """
    for other in db.session.scalars(
        select(LetterTemplate).where(
            LetterTemplate.kind == written.kind,
            LetterTemplate.language == written.language,
            LetterTemplate.standard,
        )
    ):
        other.standard = other is template
    db.session.flush()


def copy(template: LetterTemplate, *, by: User) -> LetterTemplate:
    """Another one like it, to be changed; never the standard one."""
    _must_manage(by)
    made = LetterTemplate(
        kind=template.kind,
        language=template.language,
        name=str(_l("%(name)s (copy)", name=template.name))[:80],
        subject=template.subject,
        body=template.body,
        programme_id=template.programme_id,
        topic_id=template.topic_id,
        standard=False,
        active=True,
    )
    db.session.add(made)
    db.session.flush()
    record(Verb.CREATED, _THING, made.id, by=by, label=made.name)
    return made


def put_out_of_use(template: LetterTemplate, *, by: User) -> None:
    """It is offered no more; letters written by it stay. Raises Refused for a standard one."""
    _must_manage(by)
    if template.standard:
        raise Refused(
            _l("It is the standard one of its kind: make another one the standard first.")
        )
    template.active = False
    record(Verb.DEACTIVATED, _THING, template.id, by=by, label=template.name)


def put_into_use(template: LetterTemplate, *, by: User) -> None:
    """It is offered again."""
    _must_manage(by)
    template.active = True
    record(Verb.ACTIVATED, _THING, template.id, by=by, label=template.name)


def _must_manage(by: User) -> None:
    if not by.may(Permission.MANAGE):
        raise Refused(_l("Only a manager changes letter templates."))
