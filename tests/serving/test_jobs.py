"""The periodic work runs, each piece by itself, and twice at once does no harm."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from sqlalchemy import func, select

from oic.audit.models import AuditEntry
from oic.core import clock
from oic.core.db import db, transaction
from oic.enquiries.actions import follow_ups
from oic.enquiries.models import State
from oic.jobs import JOBS, Job, make_queue, run
from oic.mail.models import Letter
from oic.serving import logs
from oic.web.models import RateEvent
from tests.conftest import FrozenClock
from tests.factories.enquiries import make_enquiry, make_expert
from tests.servers.redis import Redis

HOUR = [datetime(2026, 3, 10, hour, minute, tzinfo=UTC) for hour in (2, 9) for minute in range(60)]


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_runs_twice_on_an_empty_register(own_app: Flask, job: Job) -> None:
    run(own_app, job)
    run(own_app, job)
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 0


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_has_its_time(job: Job) -> None:
    assert any(job.when(moment) for moment in HOUR)
    assert not all(job.when(moment) for moment in HOUR)


def test_one_letter_that_fails_takes_no_other_with_it(
    own_app: Flask,
    frozen_clock: FrozenClock,  # in office hours, when such letters leave
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    person = make_expert()
    planned = []
    for address in ("a@primer.bg", "broken@primer.bg", "c@primer.bg"):
        enquiry = make_enquiry(assignee=person, state=State.ANSWERED, reply_email=address)
        with transaction():
            follow_up = follow_ups.plan(enquiry, by=person)
            db.session.flush()
            follow_up.due_on = clock.today()
        planned.append(follow_up)
    queue = follow_ups.queue

    def broken(*, to_email: str, **letter: Any) -> Letter:
        if to_email == "broken@primer.bg":
            message = "an accident"
            raise RuntimeError(message)
        return queue(to_email=to_email, **letter)

    monkeypatch.setattr(follow_ups, "queue", broken)
    run(own_app, next(job for job in JOBS if job.work == follow_ups.send))
    assert [one.state.value for one in planned] == ["sent", "planned", "sent"]
    assert f"number {planned[1].id} failed" in caplog.text


def test_every_job_is_registered_and_done_by_the_queue(own_app: Flask, tmp_path: Path) -> None:
    settings = replace(own_app.config["OIC"], queue_url=f"sqlite:///{tmp_path / 'queue'}")
    forgets_what_is_old(make_queue(own_app, settings))


def test_a_redis_does_the_same(own_app: Flask, redis_server: Redis) -> None:
    queue = make_queue(own_app, replace(own_app.config["OIC"], queue_url=redis_server.url))
    assert isinstance(queue, RedisHuey)
    try:
        forgets_what_is_old(queue)
    finally:
        queue.storage.pool.disconnect()


def forgets_what_is_old(queue: Huey) -> None:
    """Each job is in the queue; one that is put there is done by whoever takes it out."""
    assert len(queue.read_periodic(datetime(2026, 3, 10, 2, 37))) == 1  # noqa: DTZ001 - huey's
    with transaction():
        db.session.add(
            RateEvent(action="ask", key="::1", at=clock.now() - timedelta(days=3)),
        )
    for task in queue.read_periodic(datetime(2026, 3, 10, 9, 7)):  # noqa: DTZ001 - huey's
        queue.enqueue(task)
    while task := queue.dequeue():
        queue.execute(task)
    assert db.session.scalar(select(func.count()).select_from(RateEvent)) == 0


def test_the_queue_is_where_the_setting_says(
    own_app: Flask, databases: Callable[[], object], tmp_path: Path
) -> None:
    settings = replace(own_app.config["OIC"], data_dir=tmp_path)
    assert isinstance(make_queue(own_app, settings), SqliteHuey)
    assert (tmp_path / "queue.sqlite3").exists()
    url = settings.database_url.replace("+psycopg", "")
    if url.startswith("postgresql"):
        queue = make_queue(own_app, replace(settings, queue_url=url))
        assert isinstance(queue, PostgresHuey)
        assert queue.storage.queue_size() == 0
        queue.storage.close()


def test_a_link_that_opens_an_enquiry_is_not_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:

    before = logging.root.handlers[:], logging.root.level
    try:
        logs.configure()
        logging.getLogger("oic").error("Exception on /q/%s [GET]", "s3cretTokenThatOpens42")
    finally:
        logging.root.handlers[:], level = before
        logging.root.setLevel(level)
    written = capsys.readouterr().err
    assert "s3cret" not in written
    assert "Exception on /q/… [GET]" in written
