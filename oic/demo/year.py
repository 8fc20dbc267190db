"""The invented year, lived through by the program's own actions with the clock held.

Every enquiry is registered, assigned, answered and followed up by the same rules as a real one,
so that what the demonstration shows is what the program does. The same seed gives the same year;
its days are counted back from today.
"""

import heapq
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy import select, update

from oic.centre import queries as centre
from oic.clients.actions import find_or_create
from oic.clients.models import ClientType, Contact
from oic.core import clock
from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.core.origin import Origin, coming_from
from oic.demo import steps
from oic.demo.activities import note_activities
from oic.demo.people import Client, invent, make_staff
from oic.demo.receptions import MOST_PAST, receive
from oic.demo.steps import CITIZEN, DESK, Step
from oic.enquiries.actions import absences, follow_ups, reminders
from oic.enquiries.actions.opening import NewEnquiry, NewQuestion, Outcome, register
from oic.enquiries.models import (
    OPEN_STATES,
    Channel,
    Enquiry,
    FollowUp,
    FollowUpState,
    Topic,
)
from oic.enquiries.queries.assignment import absent_on
from oic.funding.models import Programme
from oic.mail.models import Letter, LetterState
from oic.places.models import Municipality
from oic.staff import queries as staff
from oic.staff.models import Absence, AbsenceKind, Role, User

SEED = 2026
DAYS = 365
LARGE = 300
"""A year of so many enquiries has some of them from receptions in any case."""
STEPS_IN_ONE = 60
"""Steps of the year that are saved together."""
CHANNELS = {
    Channel.PHONE: 31,
    Channel.OFFICE: 27,
    Channel.EMAIL: 17,
    Channel.WEB: 13,
    Channel.OUTREACH: 6,
    Channel.EVENT: 4,
    Channel.LETTER: 2,
}
VISITORS = {"SZR31": 9, "SZR12": 3}
"""How many come from a municipality, where another sends one."""
WAITING, WAITING_DAYS = 0.6, 18
"""Share of the last days' enquiries that take longer, so that there is work on the desk today."""
UNNAMED = 0.16
"""Share of those who call or come and do not say who they are."""
RATED = 0.45
"""Share of the follow-up letters that are answered with a rating."""
SPOKEN = frozenset({Channel.PHONE, Channel.OFFICE, Channel.OUTREACH, Channel.EVENT})
LATE_CALLERS = (
    "Ще се обади пак в края на седмицата.",
    "Моли за връзки по имейл.",
    "Иска и срока за кандидатстване.",
    "Препоръчан от общината.",
    "Бил е на информационното събитие през пролетта.",
    "",
    "",
    "",
)
COMMENTS = (
    "Благодаря, всичко е ясно.",
    "Отговорът дойде бързо и беше полезен.",
    "Много учтиво обслужване.",
    "Очаквах повече подробности за допустимите разходи.",
    "",
    "",
    "",
)
NOTES = (
    "Проверих в ИСУН – насоките са обновени миналата седмица.",
    "Говорих с Управляващия орган, чакаме писмено потвърждение.",
    "Колегата от общината ще изпрати данните.",
)
MORE = (
    "Благодаря! Само да попитам: важи ли същото и за фирми, регистрирани тази година?",
    "Прилагаме исканите данни. Персоналът ни е 18 души.",
    "Бихте ли изпратили и образеца на декларацията?",
)


Card = TypeVar("Card")


class Deck(Generic[Card]):
    """Cards dealt in a chance order, all of them before any comes again: what is rare comes too."""

    def __init__(self, cards: Sequence[Card], chance: random.Random) -> None:
        self._cards = cards
        self._chance = chance
        self._left: list[Card] = []

    def deal(self) -> Card:
        """The next one."""
        if not self._left:
            self._left = self._chance.sample(self._cards, len(self._cards))
        return self._left.pop()


@dataclass
class Year:
    """The year while it is lived."""

    total: int
    ends: datetime
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    heap: list[tuple[datetime, int, Step]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)
    experts: list[int] = field(default_factory=list)
    known: list[tuple[int, Client]] = field(default_factory=list)
    registered: int = 0
    questions: list[dict[str, Any]] = field(default_factory=list)
    topics: dict[str, int] = field(default_factory=dict)
    programmes: dict[str, int] = field(default_factory=dict)
    places: list[Municipality] = field(default_factory=list)
    asked: Deck[dict[str, Any]] = field(init=False)
    channels: Deck[Channel] = field(init=False)
    visitors: Deck[Municipality] = field(init=False)
    """Where those come from whose question names no place."""

    def at(self, moment: datetime, step: Step) -> None:
        """Plan a step, unless it would lie in the future."""
        if moment < clock.now():
            return
        heapq.heappush(self.heap, (moment, next(self.order), step))


