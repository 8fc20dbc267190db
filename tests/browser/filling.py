"""A register with a little of everything in it, so that no page of the walk is empty."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from oic.clients.models import Contact, Organisation
from oic.core.clock import now, today
from oic.core.db import db, transaction
from oic.enquiries.actions import answering, drafts, follow_ups, reminders, saved
from oic.enquiries.actions.answering import Composed
from oic.enquiries.actions.mail import mark_junk
from oic.enquiries.models import Enquiry, FollowUp, FollowUpState, LetterTemplate, State, Topic
from oic.funding.models import Programme
from oic.mail import mailboxes
from oic.mail.models import Letter, LetterState, Security
from oic.places.models import Municipality
from oic.staff.actions import invite
from oic.staff.models import Absence, Role, User
from tests.browser.filling_plan import fill_plan
from tests.browser.filling_reports import fill_reports
from tests.browser.filling_visits import fill_visits
from tests.factories.clients import make_contact, make_organisation
from tests.factories.enquiries import make_enquiry, make_expert
from tests.factories.files import put
from tests.factories.incoming import come_in, enquiry_of, letter
from tests.factories.staff import make_absence, make_user

LONG = (
    "Ние сме малка семейна пекарна в Раднево с четирима служители и работим от 2009 година. "
    "Искаме да купим нова пещ и тестомесачка, а ако може – и соларни панели на покрива.\n\n"
    "> На 3 март 2026 г. Областен информационен център написа:\n> Благодарим за въпроса.\n\n"
    "Къде се кандидатства и до кога? Пише, че процедурата е BG16RFPR001-1.003."
)

LONG_NAME = "оферта_за_пещ_" * 8 + ".pdf"


@dataclass
class Filled:
    """What the walk needs to know of it."""

    people: dict[tuple[Role | None, str], User]
    samples: dict[str, list[dict[str, Any]]]
    """By endpoint the values of its address, further ones are its query; ``walker`` is the language
    of the only one who may open it."""


def fill() -> Filled:
    """Fill the database of the present application."""
    people = _people()
    expert, manager = people[Role.EXPERT, "bg"], people[Role.MANAGER, "bg"]
    baker, enquiries = _clients_and_enquiries(expert, people[Role.EXPERT, "en"])
    english = people[Role.EXPERT, "en"]
    absences = {
        "bg": make_absence(expert, today() + timedelta(3), today() + timedelta(9), deputy=manager),
        "en": make_absence(english, today(), today() + timedelta(2)),
    }
    with transaction():
        invited = User(
            email="pokanen@oic.example.bg",
            name="Поканен Служителов",
            role=Role.EXPERT,
            language="bg",
            active=True,
            session_key="поканен",
            created_at=now(),
            spoken_languages=["bg"],
            capacity=10,
        )
        db.session.add(invited)
        db.session.flush()
        token = invite(invited, by=None, send=False)
    samples = _samples(baker, enquiries, expert, invited, absences, token)
    samples |= fill_plan(people)
    samples |= fill_visits(people, baker)
    samples |= fill_reports(manager)
    return Filled(people, _with_post(samples, enquiries["answered"]))


def _with_post(
    samples: dict[str, list[dict[str, Any]]], answered: Enquiry
) -> dict[str, list[dict[str, Any]]]:
    """Letters that came in: one of each kind, and the pages that show them."""
    stranger = come_in(
        letter(
            f"{LONG}\n\nС уважение,\nСтоянка Дечева\n„Златен клас“ ЕООД\nтел. 0888 555 014",
            sender="Стоянка Дечева <office@zlatenklas.example.bg>",
            html="<h1>Здравейте</h1><table><tr><td>Нова пещ</td></tr></table>",
            files=((LONG_NAME, b"%PDF-1.4 oferta"),),
        )
    )
    maybe = come_in(letter(subject=f"По {answered.reference}", sender="x@example.bg"))
    bulletin = come_in(letter(List_Unsubscribe="<mailto:x@example.bg>", subject="Бюлетин"))
    junk = come_in(letter("Buy now", sender="sale@offers.example"))
    expert = make_user(role=Role.EXPERT)
    with transaction():
        mark_junk(db.session.get_one(Enquiry, junk.about_id), by=expert)
        box = mailboxes.save(
            None,
            mailboxes.Typed("mail.example.bg", None, Security.TLS, "desk@example.bg", "secret"),
            by=None,
        )
        box.error, box.tried_at = "Пощенският сървър е недостъпен.", now()
    ids = [{"incoming_id": row.id} for row in (stranger, maybe, bulletin, junk)]
    came = [enquiry_of(row) for row in (stranger, maybe, junk)]
    samples["enquiries.enquiry"] += [{"reference": enquiry.reference} for enquiry in came]
    samples["enquiries.register"].append({"aside": "junk"})
    states = ("noted", "junk", "quarantined", "waiting")
    return samples | {
        "enquiries.incoming": [{}, *({"state": state} for state in states)],
        "enquiries.incoming_letter": ids,
        "enquiries.incoming_html": ids[:1],
        "admin.mailbox": [{"mailbox_id": box.id}],
    }


def _people() -> dict[tuple[Role | None, str], User]:
    names = {Role.EXPERT: "Елена Експертова", Role.MANAGER: "Мария Ръководителова"}
    people: dict[tuple[Role | None, str], User] = {}
    for language in ("bg", "en"):
        for role in Role:
            name = names.get(role, "Асен Администраторов") if language == "bg" else ""
            make = make_user if role is Role.ADMINISTRATOR else make_expert
            people[role, language] = make(name=name, role=role, language=language)
    return people


def _clients_and_enquiries(expert: User, other: User) -> tuple[Contact, dict[str, Enquiry]]:
    firm = make_organisation(
        "Пекарна „Зора“ ООД", eik="000694037", website="https://zora.example.bg"
    )
    baker = make_contact(
        "Петя Хлебарова", organisation=firm, client_type="business", phones=["0888 123 456"]
    )
    make_contact("П. Хлебарова", phones=["+359 888 123456"], notes="май е същата")
    programme = db.session.scalars(select(Programme)).first()
    topic = db.session.scalars(select(Topic)).first()
    place = db.session.scalars(select(Municipality)).first()
    shared: dict[str, Any] = {"contact": baker, "organisation": firm, "municipality": place}
    made = {
        "late": make_enquiry(
            question=LONG,
            subject="Нова пещ",
            assignee=expert,
            programme=programme,
            topic=topic,
            state=State.IN_PROGRESS,
            received_at=now() - timedelta(days=30),
            **shared,
        ),
        "new": make_enquiry(assignee=expert, seen=False, channel="web", **shared),
        "nobody": make_enquiry(channel="phone", client_type="citizen", reply_email=""),
        "awaiting": make_enquiry(assignee=expert, state=State.AWAITING_CLIENT, channel="letter"),
        "english": make_enquiry(
            assignee=other,
            language="en",
            subject="Funding for a small bakery",
            question="Is there an open procedure?",
            channel="outreach",
        ),
        "answered": make_enquiry(assignee=expert, state=State.ANSWERED, **shared),
        "closed": make_enquiry(assignee=other, state=State.CLOSED, channel="event"),
        "sent": make_enquiry(assignee=expert, subject="Писмо, което не стигна", **shared),
    }
    with transaction():
        _what_happened(made, expert, other)
    return baker, made


def _what_happened(made: dict[str, Enquiry], expert: User, other: User) -> None:
    made = {name: db.session.get_one(Enquiry, enquiry.id) for name, enquiry in made.items()}
    made["new"].came_back_at = now()
    made["new"].came_back_words = {"bg": "Клиентът писа.", "en": "The client wrote."}
    plan = follow_ups.plan(made["answered"], by=expert)
    plan.state, plan.score, plan.scored_at = FollowUpState.SENT, 4, now()
    follow_ups.plan(made["closed"], by=other)
    reminders.remind(
        made["late"], by=expert, due_at=now() + timedelta(minutes=5), note="Обадете се отново"
    )
    answering.note(
        made["late"],
        "Говорих с Управляващия орган.",
        by=expert,
        files=[(put(b"%PDF-1.4 oferta", LONG_NAME), LONG_NAME)],
    )
    answering.send_answer(
        made["sent"], Composed("Относно: пещ", "Уважаема госпожо,\n\nПрилагаме списъка."), by=expert
    )
    letter = db.session.scalars(select(Letter)).one()
    letter.state, letter.last_error = LetterState.FAILED, "550 5.1.1 няма такава кутия"
    drafts.keep_draft(other, "new", {"questions-0-text": ["Започнах да пиша"]})
    drafts.be_present(made["late"], other, writing=True)
    saved.save_view("Моите пекари", "q=пекарна", by=expert, shared=True)


def _samples(  # noqa: PLR0917 - one row of each kind
    baker: Contact,
    enquiries: dict[str, Enquiry],
    expert: User,
    invited: User,
    absences: dict[str, Absence],
    token: str,
) -> dict[str, list[dict[str, Any]]]:
    answered = enquiries["answered"]
    follow_up = db.session.scalars(select(FollowUp).where(FollowUp.enquiry_id == answered.id)).one()
    organisation = db.session.scalars(select(Organisation)).first()
    assert organisation is not None
    template = db.session.scalars(select(LetterTemplate)).first()
    assert template is not None
    other = db.session.scalars(select(Contact).where(Contact.id != baker.id)).first()
    assert other is not None
    public = {
        "asked": [{"token": enquiries["new"].public_token}],
        "case": [{"token": e.public_token} for e in (enquiries["new"], answered)],
        "satisfaction": [{"token": follow_up.token}],
        "rated": [{"token": follow_up.token}],
    }
    every_tab = [
        {"reference": enquiries["late"].reference, "tab": tab}
        for tab in ("answer", "told", "ask", "note", "call")
    ]
    others = [{"reference": e.reference} for e in enquiries.values()]
    return {
        "enquiries.enquiry": [*every_tab, *others],
        "enquiries.register": [{}, {"q": "пекарна"}, {"q": "няма такова нещо"}, {"state": "new"}],
        "enquiries.expert": [{"user_id": expert.id}],
        "enquiries.letter": [{"template_id": template.id}],
        "enquiries.topic": [{"topic_id": 1}],
        "staff.absence": [
            {"absence_id": absence.id, "walker": language} for language, absence in absences.items()
        ],
        "staff.hours": [
            {"user_id": absence.user_id, "walker": language}
            for language, absence in absences.items()
        ],
        "staff.person": [{"user_id": expert.id}, {"user_id": invited.id}],
        "staff.ask_deactivate": [{"user_id": expert.id}],
        "staff.link": [{"token": token}, {"token": "няма-такава"}],
        "staff.account": [{}],
        "admin.letter": [{"letter_id": 1}],
        "admin.outbox": [{}, {"state": "failed"}],
        "clients.contact": [{"contact_id": baker.id}],
        "clients.edit_contact": [{"contact_id": baker.id}],
        "clients.organisation": [{"organisation_id": organisation.id}],
        "clients.edit_organisation": [{"organisation_id": organisation.id}],
        "clients.merge": [
            {"things": "people", "keep_id": baker.id},
            {"things": "people", "keep_id": baker.id, "other": other.id},
        ],
        "clients.index": [{}, {"q": "пекарна"}, {"q": "няма"}, {"kind": "organisation"}],
        **{f"public.{name}": values for name, values in public.items()},
        **{f"public_en.{name}": values for name, values in public.items()},
    }
