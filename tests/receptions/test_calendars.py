"""What calendars are told is understood by programs that are not ours, whatever people type."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from oic.core.clock import frozen, local_instant, now
from oic.core.db import db, transaction
from oic.mail.message import POLICY, compose
from oic.mail.models import Letter
from oic.receptions import calendars, mails
from oic.receptions.actions import booking as actions
from oic.receptions.actions.taking import WantedTime
from oic.receptions.calendars import Occasion, Party
from oic.receptions.models import BookingState
from tests.checking import libical
from tests.checking.diary import Diary, Shown
from tests.factories.receptions import make_booking, make_office_hours, make_reception_topic
from tests.factories.staff import make_user

CENTRE = Party("Областен информационен център – Стара Загора", "oic@oic.example.bg")
IVANKA = Party("Иванка Примерова", "ivanka@primer.bg")
MONDAY = date(2026, 11, 30)
BEGINS = local_instant(MONDAY, time(9))
VISIT = Occasion(
    uid="visit-1@oic.example.bg",
    sequence=0,
    begins_at=BEGINS,
    ends_at=BEGINS + timedelta(minutes=30),
    summary="Консултация за стартиращ бизнес",
    changed_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
    location="Зала 1, бул. „Митрополит Методий Кусев“ № 9",
    description="Носете:\n- ЕИК; КЕП\n- идеята, накратко",
    latitude=42.4258,
    longitude=25.6345,
    url="https://oic.example.bg/book",
)
METHODS = {
    "REQUEST": lambda one: calendars.request(one, CENTRE, IVANKA),
    "CANCEL": lambda one: calendars.cancel(one, CENTRE, IVANKA),
    "PUBLISH": lambda one: calendars.feed("Приемни", [one], CENTRE),
}
one_line = calendars._line
TYPED = st.text() | st.text(
    alphabet='\r\n\t\0\x85\u2028\\,;:"^nN=абвЩ😀 BEGIN:VEVENTD', max_size=60
)
"""Anything, and more often what means something in a calendar."""
NOTHING = libical.Property("", "")
every_method = pytest.mark.parametrize("method", METHODS)


def written(method: str, occasion: Occasion = VISIT) -> str:
    return METHODS[method](occasion)


def moved(occasion: Occasion, begins_at: datetime) -> Occasion:
    length = occasion.ends_at - occasion.begins_at
    return replace(
        occasion,
        sequence=occasion.sequence + 1,
        begins_at=begins_at,
        ends_at=begins_at + length,
        changed_at=occasion.changed_at + timedelta(minutes=1),
    )


@every_method
def test_libical_finds_nothing_wrong(method: str) -> None:
    bare = replace(VISIT, location="", description="", latitude=None, url="")
    assert libical.complaints(written(method)) == []
    assert libical.complaints(written(method, bare)) == []


def test_nobody_is_asked_to_come_to_what_is_called_off() -> None:
    off = replace(VISIT, cancelled=True)
    with pytest.raises(ValueError, match="called off"):
        written("REQUEST", off)
    assert libical.complaints(written("CANCEL", off)) == []
    assert libical.complaints(written("PUBLISH", off)) == []


@pytest.mark.parametrize("lost", ["UID", "DTSTAMP", "ORGANIZER"])
@every_method
def test_libical_would_have_found_what_is_missing(method: str, lost: str) -> None:
    broken = written(method).replace(f"\r\n{lost}", "\r\nX-LOST")
    assert libical.complaints(broken)


def test_a_feed_of_none_and_of_many_is_a_calendar() -> None:
    several = [replace(VISIT, uid=f"{n}@oic.example.bg", cancelled=n == 1) for n in range(3)]
    assert libical.complaints(calendars.feed("Приемни", several, CENTRE)) == []
    assert libical.complaints(calendars.feed("Приемни", [], CENTRE)) == []
    found = libical.events(calendars.feed("Приемни", several, CENTRE))
    assert [one["STATUS"].value for one in found] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]


def test_a_feed_invites_nobody_and_says_its_name() -> None:
    text = written("PUBLISH")
    assert "ATTENDEE" not in text
    for line in ("NAME:Приемни", "X-WR-CALNAME:Приемни", "METHOD:PUBLISH"):
        assert f"\r\n{line}\r\n" in text
    for name in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"):
        assert f"\r\n{name};VALUE=DURATION:PT1H\r\n" in text


@pytest.mark.parametrize(("method", "status"), [("REQUEST", "CONFIRMED"), ("CANCEL", "CANCELLED")])
def test_a_letter_asks_for_no_answer_and_names_who_comes(method: str, status: str) -> None:
    text = written(method)
    (found,) = libical.events(text)
    assert f"\r\nMETHOD:{method}\r\n" in text
    assert found["STATUS"].value == status
    assert (found["ATTENDEE"].name, found["ATTENDEE"].value) == (
        "Иванка Примерова",
        "mailto:ivanka@primer.bg",
    )
    assert found["ORGANIZER"].name == CENTRE.name
    unfolded = text.replace("\r\n ", "")
    assert "PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:" in unfolded
    assert "VALARM" not in text


def test_the_invited_is_named_by_the_address_that_the_letter_goes_to() -> None:
    (found,) = libical.events(
        calendars.request(VISIT, CENTRE, Party("Иванка", " ivanka@пример.бг "))
    )
    assert found["ATTENDEE"].value == "mailto:ivanka@xn--e1afmkfd.xn--90ae"


@pytest.mark.parametrize("state", BookingState)
def test_only_what_was_called_off_stands_as_cancelled(app: Flask, state: BookingState) -> None:
    with frozen(datetime(2026, 11, 27, 8, tzinfo=UTC)):
        make_office_hours(make_user())
        visit = make_booking(make_reception_topic(), day=MONDAY, begins=time(9))
    with db.session.no_autoflush:
        visit.state = state
        found = mails.occasion(visit)
        db.session.expire(visit)
    assert found.cancelled is (state is BookingState.CANCELLED)


@pytest.mark.parametrize(
    ("day", "begins", "utc"),
    [
        (date(2026, 3, 28), time(9), "20260328T070000Z"),
        (date(2026, 3, 29), time(9), "20260329T060000Z"),
        (date(2026, 3, 29), time(2, 30), "20260329T003000Z"),
        (date(2026, 3, 29), time(4), "20260329T010000Z"),
        (date(2026, 10, 24), time(9), "20261024T060000Z"),
        (date(2026, 10, 25), time(9), "20261025T070000Z"),
        (date(2026, 10, 25), time(3, 30), "20261025T003000Z"),
        (date(2026, 10, 25), time(4), "20261025T020000Z"),
    ],
)
@every_method
def test_a_visit_at_a_change_of_the_clock_is_at_its_hour(
    method: str, day: date, begins: time, utc: str, tmp_path: Path
) -> None:
    (found,) = libical.events(written(method, moved(VISIT, local_instant(day, begins))))
    assert found["DTSTART"].value == utc
    if method == "REQUEST":
        diary = Diary(tmp_path)
        diary.receive(written(method, moved(VISIT, local_instant(day, begins))))
        assert [one.begins for one in diary.on(day)] == [f"{begins:%H:%M}"]


def test_a_time_without_a_zone_is_not_taken_for_the_machines() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        written("REQUEST", replace(VISIT, begins_at=datetime(2026, 11, 30, 9)))  # noqa: DTZ001


@every_method
def test_long_cyrillic_lines_are_folded_between_letters(method: str) -> None:
    long = "Консултация за кандидатстване по процедура „Подкрепа за семейни предприятия“ " * 9
    text = written(method, replace(VISIT, summary=long, location=long, description=long))
    for line in text.encode().split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        line.decode()  # no letter is cut in half
    (found,) = libical.events(text)
    assert found["SUMMARY"].value == found["LOCATION"].value == one_line(long)
    assert libical.complaints(text) == []


@example(name="Кооп \\", summary=r"C:\Novo", location=" ", description="\r\n")
@example(name='Фирма "А";\r\nATTENDEE:mailto:a@b', summary="^n", location=",", description="\n;")
@given(name=TYPED, summary=TYPED.filter(one_line), location=TYPED, description=TYPED)
def test_whatever_is_typed_comes_back_as_the_same_words(
    name: str, summary: str, location: str, description: str
) -> None:
    occasion = replace(VISIT, summary=summary, location=location, description=description)
    party = Party(name, IVANKA.email)
    for text in (
        calendars.request(occasion, CENTRE, party),
        calendars.cancel(occasion, party, party),
        calendars.feed(summary, [occasion], party),
    ):
        (found,) = libical.events(text)
        assert libical.complaints(text) == []
        assert found["SUMMARY"].value == one_line(summary)
        assert found.get("LOCATION", NOTHING).value == one_line(location)
        assert found.get("DESCRIPTION", NOTHING).value == calendars._lines(description)
        assert found["UID"].value == VISIT.uid
        who = found.get("ATTENDEE") or found["ORGANIZER"]
        assert who.value == "mailto:ivanka@primer.bg"
        assert who.name == one_line(name).replace('"', "'").replace("\\", "/")


class TestKhal:
    """What a person sees who has a calendar program."""

    @pytest.fixture
    def diary(self, tmp_path: Path) -> Diary:
        return Diary(tmp_path)

    def test_a_booked_visit_stands_at_its_hour(self, diary: Diary) -> None:
        diary.receive(written("REQUEST"))
        assert diary.on(MONDAY) == [
            Shown("09:00", "09:30", VISIT.summary, VISIT.location, "CONFIRMED")
        ]

    def test_a_moved_visit_stands_once(self, diary: Diary) -> None:
        diary.receive(written("REQUEST"))
        tuesday = MONDAY + timedelta(days=1)
        diary.receive(written("REQUEST", moved(VISIT, local_instant(tuesday, time(11)))))
        assert diary.on(MONDAY) == []
        assert [one.begins for one in diary.on(tuesday)] == ["11:00"]

    def test_a_letter_that_comes_late_moves_nothing_back(self, diary: Diary) -> None:
        diary.receive(written("REQUEST", moved(VISIT, local_instant(MONDAY, time(11)))))
        diary.receive(written("REQUEST"))
        diary.receive(written("CANCEL"))
        assert [one.begins for one in diary.on(MONDAY)] == ["11:00"]

    def test_a_visit_called_off_is_gone_and_the_others_stay(self, diary: Diary) -> None:
        other = replace(VISIT, uid="visit-2@oic.example.bg", summary="Друга")
        diary.receive(written("REQUEST"))
        diary.receive(written("REQUEST", other))
        diary.receive(written("CANCEL", moved(VISIT, VISIT.begins_at)))
        assert [one.summary for one in diary.on(MONDAY)] == ["Друга"]

    def test_who_opens_a_cancellation_as_a_file_sees_that_it_is_off(self, diary: Diary) -> None:
        diary.take_in(written("REQUEST"))
        diary.take_in(written("CANCEL", moved(VISIT, VISIT.begins_at)))
        assert [(one.begins, one.status) for one in diary.on(MONDAY)] == [("09:00", "CANCELLED")]

    def test_a_feed_shows_what_is_called_off_until_it_leaves_it_out(self, diary: Diary) -> None:
        other = replace(VISIT, uid="visit-2@oic.example.bg", summary="Друга")
        off = replace(moved(VISIT, VISIT.begins_at), cancelled=True)
        seen = []
        for stands in ([VISIT, other], [off, other], [other]):
            diary.subscribe(calendars.feed("Приемни", stands, CENTRE))
            seen.append({one.summary: one.status for one in diary.on(MONDAY)})
        assert seen == [
            {VISIT.summary: "CONFIRMED", "Друга": "CONFIRMED"},
            {VISIT.summary: "CANCELLED", "Друга": "CONFIRMED"},
            {"Друга": "CONFIRMED"},
        ]

    def test_the_letters_of_a_visit_book_move_and_take_out(self, app: Flask, diary: Diary) -> None:
        with frozen(datetime(2026, 11, 27, 8, tzinfo=UTC)):
            make_office_hours(make_user())
            topic = make_reception_topic("Идея")
            visit = make_booking(topic, day=MONDAY, begins=time(9), write=True)
            seen = [self._after_its_letter(diary)]
            with transaction():
                actions.move(visit, WantedTime(topic, MONDAY, time(11)), by=None)
            seen.append(self._after_its_letter(diary))
            with transaction():
                actions.cancel(visit, by=None)
            seen.append(self._after_its_letter(diary))
        assert seen == [["09:00"], ["11:00"], []]

    def _after_its_letter(self, diary: Diary) -> list[str]:
        """Read the newest letter as it leaves, and look at the day."""
        letter = db.session.query(Letter).order_by(Letter.id.desc()).first()
        assert letter is not None
        wire = compose(letter, now()).as_bytes(policy=POLICY)
        message = message_from_bytes(wire, policy=policy.default)
        (part,) = (one for one in message.walk() if one.get_content_type() == "text/calendar")
        text = part.get_content()
        assert libical.complaints(text) == []
        (found,) = libical.events(text)
        assert found["ATTENDEE"].value == f"mailto:{message['To'].addresses[0].addr_spec}"
        assert found["ORGANIZER"].value == f"mailto:{message['From'].addresses[0].addr_spec}"
        diary.receive(text)
        return [one.begins for one in diary.on(MONDAY)]
