"""The periodic work, one line each. Letters leave by themselves: see oic.serving.worker.

Each job is one transaction, changes nothing when there is nothing to do, and may run twice at
once: several workers each keep time for themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab

from config import Settings
from oic.core.db import transaction
from oic.core.origin import Origin, coming_from
from oic.enquiries.actions import absences, drafts, escalation, follow_ups
from oic.files import sweep as files
from oic.staff.actions.sign_in import sweep as sweep_sign_in
from oic.web import rate

QUEUE_NAME = "oic"


@dataclass(frozen=True)
class Job:
    """Something that is done again and again; ``when`` is asked every minute (UTC)."""

    name: str
    when: Callable[[datetime], bool]
    work: Callable[[], object]
    afterwards: Callable[[], object] | None = None
    """What touches no row and needs what ``work`` has saved."""


JOBS = (
    Job("follow-up letters", crontab(minute="*/5"), follow_ups.send_due),
    Job("daily letter to the managers", crontab(minute="*/5"), escalation.daily_letter),
    Job("absences that begin and end", crontab(minute="*/10"), absences.begin_and_end),
    Job("sweep files", crontab(minute="37", hour="2"), files.forget_unused, files.remove_contents),
    Job("sweep limits", crontab(minute="7"), rate.sweep),
    Job("sweep sign-in attempts", crontab(minute="17"), sweep_sign_in),
    Job("sweep presence", crontab(minute="27"), drafts.sweep_presence),
)


def run(app: Flask, job: Job) -> None:
    """Do a job once, in an application context and a transaction of its own."""
    with app.app_context(), coming_from(Origin("job")):
        with transaction():
            job.work()
        if job.afterwards:
            job.afterwards()


def make_queue(app: Flask, settings: Settings) -> Huey:
    """The queue by its setting, with every job registered."""
    queue = _storage(settings)
    for job in JOBS:
        queue.periodic_task(job.when, name=job.name)(partial(run, app, job))
    return queue


def _storage(settings: Settings) -> Huey:
    url = settings.queue_url
    if url.startswith("postgresql://"):
        return PostgresHuey(QUEUE_NAME, dsn=url, results=False)
    if url.startswith(("redis://", "rediss://")):
        return RedisHuey(QUEUE_NAME, url=url, results=False)
    path = url.removeprefix("sqlite:///") or str(settings.data_dir / "queue.sqlite3")
    return SqliteHuey(QUEUE_NAME, filename=path, results=False)
