"""Letter templates and what they are chosen by."""

from collections.abc import Sequence

from sqlalchemy import select

from oic.core.db import db
from oic.enquiries.models import ClientLetter, Enquiry, LetterTemplate, TemplateKind
from oic.mail.models import Incoming, Letter, LetterState


def standard(kind: TemplateKind, language: str) -> LetterTemplate | None:
    """The template that is used by itself for a kind; in Bulgarian where a language has none."""
    for wanted in (language, "bg"):
        found = db.session.scalar(
            select(LetterTemplate)
            .where(
                LetterTemplate.kind == kind,
                LetterTemplate.language == wanted,
                LetterTemplate.active,
                LetterTemplate.standard,
            )
            .order_by(LetterTemplate.id)
            .limit(1)
        )
        if found is not None:
            return found
    return None


def fitting(enquiry: Enquiry, *kinds: TemplateKind) -> Sequence[LetterTemplate]:
    """Active templates for an enquiry: its language; those of its programme and topic first."""
    programmes = {q.programme_id for q in enquiry.questions if q.programme_id}
    topics = {q.topic_id for q in enquiry.questions if q.topic_id}
    found = db.session.scalars(
        select(LetterTemplate)
        .where(
            LetterTemplate.active,
            LetterTemplate.kind.in_(kinds),
            LetterTemplate.language == enquiry.language,
        )
        .order_by(LetterTemplate.standard.desc(), LetterTemplate.name)
    ).all()
    return sorted(
        found, key=lambda t: -(2 * (t.programme_id in programmes) + (t.topic_id in topics))
    )


def by_id(template_id: int) -> LetterTemplate | None:
    """A template by its number."""
    return db.session.get(LetterTemplate, template_id)


def everything() -> Sequence[LetterTemplate]:
    """All templates for the manager's list: by language and kind, the active ones first."""
    return db.session.scalars(
        select(LetterTemplate).order_by(
            LetterTemplate.language,
            LetterTemplate.kind,
            LetterTemplate.active.desc(),
            LetterTemplate.standard.desc(),
            LetterTemplate.name,
        )
    ).all()


def for_follow_ups(language: str | None = None) -> Sequence[LetterTemplate]:
    """What a follow-up in a language (None: in any) can be written by, the standard one first."""
    chosen = select(LetterTemplate).where(
        LetterTemplate.active, LetterTemplate.kind == TemplateKind.FOLLOW_UP
    )
    if language is not None:
        chosen = chosen.where(LetterTemplate.language == language)
    return db.session.scalars(
        chosen.order_by(LetterTemplate.standard.desc(), LetterTemplate.name)
    ).all()


def message_ids(enquiry: Enquiry) -> list[str]:
    """The letters of an enquiry by Message-ID, theirs and ours, the oldest first.

    A letter that follows them is shown by mail programs under them, as one conversation.
    """
    ours = db.session.execute(
        select(Letter.created_at, Letter.message_id).where(
            Letter.about_type == "enquiry",
            Letter.about_id == enquiry.id,
            Letter.state != LetterState.CANCELLED,
        )
    ).all()
    theirs = db.session.execute(
        select(Incoming.came_at, Incoming.message_id)
        .join(ClientLetter, ClientLetter.incoming_id == Incoming.id)
        .where(ClientLetter.enquiry_id == enquiry.id, Incoming.message_id != "")
    ).all()
    return [row[1] for row in sorted([*ours, *theirs], key=lambda row: row[0])]
