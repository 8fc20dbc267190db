"""What the desk sees of letters that came in, and what it can decide about them."""

from sqlalchemy import func, select

from oic.core.db import db, transaction
from oic.enquiries.actions.life import client_wrote
from oic.enquiries.models import Enquiry, EntryKind, SetAside, State
from oic.enquiries.queries import one
from oic.enquiries.queries.clients import asked_by
from oic.enquiries.queries.register import Filters, count
from oic.mail.models import IncomingState, LetterState
from oic.reports.queries.workload import weeks
from tests.factories.clients import make_contact
from tests.factories.enquiries import make_enquiry
from tests.factories.incoming import come_in, enquiry_of, letter, link_of
from tests.factories.raw_mail import PNG

QUOTED = (
    "Кога отваря?\n\nНа пн, 5.10.2026 г. в 10:12 ОИЦ <oic@example.bg> написа:\n\n> Старото писмо\n"
)


def page_of(enquiry: Enquiry) -> str:
    return f"/desk/enquiries/{enquiry.reference}"


def test_the_new_text_stands_first_and_what_is_quoted_is_folded(app, as_expert):
    enquiry = enquiry_of(come_in(letter(QUOTED)))

    page = as_expert.get(page_of(enquiry), status=200)

    (fold,) = [one for one in page.find("details") if "Старото писмо" in "".join(one.itertext())]
    assert fold.get("open") is None
    assert "Кога отваря?" in page.words


def test_the_letter_is_shown_as_sent_and_loads_nothing_from_elsewhere(app, as_expert):
    html = (
        '<h1>Здравейте</h1><p onclick="x()">Въпрос</p><img src="https://spy.example/1.gif">'
        "<script>alert(1)</script>"
    )
    row = come_in(letter("Въпрос", html=html))
    link = f"/desk/incoming/{row.id}/html"
    assert link in as_expert.get(page_of(enquiry_of(row))).text

    page = as_expert.get(link, status=200)

    assert "Здравейте" in page.words
    assert "spy.example" not in page.text
    assert "alert" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "script-src" not in page.headers["Content-Security-Policy"]


def test_a_picture_inside_the_letter_is_shown(app, as_expert):
    raw = (
        b"From: ivan@example.bg\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/html\r\n\r\n"
        b'<p>x</p><img src="cid:logo">\r\n'
        b"--b\r\nContent-Type: image/png\r\nContent-ID: <logo>\r\n\r\n" + PNG + b"\r\n--b--\r\n"
    )
    row = come_in(raw)

    assert f"/desk/incoming/{row.id}/files/0" in as_expert.get(f"/desk/incoming/{row.id}/html").text
    picture = as_expert.get(f"/desk/incoming/{row.id}/files/0", status=200)
    assert picture.headers["Content-Type"] == "image/png"
    assert as_expert.get(f"/desk/incoming/{row.id}/files/7").status_code == 404


def test_the_raw_letter_can_be_saved_to_the_byte(app, as_expert):
    raw = letter()
    row = come_in(raw)

    got = as_expert.get(f"/desk/incoming/{row.id}/raw", status=200)

    assert got.data == raw
    got.close()


def test_one_click_joins_a_letter_to_the_enquiry_that_it_belongs_to(app, as_expert):
    first = enquiry_of(come_in(letter(subject="Първо")))
    row = come_in(letter("Още нещо", subject="Второ", files=(("план.pdf", b"%PDF-1.4 x"),)))
    second = enquiry_of(row)
    page = as_expert.get(page_of(second))
    assert first.reference in page.words

    answer = as_expert.submit(page, "may-join")

    assert answer.location.endswith(first.reference)
    db.session.expire_all()
    said = one.last_entry(first, EntryKind.CLIENT_MESSAGE)
    assert said.body == "Още нещо"
    assert [one.name for one in said.attachments] == ["план.pdf"]
    assert second.state is State.CLOSED
    assert count(Filters()) == 1
    assert first.reference in as_expert.get(page_of(second)).words
    third = come_in(letter("И още", In_Reply_To=row.message_id))
    assert third.about_id == first.id


def test_what_does_not_belong_together_can_stay_apart(app, as_expert):
    come_in(letter(subject="Първо"))
    row = come_in(letter(subject="Второ"))
    page = as_expert.get(page_of(enquiry_of(row)))

    as_expert.submit(page, "apart")

    db.session.expire_all()
    assert link_of(row).may_belong_to_id is None


