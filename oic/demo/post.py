"""Yesterday's post of the demonstration: letters of every kind, through the door of real ones."""

from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from email.message import EmailMessage

from sqlalchemy import select

from oic.centre import queries as centre
from oic.core import clock
from oic.core.db import db, end_reading
from oic.enquiries.models import OPEN_STATES, Enquiry, State
from oic.mail import filing
from oic.mail.fetching.receiving import take_in
from oic.mail.models import Letter, LetterState
from oic.web.pages import settings

_PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFUlEQVR42mOQtUnBihiGloRFwE+siAEAD8tLAcqTj2MA"
    "AAAASUVORK5CYII="
)
_PLAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_HTML = """<html><body style="font-family:Calibri">
<p>Здравейте,</p>
<p>Имаме пекарна в Гурково с 14 души и искаме да сменим <b>двете пещи</b>. Има ли отворена процедура
и какво ни трябва, за да кандидатстваме? Прилагам краткото ни описание.</p>
<p>С уважение,<br>Стоянка Дечева<br>управител<br>„Златен клас“ ЕООД<br>тел. 0888 555 014<br>
<img src="cid:logo" alt="Златен клас"></p>
<img src="https://tracker.example/open.gif" width="1" height="1" alt=""></body></html>"""
_SIGNED = """Здравейте,

Имаме пекарна в Гурково с 14 души и искаме да сменим двете пещи. Има ли отворена процедура и
какво ни трябва, за да кандидатстваме? Прилагам краткото ни описание.

С уважение,
Стоянка Дечева
управител
„Златен клас“ ЕООД
тел. 0888 555 014
"""


def deliver() -> None:
    """Take the post in, with the clock held at the last working day before today."""
    calendar = centre.calendar()
    day = clock.today() - timedelta(days=1)
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    moment = clock.local_instant(day, time(9, 5))
    letters = list(_letters(moment))
    end_reading()
    for number, raw in enumerate(letters):
        at = moment + timedelta(minutes=23 * number)
        with clock.frozen(at):
            filing.file_one(take_in(raw, arrived_at=at))


def _letter(  # noqa: PLR0913 - one letter, all by keyword
    number: int,
    *,
    sender: str,
    subject: str,
    text: str,
    at: datetime,
    html: str = "",
    charset: str = "utf-8",
    **headers: str,
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = settings().centre_email
    message["Subject"] = subject
    message["Date"] = clock.local(at)
    message["Message-ID"] = f"<post-{number}@poshta.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text, charset=charset)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def _letters(at: datetime) -> Iterator[bytes]:
    stranger = _letter(
        1,
        sender="Стоянка Дечева <office@zlatenklas.example>",
        subject="Нови пещи за пекарна",
        text=_SIGNED,
        html=_HTML,
        at=at,
    )
    html = stranger.get_payload(1)
    html.add_related(_PICTURE, "image", "png", cid="<logo>")  # type: ignore[union-attr]
    stranger.add_attachment(
        _PLAN, maintype="application", subtype="pdf", filename="Описание на пекарната.pdf"
    )
    yield stranger.as_bytes()
    yield from _about_letters_of_ours(at)
    other = db.session.scalar(
        select(Enquiry)
        .where(Enquiry.state.in_(OPEN_STATES), Enquiry.received_at < at)
        .order_by(Enquiry.id.desc())
        .limit(1)
    )
    if other is not None:
        yield _letter(
            4,
            sender="Живко Минчев <zhivko.minchev@poshta.example>",
            subject=f"По запитване {other.reference}",
            text="Здравейте,\n\nкато съдружник добавям, че сме 9 души.\n\nЖивко Минчев\n",
            at=at,
        ).as_bytes()
    yield _letter(
        5,
        sender="Читалище <chitalishte.mirovo@poshta.example>",
        subject="Ремонт на салона",
        text="Здравейте,\r\n\r\nза читалището в Братя Даскалови: може ли да ремонтираме салона по "
        "ПРСР и докога се подават документите?\r\n\r\n-- \r\nНЧ „Светлина“\r\nтел. 04163 23 05\r\n",
        charset="windows-1251",
        at=at,
    ).as_bytes()
    yield _letter(
        6,
        sender="Европейски новини <news@bulletin.example>",
        subject="Европейски новини: брой 41",
        text="Новините от седмицата.\n",
        at=at,
        List_Unsubscribe="<mailto:off@bulletin.example>",
    ).as_bytes()
    yield _letter(
        7,
        sender="Best Offers <sale@offers.example>",
        subject="Best printers, best prices",
        text="Dear Sir, buy our printers now, the best prices only this week. Thank you.\n",
        at=at,
    ).as_bytes()


def _about_letters_of_ours(at: datetime) -> Iterator[bytes]:
    """An answer to an answer, an out-of-office answer and a bounce."""
    rows = db.session.execute(
        select(Letter, Enquiry)
        .join(Enquiry, (Letter.about_type == "enquiry") & (Letter.about_id == Enquiry.id))
        .where(
            Letter.kind == "answer",
            Letter.state == LetterState.SENT,
            Enquiry.state.in_((State.ANSWERED, State.CLOSED)),
            Enquiry.language == "bg",
            Enquiry.last_activity_at < at,
        )
        .order_by(Letter.id.desc())
        .limit(3)
    ).all()
    for number, (letter, enquiry) in enumerate(rows, start=10):
        name = enquiry.client_name
        subject, answers = f"Re: {letter.subject}", letter.message_id
        if number == 10:
            said = "\n".join(f"> {line}" for line in letter.body_text.splitlines()[:12])
            yield _letter(
                number,
                sender=f"{name} <{letter.to_email}>",
                subject=subject,
                text="Благодаря за бързия отговор!\n\n"
                "Само да попитам: важи ли това и за фирма, която наема помещението?\n\n"
                f"На {clock.local(at):%d.%m.%Y} г. в 08:12 ОИЦ "
                f"<{settings().centre_email}> написа:\n\n"
                f"{said}\n",
                at=at,
                In_Reply_To=answers,
            ).as_bytes()
        elif number == 11:
            yield _letter(
                number,
                sender=f"{name} <{letter.to_email}>",
                subject=f"Автоматичен отговор: {letter.subject}",
                text="В отпуск съм до края на седмицата.\n",
                at=at,
                In_Reply_To=answers,
                Auto_Submitted="auto-replied",
            ).as_bytes()
        else:
            yield _bounce(letter)


def _bounce(letter: Letter) -> bytes:
    return f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.poshta.example>
To: {settings().centre_email}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-{letter.id}@mx.poshta.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

Your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.poshta.example

Final-Recipient: rfc822; {letter.to_email}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--B
Content-Type: text/rfc822-headers

Message-ID: {letter.message_id}

--B--
""".encode()
