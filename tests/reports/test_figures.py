"""The figures add up: always those of an independent account, never stale, whatever is kept."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update

from oic.core.db import db, transaction
from oic.enquiries.models import Channel, Enquiry, Question, SetAside
from oic.reports.actions import keeping
from oic.reports.models import Grain, Tally, TallyMark
from oic.reports.periods import Period
from oic.reports.queries import tallies
from oic.reports.queries.counting import Dimension, Measure
from oic.reports.queries.figures import figures, percentile
from tests.factories.enquiries import make_enquiry
from tests.factories.figures import SOFIA, Plain, account, plain, without_zeros, write

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
PERIODS = [
    YEAR,
    Period(date(2026, 3, 1), date(2026, 3, 31)),
    Period(date(2026, 3, 29), date(2026, 3, 29)),
    Period(date(2025, 12, 31), date(2026, 1, 1)),
    Period(date(2026, 2, 14), date(2026, 11, 5)),
    Period(date(2026, 10, 25), date(2026, 10, 25)),
]


def keep_counts() -> None:
    """What the job does every two minutes."""
    for month in keeping.due():
        with transaction():
            keeping.renew(month)


def counted(period: Period) -> dict[str, Any]:
    """The program's figures, as far as the account goes."""
    return without_zeros(figures(period))


def agree(*periods: Period) -> None:
    for period in periods:
        assert counted(period) == without_zeros(account(period.first, period.last)), period


@given(st.lists(plain, max_size=25), st.lists(plain, min_size=1, max_size=6))
@settings(max_examples=25)
def test_a_managers_figures_are_those_of_an_independent_count(
    app: Flask, before: list[Plain], after: list[Plain]
) -> None:
    with _undone():
        write(before)
        agree(YEAR, PERIODS[1])  # nothing is kept yet
        keep_counts()
        assert tallies.changed_months() == []
        agree(*PERIODS)  # all of it is kept
        write(after)
        agree(*PERIODS)  # some of it has changed a moment ago
        keep_counts()
        agree(*PERIODS)


@contextmanager
def _undone() -> Iterator[None]:
    """What an example writes is gone after it: the examples share a database."""
    try:
        yield
    finally:
        db.session.rollback()
        with transaction():
            for table in ("set_aside", "question", "enquiry", "tally", "tally_mark"):
                db.session.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - a test's tables


