"""The letters about visits. Each carries what a calendar needs, and the link to its page.

Nobody is written to twice about the same: a reminder that waits is taken back when the visit is
moved or called off. The letter goes to the visitor, or to whoever booked for her.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import current_app

from oic.core.text import transliterate
from oic.core.wording import held_together, salutation
from oic.mail.actions import queue, withdraw
from oic.receptions import calendars, links, phrases
from oic.receptions.calendars import Occasion, Party
from oic.receptions.models import (
    Booking,
    BookingInvitation,
    BookingState,
    Reception,
    WaitingEntry,
)
from oic.receptions.queries.free import FreeTime
from oic.staff.models import User
from oic.web.pages import settings

CONFIRMATION = "visit_confirmation"
CHANGE = "visit_change"
REMINDER = "visit_reminder"
CANCELLATION = "visit_cancellation"
OFFER = "waiting_offer"
ON_THE_LIST = "waiting_confirmation"
NO_LONGER = "waiting_over"
INVITATION = "booking_invitation"


def confirmation(booking: Booking, *, written_by: User | None) -> None:
    """What was booked, and how it is changed."""
    _about_visit(CONFIRMATION, booking, written_by)


def changed(booking: Booking, *, written_by: User | None) -> None:
    """The new time; the calendar entry moves with it."""
    withdraw(("booking", booking.id), (CONFIRMATION, CHANGE), by=written_by)
    _about_visit(CHANGE, booking, written_by)


def reminder(booking: Booking) -> None:
    """That it is soon."""
    _about_visit(REMINDER, booking, None)


def cancellation(
    booking: Booking, why: str, others: Sequence[FreeTime], *, written_by: User | None
) -> None:
    """That it will not take place, why, and other times; the calendar entry goes."""
    withdraw(("booking", booking.id), (CONFIRMATION, CHANGE), by=written_by)
    others_said = [phrases.time_words(one.day, one.begins, booking.language) for one in others]
    _about_visit(
        CANCELLATION,
        booking,
        written_by,
        method="CANCEL",
        why=why,
        others=others_said,
        book=links.booking_link(booking.language),
        by_us=written_by is not None,
    )


def withdraw_reminder(booking: Booking, *, by: User | None) -> None:
    """Take a reminder back that has not left: what it says is no longer so."""
    withdraw(("booking", booking.id), (REMINDER,), by=by)


def on_the_list(entry: WaitingEntry) -> None:
    """That somebody is on the waiting list, and how one leaves it."""
    _about_waiting(ON_THE_LIST, entry)


def offer(entry: WaitingEntry, until: datetime) -> None:
    """A time that came free, kept until an instant."""
    if entry.offered_day is None or entry.offered_begins is None:
        message = "nothing is offered"
        raise ValueError(message)
    _about_waiting(
        OFFER,
        entry,
        when=phrases.time_words(entry.offered_day, entry.offered_begins, entry.language),
        until=phrases.moment_words(until, entry.language),
    )


def waiting_over(entry: WaitingEntry, why: str) -> None:
    """That what somebody waited for will not be held."""
    _about_waiting(NO_LONGER, entry, why=why, book=links.booking_link(entry.language))


def invitation(invited: BookingInvitation, *, written_by: User) -> None:
    """The link with which somebody books a topic that only the invited may."""
    language = invited.language
    _queue(
        INVITATION,
        ("invitation", invited.id),
        (invited.email, invited.name),
        language,
        written_by,
        topic=invited.topic.name(language),
        bring=invited.topic.bring(language),
        minutes=invited.topic.minutes,
        link=links.invitation_link(invited.token, language),
        until=phrases.moment_words(invited.expires_at, language),
    )


def occasion(booking: Booking) -> Occasion:
    """A visit as a calendar entry, for the visitor. Raises ValueError for one without a time."""
    begins_at, ends_at = booking.begins_at, booking.ends_at
    if begins_at is None or ends_at is None:
        message = "a walk-in without a time stands in no calendar"
        raise ValueError(message)
    centre, language = settings(), booking.language
    name = centre.centre_name_en if language == "en" else centre.centre_name_bg
    return Occasion(
        uid=booking.uid,
        sequence=booking.sequence,
        begins_at=begins_at,
        ends_at=ends_at,
        summary=f"{name}: {booking.topic.name(language)}",
        changed_at=booking.changed_at,
        location=phrases.place_words(booking.venue, language),
        description=booking.topic.bring(language),
        latitude=booking.venue.latitude,
        longitude=booking.venue.longitude,
        cancelled=booking.state is BookingState.CANCELLED,
    )


def _about_visit(
    kind: str,
    booking: Booking,
    written_by: User | None,
    *,
    method: str = "REQUEST",
    **more: Any,  # noqa: ANN401 - what the template says
) -> None:
    to = booking.letters_to
    if not to[0] or booking.begins is None:
        return  # nobody can be written to: the desk was told the time on the spot
    language = booking.language
    for_another = bool(booking.booked_by_email) and to[0] == booking.booked_by_email
    _queue(
        kind,
        ("booking", booking.id),
        to,
        language,
        written_by,
        calendar=(method, _calendar_part(method, booking, Party(to[1], to[0]))),
        visitor=booking.name if for_another else "",
        when=phrases.time_words(booking.day, booking.begins, language),
        minutes=booking.minutes,
        where=phrases.place_words(booking.venue, language),
        how_to=booking.venue.how_to(language),
        wheelchair=booking.venue.wheelchair,
        map=phrases.map_link(booking.venue),
        expert=_name(booking.expert, language),
        topic=booking.topic.name(language),
        bring=booking.topic.bring(language),
        link=links.visit_link(booking.token, language),
        **more,
    )


def _name(expert: User | None, language: str) -> str:
    """Who receives, as the letter's language spells it."""
    name = expert.name if expert else ""
    return transliterate(name) if language == "en" else name


