"""The real server under twenty people at once, and under a power cut in the middle of it."""

import multiprocessing
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Condition, Event, Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from oic.core.db import db
from oic.enquiries.models import Enquiry
from oic.mail.models import Letter, LetterState
from tests.concurrency import posting
from tests.concurrency.posting import GONE, Browser, Sent
from tests.conftest import Databases
from tests.factories.enquiries import make_expert
from tests.servers.program import Program

DESKS = 12
CALLS = 3
STRANGERS = 8
QUESTIONS = 3
ALLOWED_AN_HOUR = 20
"""Questions from one address: the rest is refused, and said to be."""
KILLS = 5
DEADLINE = 150


@pytest.fixture
def program(serve: Callable[..., Program], databases: Databases) -> Program:
    """``oic up`` on a database of the engine."""
    return serve(database_url=databases.migrated())


def cookies(program: Program, people: int) -> list[tuple[str, str]]:
    """Sessions of so many experts, who can carry whatever comes."""
    with program.data():
        users = [make_expert(f"Експерт {number}", capacity=200) for number in range(people)]
        found = [program.cookie(user) for user in users]
    return [(cookie["name"], cookie["value"]) for cookie in found]


def numbers(program: Program) -> dict[str, Enquiry]:
    """What is in the register, by the words of its question; each once, numbered without gaps."""
    with program.data():
        saved = db.session.scalars(select(Enquiry).order_by(Enquiry.number)).all()
        assert [one.number for one in saved] == list(range(1, len(saved) + 1)), "gaps or doubles"
        words = Counter(one.questions[0].text for one in saved)
        assert [text for text, count in words.items() if count > 1] == [], "registered twice"
        return {one.questions[0].text: one for one in saved}


def test_twenty_processes_at_the_real_server_lose_nothing(program: Program) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.concurrency.registering", "tests.concurrency.posting"])
    answers = context.Queue()
    processes = [
        context.Process(
            target=posting.log_calls,
            args=(program.url, cookie, [f"desk-{desk}-{n}" for n in range(CALLS)], answers),
        )
        for desk, cookie in enumerate(cookies(program, DESKS))
    ]
    processes += [
        context.Process(
            target=posting.ask,
            args=(program.url, [f"ask-{who}-{n}" for n in range(QUESTIONS)], answers),
        )
        for who in range(STRANGERS)
    ]
    for process in processes:
        process.start()
    sent: list[Sent] = []
    for _ in processes:
        sent += answers.get(timeout=DEADLINE)
    for process in processes:
        process.join(10)

    confirmed = {one.words: one for one in sent if one.status == 303}
    refused = [one for one in sent if one.status != 303]
    assert {one.status for one in refused} == {429}, "a refusal says that it is one"
    assert {one.words.partition("-")[0] for one in refused} == {"ask"}
    assert len(confirmed) == DESKS * CALLS + ALLOWED_AN_HOUR
    saved = numbers(program)
    assert saved.keys() == confirmed.keys()
    for words, one in confirmed.items():
        if words.startswith("desk"):
            assert one.location.endswith(f"saved={saved[words].reference}")


class Callers:
    """People who go on logging while the program is killed, each holding on to the form in hand."""

    def __init__(self, program: Program, sessions: list[tuple[str, str]]) -> None:
        self.confirmed: dict[str, str] = {}
        self._program = program
        self._more = Condition()
        self._stop = Event()
        self._errors: list[BaseException] = []
        self._threads = [
            Thread(target=self._log, args=(number, cookie), daemon=True)
            for number, cookie in enumerate(sessions)
        ]
        for thread in self._threads:
            thread.start()

    def _log(self, caller: int, cookie: tuple[str, str]) -> None:
        try:
            browser = Browser(self._program.url, cookie)
            number = 0
            while not self._stop.is_set():
                self._one(browser, f"caller{caller}-{number}")
                number += 1
        except BaseException as error:
            self._errors.append(error)
            raise

    def _one(self, browser: Browser, words: str) -> None:
        filled = posting.call(words, email=f"{words}@example.bg")
        path = "/desk/enquiries/new"
        fields = self._insist(lambda: browser.form(path, "new-enquiry", **filled))
        form = [*fields, ("do", "save")]
        status, page, location = self._insist(lambda: browser.open(path, form))
        assert status == 303, f"{status}: {page[:2000]}"
        with self._more:
            self.confirmed[words] = location
            self._more.notify_all()

    def _insist(self, act: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + DEADLINE
        while True:
            try:
                return act()
            except GONE:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)  # nobody listens at present: knock again

    def wait_for(self, more: int) -> None:
        """Return when so many more are confirmed."""
        with self._more:
            goal = len(self.confirmed) + more
            done = self._more.wait_for(
                lambda: len(self.confirmed) >= goal or self._errors, timeout=DEADLINE
            )
        assert done, f"only {len(self.confirmed)} of {goal} came through\n{self._program.output}"
        assert not self._errors, self._errors

    def stop(self) -> None:
        """Let everybody finish the form in hand."""
        self._stop.set()
        for thread in self._threads:
            thread.join(DEADLINE)
        assert not any(thread.is_alive() for thread in self._threads), "somebody still waits"
        assert not self._errors, self._errors


def descendants(process: int) -> Iterator[int]:
    """The children of a process and theirs, the youngest first."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                if int(parent) == process:
                    yield from descendants(int(folder.name))
                    yield int(folder.name)


def kill_web_and_worker(program: Program) -> None:
    """End both by kill -9, while ``oic up`` lives and starts them again."""
    assert program.process is not None
    for number in list(descendants(program.process.pid)):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def drained(program: Program) -> None:
    """Return when no letter is left to send."""
    deadline = time.monotonic() + DEADLINE
    waiting = (LetterState.QUEUED, LetterState.SENDING)
    while time.monotonic() < deadline:
        with program.data():
            left = db.session.scalar(
                select(func.count()).select_from(Letter).where(Letter.state.in_(waiting))
            )
        if not left:
            return
        time.sleep(0.2)
    message = f"{left} letters did not leave\n{program.output}"
    raise AssertionError(message)


def test_what_was_confirmed_survives_every_kill_and_each_letter_leaves_once(
    program: Program,
) -> None:
    callers = Callers(program, cookies(program, 6))
    for number in range(KILLS):
        callers.wait_for(4)
        if number % 2:
            program.kill()  # everything at once, as in a power cut
            program.start()
        else:
            kill_web_and_worker(program)
    callers.wait_for(4)
    callers.stop()
    drained(program)

    saved = numbers(program)
    assert saved.keys() == callers.confirmed.keys(), "confirmed is saved; sent again is one"
    for words, location in callers.confirmed.items():
        told = re.search(r"saved=(\d{4}-\d{6})", location)
        assert told is not None
        assert told[1] == saved[words].reference
    sink = program.sink
    arrived = {words: sink.to(f"{words}@example.bg") for words in callers.confirmed}
    assert [words for words, letters in arrived.items() if not letters] == [], "letters are lost"
    # A kill between the server's reply and the saved result: that one letter goes again, as itself.
    again = sum(len(letters) - 1 for letters in arrived.values())
    assert again <= KILLS, "a kill costs at most one letter that leaves again"
    for letters in arrived.values():
        assert len({letter.message["Message-ID"] for letter in letters}) == 1
