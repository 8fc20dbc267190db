"""Whoever has the link sees where the question stands and can say more; nobody else sees it."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from config import Settings
from oic.core.clock import now
from oic.core.db import db, transaction
from oic.enquiries.actions.life import forward
from oic.enquiries.actions.timeline import add_entry
from oic.enquiries.models import Attachment, Enquiry, EntryKind, State, TimelineEntry
from oic.files import store
from oic.mail.actions import queue
from oic.mail.models import LetterState
from oic.staff.models import User
from tests.checking.client import Client
from tests.conftest import FrozenClock
from tests.factories.enquiries import make_enquiry, make_expert
from tests.factories.public import uploads
from tests.files.samples import PDF


def _address(enquiry: Enquiry, site: str = "") -> str:
    return f"{site}/case/{enquiry.public_token}"


def _attach(enquiry: Enquiry, kind: EntryKind, name: str, *, public: bool) -> int:
    with transaction():
        stored = store.put(io.BytesIO(PDF), name)
        entry = add_entry(
            enquiry, kind, by=None, body="С файл.", files=[(stored, name)], public=public
        )
        db.session.flush()
        return entry.attachments[0].id


@pytest.mark.parametrize(
    ("state", "bulgarian", "english"),
    [
        (State.NEW, "Прието", "We have it"),
        (State.IN_PROGRESS, "Работим по него", "We are working on it"),
        (State.AWAITING_CLIENT, "Чакаме Ви", "We are waiting for you"),
        (State.FORWARDED, "Препратено", "Forwarded"),
        (State.ANSWERED, "Отговорено", "Answered"),
        (State.CLOSED, "Приключено", "Completed"),
        (State.REOPENED, "Отново работим по него", "We are working on it again"),
    ],
)
def test_the_state_is_said_in_plain_words_in_both_languages(
    client: Client, state: State, bulgarian: str, english: str
) -> None:
    enquiry = make_enquiry(state=state)
    assert bulgarian in client.get(_address(enquiry), status=200).words
    page = client.get(_address(enquiry, "/en"), status=200)
    assert english in page.words
    assert enquiry.reference in page.heading


def test_the_day_of_the_answer_shows_while_it_is_awaited_and_lateness_is_admitted(
    client: Client, frozen_clock: FrozenClock
) -> None:
    enquiry = make_enquiry()
    assert "19.03.2026 г." in client.get(_address(enquiry)).words
    assert "Ще отговорим" not in client.get(_address(make_enquiry(state="answered"))).words
    assert "Ще отговорим" not in client.get(_address(make_enquiry(state="awaiting_client"))).words
    frozen_clock.move(days=20)
    page = client.get(_address(enquiry))
    assert "закъсняваме" in page.words
    assert "042/603 526" in page.words


def test_where_it_was_forwarded_is_named(client: Client) -> None:
    enquiry, expert = make_enquiry(), make_expert()
    with transaction():
        forward(enquiry, by=expert, institution="ДФ „Земеделие“", note="вътрешна бележка")
    page = client.get(_address(enquiry))
    assert "ДФ „Земеделие“" in page.words
    assert "вътрешна бележка" not in page.words


def test_the_conversation_shows_and_what_is_internal_does_not(client: Client) -> None:
    expert = make_expert("Елена Експертова")
    enquiry = make_enquiry(question="Моят въпрос", state="answered", assignee=expert)
    with transaction():
        add_entry(enquiry, EntryKind.NOTE, by=expert, body="само за нас")
        add_entry(enquiry, EntryKind.NOTE, by=expert, body="сгрешен знак", public=True)
        add_entry(enquiry, EntryKind.ASSIGNED, by=None, words="Възложено на Елена.")
    page = client.get(_address(enquiry))
    assert "Моят въпрос" in page.words
    assert "Да, отворена е процедура." in page.words
    assert "Елена Експертова" in page.words
    for hidden in ("само за нас", "сгрешен знак", "Възложено"):
        assert hidden not in page.words


def _answer_by_letter(enquiry: Enquiry, by: User) -> TimelineEntry:
    with transaction():
        letter = queue(
            kind="answer",
            to_email=enquiry.reply_email,
            to_name="",
            subject="Отговор",
            text="Отговорът е тук.",
            language="bg",
            automatic=False,
            about=("enquiry", enquiry.id),
            written_by=by,
            not_before=now() + timedelta(seconds=10),
        )
        return add_entry(
            enquiry,
            EntryKind.ANSWER,
            by=by,
            body="Отговорът е тук.",
            letter=letter,
            public=True,
        )


def test_an_answer_that_can_still_be_taken_back_is_not_shown(
    client: Client, frozen_clock: FrozenClock
) -> None:
    enquiry, expert = make_enquiry(), make_expert()
    entry = _answer_by_letter(enquiry, expert)
    assert "Отговорът е тук." not in client.get(_address(enquiry)).words
    frozen_clock.move(seconds=11)
    assert "Отговорът е тук." in client.get(_address(enquiry)).words
    with transaction():
        entry.letter.state = LetterState.CANCELLED
        add_entry(enquiry, EntryKind.UNDONE, by=expert, undoes=entry)
    assert "Отговорът е тук." not in client.get(_address(enquiry)).words


def test_files_of_the_conversation_can_be_saved_and_no_others(client: Client) -> None:
    enquiry, other = make_enquiry(), make_enquiry()
    mine = _attach(enquiry, EntryKind.CLIENT_MESSAGE, "Оферта.pdf", public=True)
    noted = _attach(enquiry, EntryKind.NOTE, "Бележка.pdf", public=False)
    page = client.get(_address(enquiry))
    (link,) = page.find("a", href=f"{_address(enquiry)}/files/{mine}")
    saved = client.get(link.get("href", ""), status=200)
    assert saved.get_data() == PDF
    saved.close()
    assert saved.headers["Content-Disposition"].startswith("attachment;")
    assert saved.headers["Content-Security-Policy"].startswith("sandbox")
    assert "Бележка.pdf" not in page.words
    client.get(f"{_address(enquiry)}/files/{noted}", status=404)
    client.get(f"{_address(other)}/files/{mine}", status=404)


def test_a_wrong_link_tells_nothing(client: Client) -> None:
    enquiry = make_enquiry()
    for token in ("nobody", enquiry.public_token[:-1], enquiry.reference, str(enquiry.id)):
        client.get(f"/case/{token}", status=404)
        client.post(f"/case/{token}", {"text": "Ето ме"}, status=404)


def test_the_link_stays_with_its_reader(client: Client) -> None:
    page = client.get(_address(make_enquiry()))
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "no-store" in page.headers["Cache-Control"]
    assert page.find("meta", name="robots", content="noindex")


def test_looking_changes_nothing(client: Client, count_queries: Callable) -> None:
    enquiry = make_enquiry(state="awaiting_client")
    with count_queries() as queries:
        client.get(_address(enquiry), status=200)
    assert not [one for one in queries.statements if not one.lstrip().startswith("SELECT")]


@pytest.mark.parametrize("site", ["", "/en"])
def test_more_can_be_said_with_files(client: Client, frozen_clock: FrozenClock, site: str) -> None:
    enquiry = make_enquiry()
    page = client.get(_address(enquiry, site))
    frozen_clock.move(minutes=1)
    sent = client.submit(
        page, text="Пещта е на газ.", files=uploads({"Схема.pdf": PDF}), status=303
    )
    shown = client.get(sent.headers["Location"].partition("#")[0], status=200)
    assert "Пещта е на газ." in shown.words
    assert "Схема.pdf" in shown.words
    assert shown.find(id="last")
    assert shown.find(data_draft_done=f"case-{enquiry.reference}")
    assert db.session.scalars(select(Attachment.name)).all() == ["Схема.pdf"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (State.AWAITING_CLIENT, State.IN_PROGRESS),
        (State.ANSWERED, State.REOPENED),
        (State.CLOSED, State.REOPENED),
        (State.IN_PROGRESS, State.IN_PROGRESS),
    ],
)
def test_writing_back_sets_the_work_going_again(
    client: Client, frozen_clock: FrozenClock, before: State, after: State
) -> None:
    enquiry = make_enquiry(state=before)
    page = client.get(_address(enquiry))
    frozen_clock.move(minutes=1)
    client.submit(page, text="Ето още нещо.", status=303)
    assert db.session.get_one(Enquiry, enquiry.id).state is after


def test_a_question_closed_long_ago_leads_to_a_new_one(
    client: Client, frozen_clock: FrozenClock
) -> None:
    enquiry = make_enquiry(state="closed")
    page = client.get(_address(enquiry))
    frozen_clock.move(days=31)
    refused = client.submit(page, text="Ето ме пак.", status=422)
    assert "Ето ме пак." not in refused.words
    assert not refused.find("textarea")
    assert refused.find("a", href="/ask")


def test_nothing_typed_is_lost_by_a_wrong_file(client: Client, frozen_clock: FrozenClock) -> None:
    page = client.get(_address(make_enquiry()))
    frozen_clock.move(minutes=1)
    page = client.submit(
        page, text="Пещта е на газ.", files=uploads({"а.exe": b"MZ\0", "б.pdf": PDF}), status=422
    )
    assert "„а.exe“" in page.words
    assert "Пещта е на газ." in page.words
    client.submit(page, status=303)
    assert db.session.scalars(select(Attachment.name)).all() == ["б.pdf"]


def test_what_a_robot_sends_with_a_message_is_not_stored(
    client: Client, frozen_clock: FrozenClock, settings: Settings
) -> None:
    page = client.get(_address(make_enquiry()))
    frozen_clock.move(minutes=1)
    files = {"files": uploads({"б.pdf": PDF})}
    page = client.submit(page, text="Оферта", website="https://spam.example", status=422, **files)
    assert "„б.pdf“: " in page.words, "it is to be chosen again"
    assert not list(settings.files_dir.glob("*/*/*"))
    client.submit(page, status=303, files=uploads({"б.pdf": PDF}))
    assert len(list(settings.files_dir.glob("*/*/*"))) == 1


def test_an_empty_message_is_refused_beside_the_field(
    client: Client, frozen_clock: FrozenClock
) -> None:
    page = client.get(_address(make_enquiry()))
    frozen_clock.move(minutes=1)
    page = client.submit(page, text=" ", status=422)
    assert page.find(id="text-error")


def _messages() -> int:
    kind = TimelineEntry.kind == EntryKind.CLIENT_MESSAGE
    return len(db.session.scalars(select(TimelineEntry).where(kind)).all())


def test_sent_twice_is_one_message(client: Client, frozen_clock: FrozenClock) -> None:
    page = client.get(_address(make_enquiry()))
    frozen_clock.move(minutes=1)
    client.submit(page, text="Пещта е на газ.", status=303)
    client.submit(page, text="Пещта е на газ.", status=303)
    assert _messages() == 2  # the question and this


def test_a_robot_with_the_link_is_asked_and_a_person_gets_through(client: Client) -> None:
    page = client.get(_address(make_enquiry()))
    page = client.submit(page, text="Бързо!", status=422)
    assert "натиснете бутона още веднъж" in page.words
    client.submit(page, status=303)
    assert _messages() == 2


def test_a_flood_is_stopped(client: Client, frozen_clock: FrozenClock) -> None:
    enquiry = make_enquiry()
    for number in range(16):
        page = client.get(_address(enquiry))
        frozen_clock.move(seconds=5)
        page = client.submit(page, text=f"Съобщение {number}")
    assert page.status_code == 429
    assert "Съобщение 15" in page.words
    assert _messages() == 16
