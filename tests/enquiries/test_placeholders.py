"""Placeholders: nothing unknown or empty leaves in a letter."""

import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oic.centre.models import Rule
from oic.clients.models import ClientType, Contact
from oic.core.clock import now
from oic.core.db import db, transaction
from oic.enquiries.models import (
    Enquiry,
    FollowUp,
    LetterTemplate,
    Question,
    State,
    TemplateKind,
)
from oic.enquiries.placeholders import BY_NAME, Filling, fill, left_in, names_in, unknown_in
from oic.enquiries.queries import letters
from tests.factories.enquiries import make_enquiry, make_expert


def make_contact(name: str, salutation: str = "") -> Contact:
    contact = Contact(
        name=name, salutation=salutation, client_type=ClientType.CITIZEN, created_at=now()
    )
    with transaction():
        db.session.add(contact)
    return contact


def test_what_is_known_is_filled_in(app: object) -> None:
    enquiry = make_enquiry(
        contact=make_contact("Мария Иванова"), assignee=make_expert("Ива Петрова")
    )
    text = "{{salutation}},\n{{ subject }} № {{reference}} от {{received_date}}. {{expert_name}}"
    filled = fill(text, Filling(enquiry))
    assert filled.complete
    assert filled.text == (
        "Уважаема госпожо Иванова,\n"
        f"Оборудване за пекарна № {enquiry.reference} от 10.03.2026 г. Ива Петрова"
    )


def test_a_date_that_ends_a_sentence_has_one_full_stop(app: object) -> None:
    enquiry = make_enquiry()
    filled = fill("На {{today}}. До {{ today }}... № {{reference}}.", Filling(enquiry))
    assert filled.text == f"На 10.03.2026 г. До 10.03.2026 г.... № {enquiry.reference}."


def test_a_client_has_time_to_clarify_even_where_the_answer_is_overdue(app: object) -> None:
    enquiry = make_enquiry(due_on=date(2026, 3, 2))
    template = letters.standard(TemplateKind.CLARIFICATION, "bg")
    assert template is not None
    filled = fill(template.body, Filling(enquiry))
    assert "Ако не получим отговор до 19.03.2026 г., ще приключим" in filled.text


def test_a_clients_own_greeting_is_not_followed_by_two_marks(app: object) -> None:
    enquiry = make_enquiry(contact=make_contact("Иван Ганев", "Здравейте, Иване!"))
    assert fill("{{salutation}},\n\nДа.", Filling(enquiry)).text == "Здравейте, Иване!\n\nДа."


def test_an_english_letter_is_english_throughout(app: object) -> None:
    enquiry = make_enquiry(language="en", contact=make_contact("John Smith"))
    filled = fill("{{salutation}}, {{today}}, {{centre_name}}", Filling(enquiry))
    assert "10 March 2026" in filled.text
    assert "Regional Information Centre" in filled.text


