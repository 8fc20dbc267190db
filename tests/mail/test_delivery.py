"""Letters leave once, failures are told apart, and nothing is lost by a server that misbehaves."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from oic.core import clock
from oic.core.db import db, end_reading, transaction
from oic.core.errors import Refused
from oic.mail import actions
from oic.mail.delivery import BATCH, PAUSES, Delivery
from oic.mail.liveness import new_worker
from oic.mail.models import Letter, LetterState
from tests.factories.clients import make_contact
from tests.factories.mail import make_letter, send_all
from tests.servers.smtp import Sink

Post = Callable[..., Delivery]
Fresh = Callable[[Letter], Letter]


def test_a_letter_leaves_and_says_so(post: Post, smtp_sink: Sink, fresh: Fresh) -> None:
    letter = make_letter()
    assert send_all(post()) == 1
    (received,) = smtp_sink.to("ani@example.bg")
    assert received.message["Message-ID"] == letter.message_id
    assert received.message["Subject"] == "Отговор на Вашето запитване"
    assert "Приемът е отворен." in received.text
    letter = fresh(letter)
    assert letter.state is LetterState.SENT
    assert letter.sent_at is not None
    assert letter.claimed_by is None
    assert letter.last_error == ""


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_a_calendar_part_arrives_as_it_was_written(
    post: Post, smtp_sink: Sink, method: str
) -> None:
    text = f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nX-A:{'Щ' * 30}\r\n =.\r\nEND:VCALENDAR\r\n"
    make_letter(calendar=(method, text))
    make_letter(to_email="no@example.bg")
    assert send_all(post()) == 2
    (received,) = smtp_sink.to("ani@example.bg")
    assert "Приемът е отворен." in received.text
    (part,) = (one for one in received.message.walk() if one.get_content_subtype() == "calendar")
    assert part.get_content_type() == "text/calendar"
    assert (part.get_param("method"), part.get_content_charset()) == (method, "utf-8")
    assert part.get_payload(decode=True) == text.encode()
    (without,) = smtp_sink.to("no@example.bg")
    assert b"text/calendar" not in without.content


def test_a_batch_goes_over_one_connection(post: Post, smtp_sink: Sink) -> None:
    for number in range(BATCH + 5):
        make_letter(to_email=f"n{number}@example.bg")
    delivery = post()
    assert send_all(delivery) == BATCH + 5
    assert len(smtp_sink.received) == BATCH + 5
    assert smtp_sink.connections == 1
    make_letter()
    send_all(delivery)
    assert smtp_sink.connections == 1


def test_a_letter_waits_for_its_time(post: Post, smtp_sink: Sink, fresh: Fresh) -> None:
    letter = make_letter(not_before=clock.now() + timedelta(seconds=30))
    assert send_all(post()) == 0
    with clock.frozen(clock.now() + timedelta(seconds=31)):
        assert send_all(post()) == 1
    assert len(smtp_sink.received) == 1
    assert fresh(letter).state is LetterState.SENT


def test_a_letter_taken_back_does_not_leave(post: Post, smtp_sink: Sink) -> None:
    letter = make_letter(not_before=clock.now() + timedelta(seconds=10))
    with transaction():
        actions.cancel(letter, None)
    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert send_all(post()) == 0
    assert smtp_sink.received == []


def test_a_letter_that_is_leaving_cannot_be_taken_back(
    post: Post, smtp_sink: Sink, own_app: Flask
) -> None:
    letter = make_letter()
    smtp_sink.manners.hang = True
    delivery = post()

    def send() -> None:
        with own_app.app_context():
            delivery.run_once()

    sending = threading.Thread(target=send)
    sending.start()
    assert smtp_sink.asked.wait(20)
    end_reading()
    with pytest.raises(Refused), transaction():
        actions.cancel(letter, None)
    smtp_sink.manners.hang = False
    sending.join()
    assert len(smtp_sink.received) == 1


def test_a_mailbox_that_is_not_there_fails_at_once(
    post: Post, smtp_sink: Sink, fresh: Fresh
) -> None:
    smtp_sink.manners.replies["gone@example.bg"] = (
        "550 5.1.1 <gone@example.bg>: Recipient address rejected: User unknown"
    )
    bad, good = make_letter(to_email="gone@example.bg"), make_letter()
    assert send_all(post()) == 2
    assert fresh(bad).state is LetterState.FAILED
    assert fresh(bad).last_error.startswith("Няма такава пощенска кутия.")
    assert "gone@" not in fresh(bad).last_error
    assert fresh(good).state is LetterState.SENT


@pytest.mark.parametrize(
    ("reply", "failing"),
    [
        ("550 5.1.1 User unknown", True),
        ("550 No such user here", True),
        ("550 5.1.2 Bad domain", True),
        ("550 5.7.1 Relaying denied", False),
        ("552 5.2.2 Mailbox full", False),
        ("450 4.1.1 Try later", False),
    ],
)
def test_the_desk_sees_which_address_takes_no_letters(
    post: Post, smtp_sink: Sink, reply: str, *, failing: bool
) -> None:
    ani = make_contact("Ани", emails=["Ani@example.bg", "ani@firm.example.bg"])
    other = make_contact("Друга", emails=["other@example.bg"])
    smtp_sink.manners.replies["ani@example.bg"] = reply
    make_letter(to_email="ani@example.bg")
    send_all(post())
    end_reading()
    assert [address.failing for address in ani.emails] == [failing, False]
    assert ani.email == ("ani@firm.example.bg" if failing else "Ani@example.bg")
    assert not other.emails[0].failing


def test_an_address_that_takes_letters_again_is_used_again(post: Post, smtp_sink: Sink) -> None:
    ani = make_contact("Ани", emails=["ani@example.bg"])
    smtp_sink.manners.replies["*"] = "550 5.1.1 User unknown"
    make_letter()
    delivery = post()
    send_all(delivery)
    end_reading()
    assert ani.email == ""
    smtp_sink.manners.replies.clear()
    make_letter()
    send_all(delivery)
    end_reading()
    assert ani.email == "ani@example.bg"


def test_a_busy_mailbox_is_tried_again_with_growing_pauses_for_three_days(
    post: Post, smtp_sink: Sink, fresh: Fresh
) -> None:
    smtp_sink.manners.replies["*"] = "450 4.2.1 mailbox busy"
    letter = make_letter()
    delivery = post()
    start = at = clock.now()
    for number, usual in enumerate(PAUSES):
        with clock.frozen(at):
            assert delivery.run_once() == 1
        letter = fresh(letter)
        assert (letter.state, letter.attempts) == (LetterState.QUEUED, number + 1)
        pause = letter.not_before - at
        assert usual * 0.9 <= pause <= usual * 1.1
        with clock.frozen(letter.not_before - timedelta(seconds=1)):
            assert delivery.run_once() == 0
        at = letter.not_before
    assert timedelta(days=2.5) < at - start < timedelta(days=3.5)
    with clock.frozen(at):
        delivery.run_once()
    assert fresh(letter).state is LetterState.FAILED


def test_one_busy_mailbox_does_not_hold_the_others_up(
    post: Post, smtp_sink: Sink, fresh: Fresh
) -> None:
    smtp_sink.manners.replies["busy@example.bg"] = "451 4.7.1 greylisted"
    first, second = make_letter(to_email="busy@example.bg"), make_letter()
    send_all(post())
    assert fresh(first).state is LetterState.QUEUED
    assert fresh(second).state is LetterState.SENT


def test_a_refused_text_is_not_sent_again(post: Post, smtp_sink: Sink, fresh: Fresh) -> None:
    smtp_sink.manners.data_reply = "554 5.7.1 looks like spam"
    letter = make_letter()
    send_all(post())
    assert fresh(letter).state is LetterState.FAILED
    assert "554 5.7.1 looks like spam" in fresh(letter).last_error


def test_a_letter_is_sent_again_as_the_same_letter_when_the_reply_was_lost(
    post: Post, smtp_sink: Sink
) -> None:
    letter = make_letter()
    delivery = post()
    smtp_sink.manners.die_after_data = True
    delivery.run_once()
    smtp_sink.manners.die_after_data = False
    with clock.frozen(clock.now() + timedelta(minutes=10)):
        send_all(delivery)
    assert {one.message["Message-ID"] for one in smtp_sink.received} == {letter.message_id}
    assert len(smtp_sink.received) == 2


def test_letters_of_a_worker_that_died_are_taken_up_at_once(
    post: Post, smtp_sink: Sink, own_app: Flask, fresh: Fresh
) -> None:
    letter = make_letter()
    dead = new_worker(own_app.config["OIC"].data_dir)
    with transaction():
        letter.state, letter.claimed_by = LetterState.SENDING, dead.name
    delivery = post()
    assert delivery.run_once() == 0  # it lives
    assert fresh(letter).state is LetterState.SENDING
    dead.close()
    assert delivery.run_once() == 1
    assert len(smtp_sink.received) == 1


def test_two_workers_at_once_send_each_letter_once(
    post: Post, smtp_sink: Sink, own_app: Flask
) -> None:
    for number in range(60):
        make_letter(to_email=f"n{number}@example.bg")
    db.session.remove()
    workers = [post() for _ in range(3)]
    barrier = threading.Barrier(len(workers))

    def work(delivery: Delivery) -> None:
        with own_app.app_context():
            barrier.wait()
            while delivery.run_once():
                pass

    threads = [threading.Thread(target=work, args=(delivery,)) for delivery in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = [one.recipients[0] for one in smtp_sink.received]
    assert sorted(sent) == sorted(f"n{number}@example.bg" for number in range(60))


def test_asked_to_stop_a_worker_finishes_the_letter_in_hand_and_frees_the_others(
    post: Post, smtp_sink: Sink, fresh: Fresh
) -> None:
    letters = [make_letter() for _ in range(5)]
    delivery = post(stopping=lambda: len(smtp_sink.received) >= 2)
    assert delivery.run_once() == 2
    states = [fresh(letter).state for letter in letters]
    assert states == [LetterState.SENT] * 2 + [LetterState.QUEUED] * 3
    assert fresh(letters[4]).attempts == 0


def test_a_letter_that_cannot_be_composed_stops_no_other(
    post: Post, smtp_sink: Sink, fresh: Fresh
) -> None:
    odd, good = make_letter(to_email="ани@example.bg"), make_letter()
    send_all(post())
    assert fresh(odd).state is LetterState.FAILED
    assert "ани@" not in fresh(odd).last_error
    assert fresh(good).state is LetterState.SENT
    assert len(smtp_sink.received) == 1


def test_without_a_server_letters_wait(
    post: Post, point_at: Callable[[str], None], smtp_sink: Sink, fresh: Fresh
) -> None:
    letter = make_letter()
    delivery = post()
    point_at("")
    assert delivery.run_once() == 0
    assert fresh(letter).state is LetterState.QUEUED
    assert fresh(letter).last_error == ""
    point_at(smtp_sink.url)
    assert delivery.run_once() == 1


def test_a_demonstration_keeps_letters_at_home(
    post: Post, point_at: Callable[..., None], smtp_sink: Sink, fresh: Fresh
) -> None:
    letter = make_letter()
    later = make_letter(not_before=clock.now() + timedelta(hours=1))
    delivery = post()
    point_at(smtp_sink.url, demo=True)
    assert delivery.run_once() == 1
    assert fresh(letter).state is LetterState.SENT
    assert fresh(later).state is LetterState.QUEUED
    assert smtp_sink.connections == 0


def test_a_failed_letter_can_be_sent_again_by_hand(
    post: Post, smtp_sink: Sink, fresh: Fresh
) -> None:
    smtp_sink.manners.replies["*"] = "550 5.1.1 unknown"
    letter = make_letter()
    delivery = post()
    send_all(delivery)
    smtp_sink.manners.replies.clear()
    with transaction():
        actions.retry(letter, None)
    send_all(delivery)
    assert fresh(letter).state is LetterState.SENT
    with pytest.raises(Refused), transaction():
        actions.retry(letter, None)