CHANGES: dict[str, Callable[[int], Any]] = {
    "another channel": lambda own: (
        update(Enquiry).where(Enquiry.id == own).values(channel=Channel.LETTER)
    ),
    "another day": lambda own: (
        update(Enquiry)
        .where(Enquiry.id == own)
        .values(received_at=datetime(2026, 2, 3, 8, tzinfo=UTC))
    ),
    "another duration": lambda own: (
        update(Enquiry).where(Enquiry.id == own).values(duration_seconds=1)
    ),
    "another day of the answer": lambda own: (
        update(Enquiry)
        .where(Enquiry.id == own)
        .values(first_answered_at=datetime(2026, 5, 6, 8, tzinfo=UTC))
    ),
    "no answer after all": lambda own: (
        update(Enquiry).where(Enquiry.id == own).values(first_answered_at=None)
    ),
    "late after all": lambda own: (
        update(Enquiry).where(Enquiry.id == own).values(answered_in_time=False)
    ),
    "a question less": lambda own: delete(Question).where(
        Question.enquiry_id == own, Question.position == 0
    ),
    "another topic": lambda own: (
        update(Question)
        .where(Question.enquiry_id == own)
        .values(topic_id=select(func.max(text("id"))).select_from(text("topic")).scalar_subquery())
    ),
    "gone": lambda own: delete(Enquiry).where(Enquiry.id == own),
    "called back": lambda own: delete(SetAside).where(SetAside.enquiry_id == own),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_saved_a_second_ago_is_counted(app: Flask, change: str) -> None:
    ours = Plain(
        datetime(2026, 3, 4, 9, tzinfo=UTC),
        seconds=600,
        answered_after=timedelta(days=1),
        in_time=True,
        minutes=300,
        questions=((0, 0), (1, 1)),
        aside=change == "called back",
    )
    others = (datetime(2026, 3, 4, 10, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
    write([ours, *(Plain(moment) for moment in others)])
    keep_counts()
    before = counted(YEAR)
    with transaction():
        db.session.execute(CHANGES[change](ours.own).execution_options(synchronize_session=False))
    assert counted(YEAR) != before
    agree(YEAR)
    keep_counts()
    agree(YEAR)


def test_what_says_nothing_new_makes_no_work(app: Flask) -> None:
    ours = Plain(datetime(2026, 3, 4, 9, tzinfo=UTC))
    write([ours])
    keep_counts()
    with transaction():
        db.session.execute(
            update(Enquiry)
            .where(Enquiry.id == ours.own)
            .values(subject="Друго", channel=Channel.PHONE)
            .execution_options(synchronize_session=False)
        )
    assert db.session.scalar(select(func.count()).select_from(TallyMark)) == 0


def test_an_enquiry_of_the_desk_is_counted_at_once(app: Flask) -> None:
    keep_counts()
    make_enquiry(questions=("Първо?", "Второ?"), channel=Channel.PHONE)
    march = figures(Period(date(2026, 3, 1), date(2026, 3, 31)))
    assert march["channel"]["phone"] == {"consultations": 1, "questions": 2}


def test_whole_months_come_from_one_count_each(app: Flask) -> None:
    write([Plain(datetime(2026, month, 10, 9, tzinfo=UTC)) for month in range(1, 13)])
    keep_counts()
    months = db.session.scalar(
        select(func.sum(Tally.number)).where(
            Tally.grain == Grain.MONTH,
            Tally.measure == Measure.CONSULTATIONS.value,
            Tally.dimension == Dimension.ALL.value,
        )
    )
    assert months == 12


def test_counting_again_changes_nothing(app: Flask) -> None:
    write([Plain(datetime(2026, 3, 4, 9, tzinfo=UTC)), Plain(datetime(2026, 3, 5, 9, tzinfo=UTC))])
    keep_counts()
    before = db.session.execute(select(Tally.first, Tally.value, Tally.number)).all()
    with transaction():
        db.session.execute(
            text("INSERT INTO tally_mark (hour) SELECT received_at FROM enquiry WHERE year = 1990")
        )
    keep_counts()
    after = db.session.execute(select(Tally.first, Tally.value, Tally.number)).all()
    assert Counter(after) == Counter(before)


def test_a_day_counts_from_midnight_to_midnight_in_sofia(app: Flask) -> None:
    write(
        [
            Plain(datetime(2026, 2, 28, 23, 59, 59, tzinfo=SOFIA)),
            Plain(datetime(2026, 3, 1, 0, 0, 1, tzinfo=SOFIA)),
            Plain(datetime(2026, 3, 31, 23, 59, 59, tzinfo=SOFIA)),
            Plain(datetime(2026, 4, 1, 0, 0, 1, tzinfo=SOFIA)),
        ]
    )
    for _kept in (False, True):
        march = figures(Period(date(2026, 3, 1), date(2026, 3, 31)))
        assert march["summary"]["all"]["consultations"] == 2
        keep_counts()


@given(st.lists(st.integers(0, 500), min_size=1, max_size=60), st.sampled_from([0.5, 0.9, 1.0]))
def test_so_great_a_share_of_the_answers_took_no_longer(waits: list[int], share: float) -> None:
    lengths = {str(one): {"answers": number} for one, number in Counter(waits).items()}
    found = percentile(lengths, share)
    assert found in waits
    assert sum(one <= found for one in waits) >= share * len(waits)
    assert sum(one < found for one in waits) < share * len(waits)


def test_without_answers_there_is_no_median(app: Flask) -> None:
    assert percentile({}, 0.5) is None


def test_the_number_of_questions_to_the_database_is_fixed(
    app: Flask, count_queries: Callable[[], Any]
) -> None:
    write([Plain(datetime(2026, 3, 4, 9, tzinfo=UTC))])
    with count_queries() as few:
        figures(YEAR)
    write([Plain(datetime(2026, 3, day, 9, tzinfo=UTC)) for day in range(1, 29)])
    keep_counts()
    with count_queries() as many:
        figures(YEAR)
    assert many.count <= few.count + 1
