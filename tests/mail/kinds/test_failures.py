"""Of every recipient that a report names, the expert learns what the server said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.mail.kinds import Failure, Nature, Told, answerable, told
from oic.mail.reading.letter import Party, ReadFile, ReadLetter

OURS = {"oic@oic.example.bg"}
DOMAIN = "oic.example.bg"
REPORT = ("Content-Type", "multipart/report; report-type=delivery-status; boundary=b")
MACHINE = Party("", "mailer-daemon@example.bg")


def known(letter: ReadLetter, raw: bytes = b"") -> Told:
    return told(letter, raw, own_addresses=OURS, own_domain=DOMAIN)


def report(status: bytes, media_type: str = "message/delivery-status") -> Told:
    file = ReadFile("status.txt", media_type, status)
    return known(ReadLetter(sender=MACHINE, files=(file,), headers=(REPORT,)))


def by_text(text: str, subject: str = "failure notice", **values) -> Told:
    return known(ReadLetter(sender=MACHINE, subject=subject, text=text, **values))


def failed(address: str, status: str = "5.1.1", diagnostic: str = "") -> Failure:
    return Failure(address, status, "failed", diagnostic)


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        (
            (
                b"Final-Recipient: rfc822;a@example.bg\nAction: failed\nStatus: 5.1.1\n\n"
                b"Final-Recipient: rfc822;b@example.bg\nAction: failed\nStatus: 5.2.2\n"
            ),
            (failed("a@example.bg"), failed("b@example.bg", "5.2.2")),
        ),
        (  # no empty line between them
            (
                b"Final-Recipient: rfc822;a@example.bg\nAction: failed\nStatus: 5.1.1\n"
                b"Final-Recipient: rfc822;b@example.bg\nAction: failed\nStatus: 5.2.2\n"
            ),
            (failed("a@example.bg"), failed("b@example.bg", "5.2.2")),
        ),
        (  # no empty line under the fields of the message
            (
                b"Reporting-MTA: dns; x\r\nFINAL-RECIPIENT: RFC822; <a@example.bg>\r\n"
                b"ACTION: Failed\r\nSTATUS: 5.1.1 (unknown)\r\n"
            ),
            (failed("a@example.bg"),),
        ),
        (
            (
                b"Final-Recipient: rfc822;a@example.bg\nAction: failed\nStatus: 5.1.1\n"
                b"Diagnostic-Code: smtp; 550-5.1.1 no\n\tsuch\n  user \x07here\n"
            ),
            (failed("a@example.bg", diagnostic="550-5.1.1 no such user here"),),
        ),
        (
            (
                b"Final-Recipient: utf-8; \\x{430}\\x{43D}\\x{438}@example.bg\n"
                b"Action: failed\nStatus: 5.1.1\n"
            ),
            (failed("ани@example.bg"),),
        ),
        (
            "Final-Recipient: utf-8; ани@пример.бг\nAction: failed\nStatus: 5.1.1\n".encode(),
            (failed("ани@пример.бг"),),
        ),
        (
            (
                b"Original-Recipient: rfc822;a@example.bg\nFinal-Recipient: x400;c=bg\n"
                b"Action: failed\nStatus: 5.1.1\n"
            ),
            (failed("a@example.bg"),),
        ),
        (b"Final-Recipient: rfc822;a@example.bg\nAction: failed\n", (failed("a@example.bg", ""),)),
        (  # the next server's words come after the first one's
            (
                b"Final-Recipient: rfc822;a@example.bg\nDiagnostic-Code: smtp; one\n"
                b"Diagnostic-Code: smtp; two\nAction: failed\nStatus: 5.1.1\n"
            ),
            (failed("a@example.bg", diagnostic="one"),),
        ),
        (b"Action: failed\nStatus: 5.1.1\n", ()),
    ],
)
def test_each_recipient_of_a_report_is_named_with_what_the_server_said(
    status: bytes, wanted: tuple[Failure, ...]
) -> None:
    assert report(status).failures == wanted


def test_a_report_in_utf8_is_read_like_any_other() -> None:
    status = "Final-Recipient: utf-8; ани@example.bg\nAction: delayed\n".encode()

    found = report(status, "message/global-delivery-status")

    assert (found.nature, found.failures[0].address) == (Nature.DELAY, "ани@example.bg")


@pytest.mark.parametrize("address", [b"\xff@example.bg", b"a@\xd0example.bg", b"a\x00@example.bg"])
def test_an_address_of_broken_bytes_can_be_kept(address: bytes) -> None:
    found = report(b"Final-Recipient: rfc822;" + address + b"\nAction: failed\n")

    for failure in found.failures:
        assert failure.address.isprintable()
        failure.address.encode()


def test_what_a_server_said_at_length_fits_on_the_timeline() -> None:
    fields = b"Final-Recipient: rfc822;a@example.bg\nAction: failed\nDiagnostic-Code: smtp; "

    assert len(report(fields + b"no " * 5_000).failures[0].diagnostic) <= 500


def test_who_forwarded_a_letter_does_not_hide_to_whom_it_was_sent() -> None:
    found = report(
        b"Final-Recipient: rfc822;else@example.com\nOriginal-Recipient: rfc822;a@example.bg\n"
        b"Action: failed\n"
    )

    assert found.original_recipients == ("a@example.bg",)


def test_the_letter_that_came_back_says_to_whom_it_was_sent() -> None:
    status = b"Final-Recipient: rfc822;else@example.com\nAction: failed\n"
    returned = b"\r\nTo: Ani <a@example.bg>\r\nMessage-ID: <1@oic.example.bg>\r\n\r\n"
    files = (
        ReadFile("s", "message/delivery-status", status),
        ReadFile("h", "text/rfc822-headers", returned),
    )

    found = known(ReadLetter(sender=MACHINE, files=files, headers=(REPORT,)))

    assert (found.original_recipients, found.about) == (("a@example.bg",), ("<1@oic.example.bg>",))


@pytest.mark.parametrize(
    "text",
    [
        "<a@example.bg>:\n550 5.1.1 няма такъв\n",
        "Не стигна до:\n\n  a@example.bg\n  550 5.1.1 няма такъв\n",
        "a@example.bg<mailto:a@example.bg>\n#550 5.1.1 няма такъв\n",
        "<oic@oic.example.bg>: от кого\n<a@example.bg>: 550 5.1.1 няма такъв\n",
        "<a@example.bg>: 550 5.1.1 няма такъв\n\nFrom: oic@oic.example.bg\n\n<c@example.bg>:\n",
    ],
)
def test_a_report_in_words_of_its_own_names_only_who_was_not_reached(text: str) -> None:
    found = by_text(text, "Неуспешна доставка")

    assert [(one.address, one.status) for one in found.failures] == [("a@example.bg", "5.1.1")]
    assert "550 5.1.1 няма такъв" in found.failures[0].diagnostic


def test_a_bounce_without_a_sender_still_names_whom_it_did_not_reach() -> None:
    raw = (
        b"Return-Path: <>\nSubject: failure notice\n\nHi. This is the qmail-send program at q.\n\n"
        b"<a@example.bg>:\nSorry, no mailbox here by that name. (#5.1.1)\n"
    )

    found = known(ReadLetter(headers=(("Return-Path", "<>"),)), raw)

    assert [one.address for one in found.failures] == ["a@example.bg"]


def test_a_bounce_that_flufl_cannot_read_is_one_and_its_words_stay_out_of_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Stumbling:
        def process(self, message):
            raise LookupError(str(message))

    monkeypatch.setattr("flufl.bounce._scan._DETECTORS", [Stumbling])

    found = by_text("<a@example.bg>: 550 no\n")

    assert (found.nature, found.failures[0].address) == (Nature.BOUNCE, "a@example.bg")
    assert not caplog.records


def test_the_address_of_a_server_is_no_reason_why_a_letter_came_back() -> None:
    found = by_text("<a@example.bg>: 192.5.1.1 and 5.1.1.9 said no\n", "Неуспешна доставка")

    assert found.failures[0].status == ""


def test_our_letters_come_before_those_of_others_that_a_report_names() -> None:
    others = tuple(f"<{number}@example.com>" for number in range(40))

    found = by_text("", references=("<ours@oic.example.bg>", *others))

    assert found.about[0] == "<ours@oic.example.bg>"


def test_a_delay_at_gmail_that_returns_nothing_is_found_at_our_letter() -> None:
    found = report(
        b"X-Original-Message-ID: <1@oic.example.bg>\n\n"
        b"Final-Recipient: rfc822;a@example.bg\nAction: delayed\nStatus: 4.4.1\n"
    )

    assert found.about == ("<1@oic.example.bg>",)


def test_a_letter_that_is_only_late_is_not_said_to_have_come_back() -> None:
    text = (
        "Your message to:\n  a@example.bg\nwaits. 451 4.4.1 deferred\n"
        "This is just a warning, you do not need to take any action\n"
    )
    raw = f"From: MAILER-DAEMON@example.bg\nSubject: Returned mail\n\n{text}".encode()

    found = known(ReadLetter(sender=MACHINE, subject="Returned mail", text=text), raw)

    assert (found.nature, found.failures) == (
        Nature.DELAY,
        (Failure("a@example.bg", "4.4.1", "delayed", "waits. 451 4.4.1 deferred"),),
    )


def test_who_is_away_and_quotes_an_error_has_no_address_that_failed() -> None:
    raw = (
        b"From: Ani <a@example.bg>\nSubject: Automatic reply: x\n\n"
        b"Hi. This is the qmail-send program at q.\n\n<old@example.bg>:\nno mailbox (#5.1.1)\n"
    )
    letter = ReadLetter(
        sender=Party("Ani", "a@example.bg"),
        subject="Automatic reply: x",
        headers=(("Return-Path", "<>"),),
    )

    assert known(letter, raw).nature is Nature.AUTO_REPLY


def test_an_automatic_answer_that_quotes_our_letter_opens_no_enquiry() -> None:
    letter = ReadLetter(
        sender=Party("Ани", "a@example.bg"),
        subject="Автоматичен отговор: Отговор",
        text="Отсъствам.\n\n> Здравейте,",
        headers=(("X-Auto-Response-Suppress", "All"),),
    )

    assert known(letter).nature is Nature.AUTO_REPLY


def test_an_answering_machine_is_not_answered() -> None:
    letter = ReadLetter(sender=Party("", "a@example.bg"), headers=(("Precedence", " Auto_Reply "),))

    assert not answerable(letter, own_addresses=OURS)


def test_a_receipt_for_a_letter_deleted_unread_does_not_say_that_it_was_opened() -> None:
    def confirmed(disposition: bytes) -> str:
        content = b"Original-Message-ID: <1@oic.example.bg>\nDisposition: " + disposition
        file = ReadFile("d", "message/disposition-notification", content)
        head = ("Content-Type", "multipart/report; report-type=disposition-notification")
        return known(
            ReadLetter(sender=Party("", "a@example.bg"), files=(file,), headers=(head,))
        ).why

    assert confirmed(b"manual-action/MDN-sent-manually; displayed") == "disposition notification"
    assert confirmed(b"automatic-action/x; deleted") == "delivery status: delivered"


def test_a_complaint_about_abuse_is_read_by_a_person() -> None:
    head = ("Content-Type", "multipart/report; report-type=feedback-report")
    letter = ReadLetter(
        sender=Party("", "abuse@example.bg"), subject="Undelivered: complaint", headers=(head,)
    )

    assert known(letter).nature is Nature.PERSON
    assert not answerable(letter, own_addresses=OURS)


anything = st.text(st.characters(), max_size=60) | st.sampled_from(
    ["", "<>", "failure notice", "Out of Office", "auto-replied", "bulk", "a@b", "\ud800@\udcff"]
)
named = st.sampled_from(
    "Auto-Submitted Precedence Return-Path X-Failed-Recipients Content-Type List-Id List-Post "
    "List-Unsubscribe X-Autoreply X-Auto-Response-Suppress".split()
)
letters = st.builds(
    ReadLetter,
    message_id=anything,
    in_reply_to=st.lists(anything, max_size=2).map(tuple),
    references=st.lists(anything, max_size=2).map(tuple),
    sender=st.none() | st.builds(Party, anything, anything | st.just("postmaster@example.bg")),
    subject=anything,
    text=st.lists(anything, max_size=5).map("\n".join),
    files=st.lists(
        st.builds(
            ReadFile,
            anything,
            st.sampled_from(
                "message/delivery-status message/disposition-notification message/rfc822 "
                "text/rfc822-headers message/global-headers".split()
            ),
            st.binary(max_size=80)
            | st.just(
                b"Final-Recipient: utf-8; \\x{D800}\\x{FFFFFF}\xff@b\nAction: \xd0\nStatus: 5"
            ),
        ),
        max_size=2,
    ).map(tuple),
    headers=st.lists(st.tuples(named, anything), max_size=4).map(tuple),
)


@given(letters, st.binary(max_size=200))
def test_no_letter_is_so_broken_that_it_stops_the_others(letter: ReadLetter, raw: bytes) -> None:
    for failure in known(letter, raw).failures:
        assert (failure.address + failure.diagnostic + failure.action).isprintable()
    answerable(letter, own_addresses=OURS)