def _moments(year: Year, now: datetime) -> list[datetime]:
    """When the enquiries come in: working days, more in spring and autumn, by office hours."""
    calendar = centre.calendar()
    last = clock.local(now).date()
    days = [last - timedelta(days=back) for back in range(DAYS, -1, -1)]
    working = [day for day in days if calendar.is_working(day)]
    season = {1: 8, 2: 10, 3: 12, 4: 11, 5: 11, 6: 9, 7: 6, 8: 5, 9: 11, 10: 13, 11: 12, 12: 6}
    weights = [season[day.month] * (1.3 if day.weekday() < 2 else 1.0) for day in working]
    chosen = year.chance.choices(working, weights, k=year.total)
    hours = (9, 9, 10, 10, 10, 11, 11, 12, 13, 14, 14, 15, 15, 16, 17)
    found = []
    for day in chosen:
        at = time(year.chance.choice(hours), year.chance.randint(0, 59) % (30 if day else 60))
        found.append(clock.local_instant(day, at))
    return sorted(moment for moment in found if moment < now)


def live(total: int, progress: Callable[[int], None]) -> None:
    """Live the year: about ``total`` enquiries. ``progress`` hears how many were registered."""
    now = clock.now()
    kept_back = MOST_PAST if total >= LARGE else 0  # for what visits at receptions become
    year = Year(total - kept_back, now)
    with transaction():
        _prepare(year, now)
    for moment in _moments(year, now):
        heapq.heappush(year.heap, (moment, next(year.order), lambda: _arrive(year)))
    _plan_days(year, now)
    done = 0
    while year.heap and year.heap[0][0] <= now:
        with transaction():
            for _ in range(STEPS_IN_ONE):
                if not year.heap or year.heap[0][0] > now:
                    break
                moment, _, step = heapq.heappop(year.heap)
                with clock.frozen(moment):
                    step()
            _letters_left(min(year.heap[0][0] if year.heap else now, now))
        progress(year.registered - done)
        done = year.registered
    visits = min(MOST_PAST, total - year.registered)
    with transaction():
        receive([item["subject"] for item in _for_anybody(year)], visits)
        _letters_left(now)
    progress(visits)
    with transaction():
        note_activities()
    with transaction():
        _reminders()
        _undelivered()


def _prepare(year: Year, now: datetime) -> None:
    begun = now - timedelta(days=DAYS + 30)
    users = make_staff(begun)
    year.experts = [user.id for user in users if user.role is Role.EXPERT]
    folder = Path(__file__).parent / "data"
    year.questions = json.loads((folder / "enquiries.json").read_text(encoding="utf-8"))
    year.topics = {row.key: row.id for row in db.session.scalars(select(Topic))}
    year.programmes = {row.code: row.id for row in db.session.scalars(select(Programme))}
    year.places = list(db.session.scalars(select(Municipality).order_by(Municipality.code)))
    year.asked = Deck(year.questions, year.chance)
    year.channels = Deck([one for one in CHANNELS for _ in range(CHANNELS[one])], year.chance)
    visitors = [one for one in year.places for _ in range(VISITORS.get(one.code, 1))]
    year.visitors = Deck(visitors, year.chance)
    today = clock.local(now).date()
    for number, user_id in enumerate(year.experts):
        deputy = year.experts[(number + 1) % len(year.experts)]
        for back, length in ((300 - 20 * number, 5), (120 - 12 * number, 10)):
            db.session.add(_absence(user_id, deputy, today - timedelta(days=back), length))
    away = _absence(year.experts[-1], year.experts[0], today - timedelta(days=1), 5)
    db.session.add(away)


def _absence(user_id: int, deputy_id: int, first: date, length: int) -> Absence:
    return Absence(
        user_id=user_id,
        deputy_id=deputy_id,
        first_day=first,
        last_day=first + timedelta(days=length - 1),
        kind=AbsenceKind.LEAVE,
    )


def _plan_days(year: Year, now: datetime) -> None:
    calendar = centre.calendar()
    for back in range(DAYS, -1, -1):
        day = clock.local(now).date() - timedelta(days=back)
        if calendar.is_working(day):
            moment = clock.local_instant(day, time(8, 30))
            heapq.heappush(year.heap, (moment, next(year.order), lambda: _morning(year)))