def test_an_enquiry_is_not_joined_to_nothing_or_to_itself(app, as_expert):
    enquiry = enquiry_of(come_in(letter()))
    page = as_expert.get(page_of(enquiry))

    none = as_expert.submit(page, "join-form", into="2026-999999")
    itself = as_expert.submit(page, "join-form", into=enquiry.reference)

    assert none.status_code == itself.status_code == 422
    assert "2026-999999" in none.text
    assert db.session.scalar(select(func.count()).select_from(SetAside)) == 0


def test_junk_is_counted_nowhere_writes_to_nobody_and_comes_back_by_a_button(
    app, as_expert, letters
):
    row = come_in(letter("Купете сега!"))
    enquiry = enquiry_of(row)

    as_expert.submit(as_expert.get(page_of(enquiry)), "/junk")

    db.session.expire_all()
    assert (row.state, enquiry.state) == (IncomingState.JUNK, State.CLOSED)
    assert [one.state for one in letters(kind="acknowledgement")] == [LetterState.CANCELLED]
    assert count(Filters()) == 0
    assert enquiry.reference in as_expert.get("/desk/enquiries?aside=junk").words
    page = as_expert.get(page_of(enquiry))

    as_expert.submit(page, "call-back")

    db.session.expire_all()
    assert (row.state, enquiry.state) == (IncomingState.FILED, State.REOPENED)
    assert count(Filters()) == 1


def test_what_a_colleague_registered_is_no_junk(app, as_expert):
    enquiry = make_enquiry(created_by_id=as_expert.user.id)

    assert "/junk" not in as_expert.get(page_of(enquiry)).text


def test_a_stranger_is_taken_into_the_clients_as_the_letter_says(app, as_expert):
    row = come_in(
        letter(
            "Има ли ваучери?\n\nС уважение,\nПетя Иванова\n„Хляб и Ко“ ЕООД\nтел. 0888 123 456",
            sender="office@hlyab.example.bg",
        )
    )
    enquiry = enquiry_of(row)
    page = as_expert.get(page_of(enquiry))
    assert "Петя Иванова" in page.words

    as_expert.submit(page, "stranger-form", client_name="Петя Иванова-Колева")

    db.session.expire_all()
    assert enquiry.contact.name == "Петя Иванова-Колева"
    assert enquiry.contact.email == "office@hlyab.example.bg"
    assert enquiry.organisation.name == "„Хляб и Ко“ ЕООД"
    assert "stranger-form" not in as_expert.get(page_of(enquiry)).text


def test_a_bulletin_is_kept_and_can_become_an_enquiry(app, as_expert):
    files = (("брой 41.pdf", b"%PDF-1.4 x"),)
    given = {"List_Unsubscribe": "<mailto:x@example.bg>", "subject": "Бюлетин"}
    row = come_in(letter(files=files, **given))
    assert row.state is IncomingState.NOTED
    page = as_expert.get("/desk/incoming", status=200)
    assert "Бюлетин" in page.words

    as_expert.submit(as_expert.get(f"/desk/incoming/{row.id}"), "register")

    db.session.expire_all()
    assert row.state is IncomingState.FILED
    assert enquiry_of(row).subject == "Бюлетин"
    said = one.last_entry(enquiry_of(row), EntryKind.CLIENT_MESSAGE)
    assert [file.name for file in said.attachments] == ["брой 41.pdf"]


def test_a_stranger_to_the_desk_reads_no_letter(app, client, as_administrator):
    row = come_in(letter())

    for path in ("", "/raw", "/html", "/files/0"):
        assert as_administrator.get(f"/desk/incoming/{row.id}{path}").status_code == 403
        assert client.get(f"/desk/incoming/{row.id}{path}").status_code in {302, 303}


def test_junk_and_what_was_joined_is_in_no_figure(app, as_expert):
    contact = make_contact(emails=("ivan@example.bg",))
    stays = enquiry_of(come_in(letter(subject="Първо")))
    goes = enquiry_of(come_in(letter(subject="Второ")))
    spam = enquiry_of(come_in(letter("Купете", sender="sale@example.bg")))
    assert sum(week.received for week in weeks()) == 3
    as_expert.submit(as_expert.get(page_of(goes)), "may-join")
    as_expert.submit(as_expert.get(page_of(spam)), "/junk")

    db.session.expire_all()
    assert sum(week.received for week in weeks()) == 1
    assert asked_by(contact).total == 1
    assert [one.id for one in asked_by(contact).enquiries] == [stays.id]


def test_who_writes_on_in_what_was_set_aside_is_not_overlooked(app, as_expert):
    enquiry = enquiry_of(come_in(letter("Купете")))
    as_expert.submit(as_expert.get(page_of(enquiry)), "/junk")

    with transaction():
        client_wrote(one.locked(enquiry.id), "Не, това е истински въпрос.")

    assert count(Filters(open_only=True)) == 1
