"""The page on which a caller's question is written down."""

import io
from datetime import date

import pytest

from oic.clients.models import Contact, Organisation
from oic.core.db import db, transaction
from oic.enquiries.actions import follow_ups
from oic.enquiries.forms.new import Typed, sort_out
from oic.enquiries.models import Channel, Draft, Enquiry, State
from oic.enquiries.queries import one
from tests.checking.client import Client
from tests.conftest import FrozenClock
from tests.factories.clients import make_contact, make_organisation
from tests.factories.enquiries import make_enquiry, make_expert, make_template
from tests.factories.new_page import ASKED, FORM, PAGE, form_of, send, values
from tests.factories.places import municipality
from tests.factories.staff import make_absence


def newest() -> Enquiry:
    return db.session.query(Enquiry).order_by(Enquiry.id.desc()).first()


# Saving


def test_the_least_that_is_needed_registers_and_offers_the_next(as_expert: Client) -> None:
    sent = send(as_expert)
    page = as_expert.get(sent.headers["Location"], status=200)
    assert "2026-000001 е регистрирано и е при Вас." in page.words
    assert values(page)["questions-0-text"] == [""], "the empty page for the next call"
    enquiry = newest()
    assert (enquiry.contact, enquiry.organisation) == (None, None)
    assert enquiry.channel is Channel.PHONE
    assert enquiry.subject == "Кога отваря процедурата за пекарни?"


def test_the_second_button_opens_what_was_registered(as_expert: Client) -> None:
    sent = send(as_expert, button="do=open")
    assert sent.headers["Location"].endswith("/desk/enquiries/2026-000001")


def test_who_gets_it_and_why_stands_on_the_next_page(as_expert: Client) -> None:
    colleague = make_expert("Боян Колев")
    make_enquiry(assignee=as_expert.user)
    page = as_expert.get(send(as_expert).headers["Location"])
    assert "Отива при Боян Колев." in page.words
    assert "няма отворени запитвания" in page.words
    assert newest().assignee == colleague


def test_somebody_elses_number_in_the_address_shows_nothing(as_expert: Client) -> None:
    other = make_enquiry(subject="Чуждо")
    page = as_expert.get(f"{PAGE}?saved={other.reference}", status=200)
    assert other.reference not in page.words


def test_sent_twice_is_one_enquiry(as_expert: Client) -> None:
    page = as_expert.get(PAGE)
    first = send(as_expert, page=page)
    again = send(as_expert, page=page)
    assert first.headers["Location"] == again.headers["Location"]
    assert db.session.query(Enquiry).count() == 1


def test_going_back_and_asking_something_else_loses_nothing(as_expert: Client) -> None:
    page = as_expert.get(PAGE)
    send(as_expert, page=page)
    back = send(as_expert, page=page, status=422, **{"questions-0-text": "Съвсем друго?"})
    assert "вече е регистриран под № 2026-000001" in back.words
    assert values(back)["questions-0-text"] == ["Съвсем друго?"]
    send(as_expert, page=back, **{"questions-0-text": "Съвсем друго?"})
    assert newest().questions[0].text == "Съвсем друго?"
    assert db.session.query(Enquiry).count() == 2


def test_the_last_channel_is_preset_for_each_person(as_expert: Client, as_manager: Client) -> None:
    assert values(as_expert.get(PAGE))["channel"] == ["phone"]
    send(as_expert, channel="office")
    assert values(as_expert.get(PAGE))["channel"] == ["office"]
    assert values(as_manager.get(PAGE))["channel"] == ["phone"]


# What is missing


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("questions-0-text", "  ", "Напишете какво Ви попитаха."),
        ("client_type", "", "Изберете вида на клиента"),
        ("municipality", "", "Изберете община"),
        ("reply_email", "не-е-адрес", "Това не е имейл адрес."),
        ("email", "не-е-адрес", "Това не е имейл адрес."),
        ("eik", "123456789", "Невалиден ЕИК."),
        ("received_on", "2026-03-11", "Този ден още не е дошъл."),
        ("received_on", "2024-03-11", "преди повече от година"),
        ("minutes", "601", "Въведете минути от 0 до 600."),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_nothing_typed_is_lost(
    as_expert: Client, field: str, value: str, said: str
) -> None:
    page = send(
        as_expert, status=422, **{"subject": "За пекарна", "questions-0-text": ASKED, field: value}
    )
    assert said in page.words
    assert page.find(id=f"{field}-error"), "beside the field"
    kept = values(page)
    assert kept[field] == [value]
    assert kept["subject"] == ["За пекарна"]
    assert db.session.query(Enquiry).count() == 0


def test_answered_needs_a_summary_and_a_follow_up_a_day_to_come(as_expert: Client) -> None:
    page = send(as_expert, status=422, outcome="answered", follow_up_on="2026-03-10")
    assert "Напишете с едно изречение какво отговорихте." in page.words
    assert "Изберете ден след днешния." in page.words


