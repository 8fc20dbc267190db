import pytest
from flask import Flask

from oic.mail.fetching.line import Line, Settled
from oic.mail.fetching.trouble import MailboxTrouble
from tests.servers.scripted_imap import Script, scripted_imap

RAW = b"Subject: question\r\n\r\nhello\r\n"


def whole_round(script: Script) -> list[bytes]:
    """Fetch and settle all; what was read until it ended."""
    got = []
    with scripted_imap(script) as server:
        line = Line(server)
        try:
            for uid in line.uids():
                fetched = line.fetch(uid)
                if fetched is not None:
                    got.append(fetched.raw)
                    line.settle(uid, "Registered")
        finally:
            line.close()
    return got


@pytest.mark.parametrize("step", ["CONNECT", "LOGIN", "CAPABILITY", "SELECT"])
def test_a_server_that_goes_while_the_mailbox_is_opened_is_said_in_words(
    app: Flask, step: str
) -> None:
    with pytest.raises(MailboxTrouble, match="Пощенският сървър е недостъпен"):
        whole_round(Script({3: RAW}, break_at=step))


@pytest.mark.parametrize("step", ["NOOP", "SEARCH", "FETCH", "BODY", "MOVE"])
def test_a_server_that_goes_in_the_middle_is_said_in_words(app: Flask, step: str) -> None:
    with pytest.raises(MailboxTrouble, match="Връзката с пощенския сървър прекъсна"):
        whole_round(Script({3: RAW, 4: RAW}, break_at=step))


def test_half_a_message_is_never_taken_for_one(app: Flask) -> None:
    script = Script({3: RAW}, break_at="BODY")

    with scripted_imap(script) as server:
        line = Line(server)
        with pytest.raises(MailboxTrouble):
            line.fetch(3)
        line.close()


def test_after_it_came_back_nothing_is_missing_and_nothing_double(app: Flask) -> None:
    script = Script({3: RAW, 9: b"Subject: other\r\n\r\n"}, break_at="MOVE")
    with pytest.raises(MailboxTrouble):
        whole_round(script)

    script.break_at = ""

    assert whole_round(script) == [RAW, b"Subject: other\r\n\r\n"]
    assert not script.messages


def test_a_server_that_refuses_says_so_and_is_quoted(app: Flask) -> None:
    script = Script({3: RAW}, replies={"SEARCH": b"NO [INUSE] try later"})

    with pytest.raises(MailboxTrouble, match="try later"):
        whole_round(script)


def test_a_message_that_can_neither_be_moved_nor_marked_is_left_where_it_is(app: Flask) -> None:
    script = Script({3: RAW}, replies={"MOVE": b"NO no such folder", "STORE": b"NO read-only"})

    with scripted_imap(script) as server:
        line = Line(server)
        assert line.settle(3, "Registered") is Settled.LEFT
        line.close()

    assert script.commands.count("CREATE") == 1


def test_a_server_that_names_no_validity_is_not_fetched_from(app: Flask) -> None:
    script = Script({3: RAW}, replies={"SELECT": b"OK selected"})

    with pytest.raises(MailboxTrouble, match="UIDVALIDITY"):
        whole_round(script)


def test_a_server_that_goes_while_we_wait_for_news_is_noticed_at_once(app: Flask) -> None:
    looks = 0

    def stopping() -> bool:
        nonlocal looks
        looks += 1
        return looks > 50

    with scripted_imap(Script({}, break_at="IDLING")) as server:
        line = Line(server)
        with pytest.raises(MailboxTrouble, match="прекъсна"):
            line.wait(600, stopping)
        line.close()

    assert looks <= 2