def organizer(language: str) -> Party:
    """Who invites: the centre, by its name in a language."""
    centre = settings()
    name = centre.centre_name_en if language == "en" else centre.centre_name_bg
    return Party(name, centre.centre_email)


def _calendar_part(method: str, booking: Booking, attendee: Party) -> str:
    write = calendars.cancel if method == "CANCEL" else calendars.request
    return write(occasion(booking), organizer(booking.language), attendee)


def _about_waiting(kind: str, entry: WaitingEntry, **more: Any) -> None:  # noqa: ANN401 - as above
    language = entry.language
    _queue(
        kind,
        ("waiting", entry.id),
        (entry.email, entry.name),
        language,
        None,
        topic=entry.topic.name(language),
        where=waiting_place(entry.reception, language),
        link=links.offer_link(entry.token, language),
        **more,
    )


def waiting_place(reception: Reception | None, language: str) -> str:
    """What somebody waits for: a reception's day and place, or the office."""
    if reception is None:
        return "the centre's office" if language == "en" else "офисът на центъра"
    said = phrases.time_words(reception.day, None, language)
    return f"{phrases.place_words(reception.venue, language)}, {said}"


def _queue(  # noqa: PLR0913 - one letter
    kind: str,
    about: tuple[str, int],
    to: tuple[str, str],
    language: str,
    written_by: User | None,
    *,
    calendar: tuple[str, str] | None = None,
    **words: Any,  # noqa: ANN401 - as above
) -> None:
    """The first line of a template is the subject; the letter follows after an empty line."""
    template = current_app.jinja_env.get_template(f"receptions/mail/{kind}.{language}.txt")
    written = template.render(
        salutation=salutation(to[1], language), phone=settings().centre_phone, **words
    )
    subject, _, text = written.partition("\n")
    queue(
        kind=kind,
        to_email=to[0],
        to_name=to[1],
        subject=held_together(subject.strip()),
        text=text.strip() + "\n",
        language=language,
        automatic=True,
        about=about,
        written_by=written_by,
        calendar=calendar,
    )
