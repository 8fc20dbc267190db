"""The letter on the wire: what a reader's program, a spam filter and a reply get to see."""

import email
import email.policy
import os
from collections.abc import Callable
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from config import Settings
from oic.core import clock
from oic.core.db import transaction
from oic.core.errors import Refused
from oic.mail.addresses import reply_address, verify_reply_address
from oic.mail.message import POLICY, Unsendable, compose
from oic.mail.models import Letter
from tests.factories.files import put
from tests.factories.mail import make_letter
from tests.files.samples import MAIL

GOLDEN = Path(__file__).parent / "golden"
BODY_BG = """\
Уважаема г-жо Петрова,

благодарим Ви за въпроса. Приемът по процедура BG16RFPR001-1.012 е отворен до 30.04.2026 г., \
17:00 ч.:

- Условия: https://www.eufunds.bg/bg/opseig/term/578.
- Въпроси: до oic@oic.example.bg (не по-късно от 3 седмици преди срока)
- Чл. 12, ал. 3 и „Насоките“ <раздел 5> & приложенията

1. Проверете дали сте допустим кандидат.
2. Подгответе ЕИК и КЕП.

> Може ли да кандидатства читалище?
> - в Раднево

С уважение,
Елена Експертова"""
BODY_EN = """\
Dear Mr O'Neill,

we have received your question under number 2026-000123 (see http://localhost/en/q/abc).

Kind regards,
the centre"""

CALENDAR = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Tests//BG\r
METHOD:REQUEST\r
BEGIN:VEVENT\r
UID:visit-1@oic.example.bg\r
SUMMARY:Консултация\\, Областен инфо\r
 рмационен център\r
END:VEVENT\r
END:VCALENDAR\r
"""


def wire(letter: Letter) -> bytes:
    """The bytes that leave."""
    return compose(letter, clock.now()).as_bytes(policy=POLICY)


def parsed(letter: Letter) -> EmailMessage:
    """The letter as a reader's program sees it."""
    return email.message_from_bytes(wire(letter), policy=email.policy.default)


