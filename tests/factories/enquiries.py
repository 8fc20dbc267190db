"""Enquiries, experts and letter templates."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import count
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import select

from oic.clients.models import ClientType, Contact, Organisation
from oic.core.clock import frozen, local, now
from oic.core.db import db, transaction
from oic.core.words import in_both
from oic.enquiries.actions.deadlines import measure_first_answer, pause_clock, start_clock
from oic.enquiries.actions.indexing import index
from oic.enquiries.actions.opening import next_number
from oic.enquiries.actions.timeline import add_entry
from oic.enquiries.models import (
    Channel,
    Enquiry,
    EntryKind,
    ExpertProfile,
    LetterTemplate,
    Question,
    State,
    TemplateKind,
    Topic,
)
from oic.funding.models import Programme
from oic.places.models import Municipality
from oic.staff.models import Role, User
from tests.factories.staff import make_user

_numbers = count(1)


def make_enquiry(
    *,
    question: str = "Има ли отворена процедура за оборудване на малка пекарна?",
    questions: Sequence[str] = (),
    subject: str = "Оборудване за пекарна",
    channel: Channel | str = Channel.EMAIL,
    client_type: ClientType | str = ClientType.BUSINESS,
    contact: Contact | None = None,
    organisation: Organisation | None = None,
    municipality: Municipality | None = None,
    programme: Programme | None = None,
    topic: Topic | None = None,
    language: str = "bg",
    reply_email: str = "pekar@primer.bg",
    assignee: User | None = None,
    state: State | str = State.NEW,
    received_at: datetime | None = None,
    answered_at: datetime | None = None,
    seen: bool = True,
    answer: str = "Да, отворена е процедура.",
    **columns: Any,
) -> Enquiry:
    """Make an enquiry as the register would have it, without letters and without the rule.

    Its deadlines are counted from ``received_at`` (now). An answered or closed one has its
    ``answer`` on the timeline. ``seen`` False leaves it new for its assignee. Further columns by
    keyword: ``make_enquiry(due_on=…)``.
    """
    state = State(state)
    received_at = received_at or now()
    answered_at = answered_at or received_at
    with transaction(), frozen(received_at):
        year = local(received_at).year
        number = next_number(year)
        enquiry = Enquiry(
            year=year,
            number=number,
            reference=f"{year}-{number:06d}",
            public_token=token_urlsafe(18),
            channel=Channel(channel),
            client_type=ClientType(client_type),
            municipality_id=municipality.id if municipality else None,
            contact_id=contact.id if contact else None,
            organisation_id=organisation.id if organisation else None,
            language=language,
            subject=subject,
            reply_email=reply_email,
            received_at=received_at,
            created_at=received_at,
            state=state,
            last_activity_at=received_at,
            acknowledged_at=received_at,
            assignee_id=assignee.id if assignee else None,
            assigned_at=received_at if assignee else None,
            assignment_words=in_both("Избран за теста.") if assignee else None,
            seen_by_assignee_at=received_at if assignee and seen else None,
            questions=[
                Question(
                    position=position,
                    text=text,
                    programme_id=programme.id if programme else None,
                    topic_id=topic.id if topic else None,
                )
                for position, text in enumerate(questions or [question])
            ],
        )
        start_clock(enquiry)
        if state is State.AWAITING_CLIENT:
            pause_clock(enquiry)
        if state is State.CLOSED:
            enquiry.closed_at = answered_at
        db.session.add(enquiry)
        db.session.flush()
        said = "\n\n".join(questions or [question])
        add_entry(enquiry, EntryKind.CLIENT_MESSAGE, by=None, body=said, public=True)
        if state in {State.ANSWERED, State.CLOSED}:
            with frozen(answered_at):
                add_entry(enquiry, EntryKind.TOLD, by=assignee, body=answer, public=True)
            enquiry.answered_at = enquiry.first_answered_at = answered_at
            measure_first_answer(enquiry)
        for name, value in columns.items():
            setattr(enquiry, name, value)
        db.session.flush()
        index(enquiry)
    return enquiry


def make_expert(
    name: str = "",
    *,
    programmes: Iterable[Programme] = (),
    topics: Iterable[Topic] = (),
    municipalities: Iterable[Municipality] = (),
    last_assigned_at: datetime | None = None,
    role: Role | str = Role.EXPERT,
    **account: Any,
) -> User:
    """Make an expert with what she is good at; ``account`` goes to make_user."""
    user = make_user(name=name, role=role, **account)
    with transaction():
        db.session.add(
            ExpertProfile(
                user_id=user.id,
                programmes=list(programmes),
                topics=list(topics),
                municipalities=list(municipalities),
                last_assigned_at=last_assigned_at,
            )
        )
    return user


def make_template(
    *,
    kind: TemplateKind | str = TemplateKind.ANSWER,
    language: str = "bg",
    name: str = "",
    subject: str = "Относно: {{subject}} (№ {{reference}})",
    body: str = "{{salutation}},\n\nБлагодарим за въпроса.\n\nС уважение,\n{{expert_name}}",
    programme: Programme | None = None,
    topic: Topic | None = None,
    standard: bool = False,
    active: bool = True,
) -> LetterTemplate:
    """Make a letter template; a ``standard`` one takes that mark from its like."""
    template = LetterTemplate(
        kind=TemplateKind(kind),
        language=language,
        name=name or f"Образец {next(_numbers)}",
        subject=subject,
        body=body,
        programme_id=programme.id if programme else None,
        topic_id=topic.id if topic else None,
        standard=standard,
        active=active,
    )
    with transaction():
        if standard:
            for other in db.session.scalars(
                select(LetterTemplate).where(
                    LetterTemplate.kind == template.kind, LetterTemplate.language == language
                )
            ):
                other.standard = False
            db.session.flush()
        db.session.add(template)
    return template


def make_topic(key: str = "", *, name_bg: str = "", name_en: str = "") -> Topic:
    """Make a topic of the centre's list."""
    number = next(_numbers)
    topic = Topic(
        key=key or f"topic-{number}",
        name_bg=name_bg or f"Тема {number}",
        name_en=name_en or f"Topic {number}",
        position=number,
    )
    with transaction():
        db.session.add(topic)
    return topic
