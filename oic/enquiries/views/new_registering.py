"""From the page of a new enquiry to the register."""

from datetime import time

from oic.clients.actions import NewContact, create_contact, find_or_create
from oic.clients.models import ClientType, Contact, Organisation
from oic.core.clock import local_instant
from oic.core.db import db
from oic.core.text import fold
from oic.enquiries.actions import drafts
from oic.enquiries.actions.opening import (
    NewEnquiry,
    NewQuestion,
    Outcome,
    made_by,
    register,
)
from oic.enquiries.models import Channel, Enquiry
from oic.enquiries.queries.new import just_registered
from oic.enquiries.views.new_sheet import DRAFT_KEY, Sheet
from oic.enquiries.views.showing import follow_up_template
from oic.files.store import keep_all
from oic.staff.models import User

NOON = time(12)
"""When something counts as received on an earlier day: nobody notes the hour."""


def register_from(sheet: Sheet, *, by: User) -> Enquiry:
    """Register what the page holds, with its client, and drop the draft. Raises Refused."""
    earlier = made_by(sheet.token.key)
    if earlier is not None:
        return earlier
    form = sheet.form
    contact, organisation = _client(sheet, by)
    subject = contact or organisation
    client_type = ClientType(form.client_type.data or (subject.client_type if subject else ""))
    municipality_id = form.municipality_id
    if not form.municipality.data and subject is not None:
        municipality_id = subject.municipality_id
    received = form.received_earlier
    assignee = db.session.get(User, form.assignee_id) if form.assignee_id else None
    enquiry = register(
        NewEnquiry(
            channel=Channel(form.channel.data),
            client_type=client_type,
            questions=tuple(
                NewQuestion(
                    entry.form.text.data or "",
                    programme_id=entry.form.programme_id,
                    topic_id=entry.form.topic_id,
                    procedure_code=entry.form.procedure.data or "",
                    recognise=entry.form.recognise,
                )
                for entry in form.questions
            ),
            municipality_id=municipality_id,
            contact=contact,
            organisation=organisation,
            language=form.language.data or "bg",
            subject=form.subject.data or "",
            reply_email=(form.reply_email.data or "").strip() or (form.email.data or "").strip(),
            received_at=local_instant(received, NOON) if received else None,
            duration_seconds=sheet.seconds,
            submission_key=sheet.token.key,
            files=keep_all(kept.file for kept in sheet.kept),
            outcome=Outcome(form.outcome.data),
            assignee=assignee,
            summary=form.summary.data or "",
            follow_up=bool(form.follow_up.data),
            follow_up_on=form.follow_up_on.data,
            follow_up_template=follow_up_template(form),
        ),
        by=by,
    )
    drafts.drop_draft(by, DRAFT_KEY)
    return enquiry


def _client(sheet: Sheet, by: User) -> tuple[Contact | None, Organisation | None]:
    """The known client, the new one, or nobody. Raises Refused."""
    form = sheet.form
    if sheet.contact is not None:
        return sheet.contact, sheet.client_organisation
    municipality_id = form.municipality_id
    language = form.language.data or "bg"
    known = sheet.client_organisation
    if known is not None:
        spoken = any((item.data or "").strip() for item in (form.name, form.phone, form.email))
        if not spoken:
            return None, known
        person = NewContact(
            client_type=ClientType(form.client_type.data or known.client_type),
            name=form.name.data or "",
            organisation_id=known.id,
            municipality_id=municipality_id or known.municipality_id,
            language=language,
            emails=(form.email.data or "",),
            phones=(form.phone.data or "",),
        )
        return create_contact(person, by=by), known
    if not form.new_client:
        return None, None
    contact = find_or_create(
        client_type=ClientType(form.client_type.data),
        by=by,
        name=form.name.data or "",
        email=form.email.data or "",
        phone=form.phone.data or "",
        municipality_id=municipality_id,
        language=language,
        organisation_name=form.organisation.data or "",
        eik=form.eik.data or "",
        anyway_new=bool(form.anyway.data),
    )
    return contact, contact.organisation


def twin_of(sheet: Sheet, *, by: User) -> Enquiry | None:
    """What was registered a moment ago in the same words: from a second tab, or after „Back“.

    Somebody else who is named is another caller, and so is one unnamed visitor after another.
    """
    for earlier in just_registered(by):
        if not done_already(sheet, earlier) or earlier.reference == sheet.form.again.data:
            continue
        if sheet.form.unnamed and not earlier.client_name:
            continue
        if sheet.form.unnamed or _same_client(sheet, earlier):
            return earlier
    return None


def _same_client(sheet: Sheet, earlier: Enquiry) -> bool:
    if sheet.chosen is not None:
        chosen = (sheet.chosen.contact_id, sheet.chosen.organisation_id)
        return chosen == (earlier.contact_id, earlier.organisation_id)
    return fold(sheet.form.name.data or "") == fold(earlier.contact.name if earlier.contact else "")


def done_already(sheet: Sheet, earlier: Enquiry) -> bool:
    """Whether this is the very form that was registered: sent twice, not changed in between."""
    asked = [
        " ".join(text.split())
        for entry in sheet.form.questions
        if (text := (entry.form.text.data or "").strip())
    ]
    return asked == [" ".join(question.text.split()) for question in earlier.questions]
