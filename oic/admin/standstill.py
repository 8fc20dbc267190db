"""Whether mail comes in: how each mailbox stands, and the letter when one stands still."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import force_locale, gettext
from sqlalchemy import func, select

from oic.centre import queries as centre
from oic.core.clock import now
from oic.core.db import db
from oic.core.wording import moment_text
from oic.mail import mailboxes
from oic.mail.actions import queue
from oic.mail.models import Incoming, IncomingState, Mailbox
from oic.staff.models import Role, User
from oic.web.pages import settings

KIND = "mail_standstill"


@dataclass(frozen=True)
class Standing:
    """How a mailbox stands."""

    mailbox: Mailbox
    since: datetime
    """When it last worked, or since when it is in the list."""
    still: bool
    """Whether it has stood still for longer than the centre's rule allows."""


@dataclass(frozen=True)
class Arrivals:
    """How incoming mail stands as a whole."""

    mailboxes: Sequence[Standing]
    waiting: int
    quarantined: int

    @property
    def still(self) -> bool:
        """Whether any mailbox stands still."""
        return any(one.still for one in self.mailboxes)


def arrivals() -> Arrivals:
    """How mail comes in at present. Three questions to the database."""
    allowed = timedelta(hours=centre.number("mail_standstill_hours"))
    moment = now()
    standings = []
    for mailbox in mailboxes.all_mailboxes():
        since = mailbox.worked_at or mailbox.created_at
        standings.append(Standing(mailbox, since, mailbox.active and moment - since > allowed))
    counted = (IncomingState.WAITING, IncomingState.QUARANTINED)
    rows = db.session.execute(
        select(Incoming.state, func.count())
        .where(Incoming.state.in_(counted))
        .group_by(Incoming.state)
    )
    counts = {row[0]: row[1] for row in rows}
    return Arrivals(
        standings,
        counts.get(IncomingState.WAITING, 0),
        counts.get(IncomingState.QUARANTINED, 0),
    )


def tell() -> int:
    """Write to the administrators when a mailbox has stood still too long, once for each time.

    Run by a job inside one transaction. Returns how many letters were queued.
    """
    found = [one for one in arrivals().mailboxes if one.still and not _told(one)]
    if not found:
        return 0
    boxes = db.session.scalars(
        select(Mailbox)
        .where(Mailbox.id.in_([one.mailbox.id for one in found]))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    found = [one for one in found if one.mailbox in boxes and not _told(one)]
    for one in found:
        one.mailbox.told_at = now()
    people = db.session.scalars(
        select(User).where(User.active, User.role == Role.ADMINISTRATOR).order_by(User.id)
    ).all()
    for person in people if found else ():
        _write(person, found)
    db.session.flush()
    return len(people) if found else 0


def _told(standing: Standing) -> bool:
    """Whether it was told since it last worked."""
    told = standing.mailbox.told_at
    return told is not None and told > standing.since


def _write(person: User, found: Sequence[Standing]) -> None:
    with force_locale(person.language):
        lines = [
            gettext("No letters have come in from these mailboxes:"),
            "\n".join(_line(one, person.language) for one in found),
            gettext(
                "Nothing is lost: the letters wait on the mail server and are fetched as soon as "
                "it can be reached. What is wrong, and where to mend it:"
            ),
            f"{settings().public_url}/desk/settings/mailboxes",
        ]
        subject = gettext("Incoming mail stands still")
    queue(
        kind=KIND,
        to_email=person.email,
        to_name=person.name,
        subject=subject,
        text="\n\n".join(lines),
        language=person.language,
        automatic=True,
    )


def _line(one: Standing, language: str) -> str:
    when = moment_text(one.since, language)
    error = one.mailbox.error or gettext("nobody tries: does the worker run?")
    return f"• {one.mailbox.name}: " + gettext(
        "last fetched %(when)s; %(error)s", when=when, error=error
    )
