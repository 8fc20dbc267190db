"""Anybody can ask, nobody loses what was typed, and robots do not get far."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from config import Settings
from oic.clients.models import ClientType
from oic.core.clock import today
from oic.core.db import db
from oic.enquiries.models import Attachment, Channel, Enquiry, State
from oic.files import store
from oic.public.tokens import FASTEST_HUMAN, FormToken
from oic.public.views import submitted
from tests.checking.client import Client, Page
from tests.conftest import FrozenClock
from tests.factories.enquiries import make_expert
from tests.factories.places import municipality
from tests.factories.public import QUESTION, ask, filled, uploads
from tests.files.samples import PDF, PNG


def _enquiries() -> list[Enquiry]:
    return list(db.session.scalars(select(Enquiry).order_by(Enquiry.id)))


def _value(page: Page, name: str) -> str:
    return page.find("input", name=name)[0].get("value", "")


@pytest.mark.parametrize(("site", "language"), [("", "bg"), ("/en", "en")])
def test_a_question_is_registered_with_all_that_was_said(
    client: Client, frozen_clock: FrozenClock, site: str, language: str
) -> None:
    expert = make_expert()
    radnevo = municipality("Раднево")
    sent = ask(
        client,
        frozen_clock,
        site=site,
        status=303,
        phone="042 603 526",
        organisation="Топъл хляб ЕООД",
        municipality=str(radnevo.id),
        question=f"{QUESTION} Чух за BG16RFPR001-1.012.",
        files={"Оферта.pdf": PDF, "снимка.png": PNG},
    )
    (enquiry,) = _enquiries()
    assert enquiry.channel is Channel.WEB
    assert enquiry.client_type is ClientType.BUSINESS
    assert (enquiry.language, enquiry.reply_email) == (language, "petya@example.bg")
    assert enquiry.municipality == radnevo
    assert enquiry.assignee == expert
    assert enquiry.created_by_id is None
    assert enquiry.contact.name == "Петя Хлебарова"
    assert enquiry.contact.phone == "042 603 526"
    assert enquiry.contact.organisation.name == "Топъл хляб ЕООД"
    assert [item.text for item in enquiry.questions] == [f"{QUESTION} Чух за BG16RFPR001-1.012."]
    assert enquiry.questions[0].procedure_code == "BG16RFPR001-1.012"
    names = db.session.scalars(select(Attachment.name).order_by(Attachment.id)).all()
    assert names == ["Оферта.pdf", "снимка.png"]
    assert sent.headers["Location"] == f"{site}/ask/sent/{enquiry.public_token}"


@pytest.mark.parametrize(("site", "language"), [("", "bg"), ("/en", "en")])
def test_the_person_learns_the_number_the_day_and_the_link(
    client: Client, frozen_clock: FrozenClock, letters: Callable, site: str, language: str
) -> None:
    page = client.get(ask(client, frozen_clock, site=site).headers["Location"], status=200)
    (enquiry,) = _enquiries()
    assert enquiry.reference in page.words
    day = f"{enquiry.due_on:%d.%m.%Y} г." if language == "bg" else "19 March 2026"
    assert day in page.words
    case = f"{site}/case/{enquiry.public_token}"
    assert page.find("a", href=case)
    assert client.get(case, status=200)
    (letter,) = letters(kind="acknowledgement", to="petya@example.bg")
    assert letter.language == language
    assert enquiry.reference in letter.body_text
    assert f"http://localhost{case}" in letter.body_text


@pytest.mark.parametrize("site", ["", "/en"])
def test_what_happens_with_personal_data_is_said_before_the_button(
    client: Client, site: str
) -> None:
    page = client.get(f"{site}/ask", status=200)
    parts = list(page.form().element.iter())
    told = page.find("a", href=f"{site}/privacy")
    button = next(part for part in reversed(parts) if part.tag == "button")
    assert any(link in parts and parts.index(link) < parts.index(button) for link in told)
    boxes = page.find("input", type="checkbox")
    assert not [box for box in boxes if "required" in box.attrib], "it informs, it begs no consent"
    client.get(f"{site}/privacy", status=200)


def test_the_page_after_sending_is_kept_from_others(
    client: Client, frozen_clock: FrozenClock
) -> None:
    page = client.get(ask(client, frozen_clock).headers["Location"])
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "no-store" in page.headers["Cache-Control"]
    client.get("/ask/sent/nobody-has-this", status=404)


def test_a_phone_alone_is_enough(
    client: Client, frozen_clock: FrozenClock, letters: Callable
) -> None:
    sent = ask(client, frozen_clock, status=303, email="", phone="0888 123 456")
    assert "ще Ви се обади" in client.get(sent.headers["Location"]).words
    assert not letters()


@pytest.mark.parametrize("municipality", ["", "outside"])
def test_people_from_elsewhere_and_those_who_do_not_say_are_welcome(
    client: Client, frozen_clock: FrozenClock, municipality: str
) -> None:
    ask(client, frozen_clock, status=303, municipality=municipality)
    assert _enquiries()[0].municipality is None


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"name": " "}, "name", "Напишете името си"),
        ({"email": ""}, "email", "Напишете имейл или телефон"),
        ({"email": "petya@"}, "email", "Това не е имейл адрес"),
        ({"email": "", "phone": "12"}, "phone", "Това не е телефонен номер"),
        ({"client_type": None}, "client_type-0", "Изберете едно"),
        ({"question": "  "}, "question", "Напишете въпроса си"),
        ({"question": "а" * 10_001}, "question", "съкратете текста"),
        ({"name": "а" * 201}, "name", "съкратете текста"),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_nothing_typed_is_lost(
    client: Client, frozen_clock: FrozenClock, fields: dict[str, str], field: str, words: str
) -> None:
    page = ask(client, frozen_clock, status=422, organisation="Топъл хляб", **fields)
    assert not _enquiries()
    assert len(page.find(class_="error-summary")) == 1
    assert page.find("a", href=f"#{field}")
    assert words in page.words
    assert page.find("title")[0].text.startswith("Грешка: ")
    kept = filled(organisation="Топъл хляб", **fields)
    assert _value(page, "organisation") == "Топъл хляб"
    assert (page.find("textarea", id="question")[0].text or "").strip() == kept["question"].strip()
    assert _value(page, "name") == kept["name"].strip()
    chosen = [item.get("value") for item in page.find("input", checked="")]
    assert chosen == ([kept["client_type"]] if kept["client_type"] else [])


def test_good_files_need_not_be_chosen_again(client: Client, frozen_clock: FrozenClock) -> None:
    page = ask(
        client,
        frozen_clock,
        status=422,
        files={"Оферта.pdf": PDF, "снимка.png": PNG, "лошо.pdf": b"MZ\0"},
    )
    assert "„лошо.pdf“" in page.words
    kept = page.find("input", name="kept")
    assert len(kept) == 2
    assert "Оферта.pdf" in page.words
    assert not _enquiries()
    without_picture = [kept[0].get("value")]
    client.submit(page, status=303, **filled(), kept=without_picture)
    assert db.session.scalars(select(Attachment.name)).all() == ["Оферта.pdf"]
    with store.open_file(db.session.scalars(select(Attachment)).one().file) as file:
        assert file.read() == PDF


def test_nobody_gets_at_a_file_that_another_form_left(
    client: Client, frozen_clock: FrozenClock
) -> None:
    mine = ask(client, frozen_clock, name="", files={"Оферта.pdf": PDF}, status=422)
    token = mine.find("input", name="kept")[0].get("value")
    other = client.get("/ask")
    frozen_clock.move(seconds=60)
    data = {**other.form().values(), **filled(), "kept": token}
    client.post("/ask", data, status=303)
    assert not db.session.scalars(select(Attachment)).all()


def test_a_file_that_was_kept_too_long_is_asked_for_again(
    app: Flask, client: Client, frozen_clock: FrozenClock
) -> None:
    page = ask(client, frozen_clock, name="", files={"Оферта.pdf": PDF}, status=422)
    for path in app.config["OIC"].files_dir.glob("*/*/*"):
        path.unlink()
    page = client.submit(page, status=422, **filled())
    assert "изберете го отново" in page.words
    assert _value(page, "name") == "Петя Хлебарова"
    client.submit(page, status=303)


def test_files_beyond_the_total_are_named_and_the_text_is_kept(
    client: Client,
    frozen_clock: FrozenClock,
    change_settings: Callable[..., Settings],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "MEGABYTE", 10_000)
    change_settings(upload_megabytes=1)
    big = PDF + b" " * 6_000
    page = ask(client, frozen_clock, files={"1.pdf": big, "2.pdf": big + b" "}, status=422)
    assert "„2.pdf“: общо файловете са по-големи от 1 MB" in page.words
    assert QUESTION in page.words


def test_too_many_files_are_named_in_one_sentence_and_the_limit_is_said_before(
    client: Client, frozen_clock: FrozenClock
) -> None:
    page = client.get("/en/ask", status=200)
    assert f"Up to {store.MOST_FILES} files" in page.words
    frozen_clock.move(seconds=60)
    files = {f"{number}.pdf": PDF + bytes([number]) for number in range(store.MOST_FILES + 3)}
    again = client.submit(page, status=422, **filled(files))
    (said,) = again.find(class_="error-summary")
    words = "".join(said.itertext())
    assert words.count("files can be sent at once") == 1
    assert "10.pdf, 11.pdf, 12.pdf" in words


def test_sent_twice_is_one_question(client: Client, frozen_clock: FrozenClock) -> None:
    page = client.get("/ask")
    frozen_clock.move(seconds=60)
    first = client.submit(page, status=303, **filled())
    second = client.submit(page, status=303, **filled())
    assert first.headers["Location"] == second.headers["Location"]
    assert len(_enquiries()) == 1


def test_two_clicks_at_the_same_moment_are_one_question(own_app: Flask) -> None:
    client = Client(own_app)
    page = client.get("/en/ask")
    data = page.form().fill(**filled())
    data["token"] = _old_token(page.find("input", name="token")[0].get("value", ""))
    cookie = client.raw.get_cookie("oic")

    def click(_: int) -> str:
        browser = own_app.test_client()
        browser.set_cookie("oic", cookie.value)
        return str(browser.post("/en/ask", data=data).headers["Location"])

    with ThreadPoolExecutor(4) as pool:
        places = set(pool.map(click, range(8)))
    assert len(places) == 1
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Enquiry)) == 1


def _old_token(signed: str) -> str:
    """The same token as if its form had been shown a minute earlier: the clock runs here."""
    found = FormToken.read("ask", signed)
    return replace(found, shown_at=found.shown_at - 60).signed("ask")


def test_a_form_left_open_overnight_in_a_closed_browser_still_works(
    client: Client, frozen_clock: FrozenClock
) -> None:
    page = client.get("/ask")
    frozen_clock.move(hours=14)
    client.raw.delete_cookie("oic")
    again = client.submit(page, status=422, **filled({"Оферта.pdf": PDF}))
    assert QUESTION in again.words
    assert "„Оферта.pdf“: " in again.words, "it is to be chosen again"
    client.submit(again, status=303, files=uploads({"Оферта.pdf": PDF}))
    assert len(_enquiries()) == 1
    assert db.session.scalars(select(Attachment.name)).all() == ["Оферта.pdf"]


def test_a_page_older_than_its_session_says_so_and_keeps_the_text(
    client: Client, frozen_clock: FrozenClock
) -> None:
    page = client.get("/ask")
    frozen_clock.move(hours=14)
    with client.raw.session_transaction() as session:
        session["csrf_token"] = "of another day"
    again = client.submit(page, status=422, **filled())
    assert "беше отворена твърде дълго. Нищо не е загубено" in again.words
    assert QUESTION in again.words


OURS = ({"Origin": "http://localhost"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"})
ELSEWHERE = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    {},
)


def _without_cookies(client: Client, page: Page, headers: dict[str, str], status: int) -> Page:
    data = {**page.form().values(), **filled()}
    client.raw.delete_cookie("oic")
    return client.post("/ask", data, csrf=False, headers=headers, status=status)


@pytest.mark.parametrize("headers", OURS)
def test_a_browser_that_keeps_no_cookies_gets_its_question_through(
    client: Client, frozen_clock: FrozenClock, headers: dict[str, str]
) -> None:
    page = client.get("/ask")
    frozen_clock.move(seconds=FASTEST_HUMAN)
    _without_cookies(client, page, headers, 303)
    assert len(_enquiries()) == 1


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_without_cookies_another_site_sends_nothing_and_people_learn_why(
    client: Client, frozen_clock: FrozenClock, headers: dict[str, str], settings: Settings
) -> None:
    page = client.get("/ask")
    frozen_clock.move(seconds=FASTEST_HUMAN)
    again = _without_cookies(client, page, headers, 422)
    (said,) = again.find(class_="error-summary")
    assert settings.centre_phone in "".join(said.itertext())
    assert again.find("textarea")[0].text.strip() == QUESTION
    assert not _enquiries()


def test_without_cookies_a_form_that_was_never_shown_is_asked_about(client: Client) -> None:
    page = client.post("/ask", filled(), csrf=False, headers=OURS[0], status=422)
    assert "Моля, натиснете бутона още веднъж" in page.words
    assert not _enquiries()


def test_no_other_site_can_send_the_form(client: Client, frozen_clock: FrozenClock) -> None:
    page = client.get("/ask")
    frozen_clock.move(seconds=60)
    data = {name: value for name, value in page.form().values().items() if name != "csrf_token"}
    client.post("/ask", {**data, **filled()}, csrf=False, status=422)
    assert not _enquiries()


@pytest.mark.parametrize(
    ("seconds", "fields"),
    [(FASTEST_HUMAN - 1, {}), (60, {"website": "https://spam.example"})],
    ids=["too fast", "filled in what people do not see"],
)
def test_a_suspected_robot_is_asked_and_a_person_gets_through(
    client: Client, frozen_clock: FrozenClock, seconds: float, fields: dict[str, str]
) -> None:
    page = ask(client, frozen_clock, seconds=seconds, status=422, files={"a.pdf": PDF}, **fields)
    assert "натиснете бутона още веднъж" in page.words
    assert "„a.pdf“: " in page.words, "it is to be chosen again"
    assert not _enquiries()
    sent = client.submit(page, status=303, files=uploads({"a.pdf": PDF}))
    assert len(_enquiries()) == 1
    assert db.session.scalars(select(Attachment.name)).all() == ["a.pdf"]
    client.get(sent.headers["Location"], status=200)


@pytest.mark.parametrize(
    ("seconds", "wrong"),
    [
        (60, {"website": "https://spam.example"}),
        (60, {"csrf_token": "x"}),
        (60, {"token": "x"}),
        (60, {"website": "https://spam.example", "name": ""}),
        (FASTEST_HUMAN - 1, {}),
    ],
    ids=["in the trap", "another site", "without the form", "in the trap, a mistake", "too fast"],
)
def test_what_a_robot_or_another_site_sends_is_not_stored(
    client: Client,
    frozen_clock: FrozenClock,
    settings: Settings,
    seconds: float,
    wrong: dict[str, str],
) -> None:
    page = client.get("/ask")
    frozen_clock.move(seconds=seconds)
    data = {**page.form().values(), **filled({"a.pdf": PDF}), **wrong}
    client.post("/ask", data, status=422)
    assert not list(settings.files_dir.glob("*/*/*"))


def test_who_is_quick_and_makes_a_mistake_keeps_the_files(
    client: Client, frozen_clock: FrozenClock
) -> None:
    page = ask(client, frozen_clock, seconds=1, name="", files={"a.pdf": PDF}, status=422)
    frozen_clock.move(seconds=5)
    client.submit(page, status=303, name="Петя")
    assert db.session.scalars(select(Attachment.name)).all() == ["a.pdf"]


def test_a_form_that_was_never_shown_is_asked_about(
    client: Client, frozen_clock: FrozenClock
) -> None:
    page = client.post("/ask", filled(), status=422)
    assert "натиснете бутона още веднъж" in page.words
    client.submit(page, status=303)


def test_the_trap_tells_people_to_leave_it(client: Client) -> None:
    page = client.get("/ask")
    (trap,) = page.find("input", name="website")
    assert trap.get("tabindex") == "-1"
    assert "Оставете това поле празно" in page.words


def test_a_flood_from_one_address_is_stopped_and_the_text_kept(
    client: Client, frozen_clock: FrozenClock, settings: Settings
) -> None:
    for number in range(20):
        ask(client, frozen_clock, seconds=5, status=303, email=f"p{number}@example.bg")
    page = ask(client, frozen_clock, seconds=5, status=429)
    assert "042/603 526" in page.words
    assert QUESTION in page.words
    assert len(_enquiries()) == 20
    page = ask(client, frozen_clock, seconds=5, status=429, files={"a.pdf": PDF})
    assert "„a.pdf“: " in page.words, "it is to be chosen again"
    assert not list(settings.files_dir.glob("*/*/*"))
    frozen_clock.move(hours=1)
    client.submit(page, status=303, files=uploads({"a.pdf": PDF}))
    assert len(list(settings.files_dir.glob("*/*/*"))) == 1


def test_one_address_cannot_fill_the_disk(
    client: Client,
    frozen_clock: FrozenClock,
    settings: Settings,
    change_settings: Callable[..., Settings],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "MEGABYTE", 10_000)
    monkeypatch.setattr(submitted, "_FULL_FORMS_AN_HOUR", 1)
    change_settings(upload_megabytes=2)
    big = PDF + b" " * 11_000
    ask(client, frozen_clock, name="", status=422, files={"1.pdf": big})
    page = ask(client, frozen_clock, name="", status=422, files={"2.pdf": big + b" "})
    assert "„2.pdf“: " in page.words, "it is to be chosen again"
    assert len(list(settings.files_dir.glob("*/*/*"))) == 1
    frozen_clock.move(hours=1)
    client.submit(page, status=303, **filled({"2.pdf": big + b" "}))
    assert db.session.scalars(select(Attachment.name)).all() == ["2.pdf"]


def test_one_email_address_cannot_be_flooded_with_letters(
    client: Client, frozen_clock: FrozenClock, letters: Callable
) -> None:
    for number in range(6):
        ask(client, frozen_clock, seconds=5, status=303, email=f"{'Pp'[number % 2]}@example.bg")
    ask(client, frozen_clock, seconds=5, status=429, email="p@example.bg")
    assert len(letters()) == 6


def test_the_sentence_above_the_button_follows_the_centres_rule(client: Client) -> None:
    assert "отговор – до 7 работни дни" in client.get("/ask").words
    assert "an answer within 7 working days" in client.get("/en/ask").words


def test_looking_at_the_form_changes_nothing(client: Client, count_queries: Callable) -> None:
    with count_queries() as queries:
        client.get("/ask", status=200)
    assert not [one for one in queries.statements if not one.lstrip().startswith("SELECT")]


def test_a_known_person_is_recognised(client: Client, frozen_clock: FrozenClock) -> None:
    ask(client, frozen_clock)
    ask(client, frozen_clock)
    first, second = _enquiries()
    assert first.contact_id == second.contact_id
    assert first.state is State.NEW
    assert first.received_at.date() == today()
