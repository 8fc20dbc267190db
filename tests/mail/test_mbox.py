"""An mbox gives the messages that were put into it, and a sentence begins none."""

from oic.mail.mbox import messages

LINE = b"From ivan@example.bg Mon Oct  5 10:12:00 2026\n"


def test_messages_come_out_as_they_were(tmp_path) -> None:
    path = tmp_path / "mbox"
    one = b"Subject: one\n\nFrom what I know\n\nFrom here on 2026 is late.\n"
    path.write_bytes(LINE + one + b"\n" + LINE + b"Subject: two\n\n>From him\n>>From her\n")

    assert list(messages(path)) == [one, b"Subject: two\n\nFrom him\n>From her\n"]


def test_a_single_message_is_one(tmp_path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(b"Subject: one\n\n" + LINE + b"x")

    assert list(messages(path)) == [b"Subject: one\n\n" + LINE + b"x"]