def shown(content: bytes) -> str:
    """A message with its parts decoded, for a golden file that people can read."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    lines = [content.partition(b"\r\n\r\n")[0].decode("ascii").replace("\r\n", "\n"), ""]
    lines += [
        f"{name} is read as: {read(content, name)}"
        for name in ("From", "To", "Reply-To", "Subject")
        if message[name]
    ]
    for part in message.walk():
        lines += ["", f"=== {part.get_content_type()}"]
        if part.get_filename():
            lines.append(f"filename: {part.get_filename()}")
        elif not part.is_multipart():
            lines.append(part.get_content())
    return "\n".join(lines).replace("\r\n", "\n")


def read(content: bytes, name: str) -> str:
    """A header decoded by RFC 2047 (the newer parser puts spaces between a name's words)."""
    raw = email.message_from_bytes(content)[name].replace("\r\n", "")
    return str(make_header(decode_header(raw)))


@pytest.fixture
def fixed_id(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Message-ID is not random."""
    monkeypatch.setattr("secrets.token_hex", lambda _: "0123456789abcdef" * 2)


@pytest.mark.usefixtures("fixed_id")
@pytest.mark.parametrize("name", ["answer_bg", "acknowledgement_en"])
def test_the_exact_letter(app: object, name: str) -> None:
    del app
    if name == "answer_bg":
        with transaction():
            kept = put("насоки".encode(), "насоки за кандидатстване.txt")
        letter = make_letter(
            text=BODY_BG,
            to_name="Петрова, Ани",
            subject=(
                "Отговор на запитване 2026-000123: може ли читалище да кандидатства по процедурата"
            ),
            reply_token="a1b2c3d4e5f60718",
            in_reply_to=["<first@mail.example.bg>", "<second@mail.example.bg>"],
            attachments=[(kept, "Насоки за кандидатстване, изменение № 2.txt")],
        )
    else:
        letter = make_letter(
            kind="acknowledgement",
            text=BODY_EN,
            to_name="Seán O'Neill",
            to_email="sean@example.ie",
            subject="We have received your question",
            language="en",
            automatic=True,
            reply_token="a1b2c3d4e5f60718",
        )
    found = shown(wire(letter))
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


@pytest.mark.usefixtures("app")
def test_the_wire_is_plain_ascii_in_lines_that_every_server_carries() -> None:
    letter = make_letter(text="дълъг ред " * 500, subject="Щ" * 300, to_name='Ю, "Я" ' * 20)
    content = wire(letter)
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    header = content.partition(b"\r\n\r\n")[0]
    assert max(map(len, header.split(b"\r\n"))) <= 78
    assert len(parsed(letter)["Subject"]) == 200


@pytest.mark.usefixtures("app")
def test_the_same_letter_has_the_same_bytes_when_it_is_sent_again() -> None:
    letter = make_letter()
    assert wire(letter) == wire(letter)


@pytest.mark.usefixtures("app")
@examples(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None
)
@given(name=st.text(max_size=120), subject=st.text(max_size=300), text=st.text(max_size=400))
def test_nothing_that_people_type_adds_a_header_or_a_recipient(
    name: str, subject: str, text: str
) -> None:
    message = parsed(make_letter(to_name=name, subject=subject, text=text))
    assert [address.addr_spec for address in message["To"].addresses] == ["ani@example.bg"]
    assert set(message.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "Content-Language"),
        *("MIME-Version", "Content-Type"),
    }


@pytest.mark.usefixtures("app")
def test_a_comma_in_a_name_does_not_make_two_recipients() -> None:
    name = "Петрова-Александрова, д-р Анна-Мария (Стара Загора), читалище „Родина – 1860“"
    letter = make_letter(to_name=name)
    assert len(parsed(letter)["To"].addresses) == 1
    assert read(wire(letter), "To") == f"{name} <ani@example.bg>"


@pytest.mark.usefixtures("app")
def test_a_long_thread_stays_a_thread() -> None:
    ids = [f"<{'x' * 90}{number}@mail.example.bg>" for number in range(40)]
    message = parsed(make_letter(in_reply_to=[*ids, "garbage", "<a b@c>"]))
    assert message["In-Reply-To"] == ids[-1]
    assert message["References"].split() == [ids[0], *ids[-19:]]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    "address", ["", "ani", "a@b, c@d", "a@b\r\nBcc: c@d", "a b@c.bg", "<a@b.bg>", "a@b@c"]
)
def test_what_is_not_one_address_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        make_letter(to_email=address)


@pytest.mark.usefixtures("app")
def test_a_bulgarian_domain_is_reached() -> None:
    (address,) = parsed(make_letter(to_email="info@община.бг"))["To"].addresses
    assert address.addr_spec == "info@xn--80abvuc1e.xn--90ae"


@pytest.mark.usefixtures("app")
def test_a_lost_file_is_said_and_not_sent_without(settings: Settings) -> None:
    with transaction():
        kept = put(b"text", "a.txt")
    letter = make_letter(attachments=[(kept, "a.txt")])
    for path in settings.files_dir.rglob("*"):
        if path.is_file():
            path.unlink()
    with pytest.raises(Unsendable):
        compose(letter, clock.now())


@pytest.mark.usefixtures("app")
def test_a_message_that_goes_with_the_letter_arrives_as_it_was_kept() -> None:
    with transaction():
        kept = put(MAIL, "писмо.eml")
    (part,) = parsed(make_letter(attachments=[(kept, "писмо.eml")])).iter_attachments()
    assert part.get_content_type() == "application/octet-stream", "RFC 2046, 5.2.1"
    assert part["Content-Transfer-Encoding"] == "base64"
    assert part.get_filename() == "писмо.eml"
    assert part.get_content() == MAIL


@pytest.mark.usefixtures("app")
def test_a_reply_finds_its_way_and_a_made_up_one_does_not() -> None:
    address = reply_address("a1b2c3d4e5f60718")
    assert verify_reply_address(address) == "a1b2c3d4e5f60718"
    assert verify_reply_address(f"<{address.upper()}>") == "A1B2C3D4E5F60718"
    assert verify_reply_address(address.replace("a1b2", "a1b3")) is None
    assert verify_reply_address("oic+a1b2c3d4e5f60718@oic.example.bg") is None
    assert verify_reply_address("oic@oic.example.bg") is None
    assert verify_reply_address("oic+@oic.example.bg") is None
    assert verify_reply_address("oic+ж@oic.example.bg") is None
    assert reply_address("") == "oic@oic.example.bg"


@pytest.mark.usefixtures("app")
def test_a_letter_written_by_a_person_does_not_say_that_a_program_wrote_it() -> None:
    assert "Auto-Submitted" not in parsed(make_letter())
    assert parsed(make_letter(automatic=True))["Auto-Submitted"] == "auto-generated"


@pytest.mark.usefixtures("app")
def test_the_footer_follows_the_settings(change_settings: Callable[..., Settings]) -> None:
    change_settings(cofinancing_bg="", centre_phone="042/111")
    letter = make_letter()
    assert "\n\n-- \nОбластен информационен център" in letter.body_text
    assert "тел. 042/111 · oic@oic.example.bg" in letter.body_text
    assert "съфинансирана" not in letter.body_text + letter.body_html
    assert "tel. 042/111" in make_letter(language="en").body_text


@pytest.mark.usefixtures("app")
def test_a_calendar_part_is_the_last_of_the_alternatives_and_keeps_its_bytes() -> None:
    with transaction():
        kept = put(b"%PDF-1.4", "покана.pdf")
    letter = make_letter(calendar=("REQUEST", CALENDAR), attachments=[(kept, "покана.pdf")])
    content = compose(letter, letter.created_at).as_bytes(policy=POLICY)
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    message = email.message_from_bytes(content, policy=email.policy.default)
    body, attached = message.iter_parts()
    assert body.get_content_type() == "multipart/alternative"
    plain, html, calendar = body.iter_parts()
    assert [part.get_content_type() for part in (plain, html, calendar)] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert dict(calendar["Content-Type"].params) == {"method": "REQUEST", "charset": "utf-8"}
    assert calendar["Content-Transfer-Encoding"] in {"base64", "quoted-printable"}
    assert calendar.get_content_disposition() is None, "beside the text, not a file to open"
    assert calendar.get_payload(decode=True).decode() == CALENDAR
    assert attached.get_filename() == "покана.pdf"
    again = compose(letter, letter.created_at).as_bytes(policy=POLICY)
    assert again == content, "sent again it is the same letter"


@pytest.mark.usefixtures("app")
def test_a_letter_without_a_calendar_part_has_none() -> None:
    message = parsed(make_letter())
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("method", ["CANCEL", "REQUEST\r\nX", "request", ""])
def test_a_calendar_part_under_another_method_is_not_queued(method: str) -> None:
    with pytest.raises(ValueError, match="calendar part"):
        make_letter(calendar=(method, CALENDAR))


@pytest.mark.usefixtures("app")
def test_a_word_in_an_entry_is_not_taken_for_its_method() -> None:
    text = CALENDAR.replace("SUMMARY:", r"SUMMARY:x\nMETHOD:CANCEL\n")
    with pytest.raises(ValueError, match="calendar part"):
        make_letter(calendar=("CANCEL", text))
