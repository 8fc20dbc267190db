"""New text first: quotations and signatures are folded, and no word of a person vanishes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oic.mail.trimming.pieces import PieceKind, new_text, split

NEW = "Благодаря Ви!\n\nПетър"
REPLIES = {
    "Gmail in Bulgarian": (
        "На пн, 5.10.2026 г. в 10:12 ОИЦ <oic@example.bg> написа:\n\n> Здравейте,\n"
    ),
    "Gmail, broken over lines": (
        "На пн, 5.10.2026 г. в 10:12 Областен информационен център\n<oic@example.bg>\nнаписа:\n\n"
        "> Здравейте,\n>\n> отговор\n"
    ),
    "Gmail in English": (
        "On Mon, Oct 5, 2026 at 10:12 AM OIC <oic@example.bg> wrote:\n\n> Hello\n"
    ),
    "Apple Mail in English": (
        "> On 5 Oct 2026, at 10:12, OIC <oic@example.bg> wrote:\n> \n> Hello\n"
    ),
    "Apple Mail in Bulgarian": (
        "На 5 октомври 2026 г., 10:12, ОИЦ <oic@example.bg> написа:\n\n> Здравейте\n"
    ),
    "Yahoo without signs": (
        "On Monday, October 5, 2026 at 10:12:00 AM GMT+3, OIC <oic@example.bg> wrote:\n\n"
        " Hello,\nthe answer\n"
    ),
    "Outlook in Bulgarian": (
        "От: ОИЦ <oic@example.bg>\nИзпратено: понеделник, 5 октомври 2026 г. 10:12\n"
        "До: Петър\nОтносно: Отговор\n\nЗдравейте,\nотговорът\n"
    ),
    "Outlook with its line": (
        "________________________________\nFrom: OIC <oic@example.bg>\nSent: Monday\nTo: P\n"
        "Subject: Answer\n\nHello\n"
    ),
    "Outlook in bold": "*From:* OIC\n*Sent:* Monday\n*To:* P\n*Subject:* Answer\n\nHello\n",
    "Outlook of old": "-----Original Message-----\nFrom: OIC\nSent: Monday\n\nHello\n",
    "abv.bg": (
        "-------- Оригинално писмо --------\nОт: ОИЦ oic@example.bg\nОтносно: x\n\nЗдравейте\n"
    ),
    "mail.bg": "----- Оригинално съобщение -----\n\nЗдравейте\n",
    "mail.ru": (
        "Понедельник, 5 октября 2026, 10:12 +03:00 от ОИЦ <oic@example.bg>:\n\n> Здравейте\n"
    ),
    "Yandex": '05.10.2026, 10:12, "ОИЦ" <oic@example.bg>:\n\nЗдравейте\nотговор\n',
    "Thunderbird in German": "Am 05.10.26 um 10:12 schrieb OIC:\n> Guten Tag\n",
    "Gmail in French": "Le lun. 5 oct. 2026 à 10:12, OIC <oic@example.bg> a écrit :\n\n> Bonjour\n",
    "Gmail in Russian": "пн, 5 окт. 2026 г. в 10:12, ОИЦ <oic@example.bg>:\n\n> Здравейте\n",
    "our own line": "##- Пишете над тази линия -##\n\nЗапитване 2026-000123\n",
}


@pytest.mark.parametrize("quoted", REPLIES.values(), ids=REPLIES)
def test_the_earlier_letter_is_folded(quoted: str) -> None:
    text = f"{NEW}\n\n{quoted}"

    assert new_text(text) == NEW
    assert new_text(text.replace("\n", "\r\n")) == NEW


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nПетър Петров\nтел. 0888 123 456",
        "--\nPeter",
        "Sent from my iPhone",
        "Изпратено от моя iPhone",
        "Get Outlook for Android",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPad",
        "Отправлено с iPhone",
        "__________\nPeter",
    ],
)
def test_the_signature_is_folded(signature: str) -> None:
    assert new_text(f"{NEW}\n\n{signature}\n") == NEW
    assert new_text(f"{NEW}\n\n{signature}\n\n{REPLIES['Gmail in English']}") == NEW


def test_answers_between_the_questions_stay_whole_with_their_questions() -> None:
    text = "Hello\n\nOn 5.10.2026 10:12, OIC wrote:\n> One?\n\nYes.\n\n> Two?\n\nNo.\n"

    assert new_text(text) == text.strip()


def test_an_answer_keeps_its_question_where_the_rest_of_the_quotation_follows() -> None:
    asked = "See below.\n\nOn 5.10.2026 10:12, OIC wrote:\n> Hello\n> One?\n\nYes."

    assert new_text(f"{asked}\n\n> Regards\n> OIC\n") == asked


def test_a_quotation_that_nobody_announced_stays_with_its_answer() -> None:
    text = "> Will you come?\nYes, at five."

    assert new_text(text) == text


def test_two_letters_answered_in_one_stay_whole() -> None:
    first = "On 5.10.2026 10:12, A <a@b.bg> wrote:\n> One?\n\nYes.\n\n"
    second = "On 6.10.2026 10:12, B <b@b.bg> wrote:\n> Two?\n\nNo."

    assert new_text(first + second) == first + second


@pytest.mark.parametrize("quoted", [REPLIES["Gmail in English"], REPLIES["Yandex"]])
def test_a_line_right_above_the_attribution_stays(quoted: str) -> None:
    assert new_text(f"Thanks, until 12.12.2026!\n{quoted}") == "Thanks, until 12.12.2026!"


def test_an_answer_below_the_quotation_stays() -> None:
    assert new_text("On 5.10.2026, a@b.bg wrote:\n> One?\n\nThe answer.\n") == "The answer."


@pytest.mark.parametrize(
    "text",
    [
        "On Monday we wrote:\n\nthe programme opens in May.",
        "Имам два въпроса:\n\n- първи\n- втори\n---\nи още един\nред",
        "От: кога тече срокът?\n\nДо: края на месеца ли е?",
        "Дружеството ни написа:\nдоговор, оферта и декларация.",
        "До кога се подава?\nОтносно: ПКИП",
        "```\n> git log\nOn 5.10.2026 a@b.bg wrote:\n```\nкакво значи това?",
        "Sent from my office to yours:\n\nдокументите за ПКИП",
        "-- \nсамо това",
        "Таблица\n\n--\n" + "\n".join(f"ред {n}" for n in range(20)),
    ],
)
def test_what_a_person_wrote_is_no_quotation(text: str) -> None:
    assert new_text(text) == text


def test_a_letter_that_only_forwards_is_read() -> None:
    text = REPLIES["abv.bg"].strip()

    assert new_text(text) == text


def test_what_is_folded_is_known_for_what_it_is() -> None:
    pieces = split(f"{NEW}\n-- \nP.\n\n{REPLIES['Gmail in English']}")

    assert [piece.kind for piece in pieces if piece.text.strip()] == [
        PieceKind.TEXT,
        PieceKind.SIGNATURE,
        PieceKind.QUOTED,
    ]


LINES = st.sampled_from(
    [
        "",
        "> quoted",
        "text",
        "-- ",
        "On 5.10.2026, a@b.bg wrote:",
        "From: a",
        "To: b",
        "Subject: c",
        "-----Original Message-----",
        "Sent from my iPhone",
    ]
)


@given(st.one_of(st.text(), st.lists(LINES).map("\n".join)))
def test_nothing_is_lost_and_a_letter_never_becomes_empty(text: str) -> None:
    assert "".join(piece.text for piece in split(text)) == text
    assert bool(new_text(text)) == bool(text.strip())


@given(st.lists(st.sampled_from(["text", "more text", ""])), st.lists(LINES))
def test_what_stands_above_the_first_sign_stays(above: list[str], below: list[str]) -> None:
    kept = new_text("\n".join(["start", *above, "> quoted", *below]))

    assert kept.count("text") >= sum(line.count("text") for line in above)


def test_answers_between_questions_are_shown_whole_and_not_in_folds() -> None:
    text = "On Mon, 5 Oct 2026, OIC <oic@example.bg> wrote:\n> One?\nYes.\n> Two?\nNo.\n> Regards\n"

    kinds = [(piece.kind, piece.text) for piece in split(text)]

    assert kinds == [
        (PieceKind.TEXT, text.removesuffix("> Regards\n")),
        (PieceKind.QUOTED, "> Regards\n"),
    ]