def test_a_follow_up_template_is_chosen_where_there_is_a_choice(as_expert: Client) -> None:
    assert "follow_up_template" not in values(as_expert.get(PAGE))
    template = make_template(kind="follow_up", name="Кратка")
    english = make_template(kind="follow_up", name="Short", language="en")
    answered = {
        "outcome": "answered",
        "summary": "Да, до 30 юни.",
        "reply_email": "ani@example.bg",
        "follow_up": "y",
    }
    page = send(as_expert, status=422, **answered, follow_up_template=str(english.id))
    assert page.find(id="follow_up_template-error"), "the answer is in Bulgarian"
    assert values(page)["summary"] == ["Да, до 30 юни."]
    send(as_expert, **answered, follow_up_template=str(template.id))
    planned = follow_ups.planned(newest())
    assert planned is not None
    assert planned.template == template


# Who asks


def test_what_was_typed_in_the_one_box_becomes_the_new_client(as_expert: Client) -> None:
    place = municipality("Раднево")
    assert place is not None
    send(
        as_expert,
        client="Петя Хлебарова 0888 123 456 petya@example.bg",
        client_type="business",
        municipality=str(place.id),
    )
    enquiry = newest()
    contact = enquiry.contact
    assert contact is not None
    assert (contact.name, contact.phone, contact.email) == (
        "Петя Хлебарова",
        "0888 123 456",
        "petya@example.bg",
    )
    assert contact.municipality_id == enquiry.municipality_id == place.id
    assert enquiry.reply_email == "petya@example.bg"


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Петя Хлебарова", Typed(name="Петя Хлебарова")),
        ("0888123456", Typed(phone="0888123456")),
        ("042/603 526 Иван", Typed(name="Иван", phone="042/603 526")),
        ("petya@example.bg", Typed(email="petya@example.bg")),
        ("000694037", Typed(eik="000694037")),
        ("Община Стара Загора, 000 694 037", Typed(name="Община Стара Загора", eik="000694037")),
        ("123456789", Typed(phone="123456789")),
        ("", Typed()),
        ("Иван-Асен 2", Typed(name="Иван-Асен 2")),
    ],
)
def test_name_phone_address_and_uic_are_told_apart(text: str, typed: Typed) -> None:
    assert sort_out(text) == typed


def test_a_known_client_brings_type_place_organisation_and_address(as_expert: Client) -> None:
    firm = make_organisation("Тракия Софт ЕООД", municipality="Казанлък")
    contact = make_contact("Георги Петров", client_type="business", organisation=firm)
    page = send(
        as_expert, button="do=find", status=200, client="георги", client_type="", municipality=""
    )
    assert "Георги Петров" in page.words
    send(
        as_expert,
        page=page,
        client_choice=f"contact-{contact.id}",
        client_type="",
        municipality="",
    )
    enquiry = newest()
    assert (enquiry.contact, enquiry.organisation) == (contact, firm)
    assert enquiry.client_type.value == "business"
    assert enquiry.municipality_id == contact.municipality_id
    assert enquiry.reply_email == contact.email
    assert db.session.query(Contact).count() == 1


def test_the_clients_open_ones_and_history_are_shown(as_expert: Client) -> None:
    contact = make_contact("Георги Петров")
    make_enquiry(contact=contact, subject="Старото", state=State.CLOSED)
    make_enquiry(contact=contact, subject="Отвореното", state=State.IN_PROGRESS)
    looking = {**form_of(as_expert), "do": "look", "contact_id": str(contact.id)}
    page = as_expert.post(PAGE, looking, status=200)
    assert page.words.index("Отвореното") < page.words.index("Старото")


def test_an_organisation_may_call_through_somebody_new(as_expert: Client) -> None:
    firm = make_organisation("Тракия Софт ЕООД")
    filled = form_of(as_expert, **{"questions-0-text": ASKED, "name": "Нов Служител"})
    as_expert.post(PAGE, {**filled, "organisation_id": str(firm.id)}, status=303)
    enquiry = newest()
    assert enquiry.contact is not None
    assert (enquiry.contact.name, enquiry.contact.organisation) == ("Нов Служител", firm)
    filled = form_of(as_expert, **{"questions-0-text": ASKED})
    as_expert.post(PAGE, {**filled, "organisation_id": str(firm.id)}, status=303)
    assert (newest().contact, newest().organisation) == (None, firm)


