"""Twenty colleagues at once: nobody's number is somebody else's, and none is missing."""

import multiprocessing
from collections.abc import Callable
from queue import Empty
from typing import Any

from flask import Flask
from sqlalchemy import select

from config import Settings
from oic.core.db import db, end_reading
from oic.enquiries.models import Enquiry, SearchDocument, TimelineEntry
from tests.concurrency import registering
from tests.concurrency.registering import Told

PROCESSES = 20
EACH = 6
DEADLINE = 150


def at_once(
    settings: Settings, work: Callable[..., None], shares: list[Any], parties: int | None = None
) -> list[Told]:
    """Run ``work`` in a process for each share, all starting together; all that they were told."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.concurrency.registering"])
    together = context.Barrier(parties or len(shares))
    answers = context.Queue()
    processes = [
        context.Process(target=work, args=(settings, share, together, answers)) for share in shares
    ]
    for process in processes:
        process.start()
    told: list[Told] = []
    try:
        for _ in shares:
            told += answers.get(timeout=DEADLINE)
    except Empty:
        states = [process.exitcode for process in processes]
        message = f"a process did not answer; exit codes {states}"
        raise AssertionError(message) from None
    finally:
        for process in processes:
            process.join(10)
            if process.is_alive():
                process.kill()
                process.join()
        answers.close()
    return told


def test_twenty_at_once_get_consecutive_numbers_and_nobody_is_lost(own_app: Flask) -> None:
    # Every process has its own forms, one that it shares with its neighbour (sent twice at the
    # same moment), and one that all of them send.
    shares = [
        [f"own-{process}-{form}" for form in range(EACH - 2)]
        + [f"pair-{process // 2}", "everybody"]
        for process in range(PROCESSES)
    ]
    told = at_once(own_app.config["OIC"], registering.work, shares)

    assert [one for one in told if one.error or one.refused] == []
    assert len(told) == PROCESSES * EACH
    by_key: dict[str, set[str]] = {}
    for one in told:
        by_key.setdefault(one.key, set()).add(one.reference)
    assert {key: found for key, found in by_key.items() if len(found) > 1} == {}

    end_reading()
    saved = {
        enquiry.submission_key: enquiry for enquiry in db.session.scalars(select(Enquiry)).all()
    }
    assert saved.keys() == by_key.keys(), "what was confirmed is there, and nothing else"
    assert {key: {enquiry.reference} for key, enquiry in saved.items()} == by_key
    numbers = sorted(enquiry.number for enquiry in saved.values())
    assert numbers == list(range(1, len(saved) + 1)), "no gaps, although accidents happened"
    # Each is whole: question, timeline and index came with it.
    ids = {enquiry.id for enquiry in saved.values()}
    assert all(len(enquiry.questions) == 1 for enquiry in saved.values())
    assert set(db.session.scalars(select(SearchDocument.enquiry_id))) == ids
    assert set(db.session.scalars(select(TimelineEntry.enquiry_id))) == ids


def test_without_the_guard_two_at_once_get_the_same_number(own_app: Flask) -> None:
    """The negative control: the race is real, and the database's own rules are what is left."""
    told = at_once(own_app.config["OIC"], registering.work_without_guard, ["one", "two"])

    lost = [one for one in told if one.error]
    assert len(lost) == 1, f"one of the two fails in the caller's face: {told}"
    assert "UNIQUE" in lost[0].error or "Unique" in lost[0].error or "locked" in lost[0].error
    end_reading()
    assert len(db.session.scalars(select(Enquiry)).all()) == 1
