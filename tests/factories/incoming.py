"""Letters that come in, for tests."""

from email.message import EmailMessage
from itertools import count
from typing import Any

from sqlalchemy import select

from oic.core.db import db
from oic.enquiries.models import ClientLetter, Enquiry
from oic.mail import filing
from oic.mail.fetching.receiving import take_in
from oic.mail.models import Incoming

_numbers = count(1)


def letter(
    text: str = "Здравейте, кога отваря процедурата за ваучери?",
    *,
    sender: str = "Иван Петров <ivan@example.bg>",
    subject: str = "Въпрос за ваучерите",
    to: str = "oic@oic.example.bg",
    html: str = "",
    files: tuple[tuple[str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """A raw letter; more headers by name, with _ for -."""
    message = EmailMessage()
    given = {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Date": "Tue, 10 Mar 2026 09:00:00 +0200",
        "Message-ID": f"<letter{next(_numbers)}@example.bg>",
    }
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        if value:
            message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in files:
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    return message.as_bytes()


def come_in(raw: bytes, **values: Any) -> Incoming:
    """Take a raw letter in and file it; its row."""
    number = take_in(raw, **values)
    filing.file_one(number)
    db.session.expire_all()
    return db.session.get_one(Incoming, number)


def enquiry_of(row: Incoming) -> Enquiry:
    """The enquiry that a letter was filed in."""
    assert row.about_type == "enquiry"
    assert row.about_id is not None
    return db.session.get_one(Enquiry, row.about_id)


def link_of(row: Incoming) -> ClientLetter:
    """How a letter hangs on the timeline."""
    return db.session.scalars(
        select(ClientLetter).where(ClientLetter.incoming_id == row.id).order_by(ClientLetter.id)
    ).one()