def test_a_likely_double_is_said_but_holds_nobody_up(as_expert: Client) -> None:
    known = make_contact("Георги Петров", phones=["0888 123 456"])
    fields = {"name": "Г. Петров", "phone": "0888 123 456"}
    page = send(as_expert, button="do=find", status=200, **fields)
    assert "Може би вече е в регистъра: Георги Петров" in page.words
    assert "същият телефон" in page.words
    use = as_expert.post(
        f"{PAGE}?do=look",
        {**page.form(FORM).values(), "client_choice": f"contact-{known.id}"},
        status=200,
    )
    assert values(use)["contact_id"] == [str(known.id)]
    send(as_expert, **fields)
    assert newest().contact is not None


def test_a_new_client_all_the_same_is_believed(as_expert: Client) -> None:
    known = make_contact("Георги Петров", emails=["obshto@example.bg"])
    send(as_expert, name="Мария Петрова", email="obshto@example.bg", anyway="1")
    contact = newest().contact
    assert contact is not None
    assert contact != known
    assert contact.name == "Мария Петрова"


def test_a_merged_client_leads_to_the_one_who_stayed(as_expert: Client) -> None:
    kept, gone = make_contact("Георги Петров"), make_contact("Георги Петров")
    with transaction():
        db.session.get_one(Contact, gone.id).merged_into_id = kept.id
    filled = form_of(as_expert, **{"questions-0-text": ASKED})
    as_expert.post(PAGE, {**filled, "contact_id": str(gone.id)}, status=303)
    assert newest().contact == kept


def test_a_new_organisation_with_its_number_is_made_once(as_expert: Client) -> None:
    client = {"name": "Иван", "organisation": "Община Стара Загора", "eik": "000694037"}
    for asked in ("Кога отваря?", "А кога затваря?"):
        send(as_expert, **client, **{"questions-0-text": asked})
    assert [o.eik for o in db.session.query(Organisation)] == ["000694037"]


# What was asked, and when


def test_more_questions_without_a_script(as_expert: Client) -> None:
    page = send(as_expert, button="do=add", status=200)
    assert values(page)["questions-0-text"] == [ASKED]
    send(as_expert, page=page, **{"questions-1-text": "И за BG16RFPR001-1.012?"})
    first, second = newest().questions
    assert (first.text, second.procedure_code) == (ASKED, "BG16RFPR001-1.012")


def test_a_letter_of_yesterday_counts_from_yesterday(as_expert: Client) -> None:
    send(as_expert, channel="letter", received_on="2026-03-09")
    enquiry = newest()
    assert f"{enquiry.received_at:%Y-%m-%d}" == "2026-03-09"
    assert f"{enquiry.clock_started_on}" == "2026-03-09"
    assert enquiry.duration_seconds == 0


def test_the_clock_runs_without_a_script_and_minutes_go_first(
    as_expert: Client, frozen_clock: FrozenClock
) -> None:
    page = as_expert.get(PAGE)
    frozen_clock.move(seconds=95)
    send(as_expert, page=page)
    assert newest().duration_seconds == 95
    send(as_expert, minutes="12")
    assert newest().duration_seconds == 720


def test_a_page_left_open_overnight_was_no_talk_of_twelve_hours(
    as_expert: Client,
) -> None:
    send(as_expert, seconds=str(12 * 3600))
    assert newest().duration_seconds == 0


def test_the_page_offered_after_a_call_does_not_count_the_pause(
    as_expert: Client, frozen_clock: FrozenClock
) -> None:
    page = as_expert.get(send(as_expert).headers["Location"])
    frozen_clock.move(minutes=40)
    send(as_expert, page=page, **{"questions-0-text": "Следващият"})
    assert newest().duration_seconds == 0


def test_a_written_question_was_no_talk(as_expert: Client, frozen_clock: FrozenClock) -> None:
    page = as_expert.get(PAGE)
    frozen_clock.move(minutes=5)
    send(as_expert, page=page, channel="email")
    assert newest().duration_seconds == 0


def test_files_are_kept_through_a_mistake_and_registered(as_expert: Client) -> None:
    upload = (io.BytesIO("Списък на оборудването".encode()), "спецификация.txt")
    page = send(as_expert, status=422, client_type="", files=[upload])
    assert "спецификация.txt" in page.words
    send(as_expert, page=page)
    entry = next(e for e in one.timeline(newest()) if e.attachments)
    assert [attachment.name for attachment in entry.attachments] == ["спецификация.txt"]


def test_a_file_that_is_not_taken_says_why(as_expert: Client) -> None:
    upload = (io.BytesIO(b"MZ\x90\x00 program"), "virus.exe")
    page = send(as_expert, status=422, files=[upload])
    assert "virus.exe" in page.words
    assert db.session.query(Enquiry).count() == 0


# What happens now


def test_answered_on_the_spot_in_the_same_step(as_expert: Client) -> None:
    page = as_expert.get(
        send(
            as_expert, outcome="answered", summary="Да, през май.", reply_email="a@example.bg"
        ).headers["Location"]
    )
    assert "е регистрирано и приключено: отговорено е веднага." in page.words
    assert newest().state is State.CLOSED


