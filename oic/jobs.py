"""The periodic work, one line each. Letters leave by themselves: see oic.serving.worker.

Each job is one transaction, or one for each thing that it finds to do. It changes nothing when
there is nothing to do, and may run twice at once: several workers each keep time for themselves.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab

from config import Settings
from oic.admin import standstill
from oic.core.db import transaction
from oic.core.origin import Origin, coming_from
from oic.enquiries.actions import absences, drafts, escalation, follow_ups
from oic.files import sweep as files
from oic.imports import working
from oic.receptions.actions import claiming, offering, reminding
from oic.receptions.queries import visits
from oic.reports.actions import keeping, monthly
from oic.staff.actions.sign_in import sweep as sweep_sign_in
from oic.web import rate

QUEUE_NAME = "oic"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """Something that is done again and again; ``when`` is asked every minute (UTC)."""

    name: str
    when: Callable[[datetime], bool]
    work: Callable[..., object]
    afterwards: Callable[[], object] | None = None
    """What touches no row and needs what ``work`` has saved."""
    each: Callable[[], Iterable[int]] | None = None
    """The numbers of what is to be done: ``work`` gets one, in a transaction of its own."""


JOBS = (
    Job("follow-up letters", crontab(minute="*/5"), follow_ups.send, each=follow_ups.due),
    Job("daily letter to the managers", crontab(minute="*/5"), escalation.daily_letter),
    Job("monthly letter to the managers", crontab(minute="*/5"), monthly.letter),
    Job("figures", crontab(minute="*/2"), keeping.renew, each=keeping.due),
    Job("incoming mail that stands still", crontab(minute="*/10"), standstill.tell),
    Job("absences that begin and end", crontab(minute="*/10"), absences.begin_and_end),
    Job("sweep files", crontab(minute="37", hour="2"), files.forget_unused, files.remove_contents),
    Job("sweep limits", crontab(minute="7"), rate.sweep),
    Job("sweep sign-in attempts", crontab(minute="17"), sweep_sign_in),
    Job("reminders of visits", crontab(minute="*/5"), reminding.remind, each=visits.to_remind),
    Job(
        "waiting list",
        crontab(minute="*/2"),
        offering.offer_in_queue,
        each=visits.queues_to_look_at,
    ),
    Job("sweep held times", crontab(minute="*/10"), claiming.sweep),
    Job("sweep imports", crontab(minute="47", hour="2"), working.sweep),
    Job("sweep presence", crontab(minute="27"), drafts.sweep_presence),
)


def run(app: Flask, job: Job) -> None:
    """Do a job once, in an application context and in transactions of its own."""
    with app.app_context(), coming_from(Origin("job")):
        if job.each:
            _one_by_one(job, job.each())
        else:
            with transaction():
                job.work()
        if job.afterwards:
            job.afterwards()


def _one_by_one(job: Job, numbers: Iterable[int]) -> None:
    """What fails is written into the log and tried again next time; the others are done."""
    for number in numbers:
        try:
            with transaction():
                job.work(number)
        except Exception:
            log.exception("%s: number %d failed", job.name, number)


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
