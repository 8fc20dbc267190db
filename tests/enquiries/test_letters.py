"""The manager's screen of letter templates."""

import pytest
from sqlalchemy.exc import IntegrityError

from oic import reference
from oic.core.db import db, transaction
from oic.enquiries.actions import answering
from oic.enquiries.actions.answering import Composed
from oic.enquiries.models import LetterTemplate, TemplateKind
from oic.enquiries.queries import letters as queries
from oic.staff.models import User
from tests.checking.client import Client
from tests.factories.enquiries import make_enquiry, make_template


def test_the_manager_finds_every_template(as_manager: Client) -> None:
    page = as_manager.get("/desk/letters", status=200)
    for template in db.session.query(LetterTemplate).filter_by(language="bg"):
        assert template.name in page.words
    assert "Open procedure" not in page.words
    assert "open procedure" in as_manager.get("/desk/letters?language=en", status=200).words


def test_a_new_template_is_offered_to_the_experts(as_manager: Client) -> None:
    page = as_manager.submit(
        "/desk/letters/new",
        "letter-template",
        name="Отговор: читалища",
        subject="Относно: {{subject}}",
        body="{{salutation}},\n\nЗа читалищата…",
        follow=True,
    )
    assert "Отговор: читалища" in page.words
    enquiry = make_enquiry()
    assert "Отговор: читалища" in [t.name for t in queries.fitting(enquiry, TemplateKind.ANSWER)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("subject", ""),
        ("body", ""),
        ("body", "{{клиент}}"),
        ("body", "Отговор {{client_name"),
        ("subject", "{{x y}}"),
    ],
)
def test_a_wrong_template_comes_back_as_it_was_typed(
    as_manager: Client, field: str, value: str
) -> None:
    fields = {"name": "Проба", "subject": "Тема", "body": "Текст", field: value}
    page = as_manager.submit("/desk/letters/new", "letter-template", status=422, **fields)
    kept = page.form("letter-template").values()
    assert kept["name"] == [fields["name"]]
    assert page.find(class_="field-error")
    assert not db.session.query(LetterTemplate).filter_by(name="Проба").count()


def test_there_is_one_standard_for_a_kind_and_a_language(as_manager: Client) -> None:
    before = queries.standard(TemplateKind.FOLLOW_UP, "bg")
    english = queries.standard(TemplateKind.FOLLOW_UP, "en")
    made = make_template(kind="follow_up")
    page = as_manager.get(f"/desk/letters/{made.id}")
    form = page.form("letter-template")
    as_manager.post(f"/desk/letters/{made.id}", form.fill(standard=True), status=303)
    assert queries.standard(TemplateKind.FOLLOW_UP, "bg") == made
    assert before is not None
    assert not before.standard
    assert queries.standard(TemplateKind.FOLLOW_UP, "en") == english
    form = as_manager.get(f"/desk/letters/{before.id}").form("letter-template")
    as_manager.post(f"/desk/letters/{before.id}", form.fill(standard=True), status=303)
    assert queries.standard(TemplateKind.FOLLOW_UP, "bg") == before, "and back again"


def test_the_database_itself_has_no_room_for_a_second_standard(app: object) -> None:
    other = make_template(kind="follow_up")
    with pytest.raises(IntegrityError), transaction():
        other.standard = True


def test_a_shipped_letter_that_comes_later_leaves_the_centres_own_the_standard(
    app: object,
) -> None:
    with transaction():
        shipped = queries.standard(TemplateKind.FOLLOW_UP, "bg")
        assert shipped is not None
        shipped.key = None
    with transaction():
        reference.load()
    assert queries.standard(TemplateKind.FOLLOW_UP, "bg") == shipped


def test_a_colleagues_change_is_shown_before_it_is_overwritten(as_manager: Client) -> None:
    made = make_template(body="Първи текст")
    page = as_manager.get(f"/desk/letters/{made.id}")
    with transaction():
        made.body = "Текст на колежката"
    form = page.form("letter-template")
    sent = form.fill(body="Моят текст")
    again = as_manager.post(f"/desk/letters/{made.id}", sent, status=409)
    assert "Текст на колежката" in again.words
    assert "Моят текст" in again.text
    form = again.form("letter-template")
    as_manager.post(f"/desk/letters/{made.id}", form.fill(), status=303)
    assert made.body == "Моят текст"


def test_the_preview_is_a_letter_of_a_real_enquiry_and_saves_nothing(as_manager: Client) -> None:
    enquiry = make_enquiry(subject="Слънчеви панели")
    made = make_template()
    page = as_manager.get(f"/desk/letters/{made.id}")
    form = page.form("letter-template")
    shown = as_manager.post(
        f"/desk/letters/{made.id}",
        {**form.fill(body="За „{{subject}}“ отговаряме."), "do": "preview"},
        status=200,
    )
    assert "За „Слънчеви панели“ отговаряме." in shown.words
    assert enquiry.reference in shown.words
    assert "отговаряме" not in made.body


def test_both_previews_have_the_footer_of_the_letter_that_leaves(
    as_manager: Client, as_expert: Client, expert: User
) -> None:
    enquiry, made = make_enquiry(assignee=expert), make_template()
    form = as_manager.get(f"/desk/letters/{made.id}").form("letter-template")
    sample = as_manager.post(
        f"/desk/letters/{made.id}", {**form.fill(), "do": "preview"}, status=200
    )
    preview = as_expert.submit(
        f"/desk/enquiries/{enquiry.reference}", "composer-form", button="do=preview", body="Да."
    )
    with transaction():
        letter = answering.send_answer(enquiry, Composed("Относно", "Да."), by=expert).letter
    assert letter is not None
    under = "".join(letter.body_text.partition("-- \n")[2].split())
    for page in (sample, preview):
        (foot,) = page.find("footer", class_="letter-foot")
        assert "".join("".join(foot.itertext()).split()) == under


def test_a_copy_is_never_the_standard_one(as_manager: Client) -> None:
    standard = queries.standard(TemplateKind.ANSWER, "bg")
    assert standard is not None
    as_manager.post(f"/desk/letters/{standard.id}/copy", status=303)
    copy = db.session.query(LetterTemplate).order_by(LetterTemplate.id.desc()).first()
    assert copy is not None
    assert (copy.body, copy.standard) == (standard.body, False)


def test_what_is_out_of_use_is_offered_no_more_and_comes_back(as_manager: Client) -> None:
    made, enquiry = make_template(), make_enquiry()
    as_manager.post(f"/desk/letters/{made.id}/retire", status=303)
    assert made not in queries.fitting(enquiry, TemplateKind.ANSWER)
    as_manager.post(f"/desk/letters/{made.id}/restore", status=303)
    assert made in queries.fitting(enquiry, TemplateKind.ANSWER)


def test_the_standard_one_is_not_put_out_of_use(as_manager: Client) -> None:
    standard = queries.standard(TemplateKind.ACKNOWLEDGEMENT, "bg")
    assert standard is not None
    page = as_manager.post(f"/desk/letters/{standard.id}/retire", follow=True)
    assert standard.active
    assert page.status_code == 200


def test_an_expert_does_not_change_templates(as_expert: Client) -> None:
    as_expert.get("/desk/letters", status=403)