@pytest.mark.parametrize("name", ["klient", "клиент", "client name", "", "a-b"])
def test_an_unknown_name_stays_and_is_named(app: object, name: str) -> None:
    enquiry = make_enquiry()
    text = "Здравейте {{" + name + "}}!"
    filled = fill(text, Filling(enquiry))
    assert filled.text == text
    assert filled.unknown == (name,)
    assert not filled.complete
    assert left_in(text)
    assert unknown_in(text) == ["{{" + name + "}}"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Отговор {{client_name", "{{client_name"),
        ("Отговор {{ client_name.\nДа.", "{{ client_name."),
        ("Отговор client_name}} на", "client_name}}"),
        ("Отговор {{client_name} на", "{{client_name"),
        ("Отговор {{client{name}}", "{{client"),
        ("Край {{", "{{"),
        ("}}", "}}"),
    ],
)
def test_braces_that_make_no_placeholder_are_named_too(app: object, text: str, named: str) -> None:
    assert unknown_in(text)[0] == left_in(text)[0] == named


@given(text=st.text("{} a\nб", max_size=40))
def test_no_text_with_double_braces_passes_for_a_whole_letter(app: object, text: str) -> None:
    assert bool(left_in(text)) == ("{{" in text or "}}" in text)


def test_an_empty_one_is_named_and_can_be_typed(app: object) -> None:
    enquiry = make_enquiry()
    text = "Процедура {{procedure_code}} „{{procedure_title}}“"
    assert fill(text, Filling(enquiry)).empty == ("procedure_code", "procedure_title")
    own = {"procedure_code": "BG16RFPR001-1.012", "procedure_title": "Дигитализация"}
    filled = fill(text, Filling(enquiry), own)
    assert filled.complete
    assert filled.text == "Процедура BG16RFPR001-1.012 „Дигитализация“"


def test_what_the_client_wrote_is_never_taken_for_a_placeholder(app: object) -> None:
    enquiry = make_enquiry(subject="Какво е {{reference}}?")
    assert fill("„{{subject}}“", Filling(enquiry)).text == "„Какво е {{reference}}?“"


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(text=st.text("{}% a\n_бsubject", max_size=40))
def test_no_text_can_break_the_filling(app: object, text: str) -> None:
    enquiry = _one()
    filled = fill(text, Filling(enquiry))
    assert set(names_in(text)) >= set(filled.unknown) | set(filled.empty)


def _one() -> Enquiry:
    enquiry = Enquiry(subject="Тема", language="bg", reference="2026-000001", forwarded_to="")
    enquiry.questions = [Question(text="?", procedure_code="")]
    enquiry.received_at = now()
    enquiry.public_token = "t"
    return enquiry


def test_every_shipped_template_uses_known_placeholders_alone(app: object) -> None:
    templates = db.session.query(LetterTemplate).all()
    assert templates
    for template in templates:
        assert not unknown_in(template.subject + template.body), template.name


@pytest.mark.parametrize(
    "untrue",
    [
        r"[Пп]рилаг|приложен|attach|enclos",  # nothing is attached by itself
        r"съгласие|consent",  # nobody is asked for it
        r"(подновите|reopen\w*) (по всяко време|at any time)",
        r"\d+ (дни|days)",  # a rule of the centre sets them
    ],
)
def test_no_shipped_letter_says_what_the_centre_does_not_do(app: object, untrue: str) -> None:
    for template in db.session.query(LetterTemplate):
        assert not re.search(untrue, template.body), template.name


def test_a_forwarding_letter_says_whom_the_enquiry_went_to_and_when(app: object) -> None:
    template = letters.standard(TemplateKind.FORWARDING, "bg")
    assert template is not None
    filled = fill(template.body, Filling(make_enquiry(forwarded_to="ДФ „Земеделие“")))
    assert "от компетентността на ДФ „Земеделие“. На 10.03.2026 г. препратихме" in filled.text


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize(
    "kind", [TemplateKind.ACKNOWLEDGEMENT, TemplateKind.FOLLOW_UP, TemplateKind.ANSWER]
)
def test_the_letters_that_leave_by_themselves_have_no_holes(
    app: object, language: str, kind: TemplateKind
) -> None:
    enquiry = make_enquiry(language=language, assignee=make_expert(), state=State.ANSWERED)
    template = letters.standard(kind, language)
    assert template is not None
    assert template.language == language
    filling = Filling(enquiry, follow_up=FollowUp(token="x"))
    assert fill(template.subject, filling).complete
    assert fill(template.body, filling).complete


@pytest.mark.parametrize(("language", "day"), [("bg", "30.03.2026 г."), ("en", "30 March 2026")])
def test_the_closing_letter_promises_what_the_centres_rule_keeps(
    app: object, language: str, day: str
) -> None:
    with transaction():
        db.session.add(Rule(key="reopen_days", value=20))
    enquiry = make_enquiry(language=language, assignee=make_expert(), state=State.CLOSED)
    template = letters.standard(TemplateKind.CLOSING, language)
    assert template is not None
    assert day in fill(template.body, Filling(enquiry)).text


def test_every_placeholder_has_a_name_for_people_in_both_languages(app: object) -> None:
    assert all(str(placeholder.label) for placeholder in BY_NAME.values())