def test_a_colleague_is_chosen_and_the_absent_are_marked(as_expert: Client) -> None:
    away, colleague = make_expert("Ана Отсъстваща"), make_expert("Боян Колев")
    make_absence(away, date(2026, 3, 10))
    page = as_expert.get(PAGE)
    assert "Ана Отсъстваща (отсъства)" in page.words
    send(as_expert, page=page, assignee=str(colleague.id))
    assert newest().assignee == colleague


def test_an_answer_given_before_is_inserted_without_a_script(as_expert: Client) -> None:
    make_enquiry(
        question="Кога отваря процедурата за пекарни в Раднево?",
        state=State.CLOSED,
        answer="Отваря през май.",
    )
    page = send(as_expert, button="do=find", status=200)
    assert "Отваря през май." in page.words
    buttons = [button.get("value", "") for button in page.find("button", name="do")]
    insert = next(value for value in buttons if value.startswith("insert"))
    page = send(as_expert, page=page, button=f"do={insert}", status=200)
    assert values(page)["summary"] == ["Отваря през май."]
    assert values(page)["outcome"] == ["answered"]


# What the script asks


@pytest.mark.parametrize(
    ("typed", "number", "programme", "warned"),
    [
        ("вg16rfрr001 / 1,012", "BG16RFPR001-1.012", "ПКИП", False),
        ("бг16рфпр001-1.012", "BG16RFPR001-1.012", "ПКИП", False),
        ("BG16RFPR001", "BG16RFPR001", "ПКИП", True),
        ("процедура 12", "процедура 12", "", True),
    ],
)
def test_a_typed_number_is_read_while_the_page_is_filled_in(
    as_expert: Client, typed: str, number: str, programme: str, *, warned: bool
) -> None:
    fields = {"questions-0-text": "Кога отваря?", "questions-0-procedure": typed}
    answer = as_expert.post(f"{PAGE}/recognise", form_of(as_expert, **fields), status=200).json
    [read] = answer["questions"]
    assert (read["typed"], read["procedure"]) == (typed, number)
    assert read["programmeName"].startswith(programme)
    assert (typed in read["unread"]) is warned


def test_a_number_that_cannot_be_read_is_kept_and_said_without_a_script(as_expert: Client) -> None:
    odd = {"questions-0-procedure": "процедура 12"}
    again = send(as_expert, button="do=add", status=200, **odd)
    assert "процедура 12" in "".join(again.find("p", **{"data-unread": ""})[0].itertext())
    sent = send(as_expert, **odd)
    confirmed = as_expert.get(sent.headers["Location"], status=200)
    assert "процедура 12" in "".join(confirmed.find(class_="new-saved")[0].itertext())
    [question] = newest().questions
    assert question.procedure_code == "процедура 12"
    page = as_expert.get(f"/desk/enquiries/{newest().reference}", status=200)
    assert "процедура 12" in "".join(page.find(id="questions")[0].itertext())
    assert not [one for one in page.find(class_="mark") if one.text == "процедура 12"]


def test_a_typed_number_is_normalised_even_without_a_programme(as_expert: Client) -> None:
    send(
        as_expert,
        **{"questions-0-procedure": "бг16рфпр001/1.012", "questions-0-programme": "none"},
    )
    [question] = newest().questions
    assert (question.procedure_code, question.programme) == ("BG16RFPR001-1.012", None)


def test_the_script_is_told_what_the_words_mean(as_expert: Client) -> None:
    make_expert("Боян Колев")
    answer = as_expert.post(
        f"{PAGE}/recognise",
        form_of(
            as_expert,
            client="Петя 0888 123 456",
            **{"questions-0-text": "Кога е по ВG16RFРR001 – 1.012? Спешно е."},
        ),
        status=200,
    ).json
    assert answer["questions"][0]["procedure"] == "BG16RFPR001-1.012"
    assert "ПКИП" in answer["questions"][0]["programmeName"]
    assert answer["subject"] == "Кога е по ВG16RFРR001 – 1.012?"
    assert answer["typed"] == {"name": "Петя", "phone": "0888 123 456", "email": "", "eik": ""}
    assert "Ще отиде при" in answer["proposal"]
    assert db.session.query(Enquiry).count() == db.session.query(Draft).count() == 0


def test_nonsense_in_hidden_fields_harms_nothing(as_expert: Client) -> None:
    fields = form_of(as_expert, **{"questions-0-text": ASKED, "client_type": "citizen"})
    wrong = {
        "token": "x",
        "seconds": "-5",
        "contact_id": "999999",
        "channel": "fax",
        "outcome": "eat",
        "language": "xx",
        "assignee": "abc",
        "municipality": "outside",
        "questions-0-programme": "999999",
    }
    page = as_expert.post(PAGE, {**fields, **wrong})
    assert page.status_code in {303, 422}
