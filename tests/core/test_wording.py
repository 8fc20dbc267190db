"""Dates, deadlines and salutations read as a careful official would write them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given
from hypothesis import strategies as st

import oic.core.wording as wording_file
from oic.core.wording import (
    day_text,
    deadline_words,
    duration_words,
    moment_text,
    number_text,
    salutation,
    size_words,
    time_ago,
    time_text,
    weekday_day_text,
)
from oic.core.working_days import WorkCalendar
from oic.web import filters

CALENDAR = WorkCalendar({})
NOON = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)


@pytest.fixture
def bulgarian() -> Iterator[Flask]:
    """A program that speaks Bulgarian, without a database."""
    app = Flask(__name__)
    translations = Path(wording_file.__file__).parents[1] / "translations"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(translations)
    Babel(app, default_locale="bg")
    filters.init_app(app)
    with app.app_context():
        yield app


def test_dates_are_written_as_in_bulgarian_letters() -> None:
    day = date(2026, 3, 9)
    assert day_text(day, "bg") == "09.03.2026 г."
    assert day_text(day, "en") == "9 March 2026"
    assert weekday_day_text(day, "bg") == "понеделник, 09.03.2026 г."
    assert weekday_day_text(day, "en") == "Monday, 9 March 2026"
    assert time_text(time(14), "bg") == "14:00 ч."
    assert time_text(time(9, 5), "en") == "09:05"


def test_instants_are_shown_on_the_clock_in_sofia() -> None:
    late = datetime(2026, 3, 9, 22, 30, tzinfo=UTC)
    assert moment_text(late, "bg") == "10.03.2026 г., 00:30 ч."
    assert day_text(late, "bg") == "10.03.2026 г."
    assert weekday_day_text(late, "en") == "Tuesday, 10 March 2026"
    assert moment_text(datetime(2026, 7, 1, 9, tzinfo=UTC), "en") == "1 July 2026, 12:00"


def test_numbers_have_a_comma_in_bulgarian_and_a_point_in_english() -> None:
    assert number_text(12345.5, "bg").replace("\N{NO-BREAK SPACE}", " ") == "12 345,5"
    assert number_text(12345.5, "en") == "12,345.5"
    assert number_text(-3, "bg") == "\N{MINUS SIGN}3"
    assert size_words(1_572_864, "bg").replace("\N{NO-BREAK SPACE}", " ") == "1,5 MB"
    assert size_words(0, "en").startswith("0")
    assert size_words(1023, "en").replace("\N{NO-BREAK SPACE}", " ") == "1,023 B"
    assert size_words(1024 * 1024 - 1, "en").replace("\N{NO-BREAK SPACE}", " ") == "1 MB"


@pytest.mark.parametrize(
    ("due", "bulgarian_words", "english_words"),
    [
        (date(2026, 3, 10), "днес", "due today"),
        (date(2026, 3, 11), "остава 1 работен ден", "1 working day left"),
        (date(2026, 3, 12), "остават 2 работни дни", "2 working days left"),
        (date(2026, 3, 17), "остават 5 работни дни", "5 working days left"),
        (date(2026, 3, 9), "просрочено с 1 работен ден", "overdue by 1 working day"),
        (date(2026, 3, 2), "просрочено с 5 работни дни", "overdue by 5 working days"),
    ],
)
@pytest.mark.usefixtures("bulgarian")
def test_a_deadline_is_said_in_working_days(
    due: date, bulgarian_words: str, english_words: str
) -> None:
    said = deadline_words(due, date(2026, 3, 10), CALENDAR)
    assert str(said) == bulgarian_words
    with force_locale("en"):
        assert str(said) == english_words


@pytest.mark.usefixtures("bulgarian")
def test_a_deadline_on_a_weekend_is_not_called_overdue_before_its_day() -> None:
    friday, sunday = date(2026, 3, 6), date(2026, 3, 8)
    assert str(deadline_words(sunday, friday, CALENDAR)) == "остават 2 календарни дни"
    assert str(deadline_words(friday, sunday, CALENDAR)) == "просрочено с 2 календарни дни"


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=5), "току-що"),
        (timedelta(seconds=-5), "току-що"),
        (timedelta(minutes=1), "преди 1 минута"),
        (timedelta(minutes=59), "преди 59 минути"),
        (timedelta(hours=1), "преди 1 час"),
        (timedelta(hours=3), "преди 3 часа"),
        (timedelta(days=1), "преди 1 ден"),
        (timedelta(days=13), "преди 13 дни"),
        (timedelta(days=14), "24.02.2026 г., 12:00 ч."),
        (timedelta(days=-1), "11.03.2026 г., 12:00 ч."),
    ],
)
@pytest.mark.usefixtures("bulgarian")
def test_the_past_is_told_in_words(ago: timedelta, said: str) -> None:
    assert str(time_ago(NOON - ago, NOON)) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 мин."),
        (20, "под минута"),
        (300, "5 мин."),
        (3600, "1 ч."),
        (4800, "1 ч. 20 мин."),
    ],
)
@pytest.mark.usefixtures("bulgarian")
def test_durations_are_told_to_the_minute(seconds: int, said: str) -> None:
    assert str(duration_words(seconds)) == said


def test_templates_have_the_words(bulgarian: Flask) -> None:
    template = "{{ d|day }}; {{ d|weekday_day }}; {{ t|time }}; {{ i|moment }}; {{ 90|duration }}; "
    template += "{{ 2048|size }}; {{ 1234|number }}; {{ d|deadline is string }}; {{ i|ago }}"
    page = bulgarian.jinja_env.from_string(template).render(
        d=date(2026, 3, 9), t=time(14), i=datetime(2020, 3, 9, 10, tzinfo=UTC)
    )
    assert page.replace("\N{NO-BREAK SPACE}", " ") == (
        "09.03.2026 г.; понеделник, 09.03.2026 г.; 14:00 ч.; 09.03.2020 г., 12:00 ч.; 2 мин.; "
        "2 KB; 1 234; False; 09.03.2020 г., 12:00 ч."
    )


@pytest.mark.parametrize(
    ("name", "in_bulgarian", "in_english"),
    [
        ("Мария Иванова", "Уважаема госпожо Иванова", "Dear Ms Ivanova"),
        ("Мария Петрова Иванова", "Уважаема госпожо Иванова", "Dear Ms Ivanova"),
        ("Елена Кръстева-Бонева", "Уважаема госпожо Кръстева-Бонева", "Dear Ms Krasteva-Boneva"),
        ("Ана Младенска", "Уважаема госпожо Младенска", "Dear Ms Mladenska"),
        ("Иван Иванов", "Уважаеми господин Иванов", "Dear Mr Ivanov"),
        ("Петър Младенски", "Уважаеми господин Младенски", "Dear Mr Mladenski"),
        ("Никола Станев", "Уважаеми господин Станев", "Dear Mr Stanev"),
        ("Иванова Мария", "Уважаема госпожо Иванова", "Dear Ms Ivanova"),
        ("Maria Ivanova", "Уважаема госпожо Ivanova", "Dear Ms Ivanova"),
        ("инж. Петър Колев", "Уважаеми господин Колев", "Dear Mr Kolev"),
        ("Мария Кула", "Уважаема госпожо Кула", "Dear Ms Kula"),
        ("Лука Сава", "Здравейте, Лука Сава", "Dear Luka Sava"),
        ("Ева Стоун", "Здравейте, Ева Стоун", "Dear Eva Stoun"),
        ("Мария", "Здравейте, Мария", "Dear Maria"),
        ("John Smith", "Здравейте, John Smith", "Dear John Smith"),
        ("„Примерна Иванова“ ЕООД", "Здравейте, „Примерна Иванова“ ЕООД", None),
        ("", "Здравейте", "Hello"),
        (" . ", "Здравейте", "Hello"),
    ],
)
def test_a_letter_greets_a_person_rightly_or_without_guessing(
    name: str, in_bulgarian: str, in_english: str | None
) -> None:
    assert salutation(name, "bg") == in_bulgarian
    if in_english:
        assert salutation(name, "en") == in_english


def test_a_persons_own_salutation_is_kept() -> None:
    assert salutation("Мария Иванова", "bg", "Уважаема г-жо кмет,") == "Уважаема г-жо кмет"


@given(st.text(max_size=60), st.sampled_from(["bg", "en"]), st.text(max_size=10))
def test_no_name_breaks_a_letter(name: str, language: str, own: str) -> None:
    begun = salutation(name, language, own)
    assert begun
    assert not begun.endswith(",") or name.rstrip().endswith(",")
