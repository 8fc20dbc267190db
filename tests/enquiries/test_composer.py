"""The composer: letters, files, drafts, templates, what was overtaken; without JavaScript."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from oic.core.db import db, transaction
from oic.enquiries.actions import answering, follow_ups
from oic.enquiries.models import (
    Attachment,
    Draft,
    EntryKind,
    LetterTemplate,
    State,
    TemplateKind,
)
from oic.enquiries.queries import desk, letters, one
from oic.enquiries.views import enquiry as page_of_one
from oic.mail.models import Letter, LetterState
from oic.staff.models import User
from tests.checking.client import Client
from tests.factories.enquiries import make_enquiry, make_expert, make_template
from tests.factories.enquiry_page import address, seen

Outbox = Callable[..., list[Letter]]
AsUser = Callable[[User], Client]


def test_the_usual_letter_stands_ready_and_is_no_answer_by_itself(
    as_expert: Client, expert: User, letters: Outbox
) -> None:
    enquiry = make_enquiry(assignee=expert)
    page = as_expert.submit(address(enquiry), "composer-form", button="do=send", status=422)
    assert "още няма отговор" in page.words
    assert not letters()


def test_a_second_answer_keeps_the_follow_up_that_was_planned(
    as_expert: Client, expert: User
) -> None:
    enquiry = make_enquiry(assignee=expert)
    template = make_template(kind="follow_up")
    plan = answering.FollowUpPlan(due_on=date(2026, 4, 20), template=template)
    with transaction():
        answering.send_answer(
            enquiry, answering.Composed("Отговор", "Да."), by=expert, follow_up=plan
        )
    page = as_expert.get(address(enquiry))
    as_expert.submit(page, "composer-form", button="do=send", body="И още.", status=303)
    planned = follow_ups.planned(enquiry)
    assert planned is not None
    assert (planned.due_on, planned.template) == (date(2026, 4, 20), template)
    with transaction():
        follow_ups.cancel_planned(enquiry, by=expert, reason="")
    as_expert.submit(address(enquiry), "composer-form", button="do=send", body="Пак.", status=303)
    assert follow_ups.planned(enquiry) is None, "once switched off it stays off"


def test_an_answer_is_sent_and_the_page_shows_it(
    as_expert: Client, expert: User, letters: Outbox
) -> None:
    enquiry = make_enquiry(assignee=expert)
    page = as_expert.submit(
        address(enquiry),
        "composer-form",
        button="do=send",
        body="Да, отворена е.",
        follow=True,
    )
    assert letters(kind="answer")[0].body_text.startswith("Да, отворена е.")
    assert enquiry.state is State.ANSWERED
    assert "Да, отворена е." in page.words
    assert follow_ups.planned(enquiry) is not None


def test_send_and_close_closes(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert)
    as_expert.submit(
        address(enquiry), "composer-form", button="do=send_close", body="Да.", status=303
    )
    assert enquiry.state is State.CLOSED


def test_a_refused_letter_comes_back_whole(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert)
    page = as_expert.submit(
        address(enquiry),
        "composer-form",
        button="do=send",
        status=422,
        subject="Моята тема",
        body="До {{deadline}}.",
        to_email="друг@primer.bg",
        follow_up=False,
    )
    kept = page.form("composer-form").values()
    assert kept["subject"] == ["Моята тема"]
    assert kept["body"] == ["До {{deadline}}."]
    assert kept["to_email"] == ["друг@primer.bg"]
    assert "follow_up" not in kept
    assert "own-deadline" in kept
    assert "Краен срок за кандидатстване" in page.words


def test_all_that_is_wrong_with_a_letter_is_said_at_once_beside_its_field(
    as_expert: Client, expert: User, letters: Outbox
) -> None:
    enquiry = make_enquiry(assignee=expert)
    page = as_expert.submit(
        address(enquiry),
        "composer-form",
        button="do=send",
        status=422,
        to_email="пекар",
        subject="Отговор {{client_name",
        body="До {{deadline}}.",
        follow_up=True,
        follow_up_on="2026-03-10",
    )
    said = {str(one.get("id")): "".join(one.itertext()) for one in page.find(class_="field-error")}
    assert "адрес" in said["composer-to-email-error"]
    assert "{{client_name" in said["composer-subject-error"]
    assert "Краен срок" in said["composer-body-error"]
    assert "след днешния" in said["composer-follow-up-on-error"]
    assert not letters()


def test_all_that_is_wrong_with_a_told_answer_is_said_at_once(
    as_expert: Client, expert: User
) -> None:
    page = as_expert.submit(
        address(make_enquiry(assignee=expert), "?tab=told"),
        "composer-form",
        button="do=send",
        status=422,
        body=" ",
        follow_up=True,
        follow_up_on="2026-03-10",
    )
    said = {one.get("id") for one in page.find(class_="field-error")}
    assert said == {"composer-body-error", "composer-follow-up-on-error"}


def test_what_is_typed_for_a_placeholder_goes_into_the_letter(
    as_expert: Client, expert: User, letters: Outbox
) -> None:
    enquiry = make_enquiry(assignee=expert)
    page = as_expert.submit(
        address(enquiry), "composer-form", button="do=send", status=422, body="До {{deadline}}."
    )
    as_expert.submit(
        page, "composer-form", button="do=send", status=303, **{"own-deadline": "30.04.2026 г."}
    )
    assert letters()[0].body_text.startswith("До 30.04.2026 г.")


def test_a_template_is_chosen_without_a_script(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert)
    template = make_template(body="Здравейте, № {{reference}}. {{procedure_title}}")
    page = as_expert.submit(
        address(enquiry),
        "composer-form",
        button="do=template",
        status=200,
        template=str(template.id),
    )
    body = page.form("composer-form").values()["body"][0]
    assert body == f"Здравейте, № {enquiry.reference}. {{{{procedure_title}}}}"
    filled = as_expert.submit(
        page, "composer-form", button="do=fill", status=200, **{"own-procedure_title": "Пещи"}
    )
    assert filled.form("composer-form").values()["body"][0].endswith("Пещи")


def test_a_template_does_not_overwrite_what_was_written(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert)
    template = make_template(body="Втора част.")
    page = as_expert.submit(
        address(enquiry),
        "composer-form",
        button="do=template",
        body="Моят дълъг текст.",
        template=str(template.id),
    )
    body = page.form("composer-form").values()["body"][0]
    assert body.split("\r\n\r\n") == ["Моят дълъг текст.", "Втора част."]


def test_a_templates_text_is_given_to_the_script(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert)
    template = make_template(subject="№ {{reference}}", body="Тема: {{subject}}")
    answer = as_expert.post(address(enquiry, "/template/answer"), {"template": template.id})
    assert answer.json == {
        "subject": f"№ {enquiry.reference}",
        "body": "Тема: Оборудване за пекарна",
    }


def test_the_preview_is_the_letter_that_leaves(
    as_expert: Client, expert: User, letters: Outbox
) -> None:
    enquiry = make_enquiry(assignee=expert)
    page = as_expert.submit(
        address(enquiry), "composer-form", button="do=preview", status=200, body="Да.\n\n• едно"
    )
    shown = "".join(page.find("pre")[0].itertext())
    assert not letters()
    as_expert.submit(page, "preview-form", button="do=send", status=303)
    letter = letters()[0]
    assert shown.strip() == letter.body_text.strip()
    assert letter.subject in page.words


@pytest.mark.parametrize(
    ("body", "file", "warned"),
    [
        ("Прилагаме указанието.", False, True),
        ("Приложеният файл е за Вас.", False, True),
        ("Please find attached the form.", False, True),
        ("Прилагаме указанието.", True, False),
        ("Вижте приложение 3 и приложенията към насоките; приложима е т. 5.", False, False),
    ],
)
def test_the_preview_asks_about_a_file_that_the_letter_promises(
    as_expert: Client, expert: User, body: str, *, file: bool, warned: bool
) -> None:
    files = [(BytesIO("Едно".encode()), "едно.txt")] if file else []
    page = as_expert.submit(
        address(make_enquiry(assignee=expert)),
        "composer-form",
        button="do=preview",
        status=200,
        body=body,
        files=files,
    )
    assert bool(page.find(class_="notice-soon")) is warned
    assert [one for one in page.find("button", name="do") if one.get("value") == "send"]


def test_from_the_preview_one_goes_on_writing(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert)
    page = as_expert.submit(
        address(enquiry), "composer-form", button="do=preview", body="Първи ред\n\nВтори"
    )
    back = as_expert.submit(page, "preview-form", button="do=edit", status=200)
    assert back.form("composer-form").values()["body"] == ["Първи ред\r\n\r\nВтори"]


def test_attachments_survive_a_refusal_a_preview_and_leave_with_the_letter(
    as_expert: Client, expert: User, letters: Outbox
) -> None:
    enquiry = make_enquiry(assignee=expert)
    page = as_expert.submit(
        address(enquiry),
        "composer-form",
        button="do=send",
        status=422,
        body=" ",
        files=[(BytesIO("Насоки".encode()), "насоки.txt"), (BytesIO(b"%PDF-1.4\n%"), "a.txt")],
    )
    page = as_expert.submit(
        page, "composer-form", button="do=preview", status=200, body="Вижте файла."
    )
    assert "насоки.txt" in page.words
    as_expert.submit(page, "preview-form", button="do=send", status=303)
    assert [item.name for item in letters()[0].attachments] == ["насоки.txt"]
    item = db.session.query(Attachment).one()
    saved = as_expert.get(address(enquiry, f"/files/{item.id}"), status=200)
    assert saved.get_data() == "Насоки".encode()
    assert saved.headers["Content-Disposition"].startswith("attachment")
    saved.close()
    other = make_enquiry()
    as_expert.get(address(other, f"/files/{item.id}"), status=404)


def test_an_attachment_can_be_taken_out(as_expert: Client, expert: User, letters: Outbox) -> None:
    enquiry = make_enquiry(assignee=expert)
    page = as_expert.submit(
        address(enquiry),
        "composer-form",
        button="do=attach",
        files=[(BytesIO("Едно".encode()), "едно.txt"), (BytesIO("Две".encode()), "две.txt")],
    )
    tokens = page.form("composer-form").values()["kept"]
    as_expert.submit(
        page, "composer-form", button="do=send", status=303, body="Ето.", drop=[tokens[0]]
    )
    assert [item.name for item in letters()[0].attachments] == ["две.txt"]


def test_dropped_files_are_received_at_once_and_only_for_their_sender(
    as_expert: Client, expert: User, as_user: AsUser, letters: Outbox
) -> None:
    enquiry = make_enquiry(assignee=expert)
    answer = as_expert.post(
        address(enquiry, "/files"), {"files": [(BytesIO("Едно".encode()), "едно.txt")]}, status=200
    )
    assert answer.json is not None
    token = answer.json["files"][0]["token"]
    fields = {**seen(enquiry), "subject": "Т", "body": "Ето.", "kept": token, "do": "send"}
    thief = as_user(make_expert())
    thief.post(address(enquiry, "/note"), {**fields, "body": "Чуждо"}, status=303)
    assert not db.session.query(Attachment).count()
    as_expert.post(address(enquiry, "/answer"), {**fields, **seen(enquiry)}, status=303)
    assert [item.name for item in letters()[0].attachments] == ["едно.txt"]


def test_a_letter_is_taken_back_by_a_button_and_its_text_is_in_the_composer(
    as_expert: Client, expert: User, letters: Outbox
) -> None:
    enquiry = make_enquiry(assignee=expert)
    page = as_expert.submit(
        address(enquiry),
        "composer-form",
        button="do=send",
        body="Сгреших адреса.",
        files=[(BytesIO("Едно".encode()), "едно.txt")],
        follow=True,
    )
    back = as_expert.submit(page, "/undo/", follow=True)
    assert letters()[0].state is LetterState.CANCELLED
    assert enquiry.state is State.NEW
    kept = back.form("composer-form").values()
    assert kept["body"] == ["Сгреших адреса."]
    assert len(kept["kept"]) == 1
    as_expert.submit(back, "composer-form", button="do=send", status=303)
    assert [item.name for item in letters()[1].attachments] == ["едно.txt"]


def test_when_time_is_over_taking_back_says_so_and_changes_nothing(
    as_expert: Client, expert: User, frozen_clock: Any
) -> None:
    enquiry = make_enquiry(assignee=expert)
    page = as_expert.submit(
        address(enquiry), "composer-form", button="do=send", body="Да.", follow=True
    )
    frozen_clock.move(seconds=11)
    after = as_expert.submit(page, "/undo/", follow=True)
    assert "вече" in after.words
    assert enquiry.state is State.ANSWERED
    assert not [form for form in after.forms if "/undo/" in form.action]


def test_nobody_else_sees_the_button(as_expert: Client, expert: User, as_user: AsUser) -> None:
    enquiry = make_enquiry(assignee=expert)
    as_expert.submit(address(enquiry), "composer-form", button="do=send", body="Да.")
    page = as_user(make_expert()).get(address(enquiry))
    assert not [form for form in page.forms if "/undo/" in form.action]


def test_a_letter_sent_twice_leaves_once(as_expert: Client, expert: User, letters: Outbox) -> None:
    enquiry = make_enquiry(assignee=expert)
    fields = {**seen(enquiry), "subject": "Т", "body": "Да.", "do": "send"}
    as_expert.post(address(enquiry, "/answer"), fields, status=303)
    as_expert.post(address(enquiry, "/answer"), fields, status=303)
    assert len(letters(kind="answer")) == 1


def test_a_draft_comes_back_and_can_be_discarded(
    as_expert: Client, expert: User, frozen_clock: Any
) -> None:
    enquiry = make_enquiry(assignee=expert)
    kept = as_expert.post(
        address(enquiry, "/draft"),
        {"tab": "answer", "subject": "Тема", "body": "Започнах…", "own-deadline": "утре"},
        status=200,
    )
    assert kept.json == {"kept": "09:30 ч."}
    frozen_clock.move(minutes=30)
    page = as_expert.get(address(enquiry))
    assert "09:30" in page.words
    assert page.form("composer-form").values()["body"] == ["Започнах…"]
    assert "follow_up" not in page.form("composer-form").values()
    as_expert.submit(page, "/draft/discard", status=303)
    assert desk.draft(expert, f"enquiry:{enquiry.id}:answer") is None


@pytest.mark.parametrize(
    ("tab", "fields"),
    [
        ("answer", {"subject": "Т", "body": "Да."}),
        ("ask", {"subject": "Т", "body": "От кога?"}),
        ("told", {"body": "Казах."}),
        ("note", {"body": "Бележка."}),
        ("call", {"body": "Говорихме."}),
    ],
)
def test_what_was_sent_leaves_no_draft_not_even_one_that_was_on_its_way(
    as_expert: Client, expert: User, tab: str, fields: dict[str, str]
) -> None:
    enquiry = make_enquiry(assignee=expert)
    as_expert.post(address(enquiry, "/draft"), {"tab": tab, **fields}, status=200)
    assert db.session.query(Draft).count() == 1
    as_expert.post(address(enquiry, f"/{tab}"), {**seen(enquiry), **fields}, status=303)
    late = as_expert.post(address(enquiry, "/draft"), {"tab": tab, **fields}, status=200)
    assert late.json == {"kept": None}
    assert not db.session.query(Draft).count()


def test_a_draft_that_waited_for_the_answer_to_be_saved_does_not_come_back(
    as_expert: Client, expert: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    enquiry = make_enquiry(assignee=expert)
    words = {"subject": "Т", "body": "Да."}
    number, writer = enquiry.id, expert.id
    path = address(enquiry, "/draft")

    @contextmanager
    def after_the_answer() -> Iterator[object]:
        with transaction():
            by = db.session.get_one(User, writer)
            answering.send_answer(one.locked(number), answering.Composed("Т", "Да."), by=by)
        with transaction() as session:
            yield session

    monkeypatch.setattr(page_of_one, "transaction", after_the_answer)
    late = as_expert.post(path, {"tab": "answer", **words}, status=200)
    assert late.json == {"kept": None}
    assert not db.session.query(Draft).count()


def test_a_draft_of_no_form_is_refused(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert)
    as_expert.post(address(enquiry, "/draft"), {"tab": "друго", "body": "x"}, status=400)


def test_told_note_and_call_are_recorded(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert)
    for tab, kind in (("call", EntryKind.CALL), ("note", EntryKind.NOTE), ("told", EntryKind.TOLD)):
        page = as_expert.submit(
            address(enquiry, f"?tab={tab}"),
            "composer-form",
            button="do=send",
            body=f"Казано: {tab}",
            follow=True,
        )
        assert f"Казано: {tab}" in page.words
        assert kind in [entry.kind for entry in one.timeline(enquiry)]
    assert enquiry.state is State.ANSWERED


def test_minutes_must_be_minutes(as_expert: Client, expert: User) -> None:
    enquiry = make_enquiry(assignee=expert)
    page = as_expert.submit(
        address(enquiry, "?tab=call"),
        "composer-form",
        button="do=send",
        status=422,
        body="Говорихме.",
        minutes="601",
    )
    assert page.form("composer-form").values()["body"] == ["Говорихме."]


def test_who_left_no_address_is_not_offered_a_letter_first(as_expert: Client, expert: User) -> None:
    page = as_expert.get(address(make_enquiry(assignee=expert, reply_email="")))
    assert page.form("composer-form").action.endswith("/told")


def test_every_kind_of_letter_template_of_the_language_can_be_chosen(app: object) -> None:
    enquiry = make_enquiry(language="en")
    offered = letters.fitting(enquiry, TemplateKind.ANSWER)
    assert offered
    assert all(template.language == "en" for template in offered)
    assert isinstance(offered[0], LetterTemplate)