def _morning(year: Year) -> None:
    with coming_from(Origin("job")):
        absences.begin_and_end()
        follow_ups.send_due()
    fresh = db.session.scalars(
        select(FollowUp).where(
            FollowUp.state == FollowUpState.SENT, FollowUp.due_on == clock.today()
        )
    ).all()
    for follow_up in fresh:
        if year.chance.random() < RATED:
            year.at(
                clock.now() + timedelta(hours=year.chance.randint(1, 60)),
                _rating(year, follow_up.id),
            )


def _rating(year: Year, follow_up_id: int) -> Step:
    score = year.chance.choices((5, 4, 3, 2, 1), (58, 27, 9, 4, 2))[0]
    comment = year.chance.choice(COMMENTS)

    def step() -> None:
        follow_up = db.session.get_one(FollowUp, follow_up_id)
        if follow_up.state is FollowUpState.SENT and follow_up.scored_at is None:
            with coming_from(CITIZEN):
                follow_ups.rate(follow_up, score, comment)
            read = steps.read_rating(follow_up.enquiry_id)
            year.at(clock.now() + timedelta(hours=6), read)

    return step


def _arrive(year: Year) -> None:
    chance = year.chance
    item, channel = year.asked.deal(), year.channels.deal()
    if item["language"] == "en":
        channel = Channel.WEB if chance.random() < 0.6 else Channel.EMAIL
    by = None if channel is Channel.WEB else _present(year)
    if by is None:
        channel = Channel.WEB
    outcome = Outcome.ASSIGN
    if channel in SPOKEN:
        outcome = chance.choices((Outcome.ANSWERED, Outcome.TAKE, Outcome.ASSIGN), (62, 16, 22))[0]
    with coming_from(CITIZEN if by is None else DESK):
        enquiry = _register(year, item, channel, outcome, by)
    year.registered += 1
    if outcome is not Outcome.ANSWERED:
        _plan_work(year, enquiry, item)


def _register(
    year: Year, item: dict[str, Any], channel: Channel, outcome: Outcome, by: User | None
) -> Enquiry:
    chance, spoken = year.chance, channel in SPOKEN
    place, contact = _place(year, item), None
    if not spoken or chance.random() >= UNNAMED:
        contact, place = _client(year, item, place, channel, by)
    email = contact.email if contact else ""
    text = item["text"]
    if spoken:
        text = f"{text} {chance.choice(LATE_CALLERS)}".strip()
    asked = [_asked(year, item, text)]
    if chance.random() < 0.18 and (others := _for_anybody_like(year, item)):
        second = chance.choice(others)
        asked.append(_asked(year, second, second["subject"] + "?"))
    return register(
        NewEnquiry(
            channel=channel,
            client_type=ClientType(item["client_type"]),
            questions=tuple(asked),
            municipality_id=place.id,
            contact=contact,
            language=item["language"],
            subject=item["subject"],
            reply_email=email,
            duration_seconds=chance.randint(180, 1500) if spoken else 0,
            outcome=outcome,
            summary=item["answer"] if outcome is Outcome.ANSWERED else "",
            follow_up=bool(email) and chance.random() < 0.7,
        ),
        by=by,
    )


def _place(year: Year, item: dict[str, Any]) -> Municipality:
    """The municipality that the text names, else one by how many come from it."""
    named = [place for place in year.places if place.code == item.get("place")]
    return named[0] if named else year.visitors.deal()


def _for_anybody_like(year: Year, item: dict[str, Any]) -> list[dict[str, Any]]:
    """The other questions that a client of this kind may ask, whatever the place and the trade."""
    return [
        other
        for other in year.questions
        if other is not item
        and all(other[field] == item[field] for field in ("client_type", "language"))
        and not other.keys() & {"place", "organisation"}
    ]


def _for_anybody(year: Year) -> list[dict[str, Any]]:
    """The questions that any Bulgarian client may ask at a reception, wherever from."""
    return [
        item
        for item in year.questions
        if item["language"] == "bg" and not item.keys() & {"place", "organisation"}
    ]


def _asked(year: Year, item: dict[str, Any], text: str) -> NewQuestion:
    return NewQuestion(
        text=text,
        topic_id=year.topics.get(item["topic"]),
        programme_id=year.programmes.get(item["programme"]),
    )


