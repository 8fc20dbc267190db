"""A machine's letter is known for what it is, and no person's is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.mail.kinds import Nature, answerable, told
from oic.mail.reading.message import read
from tests.factories.incoming import letter
from tests.factories.raw_mail import SAMPLES
from tests.factories.reports import EXIM, OUT_OF_OFFICE, QMAIL, READ, report

OURS = {"oic@oic.example.bg"}
DOMAIN = "oic.example.bg"
OUR_ID = f"<{'0a' * 16}@{DOMAIN}>"


def nature(raw: bytes) -> Nature:
    return known(raw).nature


def known(raw: bytes):
    return told(read(raw), raw, own_addresses=OURS, own_domain=DOMAIN)


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (report(), Nature.BOUNCE),
        (report(action="delayed", status="4.4.1", subject="Delayed Mail"), Nature.DELAY),
        (report(action="delivered", status="2.0.0", subject="Success"), Nature.RECEIPT),
        (report(action="relayed", status="2.0.0"), Nature.RECEIPT),
        (report(action="FAILED (user unknown)", status="5.1.1 (bad)"), Nature.BOUNCE),
        (EXIM, Nature.BOUNCE),
        (QMAIL, Nature.BOUNCE),
        (OUT_OF_OFFICE, Nature.AUTO_REPLY),
        (READ, Nature.RECEIPT),
        (letter(Auto_Submitted="auto-replied (vacation)"), Nature.AUTO_REPLY),
        (letter(X_Autoreply="yes"), Nature.AUTO_REPLY),
        (letter(Precedence="auto_reply"), Nature.AUTO_REPLY),
        (letter(subject="Automatic reply: Question"), Nature.AUTO_REPLY),
        (letter(subject="Out of Office"), Nature.AUTO_REPLY),
        (letter(subject="Автоматичен отговор: Въпрос"), Nature.AUTO_REPLY),
        (letter(subject="Abwesenheitsnotiz: Frage"), Nature.AUTO_REPLY),
        (letter(subject="Réponse automatique : Question"), Nature.AUTO_REPLY),
        (letter(List_Unsubscribe="<mailto:x@example.bg>"), Nature.BULLETIN),
        (letter(Precedence="bulk", List_Id="<news.example.bg>"), Nature.BULLETIN),
        (letter(Precedence="bulk", Feedback_ID="1:2:3"), Nature.BULLETIN),
        (letter(sender="oic@oic.example.bg", Message_ID=OUR_ID), Nature.OWN),
    ],
)
def test_a_machines_letter_is_known(raw: bytes, wanted: Nature) -> None:
    assert nature(raw) is wanted


@pytest.mark.parametrize(
    "raw",
    [
        letter(),
        letter(subject="Автоматичен отговор от ИСУН – какво означава?"),
        letter(subject="Out of office hours: when are you open?"),
        letter(subject="Re: Undelivered Mail Returned to Sender"),
        letter(subject="Undelivered Mail Returned to Sender"),
        letter("Failed: ani@example.bg 550 5.1.1 User unknown\n\nКакво да правя?"),
        letter(Auto_Submitted="no"),
        letter(Auto_Submitted="auto-generated", subject="Въпрос от формата на общината"),
        letter(List_Id="<oic-all.example.bg>"),
        letter(Precedence="bulk"),
        letter(List_Unsubscribe="<mailto:x@example.bg>", In_Reply_To=OUR_ID),
        letter(sender="oic@oic.example.bg"),
        letter(sender="x@example.bg", Message_ID=OUR_ID),
        *(sample.raw for sample in SAMPLES.values()),
    ],
)
def test_in_doubt_it_is_a_person(raw: bytes) -> None:
    assert nature(raw) is Nature.PERSON


@pytest.mark.parametrize("raw", [report(), EXIM, QMAIL])
def test_a_bounce_says_whom_it_did_not_reach_and_which_letter(raw: bytes) -> None:
    found = known(raw)

    assert [failure.address for failure in found.failures] == ["ani@example.bg"]
    assert found.failures[0].status == "5.1.1"
    assert "<ours@oic.example.bg>" in found.about


def test_a_report_over_several_recipients_names_those_that_failed() -> None:
    raw = report().replace(
        b"Reporting-MTA",
        b"Final-Recipient: rfc822; b@example.bg\nAction: delivered\nStatus: 2.0.0\n\nReporting-MTA",
    )

    assert [one.address for one in known(raw).failures] == ["ani@example.bg"]


@pytest.mark.parametrize("raw", [OUT_OF_OFFICE, READ])
def test_an_automatic_answer_says_which_letter_it_answers(raw: bytes) -> None:
    assert known(raw).about[0] == "<ours@oic.example.bg>"


@pytest.mark.parametrize(
    ("raw", "may"),
    [
        (letter(), True),
        (letter(Return_Path="<ivan@example.bg>"), True),
        (letter(Return_Path="<>"), False),
        (letter(Auto_Submitted="auto-generated"), False),
        (letter(Auto_Submitted="no"), True),
        (letter(Precedence="junk"), False),
        (letter(List_Id="<x.example.bg>"), False),
        (letter(X_Auto_Response_Suppress="DR, OOF"), False),
        (letter(X_Loop="x"), False),
        (letter(sender="no-reply@example.bg"), False),
        (letter(sender="bounces+1=x@example.bg"), False),
        (letter(sender="owner-list@example.bg"), False),
        (letter(sender="oic@oic.example.bg"), False),
        (letter(sender=""), False),
        (letter(sender="noreplyanov@example.bg"), True),
    ],
)
def test_only_a_person_is_answered_by_a_program(raw: bytes, may: bool) -> None:  # noqa: FBT001
    assert answerable(read(raw), own_addresses=OURS) is may


@given(
    st.lists(
        st.sampled_from(
            [
                b"From: MAILER-DAEMON\n",
                b"Return-Path: <>\n",
                b"Content-Type: multipart/report; boundary=b\n",
                b"\n",
                b"--b\n",
                b"Content-Type: message/delivery-status\n",
                b"Final-Recipient: rfc822;\xff@\n",
                b"Action: failed\n",
                b"Status: 5\n",
                b"Subject: failure notice\n",
                b"<a@b>:\n",
                b"Message-ID: <\n",
                b"X-Failed-Recipients: a@b, \xd0@c\n",
                b"Content-Type: text/plain; charset=none\n",
            ]
        ),
        max_size=30,
    ).map(b"".join)
)
def test_any_report_is_read(raw: bytes) -> None:
    for failure in known(raw).failures:
        failure.address.encode()
        failure.diagnostic.encode()
