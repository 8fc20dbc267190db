"""Queueing a letter, taking it back, trying it again. Nothing is sent here: see delivery."""

import re
import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import update

from oic.audit.actions import Person, record
from oic.audit.models import Verb
from oic.core.clock import now
from oic.core.db import db
from oic.core.errors import Refused
from oic.files.models import StoredFile
from oic.mail import rendering
from oic.mail.addresses import mail_domain
from oic.mail.models import Letter, LetterAttachment, LetterCalendar, LetterState
from oic.web.pages import settings

NAME_LENGTH = 200
ADDRESS_LENGTH = 320
MESSAGE_IDS_KEPT = 20
_ONE_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"\\]+@[^\s@,;:<>()\[\]\"\\]+")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>")


def queue(  # noqa: PLR0913 - one letter, all by keyword
    *,
    kind: str,
    to_email: str,
    to_name: str,
    subject: str,
    text: str,
    language: str,
    automatic: bool,
    about: tuple[str, int] | None = None,
    written_by: Person | None = None,
    not_before: datetime | None = None,
    reply_token: str = "",
    in_reply_to: Sequence[str] = (),
    attachments: Iterable[tuple[StoredFile, str]] = (),
    html: Markup | None = None,
    calendar: tuple[str, str] | None = None,
) -> Letter:
    """Write a letter into the outbox, in the present transaction; the worker sends it.

    The row holds the exact letter: body_text and body_html carry the centre's footer in the
    letter's language. ``html`` is a safe fragment that replaces the HTML made of ``text``.
    ``not_before`` is the instant from which it may leave (None: at once). ``in_reply_to`` are
    Message-IDs, oldest first. ``calendar`` is an iTIP method and the VCALENDAR that says the same.
    Raises Refused when ``to_email`` is not one address, and ValueError when the method differs.
    """
    to_email = to_email.strip()
    if len(to_email) > ADDRESS_LENGTH or not _ONE_ADDRESS.fullmatch(to_email):
        raise Refused(_l("This is not an e-mail address that a letter can be sent to."))
    subject = rendering.one_line(subject, rendering.SUBJECT_LENGTH)
    centre = settings()
    foot = rendering.footer(centre, language)
    letter = Letter(
        message_id=f"<{secrets.token_hex(16)}@{mail_domain(centre.centre_email)}>",
        kind=kind,
        automatic=automatic,
        language=language,
        to_email=to_email,
        to_name=rendering.one_line(to_name, NAME_LENGTH),
        reply_token=reply_token,
        in_reply_to=" ".join(known_ids(in_reply_to)),
        subject=subject,
        body_text=rendering.text_letter(text, foot),
        body_html=rendering.html_letter(text, foot, subject=subject, language=language, body=html),
        about_type=about[0] if about else None,
        about_id=about[1] if about else None,
        written_by_id=written_by.id if written_by else None,
        created_at=now(),
        not_before=not_before or now(),
        state=LetterState.QUEUED,
        attachments=[
            LetterAttachment(file=file, name=rendering.one_line(name, NAME_LENGTH))
            for file, name in attachments
        ],
        calendar=_calendar(*calendar) if calendar else None,
    )
    db.session.add(letter)
    db.session.flush()
    return letter


def _calendar(method: str, text: str) -> LetterCalendar:
    """Mail programs believe the header, calendars the text: they must agree (RFC 6047, 2.4)."""
    if f"\r\nMETHOD:{method}\r\n" not in text:
        message = f"the calendar part is no {method}"
        raise ValueError(message)
    return LetterCalendar(method=method, text=text)


def known_ids(ids: Iterable[str]) -> list[str]:
    """The well-formed Message-IDs, in order, once each: the first and the latest of a long row."""
    found = list(dict.fromkeys(one for text in ids for one in _MESSAGE_ID.findall(text)))
    if len(found) > MESSAGE_IDS_KEPT:
        found = found[:1] + found[1 - MESSAGE_IDS_KEPT :]
    return found


def cancel(letter: Letter, by: Person | None) -> None:
    """Take a letter back that has not left. Raises Refused when it has, or is just leaving."""
    _move(
        letter,
        (LetterState.QUEUED,),
        LetterState.CANCELLED,
        Refused(_l("The letter has already left and cannot be taken back.")),
    )
    record(Verb.LETTER_CANCELLED, "letter", letter.id, by=by, detail={"kind": letter.kind})


def withdraw(about: tuple[str, int], kinds: Collection[str], *, by: Person | None) -> None:
    """Take back what has not been delivered of some kinds of letter about a thing.

    For letters that a newer one, or what has happened since, has made useless. One that is
    just being sent goes its way.
    """
    taken = db.session.execute(
        update(Letter)
        .where(
            Letter.about_type == about[0],
            Letter.about_id == about[1],
            Letter.kind.in_(kinds),
            Letter.state.in_((LetterState.QUEUED, LetterState.FAILED)),
        )
        .values(state=LetterState.CANCELLED)
        .returning(Letter.id, Letter.kind)
    )
    for letter_id, kind in sorted(taken.all()):
        record(Verb.LETTER_CANCELLED, "letter", letter_id, by=by, detail={"kind": kind})


def retry(letter: Letter, by: Person | None) -> None:
    """Let a letter that failed, or one that waits for its next try, leave at once.

    Raises Refused when the letter is being sent, was sent or was cancelled.
    """
    _move(
        letter,
        (LetterState.FAILED, LetterState.QUEUED),
        LetterState.QUEUED,
        Refused(_l("Only a letter that was not delivered can be sent again.")),
    )
    letter.attempts = 0
    letter.not_before = now()
    record(Verb.LETTER_RETRIED, "letter", letter.id, by=by, detail={"kind": letter.kind})
    db.session.flush()


def give_up(letter: Letter, by: Person | None) -> None:
    """Leave a letter that was not delivered: nobody waits for it any more.

    Raises Refused when it is on its way again.
    """
    _move(
        letter,
        (LetterState.FAILED,),
        LetterState.CANCELLED,
        Refused(_l("The letter is on its way again.")),
    )
    record(Verb.LETTER_CANCELLED, "letter", letter.id, by=by, detail={"kind": letter.kind})


def _move(
    letter: Letter, before: tuple[LetterState, ...], after: LetterState, refusal: Refused
) -> None:
    """Change the state only if it is still the expected one: the worker may be quicker."""
    moved = db.session.execute(
        update(Letter)
        .where(Letter.id == letter.id, Letter.state.in_(before))
        .values(state=after)
        .returning(Letter.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if moved is None:
        raise refusal
    db.session.refresh(letter)