def _client(
    year: Year, item: dict[str, Any], place: Municipality, channel: Channel, by: User | None
) -> tuple[Contact, Municipality]:
    """Somebody who may ask this, known or new, and where they are."""
    asks = item.get("organisation")
    same = [
        (contact_id, client)
        for contact_id, client in year.known
        if client.client_type.value == item["client_type"]
        and client.language == item["language"]
        and ("place" not in item or client.municipality.code == item["place"])
        and (asks is None or client.organisation == asks)
    ]
    if same and year.chance.random() < (0.3 if asks is None else 0.8):
        contact_id, client = year.chance.choice(same[-60:])
        return db.session.get_one(Contact, contact_id), client.municipality
    kind, number = ClientType(item["client_type"]), len(year.known) + 1
    client = invent(kind, place, item["language"], number, year.chance, asks)
    email = client.email
    if not email and channel in {Channel.WEB, Channel.EMAIL}:
        email = f"klient{number}@poshta.example"
    contact = find_or_create(
        client_type=kind,
        by=by,
        name=client.name,
        email=email,
        phone=client.phone,
        municipality_id=place.id,
        language=client.language,
        organisation_name=client.organisation,
    )
    year.known.append((contact.id, client))
    return contact, place


def _present(year: Year) -> User | None:
    away = absent_on(clock.today())
    weekday = clock.today().weekday()
    here = [
        user
        for user in (db.session.get_one(User, user_id) for user_id in year.experts)
        if user.id not in away and staff.stretches(user, weekday)
    ]
    return year.chance.choice(here) if here else None


def _later(year: Year, days: int, first_hour: int = 9) -> datetime:
    day = centre.calendar().add(clock.today(), days) if days else clock.today()
    hour = year.chance.randint(first_hour, 16)
    moment = clock.local_instant(day, time(hour, year.chance.randint(0, 59)))
    return max(moment, clock.now() + timedelta(minutes=25))


def _plan_work(year: Year, enquiry: Enquiry, item: dict[str, Any]) -> None:
    chance, enquiry_id = year.chance, enquiry.id
    fate = chance.random()
    days = chance.choices((0, 1, 2, 3, 4, 5, 6, 7, 9), (12, 22, 20, 15, 11, 8, 6, 4, 2))[0]
    if year.ends - clock.now() < timedelta(days=WAITING_DAYS) and chance.random() < WAITING:
        days += chance.randint(4, 14)
    year.at(_later(year, min(days, 1)), steps.begin(enquiry_id))
    if fate < 0.04:
        year.at(_later(year, days), steps.forward(enquiry_id))
        return
    if chance.random() < 0.15:
        year.at(_later(year, 0), steps.note(enquiry_id, chance.choice(NOTES)))
    if fate < 0.07:
        year.at(_later(year, 0), steps.refuse(enquiry_id))
    if fate < 0.17:
        year.at(_later(year, 1), steps.ask(enquiry_id))
        if chance.random() < 0.8:
            year.at(_later(year, 3), steps.write(enquiry_id, chance.choice(MORE)))
        days += 4
    year.at(_later(year, days), steps.answer(enquiry_id, item, close=chance.random() < 0.6))
    if fate > 0.93:
        year.at(_later(year, days + 3), steps.write(enquiry_id, chance.choice(MORE)))
        year.at(_later(year, days + 5), steps.answer(enquiry_id, item, close=True))


def _letters_left(moment: datetime) -> None:
    """What was queued up to now has left, as it would have."""
    db.session.flush()
    db.session.execute(
        update(Letter)
        .where(Letter.state == LetterState.QUEUED, Letter.not_before <= moment)
        .values(state=LetterState.SENT, sent_at=Letter.not_before, attempts=1)
    )


def _reminders() -> None:
    """Some things to be reminded of today and tomorrow."""
    open_now = db.session.scalars(
        select(Enquiry).where(Enquiry.state.in_(OPEN_STATES)).order_by(Enquiry.id.desc()).limit(8)
    ).all()
    tomorrow = centre.calendar().add(clock.today(), 1)
    hours = [
        clock.local_instant(day, time(hour))
        for day in (clock.today(), tomorrow)
        for hour in (10, 11, 14, 16)
    ]
    to_come = [moment for moment in hours if moment > clock.now()]
    for enquiry, due_at in zip(open_now, to_come, strict=False):
        if enquiry.assignee is None:
            continue
        try:
            with coming_from(DESK):
                reminders.remind(
                    enquiry, by=enquiry.assignee, due_at=due_at, note="Да се обадя отново"
                )
        except Refused:
            return


def _undelivered() -> None:
    """One of the last answers did not arrive: its expert's day says so."""
    letter = db.session.scalar(
        select(Letter).where(Letter.kind == "answer").order_by(Letter.id.desc()).limit(1)
    )
    if letter is not None:
        letter.state, letter.sent_at = LetterState.FAILED, None
        letter.last_error = "550 5.1.1 Няма такава пощенска кутия"
