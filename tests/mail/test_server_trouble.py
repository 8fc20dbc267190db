"""A mail server that is away, full or moody: letters wait, and none is blamed for it."""

import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from oic.core import clock
from oic.mail.delivery import BROKEN_IN_A_ROW, Delivery
from oic.mail.models import Letter, LetterState
from tests.factories.mail import make_letter, send_all
from tests.servers.program import free_port
from tests.servers.scripted_smtp import dialogue, scripted_server
from tests.servers.smtp import Sink

Post = Callable[..., Delivery]
Fresh = Callable[[Letter], Letter]


def test_an_unreachable_server_counts_against_no_letter(
    post: Post, smtp_sink: Sink, point_at: Callable[[str], None], fresh: Fresh
) -> None:
    letters = [make_letter() for _ in range(3)]
    point_at(f"smtp://127.0.0.1:{free_port()}")
    delivery = post()
    point_at(f"smtp://127.0.0.1:{free_port()}")
    start = clock.now()
    with clock.frozen(start):
        assert delivery.run_once() == 0
    for letter in letters:
        assert (fresh(letter).state, fresh(letter).attempts) == (LetterState.QUEUED, 0)
        assert fresh(letter).last_error.startswith("Пощенският сървър е недостъпен.")
    point_at(smtp_sink.url)
    with clock.frozen(start + timedelta(seconds=1)):
        assert delivery.run_once() == 0  # paused
    with clock.frozen(start + timedelta(seconds=6)):
        assert delivery.run_once() == 3
    assert len(smtp_sink.received) == 3


@pytest.mark.parametrize(
    ("phase", "reply"),
    [
        ("CONNECT", "421 4.3.2 going down"),
        ("EHLO", "421 4.3.2 going down"),
        ("MAIL", "421 4.3.2 going down"),
        ("MAIL", "451 4.3.0 try later"),
    ],
)
def test_a_server_that_takes_no_letters_now_counts_against_none(  # noqa: PLR0917 - fixtures
    phase: str,
    reply: str,
    post: Post,
    smtp_sink: Sink,
    point_at: Callable[[str], None],
    fresh: Fresh,
) -> None:
    letters = [make_letter() for _ in range(3)]
    delivery = post()
    refused = ("EHLO", "HELO") if phase == "EHLO" else (phase,)
    offered: list[int] = []

    def behave(connection: socket.socket, number: int) -> None:
        offered.append(number)
        if phase == "CONNECT":
            connection.sendall(reply.encode() + b"\r\n")
        else:
            dialogue(connection, replies=dict.fromkeys(refused, reply))

    start = clock.now()
    with scripted_server(behave) as url, clock.frozen(start):
        point_at(url)
        delivery.run_once()
        delivery.close()
    assert len(offered) == 1, "one letter found it out for all"
    for letter in letters:
        assert (fresh(letter).state, fresh(letter).attempts) == (LetterState.QUEUED, 0)
        assert reply in fresh(letter).last_error
        assert "адреса на центъра" not in fresh(letter).last_error
    point_at(smtp_sink.url)
    with clock.frozen(start + timedelta(seconds=1)):
        assert delivery.run_once() == 0  # paused
    with clock.frozen(start + timedelta(seconds=6)):
        assert delivery.run_once() == 3


def test_a_server_that_never_takes_letters_is_asked_less_and_less(
    post: Post, point_at: Callable[[str], None]
) -> None:
    make_letter()
    delivery = post()
    start = clock.now()

    def behave(connection: socket.socket, _: int) -> None:
        dialogue(connection, replies={"MAIL": "421 4.3.2 going down"})

    with scripted_server(behave) as url:
        point_at(url)
        for second, tried in ((0, 1), (6, 1), (12, 0), (22, 1)):
            with clock.frozen(start + timedelta(seconds=second)):
                assert delivery.run_once() == tried


def test_a_letter_that_is_too_large_for_now_holds_the_others_up_no_longer_than_once(
    post: Post, point_at: Callable[[str], None], fresh: Fresh
) -> None:
    letters = [make_letter() for _ in range(2)]
    delivery = post()

    def behave(connection: socket.socket, _: int) -> None:
        dialogue(connection, replies={"MAIL": "452 4.3.1 no room for so much"})

    with scripted_server(behave) as url:
        point_at(url)
        assert delivery.run_once() == 2
        delivery.close()
    assert [fresh(letter).attempts for letter in letters] == [1, 1]


@pytest.mark.parametrize("phase", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "DOT"])
def test_a_connection_that_breaks_loses_nothing(
    phase: str, post: Post, smtp_sink: Sink, point_at: Callable[[str], None], fresh: Fresh
) -> None:
    letter = make_letter()
    delivery = post()

    def behave(connection: socket.socket, _: int) -> None:
        dialogue(connection, break_at=phase, replies={})

    with scripted_server(behave) as url:
        point_at(url)
        delivery.run_once()
    assert fresh(letter).state is LetterState.QUEUED
    assert fresh(letter).last_error
    point_at(smtp_sink.url)
    with clock.frozen(clock.now() + timedelta(minutes=10)):
        send_all(delivery)
    assert len(smtp_sink.received) == 1
    assert fresh(letter).state is LetterState.SENT


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("phase", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "DOT"])
def test_a_server_that_falls_silent_does_not_hold_the_outbox_for_ever(
    phase: str, post: Post, smtp_sink: Sink, point_at: Callable[[str], None], fresh: Fresh
) -> None:
    letter = make_letter()
    delivery = post()
    released = threading.Event()

    def behave(connection: socket.socket, _: int) -> None:
        dialogue(connection, break_at=phase, replies={})
        released.wait(20)

    with scripted_server(behave) as url:
        point_at(url)
        delivery.run_once()
        released.set()
    assert fresh(letter).state is LetterState.QUEUED
    point_at(smtp_sink.url)
    with clock.frozen(clock.now() + timedelta(minutes=10)):
        send_all(delivery)
    assert len(smtp_sink.received) == 1


def test_an_old_connection_that_the_server_closed_is_opened_anew_without_counting(
    post: Post, point_at: Callable[[str], None], fresh: Fresh
) -> None:
    taken: list[int] = []

    def behave(connection: socket.socket, number: int) -> None:
        taken.append(number)
        if number == 1:  # takes one letter, and goes away when offered the second

            class Once(dict[str, str]):
                mails = 0

                def get(self, word: str, default: Any = None) -> Any:
                    if word == "MAIL":
                        self.mails += 1
                        if self.mails > 1:
                            return "421 4.7.0 too many letters"
                    return default

            dialogue(connection, replies=Once())
        else:
            dialogue(connection, replies={})

    letters = [make_letter() for _ in range(3)]
    delivery = post()
    with scripted_server(behave) as url:
        point_at(url)
        assert delivery.run_once() == 3
        delivery.close()
    assert [fresh(letter).attempts for letter in letters] == [1, 1, 1]
    assert {fresh(letter).state for letter in letters} == {LetterState.SENT}
    assert taken == [1, 2]


def test_a_server_that_breaks_on_every_letter_is_left_alone_for_a_while(
    post: Post, point_at: Callable[[str], None]
) -> None:
    def behave(connection: socket.socket, _: int) -> None:
        dialogue(connection, break_at="DATA", replies={})

    for _ in range(BROKEN_IN_A_ROW + 3):
        make_letter()
    delivery = post()
    with scripted_server(behave) as url:
        point_at(url)
        with clock.frozen(clock.now()):
            assert delivery.run_once() == BROKEN_IN_A_ROW
            assert delivery.run_once() == 0
